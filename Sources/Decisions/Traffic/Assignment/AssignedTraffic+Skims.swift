public import LinearAlgebra

/// What a trip from zone to zone takes at the assigned flows, along a path of least
/// generalised cost (zones × zones, from row to column; +∞ where no path leads, 0 inside a
/// zone).
public struct Skims: Sendable {
  /// Generalised cost, at equilibrium that of every used path.
  public let cost: Matrix
  /// Travel time, toll and length along the path.
  public let time: Matrix
  public let toll: Matrix
  public let length: Matrix
}

extension AssignedTraffic {
  /// Skims of all zones for one class.
  public func skims(travelClass: Int = 0, threads: Int = 1) -> Skims {
    let fixed = classes[travelClass].fixedCosts(on: network)
    let costs = network.links.indices.map { times[$0] + fixed[$0] }
    let search = ShortestPathSearch(network).priced(costs)
    let zones = network.zoneNodes
    let rows = parallelMap(zones.count, threads: threads) { origin in
      let paths = search.paths(from: zones[origin])
      return zones.indices.map { destination -> [Double] in
        if destination == origin { return [0, 0, 0, 0] }
        guard paths.labels[zones[destination]] < .infinity else {
          return [Double](repeating: .infinity, count: 4)
        }
        var sums = [paths.labels[zones[destination]], 0, 0, 0]
        var node = zones[destination]
        while node != zones[origin] {
          let link = paths.last[node]
          sums[1] += times[link]
          sums[2] += network.links[link].toll
          sums[3] += network.links[link].length
          node = network.links[link].tail
        }
        return sums
      }
    }
    func matrix(_ part: Int) -> Matrix {
      var result = Matrix(rows: zones.count, columns: zones.count)
      for (row, values) in rows.enumerated() {
        for (column, sums) in values.enumerated() { result[row, column] = sums[part] }
      }
      return result
    }
    return Skims(cost: matrix(0), time: matrix(1), toll: matrix(2), length: matrix(3))
  }
}
