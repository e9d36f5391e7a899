import Foundation
internal import Statistics

/// The distribution of one step: negative binomial for counts (Poisson where it
/// is not overdispersed), gamma for quantities that are not whole numbers.
struct CountMargin: Sendable {
  private enum Law {
    /// Cumulative probabilities of `first`, `first` + 1, …
    case table(first: Double, cumulative: [Double])
    case gamma(Gamma, rounded: Bool)
    case point(Double)
  }
  private let law: Law

  /// - Parameters:
  ///   - mean: at least 0.
  ///   - relativeVariance: v of the variance mean + v mean², at least 0; for
  ///     quantities that are not counts the variance is v mean².
  init(mean: Double, relativeVariance v: Double, isInteger: Bool) {
    guard mean > 1e-9, mean.isFinite else {
      law = .point(0)
      return
    }
    let variance = (isInteger ? mean : 0) + v * mean * mean
    let deviation = variance.squareRoot()
    guard isInteger, deviation < 60 else {
      // So wide a law is smooth: the gamma law of the same moments, rounded.
      if let gamma = try? Gamma(mean: mean, variance: variance), variance > 1e-18 * mean * mean {
        law = .gamma(gamma, rounded: isInteger)
      } else {
        law = .point(isInteger ? mean.rounded() : mean)
      }
      return
    }
    // p(k + 1) / p(k) = (k + r)/(k + 1) · μ/(μ + r), r = 1/v; μ/(k + 1) for v = 0.
    let first = max(0, (mean - 8 * deviation).rounded(.down))
    let ratio = v > 1e-9 ? mean * v / (1 + mean * v) : 0
    let size = v > 1e-9 ? 1 / v : 0
    var logarithm: Double
    if v > 1e-9 {
      logarithm =
        first == 0
        ? -size * log1p(mean * v)
        : ((try? NegativeBinomial(mean: mean, size: size))?.logPMF(first) ?? -700)
    } else {
      logarithm = -mean + first * log(mean) - SpecialFunctions.logGamma(first + 1)
    }
    logarithm = max(logarithm, -700)
    var probability = exp(logarithm)
    var total = probability
    var cumulative = [total]
    var k = first
    while total < 1 - 1e-9 && Double(cumulative.count) < 40 * (deviation + 1) + mean {
      probability *= v > 1e-9 ? (k + size) / (k + 1) * ratio : mean / (k + 1)
      k += 1
      total += probability
      cumulative.append(total)
    }
    let scale = 1 / total
    for k in cumulative.indices { cumulative[k] *= scale }
    law = .table(first: first, cumulative: cumulative)
  }

  /// The least value that the outcome stays at or below with probability `p`.
  func quantile(_ p: Double) -> Double {
    switch law {
    case .point(let value): return value
    case .gamma(let gamma, let rounded):
      let value = gamma.quantile(min(max(p, 1e-12), 1 - 1e-12))
      return rounded ? value.rounded() : value
    case .table(let first, let cumulative):
      var low = 0
      var high = cumulative.count - 1
      while low < high {
        let middle = (low + high) / 2
        if cumulative[middle] >= p { high = middle } else { low = middle + 1 }
      }
      return first + Double(low)
    }
  }

  /// The probability of an outcome of at most `value`.
  func cumulative(_ value: Double) -> Double {
    switch law {
    case .point(let point): return value >= point ? 1 : 0
    case .gamma(let gamma, let rounded): return gamma.cdf(rounded ? value + 0.5 : value)
    case .table(let first, let cumulative):
      let k = Int(value.rounded(.down) - first)
      return k < 0 ? 0 : cumulative[min(k, cumulative.count - 1)]
    }
  }

  /// Probabilities below `value` and of at most `value`: the bounds of the
  /// uniform value that a count stands for (Czado, Gneiting & Held, 2009).
  func bounds(of value: Double) -> (below: Double, through: Double) {
    let through = cumulative(value)
    if case .gamma(_, false) = law { return (through, through) }
    return (cumulative(value - 1), through)
  }
}
