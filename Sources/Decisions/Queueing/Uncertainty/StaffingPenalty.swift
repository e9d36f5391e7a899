/// What too few agents in an interval are expected to cost: a convex, piecewise linear,
/// falling function of their number, for an optimizer to weigh against wages.
public struct StaffingPenalty: Sendable, Equatable, Codable {
  /// Ascending numbers of agents, from 0; the function is straight between them and 0 slope
  /// beyond the last.
  public let agents: [Int]
  /// The expected penalty at each of them.
  public let values: [Double]

  /// The greatest convex function below the values at 0, 1, 2, … agents (the lower hull, by
  /// Andrew's monotone chain, 1979), which leaves a value that lies on the hull as it is.
  /// `values` is not empty and finite.
  public init(hullOf values: [Double]) {
    precondition(!values.isEmpty, "at least the value without agents")
    var hull: [Int] = []
    for k in values.indices {
      while hull.count >= 2 {
        let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
        let cross =
          (values[b] - values[a]) * Double(k - b) - (values[k] - values[b]) * Double(b - a)
        // Keep b only where the slope rises at it.
        if cross < 0 { break }
        hull.removeLast()
      }
      hull.append(k)
    }
    // Beyond the least value more agents are no gain.
    while hull.count >= 2, values[hull[hull.count - 1]] >= values[hull[hull.count - 2]] {
      hull.removeLast()
    }
    agents = hull
    self.values = hull.map { values[$0] }
  }

  /// What one more agent saves on each stretch, largest first: the under-cover prices of a
  /// covering model. `from` agents up to `to`.
  public var pieces: [(from: Int, to: Int, savingPerAgent: Double)] {
    agents.indices.dropFirst().map { k in
      (
        from: agents[k - 1], to: agents[k],
        savingPerAgent: (values[k - 1] - values[k]) / Double(agents[k] - agents[k - 1])
      )
    }
  }

  /// The penalty with this many agents, at least 0.
  public func value(agents count: Int) -> Double {
    guard let next = agents.firstIndex(where: { $0 >= count }) else {
      return values[values.count - 1]
    }
    if agents[next] == count { return values[next] }
    let piece = pieces[next - 1]
    return values[next - 1] - Double(count - piece.from) * piece.savingPerAgent
  }
}
