internal import Glibc

/// Four parameter sets of one ARMA order side by side.
typealias ARMALane = SIMD4<Double>

/// Exact innovations of stationary ARMA processes without missing values, for
/// four parameter sets at once.
///
/// The state of Harvey (1989, §3.3),
///
///     α_{t+1} = T α_t + R ε_{t+1},  T = [φ | I; 0],  R = (1, θ₁, …)ᵀ,  y_t = α_t[0],
///
/// under the recursions of Morf, Sidhu & Kailath (1974; Pearlman 1980; Mélard
/// 1984): P_{t+1} − P_t keeps rank one, W M Wᵀ, so that a step costs O(r) where
/// the Kalman filter's costs O(r²):
///
///     F' = F + M w²,  w = W[0];   G' = G + T W M w;
///     W' = T W − G w / F;         M' = M F / F'
///
/// from W = G = T P₁ Zᵀ, M = −1/F, with the first column of the stationary P₁
/// from the autocovariances.
struct ARMALanes {
  let autoregressiveDegree: Int
  let movingAverageDegree: Int
  /// max(p, q + 1).
  let order: Int
  let steps: Int
  /// Filtered side by side: the response and its regressors.
  let columns: Int
  private let data: [Double]
  private var phi: [ARMALane]
  private var theta: [ARMALane]
  private var gain: [ARMALane]
  private var change: [ARMALane]
  private var states: [ARMALane]
  private var covariance: ARMAStationaryCovariance
  /// Innovations over √F, column after column.
  private(set) var innovations: [ARMALane]
  /// Σ log F; +∞ in the lanes of a process that is not stationary.
  private(set) var logDeterminant = ARMALane()

  /// - Parameter data: `columns × steps`, column after column.
  init(_ data: [Double], steps: Int, autoregressiveDegree: Int, movingAverageDegree: Int) {
    precondition(steps > 0 && data.count % steps == 0, "columns of as many steps")
    self.data = data
    self.steps = steps
    columns = data.count / steps
    self.autoregressiveDegree = autoregressiveDegree
    self.movingAverageDegree = movingAverageDegree
    order = max(autoregressiveDegree, movingAverageDegree + 1)
    let zeros = [ARMALane](repeating: ARMALane(), count: order + 1)
    phi = zeros
    theta = zeros
    theta[0] = ARMALane(repeating: 1)
    gain = zeros
    change = zeros
    states = [ARMALane](repeating: ARMALane(), count: columns * (order + 1))
    covariance = ARMAStationaryCovariance(order: order, autoregressiveDegree)
    innovations = [ARMALane](repeating: ARMALane(), count: data.count)
  }

  /// Sets the parameters of a lane, multiplied out.
  mutating func set(lane: Int, autoregression: [Double], movingAverage: [Double]) {
    for (i, value) in autoregression.enumerated() { phi[i][lane] = value }
    for (i, value) in movingAverage.enumerated() { theta[i + 1][lane] = value }
  }

  /// Filters all columns in all lanes.
  mutating func run() {
    covariance.fill(phi: phi, theta: theta)
    var variance = covariance.column[0]
    let first = covariance.column[0]
    for i in 0..<order { gain[i] = phi[i] * first + covariance.column[i + 1] }
    change = gain
    for i in states.indices { states[i] = ARMALane() }
    var middle = -1 / variance
    var logs = ARMALane()
    var product = ARMALane(repeating: 1)
    var isSettled = false
    let r = order
    let p = autoregressiveDegree
    let (steps, columns) = (self.steps, self.columns)
    data.withUnsafeBufferPointer { data in
      phi.withUnsafeBufferPointer { phi in
        gain.withUnsafeMutableBufferPointer { gain in
          change.withUnsafeMutableBufferPointer { change in
            states.withUnsafeMutableBufferPointer { states in
              innovations.withUnsafeMutableBufferPointer { innovations in
                for t in 0..<steps {
                  let reciprocal = 1 / variance
                  let root = reciprocal.squareRoot()
                  product *= variance
                  if t & 7 == 7 {
                    for lane in 0..<ARMALane.scalarCount { logs[lane] += log(product[lane]) }
                    product = ARMALane(repeating: 1)
                  }
                  for c in 0..<columns {
                    let state = states.baseAddress! + c * (r + 1)
                    let head = state[0]
                    let v = data[c * steps + t] - head
                    innovations[c * steps + t] = v * root
                    let u = v * reciprocal
                    for i in 0..<p { state[i] = state[i + 1] + phi[i] * head + gain[i] * u }
                    for i in p..<r { state[i] = state[i + 1] + gain[i] * u }
                  }
                  if isSettled { continue }
                  let w = change[0]
                  let mw = middle * w
                  let next = variance + mw * w
                  let share = w * reciprocal
                  for i in 0..<p {
                    let moved = phi[i] * w + change[i + 1]
                    change[i] = moved - gain[i] * share
                    gain[i] += moved * mw
                  }
                  for i in p..<r {
                    let moved = change[i + 1]
                    change[i] = moved - gain[i] * share
                    gain[i] += moved * mw
                  }
                  middle = middle * variance / next
                  variance = next
                  if t & 15 == 15 {
                    var largest = ARMALane()
                    for i in 0..<r {
                      largest.replace(with: abs(change[i]), where: abs(change[i]) .> largest)
                    }
                    let left = (abs(middle) * largest * largest).max()
                    isSettled = left < 1e-17
                  }
                }
              }
            }
          }
        }
      }
    }
    for lane in 0..<ARMALane.scalarCount { logs[lane] += log(product[lane]) }
    logs.replace(with: .infinity, where: .!covariance.isStationary)
    logDeterminant = logs
  }
}

/// |x| in each lane.
@inline(__always)
private func abs(_ x: ARMALane) -> ARMALane { x.replacing(with: -x, where: x .< 0) }
