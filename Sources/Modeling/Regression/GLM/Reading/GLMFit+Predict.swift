import Foundation
import LinearAlgebra
import Statistics

extension GLMFit {
  /// Means of new rows, with intervals on the scale of the response.
  ///
  /// The interval of the mean is η̂ ± q se(η̂) carried over by the link (delta
  /// method on the scale where the estimates are nearest to normal). That of a new
  /// observation is between quantiles of the family's distribution of that mean
  /// and of variance φ V(μ) + var μ̂: whole numbers for counts; none for
  /// quasi-binomial, and of a binomial successes of `trials` where these are given.
  ///
  /// - Parameters:
  ///   - design: columns as in the fit.
  ///   - offset: added to the linear predictor.
  ///   - exposure: values > 0 whose logarithms are added; log link only.
  ///   - trials: of a binomial, for the interval of successes.
  ///   - level: of both intervals, inside (0, 1); nil for no intervals.
  /// - Throws: `.setting` where the columns or lengths are others.
  public func predict(
    design: DesignMatrix, offset: [Double]? = nil, exposure: [Double]? = nil,
    trials: [Double]? = nil, level: Double? = 0.95
  ) throws(RegressionError) -> Prediction {
    let linear = try linearPredictor(design: design, offset: offset, exposure: exposure)
    var prediction = Prediction(mean: linear.map { link.mean($0) })
    guard let level else { return prediction }
    guard level > 0, level < 1 else {
      throw .setting("level", reason: "must lie inside (0, 1)")
    }
    if let trials, trials.count != design.rows {
      throw .setting("trials", reason: "\(trials.count) values for \(design.rows) rows")
    }
    prediction.level = level
    let errors = predictorErrors(design: design)
    let critical = criticalValue(level: level)
    var (meanLower, meanUpper): ([Double], [Double]) = ([], [])
    var (lower, upper): ([Double], [Double]) = ([], [])
    for i in linear.indices {
      let ends = [linear[i] - critical * errors[i], linear[i] + critical * errors[i]].map {
        boundedMean($0)
      }
      // A falling link turns them about.
      meanLower.append(ends[0] <= ends[1] ? ends[0] : ends[1])
      meanUpper.append(ends[0] <= ends[1] ? ends[1] : ends[0])
      let slope = link.slope(linear[i])
      let predictive = GLMPredictive(
        family: family, mean: prediction.mean[i], dispersion: dispersion,
        meanVariance: slope * slope * errors[i] * errors[i], trials: trials?[i])
      guard let interval = predictive.interval(level: level, critical: critical) else { continue }
      lower.append(interval.lower)
      upper.append(interval.upper)
    }
    (prediction.meanLower, prediction.meanUpper) = (meanLower, meanUpper)
    if lower.count == linear.count {
      (prediction.lower, prediction.upper) = (lower, upper)
    }
    return prediction
  }

  /// X β̂ + offset.
  public func linearPredictor(
    design: DesignMatrix, offset: [Double]? = nil, exposure: [Double]? = nil
  ) throws(RegressionError) -> [Double] {
    guard design.columns == coefficients.count else {
      throw .setting(
        "design", reason: "\(design.columns) columns, but the model has \(coefficients.count)")
    }
    for (name, values) in [("offset", offset), ("exposure", exposure)] {
      guard let values, values.count != design.rows else { continue }
      throw .setting(name, reason: "\(values.count) values for \(design.rows) rows")
    }
    guard exposure == nil || link == .log else {
      throw .setting("exposure", reason: "an exposure needs the log link")
    }
    var linear = design.times(estimates)
    if let offset { for i in linear.indices { linear[i] += offset[i] } }
    if let exposure { for i in linear.indices { linear[i] += log(exposure[i]) } }
    return linear
  }

  /// Standard errors of X β̂, one a row.
  public func predictorErrors(design: DesignMatrix) -> [Double] {
    design.quadraticForm(covariance, columns: kept).map { max(0, $0).squareRoot() }
  }

  /// The mean of a predictor; where a link's range ends before it, the mean there.
  private func boundedMean(_ predictor: Double) -> Double {
    switch link {
    case .squareRoot: link.mean(max(0, predictor))
    case .inverse, .inverseSquare:
      predictor <= 0 && family != .gaussian ? .infinity : link.mean(predictor)
    case .identity where family.isBinomial: min(max(predictor, 0), 1)
    case .identity where family != .gaussian: max(0, predictor)
    case .power(let exponent) where predictor <= 0: exponent > 0 ? 0 : .infinity
    default: link.mean(predictor)
    }
  }
}
