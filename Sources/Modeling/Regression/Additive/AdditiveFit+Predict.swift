import LinearAlgebra
import Statistics

extension AdditiveFit {
  /// The linear predictor of new rows, and its Bayesian standard errors.
  ///
  /// - Parameters:
  ///   - parametric: columns as at the fit.
  ///   - smooths: rows of each smooth given to the fit, in that order.
  /// - Returns: NaN for rows that lack a value.
  public func linearPredictor(
    parametric: DesignMatrix, smooths: [SmoothRows], offset: [Double]? = nil
  ) -> (values: [Double], errors: [Double]) {
    let design = design(parametric, smooths)
    let (coefficients, root) = (values, covariance.semidefiniteFactor())
    typealias Part = (values: [Double], errors: [Double])
    let width = design.columns
    let parts = design.fold(threads: options.threads, start: { ([], []) as Part }) {
      part, panel, rows in
      let start = part.values.count
      part.values += repeatElement(0, count: rows.count)
      part.errors += repeatElement(0, count: rows.count)
      part.values.withUnsafeMutableBufferPointer {
        panel.times(coefficients, rows: rows.count, into: $0.baseAddress! + start)
      }
      let product = RowPanel(columns: width, capacity: panel.capacity)
      panel.times(root, rows: rows.count, into: product)
      for j in 0..<width {
        let column = product.column(j)
        for i in 0..<rows.count { part.errors[start + i] += column[i] * column[i] }
      }
    }
    var link = parts.flatMap(\.values)
    if let offset {
      for i in link.indices { link[i] += offset[i] }
    }
    return (link, parts.flatMap(\.errors).map { $0.squareRoot() })
  }

  /// A smooth term along values of its covariate: the function and its Bayesian standard errors,
  /// on the scale of the link, without the intercept.
  ///
  /// - Parameters:
  ///   - term: index into `terms`.
  ///   - values: one array a covariate.
  public func curve(of term: Int, at values: [[Double]]) -> (values: [Double], errors: [Double]) {
    let term = terms[term]
    let basis = term.basis.evaluate(values)
    let product = basis * covariance[term.range, term.range].semidefiniteFactor()
    let errors = (0..<basis.rows).map { euclideanNorm(product.row($0)) }
    return (basis * Array(self.values[term.range]), errors)
  }

  func design(_ parametric: DesignMatrix, _ smooths: [SmoothRows]) -> AdditiveDesign {
    precondition(parametric.columns == names.count, "parametric columns as at the fit")
    precondition(
      terms.allSatisfy { $0.source < smooths.count }, "rows for every smooth of the fit")
    return AdditiveDesign(parametric: parametric, terms: terms, smooths: smooths)
  }
}

extension Matrix {
  /// B with B Bᵀ = A for a positive semidefinite A; zeros where its eigenvalues cannot be found.
  func semidefiniteFactor() -> Matrix {
    guard let eigen = try? SymmetricEigen(self) else { return Matrix(rows: rows, columns: rows) }
    var result = eigen.vectors
    for (k, value) in eigen.values.enumerated() {
      let size = max(0, value).squareRoot()
      for i in 0..<rows { result[i, k] *= size }
    }
    return result
  }
}
