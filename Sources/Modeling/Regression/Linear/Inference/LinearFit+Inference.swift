import LinearAlgebra

extension LinearFit {
  /// The rows it was fitted on.
  ///
  /// - Throws: `.setting` for a fit read from a file, which holds none.
  func rows() throws(RegressionError) -> LinearSample {
    guard let sample else {
      throw .setting("fit", reason: "a saved fit does not hold the rows it was made on")
    }
    return sample
  }

  /// Xb + offset of each row.
  public func fittedValues() throws(RegressionError) -> [Double] {
    let sample = try rows()
    var result = sample.design.times(fullEstimates)
    if let offset = sample.offset {
      for i in result.indices { result[i] += offset[i] }
    }
    return result
  }

  /// y − ŷ of each row, not weighted.
  public func residuals() throws(RegressionError) -> [Double] {
    let fitted = try fittedValues()
    return zip(try rows().response, fitted).map { $0 - $1 }
  }

  /// Bread and scores, for covariances of any kind.
  public func sandwich() throws(RegressionError) -> Sandwich {
    let sample = try rows()
    var factors = try residuals()
    if let weights = sample.weights {
      for i in factors.indices { factors[i] *= weights[i] }
    }
    return Sandwich(
      design: sample.design, kept: kept, bread: unscaledCovariance, scoreFactors: factors,
      weights: sample.weights, count: count)
  }

  /// Estimates with errors of the kind asked for; t with n − rank degrees of
  /// freedom, but with G − 1 for CR1 and two-way clusters (the lesser G) and
  /// Satterthwaite's for CR2.
  ///
  /// - Throws: `.setting` for a fit read from a file (other than classical), groups
  ///   of other length or fewer than two, a negative lag; `.tooFewRows` where no
  ///   degrees of freedom are left.
  public func inference(
    _ estimator: CovarianceEstimator
  ) throws(RegressionError) -> CoefficientInference {
    if case .classical = estimator { return classicalInference }
    guard residualDegreesOfFreedom > 0 else { throw .tooFewRows(rows: count, columns: rank) }
    return try sandwich().inference(
      estimator, names: names, estimates: estimates,
      residualDegreesOfFreedom: Double(residualDegreesOfFreedom))
  }
}

extension Sandwich {
  /// Estimates with errors of the kind asked for.
  ///
  /// - Parameters:
  ///   - names: one a column of the design.
  ///   - estimates: of the kept columns.
  ///   - residualDegreesOfFreedom: of Student's t; nil compares with the normal, as
  ///     for generalized linear models of known dispersion.
  /// - Throws: see `LinearFit.inference`; `.setting` for `.classical`, which is no
  ///   sandwich.
  public func inference(
    _ estimator: CovarianceEstimator, names: [String], estimates: [Double],
    residualDegreesOfFreedom: Double?
  ) throws(RegressionError) -> CoefficientInference {
    let covariance: Matrix
    var degrees = residualDegreesOfFreedom.map { [Double](repeating: $0, count: rank) }
    var notes: [FitNote] = []
    func useFewer(_ width: Int) {
      guard degrees != nil else { return }
      degrees = [Double](repeating: Double(width - 1), count: rank)
    }
    switch estimator {
    case .classical: throw .setting("estimator", reason: "classical errors are no sandwich")
    case .heteroscedastic(let kind): covariance = heteroscedastic(kind)
    case .neweyWest(let lags, let corrected):
      if case .fixed(let count) = lags, count < 0 {
        throw .setting("lags", reason: "must not be negative")
      }
      let bandwidth = bandwidth(lags)
      covariance = neweyWest(bandwidth: bandwidth, corrected: corrected)
      let reach = max(0, Int(min(bandwidth, Double(design.rows)).rounded(.up)) - 1)
      notes.append(
        FitNote(.other, "Errors allow for correlation over \(reach) rows; rows in order of time."))
    case .cluster(let values, .cr1):
      let groups = try checked(values)
      covariance = clustered(groups.codes, width: groups.width)
      useFewer(groups.width)
    case .cluster(let values, .cr2):
      let groups = try checked(values)
      do {
        let found = try bellMcCaffrey(groups.codes, width: groups.width)
        covariance = found.covariance
        if degrees != nil { degrees = found.degreesOfFreedom }
      } catch {
        throw .singular("\(error)")
      }
    case .twoWayCluster(let first, let second):
      let (a, b) = (try checked(first), try checked(second))
      let (found, wasIndefinite) = twoWayClustered(a, b)
      covariance = found
      useFewer(min(a.width, b.width))
      if wasIndefinite {
        notes.append(
          FitNote(
            .other, "The two-way covariance was not positive and its negative part was left out."))
      }
    }
    return CoefficientInference(
      estimator: estimator.name, names: names, kept: kept, estimates: estimates,
      covariance: covariance, degreesOfFreedom: degrees, notes: notes)
  }

  private func checked(_ values: [Int32]) throws(RegressionError) -> Groups {
    guard values.count == design.rows else {
      throw .setting("cluster", reason: "\(values.count) values for \(design.rows) rows")
    }
    if let row = values.firstIndex(where: { $0 < 0 }) {
      throw .setting("cluster", reason: "row \(row + 1) is in no group")
    }
    let weights = weights
    let groups = Groups(values) { row in (weights?[row] ?? 1) > 0 }
    guard groups.width > 1 else { throw .setting("cluster", reason: "needs at least two groups") }
    return groups
  }
}
