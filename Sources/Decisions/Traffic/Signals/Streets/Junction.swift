import Glibc
import Tables

/// A node seen as a crossing of streets: where each comes in, which turns there are, and the
/// letter of each.
struct Junction {
  struct Approach {
    let link: Int
    /// The node it comes from.
    let node: Int
    let bearing: Double
    let lanes: Int
    let priority: Double
  }

  struct Exit {
    let link: Int
    let node: Int
    let bearing: Double
    let lanes: Int
  }

  struct Turn {
    let from: Int
    let to: Int
    /// Lanes of the two links, from the kerb.
    let lane: Int
    let toLane: Int
    let direction: StreetNetwork.Direction
    /// Degrees to the left.
    let angle: Double
    /// The place of its approach in `approaches`, and of its exit in `exits`.
    let approach: Int
    let exit: Int
    var letter: Int
  }

  /// Metres of a lane's width, and of the radius of a corner.
  static let laneWidth = 3.2
  private static let cornerRadius = 4.0

  let node: Int
  let control: StreetMap.Control
  let place: RoadNetwork.Coordinate
  /// Clockwise from north; see `StreetMap`.
  let approaches: [Approach]
  let exits: [Exit]
  /// In the order of letters.
  private(set) var turns: [Turn] = []
  /// Letters of a state.
  private(set) var width = 0
  /// Metres from the node to the stop line, by the node at the other end.
  private var setbacks: [Int: Double] = [:]
  private let otherEnds: [Int: Int]

  init(
    node: Int, roads: RoadNetwork, places: [RoadNetwork.Coordinate], rows: StreetRows,
    control: StreetMap.Control
  ) {
    self.node = node
    self.control = control
    place = places[node]
    let here = places[node]
    func bearing(to other: Int) -> Double {
      let degrees = atan2(places[other].x - here.x, places[other].y - here.y) * 180 / .pi
      return degrees < 0 ? degrees + 360 : degrees
    }
    // North comes first, be it a little to the west.
    func order(_ a: (bearing: Double, link: Int), _ b: (bearing: Double, link: Int)) -> Bool {
      let first = a.bearing >= 337.5 ? a.bearing - 360 : a.bearing
      let second = b.bearing >= 337.5 ? b.bearing - 360 : b.bearing
      return (first, a.link) < (second, b.link)
    }
    approaches = roads.inLinks[roads.inStart[node]..<roads.inStart[node + 1]].map { link in
      let from = roads.links[link].tail
      return Approach(
        link: link, node: from, bearing: bearing(to: from), lanes: rows.lanes[link],
        priority: rows.priorities[link])
    }.sorted { order(($0.bearing, $0.link), ($1.bearing, $1.link)) }
    exits = roads.outLinks[roads.outStart[node]..<roads.outStart[node + 1]].map { link in
      let to = roads.links[link].head
      return Exit(link: link, node: to, bearing: bearing(to: to), lanes: rows.lanes[link])
    }.sorted { order(($0.bearing, $0.link), ($1.bearing, $1.link)) }
    var ends: [Int: Int] = [:]
    for approach in approaches { ends[approach.link] = approach.node }
    for exit in exits { ends[exit.link] = exit.node }
    otherEnds = ends
    setbacks = Self.setbacks(approaches: approaches, exits: exits) { other in
      hypot(places[other].x - here.x, places[other].y - here.y)
    }
  }

  /// Metres between the node and the stop line of an approach.
  func setback(of link: Int) -> Double { otherEnds[link].flatMap { setbacks[$0] } ?? 0 }

  /// Metres between the node and the begin of an exit.
  func setback(toward link: Int) -> Double { setback(of: link) }

