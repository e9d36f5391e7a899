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
  private let regressors: [PanelRegressors]
  private var base = 0.0
  private var totals: [Double]

  /// - Throws: `PipelineError` where a scenario leaves a step without a value.
  init(_ loaded: LoadedSeries, panel: Panel, setting: ForecastStep.Setting) throws {
    let known = loaded.known
    names = known?.source.scenarios.map(\.name) ?? []
    regressors = try names.indices.compactMap { place in
      try known?.regressors(of: panel, horizon: setting.options.horizon, scenario: place)
    }
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

  /// Forecasts a block of series under each scenario.
  mutating func add(
    _ block: Panel, beside result: PanelForecast, _ maker: AnswerMaker,
    _ setting: ForecastStep.Setting, into sink: FileSink
  ) throws {
    for (place, name) in names.enumerated() {
      var other = setting
      other.regressors = regressors[place]
      let made = try ForecastStep.forecast(block, other)
      totals[place] += ScenarioRecord.sum(made)
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
    if !names.isEmpty { base += ScenarioRecord.sum(result) }
  }

  private static func sum(_ made: PanelForecast) -> Double {
    made.series.reduce(0) { $0 + $1.forecast.mean.reduce(0, +) }
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
