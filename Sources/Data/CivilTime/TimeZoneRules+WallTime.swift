extension TimeZoneRules {
  /// The moments at which a clock shows a given wall time.
  public enum Resolution: Sendable, Equatable {
    case unique(Instant)
    /// No moment: the clock jumps over it at `transition`. `shifted` is the
    /// wall time read with the offset in force before the jump, so it lies as
    /// far after the transition as the wall time lies into the gap (the rule of
    /// RFC 5545, section 3.3.5).
    case gap(transition: Instant, shifted: Instant)
    /// Two moments: the clock is set back and shows it twice.
    case fold(earlier: Instant, later: Instant)

    /// The one moment to use when nothing else is known: the first of a fold,
    /// the shifted one of a gap.
    public var instant: Instant {
      switch self {
      case .unique(let instant): instant
      case .gap(_, let shifted): shifted
      case .fold(let earlier, _): earlier
      }
    }
  }

  /// A change of offset.
  public struct Transition: Sendable, Equatable {
    public var instant: Instant
    /// Seconds east of UTC before and from `instant`.
    public var offsetBefore: Int
    public var offsetAfter: Int
  }

  /// When a clock in this zone shows `wall`.
  public func instants(of wall: WallTime) -> Resolution {
    let target = wall.wallSeconds
    // No offset exceeds 26 hours, so the moment lies in a span that touches
    // this window.
    let reach = Int64(OffsetTable.largestOffset)
    var span = table.span(at: target - reach)
    var found: [Int64] = []
    var gap: Resolution?
    while true {
      let moment = target - Int64(span.type.offset)
      if span.start <= moment, moment < span.end { found.append(moment) }
      if span.end > target + reach { break }
      let next = table.span(at: span.end)
      if moment >= span.end, target < span.end + Int64(next.type.offset) {
        gap = .gap(
          transition: Instant(secondsSinceEpoch: span.end),
          shifted: Instant(secondsSinceEpoch: moment))
      }
      span = next
    }
    if found.count == 1 { return .unique(Instant(secondsSinceEpoch: found[0])) }
    if let first = found.first, let last = found.last {
      return .fold(
        earlier: Instant(secondsSinceEpoch: first), later: Instant(secondsSinceEpoch: last))
    }
    // Every wall time is in a span or in the jump between two of them.
    return gap ?? .unique(Instant(secondsSinceEpoch: target - Int64(span.type.offset)))
  }

  /// The first moment of a civil day: local midnight, or the end of the jump
  /// where the clock skips midnight.
  public func startOfDay(_ date: CivilDate) -> Instant {
    switch instants(of: WallTime(date: date)) {
    case .unique(let instant): instant
    case .gap(let transition, _): transition
    case .fold(let earlier, _): earlier
    }
  }

  /// How long a civil day lasts: 86,400 seconds, 82,800 or 90,000 where the
  /// clock changes by an hour, 0 for a day the zone skipped.
  public func dayLength(_ date: CivilDate) -> Int {
    Int(
      startOfDay(date.adding(days: 1)).secondsSinceEpoch - startOfDay(date).secondsSinceEpoch)
  }

  /// The first change of offset after `instant`; nil when there is none.
  public func nextTransition(after instant: Instant) -> Transition? {
    var span = table.span(at: instant.secondsSinceEpoch)
    while span.end < Int64.max {
      let next = table.span(at: span.end)
      if next.type.offset != span.type.offset {
        return Transition(
          instant: Instant(secondsSinceEpoch: span.end), offsetBefore: span.type.offset,
          offsetAfter: next.type.offset)
      }
      if next.end <= span.end { return nil }
      // A rule whose two offsets agree would go on for ever.
      if span.end - instant.secondsSinceEpoch > 400 * 366 * 86_400 { return nil }
      span = next
    }
    return nil
  }
}
