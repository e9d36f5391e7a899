import Foundation

/// The mean as a function of the linear predictor, and its first four derivatives.
struct MeanSeries {
  var mean: Double
  /// 1 − mean, with all its digits.
  var complement: Double
  var d1: Double
  var d2: Double
  var d3: Double
  var d4: Double

  @inline(__always)
  init(_ link: GLMLink, _ predictor: Double) {
    mean = link.mean(predictor)
    complement = 0
    (d1, d2, d3, d4) = (0, 0, 0, 0)
    switch link {
    case .identity:
      d1 = 1
      complement = 1 - mean
    case .log: (d1, d2, d3, d4) = (mean, mean, mean, mean)
    case .logit:
      complement = link.complement(predictor)
      let (spread, tilt) = (mean * complement, complement - mean)
      d1 = spread
      d2 = spread * tilt
      d3 = spread * (1 - 6 * spread)
      d4 = spread * tilt * (1 - 12 * spread)
    case .probit:
      complement = link.complement(predictor)
      d1 = link.slope(predictor)
      d2 = -predictor * d1
      d3 = (predictor * predictor - 1) * d1
      d4 = (3 - predictor * predictor) * predictor * d1
    case .cauchit:
      complement = link.complement(predictor)
      let square = predictor * predictor
      let c = 1 / (1 + square)
      d1 = c / .pi
      d2 = -2 * predictor * c * d1
      d3 = (6 * square - 2) * c * c * d1
      d4 = 24 * predictor * (1 - square) * c * c * c * d1
    case .complementaryLogLog:
      complement = link.complement(predictor)
      let t = exp(min(max(predictor, -690), 6))
      d1 = t * complement
      d2 = d1 * (1 - t)
      d3 = d1 * (1 + t * (t - 3))
      d4 = d1 * (1 - t * (7 - t * (6 - t)))
    case .inverse: power(-1, predictor)
    case .inverseSquare: power(-0.5, predictor)
    case .squareRoot: power(2, predictor)
    case .power(let exponent): power(1 / exponent, predictor)
    }
  }

  /// Of η^a.
  private mutating func power(_ a: Double, _ predictor: Double) {
    d1 = a * mean / predictor
    d2 = (a - 1) * d1 / predictor
    d3 = (a - 2) * d2 / predictor
    d4 = (a - 3) * d3 / predictor
    complement = 1 - mean
  }
}

/// Half the deviance of one observation as a function of its linear predictor: four
/// derivatives, and what the scoring iterations need.
struct HalfDeviance {
  /// Of weight × deviance / 2.
  var value = 0.0
  var d1 = 0.0
  /// The observed information about the predictor; may be negative.
  var d2 = 0.0
  var d3 = 0.0
  var d4 = 0.0
  /// The expected information: weight × (dμ/dη)² / V.
  var expected = 0.0

  /// - Parameter family: θ filled in.
  @inline(__always)
  init(_ family: GLMFamily, _ link: GLMLink, response y: Double, weight: Double, _ eta: Double) {
    let series = MeanSeries(link, eta)
    let mean = series.mean
    guard family.isMean(mean) else {
      value = .infinity
      return
    }
    value = weight / 2 * family.unitDeviance(y, mean, complement: series.complement)
    // y = 1 makes 1 − μ the residual, which has more digits than μ − 1.
    let residual = family.isBinomial && y == 1 ? -series.complement : mean - y
    switch (family, link) {
    case (.gaussian, .identity), (.poisson, .log), (.quasiPoisson, .log), (.binomial, .logit),
      (.quasiBinomial, .logit):
      d1 = weight * residual
      d2 = weight * series.d1
      d3 = weight * series.d2
      d4 = weight * series.d3
      expected = d2
    case (.gamma, .log):
      let ratio = weight * y / mean
      d1 = weight * residual / mean
      (d2, d3, d4) = (ratio, -ratio, ratio)
      expected = weight
    default:
      let v = VarianceSeries(family, mean, series.complement)
      let r = 1 / v.value
      let r1 = -v.d1 * r * r
      let r2 = (2 * v.d1 * v.d1 * r - v.d2) * r * r
      let r3 = ((6 * v.d2 - 6 * v.d1 * v.d1 * r) * v.d1 * r - v.d3) * r * r
      let u = residual * r
      let u1 = r + residual * r1
      let u2 = 2 * r1 + residual * r2
      let u3 = 3 * r2 + residual * r3
      let (m1, m2) = (series.d1, series.d2)
      d1 = weight * u * m1
      d2 = weight * (u1 * m1 * m1 + u * m2)
      d3 = weight * (u2 * m1 * m1 * m1 + 3 * u1 * m1 * m2 + u * series.d3)
      let high = u3 * m1 * m1 + 6 * u2 * m2
      d4 =
        weight * (high * m1 * m1 + u1 * (3 * m2 * m2 + 4 * m1 * series.d3) + u * series.d4)
      expected = weight * m1 * m1 * r
    }
  }

  /// V(μ) and three derivatives.
  struct VarianceSeries {
    var value: Double
    var d1 = 0.0
    var d2 = 0.0
    var d3 = 0.0

    init(_ family: GLMFamily, _ mean: Double, _ complement: Double) {
      value = family.variance(mean, complement: complement)
      switch family {
      case .gaussian: break
      case .poisson, .quasiPoisson: d1 = 1
      case .binomial, .quasiBinomial: (d1, d2) = (complement - mean, -2)
      case .gamma: (d1, d2) = (2 * mean, 2)
      case .inverseGaussian: (d1, d2, d3) = (3 * mean * mean, 6 * mean, 6)
      case .negativeBinomial(let theta):
        (d1, d2) = (1 + 2 * mean / (theta ?? 1), 2 / (theta ?? 1))
      case .tweedie(let power):
        let p = power ?? 1.5
        d1 = p * value / mean
        d2 = (p - 1) * d1 / mean
        d3 = (p - 2) * d2 / mean
      }
    }
  }
}
