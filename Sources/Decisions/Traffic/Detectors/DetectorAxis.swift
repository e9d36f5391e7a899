import Tables
import TimeSeries

/// Rows of a detector file placed on one regular axis: which row each detector and step
/// takes its values from.
///
/// The times go through `Panel`, so that zones, days of 23 and 25 hours, doubled and skipped
/// clock times and steps are found as everywhere in the house.
struct DetectorAxis {
  var index: TimeIndex
  /// Ids of the series in the order of their bytes; one without ids.
  var ids: [String]
  /// Row of series i at step t at `t · ids.count + i`, −1 where there is none.
  var rows: [Int32]
  var reading: DetectorRecord.Reading

  /// - Parameters:
  ///   - time: times of the rows; integer indices are refused.
  ///   - id: names of the detectors, nil where each row holds all of them.
  ///   - sameValues: whether two rows say the same, for what is counted as a repetition.
  /// - Throws: `TableError.data` where the times make no axis.
  init(
    time: Column, id: Column?, options: DetectorFileOptions, file: String, lines: RowLines,
    sameValues: (Int, Int) -> Bool
  ) throws(TableError) {
    guard case .time(let times) = time.values else {
      throw .data(
        DataProblem(
          file: file, column: time.name, what: "not times",
          fix: "Expected dates with times of day, such as 2025-03-09 14:30."))
    }
    let count = time.count
    var columns = [Column(name: "time", values: time.values, missing: time.missing)]
    columns.append(
      Column(
        name: "row", values: .integer((0..<count).map(Int64.init)),
        missing: [Bool](repeating: false, count: count)))
    if let id { columns.append(Column(name: "id", values: id.values, missing: id.missing)) }
    let frequency =
      options.stepSeconds.map { Frequency.seconds($0) }
      ?? DetectorAxis.commonStep(times, time.missing, id)
    let panel: Panel
    do {
      panel = try Panel(
        from: Table(columns: columns),
        options: PanelOptions(
          id: id == nil ? nil : ["id"], time: "time", value: "row", frequency: frequency,
          timeZone: options.timeZone, opening: .always, conflicts: .last))
    } catch {
      if case .oneTime = error {
        throw .data(
          DataProblem(
            file: file, column: time.name, what: "only one time: nothing tells how long a step is",
            fix: "Give a longer file, or say the step: --step 5min."))
      }
      throw .data(
        DataProblem(file: file, what: "\(error)".replacing("--frequency", with: "--step")))
    }
    guard case .seconds = panel.index.frequency else {
      throw .data(
        DataProblem(
          file: file, column: time.name,
          what: "one value every \(panel.index.frequency): detectors report in steps within a day",
          fix: "Give a file with steps of at most some hours."))
    }
    index = panel.index
    ids = panel.series.map(\.id)
    rows = [Int32](repeating: -1, count: index.count * ids.count)
    for (place, series) in panel.series.enumerated() {
      for (k, value) in series.values.enumerated() where !value.isNaN {
        rows[(series.firstStep + k) * ids.count + place] = Int32(value)
      }
    }
    reading = DetectorRecord.Reading()
    reading.rows = count
    reading.rowsWithoutTime = panel.quality.rowsMissingTime
    // What panels say of values is about row numbers here.
    reading.notes = panel.quality.notes.filter { note in
      !note.contains("numbers from column") && !note.contains("have no value")
        && !note.contains("--fill") && !note.contains("several rows")
    }
    countRows(times, time.missing, id, lines, sameValues)
  }

  /// The most common distance of one series' times, where it is a natural step that times
  /// otherwise irregular are counted in: rows that come late or not at all leave gaps.
  /// Nil where all times are regular, and the axis finds that out.
  private static func commonStep(_ times: TimeColumn, _ missing: [Bool], _ id: Column?)
    -> Frequency?
  {
    var last: [Int32: Int64] = [:]
    var counts: [Int64: Int] = [:]
    var total = 0
    for row in times.seconds.indices where !missing[row] {
      var code: Int32 = 0
      if let id, case .text(let text) = id.values { code = text.codes[row] }
      if let before = last[code], times.seconds[row] > before {
        counts[times.seconds[row] - before, default: 0] += 1
        total += 1
      }
      last[code] = times.seconds[row]
    }
    let mode = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
    guard let mode, total >= 20, mode.key < 86_400, 86_400 % mode.key == 0 else { return nil }
    let regular = counts.reduce(0) { $0 + ($1.key % mode.key == 0 ? $1.value : 0) }
    return Double(regular) < 0.95 * Double(total) ? .seconds(Int(mode.key)) : nil
  }

  private mutating func countRows(
    _ times: TimeColumn, _ missing: [Bool], _ id: Column?, _ lines: RowLines,
    _ sameValues: (Int, Int) -> Bool
  ) {
    func code(_ row: Int) -> Int32 {
      if let id, case .text(let text) = id.values { return text.codes[row] }
      return 0
    }
    var latest: [Int32: Int64] = [:]
    for row in missing.indices where !missing[row] {
      let second = times.seconds[row]
      if let before = latest[code(row)], second < before { reading.outOfOrderRows += 1 }
      latest[code(row)] = max(latest[code(row)] ?? .min, second)
    }
    if reading.outOfOrderRows > 0 {
      reading.notes.append(
        "\(reading.outOfOrderRows) rows come after a later time of the same detector: sorted.")
    }
    var isUsed = [Bool](repeating: false, count: missing.count)
    for row in rows where row >= 0 { isUsed[Int(row)] = true }
    let unused = missing.indices.filter { !isUsed[$0] && !missing[$0] }
    guard !unused.isEmpty else { return }
    var wanted: [Key: [Int]] = [:]
    for row in unused { wanted[Key(code: code(row), second: times.seconds[row])] = [] }
    for row in missing.indices where isUsed[row] {
      let key = Key(code: code(row), second: times.seconds[row])
      if wanted[key] != nil { wanted[key]?.append(row) }
    }
    for row in unused {
      let kept = wanted[Key(code: code(row), second: times.seconds[row])] ?? []
      if kept.contains(where: { sameValues($0, row) }) {
        reading.repeatedRows += 1
      } else if kept.isEmpty {
        reading.betweenStepsRows += 1
        continue
      } else {
        reading.supersededRows += 1
      }
      if reading.exampleLines.count < 5 { reading.exampleLines.append(lines[row]) }
    }
    if reading.repeatedRows > 0 {
      reading.notes.append("\(reading.repeatedRows) rows repeat another word for word: left out.")
    }
    if reading.supersededRows > 0 {
      let isNight =
        isDoubledHour(times, unused)
        ? " They lie in hours that clocks show twice in autumn: give the time zone." : ""
      reading.notes.append(
        "\(reading.supersededRows) rows give other values for a time given again later: the "
          + "later row counts (lines \(reading.exampleLines.map(String.init).joined(separator: ", ")))."
          + isNight)
    }
    if reading.betweenStepsRows > 0 {
      reading.notes.append(
        "\(reading.betweenStepsRows) rows share a step with a later row: the later row counts.")
    }
  }

  /// Whether all these rows lie in a Sunday night of the months when clocks change.
  private func isDoubledHour(_ times: TimeColumn, _ rows: [Int]) -> Bool {
    guard case .wall = index.domain else { return false }
    return rows.allSatisfy { row in
      let wall = index.wallTime(ofPosition: times.seconds[row])
      return wall.date.weekday == 7 && [3, 4, 10, 11].contains(wall.date.month)
        && wall.secondOfDay < 3 * 3_600
    }
  }

  private struct Key: Hashable {
    var code: Int32
    var second: Int64
  }
}
