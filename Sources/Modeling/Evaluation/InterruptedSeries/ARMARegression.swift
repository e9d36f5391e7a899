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
      let grid = stride(from: -0.8, through: 0.81, by: 0.4)
        .map { (at: $0, value: problem.criterion([$0], p, q)) }
      let start = grid.min { $0.value < $1.value }!.at
      best = [
        Brent.minimize(max(-0.9999, start - 0.4), min(0.9999, start + 0.4), tolerance: 1e-8) {
          problem.criterion([$0], p, q)
        }.x
      ]
    } else if p + q > 1 {
      best = problem.bestPartials(p, q)
    }
    guard let solved = problem.solve(best, p, q) else {
      throw .singular("the columns of the model cannot be told apart")
    }
    (autoregressive, movingAverage) = Self.coefficients(best, p)
    estimates = solved.fit.estimates
    degreesOfFreedom = solved.fit.residuals.count - design.columns
    variance = solved.fit.sumOfSquares / Double(degreesOfFreedom)
    covariance = variance * solved.fit.inverseGram()
    criterion = solved.criterion
    let deviation = variance.squareRoot()
    innovations = solved.fit.residuals.map { $0 / deviation }
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
      var fit: OrthogonalFit
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
      guard let fit = OrthogonalFit(pass.innovations) else { return nil }
      let sum = fit.sumOfSquares
      let free = Double(isRestricted ? n - k : n)
      var criterion = free * (log(2 * Double.pi * sum / free) + 1) + pass.logDeterminant
      if isRestricted {
        criterion += 2 * fit.logDiagonal
      }
      return Solved(fit: fit, criterion: criterion.isNaN ? .infinity : criterion)
    }

    /// L-BFGS-B over the partial autocorrelations' areatangents from two starts.
    func bestPartials(_ p: Int, _ q: Int) -> [Double] {
      var least = Double.infinity
      var best = [Double](repeating: 0, count: p + q)
      for start in [0.0, 0.6] {
        var point = [Double](repeating: 0, count: p + q)
        if p > 0 { point[0] = atanh(start) }
        var objective = Objective(problem: self, p: p, q: q)
        let found = LBFGSB(
          maximumIterations: 100, gradientTolerance: 1e-6, valueTolerance: 1e-12
        ).minimize(&objective, from: point)
        if found.value < least { (least, best) = (found.value, found.point.map(tanh)) }
      }
      return best
    }
  }

  private struct Objective: SmoothObjective {
    let problem: Problem
    let p: Int
    let q: Int
    var dimension: Int { p + q }

    mutating func value(at x: [Double]) -> Double { problem.criterion(x.map(tanh), p, q) }

    /// By central differences.
    mutating func gradient(at x: [Double], into gradient: inout [Double]) -> Double {
      for i in x.indices {
        let step = 1e-5
        var (up, down) = (x, x)
        up[i] += step
        down[i] -= step
        gradient[i] = (value(at: up) - value(at: down)) / (2 * step)
      }
      return value(at: x)
    }
  }
}
