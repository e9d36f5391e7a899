internal import Glibc

/// The Kalman filter of one series, and of regressors beside it, under a
/// `StateSpaceModel`.
///
/// Exact where the start is diffuse (Koopman 1997; Durbin & Koopman 2012, §5.2
/// for one observation a step), steps without an observation are predicted over,
/// and once gain and variance no longer change they are kept (their §4.3.4).
/// Columns are filtered with the gains of the first: what is left of them are the
/// transformed regressors of generalized least squares (§6.2.3, after Rosenberg
/// 1973 and de Jong 1991). All state lies in one array; a step allocates nothing.
struct KalmanFilter: Sendable {
  let model: StateSpaceModel
  /// Series filtered side by side; the first says which steps are missing.
  let columns: Int
  /// a (columns × order), P, P∞, T P, P Zᵀ, P∞ Zᵀ, the last gain.
  private var storage: [Double]
  /// How many directions of the state nothing is known of yet.
  private(set) var diffuseRank: Int
  /// F of the last observed step.
  private(set) var variance = 0.0
  /// Steps in a row on which gain and variance stood still.
  private var stillSteps = 0
  /// Whether P is that after an observation and has yet to be carried on.
  private var isUpdated = false

  /// Change of gain and variance, relative to their size, that counts as none.
  private static let stillness = 1e-14

  init(_ model: StateSpaceModel, columns: Int = 1) {
    self.model = model
    self.columns = columns
    let r = model.order
    storage = [Double](repeating: 0, count: (columns + 3) * r + 3 * r * r)
    diffuseRank = 0
    for i in 0..<(r * r) { storage[columns * r + i] = model.initialCovariance[i] }
    for i in 0..<r where model.isDiffuse[i] {
      storage[columns * r + r * r + i * r + i] = 1
      diffuseRank += 1
    }
  }

  /// A filter whose state is known: one column, no diffuse part.
  init(_ model: StateSpaceModel, state: [Double], covariance: [Double]) {
    self.init(model)
    let r = model.order
    for i in 0..<r { storage[i] = state[i] }
    for i in 0..<(r * r) {
      storage[r + i] = covariance[i]
      storage[r + r * r + i] = 0
    }
    diffuseRank = 0
  }

  /// The predicted state of a column.
  func state(_ column: Int = 0) -> [Double] {
    Array(storage[(column * model.order)..<((column + 1) * model.order)])
  }

  /// Z a: what the next observation of a column is expected to be.
  func prediction(_ column: Int = 0) -> Double {
    var sum = 0.0
    for (k, i) in model.observed.enumerated() {
      sum += model.weights[k] * storage[column * model.order + i]
    }
    return sum
  }

  /// What a pass leaves behind.
  struct Pass: Sendable {
    /// Innovations over √F: `columns × steps`, column after column; 0 at steps
    /// that were missing or went into the diffuse start.
    var innovations: [Double]
    /// Σ log F over the observed steps, log F∞ where the start took one up.
    var logDeterminant = 0.0
    /// How many innovations there are.
    var count = 0
    /// One-step predictions of the first column, NaN in the diffuse start; empty
    /// unless asked for.
    var predictions: [Double] = []
  }

  /// Filters `data`, column after column, `steps` values each; NaN in the first
  /// column is missing.
  mutating func run(_ data: [Double], steps: Int, predictions: Bool = false) -> Pass {
    var pass = Pass(innovations: [Double](repeating: 0, count: columns * steps))
    if predictions { pass.predictions = [Double](repeating: .nan, count: steps) }
    run(data, steps: steps, into: &pass)
    return pass
  }

