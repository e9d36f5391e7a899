import Foundation
internal import LinearAlgebra

/// A penalized Poisson or negative binomial regression with log link on an
/// `ArrowDesign`: Fisher scoring, and how strongly each family of columns is
/// held back, learnt from the data.
///
/// The strengths follow Fellner and Schall: λ ← φ (rank S − λ tr(V S)) / βᵀSβ
/// (Fellner, 1986; Schall, 1991; Wood & Fasiolo, 2017, eq. 5), which climbs
/// the restricted likelihood at the cost of one trace. φ is 1 for columns
/// that differ between slots, the dispersion of daily sums of residuals for holidays, and
/// that of weekly sums for seasons and trend, as days near each other err alike.
struct PenalizedCounts {
  private(set) var coefficients: ArrowCoefficients
  /// With the λ in use.
  private(set) var penalties: [CountPenalty]
  /// Dispersion of each slot: variance μ + α μ².
  private(set) var alpha: [Double]
  /// Linear predictor of each row of the design, and its exponential.
  private(set) var eta: [Double]
  private(set) var mu: [Double]
  /// Dispersion of daily and of weekly sums against what the family says, at
  /// least 1.
  private(set) var dailyDispersion = 1.0
  private(set) var weeklyDispersion = 1.0
  private(set) var borderCovariance: Matrix
  private(set) var converged = false
  private(set) var iterations = 0
  private(set) var logLikelihood = -Double.infinity

  /// Scoring with everything but the coefficients fixed.
  ///
  /// - Parameters:
  ///   - start: coefficients to begin from.
  ///   - tolerance: of the relative change of the penalized likelihood.
  /// - Returns: nil where the equations cannot be solved.
  init?(
    _ design: ArrowDesign, start: ArrowCoefficients, penalties: [CountPenalty], alpha: [Double],
    tolerance: Double = 1e-12, limit: Int = 50
  ) {
    coefficients = start
    self.penalties = penalties
    self.alpha = alpha
    eta = PenalizedCounts.predictor(design, start)
    mu = eta.map { exp($0) }
    borderCovariance = Matrix(rows: 0, columns: 0)
    guard improve(design, tolerance: tolerance, limit: limit) else { return nil }
  }

  /// Scoring with dispersions and strengths learnt on the way.
  init?(
    adaptive design: ArrowDesign, start: ArrowCoefficients, penalties: [CountPenalty],
    isPoissonLike: Bool, rounds: Int = 10
  ) {
    self.init(
      design, start: start, penalties: penalties,
      alpha: [Double](repeating: isPoissonLike ? 0 : 1, count: design.slotCount),
      tolerance: 1e-3, limit: 3)
    for _ in 0..<rounds {
      alpha = PenalizedCounts.dispersion(design, mu: mu)
      dailyDispersion = dispersion(design, days: 1)
      weeklyDispersion = dispersion(design, days: 7)
      guard
        let system = ArrowSystem(
          design, at: coefficients, mu: mu, alpha: alpha, penalties: scaled)
      else { return nil }
      _ = move(design, system.step, from: objective(design, eta: eta, mu: mu, coefficients))
      let change = adapt(system)
      iterations += 1
      if change < 0.1 { break }
    }
    guard improve(design, tolerance: 1e-7, limit: 12) else { return nil }
  }

  /// Penalties as they enter the equations: those on whole days in units of
  /// their larger dispersion.
  private var scaled: [CountPenalty] {
    penalties.map { penalty in
      var penalty = penalty
      penalty.lambda *= dispersion(of: penalty)
      return penalty
    }
  }

  private func dispersion(of penalty: CountPenalty) -> Double {
    switch penalty.errorDays {
    case 0: 1
    case 1: dailyDispersion
    default: weeklyDispersion
    }
  }

  private mutating func improve(_ design: ArrowDesign, tolerance: Double, limit: Int) -> Bool {
    var last = objective(design, eta: eta, mu: mu, coefficients)
    for _ in 0..<limit {
      guard
        let system = ArrowSystem(
          design, at: coefficients, mu: mu, alpha: alpha, penalties: scaled)
      else { return false }
      borderCovariance = system.borderCovariance
      let value = move(design, system.step, from: last)
      iterations += 1
      let gain = value - last
      last = max(value, last)
      if gain <= tolerance * (abs(last) + 1) {
        converged = true
        break
      }
    }
    logLikelihood = last
    return last.isFinite
  }

  /// Goes along `step`, halved until the penalized likelihood does not fall.
  private mutating func move(
    _ design: ArrowDesign, _ step: ArrowCoefficients, from before: Double
  ) -> Double {
    var size = 1.0
    for _ in 0..<30 {
      var trial = coefficients
      for k in trial.border.indices { trial.border[k] += size * step.border[k] }
      for k in trial.block.indices { trial.block[k] += size * step.block[k] }
      let predictor = PenalizedCounts.predictor(design, trial)
      let means = predictor.map { exp($0) }
      let value = objective(design, eta: predictor, mu: means, trial)
      if value >= before - 1e-9 * abs(before) {
        coefficients = trial
        eta = predictor
        mu = means
        return value
      }
      size /= 2
    }
    return before
  }

  /// One Fellner–Schall step. Returns the largest change of a ln λ.
  private mutating func adapt(_ system: ArrowSystem) -> Double {
    var largest = 0.0
    let slots = Double(alpha.count)
    for k in penalties.indices where !penalties[k].isFixed {
      let penalty = penalties[k]
      let factor = dispersion(of: penalty)
      let rank = penalty.rank * (penalty.place == .block ? slots : 1)
      let freedom = rank - penalty.lambda * factor * system.trace(penalty)
      let size = quadratic(penalty, coefficients)
      var next = max(freedom, 1e-3) / max(size, 1e-12)
      // A prior deviation between 0.0003 and 5.
      next = min(max(next, 0.04), 1e7)
      // Coefficients that all shrink to nothing need not shrink further.
      let change = abs(log(next / penalty.lambda))
      if freedom > 0.01 * rank { largest = max(largest, change) }
      penalties[k].lambda = next
    }
    return largest
  }