  /// Each leg stands clear of the next on either side, corners rounded off.
  private static func setbacks(
    approaches: [Approach], exits: [Exit], distance: (Int) -> Double
  ) -> [Int: Double] {
    struct Leg {
      let node: Int
      let bearing: Double
      var left = 0.0
      var right = 0.0
    }
    var legs: [Leg] = []
    // Outward, vehicles that come in are on the left, those that go out on the right.
    for approach in approaches {
      let width = Double(approach.lanes) * laneWidth
      if let k = legs.firstIndex(where: { $0.node == approach.node }) {
        legs[k].left = max(legs[k].left, width)
      } else {
        legs.append(Leg(node: approach.node, bearing: approach.bearing, left: width))
      }
    }
    for exit in exits {
      let width = Double(exit.lanes) * laneWidth
      if let k = legs.firstIndex(where: { $0.node == exit.node }) {
        legs[k].right = max(legs[k].right, width)
      } else {
        legs.append(Leg(node: exit.node, bearing: exit.bearing, right: width))
      }
    }
    legs.sort { ($0.bearing, $0.node) < ($1.bearing, $1.node) }
    guard legs.count > 1 else { return [:] }
    var result: [Int: Double] = [:]
    for k in legs.indices {
      var most = 1.0
      for (other, mine, theirs) in [
        (legs[(k + 1) % legs.count], legs[k].right, legs[(k + 1) % legs.count].left),
        (
          legs[(k + legs.count - 1) % legs.count], legs[k].left,
          legs[(k + legs.count - 1) % legs.count].right
        ),
      ] {
        let gap = abs(turned(from: other.bearing, to: legs[k].bearing))
        guard gap < 150 else { continue }
        let angle = max(30, gap) * .pi / 180
        let clear = (theirs + mine * cos(angle)) / sin(angle) + cornerRadius / tan(angle / 2)
        most = max(most, clear)
      }
      result[legs[k].node] = min(most, 30, 0.4 * distance(legs[k].node))
    }
    return result
  }

  /// Degrees from one bearing to another, above −180 and at most 180; clockwise is above 0.
  static func turned(from a: Double, to b: Double) -> Double {
    var turn = (b - a).truncatingRemainder(dividingBy: 360)
    if turn > 180 { turn -= 360 }
    if turn <= -180 { turn += 360 }
    return turn
  }

  /// Whether two approaches face each other.
  func areOpposite(_ a: Int, _ b: Int) -> Bool {
    abs(Self.turned(from: approaches[a].bearing, to: approaches[b].bearing)) > 135
  }

  // MARK: - Turns

  /// A way on for one approach.
  private struct Way {
    let exit: Int
    let angle: Double
    let direction: StreetNetwork.Direction
    /// The letter by which a table names it.
    let letter: String
  }

  /// The ways on, from right to left; turning back last.
  private func ways(of approach: Approach) -> [Way] {
    var angles = exits.indices.map { exit in
      // On the left of the way straight on.
      (exit: exit, angle: -Self.turned(from: approach.bearing + 180, to: exits[exit].bearing))
    }
    func isBack(_ way: (exit: Int, angle: Double)) -> Bool {
      exits[way.exit].node == approach.node || abs(way.angle) > 170
    }
    angles.sort {
      (isBack($0) ? 999 : $0.angle, exits[$0.exit].link)
        < (isBack($1) ? 999 : $1.angle, exits[$1.exit].link)
    }
    let ahead = angles.filter { !isBack($0) && abs($0.angle) <= 45 }
    let straight = ahead.min { abs($0.angle) < abs($1.angle) - 1e-9 }?.exit
    return angles.map { way in
      if isBack(way) {
        return Way(exit: way.exit, angle: 180, direction: .turnaround, letter: "t")
      }
      if way.exit == straight {
        return Way(exit: way.exit, angle: way.angle, direction: .straight, letter: "s")
      }
      let isLeft = way.angle > 0
      let direction: StreetNetwork.Direction =
        abs(way.angle) > 45
        ? (isLeft ? .left : .right) : (isLeft ? .partlyLeft : .partlyRight)
      return Way(
        exit: way.exit, angle: way.angle, direction: direction, letter: isLeft ? "l" : "r")
    }
  }

