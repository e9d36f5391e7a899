import Foundation
import LinearAlgebra
import Optimization

/// Least squares under stationary ARMA(p, q) errors, exact (Harvey & Phillips 1979):
/// every column passes the error process's filter and what is left is uncorrelated.
///
/// The parameters of the process maximize the restricted likelihood (Harville 1977;
/// for serial correlation Cooper & Thompson 1977), which does not take the fit's own
/// degrees of freedom for independence as plain likelihood does: with short series
/// the latter's errors are too small. Stationary and invertible by construction
/// (Monahan 1984: partial autocorrelations inside (−1, 1)).
struct ARMARegression: Sendable {
  let autoregressive: [Double]
  let movingAverage: [Double]
  let estimates: [Double]
  /// σ² (X̃ᵀX̃)⁻¹.
  let covariance: Matrix
  /// Of the innovations.
  let variance: Double
  /// −2 × the restricted (or full) log-likelihood without its constant.
  let criterion: Double
  /// Standardized, uncorrelated when the process holds; one a row observed.
  let innovations: [Double]
  /// Rows observed less columns.
  let degreesOfFreedom: Int

  /// - Parameters:
  ///   - design: steps × columns of full rank.
  ///   - response: NaN where missing.
  ///   - isRestricted: restricted likelihood; false for the full one.
  init(
    design: Matrix, response: [Double], p: Int, q: Int, isRestricted: Bool = true
  ) throws(EvaluationError) {
    let problem = Problem(design: design, response: response, isRestricted: isRestricted)
    var best: [Double] = []
    if p + q == 1 {
      let grid = stride(from: -0.95, through: 0.96, by: 0.19)
        .map { (at: $0, value: problem.criterion([$0], p, q)) }
      let start = grid.min { $0.value < $1.value }!.at
      best = [
        Brent.minimize(max(-0.9999, start - 0.19), min(0.9999, start + 0.19), tolerance: 1e-8) {
          problem.criterion([$0], p, q)
        }.x
      ]
    } else if p + q > 1 {
      var least = Double.infinity
      // A second start, positively correlated, as most series are.
      for start in [0.0, 0.5] {
        var point = [Double](repeating: 0, count: p + q)
        if p > 0 { point[0] = start }
        let found = NelderMead(maximumEvaluations: 1_500, tolerance: 1e-7).minimize(
          from: point, lower: point.map { _ in -0.9999 }, upper: point.map { _ in 0.9999 },
          scale: point.map { _ in 0.2 }
        ) { problem.criterion($0, p, q) }
        if found.value < least { (least, best) = (found.value, found.point) }
      }
    }
    guard let solved = problem.solve(best, p, q) else {
      throw .singular("the columns of the model cannot be told apart")
    }
    (autoregressive, movingAverage) = Self.coefficients(best, p)
    estimates = solved.estimates
    degreesOfFreedom = solved.innovations.count - design.columns
    variance = solved.sumOfSquares / Double(degreesOfFreedom)
    covariance = variance * solved.inverseGram
    criterion = solved.criterion
    let deviation = variance.squareRoot()
    innovations = solved.innovations.map { $0 / deviation }
  }

  /// φ and θ from partial autocorrelations (Monahan 1984, eq. 1); the moving average
  /// is the same map with its sign turned.
  static func coefficients(_ partials: [Double], _ p: Int) -> ([Double], [Double]) {
    func levinson(_ r: ArraySlice<Double>) -> [Double] {
      var phi: [Double] = []
      for partial in r {
        let old = phi
        for j in phi.indices { phi[j] = old[j] - partial * old[phi.count - 1 - j] }
        phi.append(partial)
      }
      return phi
    }
    return (levinson(partials[..<p]), levinson(partials[p...]).map { -$0 })
  }

  struct Problem {
    let data: Matrix
    let isObserved: [Bool]
    let isRestricted: Bool

    struct Solved {
      var estimates: [Double]
      var inverseGram: Matrix
      var sumOfSquares: Double
      var innovations: [Double]
      var criterion: Double
    }

    init(design: Matrix, response: [Double], isRestricted: Bool) {
      isObserved = response.map { !$0.isNaN }
      var storage = response.map { $0.isNaN ? 0 : $0 }
      storage += design.storage
      data = Matrix(rows: design.rows, columns: design.columns + 1, storage: storage)
      self.isRestricted = isRestricted
    }

    func criterion(_ partials: [Double], _ p: Int, _ q: Int) -> Double {
      solve(partials, p, q)?.criterion ?? .infinity
    }

    func solve(_ partials: [Double], _ p: Int, _ q: Int) -> Solved? {
      let (phi, theta) = ARMARegression.coefficients(partials, p)
      var filter = InnovationsFilter(
        .arma(autoregressive: phi, movingAverage: theta), columns: data.columns)
      let pass = filter.run(data, isObserved: isObserved)
      let k = data.columns - 1
      let n = pass.innovations.rows
      guard n > k else { return nil }
      let x = pass.innovations[0..<n, 1..<(k + 1)]
      let y = pass.innovations.column(0)
      guard let qr = try? QR(x), let estimates = try? qr.leastSquares(y),
        let inverse = try? qr.upper.solveTriangle(.upper, .identity(k))
      else { return nil }
      let fitted = x * estimates
      let rest = zip(y, fitted).map { $0 - $1 }
      let sum = dot(rest, rest)
      let free = Double(isRestricted ? n - k : n)
      var criterion = free * (log(2 * Double.pi * sum / free) + 1) + pass.logDeterminant
      if isRestricted {
        for i in 0..<k { criterion += 2 * log(abs(qr.upper[i, i])) }
      }
      return Solved(
        estimates: estimates, inverseGram: inverse.timesTranspose(inverse), sumOfSquares: sum,
        innovations: rest, criterion: criterion.isNaN ? .infinity : criterion)
    }
  }
}
