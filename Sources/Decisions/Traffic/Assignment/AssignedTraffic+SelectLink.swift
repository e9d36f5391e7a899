import LinearAlgebra

/// Who uses some links, and where else they go.
public struct SelectedTraffic: Sendable {
  /// Trips that pass at least one of the links, in the units of their class.
  public struct Pair: Sendable, Equatable {
    public var travelClass: Int
    /// Zones by index.
    public var origin: Int
    public var destination: Int
    public var trips: Double
  }

  /// Pairs with such trips, by class, origin and destination.
  public let pairs: [Pair]
  /// Flow of such trips by link of the network, in car equivalents.
  public let flows: [Double]
}

extension AssignedTraffic {
  /// The trips that pass at least one of some links, and their flows on all links
  /// (select-link analysis), by origins' proportions at nodes: see `PathShares`.
  ///
  /// - Parameters:
  ///   - links: by index.
  ///   - threads: origins are worked through by so many; the result does not depend on it.
  public func selecting(_ links: [Int], threads: Int = 1) -> SelectedTraffic {
    let compact = solver.compact
    var isWanted = [Bool](repeating: false, count: network.links.count)
    for link in links { isWanted[link] = true }
    let isSelected = (0..<compact.linkCount).map { link in
      (compact.firstMember[link]..<compact.firstMember[link + 1]).contains {
        isWanted[Int(compact.members[Int($0)])]
      }
    }
    let parts = parallelMap(solver.commodities.count, threads: threads) {
      commodity -> (pairs: [SelectedTraffic.Pair], links: [Int], flows: [Double])? in
      let shares = PathShares(solver, commodity: commodity)
      let chosen = shares.links.map { isSelected[$0] }
      guard chosen.contains(true) else { return nil }
      let values = solver.commodities[commodity]
      let equivalent = classes[values.travelClass].carEquivalent
      let (passed, willPass) = (shares.passed(chosen), shares.willPass(chosen))
      var pairs: [SelectedTraffic.Pair] = []
      for (index, node) in shares.destinationPlaces.enumerated() where node >= 0 {
        let trips = values.trips[index] * passed[node] / equivalent
        if trips > 0 {
          pairs.append(
            .init(
              travelClass: values.travelClass, origin: values.zone,
              destination: Int(values.destinationZones[index]), trips: trips))
        }
      }
      let flows = shares.links.indices.map { index -> Double in
        if chosen[index] { return shares.flows[index] }
        let neither = (1 - passed[shares.tails[index]]) * (1 - willPass[shares.heads[index]])
        return shares.flows[index] * (1 - neither)
      }
      return (pairs, shares.links, flows)
    }
    var pairs: [SelectedTraffic.Pair] = []
    var flows = [Double](repeating: 0, count: network.links.count)
    for case .some(let part) in parts {
      pairs += part.pairs
      for (link, flow) in zip(part.links, part.flows) {
        for place in compact.firstMember[link]..<compact.firstMember[link + 1] {
          flows[Int(compact.members[Int(place)])] += flow
        }
      }
    }
    return SelectedTraffic(pairs: pairs, flows: flows)
  }
}
