import Foundation

/// The distribution of the response: its deviance is what a path explains.
public enum ElasticNetFamily: String, Codable, CaseIterable, Sendable {
  /// Any number; identity link.
  case gaussian
  /// 0 … 1: no or yes, or a share with its number of trials as weight; logit link.
  case binomial
  /// Counts, or any number that is not negative; logarithmic link.
  case poisson

  /// - Throws: `.responseOutOfRange` with the first row outside the family's range.
  func check(_ response: [Double]) throws(RegressionError) {
    switch self {
    case .gaussian: return
    case .binomial:
      if let row = response.firstIndex(where: { $0 < 0 || $0 > 1 }) {
        throw .responseOutOfRange(reason: "a yes-or-no response lies in 0 ... 1", row: row)
      }
    case .poisson:
      if let row = response.firstIndex(where: { $0 < 0 }) {
        throw .responseOutOfRange(reason: "a count is not negative", row: row)
      }
    }
  }

  /// The mean of a linear predictor.
  @inline(__always)
  func mean(_ linear: Double) -> Double {
    switch self {
    case .gaussian: linear
    case .binomial: 1 / (1 + exp(-linear))
    case .poisson: exp(linear)
    }
  }

  /// The linear predictor of a mean.
  func link(_ mean: Double) -> Double {
    switch self {
    case .gaussian: mean
    case .binomial: log(mean / (1 - mean))
    case .poisson: log(mean)
    }
  }

  /// −ℓ of one response, less what does not depend on the linear predictor.
  @inline(__always)
  func loss(_ y: Double, linear: Double, mean: Double) -> Double {
    switch self {
    case .gaussian: 0.5 * (y - linear) * (y - linear)
    case .binomial:
      // log(1 + eᶯ) − y η, with the exponential that is at hand.
      linear > 0
        ? linear * (1 - y) - log(mean) : -log(1 - mean) - y * linear
    case .poisson: mean - y * linear
    }
  }

  /// The loss of a mean equal to the response.
  func saturatedLoss(_ y: Double) -> Double {
    switch self {
    case .gaussian: 0
    case .binomial:
      (y > 0 ? -y * log(y) : 0) - (y < 1 ? (1 - y) * log(1 - y) : 0)
    case .poisson: y > 0 ? y - y * log(y) : 0
    }
  }

  /// Second derivative of the loss, kept away from zero.
  @inline(__always)
  func curvature(mean: Double) -> Double {
    switch self {
    case .gaussian: 1
    case .binomial: max(mean * (1 - mean), 1e-10)
    case .poisson: max(mean, 1e-10)
    }
  }

  /// Twice the loss above that of a mean equal to the response; probabilities are kept
  /// 1e-5 away from 0 and 1, so that one sure mistake does not decide alone.
  func deviance(_ y: Double, mean: Double) -> Double {
    let kept = self == .binomial ? min(max(mean, 1e-5), 1 - 1e-5) : mean
    return 2 * (loss(y, linear: link(kept), mean: kept) - saturatedLoss(y))
  }
}
