import Tables
import TimeSeries

extension DetectorFile {
  /// A row a detector and time.
  func long() throws(TableError) -> DetectorRecord {
    let header = try headerNames()
    guard let timeName = DetectorColumns.find(DetectorColumns.time, in: header) else {
      throw .data(
        DataProblem(
          file: name, line: 1, what: "no column of times",
          fix: "Name one of the columns timestamp; the file has \(header.joined(separator: ", ")).")
      )
    }
    let idName = DetectorColumns.find(
      DetectorColumns.detector, in: header.filter { $0 != timeName })
    var found: [(measure: DetectorRecord.Measure, column: String, isHourly: Bool)] = []
    if let column = DetectorColumns.find(DetectorColumns.flow, in: header) {
      found.append((.flow, column, false))
    } else if let column = DetectorColumns.find(DetectorColumns.hourlyFlow, in: header) {
      found.append((.flow, column, true))
    }
    if let column = DetectorColumns.find(DetectorColumns.occupancy, in: header) {
      found.append((.occupancy, column, false))
    }
    if let column = DetectorColumns.find(DetectorColumns.speed, in: header) {
      found.append((.speed, column, false))
    }
    var note: String?
    if found.isEmpty {
      guard let column = DetectorColumns.find(DetectorColumns.value, in: header) else {
        throw .data(
          DataProblem(
            file: name, line: 1, what: "no column of flows, occupancies or speeds",
            fix: "Name one flow, occupancy, speed or value; the file has "
              + "\(header.joined(separator: ", "))."))
      }
      let bare = bareMeasure(nil)
      found = [(bare.measure, column, false)]
      note = bare.note
    }
    var types: [String: ColumnType] = [timeName: .time]
    if let idName { types[idName] = .text }
    for entry in found { types[entry.column] = .number }
    let result = try table(
      types: types, columns: [timeName] + (idName.map { [$0] } ?? []) + found.map(\.column))
    var values: [[Double]] = []
    for entry in found {
      values.append(try numbers(result.table[entry.column]!, result.lines))
    }
    let axis = try DetectorAxis(
      time: result.table[timeName]!, id: idName.flatMap { result.table[$0] }, options: options,
      file: name, lines: result.lines
    ) { a, b in
      values.allSatisfy { $0[a] == $0[b] || $0[a].isNaN && $0[b].isNaN }
    }
    let ids = idName == nil ? [Self.baseName(name)] : axis.ids
    var record = record(on: axis, ids: ids)
    let share = Double(record.stepSeconds) / 3_600
    for (place, entry) in found.enumerated() {
      record[entry.measure] = axis.rows.map { row in
        row < 0 ? .nan : values[place][Int(row)] * (entry.isHourly ? share : 1)
      }
    }
    record.measureIsAssumed = note?.hasPrefix("Nothing") ?? false
    record.reading.notes.insert(
      "A row a \(idName == nil ? "time" : "detector and time"): times from \"\(timeName)\", "
        + found.map { "\($0.measure.rawValue) from \"\($0.column)\"" }.joined(separator: ", ")
        + ".", at: 0)
    if let note { record.reading.notes.insert(note, at: 1) }
    record.reading.rejectedRows = result.rejects.count
    record.reading.rejectedCSV = result.rejects.csv
    return record
  }

  /// The names of the columns.
  func headerNames() throws(TableError) -> [String] {
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.count
    var options = reading
    options.types = [:]
    options.columns = nil
    return try TableReader.read(bytes: Array(bytes[..<end]), name: name, options: options)
      .inference.header
  }

  /// `speed_6005` of `data/speed_6005.csv.gz`.
  static func baseName(_ path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.split(separator: ".").first.map(String.init) ?? last
  }

  /// PeMS "Station 5-Minute" (PeMS Data Clearinghouse, Caltrans): 12 columns and 5 a lane,
  /// without header.
  func pems() throws(TableError) -> DetectorRecord {
    let result = try table(
      hasHeader: false, types: ["column_1": .time, "column_2": .text], dateOrder: .mdy)
    let table = result.table
    guard table.columns.count >= 12 else {
      throw .data(
        DataProblem(
          file: name, line: 1,
          what:
            "a station file of PeMS has at least 12 columns, and this has \(table.columns.count)",
          fix: "Take the file \"Station 5-Minute\" as it is downloaded."))
    }
    let observed = try numbers(table.columns[8], result.lines)
    let flow = try numbers(table.columns[9], result.lines)
    let occupancy = try numbers(table.columns[10], result.lines)
    let speed = try numbers(table.columns[11], result.lines)
    let axis = try DetectorAxis(
      time: table.columns[0], id: table.columns[1], options: options, file: name,
      lines: result.lines
    ) { a, b in flow[a] == flow[b] && occupancy[a] == occupancy[b] }
    var record = record(on: axis, ids: axis.ids)
    func values(_ column: [Double]) -> [Double] {
      axis.rows.map { $0 < 0 ? .nan : column[Int($0)] }
    }
    record.flow = values(flow)
    record.occupancy = values(occupancy)
    record.speed = values(speed)
    record.observed = values(observed).map { $0 / 100 }
    record.speedUnit = .milesPerHour
    // The road from the first row of each station, lanes from the blocks that it fills.
    var laneFlows: [[Double]] = []
    for lane in 0..<(table.columns.count - 12) / 5 {
      laneFlows.append(try numbers(table.columns[12 + 5 * lane + 1], result.lines))
    }
    for place in axis.ids.indices {
      guard
        let row = (0..<axis.index.count).lazy.map({ axis.rows[$0 * axis.ids.count + place] })
          .first(where: { $0 >= 0 })
      else { continue }
      let road = Self.text(table.columns[3], Int(row)) + " " + Self.text(table.columns[4], Int(row))
      record.detectors[place].road = road
      let lanes = laneFlows.count { flows in
        (0..<min(axis.index.count, 300)).contains { step in
          let row = axis.rows[step * axis.ids.count + place]
          return row >= 0 && flows[Int(row)].isFinite
        }
      }
      if lanes > 0 { record.detectors[place].lanes = Double(lanes) }
    }
    record.reading.notes.insert(
      "A station file of PeMS: flow of all lanes, occupancy, speed in miles an hour, and the "
        + "share that was observed.", at: 0)
    record.reading.rejectedRows = result.rejects.count
    record.reading.rejectedCSV = result.rejects.csv
    return record
  }

  /// A cell as words.
  static func text(_ column: Column, _ row: Int) -> String {
    if column.missing[row] { return "" }
    return switch column.values {
    case .text(let text): text.dictionary[Int(text.codes[row])]
    case .integer(let values): String(values[row])
    case .double(let values): values[row].shortText
    case .time(let times): String(times.seconds[row])
    }
  }
}
