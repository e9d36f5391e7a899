public import CivilTime

// Every function here costs the same for step 1 and step 1,000,000, and takes
// negative steps too. Positions are in the units of `domain`.
extension TimeIndex {
  /// Where step `step` begins.
  ///
  /// Steps of seconds are even in UTC (or on the wall, where no zone is known);
  /// steps of days and months begin on the local clock. A day whose midnight
  /// the clock skips begins at the end of the jump; of two equal wall times the
  /// first is taken. With opening hours, slots are those of the local clock.
  public func position(ofStep step: Int) -> Int64 {
    switch frequency {
    case .index(let size): return start + Int64(step) * Int64(size)
    case .seconds(let size) where opening == nil: return start + Int64(step) * Int64(size)
    default: return position(ofWallSeconds: wallSeconds(ofStep: step))
    }
  }

  /// The step that begins exactly at `position`; nil where none does. Where a
  /// zone skipped whole days, the last of the steps that share a position.
  public func step(ofPosition position: Int64) -> Int? {
    guard let step = step(containing: position), self.position(ofStep: step) == position else {
      return nil
    }
    return step
  }

  /// The step whose interval holds `position`; nil in closed hours.
  public func step(containing position: Int64) -> Int? {
    switch frequency {
    case .index(let size): return Int(floorDivide(position - start, Int64(size)))
    case .seconds(let size) where opening == nil:
      return Int(floorDivide(position - start, Int64(size)))
    case .seconds, .days, .months:
      break
    }
    let wall = wallTime(ofPosition: position)
    if let opening {
      let size = Int64(opening.slotSeconds)
      let slotStart = floorDivide(wall.wallSeconds, size) * size
      guard let ordinal = opening.ordinal(ofWallSeconds: slotStart), let origin = openingOrigin
      else { return nil }
      return Int(ordinal - origin)
    }
    var step: Int
    switch frequency {
    case .months(let size):
      let months = wall.date.monthOrdinal - startWall.date.monthOrdinal
      step = Int(floorDivide(Int64(months), Int64(size)))
    case .days(let size):
      let days = wall.date.daysSinceEpoch - startWall.date.daysSinceEpoch
      step = Int(floorDivide(Int64(days), Int64(size)))
    case .index, .seconds:
      return nil
    }
    // The estimate is off by one where the time of day lies before the one
    // steps begin at, or the day of the month before the anchor.
    while self.position(ofStep: step) > position { step -= 1 }
    while self.position(ofStep: step + 1) <= position { step += 1 }
    return step
  }

  /// Where step `step` ends: the beginning of the next, or with opening hours
  /// the end of the slot.
  public func endPosition(ofStep step: Int) -> Int64 {
    guard let opening else { return position(ofStep: step + 1) }
    return position(ofWallSeconds: wallSeconds(ofStep: step) + Int64(opening.slotSeconds))
  }

  /// How long step `step` lasts, in seconds: 82,800 for a day of 23 hours. Nil
  /// on an integer index.
  public func durationSeconds(ofStep step: Int) -> Int? {
    if case .index = frequency { return nil }
    return Int(endPosition(ofStep: step) - position(ofStep: step))
  }

  /// What a local clock shows when step `step` begins; nil on an integer index.
  public func wallTime(ofStep step: Int) -> WallTime? {
    switch frequency {
    case .index: nil
    case .seconds where opening == nil: wallTime(ofPosition: position(ofStep: step))
    case .seconds, .days, .months: WallTime(wallSeconds: wallSeconds(ofStep: step))
    }
  }

  /// The local date on which step `step` begins; nil on an integer index.
  public func date(ofStep step: Int) -> CivilDate? { wallTime(ofStep: step)?.date }

  /// The text of step `step` in a `ds` column: ISO 8601, `2025-03-09` for steps
  /// of days and months and `2025-03-09T01:30:00` for shorter ones, with the
  /// offset where the zone is known; the integer itself on an integer index.
  public func label(ofStep step: Int) -> String {
    switch frequency {
    case .index: return String(position(ofStep: step))
    case .days, .months:
      let wall = WallTime(wallSeconds: wallSeconds(ofStep: step))
      if wall.secondOfDay == 0 { return wall.date.description }
    case .seconds: break
    }
    return timeText(ofPosition: position(ofStep: step))
  }

  /// The text of the end of step `step`, in the form of its label.
  public func endLabel(ofStep step: Int) -> String {
    if opening == nil { return label(ofStep: step + 1) }
    let position = endPosition(ofStep: step)
    if case .days = frequency { return wallTime(ofPosition: position).date.description }
    return timeText(ofPosition: position)
  }

  /// Any position as the wall time of this axis; meaningless on an integer
  /// index.
  public func wallTime(ofPosition position: Int64) -> WallTime {
    if case .zoned(let zone) = domain {
      return zone.wallTime(of: Instant(secondsSinceEpoch: position))
    }
    return WallTime(wallSeconds: position)
  }
}

extension TimeIndex {
  private func timeText(ofPosition position: Int64) -> String {
    if case .zoned(let zone) = domain {
      return zone.text(of: Instant(secondsSinceEpoch: position))
    }
    return WallTime(wallSeconds: position).description
  }

  /// The wall time steps are counted from: that of `start`, or midnight where
  /// `start` is the end of a jump over midnight.
  private var startWall: WallTime {
    let wall = wallTime(ofPosition: start)
    if case .zoned(let zone) = domain, wall.secondOfDay != 0, !frequency.isSubDaily,
      zone.startOfDay(wall.date).secondsSinceEpoch == start
    {
      return WallTime(date: wall.date)
    }
    return wall
  }

  private var openingOrigin: Int64? {
    opening?.ordinal(ofWallSeconds: startWall.wallSeconds)
  }

  /// The local clock at the beginning of a step that is counted on it.
  private func wallSeconds(ofStep step: Int) -> Int64 {
    let first = startWall
    if let opening {
      // `start` is an open slot by the contract of `TimeIndex`.
      return opening.wallSeconds(ofOrdinal: (openingOrigin ?? 0) + Int64(step))
    }
    switch frequency {
    case .index(let size), .seconds(let size):
      return first.wallSeconds + Int64(step) * Int64(size)
    case .days(let size):
      return first.wallSeconds + Int64(step) * Int64(size) * 86_400
    case .months(let size):
      let date = CivilDate(
        monthOrdinal: first.date.monthOrdinal + step * size, day: anchorDay ?? first.date.day)
      return Int64(date.daysSinceEpoch) * 86_400 + Int64(first.secondOfDay)
    }
  }

  /// The moment the local clock shows `wallSeconds`: the first of two, the end
  /// of a jump over it.
  func position(ofWallSeconds wallSeconds: Int64) -> Int64 {
    guard case .zoned(let zone) = domain else { return wallSeconds }
    switch zone.instants(of: WallTime(wallSeconds: wallSeconds)) {
    case .unique(let instant), .fold(let instant, _), .gap(let instant, _):
      return instant.secondsSinceEpoch
    }
  }
}
