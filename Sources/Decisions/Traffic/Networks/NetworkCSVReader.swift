public import Tables

/// Reads a network and its demand from CSV tables: plain ones and those of GMNS (General
/// Modeling Network Specification 0.96).
///
/// Columns are found by name, in any order and case; the first of several names counts:
///
/// | value | plain | GMNS | where absent |
/// |---|---|---|---|
/// | node | `node` | `node_id` | required |
/// | place | `x`, `y`, `lon`, `lat` | `x_coord`, `y_coord` | unknown |
/// | zone of the node | `zone` | `zone_id` | see below |
/// | link ends | `from`, `to` | `from_node_id`, `to_node_id` | required |
/// | capacity | `capacity` (of the link) | `capacity` (of a lane, times `lanes`) | required |
/// | free-flow time, minutes | `free_flow_time`, `time` | `vdf_fftt` | length / `free_speed` · 60 |
/// | b, p | `b`, `power` | `vdf_alpha`, `vdf_beta` | 0.15, 4 |
/// | length, toll | `length`, `toll` | `length`, `vdf_toll` | 0 |
/// | both ways | – | `directed` = 0 or false | one way |
/// | trips | `from`, `to`, `trips` | `o_zone_id`, `d_zone_id`, `volume` | required |
///
/// The capacity of a link that ends at a signal is saturation flow × lanes × share of green: see
/// `RoadLink.capacity`. `StreetMap` reads the same two files as streets for signals.
///
/// Without a zone column every node is a zone, named as the node, and paths may pass
/// through it. With one, the first node of each zone carries its trips; GMNS nodes marked
/// `node_type` = `centroid` only begin and end paths.
public enum NetworkCSVReader {
  /// - Parameters:
  ///   - nodes: the nodes table; nil takes the nodes the links name, in their order.
  ///   - links: the links table.
  ///   - isGMNS: capacities are per lane, and links may be undirected.
  /// - Throws: `TableError` with file, line, column and the node or link.
  public static func network(
    nodes: [UInt8]?, nodesName: String = "nodes.csv", links: [UInt8],
    linksName: String = "links.csv", isGMNS: Bool = false, tollWeight: Double = 0,
    lengthWeight: Double = 0
  ) throws(TableError) -> RoadNetwork {
    let linkTable = try CSVColumns(links, name: linksName)
    let tails = try linkTable.texts("from", "from_node_id", "from_node", "init_node")
    let heads = try linkTable.texts("to", "to_node_id", "to_node", "term_node")
    var places = NodePlaces()
    if let nodes {
      try places.read(CSVColumns(nodes, name: nodesName))
    } else {
      for row in 0..<linkTable.rowCount {
        for end in [tails[row], heads[row]] where end != nil { places.add(end ?? "") }
      }
    }
    var problems = DataProblemList()
    let read = try LinkRows(
      linkTable, tails: tails, heads: heads, places: places, isGMNS: isGMNS, problems: &problems)
    guard problems.isEmpty else { throw .badRows(problems) }
    let zones = places.zones
    return try RoadNetwork(
      name: linksName, nodeNames: places.names, coordinates: places.coordinates,
      zoneNodes: zones.map(\.node), isThrough: places.isThrough, links: read.links,
      tollWeight: tollWeight, lengthWeight: lengthWeight, zoneNames: zones.map(\.name))
  }

