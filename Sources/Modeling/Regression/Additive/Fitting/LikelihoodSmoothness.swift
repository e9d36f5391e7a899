import Foundation
import LinearAlgebra

/// Penalized maximum likelihood of a response that is not Gaussian about its predictor.
///
/// For given smoothing parameters β̂ minimizes half the penalized deviance by Newton's method
/// with the observed information, each step one pass over the rows; what the criterion's
/// derivatives need of the rows takes one pass more (Wood 2011, sec. 3.3–3.5). Steps start from
/// the estimate for the parameters before.
struct LikelihoodSmoothness: Sendable {
  let design: AdditiveDesign
  let family: GLMFamily
  let link: GLMLink
  let response: [Double]
  /// Times the trials of a binomial.
  let weights: [Double]
  let offset: [Double]?
  let criterion: SmoothnessCriterion
  let threads: Int

  private var columns: Int { design.columns }

  /// Sums over the rows at some coefficients.
  struct Sums: Sendable {
    var halfDeviance = 0.0
    /// Xᵀ ∂(D/2)/∂η.
    var gradient: [Double]
    /// XᵀWX, both triangles.
    var gram: Matrix

    mutating func add(_ other: Sums) {
      halfDeviance += other.halfDeviance
      for j in gradient.indices { gradient[j] += other.gradient[j] }
      for k in gram.storage.indices { gram.storage[k] += other.gram.storage[k] }
    }
  }

  /// Which weights a gram is of.
  private enum Information { case observed, expected }

  /// The inverse's root and ln |H|, or nil where H is not positive definite.
  func factor(_ gram: Matrix, _ total: [Double]) -> (root: Matrix, logDeterminant: Double)? {
    var h = gram
    for j in 0..<columns { h[j, j] += total[j] }
    for j in design.dropped { h[j, j] += 1 }
    // Scaled to a diagonal of ones: the penalties' sizes then cost no digits.
    var sizes = [Double](repeating: 0, count: columns)
    var logarithm = 0.0
    for j in 0..<columns {
      guard h[j, j] > 0, h[j, j].isFinite else { return nil }
      sizes[j] = 1 / h[j, j].squareRoot()
      logarithm += log(h[j, j])
    }
    for j in 0..<columns {
      for i in 0..<columns { h[i, j] *= sizes[i] * sizes[j] }
    }
    guard let cholesky = try? Cholesky(h),
      var root = try? cholesky.lower.solveTriangle(.lower, .identity(columns), transposed: true)
    else { return nil }
    for j in 0..<columns {
      for i in 0..<columns { root[i, j] *= sizes[i] }
    }
    return (root, cholesky.logDeterminant + logarithm)
  }

