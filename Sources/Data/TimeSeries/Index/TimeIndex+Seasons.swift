extension TimeIndex {
  /// The season lengths, in steps and ascending, that the frequency suggests
  /// and a series of `seriesLength` steps holds at least twice: a day and a
  /// week for anything shorter than a day, a week of days, a year of weeks,
  /// months or quarters. With opening hours they count open slots ([169, 845]
  /// rather than [288, 2016]); the day is left out where open days differ in
  /// length, because steps a day apart are then not evenly spaced. Empty on an
  /// integer index: see `SeasonDetection`.
  public func seasonalPeriods(seriesLength: Int) -> [Int] {
    candidatePeriods.filter { $0 > 1 && 2 * $0 <= seriesLength }
  }

  /// Steps in a year (365 for days, 8,766 for hours) where steps are shorter
  /// than a week and the series holds at least three years; nil otherwise.
  /// Weeks, months and quarters have it among their seasonal periods.
  public func yearlyPeriod(seriesLength: Int) -> Int? {
    guard let perWeek = stepsPerWeek, perWeek > 1 else { return nil }
    let period = Int((perWeek * 365.25 / 7).rounded())
    return seriesLength >= 3 * period ? period : nil
  }

  private var stepsPerWeek: Double? {
    if let opening { return Double(opening.openPerWeek) }
    switch frequency {
    case .index, .months: return nil
    case .seconds(let size): return 7 * 86_400 / Double(size)
    case .days(let size): return 7 / Double(size)
    }
  }

  private var candidatePeriods: [Int] {
    if let opening {
      guard frequency.isSubDaily, let day = opening.commonOpenPerDay else {
        return [opening.openPerWeek]
      }
      return day < opening.openPerWeek ? [day, opening.openPerWeek] : [day]
    }
    switch frequency {
    case .index: return []
    case .seconds(let size):
      guard 86_400 % size == 0 else { return [] }
      return [86_400 / size, 7 * 86_400 / size]
    case .days(let size): return size == 1 ? [7] : size == 7 ? [52] : []
    case .months(let size): return 12 % size == 0 ? [12 / size] : []
    }
  }
}
