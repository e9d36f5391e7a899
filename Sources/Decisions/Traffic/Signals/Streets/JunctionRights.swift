import Glibc

extension Junction {
  /// How a turn is driven, whom it crosses and to whom it yields.
  struct Rights {
    var length = 0.0
    var speed = 0.0
    var waitingPoint: Double?
    /// Turns by their places in `turns`.
    var yieldsTo: [Int] = []
    var conflicts: [(other: Int, span: ClosedRange<Double>)] = []
  }

  private typealias Point = (x: Double, y: Double)

  /// Metres a second, squared: the most a driver takes sideways in a turn.
  private static let lateral = 5.5
  /// Metres between the ways of a waiting driver and of those it lets pass.
  private static let waitingClearance = 2.5

  /// The rights of way of all turns.
  func rightsOfWay(speeds: [Double]) -> [Rights] {
    let paths = turns.map { path(of: $0) }
    let isMajor = majorApproaches()
    var result = turns.enumerated().map { k, turn -> Rights in
      var rights = Rights()
      rights.length = Self.length(of: paths[k])
      let limit = max(speeds[turn.from], speeds[turn.to])
      // Radius of the part beyond 15°, and a quarter of a lane that drivers cut off.
      let bend = (abs(turn.angle) - 15) * .pi / 180
      let radius = bend > 0 ? rights.length / bend + Self.laneWidth / 4 : .infinity
      rights.speed = min(limit, (Self.lateral * radius).squareRoot())
      return rights
    }
    for i in turns.indices {
      for j in turns.indices where turns[i].approach != turns[j].approach {
        let merges = turns[i].to == turns[j].to && turns[i].toLane == turns[j].toLane
        guard merges || (!areOpposingLefts(i, j) && meet(paths[i], paths[j])) else { continue }
        result[i].conflicts.append(
          (
            j,
            conflictSpan(along: paths[i], length: result[i].length, with: paths[j], merges: merges)
          )
        )
        if yields(i, to: j, isMajor) { result[i].yieldsTo.append(j) }
      }
    }
    for i in turns.indices where turns[i].angle > 45 {
      let opposing = result[i].yieldsTo.filter {
        areOpposite(turns[i].approach, turns[$0].approach)
      }
      guard !opposing.isEmpty else { continue }
      let mine = sampled(paths[i])
      let theirs = opposing.flatMap { sampled(paths[$0]) }
      let reached = mine.first { point in
        theirs.contains { hypot($0.x - point.x, $0.y - point.y) < Self.waitingClearance }
      }
      if let at = reached?.at, at > 1.5 { result[i].waitingPoint = at }
    }
    return result
  }

  /// Opposing left turns pass in front of each other.
  private func areOpposingLefts(_ i: Int, _ j: Int) -> Bool {
    turns[i].angle > 45 && turns[j].angle > 45 && turns[i].direction != .turnaround
      && turns[j].direction != .turnaround && areOpposite(turns[i].approach, turns[j].approach)
  }

  private func yields(_ i: Int, to j: Int, _ isMajor: [Bool]) -> Bool {
    let (a, b) = (turns[i].approach, turns[j].approach)
    let backs = (turns[i].direction == .turnaround, turns[j].direction == .turnaround)
    if backs.0 != backs.1 { return backs.0 }
    if isMajor[a] != isMajor[b] { return isMajor[b] }
    if areOpposite(a, b) {
      let (mine, theirs) = (turns[i].angle > 45, turns[j].angle > 45)
      if mine != theirs { return mine }
      // Two that merge from opposite sides: the sharper turn waits.
      return (turns[i].angle, i) > (turns[j].angle, j)
    }
    // Who comes from the right goes first.
    return Self.turned(from: approaches[b].bearing, to: approaches[a].bearing) > 0
  }

  /// The approaches that go first.
  private func majorApproaches() -> [Bool] {
    let highest = approaches.map(\.priority).max() ?? 0
    var isMajor = approaches.map { $0.priority > highest - 1e-9 }
    if isMajor.filter({ $0 }).count == 1, let main = isMajor.firstIndex(of: true),
      let facing = approaches.indices.filter({ $0 != main && areOpposite(main, $0) })
        .max(by: { approaches[$0].priority < approaches[$1].priority })
    {
      isMajor[facing] = true
    }
    guard isMajor.allSatisfy({ $0 }), approaches.count > 2, control != .none else { return isMajor }
    // All alike: the one straightest way through, where there is one.
    var pairs: [(bend: Double, a: Int, b: Int)] = []
    for a in approaches.indices {
      for b in approaches.indices where b > a {
        let turn = abs(Self.turned(from: approaches[a].bearing, to: approaches[b].bearing))
        pairs.append((180 - turn, a, b))
      }
    }
    pairs.sort { $0.bend < $1.bend }
    guard pairs.count > 1, pairs[1].bend - pairs[0].bend > 15 else { return isMajor }
    return approaches.indices.map { $0 == pairs[0].a || $0 == pairs[0].b }
  }

  // MARK: - Ways across

  private func direction(_ bearing: Double) -> Point {
    (sin(bearing * .pi / 180), cos(bearing * .pi / 180))
  }

  /// The way of a turn from its stop line to the far side: straight, or the quadratic curve
  /// whose middle point is where the two lanes would cross.
  private func path(of turn: Turn) -> [Point] {
    let approach = approaches[turn.approach]
    let exit = exits[turn.exit]
    func point(_ bearing: Double, _ metres: Double, left: Double) -> Point {
      let out = direction(bearing)
      return (
        place.x + out.x * metres - out.y * left, place.y + out.y * metres + out.x * left
      )
    }
    func aside(_ lane: Int, of lanes: Int) -> Double {
      (Double(lanes - 1 - lane) + 0.5) * Self.laneWidth
    }
    let from = point(
      approach.bearing, setback(of: approach.link), left: aside(turn.lane, of: approach.lanes))
    let to = point(
      exit.bearing, setback(toward: exit.link), left: -aside(turn.toLane, of: exit.lanes))
    guard abs(turn.angle) > 15 else { return [from, to] }
    let back = direction(approach.bearing)
    let heading: Point = (-back.x, -back.y)
    let onward = direction(exit.bearing)
    var middle: Point
    let cross = heading.x * onward.y - heading.y * onward.x
    if abs(cross) > 0.1 {
      let along = ((to.x - from.x) * onward.y - (to.y - from.y) * onward.x) / cross
      middle = (from.x + heading.x * max(0, along), from.y + heading.y * max(0, along))
    } else {
      // Turning back: round in front of the stop line.
      let reach = hypot(to.x - from.x, to.y - from.y)
      middle = (
        (from.x + to.x) / 2 + heading.x * reach, (from.y + to.y) / 2 + heading.y * reach
      )
    }
    let steps = 8
    return (0...steps).map { k in
      let t = Double(k) / Double(steps)
      let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
      return (a * from.x + b * middle.x + c * to.x, a * from.y + b * middle.y + c * to.y)
    }
  }

  private static func length(of path: [Point]) -> Double {
    zip(path, path.dropFirst()).reduce(0) { $0 + hypot($1.1.x - $1.0.x, $1.1.y - $1.0.y) }
  }

  /// Whether two ways come within a vehicle's width of each other.
  private func meet(_ a: [Point], _ b: [Point]) -> Bool {
    let mine = sampled(a)
    let theirs = sampled(b)
    let reach = 4 * halfWidth * halfWidth / 3
    return mine.contains { p in
      theirs.contains { q in
        let (dx, dy) = (p.x - q.x, p.y - q.y)
        return dx * dx + dy * dy < reach
      }
    }
  }
}
