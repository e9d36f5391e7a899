import Foundation
import LinearAlgebra

/// The columns of a segmented regression, with those of the change last.
struct InterventionDesign {
  private(set) var names: [String]
  /// Steps × columns.
  private(set) var matrix: Matrix
  /// The first column that belongs to the change.
  private(set) var firstEffect: Int
  /// Steps that take part: a value, and not within the washout.
  private(set) var isUsed: [Bool]

  /// - Parameter drift: the power of the trend added beyond the model's own, for the
  ///   test of the past; nil for none.
  init(
    _ series: InterruptedSeries, _ options: InterruptedSeries.Options, drift: Int? = nil
  ) throws(EvaluationError) {
    let n = series.values.count
    try Self.check(series, options)
    let start = series.firstAfter
    var columns: [[Double]] = [[Double](repeating: 1, count: n)]
    names = ["level"]
    // About its middle and in units of its length, so that powers stay apart.
    let clock = (0..<n).map { (Double($0) - Double(n - 1) / 2) / Double(n) }
    if options.hasTrend {
      columns.append((0..<n).map { Double($0) - Double(start) })
      names.append("trend per step")
    }
    for season in options.seasons {
      switch season {
      case .indicators(let period):
        for place in 1..<period {
          columns.append((0..<n).map { $0 % period == place ? 1 : 0 })
          names.append("place \(place + 1) of \(period)")
        }
      case .harmonics(let period, let pairs):
        for k in 1...pairs {
          let pace = 2 * Double.pi * Double(k) / period
          columns.append((0..<n).map { cos(pace * Double($0)) })
          names.append("cosine \(k) of \(period)")
          // The sine of half a period is zero at every step.
          guard 2 * Double(k) != period else { continue }
          columns.append((0..<n).map { sin(pace * Double($0)) })
          names.append("sine \(k) of \(period)")
        }
      }
    }
    for covariate in series.covariates {
      columns.append(covariate.values)
      names.append(covariate.name)
    }
    firstEffect = columns.count
    if let drift {
      columns.append(clock.map { pow($0, Double(drift)) })
      names.append("drift")
    } else {
      columns.append((0..<n).map { $0 >= start ? 1 : 0 })
      names.append("change of level")
      if options.hasSlopeChange {
        columns.append((0..<n).map { max(0, Double($0 - start)) })
        names.append("change of slope per step")
      }
    }
    matrix = Matrix(rows: n, columns: columns.count, storage: columns.flatMap { $0 })
    let washout = drift == nil ? start..<min(n, start + options.washout) : n..<n
    isUsed = (0..<n).map { !series.values[$0].isNaN && !washout.contains($0) }
    let before = (0..<min(start, n)).count { isUsed[$0] }
    let after = (min(start, n)..<n).count { isUsed[$0] }
    let need = firstEffect + 2
    guard before >= need else { throw .tooFewBefore(have: before, need: need) }
    guard drift != nil || after >= (options.hasSlopeChange ? 3 : 1) else {
      throw .tooFewAfter(have: after, need: options.hasSlopeChange ? 3 : 1)
    }
  }

  private static func check(
    _ series: InterruptedSeries, _ options: InterruptedSeries.Options
  ) throws(EvaluationError) {
    let n = series.values.count
    if let place = series.values.firstIndex(where: \.isInfinite) {
      throw .notFinite("values", at: place)
    }
    guard series.firstAfter > 0, series.firstAfter <= n else {
      throw .setting("firstAfter", reason: "must lie inside the series of \(n) steps")
    }
    guard options.level > 0, options.level < 1 else {
      throw .setting("level", reason: "must lie inside (0, 1)")
    }
    guard options.washout >= 0 else {
      throw .setting("washout", reason: "must not be negative")
    }
    for covariate in series.covariates {
      guard covariate.values.count == n else {
        throw .length(covariate.name, have: covariate.values.count, need: n)
      }
      if let place = covariate.values.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(covariate.name, at: place)
      }
    }
    if let exposure = series.exposure {
      guard options.response.isLog else {
        throw .setting("exposure", reason: "belongs to counts, with the log link")
      }
      guard exposure.count == n else { throw .length("exposure", have: exposure.count, need: n) }
      if let place = exposure.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
        throw .notFinite("exposure", at: place)
      }
    }
    for season in options.seasons {
      switch season {
      case .indicators(let period):
        guard period >= 2 else { throw .setting("season", reason: "a period has 2 steps or more") }
      case .harmonics(let period, let pairs):
        guard period > 2, pairs >= 1, 2 * Double(pairs) <= period else {
          throw .setting("season", reason: "needs 1 ... period / 2 pairs")
        }
      }
    }
    switch options.response {
    case .arma(let p, let q):
      guard (0...6).contains(p), (0...6).contains(q) else {
        throw .setting("response", reason: "orders of ARMA errors are 0 ... 6")
      }
    case .autoregressive(let most):
      guard (1...6).contains(most) else {
        throw .setting("response", reason: "autoregressions have an order of 1 ... 6")
      }
    case .neweyWest, .quasiPoisson, .negativeBinomial: break
    }
  }
}
