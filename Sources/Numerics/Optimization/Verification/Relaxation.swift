/// The cheapest change of limits that makes an impossible program possible.
public struct Relaxation: Sendable {
  public struct Change: Sendable, Equatable {
    /// Index and name of the constraint.
    public var constraint: Int
    public var name: String
    public var side: Conflict.Side
    /// The limit as it stands, and by how much it is passed (positive).
    public var limit: Double
    public var amount: Double
  }

  /// Limits that are passed, in the order of the constraints.
  public var changes: [Change]
  /// Σ price · amount.
  public var cost: Double
  /// Nothing cheaper is possible than this.
  public var bound: Double
  /// The best plan under the relaxed limits.
  public var solution: Solution
}

extension Problem {
  /// The elastic program (Brown & Graves 1975; Chinneck 2008, section 6.1): every limit
  /// may be passed at a price a unit, and the total is minimized; then the objective is,
  /// under the limits so relaxed.
  ///
  /// - Parameter prices: one a constraint, in the units of the plan's maker; nil where a
  ///   limit must stand. All 1 when left out.
  /// - Returns: nil when no relaxation at these prices makes the program possible, or a
  ///   limit ended the search before one was found. Without changes, it is possible as is.
  public func cheapestRelaxation(
    prices: [Double?]? = nil, limits: SolverLimits = .init()
  ) -> Relaxation? {
    let prices = prices ?? [Double?](repeating: 1, count: constraintCount)
    precondition(prices.count == constraintCount, "one price a constraint")
    var elastic = self
    elastic.objectiveConstant = 0
    for j in 0..<variableCount { elastic.setCost(variable: j, 0) }
    var passes: [(constraint: Int, side: Conflict.Side, variable: Int)] = []
    for i in 0..<constraintCount {
      guard let price = prices[i] else { continue }
      if constraintLowers[i] > -.infinity {
        let v = elastic.addColumn(cost: price, entries: [.init(row: i, value: 1)])
        passes.append((i, .lower, v))
      }
      if constraintUppers[i] < .infinity {
        let v = elastic.addColumn(cost: price, entries: [.init(row: i, value: -1)])
        passes.append((i, .upper, v))
      }
    }
    let first = minimize(elastic, limits: limits)
    guard !first.primal.isEmpty else { return nil }
    var relaxed = self
    var changes: [Relaxation.Change] = []
    for (i, side, v) in passes {
      let amount = first.primal[v]
      let limit = side == .lower ? constraintLowers[i] : constraintUppers[i]
      guard amount > 1e-9 * max(1, abs(limit)) else { continue }
      changes.append(
        .init(
          constraint: i, name: constraintNames[i], side: side, limit: limit, amount: amount))
      // A little more than the amount, so that rounding does not make it tight again.
      let room = amount + 1e-9 * max(1, abs(limit), amount)
      relaxed.setBounds(
        constraint: i,
        lower: side == .lower ? limit - room : relaxed.constraintLowers[i],
        upper: side == .upper ? limit + room : relaxed.constraintUppers[i])
    }
    return Relaxation(
      changes: changes, cost: first.objective, bound: first.bound,
      solution: minimize(relaxed, limits: limits))
  }
}
