import CivilTime
import Tables
import TimeSeries

extension DetectorFile {
  /// A row a detector (or approach) and day, a column a part of the day.
  func scats(_ head: HeadOfFile) throws(TableError) -> DetectorRecord {
    // Lines above the header are blanked, so that line numbers stay.
    var text = bytes
    for place in 0..<(head.volumeHeader ?? 0) where text[place] != 0x0A { text[place] = 0x20 }
    text =
      text[0..<(head.volumeHeader ?? 0)].filter { $0 == 0x0A } + text[(head.volumeHeader ?? 0)...]
    let end = text[(text.firstIndex { $0 != 0x0A } ?? 0)...].firstIndex(of: 0x0A) ?? text.count
    let header = try TableReader.read(
      bytes: Array(text[..<end]), name: name, options: ReadOptions()
    ).inference.header
    let volumes = header.filter(Self.isVolume)
    guard 86_400 % volumes.count == 0, volumes.count > 1 else {
      throw .data(
        DataProblem(
          file: name, what: "\(volumes.count) columns V00, V01 … do not divide a day",
          fix: "Expected 96 columns of a quarter of an hour, or another even part."))
    }
    let site = DetectorColumns.find(
      ["scats_number", "nb_scats_site", "site", "site_id"], in: header)
    let part = DetectorColumns.find(["nb_detector", "detector", "location"], in: header)
    let day = DetectorColumns.find(["date", "qt_interval_count", "day"], in: header)
    guard let day, let id = site ?? part else {
      throw .data(
        DataProblem(
          file: name, what: "no columns of the site and of the date beside V00, V01 …",
          fix: "The header has \(header.prefix(12).joined(separator: ", "))."))
    }
    var types: [String: ColumnType] = [id: .text, day: .time]
    if let part { types[part] = .text }
    for volume in volumes { types[volume] = .number }
    let result = try table(types: types, of: text)
    let rows = ScatsRows(
      table: result.table, site: id, part: site == nil ? nil : part, day: day)
    let columns = try volumes.map { name throws(TableError) in
      try numbers(result.table[name]!, result.lines)
    }
    let axis = try axis(of: rows.days, parts: volumes.count, lines: result.lines)
    var record = record(on: axis.axis, ids: rows.ids)
    var flow = [Double](repeating: .nan, count: record.stepCount * rows.ids.count)
    var rowOfDay = [Int](repeating: -1, count: rows.days.count * rows.ids.count)
    record.reading.rows = result.table.rowCount
    for row in 0..<result.table.rowCount where rows.dayOfRow[row] >= 0 {
      let cell = rows.dayOfRow[row] * rows.ids.count + rows.detectorOfRow[row]
      let earlier = rowOfDay[cell]
      rowOfDay[cell] = row
      if earlier >= 0 {
        let isSame = columns.allSatisfy {
          $0[row] == $0[earlier] || $0[row].isNaN && $0[earlier].isNaN
        }
        if isSame { record.reading.repeatedRows += 1 } else { record.reading.supersededRows += 1 }
        if record.reading.exampleLines.count < 5 {
          record.reading.exampleLines.append(result.lines[row])
        }
      }
      for part in volumes.indices {
        let step = axis.stepOfPart[rows.dayOfRow[row] * volumes.count + part]
        guard step >= 0 else { continue }
        let value = columns[part][row]
        // The export of VicRoads writes negative numbers where a detector was in alarm.
        flow[step * rows.ids.count + rows.detectorOfRow[row]] = value < 0 ? .nan : value
      }
    }
    record.flow = flow
    record.placesAreGeographic = true
    try place(&record, rows: rows, result: result, header: header)
    finish(&record, volumes: volumes.count, rejected: result.rejects)
    return record
  }

  private static func isVolume(_ name: String) -> Bool {
    let plain = name.uppercased()
    return plain.hasPrefix("V") && plain.count >= 3 && plain.dropFirst().allSatisfy(\.isNumber)
  }

