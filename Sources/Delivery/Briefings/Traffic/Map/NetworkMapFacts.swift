public import Reports
public import Traffic

/// Where a network's flows and delays are: what its maps and its ranking of bottlenecks say.
public struct NetworkMapFacts: Codable, Sendable {
  /// One link; times in minutes.
  public struct Link: Codable, Sendable, Equatable {
    public var name: String
    /// East and north (or longitude and latitude) of its two ends; nil where unknown.
    public var from: [Double]?
    public var to: [Double]?
    /// Vehicles (car equivalents) in the period.
    public var flow: Double
    public var capacity: Double
    /// Minutes at no flow and at `flow`.
    public var freeTime: Double
    public var time: Double
    public var isInCorridor: Bool

    public init(
      name: String, from: [Double]?, to: [Double]?, flow: Double, capacity: Double,
      freeTime: Double, time: Double, isInCorridor: Bool
    ) {
      self.name = name
      self.from = from
      self.to = to
      self.flow = flow
      self.capacity = capacity
      self.freeTime = freeTime
      self.time = time
      self.isInCorridor = isInCorridor
    }

    /// Flow over capacity; nil without a capacity.
    public var use: Double? { capacity > 0 ? flow / capacity : nil }
    /// Minutes a vehicle loses against the empty link.
    public var delay: Double { max(0, time - freeTime) }
    /// Vehicle-hours lost in the period.
    public var hoursLost: Double { flow * delay / 60 }
  }

  /// What a map's colour shows.
  public enum Measure: String, Codable, Sendable {
    /// Flow over capacity.
    case use
    /// Minutes a vehicle loses on the link.
    case delay
    /// Vehicle-hours lost on the link in the period.
    case hoursLost
  }

  public enum Coordinates: String, Codable, Sendable {
    case metres, degrees, unknown
  }

  public var links: [Link]
  public var coordinates: Coordinates
  /// "7:00 to 8:00, a weekday in May".
  public var period: String
  /// Hours in the period that the capacities and flows are of.
  public var periodHours: Double
  public var drivesOnLeft: Bool

  /// - Parameters:
  ///   - flows: by link of `network`, in the period of its capacities.
  ///   - times: by link, in the network's unit of time.
  ///   - minutesPerTimeUnit: 1 where the network counts minutes, 60 for hours, 1/60 for seconds.
  ///   - names: by link; nil takes "12 → 13" of the nodes.
  ///   - corridor: links the report speaks of, drawn with a glow.
  public init(
    network: RoadNetwork, flows: [Double], times: [Double], minutesPerTimeUnit: Double = 1,
    names: [String]? = nil, corridor: Set<Int> = [], coordinates: Coordinates, period: String,
    periodHours: Double = 1, drivesOnLeft: Bool = false
  ) {
    precondition(flows.count == network.links.count && times.count == flows.count)
    precondition(names.map { $0.count == flows.count } ?? true)
    func place(_ node: Int) -> [Double]? { network.coordinates[node].map { [$0.x, $0.y] } }
    links = network.links.indices.map { index in
      let link = network.links[index]
      return Link(
        name: names?[index] ?? network.linkName(index), from: place(link.tail),
        to: place(link.head), flow: flows[index], capacity: link.capacity,
        freeTime: link.time(at: 0) * minutesPerTimeUnit,
        time: times[index] * minutesPerTimeUnit, isInCorridor: corridor.contains(index))
    }
    self.coordinates = coordinates
    self.period = period
    self.periodHours = periodHours
    self.drivesOnLeft = drivesOnLeft
  }

  /// The flows and times of an assignment.
  public init(
    _ traffic: AssignedTraffic, minutesPerTimeUnit: Double = 1, names: [String]? = nil,
    corridor: Set<Int> = [], coordinates: Coordinates, period: String, periodHours: Double = 1,
    drivesOnLeft: Bool = false
  ) {
    self.init(
      network: traffic.network, flows: traffic.flows, times: traffic.times,
      minutesPerTimeUnit: minutesPerTimeUnit, names: names, corridor: corridor,
      coordinates: coordinates, period: period, periodHours: periodHours,
      drivesOnLeft: drivesOnLeft)
  }

  /// Vehicle-hours lost on all links in the period.
  public var hoursLost: Double { links.reduce(0) { $0 + $1.hoursLost } }
}

