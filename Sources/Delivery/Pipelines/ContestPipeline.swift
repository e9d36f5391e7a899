import Briefings
import CivilTime
import Forecasting
import Foundation
import Provenance
import Reports
import Tables
import TimeSeries

/// Several models on the same past moments: who forecast best.
public struct ContestPipeline: Sendable {
  /// The `model` of its step is not used.
  public var request: SeriesRequest
  /// Names of forecasters, or "auto".
  public var models: [String]
  /// Backtests that were made elsewhere.
  public var others: [OtherBacktest]

  /// A file in the form of `backtest.csv`, and what to call its model.
  public struct OtherBacktest: Sendable {
    public var name: String
    public var path: String

    public init(name: String, path: String) {
      self.name = name
      self.path = path
    }
  }

  public init(_ request: SeriesRequest, models: [String], others: [OtherBacktest] = []) {
    self.request = request
    self.request.step.looksAhead = false
    self.models = models
    self.others = others
  }

  static let tooShort = PipelineError(
    .data,
    "no series is long enough to forecast a past moment of it and see what came. Shorten the "
      + "horizon, or add to the past.")

  public func run(into folder: String) throws -> RunOutcome {
    let opened = try request.opened()
    let (step, loaded) = (opened.step, opened.loaded)
    var inputs = opened.inputs
    let panel = loaded.panel
    let setting = try step.setting(for: panel, known: loaded.known)
    let labels = AxisLabels(panel.index, ahead: setting.options.horizon)
    var rivals: [OtherRival] = []
    for other in others {
      rivals += try OtherRival.read(other, panel: panel)
      inputs.append(try FileRecord(path: other.path, at: other.path))
    }
    let own = models.filter { $0 != AccuracyLine.baseline }
    let names = own + rivals.map(\.name) + [AccuracyLine.baseline]
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw PipelineError(.usage, "\"\(twice)\" is compared twice: give each its own name.")
    }
    let spool = try RunSpool(RunFolder(folder))
    var record = ContestRecord(names: names, setting: setting)
    var seconds = own.map { _ in 0.0 }
    try spool.append(
      BacktestFile.writer(levels: setting.options.levels).bytes, to: BacktestFile.name)
    let count = SeriesCount(
      of: panel.series.count * max(1, own.count), report: step.progress)
    for range in ForecastStep.blocks(of: panel.series.count) {
      let block = Panel(index: panel.index, series: Array(panel.series[range]))
      var past: [[[PastForecast]]] = []
      var naive: [[PastForecast]] = []
      // Without a model of our own the baseline still says which origins there are.
      for (place, model) in (own.isEmpty ? [AccuracyLine.baseline] : own).enumerated() {
        var asked = setting
        asked.options.model = model
        let started = clock()
        let result = try ForecastStep.forecast(block, asked, progress: { count.add() })
        if !own.isEmpty { seconds[place] += Double(clock() - started) / Double(CLOCKS_PER_SEC) }
        if !own.isEmpty {
          var writer = CSVWriter()
          for outcome in result.series {
            BacktestFile.add(outcome, named: model, labels: labels, to: &writer)
          }
          try spool.append(writer.drain(), to: BacktestFile.name)
          past.append(result.series.map { $0.pastForecasts(levels: asked.options.levels) })
        }
        naive = result.series.map(\.naivePastForecasts)
      }
      past += rivals.map { rival in range.map { rival.forecasts[$0] } }
      record.add(block.series, rivals: past + [naive])
    }
    guard record.hasScores else {
      guard others.isEmpty else {
        throw PipelineError(
          .data,
          "no step was forecast by every model from the same moment. The files need the columns "
            + "unique_id, origin, ds and mean, with the origins of this comparison: see --origins "
            + "and --step.")
      }
      throw ContestPipeline.tooShort
    }
    let contest = record.facts(labels: labels, notes: rivals.compactMap(\.note))
    let facts = RunFacts(
      title: request.title, data: DataFacts(loaded, unit: step.unit, days: setting.days),
      contest: contest)
    var files = opened.files
    files[LeaderboardFile.name] = LeaderboardFile.bytes(of: contest)
    files[AccuracyFile.name] = AccuracyFile.bytes(of: record.accuracy())
    if let rejects = loaded.rejects { files["rejects.csv"] = rejects }
    var run = request.assembly("compare", opened)
    run.inputs = inputs
    let spent = Dictionary(uniqueKeysWithValues: zip(own, seconds))
    return try run.finish(
      facts: facts, tables: RunTables(), files: files, into: spool, at: folder,
      notes: loaded.notes, summary: ContestSummary.lines(contest, cpuSeconds: spent))
  }
}

/// A leaderboard for the terminal.
enum ContestSummary {
  /// - Parameter cpuSeconds: by model; what was read from files has none.
  static func lines(_ contest: ContestFacts, cpuSeconds: [String: Double]) -> [String] {
    func number(_ value: Double?, _ digits: Int) -> String {
      value.map { PlainWords.number($0, digits: digits) } ?? "-"
    }
    let header = [
      "model", "MASE", "sMAPE", "SQL", "in 80 %", "in 95 %", "best on", "CPU s", "ahead",
    ]
    let rows = contest.rivals.enumerated().map { place, rival in
      [
        rival.name, number(rival.mase, 3), number(rival.symmetricPercent, 1),
        number(rival.quantileLoss, 3),
        rival.coverage80.map { PlainWords.percent($0, digits: 1) } ?? "-",
        rival.coverage95.map { PlainWords.percent($0, digits: 1) } ?? "-",
        "\(rival.wins) of \(contest.seriesCount)", number(cpuSeconds[rival.name], 2),
        place == contest.rivals.count - 1
          ? "" : rival.leadChance.map { $0 < 0.001 ? "p < 0.001" : "p = \(number($0, 3))" } ?? "?",
      ]
    }
    let table = [header] + rows
    let widths = header.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    var lines = table.map { row in
      row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + space : space + text
      }.joined(separator: "  ")
    }
    lines.append(
      "The same \(PlainWords.count(contest.tested, "step")) of "
        + "\(PlainWords.count(contest.seriesCount, "series", plural: "series")) from "
        + "\(PlainWords.count(contest.origins, "past moment")) for each; p: chance of such a lead "
        + "over the next if both were as good.")
    return lines
  }
}
