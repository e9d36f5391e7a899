import CivilTime
public import Tables

extension Panel {
  /// Series from a long table: one row a series and time.
  ///
  /// Rows may come in any order; the result does not depend on it (but see
  /// `ConflictRule.last` and `LocalTimes`). Rows equal in every column count
  /// once. A missing row or value is NaN. Each series runs from its first to
  /// its last value; a series without any is left out. What was decided stands
  /// in `quality`.
  ///
  /// - Throws: `TimeSeriesError` when columns, times or values do not make
  ///   series.
  public init(from table: Table, options: PanelOptions = PanelOptions()) throws(TimeSeriesError) {
    var builder = PanelBuilder(reading: try RowReading(table, options), options)
    builder.dropRepeats(in: table)
    self = try builder.panel()
  }
}

/// The steps from rows to series.
struct PanelBuilder {
  var ids: [String]
  var rows: [Row]
  var domain: TimeDomain
  var quality: PanelQuality
  let options: PanelOptions
  let areDates: Bool

  /// More steps than this over all series are a mistyped date.
  static let mostSteps = 100_000_000

  init(reading: RowReading, _ options: PanelOptions) {
    ids = reading.ids
    rows = reading.rows
    domain = reading.domain
    quality = reading.quality
    areDates = reading.areDates
    self.options = options
    rows.sort { a, b in
      if a.series != b.series { return a.series < b.series }
      if a.position != b.position { return a.position < b.position }
      // Equal values side by side, missing last, then in the order of the file.
      if a.value != b.value, !(a.value.isNaN && b.value.isNaN) {
        return b.value.isNaN || a.value < b.value
      }
      return a.number < b.number
    }
  }

  /// Drops rows that are equal to another in every column.
  mutating func dropRepeats(in table: Table) {
    var kept: [Row] = []
    kept.reserveCapacity(rows.count)
    var first = 0
    while first < rows.count {
      var end = first + 1
      while end < rows.count, rows[end].series == rows[first].series,
        rows[end].position == rows[first].position
      {
        end += 1
      }
      // Buckets by hash, so that a thousand rows at one time are not compared
      // each with each.
      var seen: [Int: [Int32]] = [:]
      for row in rows[first..<end] {
        let hash = end - first == 1 ? 0 : table.rowHash(row.number)
        let isRepeat = seen[hash, default: []].contains { table.rowsAreEqual($0, row.number) }
        if isRepeat {
          quality.exactDuplicateRows += 1
        } else {
          seen[hash, default: []].append(row.number)
          kept.append(row)
        }
      }
      first = end
    }
    if quality.exactDuplicateRows > 0 {
      quality.notes.append(
        "\(counted(quality.exactDuplicateRows, "row")) equal to another in every column left out.")
    }
    rows = kept
  }

  mutating func panel() throws(TimeSeriesError) -> Panel {
    let observed = rows.filter { !$0.value.isNaN }
    guard !observed.isEmpty else { throw .noData }
    let grid = try grid()
    var index = TimeIndex(
      domain: domain, frequency: grid.frequency, start: grid.origin, count: 0,
      anchorDay: grid.anchorDay)
    quality.notes.append(grid.note)
    // Before anything walks along the axis.
    let last = index.step(containing: observed.map(\.position).max() ?? index.start) ?? 0
    guard last < PanelBuilder.mostSteps else { throw .tooManySteps(last + 1) }
    noteClockChanges(index)
    index = try withOpening(index, observed)
    return try series(on: index)
  }

  // MARK: The axis

  private func grid() throws(TimeSeriesError) -> Grid {
    var distinct = [[Int64]](repeating: [], count: ids.count)
    for row in rows where distinct[Int(row.series)].last != row.position {
      distinct[Int(row.series)].append(row.position)
    }
    let detection = FrequencyDetection(series: distinct, domain: domain)
    guard let frequency = options.frequency else { return try detection.grid() }
    // Given: on the grid of the times where they have that frequency, else on
    // round times of the calendar.
    if let found = try? detection.grid(), found.frequency == frequency {
      return Grid(
        frequency: frequency, origin: found.origin, anchorDay: found.anchorDay, note: found.note)
    }
    let first = rows.map(\.position).min() ?? 0
    let origin = try TimeIndex.alignedStart(for: frequency, at: first, in: domain)
    return Grid(
      frequency: frequency, origin: origin,
      note: "One observation every \(frequency), as given.")
  }

