import Foundation
import Statistics
import Tables

/// Nodes and links of the made city, metres from a corner of its map.
struct CityStreets {
  struct Node {
    let name: String
    let x: Int
    let y: Int
    var isZone = false
    var control = ""
    let district: String
    let title: String
  }

  struct Link {
    let from: String
    let to: String
    let name: String
    let speed: Int
    let lanes: Int
    var turns = ""
    /// Vehicles an hour of green and lane, times the green's share, times the lanes.
    let capacity: Int
    let district: String
    /// Metres.
    let length: Int

    var id: String { "\(from)-\(to)" }
  }

  private(set) var nodes: [Node] = []
  private(set) var links: [Link] = []
  let blocks: Int
  /// The block of the old bridge, and that of the new one.
  let middle: Int
  let far: Int

  init(seed: UInt64, blocks: Int) {
    self.blocks = blocks
    middle = blocks / 2
    far = blocks - 1
    var draws = RandomStream(seed: seed, "city streets")
    var xs = [1_500]
    for _ in 1..<blocks { xs.append(xs[xs.count - 1] + 220 + 10 * draws.integer(below: 18)) }
    addNodes(xs)
    addLinks()
  }

  private static let ordinals = ["1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th"]

  /// Which part of the city a block of Main Street belongs to.
  private func district(_ block: Int) -> String {
    block < middle - 1 ? "West" : block > middle + 1 ? "East" : "Centre"
  }

  private func street(_ block: Int) -> String {
    block == middle ? "Bridge Street" : "\(Self.ordinals[block]) Street"
  }

  private mutating func addNodes(_ xs: [Int]) {
    func zone(_ name: String, _ x: Int, _ y: Int, _ district: String, _ title: String) {
      nodes.append(
        Node(name: name, x: x, y: y, isZone: true, district: district, title: title))
    }
    let (main, mill, river, north) = (1_500, 1_060, 1_800, 2_160)
    let last = xs[blocks - 1]
    for (k, x) in xs.enumerated() {
      let place = "Main Street at \(street(k))"
      nodes.append(
        Node(
          name: "A\(k)", x: x, y: main, control: "signal", district: district(k), title: place))
    }
    for (k, x) in xs.enumerated() {
      nodes.append(
        Node(
          name: "P\(k)", x: x, y: mill,
          control: [1, middle, far - 1].contains(k) ? "signal" : "priority",
          district: district(k), title: "Mill Street at \(street(k))"))
    }
    for k in [1, middle, far] {
      nodes.append(
        Node(
          name: "R\(k)", x: xs[k], y: river, control: k == middle ? "signal" : "priority",
          district: district(k), title: "River Road at \(street(k))"))
    }
    for k in [middle, far] {
      nodes.append(
        Node(
          name: "B\(k)", x: xs[k], y: north, control: "priority", district: "North Bank",
          title: k == middle ? "Old Bridge, north end" : "New Bridge, north end"))
    }
    zone("W", 700, main, "West", "Main Street west")
    zone("E", last + 800, main, "East", "Main Street east")
    zone("MW", 900, mill, "West", "Mill quarter")
    zone("ME", last + 600, mill, "East", "East yards")
    zone("S1", xs[1], 640, "West", "Southfield")
    zone("S\(middle)", xs[middle], 640, "Centre", "Station")
    zone("S\(far - 1)", xs[far - 1], 640, "East", "Eastfield")
    zone("C2", xs[middle - 1], 1_720, "Centre", "Town hall")
    zone("C4", xs[middle + 1], 1_720, "Centre", "Market")
    zone("H", xs[middle] - 700, 2_260, "North Bank", "The Hill")
    zone("U", last + 300, 2_260, "North Bank", "University")
  }

