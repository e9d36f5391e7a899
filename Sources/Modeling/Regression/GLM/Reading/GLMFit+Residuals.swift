import Foundation
import LinearAlgebra
import Statistics

extension GLMFit {
  public enum Residual: String, Codable, CaseIterable, Sendable {
    /// y − μ.
    case response
    /// (y − μ) √(w / V(μ)).
    case pearson
    /// sign(y − μ) √(w d(y, μ)).
    case deviance
    /// (y − μ) dη/dμ.
    case working
    /// (A(y) − A(μ)) / (V(μ)^{1/6}) √w with A = ∫ V^{−1/3}: nearest to normal
    /// (McCullagh & Nelder 1989, sec. 2.4.2; Cox & Snell 1968).
    case anscombe
    /// Deviance residuals over √(φ (1 − h)).
    case standardizedDeviance
    /// Pearson residuals over √(φ (1 − h)).
    case standardizedPearson
  }

  /// The rows the model was fitted on.
  ///
  /// - Throws: `.setting` for a model that was read back from a file.
  func rows() throws(RegressionError) -> Data {
    guard let data else {
      throw .setting("model", reason: "was read from a file, without the rows it was fitted on")
    }
    return data
  }

  /// Means of the rows of the fit; of a binomial, probabilities.
  public func fittedValues() throws(RegressionError) -> [Double] {
    try linearPredictorOfRows().map { link.mean($0) }
  }

  func linearPredictorOfRows() throws(RegressionError) -> [Double] {
    let data = try rows()
    return try linearPredictor(design: data.design, offset: data.offset)
  }

  /// One residual a row of the fit, 0 where the weight is 0.
  ///
  /// - Throws: `.setting` for a model read from a file.
  public func residuals(_ kind: Residual = .deviance) throws(RegressionError) -> [Double] {
    let data = try rows()
    let linear = try linearPredictorOfRows()
    let leverage: [Double]? =
      kind == .standardizedDeviance || kind == .standardizedPearson ? try hatValues() : nil
    var result = [Double](repeating: 0, count: linear.count)
    for i in linear.indices {
      let weight = data.weights?[i] ?? 1
      guard weight > 0 else { continue }
      let (y, mean) = (data.response[i], link.mean(linear[i]))
      let complement = link.complement(linear[i])
      let variance = family.variance(mean, complement: complement)
      let scale = leverage.map { (dispersion * max(0, 1 - $0[i])).squareRoot() } ?? 1
      switch kind {
      case .response: result[i] = y - mean
      case .working: result[i] = (y - mean) / link.slope(linear[i])
      case .pearson, .standardizedPearson:
        result[i] = (y - mean) * (weight / variance).squareRoot() / scale
      case .deviance, .standardizedDeviance:
        let unit = weight * family.unitDeviance(y, mean, complement: complement)
        result[i] = max(0, unit).squareRoot() * (y >= mean ? 1 : -1) / scale
      case .anscombe:
        result[i] = weight.squareRoot() * family.anscombe(y, mean)
      }
    }
    return result
  }

  /// Diagonal of W^½ X (XᵀWX)⁻¹ Xᵀ W^½ at the estimates: each row's leverage.
  ///
  /// - Throws: `.setting` for a model read from a file.
  public func hatValues() throws(RegressionError) -> [Double] {
    let data = try rows()
    let linear = try linearPredictorOfRows()
    var result = data.design.quadraticForm(unscaledCovariance, columns: kept)
    for i in result.indices {
      result[i] *= workingWeight(linear[i], prior: data.weights?[i] ?? 1)
    }
    return result
  }

  /// (XᵀWX)⁻¹ over the kept columns: the bread of sandwich covariances.
  var unscaledCovariance: Matrix {
    dispersion > 0 ? (1 / dispersion) * covariance : covariance
  }

  private func workingWeight(_ predictor: Double, prior: Double) -> Double {
    let slope = link.slope(predictor)
    let variance = family.variance(
      link.mean(predictor), complement: link.complement(predictor))
    return prior > 0 ? prior * slope * slope / variance : 0
  }

  /// w (y − μ) (dμ/dη) / V(μ), one a row: times the rows of the design, the
  /// estimating functions whose sums are zero.
  ///
  /// - Throws: `.setting` for a model read from a file.
  public func scores() throws(RegressionError) -> [Double] {
    let data = try rows()
    let linear = try linearPredictorOfRows()
    return linear.indices.map { i in
      let weight = data.weights?[i] ?? 1
      guard weight > 0 else { return 0 }
      let variance = family.variance(
        link.mean(linear[i]), complement: link.complement(linear[i]))
      return weight * (data.response[i] - link.mean(linear[i])) * link.slope(linear[i]) / variance
    }
  }
}

extension GLMFamily {
  /// The normalizing residual of weight 1.
  func anscombe(_ y: Double, _ mean: Double) -> Double {
    switch self {
    case .gaussian: return y - mean
    case .poisson, .quasiPoisson:
      return 1.5 * (cbrt(y * y) - cbrt(mean * mean)) / pow(mean, 1.0 / 6)
    case .gamma: return 3 * (cbrt(y) - cbrt(mean)) / cbrt(mean)
    case .inverseGaussian: return (log(y) - log(mean)) / mean.squareRoot()
    case .binomial, .quasiBinomial:
      func transformed(_ x: Double) -> Double {
        SpecialFunctions.regularizedBeta(x, 2.0 / 3, 2.0 / 3)
          * exp(SpecialFunctions.logBeta(2.0 / 3, 2.0 / 3))
      }
      return (transformed(y) - transformed(mean)) / pow(mean * (1 - mean), 1.0 / 6)
    case .tweedie(let power):
      let exponent = 1 - (power ?? 1.5) / 3
      guard exponent != 0 else { return (log(y) - log(mean)) / mean.squareRoot() }
      return (pow(y, exponent) - pow(mean, exponent))
        / (exponent * pow(mean, (power ?? 1.5) / 6))
    case .negativeBinomial(let theta):
      // ∫ (t + t²/θ)^{−1/3} dt = θ^{2/3} B(u; 2/3, −1/3) of u = t/(t + θ), brought to
      // positive parameters by parts.
      let size = theta ?? 1
      func transformed(_ t: Double) -> Double {
        let u = t / (t + size)
        let (a, b) = (2.0 / 3, 2.0 / 3)
        let beta =
          SpecialFunctions.regularizedBeta(u, a, b) * exp(SpecialFunctions.logBeta(a, b))
        // B(u; a, b − 1) = ((a + b − 1) B(u; a, b) − u^a (1 − u)^{b−1}) / (b − 1).
        return ((a + b - 1) * beta - pow(u, a) * pow(1 - u, b - 1)) / (b - 1)
      }
      let scale = cbrt(size * size)
      return scale * (transformed(y) - transformed(mean))
        / pow(mean + mean * mean / size, 1.0 / 6)
    }
  }
}
