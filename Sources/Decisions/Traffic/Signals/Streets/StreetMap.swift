public import Tables

/// The roads of an assignment and the streets of a signal model, made from the same two tables:
/// link i of `roads` is street i of `streets`.
///
/// What a table of links does not say is derived by rules that depend on it alone:
///
/// - **Traffic keeps to the right.** Lanes are 3.2 m wide, lie to the right of the line between
///   the two nodes, and are numbered from the kerb. Stop lines stand clear of the crossing
///   streets and of corners 4 m round; turns are drawn as quadratic curves and driven at no more
///   than √(5.5·r) m/s on a radius r (Odhams & Cole 2004).
/// - **Turns**: straight on within 45° either way, left or right beyond; no turning back. `turns`
///   of a link names what each lane is for, from the centre line to the kerb (`l|s|sr`), and a
///   turn no lane names is not allowed. Without it a single lane serves all; otherwise the kerb
///   lane takes right turns too, and the lane at the centre line left turns too, or them alone
///   where there are three lanes or the way on has fewer.
/// - **Right of way**: the street with the higher `priority` (or the larger lanes × speed) has it,
///   with the approach opposite; of equal streets, whoever comes from the right. Left turns
///   yield to opposing traffic and wait inside the junction where there is room. A stop sign is
///   driven as a sign to yield. Where four single lanes meet without a signal, `CorridorModel`
///   can let two opposing left turns block each other: give such a place a lane for them.
/// - **Letters of a signal's state**: approaches clockwise from north (from 22.5° west of it, so
///   that a street nearly north still comes first), each from the kerb lane to the centre line,
///   and the turns of a lane from right to left: the order of SUMO. A table of movements may give
///   others. `movementsCSV` lists what was taken.
/// - **Programs**: every signal has one: see `DefaultSignalProgram`.
public struct StreetMap: Sendable {
  /// Who goes first at a node.
  public enum Control: String, Sendable, CaseIterable {
    case signal, stop, priority, none
  }

  public let roads: RoadNetwork
  public let streets: StreetNetwork
  /// By node of `roads`.
  public let controls: [Control]
  /// Names people know, by node and by link; the identifier where the tables give none.
  public let nodeNames: [String]
  public let linkNames: [String]
  /// The part of the city, by link; empty where the tables give none.
  public let districts: [String]
  /// Nodes of the signals, by program of `streets.plan`.
  public let signalNodes: [Int]
  /// The junctions that have turns, by node.
  let junctions: [Junction]

