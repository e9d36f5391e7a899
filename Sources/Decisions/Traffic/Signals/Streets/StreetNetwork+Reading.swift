extension StreetNetwork {
  /// Reads a street network in the XML of SUMO's `.net.xml` (format versions 1.0 to 1.20).
  ///
  /// Ways inside junctions become the `length`, `speed` and `waitingPoint` of turns. Walking
  /// areas, crossings and lanes that no vehicle may use are passed over.
  /// - Throws: `SignalFileError` naming the line where the file breaks off, misses an attribute
  ///   or refers to what it does not hold.
  public init(network bytes: [UInt8]) throws(SignalFileError) {
    var draft = StreetDraft()
    var reader = MarkupReader(bytes)
    while let event = try reader.next() {
      switch event {
      case .start(let element): try draft.open(element)
      case .end(let name): try draft.close(name)
      }
    }
    self = try draft.finish()
  }
}

/// A network while its file is read.
private struct StreetDraft {
  struct Way {
    let length: Double
    let speed: Double
    let shape: [(x: Double, y: Double)]
  }
  struct Connection {
    let from: String
    let to: String
    let fromLane: Int
    let toLane: Int
    let via: String?
    let signal: String?
    let link: Int
    let direction: String
    let state: String
    let line: Int
  }
  struct Request {
    var response: [Bool]
    var foes: [Bool]
    var mayWait: Bool
  }

  var streets: [StreetNetwork.Street] = []
  var lanes: [StreetNetwork.Lane] = []
  var ways: [String: Way] = [:]
  var connections: [Connection] = []
  var innerConnections: [String: String?] = [:]
  var insideLanes: [[String]] = []
  var requests: [[Int: Request]] = []
  var programs: [SignalProgram] = []
  var current: (function: String, allow: String?, disallow: String?)?
  var inJunction = false

  mutating func open(_ element: MarkupElement) throws(SignalFileError) {
    switch element.name {
    case "edge":
      let function = element["function"] ?? "normal"
      current = (function, element["allow"], element["disallow"])
      if function == "normal" {
        streets.append(
          .init(
            id: try element.text("id"), from: try element.text("from"),
            to: try element.text("to"), lanes: lanes.count..<lanes.count))
      }
    case "lane":
      guard let current else { throw .malformed(line: element.line, reason: "a lane of no edge") }
      let length = try element.number("length")
      let speed = try element.number("speed")
      guard length >= 0, speed > 0 else {
        throw .malformed(line: element.line, reason: "a lane of no length or speed")
      }
      if current.function == "normal" {
        let allows = VehicleClasses(
          allow: element["allow"] ?? (element["disallow"] == nil ? current.allow : nil),
          disallow: element["disallow"] ?? (element["allow"] == nil ? current.disallow : nil))
        lanes.append(
          .init(street: streets.count - 1, length: max(length, 0.1), speed: speed, allows: allows))
        streets[streets.count - 1].lanes = streets[streets.count - 1].lanes.lowerBound..<lanes.count
      } else if current.function == "internal" {
        ways[try element.text("id")] = Way(
          length: length, speed: speed, shape: try shape(element))
      }
    case "junction":
      inJunction = true
      insideLanes.append(element["type"] == "internal" ? [] : element.words("intLanes"))
      requests.append([:])
    case "request" where inJunction:
      requests[requests.count - 1][try element.integer("index")] = Request(
        response: bits(try element.text("response")), foes: bits(try element.text("foes")),
        mayWait: element["cont"] == "1")
    case "tlLogic":
      programs.append(
        .init(id: try element.text("id"), offset: try element.number("offset", or: 0), phases: []))
    case "phase":
      guard !programs.isEmpty else {
        throw .malformed(line: element.line, reason: "a phase of no signal")
      }
      let duration = try element.number("duration")
      guard duration > 0 else {
        throw .malformed(line: element.line, reason: "a phase of no duration")
      }
      programs[programs.count - 1].phases.append(
        .init(duration: duration, state: try element.text("state")))
    case "connection":
      let from = try element.text("from")
      if from.hasPrefix(":") {
        innerConnections["\(from)_\(try element.integer("fromLane"))"] = element["via"]
      } else {
        let signal = element["tl"]
        connections.append(
          .init(
            from: from, to: try element.text("to"), fromLane: try element.integer("fromLane"),
            toLane: try element.integer("toLane"), via: element["via"], signal: signal,
            link: signal == nil ? -1 : try element.integer("linkIndex"),
            direction: element["dir"] ?? "s", state: element["state"] ?? "M", line: element.line))
      }
    default: break
    }
  }

  mutating func close(_ name: String) throws(SignalFileError) {
    if name == "edge" { current = nil }
    if name == "junction" { inJunction = false }
  }

  private func bits(_ text: String) -> [Bool] { text.utf8.reversed().map { $0 == 0x31 } }

  private func shape(_ element: MarkupElement) throws(SignalFileError) -> [(x: Double, y: Double)] {
    var points: [(x: Double, y: Double)] = []
    for word in element.words("shape") {
      let parts = word.split(separator: ",").compactMap { Double($0) }
      guard parts.count >= 2 else {
        throw .malformed(line: element.line, reason: "a shape is not a list of points")
      }
      points.append((parts[0], parts[1]))
    }
    return points
  }

