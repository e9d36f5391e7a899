import LinearAlgebra
import Statistics

extension AdditiveFit {
  /// Means of new rows, with intervals on the scale of the response.
  ///
  /// That of the mean is η̂ ± q se(η̂) carried over by the link; that of a new observation is
  /// between quantiles of the family's distribution with the variance of the mean added.
  ///
  /// - Parameters:
  ///   - parametric: columns as at the fit.
  ///   - smooths: rows of each smooth given to the fit, in that order.
  ///   - trials: of a binomial, for the interval of successes.
  ///   - level: of both intervals, inside (0, 1); nil for none.
  /// - Throws: `.setting` for another number of columns, smooths or rows.
  public func predict(
    parametric: DesignMatrix, smooths: [SmoothRows], offset: [Double]? = nil,
    trials: [Double]? = nil, level: Double? = 0.95
  ) throws(RegressionError) -> Prediction {
    if let level, !(level > 0 && level < 1) {
      throw .setting("level", reason: "must lie inside (0, 1)")
    }
    let (linear, errors) = try linearPredictor(
      parametric: parametric, smooths: smooths, offset: offset)
    var prediction = Prediction(mean: linear.map { link.mean($0) })
    guard let level else { return prediction }
    if let trials, trials.count != linear.count {
      throw .setting("trials", reason: "\(trials.count) values for \(linear.count) rows")
    }
    let critical = criticalValue(level)
    var (meanLower, meanUpper): ([Double], [Double]) = ([], [])
    var (lower, upper): ([Double], [Double]) = ([], [])
    for i in linear.indices {
      let ends = [
        link.mean(linear[i] - critical * errors[i]), link.mean(linear[i] + critical * errors[i]),
      ]
      meanLower.append(ends[0] <= ends[1] ? ends[0] : ends[1])
      meanUpper.append(ends[0] <= ends[1] ? ends[1] : ends[0])
      let slope = link.slope(linear[i])
      let predictive = GLMPredictive(
        family: family, mean: prediction.mean[i], dispersion: scale,
        meanVariance: slope * slope * errors[i] * errors[i], trials: trials?[i])
      guard let interval = predictive.interval(level: level, critical: critical) else { continue }
      lower.append(interval.lower)
      upper.append(interval.upper)
    }
    prediction.level = level
    (prediction.meanLower, prediction.meanUpper) = (meanLower, meanUpper)
    if lower.count == linear.count { (prediction.lower, prediction.upper) = (lower, upper) }
    return prediction
  }

  /// What a standard error is multiplied by: of Student's t where the scale is estimated.
  func criticalValue(_ level: Double) -> Double {
    if scaleEstimated, let t = try? StudentT(degreesOfFreedom: residualDegrees) {
      return t.upperQuantile((1 - level) / 2)
    }
    return Normal.standard.upperQuantile((1 - level) / 2)
  }

  /// The linear predictor of new rows, and its Bayesian standard errors.
  ///
  /// - Parameters:
  ///   - parametric: columns as at the fit.
  ///   - smooths: rows of each smooth given to the fit, in that order.
  /// - Returns: NaN for rows that lack a value.
  /// - Throws: `.setting` for another number of columns, smooths or rows.
  public func linearPredictor(
    parametric: DesignMatrix, smooths: [SmoothRows], offset: [Double]? = nil
  ) throws(RegressionError) -> (values: [Double], errors: [Double]) {
    let design = try design(parametric, smooths)
    if let offset, offset.count != parametric.rows {
      throw .setting("offset", reason: "\(offset.count) values for \(parametric.rows) rows")
    }
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

  /// The difference of a smooth term between two values of its covariates, with its Bayesian
  /// standard error.
  public func contrast(
    of term: Int, at values: [Double], minus others: [Double]
  ) -> (value: Double, error: Double) {
    let term = terms[term]
    let basis = term.basis.evaluate(values.map { [$0] }).row(0)
    let other = term.basis.evaluate(others.map { [$0] }).row(0)
    let difference = zip(basis, other).map { $0 - $1 }
    let variance = dot(difference, covariance[term.range, term.range] * difference)
    return (dot(difference, Array(self.values[term.range])), max(0, variance).squareRoot())
  }

  /// What the smooth given at place `source` adds to the predictor of each row, all its levels'
  /// curves together.
  func smoothValues(_ source: Int, _ rows: SmoothRows) throws(RegressionError) -> [Double] {
    let own = terms.filter { $0.source == source }
    guard own.allSatisfy({ rows.values.count == $0.variables.count }) else {
      throw .setting(own.first?.label ?? "smooth", reason: "needs values of each covariate")
    }
    var result = [Double](repeating: 0, count: rows.count)
    let panel = RowPanel(columns: own.map(\.range.upperBound).max() ?? 0)
    var scratch = SmoothBasis.LocalRows()
    for start in stride(from: 0, to: rows.count, by: panel.capacity) {
      let block = start..<min(rows.count, start + panel.capacity)
      for term in own {
        term.basis.fill(
          panel, from: term.range.lowerBound, values: rows.values, rows: block, scratch: &scratch)
        term.scale(panel, by: rows.by, rows: block)
        for j in term.range {
          let column = panel.column(j)
          for i in 0..<block.count { result[start + i] += values[j] * column[i] }
        }
      }
    }
    return result
  }

  func design(
    _ parametric: DesignMatrix, _ smooths: [SmoothRows]
  ) throws(RegressionError) -> AdditiveDesign {
    guard parametric.columns == names.count else {
      throw .setting(
        "parametric", reason: "\(parametric.columns) columns, but the model has \(names.count)")
    }
    for term in terms {
      guard term.source < smooths.count,
        smooths[term.source].values.count == term.variables.count,
        smooths[term.source].values.allSatisfy({ $0.count == parametric.rows })
      else {
        throw .setting(term.label, reason: "needs \(parametric.rows) values of each covariate")
      }
    }
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
