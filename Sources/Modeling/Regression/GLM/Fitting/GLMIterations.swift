import Foundation
import LinearAlgebra

/// Fisher scoring with step halving: iteratively reweighted least squares
/// (McCullagh & Nelder 1989, sec. 2.5), the step solved from the score, so that
/// the last digits of the coefficients hang on the score equations alone.
struct GLMIterations: Sendable {
  var coefficients: [Double]
  var deviance: Double
  /// Σ w (y − μ)² / V(μ).
  var pearson: Double
  /// The information at the last but one coefficients, a step of under 1e-9
  /// standard errors away.
  var system: GLMSystem
  var iterations: Int
  var converged: Bool
  /// Of dropped columns.
  var notes: [FitNote] = []

  /// What the iterations may do.
  struct Limits: Sendable {
    var iterations = 100
    var threads = 1
    /// Of the step's length in standard errors.
    var tolerance = 1e-10
    /// Rows from which data begin with a fit to some of them, which saves passes.
    var sampledRows = 100_000
  }

  /// Rows from which passes that sum the score alone save some with the information.
  private static let tallRows = 200_000

  /// - Parameters:
  ///   - start: where to begin; found from the responses when nil.
  ///   - kept: the columns to use; found when nil.
  init(
    _ design: DesignMatrix, _ kernel: GLMKernel, start: [Double]? = nil, kept: [Int]? = nil,
    limits: Limits
  ) throws(RegressionError) {
    var (kept, notes) = (kept, [FitNote]())
    var beginning = start
    var approach: GLMApproach?
    if beginning == nil, let sample = GLMSample(design, kernel, limits) {
      beginning = sample.coefficients
      if design.rows >= Self.tallRows, kept == nil || kept!.count == design.columns {
        approach = sample.approach(design, kernel, limits)
        if let approach { beginning = approach.coefficients }
      }
    }
    var isCareful = false
    var point: NormalEquations
    var passes = 0
    func pass(_ b: [Double]) -> NormalEquations {
      passes += 1
      return NormalEquations(of: design, coefficients: b, threads: limits.threads) {
        kernel.step($0, $1, $2, $3)
      }
    }
    func factor(_ sums: NormalEquations, at b: [Double]) throws(RegressionError) -> GLMSystem {
      if !isCareful {
        let system = GLMSystem(gram: sums.gram, kept: kept, dropBelow: 0)
        if system.leastPivot > GLMSystem.doubtful, kept != nil || system.kept.count == b.count {
          return system
        }
        isCareful = true
      }
      let triangle = try Self.triangle(design, kernel, at: b)
      if kept == nil {
        let independent = IndependentColumns(triangle: triangle, names: design.names)
        (kept, notes) = (independent.kept, independent.notes)
      }
      return try GLMSystem(triangle: triangle, kept: kept!)
    }

    var b: [Double]
    if let beginning {
      b = beginning
      point = pass(b)
    } else {
      let first = NormalEquations(of: design, coefficients: nil, threads: limits.threads) {
        rows, _, weight, score in kernel.start(rows, weight, score)
      }
      try Self.requireFinite(first, design)
      b = try GLMSystem(gram: first.gram, kept: kept, dropBelow: 1e-10).solve(first.cross)
      point = pass(b)
    }
    if !point.deviance.isFinite {
      try Self.requireFinite(point, design)
      // The constant mean is inside the family's range whatever the link.
      b = try Self.constantStart(design, kernel, kept, limits)
      point = pass(b)
      guard point.deviance.isFinite else {
        throw .noConvergence(
          "no coefficients were found whose means the \(kernel.family.name) family allows under "
            + "the \(kernel.link.name) link")
      }
    }
    try Self.requireFinite(point, design)
    var (system, converged, previous) = (try factor(point, at: b), false, Double.infinity)
    kept = system.kept
    if kept!.count < b.count {
      // Coefficients of columns dropped only now move to those that explain them.
      for j in 0..<b.count where !kept!.contains(j) { b[j] = 0 }
      point = pass(b)
      if !point.deviance.isFinite {
        b = try Self.constantStart(design, kernel, kept, limits)
        point = pass(b)
      }
      system = try factor(point, at: b)
    }
    let freedom = Double(max(1, design.rows - kept!.count))
    var count = 0
    iterating: while count < limits.iterations {
      count += 1
      var step = try system.solve(point.cross)
      let decrement = max(0, dot(step, point.cross))
      let dispersion = kernel.family.hasDispersion ? max(point.deviance, 1e-300) / freedom : 1
      let size = Self.quadratic(point.gram, b)
      let tolerance = limits.tolerance * limits.tolerance
      let stalled = decrement <= 1e-17 * dispersion && decrement >= 0.5 * previous
      let isLast =
        count == 1
        && approach?.isLast(
          length: decrement.squareRoot(), at: b, score: point.cross, gram: point.gram,
          tolerance: limits.tolerance) == true
      if decrement <= tolerance * dispersion || decrement <= 1e-30 * size || stalled || isLast {
        let last = zip(b, step).map { $0 + $1 }
        // Next to the edge of the possible means the last step may lead over it.
        if kernel.hasEdge, !pass(last).deviance.isFinite { break }
        b = last
        point.deviance = max(0, point.deviance - decrement)
        converged = true
        break
      }
      previous = decrement
      let slack = 1e-10 * point.deviance + 1e-30 * size
      for halving in 0... {
        let candidate = zip(b, step).map { $0 + $1 }
        let next = pass(candidate)
        if next.deviance <= point.deviance + slack, next.cross.allSatisfy({ $0.isFinite }) {
          (b, point) = (candidate, next)
          break
        }
        guard halving < 40 else { break iterating }
        for j in step.indices { step[j] /= 2 }
      }
      guard let next = try? factor(point, at: b) else { break }
      system = next
    }
    coefficients = b
    deviance = point.deviance
    pearson = point.totals.y
    self.system = system
    iterations = count
    self.converged = converged
    self.notes = notes
  }

