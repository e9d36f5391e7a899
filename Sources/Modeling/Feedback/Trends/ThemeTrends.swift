public import CivilTime

/// All themes over time, from comments with dates and labels or their probabilities.
public struct ThemeTrends: Sendable {
  public struct Theme: Sendable {
    public var name: String
    public var trend: ThemeTrend
  }

  /// A row of a series in the long format forecasts read: `unique_id, ds, y`.
  public struct Volume: Sendable, Equatable {
    public var uniqueID: String
    public var ds: CivilDate
    public var y: Double
  }

  public let periods: ThemePeriods
  /// In the order of the names given.
  public let themes: [Theme]

  /// - Parameters:
  ///   - dates: one a comment.
  ///   - probabilities: calibrated, of each theme for each comment, `themes × comments`
  ///     theme after theme; 0 or 1 for labels. A comment may have several themes or none.
  ///   - names: of the themes.
  ///   - length: of the periods.
  ///   - exposures: in place of the number of comments, the contacts of each period, from
  ///     which comments come; see `ThemePeriods.starts`.
  /// - Throws: `.length`, `.value`, `.setting`, `.tooFew`.
  public init(
    dates: [CivilDate], probabilities: [[Double]], names: [String],
    by length: ThemePeriods.Length = .month, exposures: [Double]? = nil,
    options: ThemeTrend.Options = .init()
  ) throws(TrendError) {
    guard names.count == probabilities.count else {
      throw .length("names", have: names.count, need: probabilities.count)
    }
    let periods = try ThemePeriods(of: dates, by: length)
    let exposure = exposures ?? periods.volumes.map(Double.init)
    guard exposure.count == periods.count else {
      throw .length("exposures", have: exposure.count, need: periods.count)
    }
    var settings = options
    if exposures == nil { settings.highest = settings.highest ?? 1 }
    var themes: [Theme] = []
    for (name, theme) in zip(names, probabilities) {
      guard theme.count == dates.count else {
        throw .length("probabilities of \(name)", have: theme.count, need: dates.count)
      }
      var counts = [Double](repeating: 0, count: periods.count)
      for (d, probability) in theme.enumerated() {
        guard (0...1).contains(probability) else {
          throw .value("probabilities of \(name)", at: d)
        }
        counts[periods.indices[d]] += probability
      }
      themes.append(
        Theme(
          name: name,
          trend: try ThemeTrend(counts: counts, exposures: exposure, options: settings)))
    }
    self.periods = periods
    self.themes = themes
  }

  /// Comments of each theme in each period, theme after theme: rows that a forecast of
  /// volume reads as they are.
  public var volumes: [Volume] {
    themes.flatMap { theme in
      zip(periods.starts, theme.trend.periods).map {
        Volume(uniqueID: theme.name, ds: $0, y: $1.count)
      }
    }
  }
}
