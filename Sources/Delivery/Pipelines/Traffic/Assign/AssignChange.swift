import CommandLineInterface
import Traffic

/// What is changed against today: links closed, widened or tolled, another demand.
struct AssignChange {
  let network: RoadNetwork
  let classes: [TravelClass]
  /// Links changed, by index.
  let links: [Int]
  /// Each in a plain sentence.
  let sentences: [String]

  /// - Parameter hoursPerUnit: of the network's time, to weigh tolls by the value of time where
  ///   the network does not.
  init(_ request: AssignRequest, network: RoadNetwork, classes: [TravelClass]) throws {
    var sentences: [String] = []
    var changed: [Int] = []
    var closed: Set<Int> = []
    var capacities: [Int: Double] = [:]
    var tolls: [Int: Double] = [:]
    for name in request.close {
      let links = try Self.links(name, in: network, option: "close")
      closed.formUnion(links)
      changed += links
      sentences.append("The road \(network.linkName(links[0])) is closed.")
    }
    for entry in request.capacity {
      let (name, value, isFactor) = try Self.setting(entry, option: "capacity")
      for link in try Self.links(name, in: network, option: "capacity") {
        let before = network.links[link].capacity
        let after = isFactor ? before * value : value
        guard after > 0 else {
          throw PipelineError(
            .usage,
            "--capacity \(entry): a capacity of 0 closes the link; say --close \(name) instead.")
        }
        capacities[link] = after
        changed.append(link)
        sentences.append(
          "\(network.linkName(link)) can carry \(AssignWords.vehicles(after)) vehicles instead of "
            + "\(AssignWords.vehicles(before)).")
      }
    }
    for entry in request.toll {
      let (name, value, isFactor) = try Self.setting(entry, option: "toll")
      for link in try Self.links(name, in: network, option: "toll") {
        let before = network.links[link].toll
        let after = isFactor ? before * value : value
        tolls[link] = after
        changed.append(link)
        sentences.append(
          "\(network.linkName(link)) costs a toll of \(AssignWords.vehicles(after)) instead of "
            + "\(AssignWords.vehicles(before)).")
      }
    }
    var made = try network.changing { link, values in
      if closed.contains(link) { values.isOpen = false }
      if let capacity = capacities[link] { values.capacity = capacity }
      if let toll = tolls[link] { values.toll = toll }
    }
    if !tolls.isEmpty, network.tollWeight == 0, !classes.contains(where: { $0.tollWeight != nil }) {
      made = try made.weighing(toll: 1 / (request.valueOfTime * request.timeUnit.hours))
      sentences.append(
        "A toll counts as the time it could buy at \(AssignWords.vehicles(request.valueOfTime)) an "
          + "hour, as the network gives no weight of its own.")
    }
    var others = classes
    if request.demandFactor != 1 {
      for index in others.indices {
        others[index].trips = try others[index].trips.scaled(by: request.demandFactor)
      }
      sentences.append(
        "Demand is \(AssignWords.vehicles(request.demandFactor)) times that of the trip table.")
    }
    self.network = made
    self.classes = others
    self.links = Array(Set(changed)).sorted()
    self.sentences = sentences
  }

  static func links(_ name: String, in network: RoadNetwork, option: String) throws -> [Int] {
    let found = network.links(between: name)
    guard !found.isEmpty else {
      throw PipelineError(
        .usage,
        "--\(option) \(name): no link leads so. Write the two nodes as the network names them: "
          + "\(AssignWords.plainName(0, of: network)).")
    }
    return found
  }

  /// `12-13=500` or `12-13=x0.5`.
  private static func setting(_ entry: String, option: String) throws -> (String, Double, Bool) {
    let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
    let text = parts.count == 2 ? parts[1] : ""
    let isFactor = text.hasPrefix("x")
    guard let value = Double(isFactor ? String(text.dropFirst()) : text), value >= 0,
      value.isFinite
    else {
      throw PipelineError(
        .usage,
        "--\(option) must look like LINK=VALUE or LINK=xFACTOR (12-13=500, 12-13=x0.5); got "
          + "'\(entry)'.")
    }
    return (parts[0], value, isFactor)
  }
}

/// Numbers and names as assignments write them.
enum AssignWords {
  /// Without a fraction where there is none.
  static func vehicles(_ value: Double) -> String {
    if let whole = Int(exactly: value), abs(whole) < 1_000_000_000_000 { return "\(whole)" }
    return "\((value * 100).rounded() / 100)"
  }

  /// A link as options take it: 12-13.
  static func plainName(_ link: Int, of network: RoadNetwork) -> String {
    "\(network.nodeNames[network.links[link].tail])-\(network.nodeNames[network.links[link].head])"
  }
}
