import Foundation
public import LinearAlgebra

/// Courses that the *rate* of a day may take, from courses of its *counts*.
///
/// A forecast's sample paths are of counts, and hold the chance that the queueing model has
/// already. If counts are Poisson once the rates are known, their covariance is
/// C = Cov(rates) + diag(mean): taking the diagonal out leaves that of the rates (Jongbloed and
/// Koole 2001; Whitt 1999, "Dynamic staffing in a telephone call center aiming to immediately
/// answer all calls", Operations Research Letters 24). The paths are moved as little as can be
/// to have it: by L = C^−½ (C^½ C′ C^½)^½ C^−½, the transport between normals with covariances C
/// and C′ that has the least mean square (Olkin and Pukelsheim 1982, "The distance between two
/// random vectors with given dispersion matrices", Linear Algebra and its Applications 48).
/// Intervals that were tied together stay so, the more as the noise is gone.
public struct RatePaths: Sendable, Equatable {
  /// By path, then interval: contacts expected in the interval, at least 0.
  public let contacts: [[Double]]

  /// Rates that are known as such, by path, then interval.
  public init(contacts: [[Double]]) { self.contacts = contacts }

  /// `counts` by path, then interval; at least two paths of equal length, finite.
  public init(counts: [[Double]]) throws(QueueingError) {
    try require(counts.count >= 2, "number of paths", Double(counts.count), "at least 2")
    let width = counts[0].count
    for path in counts {
      try require(
        path.count == width, "intervals of a path", Double(path.count), "the same for all paths")
      for value in path { try require(value.isFinite, "count", value, "a number") }
    }
    let means = (0..<width).map { k in
      max(0, counts.reduce(0) { $0 + $1[k] } / Double(counts.count))
    }
    var deviations = Matrix(rows: width, columns: counts.count)
    for (p, path) in counts.enumerated() {
      for k in 0..<width { deviations[k, p] = path[k] - means[k] }
    }
    let covariance = (1 / Double(counts.count - 1)) * deviations.outerGram()
    guard let map = RatePaths.transport(covariance, noise: means) else {
      contacts = counts.map { $0.map { max(0, $0) } }
      return
    }
    let moved = map * deviations
    var paths = counts.indices.map { p in (0..<width).map { max(0, means[$0] + moved[$0, p]) } }
    // Rates below 0 were cut off: the means are kept.
    for k in 0..<width {
      let mean = paths.reduce(0) { $0 + $1[k] } / Double(paths.count)
      guard mean > 0 else { continue }
      for p in paths.indices { paths[p][k] *= means[k] / mean }
    }
    contacts = paths
  }

  /// The map that takes `noise` out of the diagonal; nil where the matrix has no roots.
  private static func transport(_ covariance: Matrix, noise: [Double]) -> Matrix? {
    guard !noise.isEmpty, let whole = try? SymmetricEigen(covariance) else { return nil }
    var wanted = covariance
    for k in noise.indices { wanted[k, k] = max(0, covariance[k, k] - noise[k]) }
    guard let rest = try? SymmetricEigen(wanted) else { return nil }
    let least = 1e-10 * max(whole.values.last ?? 0, 1e-300)
    let root = whole.apply { $0 > least ? $0.squareRoot() : 0 }
    let inverse = whole.apply { $0 > least ? 1 / $0.squareRoot() : 0 }
    // What is left may not be a covariance, by chance of the sample: its nearest is.
    let clean = rest.apply { max(0, $0) }
    guard let middle = try? SymmetricEigen(root * clean * root) else { return nil }
    return inverse * middle.apply { max(0, $0).squareRoot() } * inverse
  }
}
