import Foundation
import TestSupport
import XCTest

@testable import Statistics

/// What every distribution must do, run over every family in the registry.
final class DistributionConformanceTests: XCTestCase {
  /// Members to try, by family: ordinary, skewed and extreme ones.
  private let examples: [String: [[Double]]] = [
    "beta": [[2, 3], [0.5, 0.5], [0.3, 8], [200, 350]],
    "binomial": [[12, 0.3], [1, 0.5], [400, 0.02], [3000, 0.6]],
    "chi-squared": [[1], [5], [250]],
    "exponential": [[1], [0.02]],
    "f": [[3, 9], [12, 30], [40, 5]],
    "gamma": [[0.3, 2], [4, 0.5], [900, 0.1]],
    "log-normal": [[0, 0.5], [3, 0.1]],
    "negative-binomial": [[4, 0.7], [60, 12], [2000, 40]],
    "normal": [[0, 1], [-40, 7]],
    "poisson": [[0.4], [9.5], [10.5], [3000]],
    "student-t": [[3, 0, 1], [8, 5, 2], [500, 0, 1]],
    "uniform": [[0, 1], [-3, 8]],
    "weibull": [[0.8, 1], [3, 50]],
  ]
  private let probabilities = [1e-9, 1e-4, 0.01, 0.2, 0.5, 0.77, 0.95, 0.9999]

  private func forEach(
    _ body: (_ label: String, _ member: any Distribution) throws -> Void
  ) throws {
    for family in DistributionFamily.all {
      for parameters in try XCTUnwrap(examples[family.name], "no example of \(family.name)") {
        try body("\(family.name) \(parameters)", family.member(parameters))
      }
    }
  }

  func testTailsAreComplements() throws {
    try forEach { label, d in
      var last = 0.0
      for p in probabilities {
        let x = d.quantile(p)
        XCTAssertEqual(d.cdf(x) + d.survival(x), 1, accuracy: 1e-14, label)
        XCTAssertGreaterThanOrEqual(d.cdf(x), last, label)
        XCTAssert(d.support.contains(x), label)
        last = d.cdf(x)
      }
      XCTAssertEqual(d.cdf(-.infinity), 0, label)
      XCTAssertEqual(d.survival(.infinity), 0, label)
      XCTAssertEqual(d.cdf(.infinity), 1, label)
      XCTAssert(d.cdf(.nan).isNaN && d.survival(.nan).isNaN, label)
    }
  }

  func testQuantileInvertsTheDistribution() throws {
    try forEach { label, d in
      for p in probabilities {
        let x = d.quantile(p)
        let y = d.upperQuantile(p)
        if d is any DiscreteDistribution {
          // The smallest integer that reaches p, and its own image.
          XCTAssertGreaterThanOrEqual(d.cdf(x), p, label)
          if x > d.support.lowerBound { XCTAssertLessThan(d.cdf(x - 1), p, label) }
          XCTAssertEqual(d.quantile(d.cdf(x)), x, label)
          XCTAssertLessThanOrEqual(d.survival(y), p, label)
          if y > d.support.lowerBound { XCTAssertGreaterThan(d.survival(y - 1), p, label) }
        } else {
          let density = try XCTUnwrap(d as? any ContinuousDistribution, label).pdf
          // A quantile is a double: half its last place is worth so much probability.
          func slack(_ x: Double) -> Double { 1e-13 * p + 2 * density(x) * x.ulp }
          if x > d.support.lowerBound {
            XCTAssertEqual(d.cdf(x), p, accuracy: slack(x), "\(label) at \(p)")
          }
          // The end of the support stands for quantiles nearer to it than any double.
          if y < d.support.upperBound {
            XCTAssertEqual(d.survival(y), p, accuracy: slack(y), "\(label) above \(p)")
          } else {
            XCTAssertLessThan(p, 1e-8, label)
          }
        }
      }
      XCTAssertEqual(d.quantile(0), d.support.lowerBound, label)
      XCTAssertEqual(d.quantile(1), d.support.upperBound, label)
      XCTAssertEqual(d.upperQuantile(1), d.support.lowerBound, label)
      for bad in [-0.1, 1.1, .nan] {
        XCTAssert(d.quantile(bad).isNaN && d.upperQuantile(bad).isNaN, label)
      }
    }
  }

  /// The density integrates to differences of the distribution function; probabilities
  /// sum to it. Moments come out of the same sums.
  func testDensityBelongsToTheDistribution() throws {
    try forEach { label, d in
      if let d = d as? any DiscreteDistribution {
        let last = d.upperQuantile(1e-12)
        var total = 0.0
        var mean = 0.0
        var square = 0.0
        for k in stride(from: 0, through: last, by: 1) {
          let mass = d.pmf(k)
          if mass > 1e-290 {
            XCTAssertEqual(d.logPMF(k), log(mass), accuracy: 1e-12 * (1 + abs(log(mass))), label)
          }
          total += mass
          mean += k * mass
          square += (k - d.mean) * (k - d.mean) * mass
        }
        XCTAssertEqual(total, d.cdf(last), accuracy: 1e-12, label)
        assertClose(mean, d.mean, relative: 1e-7, label)
        assertClose(square, d.variance, relative: 1e-6, label)
        XCTAssertEqual(d.pmf(0.5), 0, label)
        XCTAssertEqual(d.pmf(-1), 0, label)
      } else {
        let d = try XCTUnwrap(d as? any ContinuousDistribution, label)
        let cuts = (1...99).map { d.quantile(Double($0) / 100) }
        for (low, high) in zip(cuts, cuts.dropFirst()) {
          let area = simpson(low, high) { d.pdf($0) }
          XCTAssertEqual(area, d.cdf(high) - d.cdf(low), accuracy: 1e-7, label)
          XCTAssertEqual(d.logPDF(low), log(d.pdf(low)), accuracy: 1e-12, label)
        }
        if d.support.lowerBound.isFinite {
          XCTAssertEqual(d.pdf(d.support.lowerBound - 1), 0, label)
        }
      }
    }
  }

