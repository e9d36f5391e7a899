/// The first column of the stationary covariance of Harvey's ARMA state, with
/// unit innovations, in four lanes.
///
/// The autocovariances of the autoregressive part come from its partial
/// autocorrelations (Durbin–Levinson, O(p²)), those of the process by passing the
/// moving average over them.
struct ARMAStationaryCovariance {
  /// Cov(α[i], α[0]) for i in 0 ..< order, and a zero.
  private(set) var column: [ARMALane]
  /// Which lanes have all roots outside the unit circle.
  private(set) var isStationary = SIMDMask<SIMD4<Int64>>(repeating: true)

  private let order: Int
  private let degree: Int
  /// Predictors of all degrees below p, row after row.
  private var predictors: [ARMALane]
  private var autoregressive: [ARMALane]
  private var autocovariance: [ARMALane]
  private var impulse: [ARMALane]
  private var innovation: [ARMALane]

  init(order: Int, _ autoregressiveDegree: Int) {
    self.order = order
    degree = autoregressiveDegree
    let zeros = [ARMALane](repeating: ARMALane(), count: order + 1)
    column = zeros
    predictors = [ARMALane](repeating: ARMALane(), count: degree * degree)
    autoregressive = [ARMALane](repeating: ARMALane(), count: 2 * order + 1)
    autocovariance = zeros
    impulse = zeros
    innovation = zeros
  }

  /// - Parameters:
  ///   - phi: φ₁ … in 0 ..< order, zeros after its degree.
  ///   - theta: 1, θ₁ … in 0 ..< order.
  mutating func fill(phi: [ARMALane], theta: [ARMALane]) {
    isStationary = SIMDMask(repeating: true)
    let lags = (0..<order).filter { theta[$0] != ARMALane() }
    let taps = (0..<degree).filter { phi[$0] != ARMALane() }
    if degree > 0 {
      autoregress(phi)
      for k in 0...degree {
        var sum = ARMALane()
        for i in lags {
          for j in lags { sum += theta[i] * theta[j] * autoregressive[abs(k + i - j)] }
        }
        autocovariance[k] = sum
      }
    } else {
      var sum = ARMALane()
      for i in lags { sum += theta[i] * theta[i] }
      autocovariance[0] = sum
    }
    for k in 0..<order {
      var sum = theta[k]
      for j in taps where j < k { sum += phi[j] * impulse[k - 1 - j] }
      impulse[k] = sum
    }
    for i in 0..<order {
      var sum = ARMALane()
      for j in taps where j >= i { sum += phi[j] * autocovariance[j + 1 - i] }
      for j in lags where j >= i { sum += theta[j] * impulse[j - i] }
      column[i] = sum
    }
  }

  /// Autocovariances of φ(B) u = ε up to lag p + q.
  private mutating func autoregress(_ phi: [ARMALane]) {
    let p = degree
    let one = ARMALane(repeating: 1)
    for j in 0..<p { predictors[(p - 1) * p + j] = phi[j] }
    // Down to the partial autocorrelations, the diagonal.
    for k in stride(from: p - 1, through: 0, by: -1) {
      let partial = predictors[k * p + k]
      let rest = one - partial * partial
      isStationary = isStationary .& (rest .> 0)
      let scale = one / rest
      for j in 0..<k {
        predictors[(k - 1) * p + j] =
          (predictors[k * p + j] + partial * predictors[k * p + k - 1 - j]) * scale
      }
    }
    var variance = one
    for k in 0..<p {
      variance /= one - predictors[k * p + k] * predictors[k * p + k]
    }
    autoregressive[0] = variance
    for k in 1...(p + order) {
      if k <= p {
        let row = (k - 2) * p
        let partial = predictors[(k - 1) * p + k - 1]
        var sum = partial * variance
        for j in 0..<max(k - 1, 0) { sum += predictors[row + j] * autoregressive[k - 1 - j] }
        variance *= one - partial * partial
        autoregressive[k] = sum
      } else {
        var sum = ARMALane()
        for j in 0..<p { sum += phi[j] * autoregressive[k - 1 - j] }
        autoregressive[k] = sum
      }
    }
  }
}
