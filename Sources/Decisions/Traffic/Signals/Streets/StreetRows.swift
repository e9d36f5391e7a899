import Glibc
import Tables

/// Where the nodes are, in metres, and who goes first there.
struct StreetPlaces {
  private(set) var coordinates: [RoadNetwork.Coordinate] = []
  private(set) var controls: [StreetMap.Control] = []
  private(set) var names: [String] = []
  private(set) var lines: [Int] = []

  init(_ table: CSVColumns, roads: RoadNetwork) throws(TableError) {
    let controls = table.optionalTexts(["control"])
    let names = table.optionalTexts(["name"])
    let isDegrees = try table.numbers("x", "x_coord") == nil
    let middle = roads.coordinates.compactMap { $0?.y }
    let latitude = middle.isEmpty ? 0 : middle.reduce(0, +) / Double(middle.count)
    // Metres in a degree of a sphere with the earth's mean radius.
    let degree = 6_371_008.8 * Double.pi / 180
    var problems = DataProblemList()
    for node in 0..<roads.nodeCount {
      let name = roads.nodeNames[node]
      lines.append(table.line(node))
      var place = RoadNetwork.Coordinate(x: 0, y: 0)
      if let known = roads.coordinates[node], known.x.isFinite, known.y.isFinite {
        place = known
        if isDegrees {
          place = .init(x: known.x * degree * cos(latitude * .pi / 180), y: known.y * degree)
        }
      } else {
        problems.add(
          DataProblem(
            file: table.name, line: table.line(node), column: "x",
            what: "node \(name) has no place",
            fix: "Streets need x and y in metres (or lon and lat in degrees) of every node."))
      }
      coordinates.append(place)
      let word = controls?[node]?.lowercased() ?? "none"
      let control = StreetMap.Control(rawValue: word)
      if control == nil {
        problems.add(
          DataProblem(
            file: table.name, line: table.line(node), column: "control",
            what: "node \(name): no such control",
            fix: "Expected signal, stop, priority or none."))
      }
      self.controls.append(control ?? .none)
      self.names.append(names?[node] ?? name)
    }
    guard problems.isEmpty else { throw .badRows(problems) }
  }
}

/// What the table of links says of each street; one row a link.
struct StreetRows {
  private(set) var ids: [String] = []
  private(set) var names: [String] = []
  private(set) var districts: [String] = []
  private(set) var lanes: [Int] = []
  /// Metres from node to node, and metres a second.
  private(set) var lengths: [Double] = []
  private(set) var speeds: [Double] = []
  /// The higher has the right of way.
  private(set) var priorities: [Double] = []
  /// Letters of each lane from the kerb; nil where the table leaves them to the rule.
  private(set) var turns: [[String]?] = []
  private(set) var lines: [Int] = []

  init(
    _ table: CSVColumns, roads: RoadNetwork, places: [RoadNetwork.Coordinate]
  ) throws(TableError) {
    let ids = table.optionalTexts(["link", "link_id", "id"])
    let names = table.optionalTexts(["name"])
    let districts = table.optionalTexts(["district"])
    let speeds = try table.numbers("free_speed", "speed")
    let priorities = try table.numbers("priority")
    let turns = table.optionalTexts(["turns"])
    var known: [String: Int] = [:]
    var problems = DataProblemList()
    for (row, link) in roads.links.enumerated() {
      let line = table.line(row)
      let label = ids?[row].map { "link \($0)" } ?? "link \(roads.linkName(row))"
      func note(_ column: String, _ what: String, _ fix: String) {
        problems.add(
          DataProblem(
            file: table.name, line: line, column: column, what: "\(label): \(what)", fix: fix))
      }
      var id = ids?[row] ?? "\(roads.nodeNames[link.tail])_\(roads.nodeNames[link.head])"
      if ids == nil, known[id] != nil { id += "_\(row + 1)" }
      if let other = known[id] {
        note(
          "link", "the identifier stands in line \(table.line(other)), too",
          "Give every link one of its own.")
      }
      known[id] = row
      let (a, b) = (places[link.tail], places[link.head])
      let straight = hypot(b.x - a.x, b.y - a.y)
      if straight < 1 {
        note(
          "from", "its two nodes stand at the same place", "Correct x and y of one of them.")
      }
      let length = link.length > 0 ? link.length * 1000 : straight
      if straight >= 1, length > 20 * straight || length < 0.2 * straight {
        note(
          "length",
          "\(link.length.shortText) km between nodes \(Int(straight.rounded())) m apart",
          "Lengths are kilometres; x and y are metres.")
      }
      let byTime = link.freeFlowTime > 0 ? length / link.freeFlowTime / 60 : nil
      let speed = speeds?[row].flatMap { $0 > 0 ? $0 / 3.6 : nil } ?? byTime ?? 0
      if !(0.5...70).contains(speed) {
        note(
          "free_speed", "no speed between 2 and 250 km/h",
          "Give free_speed in kilometres an hour, or length and free_flow_time in minutes.")
      }
      let count = link.lanes ?? 1
      if count != count.rounded() || !(1...9).contains(count) {
        note("lanes", "\(count.shortText) lanes", "Expected a whole number from 1 to 9.")
      }
      var groups: [String]?
      if let text = turns?[row] {
        let parts = text.lowercased().split(separator: "|", omittingEmptySubsequences: false)
          .map(String.init)
        if !parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { "lsrt".contains($0) } }) {
          note(
            "turns", "not a list of lanes",
            "Expected letters l, s, r, t for each lane from the centre line to the kerb, "
              + "with | between lanes: l|s|sr.")
        } else if Double(parts.count) != count {
          note(
            "turns", "\(parts.count) lanes, but `lanes` says \(count.shortText)",
            "Give a group of letters for every lane.")
        } else {
          groups = parts.reversed()
        }
      }
      self.ids.append(id)
      self.names.append(names?[row] ?? id)
      self.districts.append(districts?[row] ?? "")
      self.lanes.append(Int(min(9, max(1, count.rounded()))))
      lengths.append(length)
      self.speeds.append(speed)
      self.priorities.append(priorities?[row] ?? (count * speed * 3.6).rounded())
      self.turns.append(groups)
      lines.append(line)
    }
    guard problems.isEmpty else { throw .badRows(problems) }
  }
}

