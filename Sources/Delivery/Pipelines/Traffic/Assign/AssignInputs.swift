import Provenance
import Tables
import Traffic

/// Network, demand and counts of an assignment, read from whatever form they have.
struct AssignInputs {
  private(set) var network: RoadNetwork
  private(set) var classes: [TravelClass] = []
  private(set) var counts: [LinkCount] = []
  private(set) var records: [FileRecord] = []
  private(set) var notes: [String] = []
  /// "TNTP", "GMNS", "plain CSV".
  let format: String
  /// Whether the kind of file that gave the places of nodes holds degrees: GeoJSON and GMNS.
  let hasLongitudes: Bool
  private let form: Form

  private enum Form { case tntp, gmns, plain }

  init(_ request: AssignRequest) throws {
    let bytes = try WholeFile.readDecompressed(request.network)
    records = [FileRecord(path: request.network, content: bytes)]
    let nodes = try request.nodes.map { try WholeFile.readDecompressed($0) }
    if let nodes, let path = request.nodes { records.append(.init(path: path, content: nodes)) }
    guard bytes.contains(where: { $0 > 32 }) else {
      throw PipelineError(
        .data,
        "\(request.network): the file is empty. Give a network: TNTP, GMNS link.csv, or CSV with "
          + "from, to, capacity and free_flow_time.")
    }
    form = Self.form(of: bytes)
    hasLongitudes = form == .gmns || (nodes.map(Self.isJSON) ?? false)
    switch form {
    case .tntp:
      format = "TNTP"
      network = try TNTPReader.network(
        bytes, name: request.network, tollWeight: request.tollWeight,
        lengthWeight: request.lengthWeight)
      if let nodes, let path = request.nodes {
        let places =
          Self.isJSON(nodes)
          ? try NodePoints.coordinates(nodes, name: path, network: network)
          : try TNTPReader.coordinates(nodes, name: path, nodeCount: network.nodeCount)
        network = try network.placing(at: places)
      }
    case .gmns, .plain:
      format = form == .gmns ? "GMNS" : "plain CSV"
      let isPoints = nodes.map(Self.isJSON) ?? false
      network = try NetworkCSVReader.network(
        nodes: isPoints ? nil : nodes, nodesName: request.nodes ?? "nodes", links: bytes,
        linksName: request.network, isGMNS: form == .gmns, tollWeight: request.tollWeight ?? 0,
        lengthWeight: request.lengthWeight ?? 0)
      if isPoints, let nodes, let path = request.nodes {
        network = try network.placing(
          at: NodePoints.coordinates(nodes, name: path, network: network))
      }
    }
    guard !network.links.isEmpty else {
      throw PipelineError(.data, "\(request.network): no links. Give at least one row a road.")
    }
    try readDemand(request)
    if let path = request.counts { counts = try readCounts(path) }
    note()
  }

  /// By the first bytes: a line of metadata, a header of GMNS, or another header.
  private static func form(of bytes: [UInt8]) -> Form {
    let head = bytes.prefix { $0 != 10 }
    if bytes.first(where: { $0 > 32 }) == UInt8(ascii: "<") { return .tntp }
    let header = String(decoding: head, as: UTF8.self).lowercased()
    return header.contains("from_node_id") ? .gmns : .plain
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    bytes.first(where: { $0 > 32 }) == UInt8(ascii: "{")
  }

  private mutating func readTrips(_ path: String) throws -> TripTable {
    let bytes = try WholeFile.readDecompressed(path)
    records.append(FileRecord(path: path, content: bytes))
    guard let first = bytes.first(where: { $0 > 32 }) else {
      throw PipelineError(
        .data,
        "\(path): the file is empty. Give trips: TNTP, or CSV with from, to and trips.")
    }
    return first == UInt8(ascii: "<")
      ? try TNTPReader.trips(bytes, name: path, zoneCount: network.zoneCount)
      : try NetworkCSVReader.trips(bytes, name: path, network: network)
  }

