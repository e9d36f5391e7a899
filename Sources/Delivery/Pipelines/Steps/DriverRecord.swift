import Briefings
import Forecasting
import TimeSeries

/// What the columns that are known ahead add to each forecast: its total less that
/// of the same forecast with the column over the horizon as it lately was.
struct DriverRecord {
  private let columns: [String]
  private let seasons: [Int]
  /// By series, one effect a column.
  private var effects: [String: [Double]] = [:]

  init(columns: [String], seasons: [Int]) {
    self.columns = columns
    self.seasons = seasons
  }

  /// Over how many last values the level of a series is measured.
  private func span(_ count: Int) -> Int {
    seasons.filter { $0 > 1 && 2 * $0 <= count }.max() ?? min(12, count)
  }

  /// - Parameters:
  ///   - count: steps of the past.
  ///   - make: the forecast with other columns.
  mutating func add(
    _ made: PanelForecast, count: Int, _ make: (OtherColumns) throws -> PanelForecast
  ) throws {
    for place in columns.indices {
      let other = try make(.level(place, over: span(count)))
      for (own, without) in zip(made.series, other.series) {
        let change =
          own.forecast.mean.reduce(0, +) - without.forecast.mean.reduce(0, +)
        effects[own.id, default: []].append(change)
      }
    }
  }

  /// Where the expected total comes from, in parts that add up to it.
  ///
  /// The level is the mean of the last turn of the longest season (of the last
  /// twelve values without one); the season what its phases have over that mean in
  /// the last turns; a calendar day what its factor takes away or adds; the rest is
  /// what the models make of level and trend.
  func parts(of outcome: SeriesForecast, _ series: Series) -> [ForecastFacts.Part] {
    let mean = outcome.forecast.mean
    let end = outcome.firstStep - series.firstStep
    let past = Array(series.values.prefix(max(0, end)))
    let total = mean.reduce(0, +)
    let season = seasons.filter { $0 > 1 && 2 * $0 <= past.count }.max()
    let recent = past.suffix(season ?? min(12, past.count)).filter(\.isFinite)
    guard !recent.isEmpty, total.isFinite else { return [] }
    let level = recent.reduce(0, +) / Double(recent.count)
    let horizon = Double(mean.count)
    var parts = [
      ForecastFacts.Part(
        name: season == nil
          ? "the mean of the last \(recent.count) values, all along"
          : "the mean of the last whole season, all along", amount: level * horizon)
    ]
    if let season {
      let amount = DriverRecord.seasonal(past, season: season, horizon: mean.count)
      parts.append(.init(name: "busier and quieter parts of the season", amount: amount))
    }
    var days: [String: Double] = [:]
    for step in outcome.calendarSteps where mean.indices.contains(step.step) {
      guard let name = step.kind.name else { continue }
      let usual = step.multiplier > 0 ? mean[step.step] / step.multiplier : level
      days[name, default: 0] += mean[step.step] - usual
    }
    for name in days.keys.sorted() { parts.append(.init(name: name, amount: days[name] ?? 0)) }
    for (name, amount) in zip(columns, effects[outcome.id] ?? []) {
      parts.append(.init(name: "\(name), other than it was then", amount: amount))
    }
    let rest = total - parts.reduce(0) { $0 + $1.amount }
    parts.append(.init(name: "level and trend, as the models carry them on", amount: rest))
    return parts
  }

  /// What the phases ahead have over the mean of all phases, from the last three
  /// turns at most.
  private static func seasonal(_ past: [Double], season: Int, horizon: Int) -> Double {
    let turns = min(3, past.count / season)
    let recent = Array(past.suffix(turns * season))
    let phases = (0..<season).map { phase -> Double in
      let values = stride(from: phase, to: recent.count, by: season).map { recent[$0] }
        .filter(\.isFinite)
      return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }
    let known = phases.filter(\.isFinite)
    guard !known.isEmpty else { return 0 }
    let mean = known.reduce(0, +) / Double(known.count)
    return (0..<horizon).reduce(0) { sum, step in
      let phase = phases[step % season]
      return sum + (phase.isFinite ? phase - mean : 0)
    }
  }
}

extension CalendarEffects.DayKind {
  /// The day in words; nil for an ordinary one.
  fileprivate var name: String? {
    switch self {
    case .ordinary: nil
    case .holiday(let name): name
    case .adjacent(let name): "the day \(name)"
    case .closed: "closed days"
    }
  }
}
