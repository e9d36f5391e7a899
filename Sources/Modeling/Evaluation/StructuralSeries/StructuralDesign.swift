import Foundation
import LinearAlgebra

extension StructuralScales {
  /// Sine and cosine of so many turns.
  static func rotation(_ turns: Double) -> (Double, Double) {
    (sin(2 * Double.pi * turns), cos(2 * Double.pi * turns))
  }
}

/// The columns of a structural model: the series, then its regressors, those of the change last.
struct StructuralDesign: Sendable {
  /// On the model's scale; NaN where missing.
  let response: [Double]
  let names: [String]
  /// Covariates, then shapes (or a pulse a step of `effectSteps`).
  let columns: [[Double]]
  let effectCount: Int
  /// Steps with an effect to tell: from the change on, with a value.
  let effectSteps: [Int]
  let trend: StructuralSeries.Trend
  let season: StructuralSeries.Season?
  let isFree: Bool
  let firstAfter: Int

  init(_ series: StructuralSeries, _ options: StructuralSeries.Options) throws(EvaluationError) {
    try Self.check(series, options)
    let n = series.values.count
    response = options.isLog ? series.values.map { log($0) } : series.values
    trend = options.trend
    season = options.season
    firstAfter = series.firstAfter
    isFree = options.shapes.isEmpty
    let start = options.shapes.map(\.start).min() ?? series.firstAfter
    effectSteps = (start..<n).filter { !series.values[$0].isNaN }
    var columns = series.covariates.map(\.values)
    var names = series.covariates.map(\.name)
    if isFree {
      for t in effectSteps {
        columns.append((0..<n).map { $0 == t ? 1 : 0 })
        names.append("step \(t + 1)")
      }
      effectCount = effectSteps.count
    } else {
      for shape in options.shapes {
        columns.append((0..<n).map { shape.value($0) })
        names.append(shape.name)
      }
      effectCount = options.shapes.count
    }
    self.columns = columns
    self.names = names
    let before = (0..<start).count { !series.values[$0].isNaN }
    let need = stateCount + series.covariates.count + 3
    guard before >= need else { throw .tooFewBefore(have: before, need: need) }
    guard !effectSteps.isEmpty else { throw .tooFewAfter(have: 0, need: 1) }
  }

  /// Starting values of the states.
  private var stateCount: Int {
    let own = trend == .level ? 1 : 2
    switch season {
    case .dummies(let period)?: return own + period - 1
    case .waves(let period, let pairs)?:
      return own + 2 * pairs - (2 * Double(pairs) == period ? 1 : 0)
    case nil: return own
    }
  }

  /// A pass of the filter and least squares on what it leaves, over the first `steps`.
  ///
  /// - Parameter withoutEffect: leaves the columns of the change out.
  func solve(
    _ scales: StructuralScales, steps: Int, withoutEffect: Bool
  ) -> StructuralSolution? {
    var used = Array(columns.prefix(columns.count - (withoutEffect ? effectCount : 0)))
    if scales.persistence < 1 {
      if trend != .level { used.insert((0..<steps).map { Double($0) }, at: 0) }
      used.insert([Double](repeating: 1, count: steps), at: 0)
    }
    let isObserved = response[..<steps].map { !$0.isNaN }
    var storage = response[..<steps].map { $0.isNaN ? 0 : $0 }
    for column in used { storage += column[..<steps] }
    let data = Matrix(rows: steps, columns: used.count + 1, storage: storage)
    var filter = InnovationsFilter(scales.model(trend, season), columns: data.columns)
    let pass = filter.run(data, isObserved: isObserved)
    let free = pass.innovations.rows - used.count
    guard free > 0, let fit = OrthogonalFit(pass.innovations), fit.sumOfSquares > 0 else {
      return nil
    }
    return StructuralSolution(
      fit: fit, degreesOfFreedom: free, count: pass.innovations.rows,
      logDeterminant: pass.logDeterminant, diffuseLogDeterminant: pass.diffuseLogDeterminant,
      constants: used.count - columns.count + (withoutEffect ? effectCount : 0))
  }

  private static func check(
    _ series: StructuralSeries, _ options: StructuralSeries.Options
  ) throws(EvaluationError) {
    let n = series.values.count
    if let place = series.values.firstIndex(where: \.isInfinite) {
      throw .notFinite("values", at: place)
    }
    guard series.firstAfter > 0, series.firstAfter < n else {
      throw .setting("firstAfter", reason: "must lie inside the series of \(n) steps")
    }
    guard options.level > 0, options.level < 1 else {
      throw .setting("level", reason: "must lie inside (0, 1)")
    }
    if options.isLog, let place = series.values.firstIndex(where: { $0 <= 0 }) {
      throw .setting("values", reason: "place \(place + 1) has no logarithm")
    }
    for covariate in series.covariates {
      guard covariate.values.count == n else {
        throw .length(covariate.name, have: covariate.values.count, need: n)
      }
      if let place = covariate.values.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(covariate.name, at: place)
      }
    }
    switch options.season {
    case .dummies(let period)?:
      guard period >= 2 else { throw .setting("season", reason: "a period has 2 steps or more") }
    case .waves(let period, let pairs)?:
      guard period > 2, pairs >= 1, 2 * Double(pairs) <= period else {
        throw .setting("season", reason: "needs 1 ... period / 2 pairs")
      }
    case nil: break
    }
    for shape in options.shapes {
      guard (1..<n).contains(shape.start) else {
        throw .setting("shapes", reason: "start inside the series, after its first step")
      }
      if case .ramp(_, let over) = shape, over < 1 {
        throw .setting("shapes", reason: "a ramp takes one step or more")
      }
    }
  }
}

/// Least squares under one choice of scales.
struct StructuralSolution {
  let fit: OrthogonalFit
  let degreesOfFreedom: Int
  /// Innovations, regressors not taken off.
  let count: Int
  let logDeterminant: Double
  let diffuseLogDeterminant: Double
  /// Columns of the level's constant and line before the regressors.
  let constants: Int

  /// Of the data, with regressors, starting states and the common scale integrated out under
  /// flat priors (of the scale's logarithm), without its constant.
  var logEvidence: Double {
    -0.5 * logDeterminant - fit.logDiagonal
      - 0.5 * Double(degreesOfFreedom) * log(fit.sumOfSquares)
  }

  /// Given the observations that settle the starting states, at the best scale.
  var logLikelihood: Double {
    let n = Double(count)
    return -0.5
      * (n * (log(2 * Double.pi * fit.sumOfSquares / n) + 1) + logDeterminant
        - diffuseLogDeterminant)
  }
}
