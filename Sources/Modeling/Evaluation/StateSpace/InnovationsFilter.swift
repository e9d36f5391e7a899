import Foundation
import LinearAlgebra

/// The Kalman filter of a series and of regressors beside it: what is left of the
/// columns are the uncorrelated innovations of generalized least squares (Durbin &
/// Koopman 2012, §6.2.3, after Rosenberg 1973).
///
/// Exact where the start is diffuse (Koopman 1997; their §5.2), predicts over steps
/// that are missing, and keeps gain and variance once they stand still (§4.3.4).
struct InnovationsFilter: Sendable {
  /// What a pass leaves behind.
  struct Pass: Sendable {
    /// Innovations over √F: observed steps (less the diffuse start) × columns.
    var innovations: Matrix
    /// Σ log F over the observed steps, log F∞ where the start took one up.
    var logDeterminant: Double
    /// Its part of the steps the diffuse start took up.
    var diffuseLogDeterminant: Double
    /// The step of each row of `innovations`.
    var steps: [Int]
    /// Observations the diffuse start took up.
    var diffuseCount: Int
  }

  private let model: LinearGaussianModel
  private let columns: Int
  private(set) var states: [Double]
  private(set) var covariance: [Double]
  private var infinite: [Double]
  private var diffuseRank: Int
  private var gain: [Double]
  private var variance = 0.0
  private var stillSteps = 0
  private var product: [Double]
  private var scratch: [Double]
  /// T by rows: links `starts[i] ..< starts[i + 1]` belong to row i.
  private let starts: [Int]
  private let positions: [Int]
  private let weights: [Double]
  /// Whether P is that after an observation and has yet to be carried on.
  private var isUpdated = false

  init(_ model: LinearGaussianModel, columns: Int) {
    self.model = model
    self.columns = columns
    let r = model.order
    states = [Double](repeating: 0, count: columns * r)
    covariance = model.initial
    infinite = [Double](repeating: 0, count: r * r)
    gain = [Double](repeating: 0, count: r)
    product = gain
    scratch = gain
    var starts = [0]
    for row in model.transition { starts.append(starts.last! + row.count) }
    self.starts = starts
    positions = model.transition.flatMap { $0.map(\.column) }
    weights = model.transition.flatMap { $0.map(\.value) }
    diffuseRank = 0
    for i in 0..<r where model.isDiffuse[i] {
      infinite[i * r + i] = 1
      diffuseRank += 1
    }
  }

  /// Filters `data`, a column a series; steps at which `isObserved` is false are
  /// predicted over.
  mutating func run(_ data: Matrix, isObserved: [Bool]) -> Pass {
    let n = data.rows
    let values = data.storage
    var white = [Double](repeating: 0, count: n * columns)
    var logDeterminant = 0.0
    var diffuseLogDeterminant = 0.0
    var steps: [Int] = []
    steps.reserveCapacity(n)
    var diffuse = 0
    for t in 0..<n {
      guard isObserved[t] else {
        advance(isObserved: false)
        continue
      }
      let taken = updateGain()
      logDeterminant += log(variance)
      if taken { diffuseLogDeterminant += log(variance) }
      let root = taken ? 0 : 1 / variance.squareRoot()
      for c in 0..<columns {
        let v = absorb(values[t + c * n], column: c)
        if !taken { white[steps.count + c * n] = v * root }
      }
      if taken { diffuse += 1 } else { steps.append(t) }
      advance(isObserved: true)
    }
    var innovations = Matrix(rows: n, columns: columns, storage: white)
    if steps.count < n { innovations = innovations[0..<steps.count, 0..<columns] }
    return Pass(
      innovations: innovations, logDeterminant: logDeterminant,
      diffuseLogDeterminant: diffuseLogDeterminant, steps: steps,
      diffuseCount: diffuse)
  }

  /// Z a of a column.
  func prediction(_ column: Int = 0) -> Double {
    let r = model.order
    var sum = 0.0
    for i in 0..<r { sum += model.observation[i] * states[column * r + i] }
    return sum
  }