  /// Closed hours are taken off the axis.
  private mutating func withOpening(
    _ plain: TimeIndex, _ observed: [Row]
  ) throws(TimeSeriesError) -> TimeIndex {
    guard let slot = plain.slotSeconds else {
      if case .schedule = options.opening {
        throw .badOption("opening hours need steps of at most a day that divide a day")
      }
      return plain
    }
    let opening: OpeningHours?
    switch options.opening {
    case .always: opening = nil
    case .schedule(let schedule):
      opening = OpeningHours(schedule, slotSeconds: slot)
      if opening == nil { throw .badOption("the opening hours hold no step of the data") }
    case .infer:
      func slots(_ rows: [Row]) -> [Int64] {
        let size = Int64(slot)
        let walls = rows.map { row in
          floorDivide(plain.wallTime(ofPosition: row.position).wallSeconds, size) * size
        }.sorted()
        return walls.enumerated().filter { $0 == 0 || walls[$0 - 1] != $1 }.map(\.1)
      }
      opening = OpeningInference(slotSeconds: slot).openingHours(
        present: slots(observed), active: slots(observed.filter { $0.value != 0 }))
    }
    guard let opening, opening.openPerWeek < opening.isOpen.count else { return plain }
    var index = plain
    index.opening = opening
    let open = observed.filter { opening.isOpen(at: plain.wallTime(ofPosition: $0.position)) }
    guard let first = open.map(\.position).min() else {
      throw .badOption("no observation lies in the opening hours")
    }
    // The slot that holds the first observation begins the axis.
    let wall = plain.wallTime(ofPosition: first).wallSeconds
    let start = floorDivide(wall, Int64(slot)) * Int64(slot)
    index.start = plain.position(ofWallSeconds: start)
    let outside = observed.filter { !opening.isOpen(at: plain.wallTime(ofPosition: $0.position)) }
    let left = outside.filter { $0.value != 0 }.count
    let how = options.opening == .infer ? "Open, as the data show" : "Open, as given"
    quality.notes.append(
      "\(how): \(opening.text); closed hours are not on the time axis. "
        + "Change it with --opening.")
    if left > 0 {
      quality.notes.append(
        "\(counted(left, "observation")) other than zero in closed hours left out.")
    }
    return index
  }

  // MARK: The values

  private mutating func series(on plain: TimeIndex) throws(TimeSeriesError) -> Panel {
    var placed: [(series: Int, step: Int, row: Row)] = []
    placed.reserveCapacity(rows.count)
    var between = 0
    for row in rows {
      guard let step = plain.step(containing: row.position) else { continue }
      if plain.position(ofStep: step) != row.position { between += 1 }
      placed.append((Int(row.series), step, row))
    }
    if between > 0 {
      quality.notes.append(
        "\(counted(between, "row")) between two steps: counted in the step that holds the time.")
    }
    let cells = try cells(placed, plain)
    guard let firstStep = cells.map(\.step).min(), let lastStep = cells.map(\.step).max() else {
      throw .noData
    }
    var index = plain
    index.start = plain.position(ofStep: firstStep)
    index.count = lastStep - firstStep + 1

    let unknown = options.absence == .zero ? valueless(placed) : [:]
    var zeros = 0
    var result: [Series] = []
    var first = 0
    var steps = 0
    while first < cells.count {
      var end = first + 1
      while end < cells.count, cells[end].series == cells[first].series { end += 1 }
      let last = options.absence == .zero ? lastStep : cells[end - 1].step
      let length = last - cells[first].step + 1
      steps += length
      guard steps <= PanelBuilder.mostSteps else { throw .tooManySteps(steps) }
      var values = [Double](
        repeating: options.absence == .zero ? 0 : .nan, count: length)
      zeros += options.absence == .zero ? length - (end - first) : 0
      for step in unknown[cells[first].series] ?? []
      where values.indices.contains(step - cells[first].step) {
        values[step - cells[first].step] = .nan
      }
      for cell in cells[first..<end] { values[cell.step - cells[first].step] = cell.value }
      result.append(
        Series(
          id: ids[cells[first].series], firstStep: cells[first].step - firstStep, values: values))
      first = end
    }
    quality.stepsExpected = steps
    quality.stepsMissing = result.reduce(0) { $0 + $1.values.count { $0.isNaN } }
    quality.stepsTakenForZero = zeros - (options.absence == .zero ? quality.stepsMissing : 0)
    noteSeries(result)
    return Panel(index: index, series: result, quality: quality)
  }