  func finish() throws(SignalFileError) -> StreetNetwork {
    guard !streets.isEmpty else { throw .empty("streets in the network") }
    let index = Dictionary(
      zip(streets.map(\.id), streets.indices), uniquingKeysWith: { first, _ in first })
    // Several programs of one signal: the first is the one the network starts with.
    var kept: [SignalProgram] = []
    for program in programs where !kept.contains(where: { $0.id == program.id }) {
      kept.append(program)
    }
    let plan = SignalPlan(programs: kept)
    var place: [String: (junction: Int, index: Int)] = [:]
    for (junction, names) in insideLanes.enumerated() {
      for (i, name) in names.enumerated() { place[name] = (junction, i) }
    }
    var lanes = lanes
    var turns: [StreetNetwork.Turn] = []
    var places: [(junction: Int, index: Int)?] = []
    var shapes: [[(x: Double, y: Double)]] = []
    for connection in connections {
      // Walking areas and crossings stand in connections too.
      guard let from = index[connection.from], let to = index[connection.to] else { continue }
      guard
        streets[from].lanes.indices.contains(streets[from].lanes.lowerBound + connection.fromLane),
        streets[to].lanes.indices.contains(streets[to].lanes.lowerBound + connection.toLane)
      else {
        throw .unknown("lane", id: "\(connection.from) to \(connection.to)", line: connection.line)
      }
      let fromLane = streets[from].lanes.lowerBound + connection.fromLane
      let toLane = streets[to].lanes.lowerBound + connection.toLane
      var length = 0.0
      var speed = lanes[toLane].speed
      var waiting: Double?
      var shape: [(x: Double, y: Double)] = []
      var spot: (junction: Int, index: Int)?
      var via = connection.via
      while let name = via, let way = ways[name] {
        length += way.length
        speed = shape.isEmpty ? way.speed : min(speed, way.speed)
        shape += way.shape
        spot = place[name] ?? spot
        via = innerConnections[name] ?? nil
        if via != nil, waiting == nil { waiting = length }
      }
      var signal: (signal: Int, link: Int)?
      if let id = connection.signal {
        guard let which = plan.program(id) else {
          throw .unknown("signal", id: id, line: connection.line)
        }
        guard plan.programs[which].phases.allSatisfy({ $0.state.indices.contains(connection.link) })
        else { throw .unknown("link \(connection.link) of signal", id: id, line: connection.line) }
        signal = (which, connection.link)
      }
      lanes[fromLane].turns.append(turns.count)
      turns.append(
        .init(
          fromLane: fromLane, toLane: toLane, length: max(length, 0.1), speed: speed,
          waitingPoint: waiting, signal: signal,
          direction: StreetNetwork.Direction(rawValue: connection.direction) ?? .none,
          isMinor: connection.state != "M"))
      places.append(spot)
      shapes.append(shape)
    }
    attachConflicts(to: &turns, places: places, shapes: shapes)
    return StreetNetwork(
      streets: streets, lanes: lanes, turns: turns, plan: plan, streetIndex: index)
  }

  /// The rights of way of every junction, from its request rows.
  private func attachConflicts(
    to turns: inout [StreetNetwork.Turn], places: [(junction: Int, index: Int)?],
    shapes: [[(x: Double, y: Double)]]
  ) {
    var byPlace = [[Int: Int]](repeating: [:], count: insideLanes.count)
    for (turn, place) in places.enumerated() {
      if let place { byPlace[place.junction][place.index] = turn }
    }
    for turn in turns.indices {
      guard let place = places[turn], let row = requests[place.junction][place.index] else {
        continue
      }
      for k in row.foes.indices {
        guard row.foes[k] || (k < row.response.count && row.response[k]),
          let other = byPlace[place.junction][k]
        else { continue }
        if k < row.response.count, row.response[k] { turns[turn].yieldsTo.append(other) }
        turns[turn].conflicts.append(other)
        turns[turn].conflictSpans.append(
          conflictSpan(
            along: shapes[turn], length: turns[turn].length, with: shapes[other],
            merges: turns[turn].toLane == turns[other].toLane))
      }
    }
  }
}

/// Half the width two crossing vehicles need, metres.
let halfWidth = 1.8

/// Where two ways across a junction come within a vehicle's width of each other: metres along
/// the first. Ways that merge share everything from there to the end.
func conflictSpan(
  along path: [(x: Double, y: Double)], length: Double, with other: [(x: Double, y: Double)],
  merges: Bool
) -> ClosedRange<Double> {
  let mine = sampled(path)
  let theirs = sampled(other)
  guard let total = mine.last?.at, total > 0, !theirs.isEmpty else { return 0...length }
  var low = Double.infinity
  var high = -Double.infinity
  for point in mine {
    for there in theirs {
      let dx = point.x - there.x
      let dy = point.y - there.y
      if dx * dx + dy * dy < 4 * halfWidth * halfWidth / 3 {
        low = min(low, point.at)
        high = max(high, point.at)
        break
      }
    }
  }
  guard low <= high else { return (0.3 * length)...(0.7 * length) }
  // Drawn lengths and given lengths may differ.
  let scale = length / total
  return (low * scale)...(merges ? length : high * scale)
}

/// Points every half metre of a polyline, with the metres to them.
func sampled(_ path: [(x: Double, y: Double)]) -> [(x: Double, y: Double, at: Double)] {
  guard let first = path.first else { return [] }
  var result = [(x: first.x, y: first.y, at: 0.0)]
  var at = 0.0
  for (a, b) in zip(path, path.dropFirst()) {
    let length = ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
    guard length > 0 else { continue }
    let steps = max(1, Int((length / 0.5).rounded(.up)))
    for k in 1...steps {
      let share = Double(k) / Double(steps)
      result.append((a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), at + share * length))
    }
    at += length
  }
  return result
}
