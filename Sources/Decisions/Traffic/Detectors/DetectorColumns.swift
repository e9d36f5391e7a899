import Tables

/// The usual names of the columns of detector files.
enum DetectorColumns {
  static let time = [
    "timestamp", "time_stamp", "datetime", "date_time", "time", "ds", "period_start",
    "interval_start", "period", "begin", "start", "date", "day",
  ]
  static let detector = [
    "detector", "detector_id", "detectorid", "detid", "det", "unique_id", "station",
    "station_id", "stationid", "sensor", "sensor_id", "sensorid", "loop", "loop_id", "site",
    "site_id", "siteid", "counter", "counter_id", "milepost", "id",
  ]
  static let flow = [
    "flow", "total_flow", "volume", "count", "counts", "vehicles", "traffic_volume", "nveh", "q",
    "nvehcontrib",
  ]
  static let hourlyFlow = ["flow_vph", "flow_veh_h", "veh_h", "vph", "flow_per_hour", "volume_vph"]
  static let occupancy = ["occupancy", "occ", "avg_occupancy", "average_occupancy", "occ_pct"]
  static let speed = ["speed", "avg_speed", "average_speed", "mean_speed", "v"]
  static let value = ["value", "y"]

  /// A name as it is compared: small letters, blanks and hyphens as underscores.
  static func plain(_ name: String) -> String {
    String(
      name.lowercased().map { $0 == " " || $0 == "-" || $0 == "." ? "_" : $0 }
        .drop { $0 == "\u{FEFF}" })
  }

  /// The first column that bears one of the names, those named first before others.
  static func find(_ names: [String], in header: [String]) -> String? {
    let plainHeader = header.map(plain)
    for name in names {
      if let place = plainHeader.firstIndex(of: name) { return header[place] }
    }
    return nil
  }

  /// The measure that a word of the text names.
  static func measure(inWordsOf text: String) -> DetectorRecord.Measure? {
    let words = text.lowercased().split { !$0.isLetter }
    if words.contains(where: { ["speed", "speeds"].contains($0) }) { return .speed }
    if words.contains(where: { ["occupancy", "occ"].contains($0) }) { return .occupancy }
    if words.contains(where: {
      ["flow", "flows", "volume", "volumes", "count", "counts"].contains($0)
    }) {
      return .flow
    }
    return nil
  }
}

/// The first lines of a file, as fields.
struct HeadOfFile {
  /// Fields of up to three lines that are not empty.
  private(set) var rows: [[String]] = []
  /// Where the line with columns `V00`, `V01` … begins, if one of the first ten does.
  private(set) var volumeHeader: Int?

  init(_ bytes: [UInt8], name: String, reading: ReadOptions) throws(TableError) {
    var start = 0
    var options = reading
    options.hasHeader = false
    options.columns = nil
    options.types = [:]
    options.rejects = .setAside
    var checked = 0
    while start < bytes.count, checked < 10, rows.count < 3 || volumeHeader == nil {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let line = Array(bytes[start..<end])
      checked += 1
      defer { start = end + 1 }
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
      let table = try TableReader.read(bytes: line, name: name, options: Self.asText(options, line))
      // Texts; a missing field is an empty one.
      let fields = table.table.columns.map { column -> String in
        guard column.count > 0, !column.missing[0], case .text(let text) = column.values else {
          return ""
        }
        return text.dictionary[Int(text.codes[0])]
      }
      if rows.count < 3 { rows.append(fields) }
      let upper = fields.map { $0.uppercased() }
      if volumeHeader == nil, upper.contains("V00"), upper.contains("V01") { volumeHeader = start }
    }
    guard !rows.isEmpty else {
      throw .data(DataProblem(file: name, what: "the file is empty"))
    }
  }

  /// Every field as text, however many there are.
  private static func asText(_ options: ReadOptions, _ line: [UInt8]) -> ReadOptions {
    var result = options
    let most = line.count { $0 == 0x2C || $0 == 0x3B || $0 == 0x09 || $0 == 0x7C } + 1
    for column in 1...most { result.typesWherePresent["column_\(column)"] = .text }
    return result
  }

  func format(hasHeader: Bool?) -> DetectorFileFormat {
    if volumeHeader != nil { return .scats }
    let first = rows[0]
    let find = { (names: [String]) in DetectorColumns.find(names, in: first) }
    if find(ControllerEvents.timeNames) != nil, find(ControllerEvents.deviceNames) != nil,
      find(ControllerEvents.eventNames) != nil, find(ControllerEvents.parameterNames) != nil
    {
      return .events
    }
    if looksLikePeMS { return .pems }
    if find(DetectorColumns.time) != nil {
      let measures = [
        DetectorColumns.flow, DetectorColumns.hourlyFlow, DetectorColumns.occupancy,
        DetectorColumns.speed, DetectorColumns.value,
      ].filter { find($0) != nil }
      let isNamed = find(DetectorColumns.detector) != nil
      if isNamed && !measures.isEmpty || !measures.isEmpty && first.count <= 2 + measures.count {
        return .long
      }
    }
    return .wide
  }

  private var looksLikePeMS: Bool {
    let first = rows[0]
    guard first.count >= 12, (first.count - 12) % 5 == 0, first[0].contains("/"),
      first[0].contains(":"), Int(first[1]) != nil
    else { return false }
    return ["N", "S", "E", "W"].contains(first[4].uppercased())
  }

  /// Whether the first row of a wide file names its columns: it does where a field is no
  /// number, and where all are distinct whole numbers that count on from 0 or 1 or lie far
  /// above the row below.
  var firstRowIsNames: Bool {
    let first = rows[0]
    let numbers = first.map { Double($0) }
    if first.enumerated().contains(where: {
      $0.offset > 0 && !$0.element.isEmpty && Double($0.element) == nil
    }) {
      return true
    }
    if let head = first.first, !head.isEmpty, Double(head) == nil,
      !(head.first?.isNumber ?? false)
    {
      return true
    }
    let rest = Double(first[0]) == nil ? Array(numbers.dropFirst()) : numbers
    guard rest.allSatisfy({ $0.map { $0 == $0.rounded() && $0 >= 0 } ?? false }),
      Set(rest.compactMap { $0 }).count == rest.count, let low = rest.compactMap({ $0 }).min()
    else { return false }
    if rest.count > 2, low <= 1, rest == rest.indices.map({ Double($0) + low }) { return true }
    guard rows.count > 1 else { return false }
    let below = rows[1].suffix(rest.count).compactMap { Double($0) }.max() ?? .infinity
    return low > 5 * max(below, 1) && low > 1_000
  }
}