  /// As `run(_:steps:predictions:)`, into a pass of that size that is overwritten.
  mutating func run(_ data: [Double], steps: Int, into pass: inout Pass) {
    precondition(data.count == columns * steps, "one value a column and step")
    pass.logDeterminant = 0
    pass.count = 0
    for t in 0..<steps {
      let y = data[t]
      if !pass.predictions.isEmpty && diffuseRank == 0 { pass.predictions[t] = prediction() }
      guard !y.isNaN else {
        for c in 0..<columns { pass.innovations[c * steps + t] = 0 }
        stillSteps = 0
        advance()
        continue
      }
      let before = diffuseRank
      gains()
      pass.logDeterminant += log(variance)
      let isTaken = diffuseRank < before
      if !isTaken { pass.count += 1 }
      let root = isTaken ? 0 : 1 / variance.squareRoot()
      for c in 0..<columns {
        let v = absorb(data[c * steps + t], column: c)
        pass.innovations[c * steps + t] = v * root
      }
      advance()
    }
  }

  /// Takes in one value of a filter of one column and goes on; NaN is missing.
  mutating func step(_ value: Double) {
    take(value)
    advance()
  }

  /// The first half of a step: the state becomes what it is known to be with this
  /// value; NaN is missing.
  mutating func take(_ value: Double) {
    guard !value.isNaN else {
      stillSteps = 0
      return
    }
    gains()
    _ = absorb(value, column: 0)
  }

  /// Z P Zᵀ + H: the variance over σ² of the next observation.
  var predictionVariance: Double {
    let r = model.order
    var sum = model.noise
    for (k, i) in model.observed.enumerated() {
      for (l, j) in model.observed.enumerated() {
        sum += model.weights[k] * model.weights[l] * storage[covarianceStart + i * r + j]
      }
    }
    return max(0, sum)
  }

  /// Goes on by one observed step whose value is of no interest, and returns its
  /// gain; `variance` is its F.
  mutating func innovationGain() -> [Double] {
    gains()
    let gain = Array(storage[gainStart..<(gainStart + model.order)])
    advance()
    return gain
  }

  // MARK: Steps

  private var covarianceStart: Int { columns * model.order }
  private var gainStart: Int { (columns + 2) * model.order + 3 * model.order * model.order }
  private var isSteady: Bool { diffuseRank == 0 && stillSteps > model.order + 3 }

  /// Gain and variance of this step, and the covariance after it: P Zᵀ and so on
  /// of Durbin & Koopman's (5.13) to (5.15), for one observation.
  private mutating func gains() {
    guard !isSteady else { return }
    isUpdated = true
    let r = model.order
    let start = covarianceStart
    let gainStart = self.gainStart
    let model = self.model
    let isDiffuse = diffuseRank > 0
    var taken = false
    var newVariance = 0.0
    var still = true
    storage.withUnsafeMutableBufferPointer { buffer in
      let base = buffer.baseAddress!
      let p = base + start
      let infinite = p + r * r
      let m = p + 3 * r * r
      let mInfinite = m + r
      let gain = base + gainStart
      model.multiplyByObservation(p, into: m)
      var f = model.noise
      for (k, i) in model.observed.enumerated() { f += model.weights[k] * m[i] }
      if isDiffuse {
        model.multiplyByObservation(infinite, into: mInfinite)
        var fInfinite = 0.0
        var size = 0.0
        for (k, i) in model.observed.enumerated() {
          fInfinite += model.weights[k] * mInfinite[i]
          size += abs(model.weights[k]) * max(0, infinite[i * r + i]).squareRoot()
        }
        if fInfinite > 1e-10 * size * size && fInfinite > 1e-14 {
          taken = true
          newVariance = fInfinite
          still = false
          let s = 1 / fInfinite
          let ratio = f * s * s
          for i in 0..<r {
            let a = ratio * mInfinite[i] - s * m[i]
            let b = -s * mInfinite[i]
            let row = p + i * r
            let rowInfinite = infinite + i * r
            for j in 0..<r {
              row[j] += a * mInfinite[j] + b * m[j]
              rowInfinite[j] += b * mInfinite[j]
            }
            gain[i] = -b
          }
          return
        }
      }
      // A variance that rounding has used up says the value was known.
      f = max(f, 1e-300)
      newVariance = f
      let s = 1 / f
      for i in 0..<r {
        let k = m[i] * s
        if abs(k - gain[i]) > KalmanFilter.stillness * (abs(k) + 1e-3) { still = false }
        gain[i] = k
        let row = p + i * r
        for j in 0..<r { row[j] -= k * m[j] }
      }
    }
    if abs(newVariance - variance) > KalmanFilter.stillness * newVariance { still = false }
    variance = newVariance
    stillSteps = still ? stillSteps + 1 : 0
    if taken { diffuseRank -= 1 }
  }

