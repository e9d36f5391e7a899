import LinearAlgebra

/// A linear Gaussian model of one observation a step with fixed matrices
/// (Durbin & Koopman 2012, eq. 4.12 and 5.2), variances in units of a scale σ²:
///
///     y_t     = Z α_t + ε_t,        ε_t ~ N(0, σ² H)
///     α_{t+1} = T α_t + η_t,        η_t ~ N(0, σ² Q)
///     α_1     ~ N(0, σ² P + κ P∞),  κ → ∞
struct LinearGaussianModel: Sendable {
  struct Link: Sendable {
    var column: Int
    var value: Double
  }

  /// The rows of T, without their zeros.
  var transition: [[Link]]
  /// Z.
  var observation: [Double]
  /// Q, row by row.
  var disturbance: [Double]
  /// H.
  var noise: Double
  /// P, row by row.
  var initial: [Double]
  /// The states of which nothing is known at first: P∞ is 1 on their diagonal.
  var isDiffuse: [Bool]

  var order: Int { transition.count }

  /// A stationary ARMA process with unit innovations in Harvey's form; its start
  /// is the stationary distribution.
  ///
  /// - Parameters:
  ///   - autoregressive: φ₁ … φ_p of a stationary polynomial.
  ///   - movingAverage: θ₁ … θ_q, added: u_t = … + ε_t + θ₁ ε_{t−1} + ….
  static func arma(autoregressive: [Double], movingAverage: [Double]) -> LinearGaussianModel {
    let r = max(autoregressive.count, movingAverage.count + 1)
    var phi = autoregressive
    var theta = [1.0] + movingAverage
    phi += [Double](repeating: 0, count: r - phi.count)
    theta += [Double](repeating: 0, count: r - theta.count)
    var transition: [[Link]] = []
    for i in 0..<r {
      var row: [Link] = []
      if phi[i] != 0 { row.append(Link(column: 0, value: phi[i])) }
      if i + 1 < r { row.append(Link(column: i + 1, value: 1)) }
      transition.append(row)
    }
    var disturbance = [Double](repeating: 0, count: r * r)
    for i in 0..<r {
      for j in 0..<r { disturbance[i * r + j] = theta[i] * theta[j] }
    }
    var t = Matrix(rows: r, columns: r)
    for (i, row) in transition.enumerated() {
      for link in row { t[i, link.column] += link.value }
    }
    let stationary = Self.stationaryCovariance(
      t, Matrix(rows: r, columns: r, storage: disturbance))
    return LinearGaussianModel(
      transition: transition, observation: [1] + [Double](repeating: 0, count: r - 1),
      disturbance: disturbance, noise: 0, initial: stationary.storage,
      isDiffuse: [Bool](repeating: false, count: r))
  }

  /// P = T P Tᵀ + Q by doubling: P ← P + A P Aᵀ, A ← A A (Anderson 1978).
  static func stationaryCovariance(_ transition: Matrix, _ disturbance: Matrix) -> Matrix {
    var power = transition
    var sum = disturbance
    for _ in 0..<60 {
      let more = (power * sum).timesTranspose(power)
      sum = sum + more
      if more.maxNorm <= 1e-17 * sum.maxNorm { break }
      power = power * power
    }
    return sum
  }
}
