/// What the profile says of days ahead, as it stood before a day began.
struct FlowOutlook: Sendable {
  private let residuals: FlowResiduals
  private let firstDay: Int
  /// Days from `firstDay` on, slot by slot and detector by detector.
  private let days: [[Double]]

  /// - Parameter knownBefore: days from this one on are unknown. The next eight have
  ///   an outlook.
  init(_ residuals: FlowResiduals, knownBefore day: Int) {
    self.residuals = residuals
    firstDay = day
    let calendar = residuals.history.calendar
    let profile = residuals.profile(before: day)
    days = (day..<min(day + 9, calendar.days)).map {
      profile.expected(kind: calendar.kind[$0], weekday: calendar.weekday[$0])
    }
  }

  /// The value expected at a step of these days; 0 where nothing is known.
  func expected(step: Int, detector i: Int) -> Double {
    let calendar = residuals.history.calendar
    let day = calendar.day[step] - firstDay
    // Up to a day ahead the profile knows today's hours, too.
    if day <= 1, step < residuals.steps { return residuals.expected[step * residuals.count + i] }
    guard days.indices.contains(day) else { return 0 }
    let value = days[day][calendar.slot[step] * residuals.count + i]
    return value.isFinite ? value : 0
  }
}
