import Foundation
public import LinearAlgebra
import Statistics

/// Linear quantile regression (Koenker & Bassett 1978): for each level τ
///
///     min over β of  Σ wᵢ ρτ(yᵢ − xᵢᵀβ),   ρτ(r) = r (τ − 1[r < 0])
///
/// by the Frisch–Newton interior point and an exact finish at a vertex, so that a
/// unique answer is exact to rounding. For several levels, predictions are
/// rearranged so that they never cross (Chernozhukov, Fernández-Val & Galichon 2010).
public struct QuantileRegression: Codable, Equatable, Sendable {
  /// How standard errors are found.
  public enum Errors: Codable, Equatable, Sendable {
    case none
    /// Errors alike in all rows: the sparsity of the residuals near zero (Koenker 2005, sec. 3.4).
    case identical
    /// Huber's sandwich with densities from fits on either side of τ (Hendricks & Koenker 1992).
    case sandwich
    /// Huber's sandwich with a kernel estimate of the densities (Powell 1991).
    case kernel
    /// Standard deviation over samples of whole rows, drawn with replacement.
    case bootstrap(samples: Int, seed: UInt64)
  }

  public let names: [String]
  /// Ascending, each inside (0, 1).
  public let levels: [Double]
  /// Column k holds the coefficients of `levels[k]`, one a column of the design.
  public let path: Matrix
  /// Standard errors in the shape of `path`; nil where none were asked for.
  public let standardErrors: Matrix?
  /// Σ w ρτ of the residuals, by level.
  public let objectives: [Double]
  /// 1 − objective / objective of the intercept alone (Koenker & Machado 1999), by
  /// level; zero where the design has no intercept.
  public let goodness: [Double]
  /// Rows of positive weight.
  public let rows: Int
  /// Independent columns, ascending.
  public let kept: [Int]
  public let notes: [FitNote]

  /// - Parameters:
  ///   - design: n × p, n ≥ its rank; columns that repeat others get zero and a note.
  ///   - response: n finite values.
  ///   - weights: n values ≥ 0; nil for ones. Rows of weight zero count for nothing.
  ///   - levels: quantiles wanted, each inside (0, 1), in any order.
  ///   - threads: changes the time only.
  /// - Throws: `.notFinite`, `.tooFewRows`, `.setting`, `.singular`, `.noConvergence`.
  public init(
    design: DesignMatrix, response: [Double], weights: [Double]? = nil,
    levels: [Double] = [0.5], errors: Errors = .sandwich, threads: Int = 1
  ) throws(RegressionError) {
    guard !levels.isEmpty, levels.allSatisfy({ $0 > 0 && $0 < 1 }) else {
      throw .setting("levels", reason: "lie inside (0, 1), and there is at least one")
    }
    if case .bootstrap(let samples, _) = errors, samples < 2 {
      throw .setting("samples", reason: "at least two")
    }
    try design.requireFinite(response: response, weights: weights)
    var (design, response, weights) = (design, response, weights)
    if let given = weights, given.contains(0) {
      let used = given.indices.filter { given[$0] > 0 }
      (design, response) = (design.selecting(rows: used), used.map { response[$0] })
      weights = used.map { given[$0] }
    }
    let independent = try design.independentColumns()
    var notes = independent.notes
    let levels = levels.sorted()
    let problem = QuantileProblem(
      design: design.selecting(columns: independent.kept),
      response: weights.map { zip(response, $0).map { $0 * $1 } } ?? response, weights: weights,
      threads: threads)

    names = design.names
    self.levels = levels
    rows = design.rows
    kept = independent.kept
    var path = Matrix(rows: design.columns, columns: levels.count)
    var deviations = errors == .none ? nil : path
    var (objectives, goodness): ([Double], [Double]) = ([], [])
    let constant = SlopeDesign(design).intercept != nil
    for (k, level) in levels.enumerated() {
      let found = try problem.solve(level: level)
      for (a, j) in independent.kept.enumerated() { path[j, k] = found.coefficients[a] }
      objectives.append(QuantileProblem.objective(found.residuals, level: level))
      goodness.append(
        constant
          ? problem.goodness(of: objectives[k], level: level, unweighted: response) : 0)
      if !found.isOptimal {
        notes.append(
          FitNote(.notConverged, "The fit of level \(level) stopped before it was proved best."))
      } else if !found.isUnique {
        notes.append(
          FitNote(
            .boundary, "Several fits of level \(level) are equally good; one of them is given."))
      }
      if errors != .none {
        let own = try problem.standardErrors(of: found, level: level, by: errors)
        if own == nil {
          notes.append(
            FitNote(
              .other, "Too few rows for standard errors of this kind at level \(level)."))
        }
        for (a, j) in independent.kept.enumerated() { deviations?[j, k] = own?[a] ?? 0 }
      }
    }
    self.path = path
    standardErrors = deviations
    self.objectives = objectives
    self.goodness = goodness
    self.notes = notes
  }

  public var rank: Int { kept.count }

  /// Coefficients of a level that was fitted, with t statistics and intervals on
  /// n − rank degrees of freedom; an estimate of NaN for a column that repeats others.
  ///
  /// - Parameters:
  ///   - level: τ; the nearest level fitted is taken.
  ///   - confidence: of the intervals, inside (0, 1).
  public func coefficients(level: Double, confidence: Double = 0.95) -> [Coefficient] {
    let k = levels.indices.min { abs(levels[$0] - level) < abs(levels[$1] - level) }!
    let freedom = Double(rows - rank)
    let student = try? StudentT(degreesOfFreedom: freedom)
    return names.indices.map { j in
      var result = Coefficient(
        name: names[j], estimate: kept.contains(j) ? path[j, k] : .nan)
      guard let error = standardErrors?[j, k], error > 0, let student else { return result }
      let statistic = path[j, k] / error
      let reach = student.upperQuantile((1 - confidence) / 2) * error
      result.standardError = error
      result.statistic = statistic
      result.pValue = 2 * student.survival(abs(statistic))
      result.lower = path[j, k] - reach
      result.upper = path[j, k] + reach
      return result
    }
  }

  /// Those of the middle level.
  public var coefficients: [Coefficient] { coefficients(level: levels[levels.count / 2]) }

  /// Quantiles of new rows: one row a row, one column a level.
  ///
  /// - Parameter rearranged: sorts each row's quantiles, so that none crosses another.
  public func predict(_ design: DesignMatrix, rearranged: Bool = true) -> Matrix {
    precondition(design.columns == names.count, "a design of the columns that were fitted")
    var result = Matrix(rows: design.rows, columns: levels.count)
    for k in levels.indices { result.setColumn(k, to: design.times(path.column(k))) }
    guard rearranged, levels.count > 1 else { return result }
    for i in 0..<design.rows {
      for (k, value) in result.row(i).sorted().enumerated() { result[i, k] = value }
    }
    return result
  }
}
