import Foundation
import Statistics

extension GLMFit {
  public enum Overdispersion: String, Codable, Sendable {
    /// var y = μ + α μ (NB1).
    case linear
    /// var y = μ + α μ² (NB2).
    case quadratic
  }

  /// The test of Cameron & Trivedi (1990, Journal of Econometrics 46, eq. 3.4 and
  /// 3.7) of a Poisson fit: ((y − μ)² − y) / μ regressed on g(μ)/μ without a constant,
  /// g = μ or μ². One-sided: a large statistic says that counts vary more.
  ///
  /// - Returns: α̂ and its t statistic, compared with the normal.
  /// - Throws: `.setting` for another family or a model read from a file;
  ///   `.tooFewRows` for fewer than two rows that count.
  public func overdispersionTest(
    _ kind: Overdispersion = .quadratic
  ) throws(RegressionError) -> (alpha: Double, test: TestResult) {
    guard family == .poisson || family == .quasiPoisson else {
      throw .setting("family", reason: "the test is of a Poisson fit")
    }
    let data = try rows()
    let means = try fittedValues()
    let counted = means.indices.filter { (data.weights?[$0] ?? 1) > 0 }
    guard counted.count > 1 else { throw .tooFewRows(rows: counted.count, columns: 1) }
    var (squares, products) = (CompensatedSum(), CompensatedSum())
    let pairs = counted.map { i -> (x: Double, z: Double) in
      let residual = data.response[i] - means[i]
      let z = (residual * residual - data.response[i]) / means[i]
      let x = kind == .linear ? 1 : means[i]
      squares.add(x * x)
      products.add(x * z)
      return (x, z)
    }
    let alpha = products.value / squares.value
    var rest = CompensatedSum()
    for (x, z) in pairs { rest.add((z - alpha * x) * (z - alpha * x)) }
    let error = (rest.value / Double(counted.count - 1) / squares.value).squareRoot()
    let statistic = alpha / error
    return (
      alpha,
      TestResult(
        "Cameron-Trivedi test of overdispersion", statistic: statistic,
        pValue: Normal.standard.survival(statistic))
    )
  }
}