  /// Turns by the letters of lanes, given or by rule.
  mutating func derive(rows: StreetRows, file: String, problems: inout DataProblemList) {
    var made: [Turn] = []
    for (a, approach) in approaches.enumerated() {
      let ways = ways(of: approach)
      let letters = rows.turns[approach.link]
      if let letters, !exits.isEmpty {
        for letter in Set(letters.joined()).sorted()
        where !ways.contains(where: { $0.letter == String(letter) }) {
          problems.add(
            DataProblem(
              file: file, line: rows.lines[approach.link], column: "turns",
              what: "link \(rows.ids[approach.link]): nothing to its end leads on as "
                + "`\(letter)`",
              fix: "Name only turns there are: l left, s straight on, r right, t back."))
        }
      }
      let groups = letters ?? usualGroups(ways, lanes: approach.lanes)
      for way in ways {
        let lanes = groups.indices.filter { groups[$0].contains(way.letter) }
        for (lane, target) in zip(lanes, targets(of: lanes, way: way)) {
          made.append(
            Turn(
              from: approach.link, to: exits[way.exit].link, lane: lane, toLane: target,
              direction: way.direction, angle: way.angle, approach: a, exit: way.exit, letter: 0))
        }
      }
    }
    turns = made.sorted(by: Self.comesFirst)
    for k in turns.indices { turns[k].letter = k }
    width = turns.count
  }

  /// Kerb to centre line, and on a lane from right to left.
  private static func comesFirst(_ a: Turn, _ b: Turn) -> Bool {
    (a.approach, a.lane, a.angle, a.to) < (b.approach, b.lane, b.angle, b.to)
  }

  /// What lanes are for where no table tells, from the kerb.
  private func usualGroups(_ ways: [Way], lanes: Int) -> [String] {
    let has = { (letter: String) in ways.contains { $0.letter == letter } }
    let room =
      ways.filter { $0.letter == "s" }.map { exits[$0.exit].lanes }.max() ?? 0
    if lanes == 1 { return ["rsl"] }
    guard room > 0 else {
      guard has("r"), has("l") else { return [String](repeating: "rl", count: lanes) }
      return (0..<lanes).map { $0 < lanes / 2 ? "r" : "l" }
    }
    var groups = [String](repeating: "s", count: lanes)
    var straight = lanes
    if has("l") {
      let isAlone = lanes >= 3 || lanes > room
      groups[lanes - 1] = isAlone ? "l" : "sl"
      if isAlone { straight -= 1 }
    }
    if has("r") {
      let isAlone = straight > room && straight > 1
      groups[0] = isAlone ? "r" : groups[0] + "r"
    }
    return groups
  }

  /// The lanes that a movement's lanes lead into.
  private func targets(of lanes: [Int], way: Way) -> [Int] {
    let last = exits[way.exit].lanes - 1
    switch way.letter {
    case "s":
      let shift = max(0, min(lanes.first ?? 0, last + 1 - lanes.count))
      return lanes.indices.map { min(last, $0 + shift) }
    case "r": return lanes.indices.map { min(last, $0) }
    default: return lanes.indices.map { max(0, last - (lanes.count - 1 - $0)) }
    }
  }

  /// Turns as a table gives them.
  mutating func take(
    _ rows: [GivenMovements.Row], rows streets: StreetRows, file: String,
    problems: inout DataProblemList
  ) {
    var made: [Turn] = []
    var letters: [Int?] = []
    for row in rows {
      guard let a = approaches.firstIndex(where: { $0.link == row.from }) else { continue }
      for way in ways(of: approaches[a]) where exits[way.exit].link == row.to {
        for (lane, target) in zip(row.lanes, row.toLanes ?? targets(of: row.lanes, way: way)) {
          if made.contains(where: {
            $0.from == row.from && $0.to == row.to && $0.lane == lane && $0.toLane == target
          }) {
            problems.add(
              DataProblem(
                file: file, line: row.line, column: "lanes",
                what: "link \(streets.ids[row.from]) to \(streets.ids[row.to]): lane "
                  + "\(lane + 1) has this turn already",
                fix: "Keep one row a turn."))
          }
          made.append(
            Turn(
              from: row.from, to: row.to, lane: lane, toLane: target, direction: way.direction,
              angle: way.angle, approach: a, exit: way.exit, letter: row.letter ?? -1))
          letters.append(row.letter)
        }
      }
    }
    if control == .signal, letters.contains(where: { $0 != nil }), letters.contains(nil) {
      problems.add(
        DataProblem(
          file: file, line: rows[0].line, column: "link_index",
          what: "some turns of the signal at this node have a letter and some none",
          fix: "Give link_index for all turns of a node, or for none."))
    }
    turns = made.sorted(by: Self.comesFirst)
    if !letters.contains(where: { $0 != nil }) {
      for k in turns.indices { turns[k].letter = k }
    }
    width = (turns.map(\.letter).max() ?? -1) + 1
  }
}