  /// Reads trips between zones of the network, by their names.
  ///
  /// - Throws: `TableError` with file, line and the zone or pair.
  public static func trips(
    _ bytes: [UInt8], name: String = "demand.csv", network: RoadNetwork
  ) throws(TableError) -> TripTable {
    let table = try CSVColumns(bytes, name: name)
    let origins = try table.texts("from", "o_zone_id", "origin")
    let destinations = try table.texts("to", "d_zone_id", "destination")
    let values = try table.numbers("trips", "volume", "demand")
    guard let values else { throw table.lacks(["trips", "volume", "demand"]) }
    var zones: [String: Int] = [:]
    for zone in 0..<network.zoneCount { zones[network.zoneName(zone)] = zone }
    var problems = DataProblemList()
    var entries: [TripTable.Entry] = []
    for row in 0..<table.rowCount {
      let line = table.line(row)
      let ends = [("from", origins[row]), ("to", destinations[row])]
      for (column, end) in ends where end.flatMap({ zones[$0] }) == nil {
        problems.add(
          DataProblem(
            file: name, line: line, column: column,
            what: end.map { "no zone \($0) in the network" } ?? "no zone given",
            fix: "Expected the name of a zone of the nodes table."))
      }
      guard let origin = origins[row].flatMap({ zones[$0] }),
        let destination = destinations[row].flatMap({ zones[$0] })
      else { continue }
      guard let trips = values[row], trips >= 0, trips <= 1e20 else {
        problems.add(
          DataProblem(
            file: name, line: line, column: "trips",
            what: "from zone \(origins[row] ?? "") to \(destinations[row] ?? ""): "
              + (values[row].map { $0 < 0 ? "\($0) is negative" : "\($0) is more than 1e20" }
                ?? "no number"),
            fix: "Expected a number of at least 0; leave the row out where there are none."))
        continue
      }
      entries.append(.init(origin: origin, destination: destination, trips: trips, line: line))
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    return try TripTable(name: name, zoneCount: network.zoneCount, entries: entries)
  }
}

/// A table whose columns are found by one of several names.
struct CSVColumns {
  let name: String
  private let result: ReadResult
  var rowCount: Int { result.table.rowCount }

  init(_ bytes: [UInt8], name: String) throws(TableError) {
    self.name = name
    result = try TableReader.read(bytes: bytes, name: name)
  }

  func line(_ row: Int) -> Int { result.lines[row] }

  func lacks(_ names: [String]) -> TableError {
    .data(
      DataProblem(
        file: name, line: 1, what: "no column \(names.map { "`\($0)`" }.joined(separator: " or "))",
        fix: "The header has \(result.table.columns.map(\.name).joined(separator: ", "))."))
  }

  private func column(_ names: [String]) -> Column? {
    for name in names {
      if let found = result.table.columns.first(where: { $0.name.lowercased() == name }) {
        return found
      }
    }
    return nil
  }

  /// Names, whole numbers without a fraction; nil where missing.
  func texts(_ names: String...) throws(TableError) -> [String?] {
    guard let values = optionalTexts(names) else { throw lacks(names) }
    return values
  }

  func optionalTexts(_ names: [String]) -> [String?]? {
    guard let column = column(names) else { return nil }
    let texts: [String]
    switch column.values {
    case .double(let values): texts = values.map(\.shortText)
    case .integer(let values): texts = values.map { String($0) }
    case .text(let coded):
      texts = coded.codes.map { $0 >= 0 ? coded.dictionary[Int($0)] : "" }
    case .time(let times): texts = times.seconds.map { String($0) }
    }
    return zip(texts, column.missing).map { $1 ? nil : $0 }
  }

  /// Numbers, nil where missing; nil where there is no such column.
  func numbers(_ names: String...) throws(TableError) -> [Double?]? {
    guard let column = column(names) else { return nil }
    switch column.values {
    case .double(let values): return zip(values, column.missing).map { $1 ? nil : $0 }
    case .integer(let values): return zip(values, column.missing).map { $1 ? nil : Double($0) }
    case .text, .time:
      // The first value that is no number says why the column is not one.
      let texts = optionalTexts(names) ?? []
      for (row, text) in texts.enumerated() where text.map({ Double($0) == nil }) ?? false {
        throw .data(
          DataProblem(
            file: name, line: line(row), column: column.name, what: "not a number",
            fix: "Expected digits with a decimal point."))
      }
      return texts.map { $0.flatMap(Double.init) }
    }
  }
}

/// Nodes by name, and their zones.
private struct NodePlaces {
  var names: [String] = []
  var coordinates: [RoadNetwork.Coordinate?] = []
  var isThrough: [Bool] = []
  private var zoneOfNode: [String?] = []
  private var hasZones = false
  private(set) var index: [String: Int] = [:]

  mutating func add(_ name: String) {
    guard index[name] == nil else { return }
    index[name] = names.count
    names.append(name)
    coordinates.append(nil)
    isThrough.append(true)
    zoneOfNode.append(nil)
  }

