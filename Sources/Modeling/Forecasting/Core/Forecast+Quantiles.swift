internal import Foundation
internal import LinearAlgebra

extension Forecast {
  /// Expected value of each step.
  public var mean: [Double] {
    switch distribution {
    case .normal(let mean, _), .quantiles(let mean, _, _): raised(mean)
    case .paths(let paths):
      (0..<paths.rows).map { step in
        var sum = 0.0
        for path in 0..<paths.columns { sum += raised(paths[step, path]) }
        return paths.columns == 0 ? .nan : sum / Double(paths.columns)
      }
    }
  }

  /// The value that the outcome of each step stays at or below with probability
  /// `p`, 0 < p < 1.
  ///
  /// Between the held levels a quantile forecast is linear in the normal score
  /// Φ⁻¹(p), and beyond them it goes on along its last piece: normal tails.
  /// Sample paths use linear interpolation of order statistics (type 7 of
  /// Hyndman & Fan, 1996).
  public func quantile(_ p: Double) -> [Double] {
    precondition(p > 0 && p < 1, "a quantile level lies strictly between 0 and 1")
    switch distribution {
    case .normal(let mean, let deviation):
      let z = StandardNormal.quantile(p)
      return raised(zip(mean, deviation).map { $0 + z * $1 })
    case .quantiles(_, let levels, let values):
      let (left, weight) = Forecast.bracket(p, in: levels)
      let right = min(left + 1, levels.count - 1)
      return raised(
        (0..<values.rows).map { step in
          let low = values[step, left]
          return low + weight * (values[step, right] - low)
        })
    case .paths(let paths):
      return raised((0..<paths.rows).map { Forecast.sampleQuantile(paths, row: $0, p) })
    }
  }

  /// The central interval that holds each step's outcome with probability
  /// `level`, 0 < level < 1.
  public func interval(_ level: Double) -> Interval {
    Interval(
      level: level, lower: quantile((1 - level) / 2), upper: quantile((1 + level) / 2))
  }

  public var median: [Double] { quantile(0.5) }

  /// Standard deviation of each step. For quantiles it is that of the piecewise
  /// normal distribution `quantile` describes, in closed form.
  public var standardDeviation: [Double] {
    switch distribution {
    case .normal(_, let deviation): return deviation
    case .quantiles(_, let levels, let values):
      let nodes = levels.map(StandardNormal.quantile)
      return (0..<values.rows).map { step in
        Forecast.deviation(nodes: nodes) { raised(values[step, $0]) }
      }
    case .paths(let paths):
      guard paths.columns > 1 else { return [Double](repeating: .nan, count: paths.rows) }
      let centre = mean
      return (0..<paths.rows).map { step in
        var sum = 0.0
        for path in 0..<paths.columns {
          let d = raised(paths[step, path]) - centre[step]
          sum += d * d
        }
        return (sum / Double(paths.columns - 1)).squareRoot()
      }
    }
  }

  func raised(_ value: Double) -> Double {
    guard let floor else { return value }
    return value < floor ? floor : value
  }

  func raised(_ values: [Double]) -> [Double] {
    floor == nil ? values : values.map { raised($0) }
  }

  /// The piece of the quantile function that level `p` lies on, and how far
  /// along it in normal scores (below 0 or above 1 in the tails).
  static func bracket(_ p: Double, in levels: [Double]) -> (left: Int, weight: Double) {
    guard levels.count > 1 else { return (0, 0) }
    var left = 0
    while left + 2 < levels.count && levels[left + 1] < p { left += 1 }
    if levels[left] == p { return (left, 0) }
    if levels[left + 1] == p { return (left, 1) }
    let a = StandardNormal.quantile(levels[left])
    let b = StandardNormal.quantile(levels[left + 1])
    return (left, (StandardNormal.quantile(p) - a) / (b - a))
  }

  private static func sampleQuantile(_ paths: Matrix, row: Int, _ p: Double) -> Double {
    guard paths.columns > 0 else { return .nan }
    var draws = (0..<paths.columns).map { paths[row, $0] }
    draws.sort()
    let position = p * Double(draws.count - 1)
    let left = Int(position)
    guard left + 1 < draws.count else { return draws[left] }
    return draws[left] + (position - Double(left)) * (draws[left + 1] - draws[left])
  }

  /// Deviation of X = Q(Z), Z standard normal and Q linear between the nodes:
  /// ∫(a + bz)² φ over a piece is a²ΔΦ − 2ab Δφ + b²(ΔΦ − Δ(zφ)).
  private static func deviation(nodes: [Double], value: (Int) -> Double) -> Double {
    guard nodes.count > 1 else { return .nan }
    var first = 0.0
    var second = 0.0
    for piece in 0..<(nodes.count - 1) {
      let b = (value(piece + 1) - value(piece)) / (nodes[piece + 1] - nodes[piece])
      // Centred on the middle value, so that squares do not cancel.
      let a = value(piece) - value(nodes.count / 2) - b * nodes[piece]
      let lower = piece == 0 ? -Double.infinity : nodes[piece]
      let upper = piece == nodes.count - 2 ? Double.infinity : nodes[piece + 1]
      let mass = StandardNormal.cdf(upper) - StandardNormal.cdf(lower)
      let phi = (StandardNormal.density(lower), StandardNormal.density(upper))
      let edge = (
        lower.isFinite ? lower * phi.0 : 0,
        upper.isFinite ? upper * phi.1 : 0
      )
      first += a * mass - b * (phi.1 - phi.0)
      second += a * a * mass - 2 * a * b * (phi.1 - phi.0) + b * b * (mass - (edge.1 - edge.0))
    }
    return max(0, second - first * first).squareRoot()
  }
}
