import CivilTime

/// The regular grid that times lie on.
struct Grid {
  var frequency: Frequency
  /// A position of the grid at or before the first time.
  var origin: Int64
  var anchorDay: Int?
  /// What was decided, for the report.
  var note: String
}

/// How far apart the times of series lie.
///
/// 1. Times that are all at one time of day are days. If no two of a series
///    fall in one month and all fall on one day of the month (or the last,
///    where a month is shorter), they are months; the step is the greatest
///    common divisor of the differences in months.
/// 2. Otherwise the step is the most common difference m, if at least 95 % of
///    the differences are multiples of it (a few stray rows do not break an
///    hourly file), and
/// 3. failing that the greatest common divisor g of the differences, if it
///    divides a day and the times fill at least 2 % of the grid it makes. A
///    thinner grid is a list of events, not a series: an error.
///
/// Differences are pooled over series, so that series may begin at different
/// times and have gaps anywhere.
struct FrequencyDetection {
  /// Positions of each series, ascending and distinct.
  var series: [[Int64]]
  var domain: TimeDomain

  static let regularShare = 0.95
  static let leastFill = 0.02

  func grid() throws(TimeSeriesError) -> Grid {
    guard let first = series.compactMap(\.first).min() else { throw .noData }
    guard series.contains(where: { $0.count > 1 }) else { throw .oneTime }
    if domain == .integer {
      let step = try step(of: series, unit: 1, isNatural: { _ in true })
      return Grid(
        frequency: .index(step: Int(step.size)), origin: step.origin,
        note: "The time is an integer index"
          + (step.size == 1 ? "." : ", one observation every \(step.size)."))
    }
    let seconds = secondsOfDay()
    if let second = seconds {
      return try dayGrid(second: second, first: first)
    }
    let step = try step(of: series, unit: 1, isNatural: { 86_400 % $0 == 0 })
    guard step.size < 86_400 else {
      throw .irregular(
        "times lie a day or more apart but at different times of day; "
          + "if they are midnights of a place, give its --time-zone")
    }
    let frequency = Frequency.seconds(Int(step.size))
    return Grid(
      frequency: frequency, origin: step.origin,
      note: "One observation every \(frequency)\(step.stray).")
  }

  /// The time of day all times share, in seconds on the local clock; nil where
  /// they differ.
  private func secondsOfDay() -> Int? {
    var shared: Int?
    for positions in series {
      for position in positions {
        let second = localDate(position).second
        if let shared, shared != second { return nil }
        shared = second
      }
    }
    return shared
  }

  /// Local date and time of day; a day that begins after a jump over midnight
  /// begins at 0.
  private func localDate(_ position: Int64) -> (date: CivilDate, second: Int) {
    guard case .zoned(let zone) = domain else {
      let wall = WallTime(wallSeconds: position)
      return (wall.date, wall.secondOfDay)
    }
    let wall = zone.wallTime(of: Instant(secondsSinceEpoch: position))
    if wall.secondOfDay > 0, wall.secondOfDay <= 7_200,
      zone.startOfDay(wall.date).secondsSinceEpoch == position
    {
      return (wall.date, 0)
    }
    return (wall.date, wall.secondOfDay)
  }

  private func dayGrid(second: Int, first: Int64) throws(TimeSeriesError) -> Grid {
    let days = series.map { $0.map { localDate($0).date } }
    if let grid = monthGrid(days, second: second) { return grid }
    let ordinals = days.map { $0.map { Int64($0.daysSinceEpoch) } }
    let step = try step(of: ordinals, unit: 86_400, isNatural: { _ in true })
    let frequency = Frequency.days(Int(step.size))
    return Grid(
      frequency: frequency, origin: position(day: step.origin, second: second),
      note: "One observation every \(frequency)\(step.stray).")
  }

