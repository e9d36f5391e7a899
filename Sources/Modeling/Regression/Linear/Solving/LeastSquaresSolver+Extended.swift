import LinearAlgebra

extension LeastSquaresSolver {
  /// A column is dependent where not even twice the digits tell it from the
  /// others: a sum or product of doubles is one to about 10⁻¹⁶ of its length.
  private static let extendedTolerance = 1e-13

  /// Householder's QR of [X, 1, y] in double-double arithmetic, the columns of X
  /// with their corrections.
  func extended() throws(RegressionError) -> LeastSquaresSolution {
    let design = sample.design
    var columnsHeld = (0..<columns).map { j in
      let low = design.corrections[j]
      return zip(design.column(j), low ?? [Double](repeating: 0, count: design.rows))
        .map { DoubleDouble($0, $1) }
    }
    if probesConstant {
      columnsHeld.append([DoubleDouble](repeating: DoubleDouble(1), count: design.rows))
    }
    if let offset = sample.offset {
      columnsHeld.append(zip(sample.response, offset).map { DoubleDouble.sum($0, -$1) })
    } else {
      columnsHeld.append(sample.response.map { DoubleDouble($0) })
    }
    if let weights = sample.weights {
      let roots = weights.map { DoubleDouble($0).squareRoot() }
      for j in columnsHeld.indices {
        for i in roots.indices { columnsHeld[j][i] = columnsHeld[j][i] * roots[i] }
      }
    }
    guard columnsHeld.allSatisfy({ $0.allSatisfy { $0.high.isFinite && $0.low.isFinite } }) else {
      throw sample.unusableValue()
    }
    let qr = ExtendedQR(
      columnsHeld, regressors: columns,
      tolerance: min(options.tolerance, Self.extendedTolerance))
    guard !qr.kept.isEmpty else { throw .singular("every column of the design is zero") }
    let distance = probesConstant ? qr.remainder(of: columns) : 0
    return LeastSquaresSolution(
      kept: qr.kept, estimates: qr.coefficients(), unscaledCovariance: qr.inverseGram(),
      effects: qr.effects(), residualSumOfSquares: qr.residualSumOfSquares(),
      hasConstant: distance < options.tolerance, condition: qr.condition(),
      method: .extended)
  }
}
