import Foundation

/// Powers of a variable, orthogonal over the values it was fitted to unless raw.
///
/// The three-term recurrence p₀ = 1, p₁ = x − α₁,
/// p_{j+1} = (x − α_{j+1}) p_j − (n_j / n_{j−1}) p_{j−1} with n_j = Σ p_j² (Forsythe
/// 1957, "Generation and use of orthogonal polynomials for data-fitting"; Kennedy &
/// Gentle 1980, pp. 343–4), each polynomial scaled to length 1: R's `poly`. New values
/// run through the same recurrence, so a prediction uses the fit's own polynomials.
public struct PolynomialBasis: Codable, Equatable, Sendable {
  public var degree: Int
  public var raw: Bool
  /// The recurrence runs on x − `center`, which keeps its products exact.
  public var center: Double
  /// α₁ … α_degree, as differences from `center`.
  public var alpha: [Double]
  /// n₀ … n_degree.
  public var norms: [Double]

  /// - Precondition: more distinct values than `degree`, unless raw.
  init(degree: Int, raw: Bool, fittedTo values: [Double]) {
    self.degree = degree
    self.raw = raw
    (center, alpha, norms) = (0, [], [])
    guard !raw else { return }
    center = values.reduce(0, +) / Double(values.count)
    let x = values.map { $0 - center }
    var (before, current) = ([Double](repeating: 0, count: x.count), x.map { _ in 1.0 })
    norms = [Double(x.count)]
    for _ in 0..<degree {
      var moment = 0.0
      for i in x.indices { moment += x[i] * current[i] * current[i] }
      let a = moment / norms.last!
      let ratio = norms.count > 1 ? norms[norms.count - 1] / norms[norms.count - 2] : 0
      var norm = 0.0
      for i in x.indices {
        let next = (x[i] - a) * current[i] - ratio * before[i]
        before[i] = current[i]
        current[i] = next
        norm += next * next
      }
      alpha.append(a)
      norms.append(norm)
    }
  }

  /// One column a degree, from 1 up.
  public func columns(_ values: [Double]) -> [[Double]] {
    var result: [[Double]] = []
    if raw {
      var power = values
      for j in 0..<degree {
        if j > 0 { for i in power.indices { power[i] *= values[i] } }
        result.append(power)
      }
      return result
    }
    var (before, current) = (values.map { _ in 0.0 }, values.map { _ in 1.0 })
    for j in 0..<degree {
      let ratio = j > 0 ? norms[j] / norms[j - 1] : 0
      let scale = 1 / norms[j + 1].squareRoot()
      var column = current
      for i in values.indices {
        let next = (values[i] - center - alpha[j]) * current[i] - ratio * before[i]
        before[i] = current[i]
        current[i] = next
        column[i] = next * scale
      }
      result.append(column)
    }
    return result
  }
}
