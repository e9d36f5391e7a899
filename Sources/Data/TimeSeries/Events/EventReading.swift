import CivilTime
import Tables

/// The way from rows to events.
struct EventReading {
  var domain: TimeDomain
  var groups: [String]
  var events: [EventLog.Event] = []
  var areDates: Bool
  var quality = EventLog.Quality()
  /// The position just behind the last time in the log.
  var end: Int64 = 0

  init(_ table: Table, _ options: EventLogOptions) throws(TimeSeriesError) {
    let names = table.columns.map(\.name)
    func named(_ name: String) throws(TimeSeriesError) -> Column {
      guard let column = table[name] else { throw .noColumn(name, available: names) }
      return column
    }
    func times(_ column: Column) throws(TimeSeriesError) -> TimeColumn {
      guard case .time(let times) = column.values else {
        throw .wrongKind(column: column.name, needed: "times")
      }
      return times
    }
    let created = try named(options.created)
    let createdTimes = try times(created)
    let closed: Column?
    if let name = options.closed { closed = try named(name) } else { closed = nil }
    var closedTimes: TimeColumn?
    if let closed, closed.missing.contains(false) { closedTimes = try times(closed) }

    areDates = createdTimes.kind == .date && (closedTimes.map { $0.kind == .date } ?? true)
    let kinds = [createdTimes.kind] + (closedTimes.map { [$0.kind] } ?? [])
    if areDates {
      domain = .wall
    } else if let zone = options.timeZone {
      domain = .zoned(zone)
    } else if kinds.contains(.instant) {
      guard kinds.allSatisfy({ $0 == .instant }) else {
        throw .badOption(
          "columns \"\(options.created)\" and \"\(options.closed ?? "")\" differ: one has times "
            + "with an offset, the other without. Try --time-zone")
      }
      domain = .zoned(.utc)
    } else {
      domain = .wall
    }

    var columns: [Column] = []
    for name in options.groups { columns.append(try named(name)) }
    let grouping = Grouping(columns, rows: table.rowCount, otherwise: options.created)
    groups = grouping.names
    var keeps = [Bool](repeating: true, count: table.rowCount)
    for filter in options.filters {
      let (codes, texts) = Grouping.coded(try named(filter.column))
      let wanted = texts.map { $0 == filter.value }
      for k in keeps.indices where codes[k] < 0 || !wanted[Int(codes[k])] { keeps[k] = false }
    }
    let keys: [Int32]?
    if let key = options.key { keys = Grouping.coded(try named(key)).codes } else { keys = nil }

    quality.rowsRead = table.rowCount
    var byKey: [Int32: Int] = [:]
    for k in 0..<table.rowCount {
      guard keeps[k] else {
        quality.rowsFilteredOut += 1
        continue
      }
      guard !created.missing[k] else {
        quality.rowsMissingCreated += 1
        continue
      }
      var event = EventLog.Event(
        group: Int(grouping.codes[k]), created: position(createdTimes, k), closed: nil)
      if let closed, let closedTimes, !closed.missing[k] { event.closed = position(closedTimes, k) }
      if let keys, let earlier = byKey[keys[k]] {
        merge(event, into: earlier)
        continue
      }
      if let keys { byKey[keys[k]] = events.count }
      events.append(event)
    }
    limit(to: options)
    guard !events.isEmpty else {
      guard quality.rowsFilteredOut + quality.rowsOutsideDates > 0 else { throw .noData }
      throw .noEvents(
        filteredOut: quality.rowsFilteredOut, outsideDates: quality.rowsOutsideDates)
    }
    tidy()
    if grouping.missing > 0 {
      quality.notes.append(
        "\(counted(grouping.missing, "row")) with a missing group: counted as \"(missing)\".")
    }
  }

  private mutating func merge(_ event: EventLog.Event, into k: Int) {
    quality.rowsRepeated += 1
    if event.created < events[k].created
      || event.created == events[k].created && event.group < events[k].group
    {
      events[k].group = event.group
      events[k].created = event.created
    }
    if let end = event.closed { events[k].closed = max(end, events[k].closed ?? end) }
  }

  /// Leaves the dates asked for.
  private mutating func limit(to options: EventLogOptions) {
    let before = events.count
    let first = options.from.map { position(of: $0) } ?? Int64.min
    let last = options.through.map { position(of: $0.adding(days: 1)) } ?? Int64.max
    events.removeAll { $0.created < first || $0.created >= last }
    quality.rowsOutsideDates = before - events.count
  }

  /// Sorts, counts, and says what was found.
  private mutating func tidy() {
    events.sort { a, b in
      if a.created != b.created { return a.created < b.created }
      if a.group != b.group { return a.group < b.group }
      return (a.closed ?? Int64.max) < (b.closed ?? Int64.max)
    }
    // Only groups that have an event left.
    var used = [Bool](repeating: false, count: groups.count)
    for event in events { used[event.group] = true }
    var place = [Int](repeating: 0, count: groups.count)
    var kept: [String] = []
    for k in groups.indices where used[k] {
      place[k] = kept.count
      kept.append(groups[k])
    }
    groups = kept
    var latest = Int64.min
    for k in events.indices {
      events[k].group = place[events[k].group]
      latest = max(latest, events[k].created, events[k].closed ?? Int64.min)
      if events[k].closed == nil { quality.open += 1 }
      if let closed = events[k].closed, closed < events[k].created {
        quality.negativeDurations += 1
      }
    }
    end = areDates ? latest + 86_400 : latest + 1
    if quality.rowsMissingCreated > 0 {
      quality.notes.append(
        "\(counted(quality.rowsMissingCreated, "row")) without a time of creation left out.")
    }
    if quality.rowsRepeated > 0 {
      quality.notes.append(
        "\(counted(quality.rowsRepeated, "row")) with the key of another: one event each.")
    }
    if quality.negativeDurations > 0 {
      quality.notes.append(
        "\(counted(quality.negativeDurations, "event")) closed before created: counted as demand, "
          + "set aside for times to close.")
      let ended = events.count { $0.closed != nil }
      if 2 * quality.negativeDurations > ended {
        quality.notes.append(
          "Most events close before they are created: are the two columns the wrong way round?")
      }
    }
  }

  private func position(_ times: TimeColumn, _ row: Int) -> Int64 {
    let seconds = times.seconds[row]
    guard case .zoned(let zone) = domain, times.kind != .instant else { return seconds }
    let wall = WallTime(wallSeconds: seconds)
    if times.kind == .date { return zone.startOfDay(wall.date).secondsSinceEpoch }
    return zone.instants(of: wall).instant.secondsSinceEpoch
  }

  func position(of date: CivilDate) -> Int64 {
    guard case .zoned(let zone) = domain else { return Int64(date.daysSinceEpoch) * 86_400 }
    return zone.startOfDay(date).secondsSinceEpoch
  }
}