  mutating func read(_ table: CSVColumns) throws(TableError) {
    let ids = try table.texts("node", "node_id", "id")
    let x = try table.numbers("x", "x_coord", "lon")
    let y = try table.numbers("y", "y_coord", "lat")
    let zones = table.optionalTexts(["zone", "zone_id"])
    let kinds = table.optionalTexts(["node_type", "type"])
    hasZones = zones != nil
    var problems = DataProblemList()
    for row in 0..<table.rowCount {
      guard let id = ids[row] else {
        problems.add(
          DataProblem(
            file: table.name, line: table.line(row), column: "node", what: "no name of a node",
            fix: "Every row needs one."))
        continue
      }
      guard index[id] == nil else {
        problems.add(
          DataProblem(
            file: table.name, line: table.line(row), column: "node",
            what: "node \(id) is here a second time", fix: "Keep one row a node."))
        continue
      }
      add(id)
      let place = names.count - 1
      if let x = x?[row], let y = y?[row] { coordinates[place] = .init(x: x, y: y) }
      zoneOfNode[place] = zones?[row].flatMap { $0 == "0" || $0.isEmpty ? nil : $0 }
      isThrough[place] = kinds?[row]?.lowercased() != "centroid"
    }
    guard problems.isEmpty else { throw .badRows(problems) }
  }

  /// Zones in the order of their first nodes.
  var zones: [(name: String, node: Int)] {
    guard hasZones else { return names.indices.map { (names[$0], $0) } }
    var seen: Set<String> = []
    var result: [(String, Int)] = []
    for node in names.indices {
      if let zone = zoneOfNode[node], seen.insert(zone).inserted { result.append((zone, node)) }
    }
    return result
  }
}

/// The rows of a links table as links.
private struct LinkRows {
  var links: [RoadLink] = []

  init(
    _ table: CSVColumns, tails: [String?], heads: [String?], places: NodePlaces, isGMNS: Bool,
    problems: inout DataProblemList
  ) throws(TableError) {
    guard let capacities = try table.numbers("capacity") else {
      throw table.lacks(["capacity"])
    }
    let times = try table.numbers("free_flow_time", "vdf_fftt", "time")
    let lengths = try table.numbers("length")
    let speeds = try table.numbers("free_speed", "speed")
    let lanes = try table.numbers("lanes")
    let b = try table.numbers("b", "vdf_alpha")
    let power = try table.numbers("power", "vdf_beta")
    let tolls = try table.numbers("toll", "vdf_toll")
    let directed = table.optionalTexts(["directed"])
    for row in 0..<table.rowCount {
      let line = table.line(row)
      let link = "link \(tails[row] ?? "?") → \(heads[row] ?? "?")"
      func note(_ column: String, _ what: String, _ fix: String) {
        problems.add(
          DataProblem(
            file: table.name, line: line, column: column, what: "\(link): \(what)", fix: fix))
      }
      for (column, end) in [("from", tails[row]), ("to", heads[row])]
      where end.flatMap({ places.index[$0] }) == nil {
        note(column, "no such node", "Add the node to the nodes table, or correct its name.")
      }
      guard let tail = tails[row].flatMap({ places.index[$0] }),
        let head = heads[row].flatMap({ places.index[$0] })
      else { continue }
      guard let capacity = capacities[row] else {
        note("capacity", "no capacity", "Expected vehicles in the period of the demand.")
        continue
      }
      let length = lengths?[row] ?? 0
      var time = times?[row] ?? .nan
      if time.isNaN, let speed = speeds?[row], speed > 0 { time = length / speed * 60 }
      guard time.isFinite else {
        note(
          "free_flow_time", "neither a free-flow time nor a length with a speed",
          "Give free_flow_time in minutes, or length and free_speed.")
        continue
      }
      let laneCount = lanes?[row]
      let made = RoadLink(
        from: tail, to: head, capacity: isGMNS ? capacity * (laneCount ?? 1) : capacity,
        freeFlowTime: time, b: b?[row] ?? 0.15, power: power?[row] ?? 4, length: length,
        toll: tolls?[row] ?? 0, lanes: laneCount, line: line)
      links.append(made)
      if isGMNS, ["0", "false", "f"].contains(directed?[row]?.lowercased() ?? "") {
        var back = made
        (back.tail, back.head) = (head, tail)
        links.append(back)
      }
    }
  }
}
