public import Tables

/// Reads the text format of the Transportation Networks repository (TNTP).
///
/// Conventions, where files differ:
/// - Link columns are `init_node term_node capacity length free_flow_time b power speed toll
///   link_type`, separated by blanks, tabs or commas; a final `;` may touch the last value.
/// - `~` begins a comment, `<…>` a line of metadata up to `<END OF METADATA>`.
/// - Zones are nodes 1 … Z. Nodes below `<FIRST THRU NODE>` are never passed through.
/// - `<TOLL FACTOR>` and `<DISTANCE FACTOR>` weigh tolls and length in the generalised cost;
///   many files leave them out, and then they are 0 unless given.
/// - Trips inside a zone are read and left out of the table.
public enum TNTPReader {
  /// Reads a `_net` file.
  ///
  /// - Parameters:
  ///   - name: stands for the file in messages.
  ///   - tollWeight: in place of the file's toll factor.
  ///   - lengthWeight: in place of the file's distance factor.
  /// - Throws: `TableError.data` for metadata, `.badRows` for links, each with line and field.
  public static func network(
    _ bytes: [UInt8], name: String, tollWeight: Double? = nil, lengthWeight: Double? = nil
  ) throws(TableError) -> RoadNetwork {
    var scanner = TNTPScanner(bytes, file: name)
    let metadata = try scanner.metadata()
    let zones = try metadata.count("NUMBER OF ZONES", of: name)
    let nodes = try metadata.count("NUMBER OF NODES", of: name)
    let firstThrough = try metadata.count("FIRST THRU NODE", of: name, otherwise: 1)
    let expected = try metadata.count("NUMBER OF LINKS", of: name)
    guard zones <= nodes else {
      throw .data(
        DataProblem(
          file: name, what: "\(zones) zones but only \(nodes) nodes",
          fix: "Correct the metadata: zones are nodes 1 to \(zones)."))
    }
    var problems = DataProblemList()
    var links: [RoadLink] = []
    links.reserveCapacity(min(expected, bytes.count / 8))
    var values: [Double] = []
    while scanner.nextRow() {
      guard scanner.fields(into: &values, problems: &problems) else { continue }
      guard values.count >= 7 else {
        problems.add(
          DataProblem(
            file: name, line: scanner.line,
            what: "\(values.count) fields where a link has at least 7",
            fix: "Expected init_node, term_node, capacity, length, free_flow_time, b, power."))
        continue
      }
      var ends: [Int] = []
      for (field, value) in zip(["init_node", "term_node"], values) {
        guard value == value.rounded(), value >= 1, value <= Double(nodes) else {
          problems.add(
            DataProblem(
              file: name, line: scanner.line, column: field,
              what: "link \(links.count + 1): no node \(value.shortText)",
              fix: "Expected a whole number from 1 to \(nodes), the number of nodes."))
          continue
        }
        ends.append(Int(value) - 1)
      }
      guard ends.count == 2 else { continue }
      links.append(
        RoadLink(
          from: ends[0], to: ends[1], capacity: values[2], freeFlowTime: values[4], b: values[5],
          power: values[6], length: values[3], toll: values.count > 8 ? values[8] : 0,
          line: scanner.line))
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    guard links.count == expected else {
      throw .data(
        DataProblem(
          file: name, what: "\(links.count) links where the metadata promise \(expected)",
          fix: "The file may be cut short; otherwise correct <NUMBER OF LINKS>."))
    }
    let tollFactor = try metadata.number("TOLL FACTOR", of: name)
    let distanceFactor = try metadata.number("DISTANCE FACTOR", of: name)
    return try RoadNetwork(
      name: name, nodeNames: (0..<nodes).map { String($0 + 1) }, zoneNodes: Array(0..<zones),
      isThrough: (0..<nodes).map { $0 + 1 >= firstThrough }, links: links,
      tollWeight: tollWeight ?? tollFactor ?? 0, lengthWeight: lengthWeight ?? distanceFactor ?? 0)
  }

  /// Reads a `_trips` file: `Origin o`, then `d : trips;` items.
  ///
  /// - Parameter zoneCount: the network's zones; the file may not name others.
  /// - Throws: `TableError.badRows` with line and pair, `.data` for metadata.
  public static func trips(
    _ bytes: [UInt8], name: String, zoneCount: Int
  ) throws(TableError) -> TripTable {
    var scanner = TNTPScanner(bytes, file: name)
    let metadata = try scanner.metadata()
    let zones = try metadata.count("NUMBER OF ZONES", of: name)
    guard zones <= zoneCount else {
      throw .data(
        DataProblem(
          file: name, what: "\(zones) zones, but the network has \(zoneCount)",
          fix: "Take the trip table that belongs to this network."))
    }
    var problems = DataProblemList()
    var entries: [TripTable.Entry] = []
    entries.reserveCapacity(bytes.count / 10)
    var origin: Int?
    while scanner.nextRow() {
      if let named = scanner.originHeader() {
        origin = named.flatMap { $0 >= 1 && $0 <= zones ? $0 - 1 : nil }
        if origin == nil {
          problems.add(
            DataProblem(
              file: name, line: scanner.line, column: "Origin",
              what: named.map { "no zone \($0)" } ?? "not a whole number",
              fix: "Expected a zone from 1 to \(zones)."))
        }
        continue
      }
      while let item = scanner.nextPair(problems: &problems) {
        guard let origin else {
          problems.add(
            DataProblem(
              file: name, line: scanner.line, what: "trips before any line `Origin`",
              fix: "Begin each origin's trips with a line `Origin` and its zone."))
          break
        }
        entries.append(
          .init(
            origin: origin, destination: item.zone - 1, trips: item.trips, line: scanner.line))
      }
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    return try TripTable(name: name, zoneCount: zoneCount, entries: entries)
  }

  /// Reads a `_flow` file (from, to, volume, cost) into flows in the order of the
  /// network's links; parallel links take the rows of their pair in turn.
  ///
  /// - Throws: `TableError.badRows` for rows that match no link, and for links without a row.
  public static func flows(
    _ bytes: [UInt8], name: String, network: RoadNetwork
  ) throws(TableError) -> [Double] {
    var scanner = TNTPScanner(bytes, file: name)
    var problems = DataProblemList()
    var flows = [Double](repeating: .nan, count: network.links.count)
    var values: [Double] = []
    var isFirst = true
    while scanner.nextRow() {
      if scanner.rowBeginsWithLetter {
        // The heading, whatever its words; one of the archive's files has metadata instead.
        guard !isFirst else { continue }
      }
      if scanner.rowBeginsWith(UInt8(ascii: "<")) { continue }
      isFirst = false
      guard scanner.fields(into: &values, problems: &problems) else { continue }
      guard values.count >= 3, let from = Int(exactly: values[0]), let to = Int(exactly: values[1]),
        from >= 1, from <= network.nodeCount,
        let link = network.outLinks[network.outStart[from - 1]..<network.outStart[from]]
          .first(where: { network.links[$0].head == to - 1 && flows[$0].isNaN })
      else {
        problems.add(
          DataProblem(
            file: name, line: scanner.line, what: "no link of the network matches this row",
            fix: "Expected from node, to node, flow."))
        continue
      }
      flows[link] = values[2]
    }
    for link in flows.indices where flows[link].isNaN && problems.keepsMore {
      problems.add(
        DataProblem(file: name, what: "no row for link \(network.linkName(link))", fix: nil))
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    return flows
  }
}
