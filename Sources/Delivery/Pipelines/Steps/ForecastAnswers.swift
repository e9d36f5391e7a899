import Briefings
import Forecasting
import Provenance
import Tables
import TimeSeries

/// Where the pieces of a file go as they are made.
typealias FileSink = (_ file: String, _ bytes: [UInt8]) throws -> Void

/// Gathers the answers of a panel's series, block by block: the rows of the files
/// go out at once, and only what a report shows is kept.
struct ForecastAnswers {
  /// Keeps the rows of all series, for a later step that works on them.
  let keepsAll: Bool
  private(set) var tables = RunTables()
  private(set) var models: [ForecastFacts.Model] = []
  private(set) var fallbackCount = 0
  private(set) var originCount = 0
  private var uses: [String: Int] = [:]
  /// Answers and histories of the series that may be drawn, by their place.
  private var held: [Int: (answer: SeriesAnswer, outcome: SeriesForecast, series: Series)] = [:]
  private var accuracy = AccuracyMean()
  private var blocks = 0
  private var notes: [String] = []

  init(seriesCount: Int, keepsAll: Bool) {
    self.keepsAll = keepsAll || seriesCount <= ReportSelection.full
    tables.series.reserveCapacity(seriesCount)
  }

  mutating func take(
    _ result: PanelForecast, _ answers: [SeriesAnswer], of series: ArraySlice<Series>,
    into sink: FileSink
  ) throws {
    for file in answers.first?.rows.map(\.file) ?? [] {
      var bytes: [UInt8] = []
      for answer in answers { for row in answer.rows where row.file == file { bytes += row.bytes } }
      try sink(file, bytes)
    }
    let first = tables.series.count
    tables.series += answers.map(\.line)
    accuracy.add(result, tested: answers.reduce(0) { $0 + $1.line.tested })
    for outcome in result.series {
      uses[outcome.modelName, default: 0] += 1
      if !outcome.fallbacks.isEmpty { fallbackCount += 1 }
      originCount = max(originCount, Set(outcome.backtest.map(\.originStep)).count)
    }
    blocks += 1
    if blocks == 1 { notes = result.notes }
    let wanted =
      keepsAll
      ? Set(tables.series.indices)
      : Set(ReportSelection.largest(tables.series))
    held = held.filter { wanted.contains($0.key) }
    for (offset, entry) in zip(answers, zip(result.series, series)).enumerated()
    where wanted.contains(first + offset) {
      held[first + offset] = (entry.0, entry.1.0, entry.1.1)
    }
  }

  /// Fills the tables when all series are in.
  ///
  /// - Parameter history: how many past steps a chart shows.
  mutating func finish(
    history: Int, labels: AxisLabels, drivers: DriverRecord, into sink: FileSink
  ) throws {
    for place in held.keys.sorted() {
      guard let (answer, outcome, series) = held[place] else { continue }
      tables.forecast += answer.forecast
      tables.totals += answer.totals
      tables.accuracy += answer.accuracy
      tables.members += answer.members
      tables.history += ForecastAnswers.history(series, outcome, wanted: history, labels: labels)
      var model = ForecastFacts.Model(outcome)
      if !answer.forecast.isEmpty {
        model.parts = drivers.parts(of: outcome, series)
      }
      models.append(model)
    }
    held = [:]
    if tables.series.count > 1 {
      let overall = accuracy.rows.map {
        AccuracyLine(id: "", model: $0.model, metric: $0.metric, value: $0.value)
      }
      tables.accuracy += overall
      var writer = CSVWriter()
      AccuracyFile.add(overall, to: &writer)
      try sink(AccuracyFile.name, writer.drain())
    }
    try sink(HistoryFile.name, HistoryFile.bytes(of: tables.history))
  }

  /// The commonest combinations of models.
  var commonModels: [ForecastFacts.ModelUse] {
    let ranked = uses.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    var shown = ranked.prefix(20).map { ForecastFacts.ModelUse(model: $0.key, series: $0.value) }
    let rest = ranked.dropFirst(20).reduce(0) { $0 + $1.value }
    if rest > 0 { shown.append(.init(model: "other combinations", series: rest)) }
    return shown
  }

  /// What was decided for all series together.
  var panelNotes: [String] {
    guard blocks > 1 else { return notes }
    let learnt = notes.filter { !$0.hasPrefix("No series") && !$0.contains(" series could not ") }
    var all = learnt
    all.append(
      "The series were forecast in \(blocks) blocks of neighbours by name; what is learnt from "
        + "many series is learnt within a block.")
    if fallbackCount > 0 {
      all.append(
        "\(fallbackCount) of \(tables.series.count) series could not use every model asked for.")
    }
    return all
  }

  /// The last steps before the forecast: what a chart shows.
  private static func history(
    _ series: Series, _ outcome: SeriesForecast, wanted: Int, labels: AxisLabels
  ) -> [ObservationRow] {
    let end = outcome.firstStep - series.firstStep
    let first = max(0, end - wanted)
    return (first..<max(first, end)).compactMap { offset in
      guard offset < series.values.count, let label = labels[series.firstStep + offset]
      else { return nil }
      return ObservationRow(id: series.id, start: label, y: series.values[offset])
    }
  }
}

/// The accuracy of all series together from that of blocks of them: coverage and
/// quantile loss by tested steps, all else by series.
struct AccuracyMean {
  private var sums: [(row: AccuracyRow, sum: Double, weight: Double)] = []

  mutating func add(_ result: PanelForecast, tested: Int) {
    for row in result.accuracy where row.metric != "skill" {
      let isByStep = row.metric.hasPrefix("coverage") || row.metric == "SQL"
      let weight = Double(isByStep ? tested : result.series.count)
      if let at = sums.firstIndex(where: {
        $0.row.model == row.model && $0.row.metric == row.metric
      }) {
        sums[at].sum += weight * row.value
        sums[at].weight += weight
      } else {
        sums.append((row, weight * row.value, weight))
      }
    }
  }

  var rows: [AccuracyRow] {
    var rows = sums.map { entry in
      var row = entry.row
      row.value = entry.sum / entry.weight
      return row
    }
    func mase(isBaseline: Bool) -> AccuracyRow? {
      rows.first {
        $0.metric == "MASE" && ($0.model == AccuracyLine.baseline) == isBaseline
      }
    }
    if var own = mase(isBaseline: false), let naive = mase(isBaseline: true), naive.value > 0 {
      own.metric = "skill"
      own.value = 1 - own.value / naive.value
      rows.append(own)
    }
    return rows
  }
}
