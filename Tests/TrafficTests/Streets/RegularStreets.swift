/// Regular street networks as tables: what the tests build on.
enum RegularStreets {
  /// One crossing of two streets under a signal, three lanes in from east and west and two from
  /// north and south, two lanes out, 500 m each.
  static let crossing = (
    nodes: """
    node,x,y,control
    C,0,0,signal
    E,500,0,
    W,-500,0,
    N,0,500,
    S,0,-500,
    """,
    links: "link,from,to,length,free_speed,lanes,capacity\n"
      + "EWNS".map { end in
        let lanes = "EW".contains(end) ? 3 : 2
        return "\(end)C,\(end),C,0.5,50.004,\(lanes),\(900 * lanes)\n"
          + "C\(end),C,\(end),0.5,50.004,2,1800\n"
      }.joined()
  )

  /// A grid of `size` times `size` signals, streets of two lanes each way every 250 m, and a zone
  /// at every end of a street.
  static func grid(_ size: Int) -> (nodes: String, links: String) {
    var nodes = "node,x,y,zone,control\n"
    var links = "link,from,to,length,free_speed,lanes,capacity\n"
    func name(_ x: Int, _ y: Int) -> String { "n\(x)_\(y)" }
    func isInside(_ x: Int, _ y: Int) -> Bool { (0..<size).contains(x) && (0..<size).contains(y) }
    var zone = 0
    for y in -1...size {
      for x in -1...size where isInside(x, y) || isInside(x, 0) || isInside(0, y) {
        if !isInside(x, y) { zone += 1 }
        let end = isInside(x, y) ? ",signal" : "\(zone),"
        nodes += "\(name(x, y)),\(250 * x),\(250 * y),\(end)\n"
      }
    }
    for y in -1...size {
      for x in -1...size {
        for (a, b) in [(x + 1, y), (x, y + 1)] {
          guard isInside(x, y) || isInside(a, b), a <= size, b <= size else { continue }
          for (from, to) in [(name(x, y), name(a, b)), (name(a, b), name(x, y))] {
            links += "\(from)-\(to),\(from),\(to),0.25,50.004,2,1800\n"
          }
        }
      }
    }
    return (nodes, links)
  }

  /// Signals in line with streets across, distances in metres; no left turns.
  static func arterial(_ spacing: [Int]) -> (nodes: String, links: String) {
    var nodes = "node,x,y,zone,control\nW,-400,0,W,\n"
    var links = "link,from,to,length,free_speed,lanes,capacity,turns\n"
    var x = 0
    func both(_ a: String, _ b: String, _ metres: Int, _ speed: Double, _ lanes: Int) {
      for (from, to) in [(a, b), (b, a)] {
        let turns = to.hasPrefix("J") ? lanes == 2 ? "s|sr" : "sr" : ""
        links +=
          "\(from)_\(to),\(from),\(to),\(Double(metres) / 1000),\(speed),\(lanes),"
          + "\(900 * lanes),\(turns)\n"
      }
    }
    var last = "W"
    var gap = 400
    for k in 0...spacing.count {
      nodes += "J\(k),\(x),0,,signal\nN\(k),\(x),300,N\(k),\nS\(k),\(x),-300,S\(k),\n"
      both("N\(k)", "J\(k)", 300, 39.996, 1)
      both("S\(k)", "J\(k)", 300, 39.996, 1)
      both(last, "J\(k)", gap, 50.004, 2)
      last = "J\(k)"
      if k < spacing.count {
        gap = spacing[k]
        x += gap
      }
    }
    nodes += "E,\(x + 400),0,E,\n"
    both(last, "E", 400, 50.004, 2)
    return (nodes, links)
  }
}