  /// The parts of all days on one axis: steps of each part, −1 where a later part has the step.
  private func axis(
    of days: [CivilDate], parts: Int, lines: RowLines
  ) throws(TableError) -> (axis: DetectorAxis, stepOfPart: [Int]) {
    guard !days.isEmpty else {
      throw .data(DataProblem(file: name, what: "no row has a date"))
    }
    let size = Int64(86_400 / parts)
    let seconds = days.flatMap { day in
      (0..<Int64(parts)).map { Int64(day.daysSinceEpoch) * 86_400 + $0 * size }
    }
    let column = Column(
      name: "time", values: .time(TimeColumn(kind: .wall, seconds: seconds)),
      missing: [Bool](repeating: false, count: seconds.count))
    var told = options
    told.stepSeconds = Int(size)
    var axis = try DetectorAxis(
      time: column, id: nil, options: told, file: name, lines: lines
    ) { _, _ in false }
    var stepOfPart = [Int](repeating: -1, count: seconds.count)
    for (step, row) in axis.rows.enumerated() where row >= 0 { stepOfPart[Int(row)] = step }
    axis.reading = DetectorRecord.Reading()
    return (axis, stepOfPart)
  }

  private func place(
    _ record: inout DetectorRecord, rows: ScatsRows, result: ReadResult, header: [String]
  ) throws(TableError) {
    guard let y = DetectorColumns.find(["nb_latitude", "latitude", "lat"], in: header),
      let x = DetectorColumns.find(["nb_longitude", "longitude", "lon", "lng"], in: header),
      let xs = result.table[x], let ys = result.table[y]
    else { return }
    let (lon, lat) = (try numbers(xs, result.lines), try numbers(ys, result.lines))
    for row in (0..<result.table.rowCount).reversed() where lon[row].isFinite && lat[row].isFinite {
      record.detectors[rows.detectorOfRow[row]].place = .init(x: lon[row], y: lat[row])
    }
  }

  private func finish(_ record: inout DetectorRecord, volumes: Int, rejected: RejectedRows) {
    record.reading.rejectedRows = rejected.count
    record.reading.rejectedCSV = rejected.csv
    record.reading.notes = [
      "SCATS volumes: a row a detector and day, \(volumes) counts a day."
    ]
    let lines = record.reading.exampleLines.map(String.init).joined(separator: ", ")
    if record.reading.repeatedRows > 0 {
      record.reading.notes.append(
        "\(record.reading.repeatedRows) rows repeat another of the same detector and day (lines \(lines))."
      )
    }
    if record.reading.supersededRows > 0 {
      record.reading.notes.append(
        "\(record.reading.supersededRows) rows give other counts for a detector and day given "
          + "before: the later row counts (lines \(lines)).")
    }
  }
}

/// Detectors and days of the rows of a SCATS file.
private struct ScatsRows {
  var ids: [String]
  var days: [CivilDate]
  var detectorOfRow: [Int]
  /// −1 where the date is missing.
  var dayOfRow: [Int]

  init(table: Table, site: String, part: String?, day: String) {
    let names = (0..<table.rowCount).map { row -> String in
      let site = table[site].map { DetectorFile.text($0, row) } ?? ""
      guard let part, let column = table[part] else { return site }
      return "\(site) \(DetectorFile.text(column, row))"
    }
    ids = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let place = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($0.element, $0.offset) })
    detectorOfRow = names.map { place[$0] ?? 0 }
    let dates = (0..<table.rowCount).map { row -> CivilDate? in
      guard let column = table[day], !column.missing[row], case .time(let times) = column.values
      else { return nil }
      return WallTime(wallSeconds: times.seconds[row]).date
    }
    days = Set(dates.compactMap { $0 }).sorted()
    let order = Dictionary(uniqueKeysWithValues: days.enumerated().map { ($0.element, $0.offset) })
    dayOfRow = dates.map { $0.flatMap { order[$0] } ?? -1 }
  }
}