  /// Gain and variance of this step, and the covariance after it (Durbin & Koopman
  /// 5.13 to 5.15 for one observation). True where the diffuse start took it up.
  private mutating func updateGain() -> Bool {
    if diffuseRank == 0, stillSteps > model.order + 3 { return false }
    isUpdated = true
    let r = model.order
    var f = model.noise
    for j in 0..<r { product[j] = 0 }
    for i in 0..<r where model.observation[i] != 0 {
      let weight = model.observation[i]
      for j in 0..<r { product[j] += weight * covariance[i * r + j] }
    }
    for i in 0..<r { f += model.observation[i] * product[i] }
    if diffuseRank > 0 {
      var far = [Double](repeating: 0, count: r)
      var size = 0.0
      for i in 0..<r where model.observation[i] != 0 {
        let weight = model.observation[i]
        for j in 0..<r { far[j] += weight * infinite[i * r + j] }
        size += abs(weight) * max(0, infinite[i * r + i]).squareRoot()
      }
      var fFar = 0.0
      for i in 0..<r { fFar += model.observation[i] * far[i] }
      if fFar > 1e-10 * size * size, fFar > 1e-14 {
        let s = 1 / fFar
        for i in 0..<r {
          for j in 0..<r {
            covariance[i * r + j] +=
              f * s * s * far[i] * far[j] - s * (product[i] * far[j] + far[i] * product[j])
            infinite[i * r + j] -= s * far[i] * far[j]
          }
        }
        for i in 0..<r { gain[i] = s * far[i] }
        variance = fFar
        diffuseRank -= 1
        stillSteps = 0
        return true
      }
    }
    // A variance that rounding has used up says the value was known.
    f = max(f, 1e-300)
    let s = 1 / f
    var moved = abs(f - variance) > 1e-14 * f
    for i in 0..<r {
      let k = product[i] * s
      if abs(k - gain[i]) > 1e-14 * (abs(k) + 1e-3) { moved = true }
      gain[i] = k
      for j in 0..<r { covariance[i * r + j] -= k * product[j] }
    }
    variance = f
    stillSteps = moved ? 0 : stillSteps + 1
    return false
  }

  private mutating func absorb(_ value: Double, column: Int) -> Double {
    let v = value - prediction(column)
    let r = model.order
    for i in 0..<r { states[column * r + i] += gain[i] * v }
    return v
  }

  /// a ← T a, P ← T P Tᵀ + Q, P∞ ← T P∞ Tᵀ.
  private mutating func advance(isObserved: Bool) {
    let r = model.order
    for c in 0..<columns {
      for i in 0..<r { scratch[i] = states[c * r + i] }
      for i in 0..<r {
        var sum = 0.0
        for e in starts[i]..<starts[i + 1] { sum += weights[e] * scratch[positions[e]] }
        states[c * r + i] = sum
      }
    }
    // Gain and variance stand still: so does the covariance.
    if isObserved && !isUpdated { return }
    isUpdated = false
    if !isObserved { stillSteps = 0 }
    covariance = model.carried(covariance)
    for i in covariance.indices { covariance[i] += model.disturbance[i] }
    if diffuseRank > 0 { infinite = model.carried(infinite) }
  }
}

extension LinearGaussianModel {
  /// T S Tᵀ of a symmetric S, row by row.
  func carried(_ s: [Double]) -> [Double] {
    let r = order
    var half = [Double](repeating: 0, count: r * r)
    for i in 0..<r {
      for link in transition[i] {
        for j in 0..<r { half[i * r + j] += link.value * s[link.column * r + j] }
      }
    }
    var result = [Double](repeating: 0, count: r * r)
    for j in 0..<r {
      for link in transition[j] {
        for i in j..<r { result[i * r + j] += link.value * half[i * r + link.column] }
      }
    }
    for i in 0..<r {
      for j in 0..<i { result[j * r + i] = result[i * r + j] }
    }
    return result
  }
}