/// Rows of a table of movements, by node.
struct GivenMovements {
  struct Row {
    let from: Int
    let to: Int
    /// From the kerb, from 0.
    let lanes: [Int]
    let toLanes: [Int]?
    let letter: Int?
    let line: Int
  }

  private(set) var byNode: [Int: [Row]] = [:]

  init(_ table: CSVColumns, roads: RoadNetwork, linkIds: [String]) throws(TableError) {
    let nodes = try table.texts("node", "node_id")
    let froms = try table.texts("from", "from_link", "ib_link_id")
    let tos = try table.texts("to", "to_link", "ob_link_id")
    let lanes = table.optionalTexts(["lanes", "lane"])
    let toLanes = table.optionalTexts(["to_lanes", "to_lane"])
    let letters = try table.numbers("link_index")
    let nodeOf = Dictionary(uniqueKeysWithValues: zip(roads.nodeNames, roads.nodeNames.indices))
    let linkOf = Dictionary(uniqueKeysWithValues: zip(linkIds, linkIds.indices))
    var problems = DataProblemList()
    for row in 0..<table.rowCount {
      func note(_ column: String, _ what: String, _ fix: String) {
        problems.add(
          DataProblem(
            file: table.name, line: table.line(row), column: column, what: what, fix: fix))
      }
      guard let name = nodes[row], let node = nodeOf[name] else {
        note(
          "node", "no node \(nodes[row] ?? "?") in the network", "Take a node of the nodes table.")
        continue
      }
      let into = Array(roads.inLinks[roads.inStart[node]..<roads.inStart[node + 1]])
      let out = Array(roads.outLinks[roads.outStart[node]..<roads.outStart[node + 1]])
      func link(_ text: String?, among links: [Int], isIn: Bool) -> Int? {
        guard let text else { return nil }
        if let link = linkOf[text], links.contains(link) { return link }
        let other = nodeOf[text]
        return links.first { (isIn ? roads.links[$0].tail : roads.links[$0].head) == other }
      }
      let from = link(froms[row], among: into, isIn: true)
      let to = link(tos[row], among: out, isIn: false)
      if from == nil {
        note(
          "from", "no link \(froms[row] ?? "?") leads into node \(name)",
          "Give a link by its identifier, or the node it comes from.")
      }
      if to == nil {
        note(
          "to", "no link \(tos[row] ?? "?") leads out of node \(name)",
          "Give a link by its identifier, or the node it leads to.")
      }
      func numbers(_ text: String?, _ column: String, on link: Int?) -> [Int]? {
        guard let text, let link else { return nil }
        let count = Int(roads.links[link].lanes ?? 1)
        let values = text.split(separator: "|").map { Int($0) ?? 0 }
        if values.isEmpty || !values.allSatisfy({ (1...count).contains($0) }) {
          note(
            column, "no such lanes: link \(linkIds[link]) has \(count)",
            "Expected lane numbers from the kerb, 1 first, with | between them.")
        }
        return values.map { $0 - 1 }
      }
      let chosen = numbers(lanes?[row], "lanes", on: from) ?? [0]
      let targets = numbers(toLanes?[row], "to_lanes", on: to)
      if let targets, targets.count != chosen.count {
        note("to_lanes", "not as many as `lanes`", "Give a lane to enter for every lane.")
      }
      let letter = letters?[row]
      if let letter, letter != letter.rounded() || !(0..<256).contains(letter) {
        note("link_index", "no place in a state", "Expected a whole number from 0 to 255.")
      }
      guard let from, let to else { continue }
      byNode[node, default: []].append(
        Row(
          from: from, to: to, lanes: chosen, toLanes: targets,
          letter: letter.map { Int(min(255, max(0, $0))) }, line: table.line(row)))
    }
    guard problems.isEmpty else { throw .badRows(problems) }
  }
}
