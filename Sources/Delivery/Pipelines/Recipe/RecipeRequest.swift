import Provenance
import Tables
import TimeSeries

/// A recipe's data and forecast as the request that `forecast` itself would make, and how the
/// run was asked for.
struct RecipeRequest: Sendable {
  var recipeFile: String
  var title: String
  var version: String
  var threads = 1
  /// Reads this file instead of the recipe's.
  var dataFile: String?
  var setsRejectsAside = false
  var showsValues = false
  var calibration: IntervalFactors?

  func series(
    _ data: StaffingRecipe.Source, _ forecast: StaffingRecipe.ForecastPart,
    reach: ForecastStep.Reach
  ) throws -> SeriesRequest {
    var step = ForecastStep(reach: reach, levels: forecast.levels)
    step.model = forecast.model
    step.seasonalPeriods = forecast.seasons?.sorted()
    step.backtestOrigins = forecast.backtestOrigins
    step.backtestStep = forecast.backtestStep
    step.seed = forecast.seed
    step.threads = threads
    step.unit = data.unit
    step.calibration = calibration
    let calendars = [data.calendar].compactMap { $0 } + data.calendars
    return SeriesRequest(
      source: try source(data, forecast), step: step, calendarFiles: calendars.map(beside),
      learnsDays: data.learnsDays, title: title, version: version)
  }

  private func source(_ data: StaffingRecipe.Source, _ forecast: StaffingRecipe.ForecastPart)
    throws -> SeriesSource
  {
    var source = SeriesSource(path: dataFile ?? beside(data.file))
    source.columns.id = data.id.isEmpty ? nil : data.id
    source.columns.time = data.time
    source.columns.value = data.value
    source.timeZone = data.timeZone
    source.columns.absence = data.fill
    source.known = forecast.regressors.map {
      KnownColumnsSource(names: $0, futureFile: forecast.future.map(beside))
    }
    try SchemaBeside.apply(to: &source.reading, file: source.path, package: nil)
    source.reading.rejects = setsRejectsAside ? .setAside : .fail
    source.reading.showValues = showsValues
    return source
  }

  /// Paths in a recipe are relative to it.
  func beside(_ path: String) -> String { Self.path(path, beside: recipeFile) }

  static func path(_ path: String, beside recipeFile: String) -> String {
    if path.hasPrefix("/") || path == "-" { return path }
    let folder = StaffInput.parent(of: recipeFile)
    return folder == "." ? path : "\(folder)/\(path)"
  }
}