  private func monthGrid(_ days: [[CivilDate]], second: Int) -> Grid? {
    let all = days.flatMap { $0 }
    guard let anchor = all.map(\.day).max(),
      all.allSatisfy({ $0 == CivilDate(monthOrdinal: $0.monthOrdinal, day: anchor) })
    else { return nil }
    var divisor = 0
    for dates in days {
      for (a, b) in zip(dates, dates.dropFirst()) {
        let months = b.monthOrdinal - a.monthOrdinal
        guard months > 0 else { return nil }
        divisor = gcd(divisor, months)
      }
    }
    guard let first = all.min(), divisor > 0 else { return nil }
    // Where every date is the last of a month, the anchor is the month's end
    // even if no month in the file has 31 days.
    let isMonthEnd = all.allSatisfy(\.isLastOfMonth)
    let frequency = Frequency.months(divisor)
    return Grid(
      frequency: frequency,
      origin: position(day: Int64(first.daysSinceEpoch), second: second),
      anchorDay: isMonthEnd ? 31 : anchor,
      note: "One observation every \(frequency)\(isMonthEnd ? ", at the end of the month" : "").")
  }

  private func position(day: Int64, second: Int) -> Int64 {
    let date = CivilDate(daysSinceEpoch: Int(day))
    guard case .zoned(let zone) = domain else { return day * 86_400 + Int64(second) }
    if second == 0 { return zone.startOfDay(date).secondsSinceEpoch }
    return zone.instants(of: WallTime(date: date, secondOfDay: second)).instant.secondsSinceEpoch
  }

  /// The step and a grid point at or before the first time, in units of the
  /// values given.
  private func step(
    of series: [[Int64]], unit: Int64, isNatural: (Int64) -> Bool
  ) throws(TimeSeriesError) -> (size: Int64, origin: Int64, stray: String) {
    var counts: [Int64: Int] = [:]
    var total = 0
    var divisor: Int64 = 0
    for values in series {
      for (a, b) in zip(values, values.dropFirst()) {
        counts[b - a, default: 0] += 1
        divisor = gcd(divisor, b - a)
        total += 1
      }
    }
    let sorted = counts.sorted { $0.key < $1.key }
    guard
      let mode = sorted.max(by: { $0.value < $1.value || $0.value == $1.value && $0.key > $1.key })?
        .key,
      let first = series.compactMap(\.first).min()
    else { throw .oneTime }
    let regular = sorted.reduce(0) { $0 + ($1.key % mode == 0 ? $1.value : 0) }
    // With a few differences only, all of them must agree.
    let fits = Double(regular) >= FrequencyDetection.regularShare * Double(total)
    if regular == total || fits && total >= 20 {
      let residue = commonResidue(series, mode)
      let origin = first - ((first - residue) % mode + mode) % mode
      let stray = regular == total ? "" : "; a few times lie between steps"
      return (mode, origin, stray)
    }
    var expected = 0.0
    var found = 0
    for values in series where !values.isEmpty {
      expected += Double(values[values.count - 1] - values[0]) / Double(divisor) + 1
      found += values.count
    }
    guard isNatural(divisor), Double(found) >= FrequencyDetection.leastFill * expected else {
      throw .irregular(
        "times are irregular: the most common distance is \(text(mode, unit)), but only "
          + "\(regular * 100 / total) % of the distances are multiples of it")
    }
    return (divisor, first, "")
  }

  private func text(_ size: Int64, _ unit: Int64) -> String {
    if domain == .integer { return String(size) }
    let seconds = size * unit
    return seconds % 86_400 == 0
      ? Frequency.days(Int(seconds / 86_400)).description
      : Frequency.seconds(Int(seconds)).description
  }

  /// The most common remainder of the values; the smallest of equals.
  private func commonResidue(_ series: [[Int64]], _ size: Int64) -> Int64 {
    var counts: [Int64: Int] = [:]
    for values in series {
      for value in values { counts[(value % size + size) % size, default: 0] += 1 }
    }
    let best = counts.sorted { $0.key < $1.key }.max { $0.value < $1.value }
    return best?.key ?? 0
  }
}

func gcd(_ a: Int, _ b: Int) -> Int { Int(gcd(Int64(a), Int64(b))) }

func gcd(_ a: Int64, _ b: Int64) -> Int64 {
  var (a, b) = (abs(a), abs(b))
  while b != 0 { (a, b) = (b, a % b) }
  return a
}