  /// βᵀSβ.
  private func quadratic(
    _ penalty: CountPenalty, _ coefficients: ArrowCoefficients
  ) -> Double {
    let first = penalty.columns.lowerBound
    let blockCount = alpha.isEmpty ? 0 : coefficients.block.count / alpha.count
    func form(_ value: (Int) -> Double) -> Double {
      var sum = 0.0
      for i in 0..<penalty.columns.count {
        for j in 0..<penalty.columns.count {
          let entry = penalty.entry(i, j)
          if entry != 0 { sum += entry * value(first + i) * value(first + j) }
        }
      }
      return sum
    }
    switch penalty.place {
    case .border: return form { coefficients.border[$0] }
    case .block:
      return alpha.indices.reduce(0) { sum, s in
        sum + form { coefficients.block[s * blockCount + $0] }
      }
    }
  }

  private func objective(
    _ design: ArrowDesign, eta: [Double], mu: [Double], _ coefficients: ArrowCoefficients
  ) -> Double {
    var sum = 0.0
    for s in 0..<design.slotCount {
      let a = alpha[s]
      for row in design.slotStart[s]..<design.slotStart[s + 1] {
        let y = design.y[row]
        // Without the terms that do not depend on μ.
        let part =
          a * mu[row] > 1e-8
          ? y * eta[row] - (y + 1 / a) * log(1 + a * mu[row]) : y * eta[row] - mu[row]
        sum += design.weight[row] * part
      }
    }
    for penalty in scaled { sum -= 0.5 * penalty.lambda * quadratic(penalty, coefficients) }
    return sum
  }

  /// η = F_d β + x_ds γ + G_d Γ_s of every row.
  static func predictor(_ design: ArrowDesign, _ coefficients: ArrowCoefficients) -> [Double] {
    let lanes = design.lanes
    var padded = [SIMD8<Double>](repeating: .zero, count: lanes)
    for (k, value) in coefficients.border.enumerated() where k < design.border {
      padded[k >> 3][k & 7] = value
    }
    var ofDay = [Double](repeating: 0, count: design.dayCount)
    for d in 0..<design.dayCount {
      var sum = SIMD8<Double>(repeating: 0)
      for lane in 0..<Int(design.usedLanes[d]) {
        sum += padded[lane] * design.f[d * lanes + lane]
      }
      ofDay[d] = sum.sum()
    }
    let n = design.blockCount
    var eta = [Double](repeating: 0, count: design.rowCount)
    for s in 0..<design.slotCount {
      for row in design.slotStart[s]..<design.slotStart[s + 1] {
        let d = Int(design.day[row])
        var value = ofDay[d]
        for i in Int(design.blockStart[d])..<Int(design.blockStart[d + 1]) {
          value += design.blockValue[i] * coefficients.block[s * n + Int(design.blockColumn[i])]
        }
        for k in 0..<design.extra {
          value += design.x[row * design.extra + k] * coefficients.border[design.border + k]
        }
        eta[row] = min(max(value, -30), 30)
      }
    }
    return eta
  }

  /// Dispersion of each slot by the method of moments, drawn toward that of all
  /// as if `doubt` more rows of it had been seen.
  private static func dispersion(_ design: ArrowDesign, mu: [Double]) -> [Double] {
    let doubt = 50.0
    var excess = [Double](repeating: 0, count: design.slotCount)
    var squares = excess
    var rows = excess
    for s in 0..<design.slotCount {
      for row in design.slotStart[s]..<design.slotStart[s + 1] {
        let mu = mu[row]
        let gap = design.y[row] - mu
        excess[s] += design.weight[row] * (gap * gap - mu)
        squares[s] += design.weight[row] * mu * mu
        rows[s] += 1
      }
    }
    let all = max(excess.reduce(0, +) / max(squares.reduce(0, +), 1e-300), 0)
    return excess.indices.map { s in
      let own = squares[s] > 0 ? max(excess[s] / squares[s], 0) : all
      return min(max((rows[s] * own + doubt * all) / (rows[s] + doubt), 0), 10)
    }
  }

  /// Mean square of sums of scores over so many days, in units of what the family
  /// says of them; one sum counts with at most nine times the median.
  private func dispersion(_ design: ArrowDesign, days: Int) -> Double {
    let spans = design.dayCount / days + 1
    var sums = [Double](repeating: 0, count: spans)
    var variances = sums
    for s in 0..<design.slotCount {
      for row in design.slotStart[s]..<design.slotStart[s + 1] {
        let mu = mu[row]
        let share = design.weight[row] / (1 + alpha[s] * mu)
        let span = Int(design.day[row]) / days
        sums[span] += share * (design.y[row] - mu)
        variances[span] += share * share * (mu + alpha[s] * mu * mu)
      }
    }
    let known = spans > 0 ? sums.indices.filter { variances[$0] > 0 } : []
    guard !known.isEmpty else { return 1 }
    let ratios = known.map { sums[$0] * sums[$0] / variances[$0] }
    // 0.455 is the median of a squared standard normal variable.
    let usual = max(middle(ratios) / 0.455, 1e-3)
    let mean = ratios.reduce(0) { $0 + min($1, 9 * usual) } / Double(ratios.count)
    return min(max(mean, 1), 1e4)
  }
}