  /// Steps of each series that have a row, but no value.
  private func valueless(_ placed: [(series: Int, step: Int, row: Row)]) -> [Int: [Int]] {
    var steps: [Int: [Int]] = [:]
    for entry in placed where entry.row.value.isNaN {
      steps[entry.series, default: []].append(entry.step)
    }
    return steps
  }

  /// One value a series and step, by series and step; steps without a value
  /// have no cell.
  private mutating func cells(
    _ placed: [(series: Int, step: Int, row: Row)], _ index: TimeIndex
  ) throws(TimeSeriesError) -> [(series: Int, step: Int, value: Double)] {
    var cells: [(series: Int, step: Int, value: Double)] = []
    var conflicts: [(step: Int, rows: [Int])] = []
    var first = 0
    while first < placed.count {
      let key = placed[first]
      var end = first + 1
      while end < placed.count, placed[end].series == key.series, placed[end].step == key.step {
        end += 1
      }
      defer { first = end }
      let group = placed[first..<end].map(\.row).filter { !$0.value.isNaN }
      guard let one = group.first else { continue }
      let agree = group.allSatisfy { $0.value == one.value }
      if group.count > 1, !agree || options.conflicts == .sum || options.conflicts == .mean {
        conflicts.append((key.step, group.map { Int($0.number) + 1 }.sorted()))
      } else if group.count > 1 {
        quality.exactDuplicateRows += group.count - 1
      }
      let value: Double
      switch options.conflicts {
      case _ where group.count == 1: value = one.value
      // Sorted by value, so that rounding does not depend on the order of rows.
      case .sum: value = group.map(\.value).sorted().reduce(0, +)
      case .mean: value = group.map(\.value).sorted().reduce(0, +) / Double(group.count)
      case .last: value = group.max { $0.number < $1.number }?.value ?? one.value
      case .error: value = one.value
      }
      cells.append((key.series, key.step, value))
    }
    quality.conflictingTimestamps = conflicts.count
    if let one = conflicts.first {
      guard options.conflicts != .error else {
        throw .conflictingRows(
          times: conflicts.count, rows: one.rows,
          cause: ClockChanges.cause(of: conflicts.map(\.step), on: index))
      }
      let doubled =
        index.domain == .wall && index.frequency.isSubDaily
        ? conflicts.count { ClockChanges.isDoubledHour(index, $0.step) } : 0
      if doubled == conflicts.count {
        quality.notes.append(
          "The times with several rows lie in an hour that clocks show twice in autumn: "
            + "give --time-zone to keep both hours.")
      }
      quality.notes.append(
        "\(counted(conflicts.count, "time")) with several rows: by the rule "
          + "\"\(options.conflicts.rawValue)\".")
    }
    return cells
  }
}

extension PanelBuilder {
  private mutating func noteClockChanges(_ index: TimeIndex) {
    guard index.domain == .wall, index.frequency.isSubDaily else { return }
    var distinct: [Int64] = []
    for position in rows.map(\.position).sorted() where distinct.last != position {
      distinct.append(position)
    }
    if let note = ClockChanges.note(on: distinct, step: index.frequency) {
      quality.notes.append(note)
    }
  }

  private mutating func noteSeries(_ series: [Series]) {
    let empty = ids.count - series.count
    if empty > 0 {
      quality.notes.append("\(counted(empty, "id")) without any value left out.")
    }
    if quality.stepsMissing > 0 {
      let share = Double(quality.stepsMissing) / Double(quality.stepsExpected)
      quality.notes.append(
        "\(quality.stepsMissing) of \(quality.stepsExpected) steps "
          + "(\(percent(share)) %) have no value.")
      if share > 0.5 {
        quality.notes.append(
          "More than half of the steps are missing: if the file lists only times at which "
            + "something happened, a missing step is a zero. Give --fill zero for that.")
      }
    }
    if quality.stepsTakenForZero > 0 {
      quality.notes.append(
        "\(counted(quality.stepsTakenForZero, "step")) without a row: taken for zero.")
    }
    let negative = series.reduce(0) { $0 + $1.values.count { $0 < 0 } }
    if negative > 0 {
      quality.notes.append("\(counted(negative, "value")) below zero.")
    }
  }
}

/// A share in percent with one decimal.
func percent(_ share: Double) -> String {
  let tenths = Int((share * 1_000).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}
