/// How long cases take to close, those still open counted right.
public struct TimeToClose: Sendable, Equatable, Codable {
  /// In days. Cases open at the end of observation are censored there.
  public var curve: SurvivalCurve
  /// Cases set aside because they end before they begin.
  public var negativeDurations: Int
  /// Durations of the closed cases, in days and ascending.
  public var closedDays: [Double]

  /// Cases in the curve.
  public var count: Int { curve.count }
  /// Cases not closed within the time observed.
  public var openCount: Int { curve.censoredCount }

  /// Of all cases, the share known to have closed within so many days. Cases
  /// still open count as not closed, however young: of recent months it says
  /// too little, where `curve.share(within:)` does not.
  public func shareClosed(within days: Double) -> Double {
    guard count > 0 else { return .nan }
    return Double(closedDays.count { $0 <= days }) / Double(count)
  }

  /// The mean over closed cases, in days; NaN where there are none. Too low
  /// where long cases are still open: quantiles of `curve` are not.
  public var meanOfClosed: Double {
    closedDays.reduce(0, +) / Double(closedDays.count)
  }
}

extension EventLog {
  /// The time to close over all events.
  public func timeToClose() -> TimeToClose { timeToClose(of: events) }

  /// The time to close of each group, in the order of `groups`.
  public func timeToCloseByGroup() -> [(group: String, result: TimeToClose)] {
    var parts = [[Event]](repeating: [], count: groups.count)
    for event in events { parts[event.group].append(event) }
    return zip(groups, parts).map { ($0, timeToClose(of: $1)) }
  }

  /// The time to close by the calendar period of creation, in order; periods
  /// without events have none.
  public func timeToCloseByPeriod(
    every frequency: Frequency
  ) throws(TimeSeriesError) -> [(period: String, result: TimeToClose)] {
    let origin = try TimeIndex.alignedStart(for: frequency, at: observedFrom, in: domain)
    let index = TimeIndex(domain: domain, frequency: frequency, start: origin, count: 0)
    var result: [(period: String, result: TimeToClose)] = []
    var first = 0
    while first < events.count {
      let step = index.step(containing: events[first].created) ?? 0
      let end = index.endPosition(ofStep: step)
      var last = first
      while last < events.count, events[last].created < end { last += 1 }
      result.append((index.label(ofStep: step), timeToClose(of: Array(events[first..<last]))))
      first = max(last, first + 1)
    }
    return result
  }

  private func timeToClose(of events: [Event]) -> TimeToClose {
    var durations: [Double] = []
    var isCensored: [Bool] = []
    var closed: [Double] = []
    var negative = 0
    for event in events {
      if let end = event.closed, end < event.created {
        negative += 1
        continue
      }
      let end = event.closed ?? Int64.max
      let watched = max(min(end, observedUntil) - event.created, 0)
      let days = Double(watched) / 86_400
      durations.append(days)
      isCensored.append(end > observedUntil)
      if end <= observedUntil { closed.append(days) }
    }
    return TimeToClose(
      curve: SurvivalCurve(durations: durations, isCensored: isCensored),
      negativeDurations: negative, closedDays: closed.sorted())
  }
}
