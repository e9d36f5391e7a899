public import Tables

/// Where detectors stand: a row a detector with its place, its link and its lanes.
///
/// Columns are found by name: the detector (`detector`, `sensor_id`, `station`, `id` …), the
/// place (`x`, `y`, or `longitude`, `latitude`), the link (`link`, `link_id`, or `from` and
/// `to`), `lanes`.
public struct DetectorStations: Sendable {
  public private(set) var stations: [DetectorRecord.Detector]
  /// Lines of the file, one a station.
  public private(set) var lines: [Int]
  public private(set) var areGeographic: Bool
  /// Ids that stand in more than one row; the first row counts.
  public private(set) var repeatedIDs: [String]
  public let name: String

  /// - Throws: `TableError` with file, line and column.
  public static func read(
    bytes: [UInt8], name: String = "stations.csv", reading: ReadOptions = ReadOptions()
  ) throws(TableError) -> DetectorStations {
    try DetectorStations(bytes, name, reading)
  }

  private init(_ bytes: [UInt8], _ name: String, _ reading: ReadOptions) throws(TableError) {
    self.name = name
    var options = reading
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.count
    let header = try TableReader.read(bytes: Array(bytes[..<end]), name: name, options: options)
      .inference.header
    func find(_ names: String...) -> String? { DetectorColumns.find(names, in: header) }
    guard let id = DetectorColumns.find(DetectorColumns.detector, in: header) else {
      throw .data(
        DataProblem(
          file: name, line: 1, what: "no column that names the detectors",
          fix: "Name one detector; the file has \(header.joined(separator: ", "))."))
    }
    let longitude = find("longitude", "lon", "lng", "nb_longitude")
    let latitude = find("latitude", "lat", "nb_latitude")
    areGeographic = longitude != nil && latitude != nil
    let x = areGeographic ? longitude : find("x", "x_coord", "easting")
    let y = areGeographic ? latitude : find("y", "y_coord", "northing")
    let link = find("link", "link_id", "edge", "edge_id")
    let (from, to) = (
      find("from", "from_node_id", "from_node"), find("to", "to_node_id", "to_node")
    )
    let lanes = find("lanes", "lane_count", "n_lanes")
    let roads = [
      find("road", "fwy", "freeway", "route", "street", "description", "location"),
      find("dir", "direction"),
    ]
    for column in [id, link, from, to] + roads { if let column { options.types[column] = .text } }
    for column in [x, y, lanes] { if let column { options.types[column] = .number } }
    let result = try TableReader.read(bytes: bytes, name: name, options: options)
    func text(_ column: String?, _ row: Int) -> String? {
      guard let column = column.flatMap({ result.table[$0] }), !column.missing[row] else {
        return nil
      }
      return DetectorFile.text(column, row)
    }
    func number(_ column: String?, _ row: Int) -> Double? {
      guard let column = column.flatMap({ result.table[$0] }), !column.missing[row],
        case .double(let values) = column.values
      else { return nil }
      return values[row]
    }
    stations = []
    lines = []
    repeatedIDs = []
    var seen: Set<String> = []
    for row in 0..<result.table.rowCount {
      guard let name = text(id, row) else { continue }
      guard seen.insert(name).inserted else {
        repeatedIDs.append(name)
        continue
      }
      var station = DetectorRecord.Detector(id: name)
      if let x = number(x, row), let y = number(y, row) { station.place = .init(x: x, y: y) }
      station.link =
        text(link, row)
        ?? text(from, row).flatMap { tail in text(to, row).map { "\(tail) → \($0)" } }
      station.lanes = number(lanes, row)
      let road = roads.compactMap { text($0, row) }.joined(separator: " ")
      station.road = road.isEmpty ? nil : road
      stations.append(station)
      lines.append(result.lines[row])
    }
    guard !stations.isEmpty else {
      throw .data(DataProblem(file: name, what: "no row names a detector"))
    }
  }

  /// The record with what is known of its detectors filled in.
  ///
  /// Detectors are matched by id. Where the record's detectors have no names (they are
  /// numbered) and there are as many stations, the stations are taken in their order.
  public func placing(_ record: DetectorRecord) -> DetectorRecord {
    var result = record
    var found = Dictionary(uniqueKeysWithValues: stations.map { ($0.id, $0) })
    let areNumbered = record.detectors.enumerated().allSatisfy { $0.element.id == "\($0.offset)" }
    let isNone = !record.detectors.contains { found[$0.id] != nil }
    if areNumbered, isNone, stations.count == record.detectorCount {
      for (place, station) in stations.enumerated() { found["\(place)"] = station }
      result.reading.notes.append(
        "The detectors have no names and there are as many in \(name): taken in its order.")
    }
    var placed = 0
    for place in result.detectors.indices {
      guard let station = found[result.detectors[place].id] else { continue }
      placed += 1
      result.detectors[place].place = station.place ?? result.detectors[place].place
      result.detectors[place].link = station.link ?? result.detectors[place].link
      result.detectors[place].lanes = station.lanes ?? result.detectors[place].lanes
      result.detectors[place].road = station.road ?? result.detectors[place].road
    }
    if placed > 0 { result.placesAreGeographic = areGeographic }
    result.reading.notes.append(
      "\(name) tells of \(placed) of \(record.detectorCount) detectors"
        + (stations.count > placed ? ", and of \(stations.count - placed) others." : "."))
    result.reading.repeatedIDs += repeatedIDs
    return result
  }
}
