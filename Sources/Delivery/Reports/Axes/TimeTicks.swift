import CivilTime

/// A tick on an axis of civil time.
struct TimeTick: Hashable {
  /// Wall seconds.
  var position: Double
  /// "09:00", "Mon 3", "3 Mar", "Mar", "2025".
  var label: String
  /// What the label leaves out, where it changes: "Mon 3 Mar", "March 2025", "2025".
  var context: String
  /// Where the label stands; days are labelled in their middle when times are shown.
  var labelPosition: Double
}

/// Steps of an axis of civil time: clock hours, days, weeks from Monday, months, years.
enum TimeStep: Hashable {
  case seconds(Int)
  case days(Int)
  case weeks(Int)
  case months(Int)

  static let all: [TimeStep] = [
    .seconds(60), .seconds(300), .seconds(900), .seconds(1800), .seconds(3600), .seconds(7200),
    .seconds(10_800), .seconds(21_600), .seconds(43_200), .days(1), .days(2), .weeks(1), .weeks(2),
    .months(1), .months(2), .months(3), .months(6), .months(12), .months(24), .months(60),
    .months(120), .months(240), .months(600),
  ]

  /// Whole steps of the calendar from `lower` to `upper`, wall seconds.
  func positions(from lower: Double, to upper: Double) -> [WallTime] {
    var times: [WallTime] = []
    switch self {
    case .seconds(let step):
      var at = Int64((lower / Double(step)).rounded(.up)) * Int64(step)
      while Double(at) <= upper && times.count < 2000 {
        times.append(WallTime(wallSeconds: at))
        at += Int64(step)
      }
    case .days(let step), .weeks(let step):
      var length = step
      var day = Int((lower / 86_400).rounded(.up))
      if case .weeks = self {
        length = step * 7
        // 1970-01-05, day 4, was a Monday.
        day += TimeStep.modulo(4 - day, 7)
      } else {
        day += TimeStep.modulo(-day, length)
      }
      while Double(day) * 86_400 <= upper && times.count < 2000 {
        times.append(WallTime(date: CivilDate(daysSinceEpoch: day)))
        day += length
      }
    case .months(let step):
      let first = WallTime(wallSeconds: Int64(lower.rounded(.up))).date
      var month = first.year * 12 + first.month - 1
      month -= TimeStep.modulo(month, step)
      while times.count < 2000 {
        let year = (month - TimeStep.modulo(month, 12)) / 12
        let date = CivilDate(year: year, month: TimeStep.modulo(month, 12) + 1, day: 1)
        let position = Double(date.daysSinceEpoch) * 86_400
        if position > upper { break }
        if position >= lower { times.append(WallTime(date: date)) }
        month += step
      }
    }
    return times
  }

  private static func modulo(_ a: Int, _ b: Int) -> Int { ((a % b) + b) % b }

  func label(_ time: WallTime) -> (label: String, context: String) {
    let date = time.date
    let weekday = PlainWords.weekday(date).prefix(3)
    return switch self {
    case .seconds:
      (PlainWords.timeOfDay(time.secondOfDay), "\(weekday) \(PlainWords.dayAndMonth(date))")
    case .days: ("\(weekday) \(date.day)", "\(PlainWords.month(date)) \(date.year)")
    case .weeks: (PlainWords.dayAndMonth(date), "\(date.year)")
    case .months(let step) where step < 12: ("\(PlainWords.month(date).prefix(3))", "\(date.year)")
    case .months: ("\(date.year)", "")
    }
  }
}

enum TimeTicks {
  /// The finest ticks whose labels do not touch: at least `gap` units between them when the
  /// range is drawn `length` units wide.
  ///
  /// - Parameter showsTimes: whether the data have times of day, not days alone.
  static func along(
    _ range: ClosedRange<Double>, length: Double, fontSize: Double, showsTimes: Bool,
    gap: Double = 10
  ) -> [TimeTick] {
    let span = max(range.upperBound - range.lowerBound, 1)
    let scale = length / span
    for step in TimeStep.all {
      if case .seconds(let seconds) = step {
        // Clock times over many days repeat themselves and say nothing of the day.
        guard showsTimes, span <= 2.5 * 86_400, span / Double(seconds) < 60 else { continue }
      }
      let ticks = make(step, range, showsTimes: showsTimes)
      guard ticks.count >= 2, ticks.count <= 60 else { continue }
      var isClear = true
      for (a, b) in zip(ticks, ticks.dropFirst()) {
        let distance = (b.labelPosition - a.labelPosition) * scale
        let widths = TextWidth.of(a.label, size: fontSize) + TextWidth.of(b.label, size: fontSize)
        if distance < 0.5 * widths + gap { isClear = false }
      }
      if isClear { return withContextOnce(ticks, scale: scale, fontSize: fontSize, gap: gap) }
    }
    // Nothing fits twice: name the ends.
    return [range.lowerBound, range.upperBound].map { end in
      let date = WallTime(wallSeconds: Int64(end)).date
      return TimeTick(
        position: end, label: PlainWords.dayAndMonth(date), context: "\(date.year)",
        labelPosition: end)
    }
  }

  private static func make(_ step: TimeStep, _ range: ClosedRange<Double>, showsTimes: Bool)
    -> [TimeTick]
  {
    step.positions(from: range.lowerBound, to: range.upperBound).compactMap { time in
      let position = Double(time.wallSeconds)
      let (label, context) = step.label(time)
      var labelPosition = position
      if step == .days(1) && showsTimes {
        labelPosition += 43_200
        // Less than half a day is left of it: no room for its name.
        if labelPosition > range.upperBound { return nil }
      }
      return TimeTick(
        position: position, label: label, context: context, labelPosition: labelPosition)
    }
  }

  /// Drops the context where the tick before says the same, or where it would touch.
  private static func withContextOnce(
    _ ticks: [TimeTick], scale: Double, fontSize: Double, gap: Double
  ) -> [TimeTick] {
    var out = ticks
    for index in out.indices.reversed() where index > 0 {
      if out[index].context == out[index - 1].context { out[index].context = "" }
    }
    // Where two do not fit beside each other the later one stays: it says what changed.
    var start = Double.infinity
    for index in out.indices.reversed() where !out[index].context.isEmpty {
      let half = 0.5 * TextWidth.of(out[index].context, size: fontSize)
      let at = out[index].labelPosition * scale
      if at + half + gap > start {
        out[index].context = ""
      } else {
        start = at - half
      }
    }
    return out
  }
}
