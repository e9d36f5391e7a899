internal import Glibc

/// An ARIMA process with its polynomials multiplied out, as state-space models.
struct ARIMAProcess: Sendable {
  /// φ and θ₁ …, without trailing padding.
  let autoregression: [Double]
  let movingAverage: [Double]
  /// δ of the differences.
  let differencing: [Double]

  init(_ coefficients: ARIMACoefficients, order: ARIMAOrder) {
    autoregression = coefficients.autoregression(period: order.period)
    movingAverage = coefficients.movingAverage(period: order.period)
    differencing = Differencing(order).coefficients
  }

  /// States of the stationary part: max(p, q + 1).
  var stationaryOrder: Int { max(autoregression.count, movingAverage.count + 1) }

  /// The stationary covariance of Harvey's state with unit innovations, row by
  /// row; nil where the process is not stationary.
  ///
  /// From its first column c (`ARMAStationaryCovariance`), along the diagonals
  /// from the end of P = T P Tᵀ + R Rᵀ:
  /// P[i,j] = P[i+1,j+1] + φᵢφⱼc₀ + φᵢc[j+1] + φⱼc[i+1] + θᵢθⱼ.
  var stationaryCovariance: [Double]? {
    let r = stationaryOrder
    var lanes = ARMAStationaryCovariance(order: r, autoregression.count)
    var phi = [Double](repeating: 0, count: r)
    var theta = phi
    theta[0] = 1
    for (i, value) in autoregression.enumerated() { phi[i] = value }
    for (i, value) in movingAverage.enumerated() { theta[i + 1] = value }
    lanes.fill(
      phi: phi.map { ARMALane(repeating: $0) }, theta: theta.map { ARMALane(repeating: $0) })
    guard lanes.isStationary[0] else { return nil }
    let c = lanes.column.map { $0[0] }
    var p = [Double](repeating: 0, count: r * r)
    for i in stride(from: r - 1, through: 0, by: -1) {
      for j in stride(from: i, through: 0, by: -1) {
        var sum = i + 1 < r ? p[(i + 1) * r + j + 1] : 0
        sum += phi[i] * phi[j] * c[0] + phi[i] * c[j + 1] + phi[j] * c[i + 1]
        sum += theta[i] * theta[j]
        p[i * r + j] = sum
        p[j * r + i] = sum
      }
    }
    return p
  }

  /// The model of the undifferenced series: Harvey's state, then the last values
  /// y_{t−1} … y_{t−d−Dm}, of which nothing is known before the first observation.
  ///
  /// - Parameter covariance: of Harvey's state, `stationaryCovariance` unless the
  ///   filter starts elsewhere.
  func stateSpace(covariance: [Double]) -> StateSpaceModel {
    let r = stationaryOrder
    let lags = differencing.count
    let order = r + lags
    var transition: [[(column: Int, value: Double)]] = []
    for i in 0..<r {
      var row: [(column: Int, value: Double)] = []
      if i < autoregression.count { row.append((0, autoregression[i])) }
      if i + 1 < r { row.append((i + 1, 1)) }
      transition.append(row)
    }
    let observation =
      [(state: 0, weight: 1.0)]
      + differencing.enumerated().map { (state: r + $0.offset, weight: $0.element) }
    for k in 0..<lags {
      transition.append(
        k == 0 ? observation.map { (column: $0.state, value: $0.weight) } : [(r + k - 1, 1)])
    }
    let theta = [1] + movingAverage
    var disturbance: [StateSpaceModel.Element] = []
    for (i, a) in theta.enumerated() where a != 0 {
      for (j, b) in theta.enumerated() where b != 0 {
        disturbance.append(.init(row: i, column: j, value: a * b))
      }
    }
    var initial = [Double](repeating: 0, count: order * order)
    for i in 0..<r {
      for j in 0..<r { initial[i * order + j] = covariance[i * r + j] }
    }
    return StateSpaceModel(
      transition: transition, observation: observation, disturbance: disturbance, noise: 0,
      initialCovariance: initial, isDiffuse: (0..<order).map { $0 >= r })
  }

  /// What the exact filter knows after a complete stationary series.
  struct Ending {
    /// Predicted Harvey state of the step after the last, and its covariance.
    var state: [Double]
    var covariance: [Double]
    /// y − prediction, and F, of every step.
    var innovations: [Double]
    var variances: [Double]
  }

  /// Filters `w`, differenced and free of regressors, by the recursions of
  /// `ARMALanes`, adding up P_{n+1} = P₁ + Σ W M Wᵀ on the way; nil where the
  /// process is not stationary.
  func ending(_ w: [Double]) -> Ending? {
    guard var covariance = stationaryCovariance else { return nil }
    let r = stationaryOrder
    var phi = [Double](repeating: 0, count: r)
    for (i, value) in autoregression.enumerated() { phi[i] = value }
    var variance = covariance[0]
    var gain = (0..<r).map { phi[$0] * covariance[0] + ($0 + 1 < r ? covariance[$0 + 1] : 0) }
    var change = gain + [0]
    var state = [Double](repeating: 0, count: r + 1)
    var middle = -1 / variance
    var innovations: [Double] = []
    var variances: [Double] = []
    innovations.reserveCapacity(w.count)
    variances.reserveCapacity(w.count)
    var isSettled = false
    for y in w {
      let head = state[0]
      let v = y - head
      innovations.append(v)
      variances.append(variance)
      let u = v / variance
      for i in 0..<r { state[i] = state[i + 1] + phi[i] * head + gain[i] * u }
      if isSettled { continue }
      let head2 = change[0]
      let next = variance + middle * head2 * head2
      let share = head2 / variance
      let weight = middle * head2
      var largest = 0.0
      for i in 0..<r {
        let scaled = middle * change[i]
        largest = max(largest, abs(scaled * change[i]))
        for j in 0...i { covariance[i * r + j] += scaled * change[j] }
      }
      for i in 0..<r {
        let moved = phi[i] * head2 + change[i + 1]
        change[i] = moved - gain[i] * share
        gain[i] += moved * weight
      }
      middle *= variance / next
      variance = next
      isSettled = largest < 1e-17
    }
    for i in 0..<r {
      for j in 0..<i { covariance[j * r + i] = covariance[i * r + j] }
    }
    return Ending(
      state: Array(state.prefix(r)), covariance: covariance, innovations: innovations,
      variances: variances)
  }
}
