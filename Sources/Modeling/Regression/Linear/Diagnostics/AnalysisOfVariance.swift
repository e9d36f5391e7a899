import LinearAlgebra

/// A table of sums of squares by term.
public struct AnalysisOfVariance: Codable, Equatable, Sendable {
  /// What a term is held against.
  public enum Kind: Int, Codable, Sendable, CaseIterable {
    /// The terms before it.
    case sequential = 1
    /// All other terms but those that contain it (Langsrud 2003).
    case marginal = 2
    /// All other terms: of use with contrasts that sum to zero.
    case partial = 3
  }

  public struct Row: Codable, Equatable, Sendable {
    public var label: String
    public var degreesOfFreedom: Int
    public var sumOfSquares: Double
    /// Nil where no variance is left to compare with.
    public var fStatistic: Double?
    public var pValue: Double?
  }

  public var kind: Kind
  public var terms: [Row]
  public var residualDegreesOfFreedom: Int
  public var residualSumOfSquares: Double
}

extension LinearFit {
  /// Sums of squares by term, F against the residual variance.
  ///
  /// Terms without a coefficient of their own are left out; the intercept has a row
  /// in a table of partial sums, as in R's car.
  ///
  /// - Parameter terms: spans over the columns of the design, in their order.
  public func analysisOfVariance(
    _ terms: [TermSpan], kind: AnalysisOfVariance.Kind
  ) -> AnalysisOfVariance {
    let members = terms.map { term in
      kept.indices.filter { term.columns.contains(kept[$0]) }
    }
    var table: [AnalysisOfVariance.Row] = []
    for (t, term) in terms.enumerated() {
      let own = members[t]
      guard !own.isEmpty, !term.atoms.isEmpty || kind == .partial else { continue }
      let square: Double
      switch kind {
      case .sequential: square = own.reduce(0) { $0 + effects[$1] * effects[$1] }
      case .partial: square = lostWithout(own)
      case .marginal:
        let containing = terms.indices.filter { other in
          other != t && Set(term.atoms).isStrictSubset(of: terms[other].atoms)
        }
        let above = containing.flatMap { members[$0] }
        square = lostWithout((own + above).sorted()) - lostWithout(above.sorted())
      }
      var row = AnalysisOfVariance.Row(
        label: term.label, degreesOfFreedom: own.count, sumOfSquares: square)
      if residualDegreesOfFreedom > 0 {
        let test = TestResult(
          term.label, statistic: square / Double(own.count) / residualVariance,
          fWith: Double(own.count), Double(residualDegreesOfFreedom))
        row.fStatistic = test.statistic.isFinite ? test.statistic : nil
        row.pValue = test.pValue.isFinite ? test.pValue : nil
      }
      table.append(row)
    }
    return AnalysisOfVariance(
      kind: kind, terms: table, residualDegreesOfFreedom: residualDegreesOfFreedom,
      residualSumOfSquares: residualSumOfSquares)
  }

  /// What the residual sum of squares grows by without some kept columns: bᵀ C⁻¹ b of
  /// their estimates and unscaled covariance.
  private func lostWithout(_ chosen: [Int]) -> Double {
    guard !chosen.isEmpty else { return 0 }
    let b = chosen.map { estimates[$0] }
    var block = Matrix(rows: chosen.count, columns: chosen.count)
    for (q, j) in chosen.enumerated() {
      for (p, i) in chosen.enumerated() { block[p, q] = unscaledCovariance[i, j] }
    }
    // Scaled to a unit diagonal, so that columns of any size can stand together.
    let scales = block.diagonal.map { $0.squareRoot() }
    for q in chosen.indices {
      for p in chosen.indices { block[p, q] /= scales[p] * scales[q] }
    }
    let scaled = zip(b, scales).map { $0 / $1 }
    guard let solved = try? Cholesky(block).solve(scaled) else { return .nan }
    return dot(scaled, solved)
  }
}
