import CivilTime
import Tables
import TimeSeries

extension DetectorFile {
  /// A column a detector.
  func wide(_ head: HeadOfFile) throws(TableError) -> DetectorRecord {
    let hasHeader = options.hasHeader ?? head.firstRowIsNames
    var types: [String: ColumnType] = [:]
    if reading.rejects == .setAside, hasHeader {
      // What is no number is then a fault of its row and not a column of text.
      let names = try headerNames()
      let time = DetectorColumns.find(DetectorColumns.time, in: names)
      for name in names where name != time && name != "column_1" { types[name] = .number }
    }
    let result = try table(hasHeader: hasHeader, types: types)
    var timeName =
      hasHeader ? DetectorColumns.find(DetectorColumns.time, in: result.inference.header) : nil
    if timeName == nil {
      // Times in a column of any name, first of all the first.
      timeName =
        result.table.columns.first { column in
          if case .time = column.values { true } else { false }
        }?.name
    }
    if let name = timeName, let column = result.table[name] {
      if case .time = column.values {} else { timeName = nil }
    }
    let columns = result.table.columns.filter { $0.name != timeName }
    var values: [[Double]] = []
    var ids: [String] = []
    var skipped: [String] = []
    for (place, column) in columns.enumerated() {
      if case .text = column.values, column.missing.contains(false) {
        let isMostlyText = Self.shareOfNumbers(column) < 0.5
        if isMostlyText, timeName != nil, columns.count > 1 {
          skipped.append(column.name)
          continue
        }
        throw notNumbers(column, result.lines)
      }
      // An index that pandas writes in front: no name, and the row's own number.
      if hasHeader, place == 0, column.name == "column_1", columns.count > 1,
        case .integer(let numbers) = column.values, numbers.count > 1,
        numbers.enumerated().allSatisfy({ $0.element == numbers[0] + Int64($0.offset) })
      {
        skipped.append("the first, which numbers the rows")
        continue
      }
      values.append(try numbers(column, result.lines))
      ids.append(hasHeader ? column.name : "\(ids.count)")
    }
    guard !values.isEmpty else {
      throw .data(DataProblem(file: name, line: 1, what: "no column of numbers beside the times"))
    }
    let axis: DetectorAxis
    if let timeName, let time = result.table[timeName] {
      axis = try DetectorAxis(
        time: time, id: nil, options: options, file: name, lines: result.lines
      ) { a, b in
        values.allSatisfy { $0[a] == $0[b] || $0[a].isNaN && $0[b].isNaN }
      }
    } else {
      axis = try axisFromStart(rows: result.table.rowCount, lines: result.lines)
    }
    var record = record(on: axis, ids: ids)
    let bare = bareMeasure(nil)
    var matrix = [Double](repeating: .nan, count: axis.index.count * ids.count)
    for step in 0..<axis.index.count {
      let row = Int(axis.rows[step])
      guard row >= 0 else { continue }
      for place in ids.indices { matrix[step * ids.count + place] = values[place][row] }
    }
    record[bare.measure] = matrix
    record.measureIsAssumed = options.measure == nil && bare.note?.hasPrefix("Nothing") ?? false
    if let note = bare.note { record.reading.notes.insert(note, at: 0) }
    record.reading.notes.insert(
      hasHeader
        ? "A column a detector, named in the first row."
        : "A column a detector, without names: they are numbered from 0 in the file's order.",
      at: 0)
    if !skipped.isEmpty {
      record.reading.notes.append(
        "Columns that are no detectors: \(skipped.joined(separator: ", ")).")
    }
    record.reading.rejectedRows = result.rejects.count
    record.reading.rejectedCSV = result.rejects.csv
    record.reading.repeatedIDs = Self.repeated(result.inference.notes)
    return record
  }

  /// The axis of rows without times: as many steps from the start on as there are rows.
  private func axisFromStart(rows: Int, lines: RowLines) throws(TableError) -> DetectorAxis {
    guard let start = options.start, let step = options.stepSeconds else {
      throw .data(
        DataProblem(
          file: name, line: 1, what: "no column of times",
          fix: "Say when the first row was measured and how far rows lie apart: "
            + "--start 2016-07-01T00:00 --step 5min."))
    }
    var position = start.wallSeconds
    var domain = TimeDomain.wall
    if let zone = options.timeZone {
      // Rows follow one another in time, so that clock changes move no row.
      domain = .zoned(zone)
      position = zone.instants(of: start).instant.secondsSinceEpoch
    }
    return DetectorAxis(
      index: TimeIndex(
        domain: domain, frequency: .seconds(step), start: position, count: rows),
      rows: rows)
  }

  /// Names that stand more than once in a header, from what the reader says of them.
  private static func repeated(_ notes: [String]) -> [String] {
    notes.compactMap { note in
      guard note.hasPrefix("the name "), let end = note.range(of: " appears more than once") else {
        return nil
      }
      return String(note[note.index(note.startIndex, offsetBy: 9)..<end.lowerBound])
    }
  }

  private static func shareOfNumbers(_ column: Column) -> Double {
    guard case .text(let text) = column.values else { return 1 }
    var numbers = 0
    var all = 0
    for (row, code) in text.codes.enumerated() where !column.missing[row] {
      all += 1
      if Double(text.dictionary[Int(code)]) != nil { numbers += 1 }
    }
    return all == 0 ? 1 : Double(numbers) / Double(all)
  }

  /// The first cell of a column of numbers that is none.
  func notNumbers(_ column: Column, _ lines: RowLines) -> TableError {
    guard case .text(let text) = column.values else {
      return .data(
        DataProblem(file: name, column: column.name, what: "times where numbers were expected"))
    }
    let row = text.codes.indices.first {
      !column.missing[$0] && Double(text.dictionary[Int(text.codes[$0])]) == nil
    }
    return .data(
      DataProblem(
        file: name, line: row.map { lines[$0] }, column: column.name,
        what: "not a number, in a column of a detector",
        fix:
          "Correct the cell, or say --type \(column.name)=number --rejects to set such rows aside.",
        value: reading.showValues
          ? row.map { text.dictionary[Int(text.codes[$0])] } : nil))
  }
}

extension DetectorAxis {
  /// Rows in order, one a step.
  init(index: TimeIndex, rows count: Int) {
    self.index = index
    ids = ["all"]
    rows = (0..<Int32(count)).map { $0 }
    reading = DetectorRecord.Reading()
    reading.rows = count
    reading.notes = ["Times are counted on from the start that was given."]
  }
}
