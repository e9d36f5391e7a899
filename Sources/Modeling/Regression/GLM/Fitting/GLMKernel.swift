import Foundation
import LinearAlgebra

/// What one Fisher scoring step needs of each row (McCullagh & Nelder 1989,
/// sec. 2.5): weight w (dμ/dη)² / V, score w (y − μ) (dμ/dη) / V and deviance.
struct GLMKernel: Sendable {
  var family: GLMFamily
  let link: GLMLink
  /// Of a binomial, the share of successes.
  let response: [Double]
  /// Prior weights, times the trials of a binomial; nil for ones.
  let weights: [Double]?
  let offset: [Double]?

  var rows: Int { response.count }

  /// Whether some predictors have no mean the family allows.
  var hasEdge: Bool {
    switch link {
    case .log, .logit, .probit, .cauchit, .complementaryLogLog: false
    default: family != .gaussian
    }
  }

  @inline(__always)
  func weight(_ i: Int) -> Double { weights.map { $0[i] } ?? 1 }

  /// Writes weights and scores at the linear predictors X b of some rows and
  /// returns their deviance, infinite where a mean is none of the family's, and
  /// their sum of squared Pearson residuals.
  func step(
    _ rows: Range<Int>, _ linear: UnsafePointer<Double>,
    _ weight: UnsafeMutablePointer<Double>, _ score: UnsafeMutablePointer<Double>
  ) -> SIMD2<Double> {
    let count = rows.count
    let predictor = score
    if let offset {
      for i in 0..<count { predictor[i] = linear[i] + offset[rows.lowerBound + i] }
    } else {
      predictor.update(from: linear, count: count)
    }
    let deviance =
      switch (family, link) {
      case (.poisson, .log), (.quasiPoisson, .log):
        poissonLog(rows.lowerBound, count, weight, score)
      case (.binomial, .logit), (.quasiBinomial, .logit):
        binomialLogit(rows.lowerBound, count, weight, score)
      default: general(rows.lowerBound, count, weight, score)
      }
    if let weights {
      for i in 0..<count where weights[rows.lowerBound + i] == 0 { (weight[i], score[i]) = (0, 0) }
    }
    var pearson = 0.0
    for i in 0..<count where weight[i] > 0 { pearson += score[i] * score[i] / weight[i] }
    return SIMD2(deviance, pearson)
  }

  /// The first step: from means near the responses instead of from coefficients,
  /// the score then being that of the least squares fit of g(μ) itself.
  func start(
    _ rows: Range<Int>, _ weight: UnsafeMutablePointer<Double>,
    _ score: UnsafeMutablePointer<Double>
  ) -> SIMD2<Double> {
    for i in 0..<rows.count {
      let row = rows.lowerBound + i
      let prior = self.weight(row)
      guard prior > 0 else {
        (weight[i], score[i]) = (0, 0)
        continue
      }
      let y = response[row]
      var mean = family.startingMean(y, weight: prior)
      if !family.isMean(mean) || !link.predictor(mean).isFinite {
        mean = max(abs(mean), 0.1)
      }
      let predictor = link.predictor(mean)
      let slope = link.slope(predictor)
      let variance = family.variance(mean, complement: 1 - mean)
      weight[i] = prior * slope * slope / variance
      let working = predictor - (offset.map { $0[row] } ?? 0) + (y - mean) / slope
      score[i] = weight[i] * working
      if !score[i].isFinite { (weight[i], score[i]) = (0, 0) }
    }
    return .zero
  }

  private func general(
    _ first: Int, _ count: Int, _ weight: UnsafeMutablePointer<Double>,
    _ score: UnsafeMutablePointer<Double>
  ) -> Double {
    var deviance = 0.0
    for i in 0..<count {
      let prior = self.weight(first + i)
      guard prior > 0 else { continue }
      let (y, predictor) = (response[first + i], score[i])
      let mean = link.mean(predictor)
      let complement = link.complement(predictor)
      guard family.isMean(mean) || (family.isBinomial && mean > 0 && complement > 0) else {
        (weight[i], score[i]) = (0, 0)
        // A missing predictor is the caller's to find; an impossible mean is not.
        deviance += predictor.isNaN ? .nan : .infinity
        continue
      }
      let slope = link.slope(predictor)
      let ratio = slope / family.variance(mean, complement: complement)
      weight[i] = prior * slope * ratio
      let residual = y > 0.5 && family.isBinomial ? complement - (1 - y) : y - mean
      score[i] = prior * residual * ratio
      deviance += prior * family.unitDeviance(y, mean, complement: complement)
    }
    return deviance
  }

  /// ln k of small counts, which most are.
  private static let logarithms = (0..<64).map { log(Double($0)) }

  /// From the predictor ln μ, without a logarithm where y is a small count: there
  /// y ln y is too small for its difference from y ln μ to lose digits that count.
  @inline(__always)
  private static func poissonDeviance(_ y: Double, _ predictor: Double, _ mean: Double) -> Double {
    guard y < 64, y == Double(Int(y)), abs(predictor) < 690 else {
      return GLMFamily.poisson.unitDeviance(y, mean, complement: 0)
    }
    let own = y == 0 ? 0 : y * (logarithms[Int(y)] - predictor)
    return max(0, 2 * (own - (y - mean)))
  }

  /// Canonical: weight μ, score y − μ.
  private func poissonLog(
    _ first: Int, _ count: Int, _ weight: UnsafeMutablePointer<Double>,
    _ score: UnsafeMutablePointer<Double>
  ) -> Double {
    var deviance = 0.0
    weight.update(from: score, count: count)
    exponentiate(weight, count: count)
    for i in 0..<count {
      let y = response[first + i]
      let mean = weight[i]
      let prior = self.weight(first + i)
      weight[i] = prior * mean
      if prior > 0 { deviance += prior * Self.poissonDeviance(y, score[i], mean) }
      score[i] = score[i].isNaN ? .nan : prior * (y - mean)
    }
    return deviance
  }

  /// Canonical: weight μ (1 − μ), score y − μ.
  private func binomialLogit(
    _ first: Int, _ count: Int, _ weight: UnsafeMutablePointer<Double>,
    _ score: UnsafeMutablePointer<Double>
  ) -> Double {
    var deviance = 0.0
    // Of events, −ln μ is |η| on the wrong side, plus ln(1 + e^−|η|): of many rows one
    // logarithm of their product, but for terms so small that the 1 would round them.
    var (product, logarithms) = (1.0, 0.0)
    for i in 0..<count { weight[i] = -abs(score[i]) }
    exponentiate(weight, count: count)
    for i in 0..<count {
      let y = response[first + i]
      let predictor = score[i]
      // Of the smaller of μ and 1 − μ, no digit is lost.
      let small = weight[i]
      let larger = 1 / (1 + small)
      let smaller = small * larger
      let (mean, complement) = predictor >= 0 ? (larger, smaller) : (smaller, larger)
      let prior = self.weight(first + i)
      weight[i] = prior * (smaller * larger)
      if weights == nil, y == 0 || y == 1 {
        if (predictor < 0) == (y == 1) { logarithms += min(abs(predictor), 690) }
        if small > 0.01 {
          product *= 1 + small
          if product > 1e200 {
            logarithms += log(product)
            product = 1
          }
        } else {
          logarithms += log1p(small)
        }
      } else if prior > 0 {
        deviance += prior * family.unitDeviance(y, mean, complement: complement)
      }
      let residual = y > 0.5 ? complement - (1 - y) : y - mean
      score[i] = predictor.isNaN ? .nan : prior * residual
    }
    return deviance + 2 * (logarithms + log(product))
  }
}
