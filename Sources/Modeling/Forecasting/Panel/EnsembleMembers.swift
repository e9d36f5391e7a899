/// Which models the "auto" ensemble asks, by the seasons a series has.
///
/// Chosen on rolling origins inside the training data of public competition
/// sets; see the module's README for the reasons.
enum EnsembleMembers {
  /// Registry names, simplest last.
  static func names(for series: PreparedSeries) -> [String] {
    let known: [String]
    switch CountRhythm(series) {
    case .withinDays?: known = [CalendarCounts.name]
    case _ where series.isSparse: known = [IntermittentDemand.name]
    case .daily?: known = [CalendarCounts.name] + preferred(usableSeasons: series.seasons)
    case nil: known = preferred(usableSeasons: series.seasons)
    }
    return known.filter { ForecasterRegistry.named($0) != nil }
  }

  private static func preferred(usableSeasons: [Int]) -> [String] {
    guard let longest = usableSeasons.max() else { return ["ETS", "dotm", "ces"] }
    if usableSeasons.count > 1 { return ["mstl", "dotm", SeasonalNaive.name] }
    if longest >= 24 { return ["ETS", "mstl", "dotm", SeasonalNaive.name] }
    let local = ["ETS", "dotm", "ces", "theta", "mstl", SeasonalNaive.name]
    // Days wander: the last value is a better guess there than in months.
    return longest == 7 ? local + [Naive.name] : local
  }

  /// Counts with dates, at a day or finer, six weeks of them: there the calendar
  /// says more than any smoothing of the past. Within days it was best alone; on
  /// daily series the median with others was.
  private enum CountRhythm {
    case withinDays
    case daily

    init?(_ series: PreparedSeries) {
      let days = series.axis.days
      let end = series.start + series.values.count
      guard series.isCount, end <= days.count, series.values.count > 1,
        days[end - 1] - days[series.start] >= 42
      else { return nil }
      let distinct = (series.start + 1..<end).reduce(1) {
        days[$1] == days[$1 - 1] ? $0 : $0 + 1
      }
      let span = Int(days[end - 1] - days[series.start]) + 1
      if distinct < series.values.count {
        self = .withinDays
      } else if 2 * distinct > span {
        self = .daily
      } else {
        return nil
      }
    }
  }

  /// What stands in for a model that cannot be fitted, best first.
  static let chain = ["theta", SeasonalNaive.name, Naive.name, HistoricMean.name]
}
