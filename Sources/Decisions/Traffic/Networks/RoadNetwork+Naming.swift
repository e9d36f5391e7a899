public import Tables

extension RoadNetwork {
  /// The links a person means by `12-13` (also `12>13` or `12 → 13`): all that lead from the
  /// first node to the second. Names of nodes may hold hyphens themselves.
  ///
  /// - Returns: links by index; empty where no link leads so.
  public func links(between text: String) -> [Int] {
    let plain = text.split(separator: "→", omittingEmptySubsequences: false).joined(separator: ">")
    for mark: Character in [">", "-"] {
      for place in plain.indices where plain[place] == mark {
        let (from, to) = (trimmed(plain[..<place]), trimmed(plain[plain.index(after: place)...]))
        guard !from.isEmpty, !to.isEmpty else { continue }
        let found = links.indices.filter {
          nodeNames[links[$0].tail] == from && nodeNames[links[$0].head] == to
        }
        if !found.isEmpty { return found }
      }
    }
    return []
  }

  private func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return text
  }

  /// The same network with its nodes on the map.
  ///
  /// - Parameter coordinates: one a node, nil where the place is not known.
  /// - Throws: as the initialiser.
  public func placing(at coordinates: [Coordinate?]) throws(TableError) -> RoadNetwork {
    try RoadNetwork(
      nodeNames: nodeNames, coordinates: coordinates, zoneNodes: zoneNodes, isThrough: isThrough,
      links: links, tollWeight: tollWeight, lengthWeight: lengthWeight, zoneNames: zoneNames)
  }

  /// The same network with another cost of a unit of toll, in units of time.
  ///
  /// - Throws: as the initialiser.
  public func weighing(toll weight: Double) throws(TableError) -> RoadNetwork {
    try RoadNetwork(
      nodeNames: nodeNames, coordinates: coordinates, zoneNodes: zoneNodes, isThrough: isThrough,
      links: links, tollWeight: weight, lengthWeight: lengthWeight, zoneNames: zoneNames)
  }
}

/// What in a network is allowed, follows a rule, and should be known to who reads its results.
public struct NetworkFindings: Sendable, Equatable {
  /// Links with the same two ends as an earlier one; each keeps its own flow.
  public let duplicates: [Int]
  /// Links that end where they begin; no path uses them.
  public let selfLoops: [Int]
  /// Links passed in no time at any flow.
  public let withoutTime: [Int]
  /// Links whose time is above 0 and does not depend on flow (b or power 0).
  public let constant: [Int]
  /// Links whose power is above 8, so steep that flow hardly exceeds capacity.
  public let steep: [Int]

  public init(_ network: RoadNetwork) {
    let links = network.links
    duplicates = links.indices.filter { link in
      let tail = links[link].tail
      return network.outLinks[network.outStart[tail]..<network.outStart[tail + 1]].contains {
        $0 < link && links[$0].head == links[link].head
      }
    }
    selfLoops = links.indices.filter { links[$0].tail == links[$0].head }
    withoutTime = links.indices.filter { links[$0].freeFlowTime == 0 }
    constant = links.indices.filter { links[$0].freeFlowTime > 0 && links[$0].isConstant }
    steep = links.indices.filter { !links[$0].isConstant && links[$0].power > 8 }
  }
}
