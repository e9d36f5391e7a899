import Briefings
import Forecasting
import LinearAlgebra
import Reports
import Tables
import TimeSeries

/// The same past under other futures of the columns that are known ahead:
/// `scenarios.csv`, and what each comes to.
struct ScenarioRecord {
  static let fileName = "scenarios.csv"

  private let names: [String]
  /// Id of the series that sums all up; nil to add the single ones up.
  private let total: String?
  private var base = 0.0
  private var totals: [Double]

  init(_ scenarios: [KnownColumnsSource.Scenario], total: String?) {
    self.total = total
    names = scenarios.map(\.name)
    totals = names.map { _ in 0 }
  }

  /// - Parameter levels: in per cent.
  func writeHeader(levels: [Double], into sink: FileSink) throws {
    guard !names.isEmpty else { return }
    let bands = levels.map(FileNumbers.spelling).flatMap { ["lo-\($0)", "hi-\($0)"] }
    try sink(
      ScenarioRecord.fileName,
      CSVWriter(header: ["scenario", "unique_id", "ds", "mean", "median"] + bands).bytes)
  }

  /// Adds series under each scenario.
  ///
  /// - Parameter make: their forecast under a scenario, by its place.
  mutating func add(
    beside result: PanelForecast, _ maker: AnswerMaker, into sink: FileSink,
    _ make: (Int) throws -> PanelForecast
  ) throws {
    for (place, name) in names.enumerated() {
      let made = try make(place)
      totals[place] += sum(made)
      var writer = CSVWriter()
      for outcome in made.series {
        for row in maker.forecastRows(of: outcome) {
          writer.text(name)
          writer.text(row.id)
          writer.text(row.start.text)
          writer.number(row.mean)
          writer.number(row.median)
          for band in row.bands {
            writer.number(band.lower)
            writer.number(band.upper)
          }
          writer.endRow()
        }
      }
      try sink(ScenarioRecord.fileName, writer.drain())
    }
    if !names.isEmpty { base += sum(result) }
  }

  private func sum(_ made: PanelForecast) -> Double {
    made.series.filter { total == nil || $0.id == total }
      .reduce(0) { $0 + $1.forecast.mean.reduce(0, +) }
  }

  /// What each scenario comes to beside the forecast; nil for none.
  var facts: [ForecastFacts.Scenario]? {
    guard !names.isEmpty else { return nil }
    return zip(names, totals).map {
      ForecastFacts.Scenario(name: $0, expected: $1, change: $1 - base)
    }
  }

  /// What each scenario comes to, in a sentence.
  var notes: [String] {
    zip(names, totals).map { name, total in
      let change = total - base
      let words =
        PlainWords.number(abs(change)) + (change < 0 ? " fewer" : " more")
        + " than in the forecast"
      return "Scenario \(name): \(PlainWords.number(total)) expected in all, \(words)."
    }
  }
}
