public import LinearAlgebra

/// Reconciled forecasts none of which is negative: the b of
///
///     min (S b − ŷ)ᵀ W⁻¹ (S b − ŷ)   subject to b ≥ 0
///
/// (Wickramasuriya, Turlach & Hyndman, Statistics and Computing 30, 2020), by
/// block principal pivoting with Murty's rule in reserve (Júdice & Pires,
/// Computers & Operations Research 21, 1994).
///
/// A series is free or held at zero. Each pivot solves for the free ones and then
/// exchanges every series that came out on the wrong side; when that has failed to
/// lower the number of wrong ones for a few pivots, only the last wrong one is
/// exchanged. The problem is strictly convex, so no set of free series comes up
/// twice under that rule and the method ends (Murty, Mathematics of Operations
/// Research 1974). Against rounding a cap on pivots stands behind it, and the
/// answer says whether it is optimal.
///
/// With W = D + G Gᵀ the multiplier form splits the errors into common parts f and
/// own parts, and for a set of free series F only
///
///     (D_a + A_F D_F A_Fᵀ + H_F K⁻¹ H_Fᵀ) ν = (A_F b̂_F − â) + H_F K⁻¹ q
///
/// is solved, of the order of the aggregates: K = I + Σ_held g gᵀ/d,
/// q = Σ_held g b̂/d, H_F = G_a − A_F G_F, f = K⁻¹(H_Fᵀ ν − q).
public struct NonNegativeReconciler: Sendable {
  public let reconciler: Reconciler
  /// Pivots after which a column is given up and its negative parts are cut off.
  public var mostPivots = 400

  /// What was found for one column of base forecasts.
  public struct Outcome: Sendable, Equatable {
    /// How many systems were solved; 0 where nothing had been negative.
    public var pivots: Int
    /// Whether the conditions of Karush, Kuhn and Tucker hold.
    public var isOptimal: Bool
    /// How many bottom series are held at zero.
    public var heldAtZero: Int
  }

  public init(_ reconciler: Reconciler) { self.reconciler = reconciler }

  /// Coherent values, none negative.
  ///
  /// - Parameter base: `rowCount` rows, a column a step, all finite.
  /// - Returns: values of the same shape and what happened in each column.
  public func reconciled(_ base: Matrix) throws(HierarchyError) -> (
    values: Matrix, outcomes: [Outcome]
  ) {
    var bottom = try reconciler.bottom(of: base)
    var outcomes: [Outcome] = []
    // The set held at one step is a good guess for the next.
    var guess: [Bool]?
    for column in 0..<base.columns {
      let free = bottom.column(column)
      guard free.contains(where: { $0 < 0 }) else {
        outcomes.append(Outcome(pivots: 0, isOptimal: true, heldAtZero: 0))
        continue
      }
      let start = guess ?? free.map { $0 < 0 }
      let (values, held, outcome) = try pivoted(base.column(column), unconstrained: free, start)
      guess = outcome.isOptimal ? held : nil
      bottom.setColumn(column, to: values)
      outcomes.append(outcome)
    }
    return (reconciler.hierarchy.system(of: bottom), outcomes)
  }

  private func pivoted(
    _ base: [Double], unconstrained: [Double], _ start: [Bool]
  ) throws(HierarchyError) -> (values: [Double], held: [Bool], outcome: Outcome) {
    let largest = base.reduce(0) { max($0, abs($1)) }
    let tolerance = 1e-11 * max(largest, 1e-300)
    var held = start
    var fewest = base.count + 1
    var patience = 3
    for pivot in 1...max(1, mostPivots) {
      let (bottom, slack) = try solved(base, held: held)
      var wrong: [Int] = []
      for j in held.indices where (held[j] ? slack[j] : bottom[j]) < -tolerance { wrong.append(j) }
      if wrong.isEmpty {
        let values = bottom.indices.map { held[$0] ? 0 : max(0, bottom[$0]) }
        let count = held.count { $0 }
        return (values, held, Outcome(pivots: pivot, isOptimal: true, heldAtZero: count))
      }
      if wrong.count < fewest {
        fewest = wrong.count
        patience = 3
        for j in wrong { held[j].toggle() }
      } else if patience > 0 {
        patience -= 1
        for j in wrong { held[j].toggle() }
      } else {
        held[wrong[wrong.count - 1]].toggle()
      }
    }
    let cut = unconstrained.map { max(0, $0) }
    return (
      cut, held,
      Outcome(pivots: mostPivots, isOptimal: false, heldAtZero: cut.count { $0 == 0 })
    )
  }

  /// The minimum with the held series at zero: bottom values, and for the held
  /// ones the gradient times their own variance, in the units of the values.
  private func solved(_ base: [Double], held: [Bool]) throws(HierarchyError) -> (
    bottom: [Double], slack: [Double]
  ) {
    let hierarchy = reconciler.hierarchy
    let above = hierarchy.aggregateCount
    let diagonal = reconciler.covariance.diagonal
    let factors = reconciler.covariance.factors
    let k = factors.columns
    let isFree = held.map { !$0 }
    var system = Reconciler.diagonalSystem(hierarchy, diagonal, isFree: isFree)
    let free = (0..<held.count).map { held[$0] ? 0 : base[above + $0] }
    var right = hierarchy.aggregates(of: free)
    for a in 0..<above { right[a] -= base[a] }
    var common = Matrix(rows: k, columns: 1)
    do {
      if k > 0 {
        let heldRows = held.indices.filter { held[$0] }
        // g/√d of the held series, one a column.
        var scaled = Matrix(rows: k, columns: heldRows.count)
        var own = [Double](repeating: 0, count: heldRows.count)
        for (column, j) in heldRows.enumerated() {
          let root = diagonal[above + j].squareRoot()
          own[column] = base[above + j] / root
          for l in 0..<k { scaled[l, column] = factors[above + j, l] / root }
        }
        let inner = try Cholesky(Matrix.identity(k) + scaled.outerGram())
        let q = Matrix(column: scaled * own)
        var spread = reconciler.incoherence
        for j in heldRows {
          let summing = hierarchy.summing
          for p in summing.columnStarts[j]..<summing.columnStarts[j + 1] {
            let a = Int(summing.rowIndices[p])
            for l in 0..<k { spread[a, l] += factors[above + j, l] }
          }
        }
        let half = try inner.lower.solveTriangle(.lower, spread.transpose)
        system = system + half.gram()
        let shift = spread * (try inner.solve(q)).storage
        for a in 0..<above { right[a] += shift[a] }
        let multipliers = try Cholesky(system).solve(right)
        var rest = Matrix(column: spread.transposeTimes(multipliers))
        for l in 0..<k { rest[l, 0] -= q[l, 0] }
        common = try inner.solve(rest)
        right = multipliers
      } else {
        right = try Cholesky(system).solve(right)
      }
    } catch { throw .notFactorable }
    let raised = hierarchy.summing.transposeTimes(right)
    let shared = k > 0 ? factors * common.storage : [Double](repeating: 0, count: base.count)
    var bottom = [Double](repeating: 0, count: held.count)
    var slack = bottom
    for j in held.indices {
      let expected = base[above + j] + shared[above + j]
      let pull = diagonal[above + j] * raised[j]
      if held[j] { slack[j] = pull - expected } else { bottom[j] = expected - pull }
    }
    return (bottom, slack)
  }
}
