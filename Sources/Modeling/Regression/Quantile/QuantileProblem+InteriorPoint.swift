import Foundation
import LinearAlgebra

extension QuantileProblem {
  /// Coefficients close to the minimum, by the Frisch–Newton method: a primal-dual
  /// interior point for the bounded dual  max yᵀa, Xᵀa = (1 − τ) Xᵀ1, 0 ≤ a ≤ 1,
  /// with Mehrotra's predictor and corrector (Portnoy & Koenker 1997, sec. 4).
  ///
  /// z and w are the multipliers of a ≥ 0 and s = 1 − a ≥ 0; the coefficients are
  /// those of the equations. Each of some twenty iterations costs one weighted Gram matrix.
  func interiorPoint(level: Double) throws(RegressionError) -> [Double] {
    let (n, p) = (rows, design.columns)
    let ones = [Double](repeating: 1, count: n)
    guard let start = try? Cholesky(gram(ones)).solve(transposeTimes(response)) else {
      throw .singular("the design has columns that repeat others")
    }
    var b = start
    var a = [Double](repeating: 1 - level, count: n)
    var s = [Double](repeating: level, count: n)
    var residual = zip(response, times(b)).map { $0 - $1 }
    let spread = residual.reduce(0) { $0 + abs($1) } / Double(n)
    let magnitude = response.reduce(0) { max($0, abs($1)) }
    guard spread > 1e-13 * magnitude else { return b }
    // w − z is the residual, both above zero.
    let floor = 1e-3 * spread
    var z = residual.map { max(-$0, 0) + floor }
    var w = residual.map { max($0, 0) + floor }
    var (q, v) = (ones, ones)
    var (da, dz, dw) = (ones, ones, ones)
    for _ in 0..<60 {
      var gap = 0.0
      for i in 0..<n { gap += z[i] * a[i] + w[i] * s[i] }
      if gap <= 1e-9 * spread * Double(n) { break }
      for i in 0..<n {
        q[i] = 1 / (z[i] / a[i] + w[i] / s[i])
        v[i] = q[i] * (z[i] - w[i])
      }
      guard let factored = try? Cholesky(gram(q)) else { break }
      // Predictor: the direction with no centring; a stays feasible, since Xᵀda = 0.
      // With multipliers that are exact, z − w is minus the residual.
      guard var db = try? factored.solve(transposeTimes(v)) else { break }
      var slope = times(db)
      for i in 0..<n {
        da[i] = q[i] * (slope[i] - z[i] + w[i])
        dz[i] = -z[i] * (1 + da[i] / a[i])
        dw[i] = -w[i] * (1 - da[i] / s[i])
      }
      var primal = Self.length(a, s, da)
      var dual = Self.length(z, dz, w, dw)
      if min(primal, dual) < 1 {
        var after = 0.0
        for i in 0..<n {
          after += (z[i] + dual * dz[i]) * (a[i] + primal * da[i])
          after += (w[i] + dual * dw[i]) * (s[i] - primal * da[i])
        }
        let ratio = after / gap
        let center = gap * ratio * ratio * ratio / Double(2 * n)
        // Corrector: second-order terms of the predictor, and the centre.
        for i in 0..<n {
          dz[i] = (center - da[i] * dz[i]) / a[i]
          dw[i] = (center + da[i] * dw[i]) / s[i]
          v[i] = q[i] * (z[i] - dz[i] - w[i] + dw[i])
        }
        guard let corrected = try? factored.solve(transposeTimes(v)) else { break }
        db = corrected
        slope = times(db)
        for i in 0..<n {
          da[i] = q[i] * (slope[i] - z[i] + dz[i] + w[i] - dw[i])
          dz[i] += -z[i] - z[i] * da[i] / a[i]
          dw[i] += -w[i] + w[i] * da[i] / s[i]
        }
        primal = Self.length(a, s, da)
        dual = Self.length(z, dz, w, dw)
      }
      guard (0..<p).allSatisfy({ db[$0].isFinite }), primal > 1e-12, dual > 1e-12 else { break }
      for i in 0..<n {
        a[i] += primal * da[i]
        s[i] -= primal * da[i]
        z[i] += dual * dz[i]
        w[i] += dual * dw[i]
      }
      for j in 0..<p { b[j] -= dual * db[j] }
    }
    residual = zip(response, times(b)).map { $0 - $1 }
    guard residual.allSatisfy(\.isFinite) else {
      throw .noConvergence("interior point of the quantile regression")
    }
    return b
  }

  private static let towardsBoundary = 0.9995

  /// The longest step up to 1 that keeps a and s = 1 − a above zero.
  private static func length(_ a: [Double], _ s: [Double], _ da: [Double]) -> Double {
    var longest = Double.infinity
    for i in a.indices {
      if da[i] < 0 { longest = min(longest, -a[i] / da[i]) }
      if da[i] > 0 { longest = min(longest, s[i] / da[i]) }
    }
    return min(1, towardsBoundary * longest)
  }

  private static func length(
    _ z: [Double], _ dz: [Double], _ w: [Double], _ dw: [Double]
  ) -> Double {
    var longest = Double.infinity
    for i in z.indices {
      if dz[i] < 0 { longest = min(longest, -z[i] / dz[i]) }
      if dw[i] < 0 { longest = min(longest, -w[i] / dw[i]) }
    }
    return min(1, towardsBoundary * longest)
  }
}
