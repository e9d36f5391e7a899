public import Tables

/// A directed road network: nodes, zones where trips begin and end, and links.
///
/// Links keep the order they were given in; every result by link has that order.
/// Parallel links (same two nodes) are kept apart. Nodes are numbered from 0 inside and
/// carry the names of their file outside.
public struct RoadNetwork: Sendable {
  public let nodeNames: [String]
  /// East and north (or longitude and latitude) of each node, where known.
  public let coordinates: [Coordinate?]
  /// Whether paths may pass through a node; false for zone centroids below the "first
  /// through node" of TNTP, which only begin and end paths.
  public let isThrough: [Bool]
  /// The node of each zone, and the zone's name.
  public let zoneNodes: [Int]
  public let zoneNames: [String]
  public let links: [RoadLink]
  /// Cost of one unit of toll and of length, in units of time.
  public let tollWeight: Double
  public let lengthWeight: Double

  /// Links out of node v: `outLinks[outStart[v]..<outStart[v + 1]]`, in link order.
  public let outStart: [Int]
  public let outLinks: [Int]
  /// Links into node v, likewise.
  public let inStart: [Int]
  public let inLinks: [Int]

  /// A place on the map.
  public struct Coordinate: Sendable, Equatable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// Checks every link and builds the adjacency.
  ///
  /// - Parameters:
  ///   - name: stands for the file in messages.
  ///   - isThrough: nil lets paths pass through every node.
  ///   - zoneNodes: distinct nodes.
  ///   - zoneNames: nil names zones as their nodes.
  /// - Throws: `TableError.badRows` naming each link that breaks a rule: a node that does
  ///   not exist, a number that is not finite, a negative free-flow time, b, power, length or
  ///   toll, a capacity that is negative, or below 1e-6 where the time depends on flow, and
  ///   times and powers beyond what costs can be computed with (1e9, 1e9 and 1000).
  public init(
    name: String = "network", nodeNames: [String], coordinates: [Coordinate?] = [],
    zoneNodes: [Int], isThrough: [Bool]? = nil, links: [RoadLink], tollWeight: Double = 0,
    lengthWeight: Double = 0, zoneNames: [String]? = nil
  ) throws(TableError) {
    let count = nodeNames.count
    precondition(coordinates.isEmpty || coordinates.count == count)
    precondition(isThrough.map { $0.count == count } ?? true)
    precondition(zoneNodes.allSatisfy { (0..<count).contains($0) })
    var problems = DataProblemList()
    for (index, link) in links.enumerated() {
      guard (0..<count).contains(link.tail), (0..<count).contains(link.head) else {
        problems.add(
          DataProblem(
            file: name, line: link.line,
            what: "link \(index + 1) leads from node \(link.tail + 1) to \(link.head + 1), but "
              + "nodes run from 1 to \(count)",
            fix: "Correct the node or add it to the nodes."))
        continue
      }
      if let fault = RoadNetwork.fault(of: link) {
        problems.add(
          DataProblem(
            file: name, line: link.line, column: fault.field,
            what: "link \(nodeNames[link.tail]) → \(nodeNames[link.head]): \(fault.what)",
            fix: fault.fix))
      }
    }
    if !tollWeight.isFinite || tollWeight < 0 || !lengthWeight.isFinite || lengthWeight < 0 {
      problems.add(
        DataProblem(
          file: name, what: "the weights of toll and length must be numbers of at least 0"))
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    self.nodeNames = nodeNames
    self.coordinates =
      coordinates.isEmpty ? [Coordinate?](repeating: nil, count: count) : coordinates
    self.zoneNodes = zoneNodes
    self.zoneNames = zoneNames ?? zoneNodes.map { nodeNames[$0] }
    self.isThrough = isThrough ?? [Bool](repeating: true, count: count)
    self.links = links
    self.tollWeight = tollWeight
    self.lengthWeight = lengthWeight
    (outStart, outLinks) = RoadNetwork.adjacency(of: links.map(\.tail), nodes: count)
    (inStart, inLinks) = RoadNetwork.adjacency(of: links.map(\.head), nodes: count)
  }

  public var nodeCount: Int { nodeNames.count }
  public var zoneCount: Int { zoneNodes.count }

  /// What a link costs whatever its flow, travel time apart.
  public func fixedCost(of link: Int) -> Double {
    tollWeight * links[link].toll + lengthWeight * links[link].length
  }

  /// Generalised cost of a link at a flow.
  public func cost(of link: Int, at flow: Double) -> Double {
    links[link].time(at: flow) + fixedCost(of: link)
  }

  /// `12 → 13`, by the names of the file.
  public func linkName(_ link: Int) -> String {
    "\(nodeNames[links[link].tail]) → \(nodeNames[links[link].head])"
  }

  public func zoneName(_ zone: Int) -> String { zoneNames[zone] }

  /// The same network with some links changed: a lane closed, a toll set.
  ///
  /// - Throws: as the initialiser.
  public func changing(
    _ change: (_ link: Int, _ values: inout RoadLink) -> Void
  ) throws(TableError) -> RoadNetwork {
    var changed = links
    for index in changed.indices { change(index, &changed[index]) }
    return try RoadNetwork(
      nodeNames: nodeNames, coordinates: coordinates, zoneNodes: zoneNodes, isThrough: isThrough,
      links: changed, tollWeight: tollWeight, lengthWeight: lengthWeight,
      zoneNames: zoneNames)
  }

  private static func fault(
    of link: RoadLink
  ) -> (field: String, what: String, fix: String)? {
    let others = [
      ("free_flow_time", link.freeFlowTime), ("b", link.b), ("power", link.power),
      ("length", link.length), ("toll", link.toll),
    ]
    for (field, value) in others where !(value >= 0) || !value.isFinite {
      return (field, "\(value) is not a number of at least 0", "Correct the value.")
    }
    for (field, value, most) in [
      ("free_flow_time", link.freeFlowTime, 1e9), ("power", link.power, 1000),
    ] where value > most {
      return (
        field, "\(value) is more than \(most.shortText)",
        "Correct the value; leave a link out to close it."
      )
    }
    if !(link.capacity >= 0) {
      return (
        "capacity", "\(link.capacity) is negative",
        "Give the vehicles that can pass in the period; leave the link out to close it."
      )
    }
    if link.capacity == 0, !link.isConstant {
      return (
        "capacity", "0 where travel time depends on flow",
        "Give a capacity above 0, set b to 0 for a constant time, or leave the link out to close it."
      )
    }
    if link.capacity < 1e-6, !link.isConstant {
      return (
        "capacity", "\(link.capacity) is next to nothing",
        "Give the vehicles that can pass in the period; leave the link out to close it."
      )
    }
    return nil
  }

  /// Starts and members by key, members ascending.
  private static func adjacency(of keys: [Int], nodes: Int) -> ([Int], [Int]) {
    var start = [Int](repeating: 0, count: nodes + 1)
    for key in keys { start[key + 1] += 1 }
    for node in 0..<nodes { start[node + 1] += start[node] }
    var next = start
    var members = [Int](repeating: 0, count: keys.count)
    for (link, key) in keys.enumerated() {
      members[next[key]] = link
      next[key] += 1
    }
    return (start, members)
  }
}
