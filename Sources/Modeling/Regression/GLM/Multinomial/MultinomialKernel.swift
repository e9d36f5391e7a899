import Foundation
import LinearAlgebra

/// Log-likelihood of a multinomial logit with its two derivatives, a panel of rows
/// at a time.
struct MultinomialKernel {
  let design: DesignMatrix
  let classes: [Int32]
  let levels: Int
  let weights: [Double]?
  let kept: [Int]

  /// Of the kept columns, level after level.
  var order: Int { kept.count * (levels - 1) }

  struct Value {
    var deviance = 0.0
    var score: [Double]
    /// Minus the Hessian, both triangles.
    var information: Matrix
  }

  /// - Parameter b: `order` coefficients.
  func value(at b: [Double]) -> Value {
    let others = levels - 1
    let width = design.columns
    var value = Value(
      score: [Double](repeating: 0, count: order), information: Matrix(rows: order, columns: order))
    var scores = [[Double]](repeating: [Double](repeating: 0, count: width), count: others)
    var grams = [Matrix](
      repeating: Matrix(rows: width, columns: width), count: others * (others + 1) / 2)
    var full = [[Double]](repeating: [Double](repeating: 0, count: width), count: others)
    for k in 0..<others {
      for (a, j) in kept.enumerated() { full[k][j] = b[k * kept.count + a] }
    }
    let panel = RowPanel(columns: width)
    let scaled = RowPanel(columns: width, capacity: panel.capacity)
    let capacity = panel.capacity
    var shares = [Double](repeating: 0, count: others * capacity)
    var scratch = [Double](repeating: 0, count: capacity)
    var first = 0
    while first < design.rows {
      let rows = first..<min(design.rows, first + capacity)
      design.fill(panel, rows: rows)
      shares.withUnsafeMutableBufferPointer { shares in
        for k in 0..<others {
          panel.times(full[k], rows: rows.count, into: shares.baseAddress! + k * capacity)
        }
        for i in 0..<rows.count {
          value.deviance += probabilities(
            shares.baseAddress! + i, stride: capacity, row: first + i)
        }
        for k in 0..<others {
          let share = shares.baseAddress! + k * capacity
          for i in 0..<rows.count {
            let isClass = Int(classes[first + i]) == k + 1
            scratch[i] = weight(first + i) * ((isClass ? 1 : 0) - share[i])
          }
          panel.addTransposeTimes(scratch, rows: rows.count, to: &scores[k])
        }
        var pair = 0
        for k in 0..<others {
          for l in 0...k {
            for i in 0..<rows.count {
              let (p, q) = (shares[k * capacity + i], shares[l * capacity + i])
              scratch[i] = (weight(first + i) * (k == l ? p * (1 - p) : p * q)).squareRoot()
            }
            for j in 0..<width {
              let (from, to) = (panel.column(j), scaled.column(j))
              for i in 0..<rows.count { to[i] = from[i] * scratch[i] }
            }
            scaled.addGram(rows: rows.count, to: &grams[pair])
            pair += 1
          }
        }
      }
      first = rows.upperBound
    }
    gather(scores, grams, into: &value)
    return value
  }

  private func gather(_ scores: [[Double]], _ grams: [Matrix], into value: inout Value) {
    var pair = 0
    for k in scores.indices {
      for (a, j) in kept.enumerated() { value.score[k * kept.count + a] = scores[k][j] }
      for l in 0...k {
        let sign: Double = k == l ? 1 : -1
        for (a, i) in kept.enumerated() {
          for (b, j) in kept.enumerated() {
            let entry = sign * grams[pair][max(i, j), min(i, j)]
            value.information[k * kept.count + a, l * kept.count + b] = entry
            value.information[l * kept.count + b, k * kept.count + a] = entry
          }
        }
        pair += 1
      }
    }
  }

  @inline(__always)
  private func weight(_ i: Int) -> Double { weights?[i] ?? 1 }

  /// Turns the predictors of one row into probabilities; returns its deviance.
  private func probabilities(
    _ values: UnsafeMutablePointer<Double>, stride: Int, row: Int
  ) -> Double {
    var largest = 0.0
    for k in 0..<levels - 1 { largest = max(largest, values[k * stride]) }
    let own = classes[row] == 0 ? 0 : values[(Int(classes[row]) - 1) * stride]
    var total = exp(-largest)
    for k in 0..<levels - 1 {
      values[k * stride] = exp(values[k * stride] - largest)
      total += values[k * stride]
    }
    for k in 0..<levels - 1 { values[k * stride] /= total }
    return 2 * weight(row) * (largest + log(total) - own)
  }

  /// Directions in which the likelihood grows without end: x'(β_y − β_k) ≥ 0 for
  /// every row and class k other than its own (Albert & Anderson 1984).
  func separation() -> Separation {
    var triplets: [SparseMatrix.Triplet] = []
    var count = 0
    let columns = kept.map { design.column($0) }
    for i in classes.indices where weight(i) > 0 {
      let own = Int(classes[i])
      for k in 0..<levels where k != own {
        for (a, column) in columns.enumerated() where column[i] != 0 {
          if own > 0 {
            triplets.append(
              .init(row: count, column: (own - 1) * kept.count + a, value: column[i]))
          }
          if k > 0 {
            triplets.append(.init(row: count, column: (k - 1) * kept.count + a, value: -column[i]))
          }
        }
        count += 1
      }
    }
    let matrix = SparseMatrix(rows: count, columns: order, triplets: triplets)
    let differences = DesignMatrix(
      rows: count, names: (0..<order).map { "\($0)" }, blocks: [.sparse(matrix)])
    return Separation(
      differences, kept: Array(0..<order), pulls: [Double](repeating: 1, count: count))
  }
}

/// Newton's iterations with step halving.
struct MultinomialSearch {
  private let kernel: MultinomialKernel
  private var value: MultinomialKernel.Value
  private(set) var coefficients: [Double]
  private(set) var system: GLMSystem
  private(set) var iterations = 0
  var converged = false

  var deviance: Double { value.deviance }

  init(_ kernel: MultinomialKernel, iterations: Int) throws(RegressionError) {
    self.kernel = kernel
    coefficients = [Double](repeating: 0, count: kernel.order)
    value = kernel.value(at: coefficients)
    system = GLMSystem(gram: value.information, kept: Array(0..<kernel.order), dropBelow: 0)
    try proceed(iterations: iterations)
  }

  /// - Parameter tolerance: of the length of a step in standard errors.
  mutating func proceed(
    iterations more: Int, tolerance: Double = 1e-9
  ) throws(RegressionError) {
    for _ in 0..<max(0, more) where !converged {
      iterations += 1
      var step = try system.solve(value.score)
      let decrement = max(0, dot(step, value.score))
      if decrement <= tolerance * tolerance {
        for j in step.indices { coefficients[j] += step[j] }
        converged = true
        return
      }
      for halving in 0... {
        let candidate = zip(coefficients, step).map { $0 + $1 }
        let next = kernel.value(at: candidate)
        if next.deviance <= value.deviance * (1 + 1e-12) {
          (coefficients, value) = (candidate, next)
          break
        }
        guard halving < 40 else { return }
        for j in step.indices { step[j] /= 2 }
      }
      system = GLMSystem(
        gram: value.information, kept: Array(0..<kernel.order), dropBelow: 0)
    }
  }
}
