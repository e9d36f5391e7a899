/// A network whose arcs carry flow at a cost:
///
///     minimize    Σ cost_a · x_a
///     subject to  Σ out of v − Σ into v = supply_v    for every node v
///                 lower_a ≤ x_a ≤ upper_a             for every arc a
///
/// Nodes and arcs are numbered from zero in the order they were added.
public struct FlowNetwork: Sendable {
  public struct Arc: Sendable, Equatable {
    public var from: Int
    public var to: Int
    public var lower: Double
    public var upper: Double
    public var cost: Double
  }

  /// What a node sends (positive) or takes (negative).
  public private(set) var supplies: [Double]
  public private(set) var arcs: [Arc] = []

  public init(nodeCount: Int = 0) { supplies = [Double](repeating: 0, count: nodeCount) }

  public var nodeCount: Int { supplies.count }

  @discardableResult
  public mutating func addNode(supply: Double = 0) -> Int {
    supplies.append(supply)
    return supplies.count - 1
  }

  public mutating func setSupply(_ node: Int, _ supply: Double) { supplies[node] = supply }

  /// Adds an arc and returns its index. The lower bound must be finite.
  @discardableResult
  public mutating func addArc(
    from: Int, to: Int, lower: Double = 0, upper: Double = .infinity, cost: Double
  ) -> Int {
    precondition(
      from >= 0 && from < nodeCount && to >= 0 && to < nodeCount, "an arc joins nodes that exist")
    arcs.append(.init(from: from, to: to, lower: lower, upper: upper, cost: cost))
    return arcs.count - 1
  }

  /// The same as a linear program: one constraint a node, one variable an arc. The node
  /// prices of a `FlowSolution` are its row duals.
  public var problem: Problem {
    var problem = Problem()
    for s in supplies { problem.addConstraint(lower: s, upper: s) }
    for a in arcs {
      problem.addColumn(
        cost: a.cost,
        entries: a.from == a.to ? [] : [.init(row: a.from, value: 1), .init(row: a.to, value: -1)],
        lower: a.lower, upper: a.upper)
    }
    return problem
  }
}

/// What the network simplex method found.
public struct FlowSolution: Sendable {
  public enum Status: String, Sendable {
    case optimal
    /// Supplies cannot reach the demands: `cut` says where.
    case infeasible
    /// A cycle of negative cost has no capacity limit.
    case unbounded
    /// A number is not finite where it must be, or a lower bound lies above an upper one.
    case malformed
  }

  public var status: Status
  public var objective: Double
  /// One a arc.
  public var flows: [Double]
  /// One price π a node: what one more unit of its supply costs. An arc's reduced cost is
  /// `cost − π_from + π_to`: zero or more at its lower bound, zero or less at its upper.
  public var prices: [Double]
  /// When infeasible: nodes whose supplies exceed what the arcs leaving them can carry
  /// beyond what those entering must; all nodes where supplies do not sum to zero.
  public var cut: [Int]
  public var iterations: Int
}