  /// a + K v of a column; returns v.
  private mutating func absorb(_ value: Double, column: Int) -> Double {
    let r = model.order
    let v = value - prediction(column)
    let gainStart = self.gainStart
    storage.withUnsafeMutableBufferPointer { buffer in
      let a = buffer.baseAddress! + column * r
      let gain = buffer.baseAddress! + gainStart
      for i in 0..<r { a[i] += gain[i] * v }
    }
    return v
  }

  /// The second half of a step: a ← T a and P ← T P Tᵀ + Q, P∞ ← T P∞ Tᵀ.
  mutating func advance() {
    let r = model.order
    let start = covarianceStart
    let columns = self.columns
    let isKept = isSteady && !isUpdated
    isUpdated = false
    let isDiffuse = diffuseRank > 0
    let model = self.model
    storage.withUnsafeMutableBufferPointer { buffer in
      let base = buffer.baseAddress!
      let p = base + start
      let scratch = p + 2 * r * r
      for c in 0..<columns { model.transit(base + c * r, scratch: scratch) }
      guard !isKept else { return }
      model.transit(covariance: p, scratch: scratch)
      for element in model.disturbance { p[element.row * r + element.column] += element.value }
      if isDiffuse { model.transit(covariance: p + r * r, scratch: scratch) }
    }
  }
}

extension StateSpaceModel {
  /// m = S Zᵀ for a symmetric S.
  fileprivate func multiplyByObservation(
    _ s: UnsafeMutablePointer<Double>, into m: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<order { m[i] = 0 }
    for (k, row) in observed.enumerated() {
      let weight = weights[k]
      let source = s + row * order
      for i in 0..<order { m[i] += weight * source[i] }
    }
  }

  /// a ← T a.
  fileprivate func transit(
    _ a: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    columns.withUnsafeBufferPointer { columns in
      values.withUnsafeBufferPointer { values in
        rowStart.withUnsafeBufferPointer { rowStart in
          for i in 0..<order {
            var sum = 0.0
            for e in rowStart[i]..<rowStart[i + 1] { sum += values[e] * a[columns[e]] }
            scratch[i] = sum
          }
        }
      }
    }
    for i in 0..<order { a[i] = scratch[i] }
  }

  /// S ← T S Tᵀ for a symmetric S.
  fileprivate func transit(
    covariance s: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    let r = order
    columns.withUnsafeBufferPointer { columns in
      values.withUnsafeBufferPointer { values in
        rowStart.withUnsafeBufferPointer { rowStart in
          copied.withUnsafeBufferPointer { copied in
            for i in 0..<r {
              let target = scratch + i * r
              if copied[i] >= 0 {
                target.update(from: s + copied[i] * r, count: r)
                continue
              }
              for j in 0..<r { target[j] = 0 }
              for e in rowStart[i]..<rowStart[i + 1] {
                let value = values[e]
                let source = s + columns[e] * r
                for j in 0..<r { target[j] += value * source[j] }
              }
            }
            for j in 0..<r {
              let copy = copied[j]
              if copy >= 0 {
                for i in j..<r { s[j * r + i] = scratch[i * r + copy] }
                continue
              }
              let elements = rowStart[j]..<rowStart[j + 1]
              for i in j..<r {
                let row = scratch + i * r
                var sum = 0.0
                for e in elements { sum += values[e] * row[columns[e]] }
                s[j * r + i] = sum
              }
            }
            for i in 1..<max(r, 1) {
              for j in 0..<i { s[i * r + j] = s[j * r + i] }
            }
          }
        }
      }
    }
  }
}
