extension TripDemand {
  /// Reads vehicles, trips and flows in the XML of SUMO's `.rou.xml`.
  ///
  /// Trips and flows given by their ends choose the quickest way when they depart, by what was
  /// driven of late (`CorridorModel`); `route` holds the quickest at free speed. A flow's vehicles
  /// leave at even intervals. Trips that no way serves go to `unserved`. Persons, containers and
  /// stops are not supported.
  /// - Throws: `SignalFileError` naming the line where the file breaks off or asks for what the
  ///   network does not hold.
  public init(demand bytes: [UInt8], on network: StreetNetwork) throws(SignalFileError) {
    var draft = DemandDraft(network: network)
    var reader = MarkupReader(bytes)
    while let event = try reader.next() {
      switch event {
      case .start(let element): try draft.open(element)
      case .end(let name): try draft.close(name)
      }
    }
    guard !draft.trips.isEmpty else { throw .empty("vehicles in the demand") }
    self.init(kinds: draft.kinds, trips: draft.inOrder())
    unserved = draft.unserved
  }
}

/// A demand while its file is read.
private struct DemandDraft {
  let network: StreetNetwork
  var choice: RouteChoice
  var kinds = [VehicleKind()]
  var kindIndex: [String: Int] = [:]
  var routes: [String: [Int]] = [:]
  var trips: [TripDemand.Trip] = []
  var unserved: [String] = []
  /// The vehicle or flow whose `route` element may still come.
  var pending: MarkupElement?
  var pendingRoute: [Int]?

  init(network: StreetNetwork) {
    self.network = network
    choice = RouteChoice(network)
  }

  func inOrder() -> [TripDemand.Trip] {
    // A stable order for equal times: that of the file.
    trips.enumerated().sorted {
      ($0.element.departure, $0.offset) < ($1.element.departure, $1.offset)
    }.map(\.element)
  }

  mutating func open(_ element: MarkupElement) throws(SignalFileError) {
    switch element.name {
    case "vType": try addKind(element)
    case "route":
      let route = try streets(element.words("edges"), line: element.line)
      guard !route.isEmpty else {
        throw .missing(attribute: "edges", of: "route", line: element.line)
      }
      if pending == nil {
        routes[try element.text("id")] = route
      } else {
        pendingRoute = route
      }
    case "vehicle", "trip", "flow":
      pending = element
      pendingRoute = nil
    case "person", "personFlow", "container", "containerFlow", "stop", "vTypeDistribution",
      "routeDistribution":
      throw .unsupported("<\(element.name)>", line: element.line)
    default: break
    }
  }

  mutating func close(_ name: String) throws(SignalFileError) {
    guard let element = pending, element.name == name else { return }
    pending = nil
    var kind = 0
    if let type = element["type"] {
      guard let known = kindIndex[type] else {
        throw .unknown("vehicle type", id: type, line: element.line)
      }
      kind = known
    }
    let id = try element.text("id")
    guard let (route, stops) = try route(of: element, kind: kind) else {
      unserved.append(id)
      return
    }
    let lane: TripDemand.DepartureLane =
      switch element["departLane"] ?? "best" {
      case "first": .first
      case let text: Int(text).map { .number($0) } ?? .best
      }
    let speed: TripDemand.DepartureSpeed =
      switch element["departSpeed"] ?? "max" {
      case let text: Double(text).map { .value(max(0, $0)) } ?? .maximum
      }
    for (k, time) in try departures(element).enumerated() {
      trips.append(
        .init(
          id: name == "flow" ? "\(id).\(k)" : id, departure: time, route: route, kind: kind,
          lane: lane, speed: speed, stops: stops))
    }
  }

  private mutating func addKind(_ element: MarkupElement) throws(SignalFileError) {
    var kind = VehicleKind(className: element["vClass"] ?? "passenger")
    kind.length = try element.number("length", or: kind.length)
    kind.minGap = try element.number("minGap", or: kind.minGap)
    kind.acceleration = try element.number("accel", or: kind.acceleration)
    kind.deceleration = try element.number("decel", or: kind.deceleration)
    kind.headway = try element.number("tau", or: kind.headway)
    kind.imperfection = try element.number("sigma", or: kind.imperfection)
    kind.maximumSpeed = try element.number("maxSpeed", or: kind.maximumSpeed)
    if let text = element["speedFactor"] {
      // A number, or a distribution `normc(mean,deviation,low,high)`.
      let numbers = text.split { "(),".contains($0) }.compactMap { Double($0) }
      guard let mean = numbers.first else {
        throw .notANumber(
          attribute: "speedFactor", of: "vType", value: text, line: element.line)
      }
      kind.speedFactor = mean
      if numbers.count > 1 { kind.speedDeviation = numbers[1] }
    }
    kind.speedDeviation = try element.number("speedDev", or: kind.speedDeviation)
    guard kind.length > 0, kind.minGap >= 0, kind.acceleration > 0, kind.deceleration > 0,
      kind.headway > 0, (0...1).contains(kind.imperfection), kind.maximumSpeed > 0,
      kind.speedFactor > 0, kind.speedDeviation >= 0
    else { throw .malformed(line: element.line, reason: "a vehicle type out of range") }
    kindIndex[try element.text("id")] = kinds.count
    kinds.append(kind)
  }

  private func streets(_ ids: [String], line: Int) throws(SignalFileError) -> [Int] {
    var result: [Int] = []
    for id in ids {
      guard let street = network.street(id) else { throw .unknown("street", id: id, line: line) }
      result.append(street)
    }
    return result
  }

  private mutating func route(
    of element: MarkupElement, kind: Int
  ) throws(SignalFileError) -> (route: [Int], stops: [Int])? {
    if let pendingRoute { return (pendingRoute, []) }
    if let id = element["route"] {
      guard let route = routes[id] else { throw .unknown("route", id: id, line: element.line) }
      return (route, [])
    }
    guard element["from"] != nil || element["to"] != nil else {
      throw .missing(attribute: "route", of: element.name, line: element.line)
    }
    let stops = try streets(
      [try element.text("from")] + element.words("via") + [try element.text("to")],
      line: element.line)
    var result = [stops[0]]
    for (from, to) in zip(stops, stops.dropFirst()) {
      guard let part = choice.quickest(from: from, to: to, for: kinds[kind].classes) else {
        return nil
      }
      result += part.dropFirst()
    }
    return (result, stops)
  }

  private func departures(_ element: MarkupElement) throws(SignalFileError) -> [Double] {
    guard element.name == "flow" else {
      return [try element.number("depart")]
    }
    let begin = try element.number("begin", or: 0)
    let end = try element.number("end", or: 86_400)
    var gap: Double
    if element["number"] != nil {
      gap = (end - begin) / max(1, try element.number("number"))
    } else if element["period"] != nil {
      gap = try element.number("period")
    } else if element["probability"] != nil {
      gap = 1 / max(1e-9, try element.number("probability"))
    } else {
      let rate =
        try element["vehsPerHour"] == nil
        ? element.number("perHour") : element.number("vehsPerHour")
      guard rate > 0 else { return [] }
      gap = 3600 / rate
    }
    guard gap > 0, end >= begin, (end - begin) / gap < 1e6 else {
      throw .malformed(line: element.line, reason: "a flow out of range")
    }
    return (0..<Int(((end - begin) / gap).rounded())).map { begin + Double($0) * gap }
  }
}