  private mutating func addLinks() {
    // A lane for left turns wherever there is a street to the left.
    for k in 0..<blocks - 1 {
      let isCrossed = northern.contains(k + 1)
      both(
        "A\(k)", "A\(k + 1)", "Main Street", 50, lanes: (3, isCrossed ? 3 : 2),
        turns: (northern.contains(k) ? "l|s|sr" : "l|s|s", isCrossed ? "l|s|sr" : ""))
    }
    both("W", "A0", "Main Street", 50, lanes: (2, 2))
    both("A\(far)", "E", "Main Street", 50, lanes: (3, 2), turns: ("l|s|sr", ""))
    for k in 0..<blocks - 1 { both("P\(k)", "P\(k + 1)", "Mill Street", 50, lanes: (1, 1)) }
    both("MW", "P0", "Mill Street", 50, lanes: (1, 1))
    both("P\(far)", "ME", "Mill Street", 50, lanes: (1, 1))
    for k in 0..<blocks {
      let isMain = k == middle
      both(
        "P\(k)", "A\(k)", street(k), 40, lanes: (1, isMain ? 2 : 1),
        turns: ("", isMain ? "l|sr" : ""))
    }
    both("S1", "P1", street(1), 40, lanes: (1, 1))
    both("S\(middle)", "P\(middle)", street(middle), 40, lanes: (1, 1))
    both("S\(far - 1)", "P\(far - 1)", street(far - 1), 40, lanes: (1, 1))
    both("A1", "R1", street(1), 40, lanes: (1, 1))
    both("A\(middle)", "R\(middle)", street(middle), 40, lanes: (2, 1), turns: ("l|sr", ""))
    both("A\(far)", "R\(far)", street(far), 40, lanes: (1, 1))
    both("R1", "R\(middle)", "River Road", 45, lanes: (1, 1))
    both("R\(middle)", "R\(far)", "River Road", 45, lanes: (1, 1))
    both("R\(middle)", "B\(middle)", "Old Bridge", 30, lanes: (1, 1), isBridge: true)
    both("R\(far)", "B\(far)", "New Bridge", 50, lanes: (1, 1))
    both("B\(middle)", "B\(far)", "Bank Street", 45, lanes: (1, 1))
    both("H", "B\(middle)", "Hill Street", 40, lanes: (1, 1))
    both("B\(far)", "U", "College Street", 40, lanes: (1, 1))
    both("C2", "A\(middle - 1)", street(middle - 1), 40, lanes: (1, 1))
    both("C4", "A\(middle + 1)", street(middle + 1), 40, lanes: (1, 1))
  }

  /// Blocks of Main Street from which a street leads north.
  private var northern: [Int] { [1, middle - 1, middle, middle + 1, far] }

  /// A street in both directions. Lanes and turns: of the direction back, then of that there, as
  /// they stand at the first and at the second node.
  private mutating func both(
    _ a: String, _ b: String, _ name: String, _ speed: Int, lanes: (Int, Int),
    turns: (String, String) = ("", ""), isBridge: Bool = false
  ) {
    for (from, to, count, letters) in [(a, b, lanes.1, turns.1), (b, a, lanes.0, turns.0)] {
      guard let start = nodes.first(where: { $0.name == from }),
        let end = nodes.first(where: { $0.name == to })
      else { continue }
      let perLane: Int
      switch (end.control, name) {
      case ("signal", "Main Street"): perLane = count == 3 ? 380 : 480
      case ("signal", "Mill Street"), ("signal", "River Road"): perLane = 560
      case ("signal", _): perLane = 460
      case ("priority", "Mill Street"), ("priority", "River Road"): perLane = 1_400
      case ("priority", _): perLane = 800
      default: perLane = 1_600
      }
      let metres = hypot(Double(end.x - start.x), Double(end.y - start.y))
      links.append(
        Link(
          from: from, to: to, name: name, speed: speed, lanes: count, turns: letters,
          capacity: isBridge ? 420 : perLane * count,
          district: start.district == "North Bank" ? start.district : end.district,
          length: Int(metres.rounded())))
    }
  }

  func nodesCSV() -> [UInt8] {
    var writer = CSVWriter(header: ["node", "x", "y", "zone", "control", "district", "name"])
    for node in nodes {
      writer.text(node.name)
      writer.integer(node.x)
      writer.integer(node.y)
      writer.text(node.isZone ? node.name : "")
      writer.text(node.control)
      writer.text(node.district)
      writer.text(node.title)
      writer.endRow()
    }
    return writer.bytes
  }

  func linksCSV() -> [UInt8] {
    var writer = CSVWriter(header: [
      "link", "from", "to", "length", "free_speed", "lanes", "capacity", "turns", "district",
      "name",
    ])
    for link in links {
      writer.text(link.id)
      writer.text(link.from)
      writer.text(link.to)
      writer.number(Double(link.length) / 1_000)
      writer.integer(link.speed)
      writer.integer(link.lanes)
      writer.integer(link.capacity)
      writer.text(link.turns)
      writer.text(link.district)
      writer.text(link.name)
      writer.endRow()
    }
    return writer.bytes
  }
}