  /// Reads `nodes.csv` and `links.csv`, the files of `NetworkCSVReader`, with more columns:
  ///
  /// | table | column | what | where absent |
  /// |---|---|---|---|
  /// | nodes | `x`, `y` (or `lon`, `lat`) | metres (degrees) | required |
  /// | | `control` | `signal`, `stop`, `priority`, `none` | `none` |
  /// | | `name` | | the node |
  /// | links | `link` | identifier | `from_to` |
  /// | | `length` | kilometres along the street | straight line |
  /// | | `free_speed` | kilometres an hour | length / free-flow time |
  /// | | `lanes` | whole, 1…9 | 1 |
  /// | | `turns` | lanes' turns, see above | see above |
  /// | | `priority` | a number, the higher goes first | lanes × speed |
  /// | | `name`, `district` | | the link; none |
  /// | movements | `node` | whose turns the rows give, all of them | |
  /// | | `from`, `to` | links by identifier, or the nodes they come from and lead to | required |
  /// | | `lanes` | lanes of `from` numbered from the kerb, 1 first: `1\|2` | 1 |
  /// | | `to_lanes` | as many lanes of `to` | derived |
  /// | | `link_index` | place of its letter in the states, from 0 | the order above |
  ///
  /// - Throws: `TableError` naming file, line, column and the node or link.
  public init(
    nodes: [UInt8], nodesName: String = "nodes.csv", links: [UInt8],
    linksName: String = "links.csv", movements: [UInt8]? = nil,
    movementsName: String = "movements.csv"
  ) throws(TableError) {
    let roads = try NetworkCSVReader.network(
      nodes: nodes, nodesName: nodesName, links: links, linksName: linksName)
    let places = try StreetPlaces(CSVColumns(nodes, name: nodesName), roads: roads)
    let rows = try StreetRows(
      CSVColumns(links, name: linksName), roads: roads, places: places.coordinates)
    var junctions: [Junction] = []
    var problems = DataProblemList()
    let given = try movements.map { bytes throws(TableError) in
      try GivenMovements(
        CSVColumns(bytes, name: movementsName), roads: roads, linkIds: rows.ids)
    }
    for node in 0..<roads.nodeCount {
      var junction = Junction(
        node: node, roads: roads, places: places.coordinates, rows: rows,
        control: places.controls[node])
      if let moves = given?.byNode[node] {
        junction.take(moves, rows: rows, file: movementsName, problems: &problems)
      } else {
        junction.derive(rows: rows, file: linksName, problems: &problems)
      }
      if places.controls[node] == .signal, junction.turns.isEmpty {
        problems.add(
          DataProblem(
            file: nodesName, line: places.lines[node], column: "control",
            what: "node \(roads.nodeNames[node]) has a signal, but no link leads in and on",
            fix: "Give the signal to a node that streets cross, or leave control empty."))
      }
      junctions.append(junction)
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    self.roads = roads
    controls = places.controls
    nodeNames = places.names
    linkNames = rows.names
    districts = rows.districts
    self.junctions = junctions
    signalNodes = roads.nodeNames.indices.filter { places.controls[$0] == .signal }
      .sorted { roads.nodeNames[$0] < roads.nodeNames[$1] }
    streets = Self.network(
      roads: roads, rows: rows, junctions: junctions, signalNodes: signalNodes)
  }

  /// The turns that were taken, a row each: `node, from, to, turn, lanes, to_lanes, link_index`;
  /// the table of movements that leads to the same streets.
  public var movementsCSV: [UInt8] {
    var writer = CSVWriter(
      header: ["node", "from", "to", "turn", "lanes", "to_lanes", "link_index"])
    for junction in junctions {
      for turn in junction.turns {
        writer.text(roads.nodeNames[junction.node])
        writer.text(streets.streets[turn.from].id)
        writer.text(streets.streets[turn.to].id)
        writer.text(turn.direction.rawValue)
        writer.integer(turn.lane + 1)
        writer.integer(turn.toLane + 1)
        if junction.control == .signal { writer.integer(turn.letter) } else { writer.missing() }
        writer.endRow()
      }
    }
    return writer.bytes
  }

  private static func network(
    roads: RoadNetwork, rows: StreetRows, junctions: [Junction], signalNodes: [Int]
  ) -> StreetNetwork {
    var streets: [StreetNetwork.Street] = []
    var lanes: [StreetNetwork.Lane] = []
    for (link, road) in roads.links.enumerated() {
      let first = lanes.count
      let cut = junctions[road.tail].setback(toward: link) + junctions[road.head].setback(of: link)
      let length = max(0.2 * rows.lengths[link], rows.lengths[link] - cut, 0.1)
      for _ in 0..<rows.lanes[link] {
        lanes.append(.init(street: link, length: length, speed: rows.speeds[link], allows: .all))
      }
      streets.append(
        .init(
          id: rows.ids[link], from: roads.nodeNames[road.tail], to: roads.nodeNames[road.head],
          lanes: first..<lanes.count))
    }
    var signalOf = [Int?](repeating: nil, count: roads.nodeCount)
    for (signal, node) in signalNodes.enumerated() { signalOf[node] = signal }
    var turns: [StreetNetwork.Turn] = []
    var programs: [SignalProgram] = []
    for junction in junctions where !junction.turns.isEmpty {
      let rights = junction.rightsOfWay(speeds: rows.speeds)
      let base = turns.count
      for (k, turn) in junction.turns.enumerated() {
        let from = streets[turn.from].lanes.lowerBound + turn.lane
        lanes[from].turns.append(turns.count)
        var made = StreetNetwork.Turn(
          fromLane: from, toLane: streets[turn.to].lanes.lowerBound + turn.toLane,
          length: max(rights[k].length, 0.1), speed: rights[k].speed,
          waitingPoint: rights[k].waitingPoint,
          signal: signalOf[junction.node].map { ($0, turn.letter) }, direction: turn.direction,
          isMinor: !rights[k].yieldsTo.isEmpty)
        made.yieldsTo = rights[k].yieldsTo.map { base + $0 }
        made.conflicts = rights[k].conflicts.map { base + $0.other }
        made.conflictSpans = rights[k].conflicts.map(\.span)
        turns.append(made)
      }
      if junction.control == .signal {
        programs.append(
          DefaultSignalProgram(junction, rights: rights, speeds: rows.speeds)
            .program(id: roads.nodeNames[junction.node]))
      }
    }
    return StreetNetwork(
      streets: streets, lanes: lanes, turns: turns, plan: SignalPlan(programs: programs),
      streetIndex: Dictionary(uniqueKeysWithValues: zip(rows.ids, rows.ids.indices)))
  }
}

extension StreetNetwork {
  /// The streets of `StreetMap.init(nodes:links:movements:)`: street i is row i of the links.
  ///
  /// - Throws: as that initialiser.
  public init(nodes: [UInt8], links: [UInt8], movements: [UInt8]? = nil) throws(TableError) {
    self = try StreetMap(nodes: nodes, links: links, movements: movements).streets
  }
}