  /// Coefficients nearest to a constant predictor g(mean response), for links
  /// under which arbitrary coefficients give impossible means.
  private static func constantStart(
    _ design: DesignMatrix, _ kernel: GLMKernel, _ kept: [Int]?, _ limits: Limits
  ) throws(RegressionError) -> [Double] {
    var (sum, weights) = (0.0, 0.0)
    for i in 0..<kernel.rows {
      sum += kernel.weight(i) * kernel.response[i]
      weights += kernel.weight(i)
    }
    let mean = sum / weights
    let constant = kernel.link.predictor(
      kernel.family.isMean(mean) ? mean : kernel.family.startingMean(mean, weight: 1))
    let sums = NormalEquations(of: design, coefficients: nil, threads: limits.threads) {
      rows, _, weight, score in
      for i in 0..<rows.count {
        let row = rows.lowerBound + i
        weight[i] = kernel.weight(row) > 0 ? 1 : 0
        score[i] = weight[i] * (constant - (kernel.offset.map { $0[row] } ?? 0))
      }
      return .zero
    }
    return try GLMSystem(gram: sums.gram, kept: kept, dropBelow: 1e-10).solve(sums.cross)
  }

  /// The triangle of √W X at coefficients b.
  static func triangle(
    _ design: DesignMatrix, _ kernel: GLMKernel, at b: [Double]
  ) throws(RegressionError) -> Matrix {
    var stack = StackedQR(columns: design.columns)
    let panel = RowPanel(columns: design.columns)
    var scratch = [Double](repeating: 0, count: 3 * panel.capacity)
    var first = 0
    while first < design.rows {
      let rows = first..<min(design.rows, first + panel.capacity)
      design.fill(panel, rows: rows)
      scratch.withUnsafeMutableBufferPointer { buffer in
        let (linear, weight) = (buffer.baseAddress!, buffer.baseAddress! + panel.capacity)
        panel.times(b, rows: rows.count, into: linear)
        _ = kernel.step(rows, linear, weight, weight + panel.capacity)
        for j in 0..<panel.columns {
          let column = panel.column(j)
          for i in 0..<rows.count { column[i] *= weight[i].squareRoot() }
        }
      }
      do { try stack.absorb(panel, rows: rows.count) } catch {
        throw .singular("weights that are not finite")
      }
      first = rows.upperBound
    }
    return stack.upper
  }

  /// bᵀ G b.
  private static func quadratic(_ gram: Matrix, _ b: [Double]) -> Double { dot(b, gram * b) }

  /// Looks for the value that made sums not finite.
  private static func requireFinite(
    _ sums: NormalEquations, _ design: DesignMatrix
  ) throws(RegressionError) {
    guard !sums.cross.allSatisfy({ $0.isFinite }) || !sums.gram.storage.allSatisfy({ $0.isFinite })
    else { return }
    if let place = design.firstNotFinite() {
      throw .notFinite(column: design.names[place.column], row: place.row)
    }
    guard sums.deviance.isFinite else { return }
    throw .noConvergence("the weights of a step overflow; are columns or offsets of extreme size?")
  }
}

extension NormalEquations {
  /// Of a pass of `GLMKernel.step`.
  fileprivate var deviance: Double {
    get { totals.x }
    set { totals.x = newValue }
  }
}
