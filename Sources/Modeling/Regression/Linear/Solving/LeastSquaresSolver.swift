import LinearAlgebra

/// A least-squares problem solved: what every route hands over.
struct LeastSquaresSolution {
  var kept: [Int]
  var estimates: [Double]
  var unscaledCovariance: Matrix
  var effects: [Double]
  var residualSumOfSquares: Double
  var hasConstant: Bool
  var condition: Double
  var method: LinearFit.Method
}

/// Chooses how to solve, by size and condition.
struct LeastSquaresSolver {
  let sample: LinearSample
  let options: LinearFit.Options
  let response: [Double]
  let roots: [Double]?
  /// Whether a column of ones stands between the design and the response, to see
  /// how far a constant is from the span.
  let probesConstant: Bool

  init(_ sample: LinearSample, _ options: LinearFit.Options) {
    self.sample = sample
    self.options = options
    response = sample.adjustedResponse
    roots = sample.roots
    probesConstant = !sample.design.blocks.contains { block in
      if case .intercept = block { true } else { false }
    }
  }

  var columns: Int { sample.design.columns }
  var panelColumns: Int { columns + (probesConstant ? 2 : 1) }

  func solve() throws(RegressionError) -> LeastSquaresSolution {
    switch options.method {
    case .householder: return try stacked()
    case .preconditioned:
      if let found = try preconditioned() { return found }
      return try stacked()
    case .normalEquations: return try normal()
    case .extended: return try extended()
    case nil: break
    }
    if prefersNormalEquations { return try normal() }
    let isTall = sample.design.rows >= 40 * panelColumns + 20_000
    if isTall, let found = try preconditioned() { return found }
    let found = try stacked()
    return lacksDigits(found) ? try extended() : found
  }

  /// Many indicator columns: a pass of products a row costs less than n k².
  private var prefersNormalEquations: Bool {
    let indicators = sample.design.blocks.reduce(0) { sum, block in
      if case .indicators(_, let width, _) = block { sum + width } else { sum }
    }
    return indicators >= 64 && 2 * indicators >= columns
      && Double(sample.design.rows) * Double(columns) * Double(columns) > 2e8
  }

  /// Whether the first-order error of a coefficient or of the residual sum of
  /// squares (Higham 2002, theorem 20.1) passes 10⁻¹² while the problem is small
  /// enough to be done again with twice the digits in a few hundredths of a second.
  private func lacksDigits(_ solution: LeastSquaresSolution) -> Bool {
    let work = Double(sample.design.rows) * Double(columns) * Double(columns)
    guard work < 1e6 else { return false }
    guard solution.kept.count == columns else { return true }
    let square = solution.residualSumOfSquares
    let length = (solution.effects.reduce(square) { $0 + $1 * $1 }).squareRoot()
    var growth = solution.condition * max(1, length / square.squareRoot())
    for (estimate, variance) in zip(solution.estimates, solution.unscaledCovariance.diagonal) {
      growth = max(growth, length * variance.squareRoot() / abs(estimate))
    }
    return !(Double.ulpOfOne * growth < 1e-12)
  }

  /// One panel of rows: design, ones, response, each row by its root weight.
  func fill(
    _ panel: borrowing RowPanel, rows range: Range<Int>
  ) {
    let factors = roots.map { Array($0[range]) }
    sample.design.fill(panel, rows: range, scaledBy: factors)
    if probesConstant {
      let target = panel.column(columns)
      if let factors {
        target.update(from: factors, count: range.count)
      } else {
        target.update(repeating: 1, count: range.count)
      }
    }
    let target = panel.column(panelColumns - 1)
    response.withUnsafeBufferPointer { y in
      target.update(from: y.baseAddress! + range.lowerBound, count: range.count)
    }
    if let factors {
      for i in 0..<range.count { target[i] *= factors[i] }
    }
  }

  /// Householder's QR, panel by panel.
  private func stacked() throws(RegressionError) -> LeastSquaresSolution {
    let panel = RowPanel(columns: panelColumns)
    var triangle = StackedQR(columns: panelColumns)
    var first = 0
    while first < sample.design.rows {
      let rows = first..<min(sample.design.rows, first + panel.capacity)
      fill(panel, rows: rows)
      do {
        try triangle.absorb(panel, rows: rows.count)
      } catch {
        throw sample.unusableValue()
      }
      first = rows.upperBound
    }
    return try solution(of: triangle.upper, method: .householder)
  }

  /// The least-squares problem held in the triangle of [X, 1, y].
  func solution(
    of triangle: Matrix, method: LinearFit.Method
  ) throws(RegressionError) -> LeastSquaresSolution {
    guard triangle.storage.firstNotFinite() == nil else { throw sample.unusableValue() }
    let reduced = ReducedTriangle(
      triangle, columns: columns, probesConstant: probesConstant, tolerance: options.tolerance)
    let r = reduced.upper
    do {
      let inverse = try r.solveTriangle(.upper, .identity(r.rows))
      return LeastSquaresSolution(
        kept: reduced.kept,
        estimates: try r.solveTriangle(.upper, Matrix(column: reduced.effects)).storage,
        unscaledCovariance: inverse.outerGram(), effects: reduced.effects,
        residualSumOfSquares: reduced.residualSumOfSquares,
        hasConstant: !probesConstant || reduced.constantDistance < options.tolerance,
        condition: reduced.condition, method: method)
    } catch {
      throw .singular("the triangle of the design: \(error)")
    }
  }
}
