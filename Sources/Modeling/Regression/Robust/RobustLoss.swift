import Foundation

/// How much a residual counts, by its size in standard deviations.
public enum RobustLoss: Codable, Equatable, Sendable {
  /// Huber (1964): squared up to k, linear beyond. 1.345 loses 5 % efficiency on normal errors.
  case huber(k: Double)
  /// Tukey's bisquare (Beaton & Tukey 1974): what lies beyond c counts for nothing.
  /// 4.685 loses 5 % efficiency on normal errors.
  case bisquare(c: Double)

  public static let huber = RobustLoss.huber(k: 1.345)
  public static let bisquare = RobustLoss.bisquare(c: 4.685)

  var tuning: Double {
    switch self {
    case .huber(let k): k
    case .bisquare(let c): c
    }
  }

  /// ψ(u)/u: the weight of a residual in the next least squares.
  func weight(_ u: Double) -> Double {
    switch self {
    case .huber(let k): return abs(u) <= k ? 1 : k / abs(u)
    case .bisquare(let c):
      let t = 1 - min(1, (u / c) * (u / c))
      return t * t
    }
  }

  /// ψ′(u).
  func slope(_ u: Double) -> Double {
    switch self {
    case .huber(let k): return abs(u) <= k ? 1 : 0
    case .bisquare(let c):
      let t = (u / c) * (u / c)
      return t < 1 ? (1 - t) * (1 - 5 * t) : 0
    }
  }
}
