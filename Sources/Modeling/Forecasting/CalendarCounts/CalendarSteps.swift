/// Where each step of a series stands: on which day, in which slot of the day,
/// on what kind of day, for the past and as far ahead as is known.
struct CalendarSteps: Sendable, Codable {
  /// Civil day of each step counted from 1970-01-01, or a plain count of days
  /// where the axis has no dates.
  private(set) var days: [Int32]
  /// Slot of the day of each step, an index into `slotSeconds`.
  private(set) var slots: [Int32]
  /// Kind of each step: 0 ordinary, 1 closed, k + 2 for `kindNames[k]`.
  private(set) var kinds: [Int32]
  /// Named kinds, holidays and days beside them, in order of appearance.
  private(set) var kindNames: [String] = []
  /// Whether each of `kindNames` is a holiday (else a day beside one).
  private(set) var kindIsHoliday: [Bool] = []
  /// Seconds since midnight at which each slot begins, ascending.
  private(set) var slotSeconds: [Int32]
  /// Phases of the week: 7 with dates, else the ratio of the second season to
  /// the first; 1 for none.
  private(set) var weekLength: Int
  /// Length of a year in days; nil where neither dates nor a season tell it.
  private(set) var yearLength: Double?
  /// Days between one day of the axis and the next, the median.
  private(set) var daySpacing: Int

  var slotCount: Int { slotSeconds.count }
  /// How many steps are known.
  var count: Int { days.count }

  init(_ series: TrainingSeries) {
    let length = series.values.count
    if let context = series.context, context.axis.days.count >= context.firstStep + length {
      self.init(dated: context, length: length)
    } else {
      self.init(periods: series.seasonalPeriods, length: length)
      if let context = series.context { setKinds(context) }
    }
  }

  private init(dated context: SeriesContext, length: Int) {
    let axis = context.axis
    let range = context.firstStep..<axis.days.count
    days = Array(axis.days[range])
    let seconds = axis.secondsOfDay[range]
    // Slots are those of the past; a future time of day never seen before is
    // given the nearest.
    var distinct = Array(Set(seconds.prefix(max(length, 1))))
    distinct.sort()
    slotSeconds = distinct
    slots = []
    slots.reserveCapacity(days.count)
    for second in seconds {
      slots.append(Int32(CalendarSteps.nearest(second, in: distinct)))
    }
    kinds = [Int32](repeating: 0, count: days.count)
    var gaps: [Int32] = []
    for t in 1..<max(1, min(length, days.count)) where days[t] != days[t - 1] {
      gaps.append(days[t] - days[t - 1])
    }
    gaps.sort()
    daySpacing = gaps.isEmpty ? 1 : max(1, Int(gaps[gaps.count / 2]))
    weekLength = daySpacing < 7 ? 7 : 1
    yearLength = 365.2425
    setKinds(context)
  }

  private init(periods: [Int], length: Int) {
    let seasons = periods.filter { $0 > 1 }.sorted()
    // One season is the week of a daily series; two are the day and the week.
    let perDay = seasons.count > 1 && seasons[1] % seasons[0] == 0 ? seasons[0] : 1
    let week = perDay > 1 ? seasons[1] / perDay : (seasons.first ?? 1)
    days = (0..<length).map { Int32($0 / perDay) }
    slots = (0..<length).map { Int32($0 % perDay) }
    kinds = [Int32](repeating: 0, count: length)
    slotSeconds = (0..<perDay).map { Int32($0) }
    weekLength = week <= 62 ? week : 1
    yearLength = seasons.first { $0 >= 300 * perDay }.map { Double($0) / Double(perDay) }
    daySpacing = 1
  }

  private mutating func setKinds(_ context: SeriesContext) {
    guard !context.axis.kinds.isEmpty else { return }
    for t in kinds.indices {
      switch context.axis.kind(at: context.firstStep + t) {
      case .ordinary: kinds[t] = 0
      case .closed: kinds[t] = 1
      case .holiday(let name): kinds[t] = index(of: name, isHoliday: true)
      case .adjacent(let name): kinds[t] = index(of: name, isHoliday: false)
      }
    }
  }

  private mutating func index(of name: String, isHoliday: Bool) -> Int32 {
    for (k, known) in kindNames.enumerated() where known == name && kindIsHoliday[k] == isHoliday {
      return Int32(k + 2)
    }
    kindNames.append(name)
    kindIsHoliday.append(isHoliday)
    return Int32(kindNames.count + 1)
  }

  private static func nearest(_ second: Int32, in sorted: [Int32]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < second { low = middle + 1 } else { high = middle }
    }
    if low == sorted.count { return max(0, low - 1) }
    if low > 0 && second - sorted[low - 1] < sorted[low] - second { return low - 1 }
    return low
  }

  /// Phase of the week of a day: Monday is 0 with dates.
  func weekday(_ day: Int32) -> Int {
    guard weekLength > 1 else { return 0 }
    // 1970-01-01 was a Thursday.
    let shifted = Int(day) + (weekLength == 7 && yearLength == 365.2425 ? 3 : 0)
    return ((shifted % weekLength) + weekLength) % weekLength
  }

  /// Makes at least `count` steps known by going on as the last week did; what
  /// kind of day they are is not known, so they are ordinary.
  mutating func extend(to count: Int) {
    guard days.count < count, let last = days.last else { return }
    let perWeek = stepsPerWeek(last)
    while days.count < count {
      let t = days.count
      if t >= perWeek.steps {
        days.append(days[t - perWeek.steps] + perWeek.days)
        slots.append(slots[t - perWeek.steps])
      } else {
        let slot = (Int(slots[t - 1]) + 1) % slotCount
        days.append(days[t - 1] + (slot == 0 ? Int32(daySpacing) : 0))
        slots.append(Int32(slot))
      }
      kinds.append(0)
    }
  }

  /// The shortest stretch at the end after which slots and days repeat.
  private func stepsPerWeek(_ last: Int32) -> (steps: Int, days: Int32) {
    let span = Int32(daySpacing >= 7 || weekLength == 1 ? daySpacing : weekLength)
    var t = days.count - 1
    while t > 0 && (last - days[t] < span || slots[t] != slots[days.count - 1]) { t -= 1 }
    let steps = days.count - 1 - t
    return last - days[t] == span && steps > 0 ? (steps, span) : (Int.max, span)
  }
}
