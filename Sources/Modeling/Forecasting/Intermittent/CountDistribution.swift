internal import Glibc

/// What counts to expect around a mean: a mixture of four families, weighted by
/// how well each of them foretold the past.
///
/// - Poisson;
/// - negative binomial, variance μ + μ²/s;
/// - hurdle: demand with probability p = μ/m, m the mean size of demand, of a size
///   1 + negative binomial;
/// - sizes: the same p, and sizes as they came (with a fifth of the hurdle's, for
///   sizes never seen).
///
/// Every family has mean μ, hence so has the mixture. The weight of a family is
/// proportional to its likelihood over the fitted pairs of mean and outcome.
public struct CountDistribution: Sendable, Codable, Equatable {
  /// Of Poisson, negative binomial, hurdle and sizes; their sum is 1.
  public private(set) var weights: [Double]
  /// s of the negative binomial.
  public private(set) var size: Double
  /// s of the sizes' negative binomial in the hurdle.
  public private(set) var hurdleSize: Double
  /// m, the mean size of demand, at least 1.
  public private(set) var meanSize: Double
  /// The sizes that came, ascending, and their shares.
  public private(set) var sizes: [Int]
  public private(set) var shares: [Double]

  /// No chance of demand is taken to be above this.
  private static let mostOften = 0.99
  private static let shareOfSizes = 0.8
  /// Values of s tried, for either negative binomial.
  private static let sizeGrid = (0..<14).map { 0.05 * exp2(0.75 * Double($0)) }

  /// - Parameters:
  ///   - means: what was expected, positive.
  ///   - outcomes: what came, not negative.
  ///   - demands: all sizes of demand seen, positive.
  init(means: [Double], outcomes: [Int], demands: [Int]) {
    let sorted = demands.sorted()
    var sizes: [Int] = []
    var counts: [Double] = []
    for demand in sorted {
      if demand == sizes.last {
        counts[counts.count - 1] += 1
      } else {
        sizes.append(demand)
        counts.append(1)
      }
    }
    let total = Double(sorted.count)
    let mean = sorted.isEmpty ? 1 : sorted.reduce(0) { $0 + Double($1) } / total
    self.sizes = sizes
    shares = counts.map { $0 / total }
    meanSize = mean
    weights = [1, 0, 0, 0]
    size = CountDistribution.sizeGrid.last ?? 1
    hurdleSize = size
    guard !means.isEmpty else { return }
    let most = max(outcomes.max() ?? 0, sizes.last ?? 0)
    // Σ log j! of the outcomes, for the Poisson family.
    var logFactorials = [0.0]
    for k in 1..<max(2, most + 1) {
      logFactorials.append(logFactorials[k - 1] + log(Double(k)))
    }
    var scores = [0.0, -Double.infinity, -Double.infinity, 0]
    for (mu, y) in zip(means, outcomes) {
      scores[0] += Double(y) * log(mu) - mu - logFactorials[y]
    }
    for s in CountDistribution.sizeGrid {
      let table = CountDistribution.coefficients(s, upTo: most)
      var plain = 0.0
      var hurdle = 0.0
      for (mu, y) in zip(means, outcomes) {
        plain += CountDistribution.logNegativeBinomial(y, mu, s, table)
        hurdle += hurdleScore(y, mu, s, table)
      }
      if plain > scores[1] { (scores[1], size) = (plain, s) }
      if hurdle > scores[2] { (scores[2], hurdleSize) = (hurdle, s) }
    }
    let table = CountDistribution.coefficients(hurdleSize, upTo: most)
    for (mu, y) in zip(means, outcomes) {
      let hurdle = hurdleScore(y, mu, hurdleSize, table)
      guard y > 0, mu <= CountDistribution.mostOften * meanSize else {
        scores[3] += hurdle
        continue
      }
      // The share of this size among the others.
      let place = sizes.firstIndex(of: y)
      let count = place.map { max(0, counts[$0] - 1) } ?? 0
      let share = total > 1 ? count / (total - 1) : 0
      let q = CountDistribution.shareOfSizes
      scores[3] += log(q * share * mu / meanSize + (1 - q) * exp(hurdle))
    }
    let best = scores.max() ?? 0
    let raw = scores.map { exp($0 - best) }
    let sum = raw.reduce(0, +)
    weights = raw.map { $0 / sum }
  }

  /// Σ_{j<k} log((s + j)/(j + 1)) for k = 0 ... most.
  private static func coefficients(_ s: Double, upTo most: Int) -> [Double] {
    var table = [Double](repeating: 0, count: most + 1)
    for k in 1..<max(1, most + 1) {
      let j = Double(k - 1)
      table[k] = table[k - 1] + log((s + j) / (j + 1))
    }
    return table
  }

  private static func logNegativeBinomial(
    _ y: Int, _ mu: Double, _ s: Double, _ table: [Double]
  ) -> Double {
    let k = Double(y)
    return table[y] - s * log1p(mu / s) + (y > 0 ? k * log(mu / (s + mu)) : 0)
  }

  /// The chance of demand around the mean `mu`, and the mean size then.
  private func demand(_ mu: Double) -> (chance: Double, size: Double) {
    let chance = min(mu / meanSize, CountDistribution.mostOften)
    return (chance, max(1, mu / chance))
  }

  private func hurdleScore(_ y: Int, _ mu: Double, _ s: Double, _ table: [Double]) -> Double {
    let (chance, size) = demand(mu)
    guard y > 0 else { return log(1 - chance) }
    guard size > 1 else { return y == 1 ? log(chance) : log(chance) - 50 }
    return log(chance) + CountDistribution.logNegativeBinomial(y - 1, size - 1, s, table)
  }

  /// P(0), P(1), … around the mean `mu`, until at most 1e-7 is left, which goes to
  /// the last.
  public func probabilities(mean mu: Double) -> [Double] {
    guard mu > 0 else { return [1] }
    let (chance, size) = demand(mu)
    let seen = mu <= CountDistribution.mostOften * meanSize
    let byHurdle =
      weights[2] + weights[3] * (seen ? 1 - CountDistribution.shareOfSizes : 1)
    let bySizes = seen ? weights[3] * CountDistribution.shareOfSizes : 0
    var poisson = exp(-mu)
    var binomial = exp(-self.size * log1p(mu / self.size))
    let ratio = mu / (self.size + mu)
    let rest = size - 1
    var further = rest > 0 ? exp(-hurdleSize * log1p(rest / hurdleSize)) : 1
    let furtherRatio = rest / (hurdleSize + rest)
    var place = 0
    var result: [Double] = []
    var left = 1.0
    var k = 0
    while left > 1e-7 && k < 100_000 {
      var p = weights[0] * poisson + weights[1] * binomial
      if k == 0 {
        p += (byHurdle + bySizes) * (1 - chance)
      } else {
        p += byHurdle * chance * further
        let j = Double(k - 1)
        further *= (hurdleSize + j) / (j + 1) * furtherRatio
        if place < sizes.count && sizes[place] == k {
          p += bySizes * chance * shares[place]
          place += 1
        }
      }
      let count = Double(k)
      poisson *= mu / (count + 1)
      binomial *= (self.size + count) / (count + 1) * ratio
      result.append(p)
      left -= p
      k += 1
    }
    if let last = result.indices.last { result[last] += max(0, left) }
    return result
  }
}
