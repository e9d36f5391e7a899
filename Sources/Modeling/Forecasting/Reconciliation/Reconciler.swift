public import LinearAlgebra

/// Makes base forecasts of a hierarchy add up with the least expected squared
/// error: MinT (Wickramasuriya, Athanasopoulos & Hyndman, JASA 114, 2019).
///
/// With C = [I  −A] a coherent y has C y = 0, and the solution is
///
///     ỹ = ŷ − W Cᵀ (C W Cᵀ)⁻¹ C ŷ                         (their equation 8),
///
/// equal to S (Sᵀ W⁻¹ S)⁻¹ Sᵀ W⁻¹ ŷ. For W = D + G Gᵀ
///
///     C W Cᵀ = D_a + A D_b Aᵀ + H Hᵀ,   H = G_a − A G_b,
///
/// one Cholesky factorization of the order of the aggregates serves all steps and
/// sample paths; nothing of the order of the bottom series squared is formed.
public struct Reconciler: Sendable {
  public let hierarchy: Hierarchy
  public let covariance: ErrorCovariance
  /// H, `aggregateCount × k`.
  let incoherence: Matrix
  private let factor: Cholesky

  /// - Throws: `HierarchyError.notFactorable` where W is not finite.
  public init(_ hierarchy: Hierarchy, covariance: ErrorCovariance) throws(HierarchyError) {
    precondition(
      covariance.diagonal.count == hierarchy.rowCount, "one variance a row of the system")
    self.hierarchy = hierarchy
    self.covariance = covariance
    incoherence = Reconciler.incoherence(of: covariance.factors, hierarchy)
    var system = Reconciler.diagonalSystem(hierarchy, covariance.diagonal, isFree: nil)
    if incoherence.columns > 0 { system = system + incoherence.outerGram() }
    do { factor = try Cholesky(system) } catch { throw .notFactorable }
  }

  /// Coherent values of all rows.
  ///
  /// - Parameter base: `rowCount` rows, a column a step or sample, all finite.
  /// - Returns: the same shape; the aggregates are the sums of the bottom rows as
  ///   floating-point addition in the order of the series gives them.
  public func reconciled(_ base: Matrix) throws(HierarchyError) -> Matrix {
    hierarchy.system(of: try bottom(of: base))
  }

  /// Coherent values of the bottom rows.
  func bottom(of base: Matrix) throws(HierarchyError) -> Matrix {
    precondition(base.rows == hierarchy.rowCount, "one row a row of the system")
    let gaps = Reconciler.incoherence(of: base, hierarchy)
    let pull: Matrix
    do { pull = try factor.solve(gaps) } catch { throw .notFactorable }
    let lent = incoherence.columns > 0 ? incoherence.transposeTimes(pull) : nil
    let above = hierarchy.aggregateCount
    var bottom = Matrix(rows: hierarchy.bottomCount, columns: base.columns)
    let shared = lent.map { bottomFactors * $0 }
    for column in 0..<base.columns {
      let raised = hierarchy.summing.transposeTimes(pull.column(column))
      for j in 0..<hierarchy.bottomCount {
        var value = base[above + j, column] + covariance.diagonal[above + j] * raised[j]
        if let shared { value -= shared[j, column] }
        bottom[j, column] = value
      }
    }
    return bottom
  }

  /// G_b.
  var bottomFactors: Matrix {
    covariance.factors[
      hierarchy.aggregateCount..<hierarchy.rowCount, 0..<covariance.factors.columns]
  }

  /// Aggregate rows minus sums of bottom rows: C V.
  static func incoherence(of values: Matrix, _ hierarchy: Hierarchy) -> Matrix {
    let above = hierarchy.aggregateCount
    var gaps = Matrix(rows: above, columns: values.columns)
    for column in 0..<values.columns {
      values.withUnsafeColumn(column) { whole in
        let sums = hierarchy.aggregates(of: Array(whole[above...]))
        for a in 0..<above { gaps[a, column] = whole[a] - sums[a] }
      }
    }
    return gaps
  }

  /// D_a + A D_b Aᵀ over the free bottom series (all where `isFree` is nil).
  static func diagonalSystem(
    _ hierarchy: Hierarchy, _ diagonal: [Double], isFree: [Bool]?
  ) -> Matrix {
    let above = hierarchy.aggregateCount
    var system = Matrix(rows: above, columns: above)
    for a in 0..<above { system[a, a] = diagonal[a] }
    let summing = hierarchy.summing
    for j in 0..<hierarchy.bottomCount where isFree?[j] ?? true {
      let parents = summing.columnStarts[j]..<summing.columnStarts[j + 1]
      let variance = diagonal[above + j]
      for p in parents {
        let column = Int(summing.rowIndices[p]) * above
        for q in parents { system.storage[column + Int(summing.rowIndices[q])] += variance }
      }
    }
    return system
  }
}