  /// Coefficients to begin with: one scoring step from means near the responses.
  func start(_ rho: [Double]) throws(RegressionError) -> [Double] {
    let parts = design.fold(threads: threads, start: { Sums(columns: columns) }) {
      sums, panel, rows in
      let count = rows.count
      var (weight, target) = (
        [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
      )
      for (i, row) in rows.enumerated() where weights[row] > 0 {
        let eta = link.predictor(family.startingMean(response[row], weight: weights[row]))
        let half = HalfDeviance(family, link, response: response[row], weight: weights[row], eta)
        guard half.expected > 0, half.expected.isFinite else { continue }
        weight[i] = half.expected
        target[i] = half.expected * (eta - (offset?[row] ?? 0)) - half.d1
      }
      panel.addTransposeTimes(target, rows: count, to: &sums.gradient)
      sums.addGram(panel, weight, rows: count)
    }
    let sums = Sums.total(parts)
    guard let factor = factor(sums.gram, criterion.penalties.total(rho)) else {
      throw .singular("the additive model's first step")
    }
    return factor.root * factor.root.transposeTimes(sums.gradient)
  }

  private func sums(_ coefficients: [Double], _ information: Information) -> Sums {
    let parts = design.fold(threads: threads, start: { Sums(columns: columns) }) {
      sums, panel, rows in
      let count = rows.count
      var eta = [Double](repeating: 0, count: count)
      panel.times(coefficients, rows: count, into: &eta)
      if let offset {
        for (i, row) in rows.enumerated() { eta[i] += offset[row] }
      }
      var weight = [Double](repeating: 0, count: count)
      for (i, row) in rows.enumerated() where weights[row] > 0 {
        let half = HalfDeviance(
          family, link, response: response[row], weight: weights[row], eta[i])
        sums.halfDeviance += half.value
        weight[i] = information == .observed ? half.d2 : half.expected
        eta[i] = half.d1
      }
      for (i, row) in rows.enumerated() where weights[row] == 0 { eta[i] = 0 }
      panel.addTransposeTimes(eta, rows: count, to: &sums.gradient)
      sums.addGram(panel, weight, rows: count)
    }
    return Sums.total(parts)
  }

  /// XᵀWX with expected weights, which covariances and effective degrees are of.
  func expectedGram(_ coefficients: [Double]) -> Matrix { sums(coefficients, .expected).gram }

  private func objective(_ sums: Sums, _ coefficients: [Double], _ total: [Double]) -> Double {
    var value = sums.halfDeviance
    for j in 0..<columns { value += total[j] * coefficients[j] * coefficients[j] / 2 }
    return value.isFinite ? value : .infinity
  }

  /// β̂ for these smoothing parameters, from coefficients not far from it.
  func state(
    _ rho: [Double], from start: [Double]
  ) throws(RegressionError) -> SmoothingState {
    let total = criterion.penalties.total(rho)
    var beta = start
    var current = sums(beta, .observed)
    var value = objective(current, beta, total)
    guard value < .infinity else {
      throw .noConvergence("the additive model has no valid means to start from")
    }
    for _ in 0..<200 {
      var gradient = current.gradient
      for j in 0..<columns { gradient[j] += total[j] * beta[j] }
      var factor = factor(current.gram, total)
      let observed = factor != nil
      if factor == nil { factor = self.factor(expectedGram(beta), total) }
      guard let factor else { throw .singular("the additive model's information matrix") }
      let scores = factor.root.transposeTimes(gradient)
      let gain = dot(scores, scores) / 2
      if observed, gain <= 1e-22 * (1 + value) {
        return try finish(rho, beta, current, factor)
      }
      let step = (factor.root * scores).map { -$0 }
      var (size, moved) = (1.0, false)
      for _ in 0..<60 {
        let next = zip(beta, step).map { $0 + size * $1 }
        let trial = sums(next, .observed)
        let objective = objective(trial, next, total)
        // Steps within rounding of the objective are not judged by it.
        if objective < value || objective.isFinite && gain <= 1e-10 * (1 + value) {
          (beta, current, value, moved) = (next, trial, objective, true)
          break
        }
        size /= 2
      }
      if observed, gain <= 1e-13 * (1 + value) {
        guard let last = self.factor(current.gram, total) else { break }
        return try finish(rho, beta, current, last)
      }
      guard moved else { break }
    }
    guard family.isBinomial else {
      throw .noConvergence("the additive model's coefficients did not settle")
    }
    throw .noConvergence(
      "the additive model's coefficients did not settle: as a rule because the terms tell every "
        + "outcome without error (separation); leave out the term that gives the outcome away")
  }

  private func finish(
    _ rho: [Double], _ beta: [Double], _ sums: Sums,
    _ factor: (root: Matrix, logDeterminant: Double)
  ) throws(RegressionError) -> SmoothingState {
    let slopes = criterion.slopes(beta, factor.root, rho)
    var state = SmoothingState(
      rho: rho, coefficients: beta, root: factor.root, logDeterminant: factor.logDeterminant,
      halfDeviance: sums.halfDeviance, slopes: slopes)
    state.change = weightChange(state)
    return state
  }
}

extension LikelihoodSmoothness.Sums {
  fileprivate init(columns: Int) {
    gradient = [Double](repeating: 0, count: columns)
    gram = Matrix(rows: columns, columns: columns)
  }

  /// Adds XᵀWX, in one triangle where no weight is negative; destroys the panel.
  fileprivate mutating func addGram(
    _ panel: borrowing RowPanel, _ weight: [Double], rows count: Int
  ) {
    if weight.allSatisfy({ $0 >= 0 }) {
      for j in 0..<panel.columns {
        let column = panel.column(j)
        for i in 0..<count { column[i] *= weight[i].squareRoot() }
      }
      panel.addGram(rows: count, to: &gram)
    } else {
      let scaled = RowPanel(columns: panel.columns, capacity: panel.capacity)
      for j in 0..<panel.columns {
        let (source, target) = (panel.column(j), scaled.column(j))
        for i in 0..<count { target[i] = source[i] * weight[i] }
      }
      // The upper triangle, which this also fills, is overwritten at the end.
      panel.addProduct(with: scaled, rows: count, to: &gram)
    }
  }

  fileprivate static func total(_ parts: [Self]) -> Self {
    var sum = parts[0]
    for part in parts.dropFirst() { sum.add(part) }
    sum.gram.mirrorLower()
    return sum
  }
}
