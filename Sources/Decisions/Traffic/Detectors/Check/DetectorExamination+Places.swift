import Foundation

/// Places that cannot be, ids given twice, and nodes that do not balance.
extension DetectorExamination {
  mutating func findPlaces() {
    for id in record.reading.repeatedIDs {
      findings.append(
        DetectorFinding(
          detector: record.detectors.firstIndex { $0.id == id }, subject: id, kind: .repeatedID,
          measure: nil, steps: nil, stepsAffected: 0, severity: .warning, evidence: 2,
          meaning: "rows or columns of that id", message: "the id stands more than once"))
    }
    let places = record.detectors.map(\.place)
    guard places.contains(where: { $0 != nil }) else { return }
    let real = places.compactMap { $0 }.filter { !isZero($0) && !isOffGlobe($0) }
    let center = (medianOf(real.map(\.x)), medianOf(real.map(\.y)))
    let reach = (
      medianOf(real.map { abs($0.x - center.0) }), medianOf(real.map { abs($0.y - center.1) })
    )
    for (detector, place) in places.enumerated() {
      let fault: String
      if let place {
        if isZero(place) {
          fault = "its coordinates are zero"
        } else if isOffGlobe(place) {
          fault = "its coordinates are no longitude and latitude"
        } else if real.count >= 5,
          abs(place.x - center.0) > 20 * max(reach.0, reach.1)
            || abs(place.y - center.1) > 20 * max(reach.0, reach.1)
        {
          fault = "its coordinates lie far outside the area of the others"
        } else {
          continue
        }
      } else {
        fault = "no coordinates are given for it"
      }
      add(
        detector, .place, nil, steps: nil, affected: 0,
        severity: place == nil ? .note : .warning,
        evidence: place.map { abs($0.x) + abs($0.y) } ?? .nan, meaning: "|x| + |y|", fault)
    }
  }

  private func isZero(_ place: RoadNetwork.Coordinate) -> Bool {
    abs(place.x) < 1e-9 && abs(place.y) < 1e-9
  }

  private func isOffGlobe(_ place: RoadNetwork.Coordinate) -> Bool {
    !place.x.isFinite || !place.y.isFinite
      || record.placesAreGeographic && (abs(place.x) > 180 || abs(place.y) > 90)
  }

  /// Nodes all of whose links are measured: what flows in flows out, but for the vehicles
  /// that stand between (none over a day) and the errors of counting.
  ///
  /// A day counts where the imbalance is at least the least share of the traffic and 4.4
  /// standard errors of two Poisson sums; a node is reported from two such days on.
  mutating func findImbalance(_ network: RoadNetwork) {
    guard let flow = record.flow else {
      notes.append("Flow conservation needs counts; the file has none.")
      return
    }
    let stations = stationsByLink(network)
    guard !stations.isEmpty else {
      notes.append(
        "No detector names a link of the network as from → to: flow conservation is not checked.")
      return
    }
    let isCentroid = Set(network.zoneNodes).count < network.nodeCount
    let zones = isCentroid ? Set(network.zoneNodes) : []
    var checked = 0
    for node in 0..<network.nodeCount where !zones.contains(node) {
      let ins = Array(network.inLinks[network.inStart[node]..<network.inStart[node + 1]])
      let outs = Array(network.outLinks[network.outStart[node]..<network.outStart[node + 1]])
      guard !ins.isEmpty, !outs.isEmpty,
        (ins + outs).allSatisfy({ stations[$0] != nil })
      else { continue }
      checked += 1
      func sum(_ links: [Int], _ step: Int) -> Double {
        links.reduce(0) { total, link in
          let own = (stations[link] ?? []).map { flow[step * count + $0] }.filter { !$0.isNaN }
          return total + (own.isEmpty ? .nan : own.reduce(0, +) / Double(own.count))
        }
      }
      var failed: [(day: Int, share: Double)] = []
      for (day, steps) in days.steps.enumerated() {
        var (entered, left) = (0.0, 0.0)
        for step in steps {
          let (a, b) = (sum(ins, step), sum(outs, step))
          guard a.isFinite, b.isFinite else { continue }
          entered += a
          left += b
        }
        let traffic = (entered + left) / 2
        guard traffic >= 100 else { continue }
        let share = (left - entered) / traffic
        let score = abs(left - entered) / (entered + left).squareRoot()
        if abs(share) >= options.leastImbalance, score >= 4.4 { failed.append((day, share)) }
      }
      guard failed.count >= min(2, days.dates.count) else { continue }
      let median = medianOf(failed.map(\.share))
      let ids = (ins + outs).flatMap { stations[$0] ?? [] }.map { record.detectors[$0].id }
      let steps =
        days.steps[failed[0].day]
        .lowerBound...(days.steps[failed[failed.count - 1].day].upperBound
        - 1)
      findings.append(
        DetectorFinding(
          detector: nil, subject: "node \(network.nodeNames[node])", kind: .conservation,
          measure: .flow, steps: steps, stepsAffected: failed.count * days.slotsPerDay,
          severity: abs(median) >= 0.25 ? .serious : .warning, evidence: median,
          meaning: "vehicles leaving beyond those entering, as a share",
          message: "\(percent(abs(median))) \(median > 0 ? "more" : "fewer") vehicles leave than "
            + "enter on \(failed.count) days; counted by \(ids.joined(separator: ", "))"))
    }
    notes.append(
      checked == 0
        ? "No node has detectors on all of its links: flow conservation is not checked."
        : "Flow conservation was checked at \(checked) node\(checked == 1 ? "" : "s").")
  }

  /// Detectors of each link. Links are named `from → to`, with an arrow, `->`, a hyphen, a
  /// comma or a blank between, or by their place in the links file from 1 on.
  private func stationsByLink(_ network: RoadNetwork) -> [Int: [Int]] {
    var links: [String: Int] = [:]
    for link in network.links.indices.reversed() {
      let tail = network.nodeNames[network.links[link].tail]
      let head = network.nodeNames[network.links[link].head]
      for sign in [" → ", "→", "->", " -> ", "-", ",", " ", "_"] {
        links["\(tail)\(sign)\(head)"] = link
      }
    }
    var result: [Int: [Int]] = [:]
    for (detector, entry) in record.detectors.enumerated() {
      guard let name = entry.link else { continue }
      if let link = links[name] {
        result[link, default: []].append(detector)
      } else if let place = Int(name), network.links.indices.contains(place - 1) {
        result[place - 1, default: []].append(detector)
      }
    }
    return result
  }
}
