/// The rule a POSIX `TZ` text describes, with the extensions of RFC 9636
/// (section 3.3.1): times of a rule within ±167 hours.
///
/// `CST6CDT,M3.2.0,M11.1.0` is: standard time CST, 6 hours behind UTC; daylight
/// time CDT from the second Sunday of March to the first of November, at 02:00.
struct PosixRule: Sendable {
  struct Daylight: Sendable {
    var type: LocalTimeType
    var start: Edge
    var end: Edge
  }

  /// When daylight time starts or ends, every year.
  struct Edge: Sendable {
    enum Day: Sendable {
      /// Jn: day 1…365, 29 February never counted.
      case julian(Int)
      /// n: day 0…365, 29 February counted.
      case zeroBased(Int)
      /// Mm.w.d: week w (5 is the last) of month m, on weekday d (0 is Sunday).
      case weekday(month: Int, week: Int, day: Int)
    }
    var day: Day
    /// Seconds after local midnight of that day; may be negative or over a day.
    var time: Int

    /// The edge in `year`, as wall seconds.
    func wallSeconds(in year: Int) -> Int64 {
      let date: CivilDate
      switch day {
      case .julian(let number):
        let leap = number >= 60 && CivilDate.isLeap(year) ? 1 : 0
        date = CivilDate(year: year, month: 1, day: 1).adding(days: number - 1 + leap)
      case .zeroBased(let number):
        date = CivilDate(year: year, month: 1, day: 1).adding(days: number)
      case .weekday(let month, let week, let day):
        // ISO weekdays count from Monday = 1; POSIX has Sunday = 0.
        date =
          week == 5
          ? CivilDate(lastWeekday: day == 0 ? 7 : day, ofMonth: month, year: year)
          : CivilDate(year: year, month: month, day: 7 * week - 6)
            .onOrAfter(weekday: day == 0 ? 7 : day)
      }
      return Int64(date.daysSinceEpoch) * 86_400 + Int64(time)
    }

    /// What tells one edge from another, for fingerprints.
    var parts: [Int] {
      switch day {
      case .julian(let number): [1, number, time]
      case .zeroBased(let number): [2, number, time]
      case .weekday(let month, let week, let day): [3, month, week, day, time]
      }
    }
  }

  var standard: LocalTimeType
  var daylight: Daylight?

  func type(at time: Int64) -> LocalTimeType { span(at: time).type }

  /// The span around `time` if this rule held for ever.
  func span(at time: Int64) -> OffsetSpan {
    guard let daylight else {
      return OffsetSpan(start: Int64.min, end: Int64.max, type: standard)
    }
    // A rule's edge may lie up to a week outside its year, hence the
    // neighbours. Where one year's end meets the next one's start (daylight
    // time all year round) the start must win: it is put last.
    let year = WallTime(wallSeconds: time + Int64(standard.offset)).date.year
    var edges: [(time: Int64, isStart: Bool)] = []
    for y in (year - 2)...(year + 2) {
      edges.append((daylight.end.wallSeconds(in: y) - Int64(daylight.type.offset), false))
      edges.append((daylight.start.wallSeconds(in: y) - Int64(standard.offset), true))
    }
    edges.sort { $0.time != $1.time ? $0.time < $1.time : !$0.isStart && $1.isStart }
    // Ten edges within two years on either side: one lies at or before `time`,
    // one after.
    let after = edges.firstIndex { $0.time > time } ?? edges.count - 1
    let before = max(after - 1, 0)
    return OffsetSpan(
      start: edges[before].time, end: edges[after].time,
      type: edges[before].isStart ? daylight.type : standard)
  }
}

extension PosixRule {
  /// nil when the bytes are not a POSIX `TZ` text.
  init?(_ bytes: [UInt8]) {
    var text = PosixText(bytes)
    guard let name = text.name(), let west = text.time(hours: 24) else { return nil }
    standard = LocalTimeType(offset: -west, isDaylight: false, abbreviation: name)
    if text.isAtEnd { return }
    guard let daylightName = text.name() else { return nil }
    var offset = standard.offset + 3_600
    if !text.isAtEnd, !text.starts(with: ",") {
      guard let west = text.time(hours: 24) else { return nil }
      offset = -west
    }
    let type = LocalTimeType(offset: offset, isDaylight: true, abbreviation: daylightName)
    if text.isAtEnd {
      // POSIX leaves the default open; every system uses the rule of the
      // United States.
      daylight = Daylight(
        type: type, start: Edge(day: .weekday(month: 3, week: 2, day: 0), time: 7_200),
        end: Edge(day: .weekday(month: 11, week: 1, day: 0), time: 7_200))
      return
    }
    guard text.skip(","), let start = text.edge(), text.skip(","), let end = text.edge(),
      text.isAtEnd
    else { return nil }
    daylight = Daylight(type: type, start: start, end: end)
  }
}

/// A cursor over a POSIX `TZ` text.
private struct PosixText {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  func starts(with character: Unicode.Scalar) -> Bool {
    !isAtEnd && bytes[position] == UInt8(ascii: character)
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard starts(with: character) else { return false }
    position += 1
    return true
  }

  /// Three or more letters, or anything alphanumeric or signed within <>.
  mutating func name() -> String? {
    let quoted = skip("<")
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      let isOther =
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+")
        || byte == UInt8(ascii: "-")
      guard isLetter || quoted && isOther else { break }
      position += 1
    }
    let text = bytes[start..<position]
    guard text.count >= 3, !quoted || skip(">") else { return nil }
    return String(decoding: text, as: UTF8.self)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int? {
    let start = position
    var value = 0
    while position < bytes.count, (48...57).contains(bytes[position]), position - start < 4 {
      value = value * 10 + Int(bytes[position] - 48)
      position += 1
    }
    return position > start && range.contains(value) ? value : nil
  }

  /// [+-]hh[:mm[:ss]] in seconds.
  mutating func time(hours limit: Int) -> Int? {
    let sign = skip("-") ? -1 : 1
    if sign == 1 { _ = skip("+") }
    guard let hours = number(0...limit) else { return nil }
    var seconds = hours * 3_600
    if skip(":") {
      guard let minutes = number(0...59) else { return nil }
      seconds += minutes * 60
      if skip(":") {
        guard let rest = number(0...59) else { return nil }
        seconds += rest
      }
    }
    return sign * seconds
  }

  mutating func edge() -> PosixRule.Edge? {
    let day: PosixRule.Edge.Day
    if skip("J") {
      guard let number = number(1...365) else { return nil }
      day = .julian(number)
    } else if skip("M") {
      guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
        let weekday = number(0...6)
      else { return nil }
      day = .weekday(month: month, week: week, day: weekday)
    } else {
      guard let number = number(0...365) else { return nil }
      day = .zeroBased(number)
    }
    guard skip("/") else { return PosixRule.Edge(day: day, time: 7_200) }
    guard let time = time(hours: 167) else { return nil }
    return PosixRule.Edge(day: day, time: time)
  }
}