  func testSamplesHaveTheMomentsAndTheShape() throws {
    let count = 4000
    try forEach { label, d in
      var stream = RandomStream(seed: 20240, "conformance", label)
      let draws = d.samples(count, using: &stream)
      XCTAssert(draws.allSatisfy(d.support.contains), label)
      // Five standard errors of the mean: one in two million by chance.
      XCTAssertEqual(
        Descriptive.mean(draws), d.mean, accuracy: 5 * d.standardDeviation / 63.2, label)
      // Chi-squared of the draws over the 20 bins of equal probability (discrete families:
      // the probabilities the bins have).
      let edges = (1..<20).map { d.quantile(Double($0) / 20) }
      var statistic = 0.0
      var bins = 0
      for k in 0...19 {
        let low = k == 0 ? -Double.infinity : edges[k - 1]
        let high = k == 19 ? Double.infinity : edges[k]
        let expected = (d.cdf(high) - d.cdf(low)) * Double(count)
        let seen = Double(draws.filter { $0 > low && $0 <= high }.count)
        if expected < 1 { continue }
        statistic += (seen - expected) * (seen - expected) / expected
        bins += 1
      }
      if bins > 1 {
        let reference = try ChiSquared(degreesOfFreedom: Double(bins - 1))
        XCTAssertGreaterThan(reference.survival(statistic), 1e-6, label)
      }
      // The same stream, the same draws.
      var again = RandomStream(seed: 20240, "conformance", label)
      XCTAssertEqual(d.samples(5, using: &again), Array(draws.prefix(5)), label)
    }
  }

  func testParametersOutsideTheirRangeAreRefused() {
    for family in DistributionFamily.all {
      let good = examples[family.name]![0]
      for index in good.indices {
        for bad in [Double.nan, .infinity] {
          var parameters = good
          parameters[index] = bad
          XCTAssertThrowsError(try family.member(parameters), "\(family.name) \(parameters)")
        }
      }
      XCTAssertNotNil(DistributionFamily.named(family.name))
    }
    XCTAssertThrowsError(try Normal(mean: 0, standardDeviation: 0)) {
      XCTAssertEqual(
        "\($0)", "Normal: standard deviation is 0.0, it must be above 0 and finite")
    }
    XCTAssertThrowsError(try Binomial(trials: 3, probability: 1.5))
    XCTAssertThrowsError(try NegativeBinomial(size: 2, probability: 1))
    XCTAssertNil(DistributionFamily.named("cauchy"))
  }

  func testOtherParameterizations() throws {
    let byMean = try NegativeBinomial(mean: 6, size: 2)
    let byProbability = try NegativeBinomial(size: 2, probability: 0.25)
    XCTAssertEqual(byProbability.mean, 6, accuracy: 1e-14)
    XCTAssertEqual(byMean.pmf(3), byProbability.pmf(3), accuracy: 1e-16)
    // Two successes, three failures: 4 · 0.25² · 0.75³.
    XCTAssertEqual(byMean.pmf(3), 4 * 0.0625 * 0.421875, accuracy: 1e-15)
    let gamma = try Gamma(mean: 5, variance: 2)
    XCTAssertEqual(gamma.mean, 5, accuracy: 1e-14)
    XCTAssertEqual(gamma.variance, 2, accuracy: 1e-14)
    let logNormal = try LogNormal(mean: 5, variance: 2)
    XCTAssertEqual(logNormal.mean, 5, accuracy: 1e-13)
    XCTAssertEqual(logNormal.variance, 2, accuracy: 1e-13)
  }

  func testPointMasses() throws {
    let never = try Poisson(mean: 0)
    XCTAssertEqual(never.pmf(0), 1)
    XCTAssertEqual(never.quantile(0.9), 0)
    let always = try Binomial(trials: 4, probability: 1)
    XCTAssertEqual(always.pmf(4), 1)
    XCTAssertEqual(always.cdf(3), 0)
    XCTAssertEqual(always.quantile(0.001), 4)
  }

  private func simpson(_ low: Double, _ high: Double, _ f: (Double) -> Double) -> Double {
    let pieces = 64
    let h = (high - low) / Double(pieces)
    var sum = f(low) + f(high)
    for k in 1..<pieces { sum += f(low + h * Double(k)) * (k % 2 == 1 ? 4 : 2) }
    return sum * h / 3
  }
}
