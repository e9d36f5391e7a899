import LinearAlgebra

extension LeastSquaresSolver {
  /// Cholesky's QR after preconditioning: with the triangle R₀ of a sample of the
  /// rows, the columns of [X, 1, y] R₀⁻¹ are close to orthogonal, so the Cholesky
  /// factor L of their Gram matrix is as good as Householder's, and R = Lᵀ R₀
  /// (Fan, Guo and Lin 2021, "A novel randomized XR-based preconditioned CholeskyQR
  /// algorithm", arXiv 2111.11148; the sample stands in for the sketch). One pass,
  /// two thirds of Householder's time, all of it in matrix products.
  ///
  /// - Returns: nil where the sample lacks rank or does not stand for the rest:
  ///   Householder's way is then the one to take.
  func preconditioned() throws(RegressionError) -> LeastSquaresSolution? {
    guard let first = try sampleTriangle() else { return nil }
    let rows = sample.design.rows
    let stripes = max(1, min(8, rows / 32_768))
    let parts = parallelMap(stripes, threads: options.threads) { stripe in
      gram(rows * stripe / stripes..<rows * (stripe + 1) / stripes, dividedBy: first)
    }
    var sums = Matrix(rows: panelColumns, columns: panelColumns)
    for part in parts {
      for k in sums.storage.indices { sums.storage[k] += part.storage[k] }
    }
    guard sums.storage.firstNotFinite() == nil else { throw sample.unusableValue() }
    // The relative error of L is ε times the condition of the Gram matrix.
    guard let factor = try? Cholesky(sums), factor.reciprocalCondition > 1e-3 else { return nil }
    let triangle = factor.lower.transposeTimes(first).triangle(.upper)
    return try solution(of: triangle, method: .preconditioned)
  }

  /// The Gram matrix of some rows after division by a triangle.
  private func gram(_ range: Range<Int>, dividedBy first: Matrix) -> Matrix {
    let panel = RowPanel(columns: panelColumns)
    var sums = Matrix(rows: panelColumns, columns: panelColumns)
    var start = range.lowerBound
    while start < range.upperBound {
      let rows = start..<min(range.upperBound, start + panel.capacity)
      fill(panel, rows: rows)
      panel.divide(rows: rows.count, by: first)
      panel.addGram(rows: rows.count, to: &sums)
      start = rows.upperBound
    }
    return sums
  }

  /// Householder's triangle of rows spread evenly; nil where it lacks rank.
  private func sampleTriangle() throws(RegressionError) -> Matrix? {
    let rows = sample.design.rows
    let count = min(rows, 16 * panelColumns + 64)
    let chosen = (0..<count).map { (2 * $0 + 1) * rows / (2 * count) }
    let part = LeastSquaresSolver(
      try LinearSample(
        design: sample.design.selecting(rows: chosen), response: chosen.map { response[$0] }),
      options)
    let panel = RowPanel(columns: panelColumns, capacity: count)
    part.fill(panel, rows: 0..<count)
    if let roots {
      for j in 0..<panelColumns {
        let column = panel.column(j)
        for (i, row) in chosen.enumerated() { column[i] *= roots[row] }
      }
    }
    var stacked = StackedQR(columns: panelColumns)
    do {
      try stacked.absorb(panel, rows: count)
    } catch {
      throw sample.unusableValue()
    }
    for j in 0..<panelColumns {
      let length = euclideanNorm(stacked.upper.column(j))
      guard length.isFinite else { throw sample.unusableValue() }
      guard abs(stacked.upper[j, j]) > 1e-10 * length else { return nil }
    }
    return stacked.upper
  }
}
