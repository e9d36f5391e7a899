import LinearAlgebra

/// The share of every pair's trips that passes each counted link at an equilibrium.
struct CountShares: Sendable {
  /// Entries of pair p: `start[p]..<start[p + 1]`.
  private(set) var start: [Int]
  private(set) var counts: [Int] = []
  private(set) var shares: [Double] = []

  init(
    _ assigned: AssignedTraffic, pairs trips: TripTable, counts wanted: [LinkCount], threads: Int
  ) {
    let solver = assigned.solver
    let compact = solver.compact
    var countsOfLink = [[Int]](repeating: [], count: assigned.network.links.count)
    for (index, count) in wanted.enumerated() { countsOfLink[count.link].append(index) }
    // Counted members of each compact link; all members carry its flow.
    let counted = (0..<compact.linkCount).map { link in
      (compact.firstMember[link]..<compact.firstMember[link + 1]).flatMap {
        countsOfLink[Int(compact.members[Int($0)])]
      }
    }
    let parts = parallelMap(solver.commodities.count, threads: threads) {
      commodity -> [(destination: Int, count: Int, share: Double)] in
      let split = PathShares(solver, commodity: commodity)
      let values = solver.commodities[commodity]
      var found: [(Int, Int, Double)] = []
      for (index, link) in split.links.enumerated() where !counted[link].isEmpty {
        var isSelected = [Bool](repeating: false, count: split.links.count)
        isSelected[index] = true
        let passed = split.passed(isSelected)
        for (place, node) in split.destinationPlaces.enumerated() where node >= 0 {
          guard passed[node] > 1e-9 else { continue }
          for count in counted[link] {
            found.append((Int(values.destinationZones[place]), count, passed[node]))
          }
        }
      }
      return found
    }
    var byOrigin = [[(destination: Int, count: Int, share: Double)]](
      repeating: [], count: trips.zoneCount)
    for (commodity, part) in parts.enumerated() {
      byOrigin[solver.commodities[commodity].zone] = part
    }
    start = [0]
    for origin in 0..<trips.zoneCount {
      var ofZone = [[(Int, Double)]](repeating: [], count: trips.zoneCount)
      for entry in byOrigin[origin] { ofZone[entry.destination].append((entry.count, entry.share)) }
      for pair in trips.originStart[origin]..<trips.originStart[origin + 1] {
        for (count, share) in ofZone[trips.destinations[pair]] {
          counts.append(count)
          shares.append(share)
        }
        start.append(counts.count)
      }
    }
  }

  /// Flows at the counted links of a trip vector.
  func flows(of trips: [Double], countTotal: Int) -> [Double] {
    var result = [Double](repeating: 0, count: countTotal)
    for pair in trips.indices {
      for place in start[pair]..<start[pair + 1] {
        result[counts[place]] += shares[place] * trips[pair]
      }
    }
    return result
  }

  /// P·diag(weights)·Pᵀ.
  func gram(_ weights: [Double], countTotal: Int) -> Matrix {
    var result = Matrix(rows: countTotal, columns: countTotal)
    for pair in weights.indices where weights[pair] > 0 {
      for first in start[pair]..<start[pair + 1] {
        let scaled = weights[pair] * shares[first]
        for second in start[pair]..<start[pair + 1] {
          result[counts[second], counts[first]] += scaled * shares[second]
        }
      }
    }
    return result
  }
}