  private mutating func readDemand(_ request: AssignRequest) throws {
    if let path = request.trips {
      classes = [TravelClass(trips: try readTrips(path))]
      return
    }
    guard let path = request.classes else {
      throw PipelineError(
        .usage, "--trips FILE (or --classes FILE) is needed: who wants to travel.")
    }
    let bytes = try WholeFile.readDecompressed(path)
    records.append(FileRecord(path: path, content: bytes))
    let rows = try ContractRows(
      bytes, path: path, text: ["class", "trips"],
      optionalText: ["closed"])
    let folder = path.contains("/") ? String(path[...path.lastIndex(of: "/")!]) : ""
    for row in 0..<rows.count {
      let file = rows.text["trips"]![row]
      func number(_ name: String) throws -> Double? {
        guard let value = try rows.number(name)?[row], !value.isNaN else { return nil }
        guard value >= 0 else {
          throw rows.problem("\(name) is negative", row, fix: "Expected a number of at least 0.")
        }
        return value
      }
      let equivalent = try number("car_equivalent") ?? 1
      guard equivalent > 0 else {
        throw rows.problem(
          "car_equivalent is 0", row, fix: "Expected what a vehicle takes, in cars: 2 for a truck.")
      }
      var closed: [Int] = []
      for name in rows.optional["closed"]?[row].split(separator: ";") ?? [] {
        let links = network.links(between: String(name))
        guard !links.isEmpty else {
          throw rows.problem("no link \(name)", row, fix: "Write links as 12-13;13-14.")
        }
        closed += links
      }
      classes.append(
        TravelClass(
          rows.text["class"]![row],
          trips: try readTrips(file.hasPrefix("/") ? file : folder + file),
          carEquivalent: equivalent, tollWeight: try number("toll_weight"),
          lengthWeight: try number("length_weight"), closedLinks: closed))
    }
    guard !classes.isEmpty else {
      throw PipelineError(.data, "\(path): no classes. Give at least one row: class, trips.")
    }
  }

  private mutating func readCounts(_ path: String) throws -> [LinkCount] {
    let bytes = try WholeFile.readDecompressed(path)
    records.append(FileRecord(path: path, content: bytes))
    let rows = try ContractRows(bytes, path: path, text: ["from", "to"], numbers: ["count"])
    let errors = try rows.number("standard_error")
    return try (0..<rows.count).map { row in
      let name = "\(rows.text["from"]![row])>\(rows.text["to"]![row])"
      guard let link = network.links(between: name).first else {
        throw rows.problem(
          "no link from \(rows.text["from"]![row]) to \(rows.text["to"]![row]) in the network", row,
          fix: "Expected the names of the two nodes as the network has them.")
      }
      let vehicles = rows.numbers["count"]![row]
      guard vehicles >= 0, vehicles.isFinite else {
        throw rows.problem("the count is negative", row, fix: "Expected vehicles, at least 0.")
      }
      let error = errors?[row] ?? .nan
      guard error.isNaN || (error > 0 && error.isFinite) else {
        throw rows.problem(
          "the standard error is not above 0", row, fix: "Leave the cell empty where unknown.")
      }
      return LinkCount(link: link, vehicles: vehicles, standardError: error.isNaN ? nil : error)
    }
  }

  /// Rules that decided something, in plain sentences.
  private mutating func note() {
    let found = NetworkFindings(network)
    func add(_ links: [Int], _ text: (String) -> String) {
      guard let first = links.first else { return }
      let example = "for example \(network.linkName(first))"
      notes.append(
        text(links.count == 1 ? "1 link (\(example))" : "\(links.count) links (\(example))"))
    }
    add(found.duplicates) {
      "\($0) join two nodes that another link joins already: both are kept, each with its own flow."
    }
    add(found.selfLoops) { "\($0) end where they begin: no trip uses them." }
    add(found.withoutTime) { "\($0) are passed in no time, as connectors of zones usually are." }
    add(found.constant) {
      "\($0) take the same time however many use them (b or power is 0): no delay is counted there."
    }
    add(found.steep) {
      "\($0) have a power above 8: their time rises so steeply that flow hardly exceeds capacity."
    }
    for travelClass in classes {
      let trips = travelClass.trips
      let name = classes.count > 1 ? " of class \(travelClass.name)" : ""
      if trips.intrazonal > 0 {
        notes.append(
          "\(AssignWords.vehicles(trips.intrazonal)) trips\(name) begin and end in one zone: they "
            + "use no road here and are left out.")
      }
      if trips.repeatedPairs > 0 {
        notes.append(
          "\(trips.repeatedPairs) rows\(name) name a pair of zones again: their trips are added up."
        )
      }
      if trips.total == 0 { notes.append("There are no trips\(name) between different zones.") }
    }
  }
}