extension NetworkMapFacts {
  /// The map of one measure, with the worst links named.
  ///
  /// - Parameters:
  ///   - takeaway: nil says the worst link and the whole loss.
  ///   - labels: how many links are named.
  public func chart(
    id: String = "network-map", measure: Measure = .use, takeaway: String? = nil,
    labels: Int = 8, corridorName: String = "corridor", markers: [NetworkMap.Marker] = [],
    districts: [NetworkMap.District] = []
  ) -> Chart {
    let values = links.map { value($0, measure) }
    let format: NumberFormat = measure == .use ? .percent(0) : .fixed(1)
    let unit =
      switch measure {
      case .use: ""
      case .delay: " min"
      case .hoursLost: " h"
      }
    // What loses most comes first, whatever the colour shows: an overfull lane matters less
    // than an overfull road.
    let named = Set(ranking.prefix(labels).filter { links[$0].hoursLost > 0 })
    let map = NetworkMap(
      links: links.indices.map { index in
        let link = links[index]
        return NetworkMap.Link(
          link.name, path: path(link), volume: hourly(link.flow), value: values[index],
          label: named.contains(index)
            ? "\(link.name): \(format.words(values[index]))\(unit)" : "",
          importance: named.contains(index) ? 1e12 + link.hoursLost : nil,
          isHighlighted: link.isInCorridor)
      }, markers: markers, districts: districts, ground: ground,
      drivingSide: drivesOnLeft ? .left : .right, shading: shading(measure),
      classNames: measure == .use
        ? ["flows freely", "busy", "near its limit", "over its limit", "far over its limit"] : [],
      volumeName: "vehicles an hour", valueName: name(measure), valueFormat: format,
      corridorName: corridorName)
    return Chart(
      id: id, takeaway: takeaway ?? sentence,
      reading:
        "Each line is one direction of a street, on the side it is driven on. The flows are those of a model, not counts; the labels name the links that lose most time.",
      dataCaption: "Flow and \(name(measure)) by link, \(period)", .networkMap(map))
  }

  /// The map of what changed against `before`: delay a vehicle on every link, in minutes.
  ///
  /// - Precondition: `before` has the same links in the same order.
  public func change(
    from before: NetworkMapFacts, id: String = "change-map", takeaway: String, labels: Int = 8,
    corridorName: String = "corridor"
  ) -> Chart {
    precondition(before.links.count == links.count)
    let changes = zip(links, before.links).map { $0.delay - $1.delay }
    let hours = zip(links, before.links).map { $0.hoursLost - $1.hoursLost }
    let order = hours.indices.sorted { (abs(hours[$1]), $0) < (abs(hours[$0]), $1) }
    let named = Set(order.prefix(labels).filter { abs(hours[$0]) > 0.05 })
    let format = NumberFormat.signed(1)
    let map = NetworkMap(
      links: links.indices.map { index in
        NetworkMap.Link(
          links[index].name, path: path(links[index]), volume: hourly(links[index].flow),
          value: changes[index],
          label: named.contains(index)
            ? "\(links[index].name): \(format.words(changes[index])) min" : "",
          importance: named.contains(index) ? 1e12 + abs(hours[index]) : nil,
          isHighlighted: links[index].isInCorridor)
      }, ground: ground, drivingSide: drivesOnLeft ? .left : .right,
      shading: .change(small: 0.1, large: 0.5, higherIsWorse: true),
      volumeName: "vehicles an hour, after", valueName: "change of delay, minutes a vehicle",
      valueFormat: format, corridorName: corridorName)
    return Chart(
      id: id, takeaway: takeaway,
      reading:
        "Solid orange lines got slower, dashed blue ones faster; the labels name where most time is lost or saved in all.",
      dataCaption: "Change of delay by link, \(period)", .networkMap(map))
  }

  /// Positions of the links by vehicle-hours lost, the most first.
  var ranking: [Int] {
    let hours = links.map(\.hoursLost)
    return hours.indices.sorted { (hours[$1], $0) < (hours[$0], $1) }
  }

  private func hourly(_ flow: Double) -> Double { periodHours > 0 ? flow / periodHours : flow }

  private func value(_ link: Link, _ measure: Measure) -> Double {
    switch measure {
    case .use: link.use ?? .nan
    case .delay: link.delay
    case .hoursLost: link.hoursLost
    }
  }

  private func name(_ measure: Measure) -> String {
    switch measure {
    case .use: "share of capacity used"
    case .delay: "minutes lost a vehicle"
    case .hoursLost: "vehicle-hours lost"
    }
  }

  private func shading(_ measure: Measure) -> NetworkMap.Shading {
    switch measure {
    case .use: .ramp(bounds: [0.5, 0.8, 1, 1.2])
    case .delay: .ramp(bounds: [0.1, 0.5, 1, 3])
    case .hoursLost: .ramp(bounds: [1, 5, 20, 100])
    }
  }

  private var ground: NetworkMap.Ground {
    switch coordinates {
    case .metres: .projected(metresPerUnit: 1)
    case .degrees: .degrees
    case .unknown: .unknown
    }
  }

  private func path(_ link: Link) -> [NetworkMap.Place] {
    guard let from = link.from, let to = link.to, from.count == 2, to.count == 2 else { return [] }
    return [from, to].map { NetworkMap.Place(x: $0[0], y: $0[1]) }
  }

  private var sentence: String {
    guard let worst = ranking.first, links[worst].hoursLost > 0, hoursLost > 0 else {
      return "No link loses time to traffic, \(period)."
    }
    let share = PlainWords.percent(links[worst].hoursLost / hoursLost)
    return
      "Most time is lost on \(links[worst].name): \(PlainWords.number(links[worst].hoursLost)) of \(PlainWords.number(hoursLost)) vehicle-hours (\(share)), \(period)."
  }
}
