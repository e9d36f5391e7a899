import Foundation
public import LinearAlgebra
import Statistics

/// Multinomial logit: ln P(class k) / P(class 0) = x'β_k, class 0 being the
/// reference (McCullagh & Nelder 1989, sec. 5.2; Agresti 2013, sec. 8.1), by
/// Newton's method on the whole Hessian.
public struct MultinomialFit: Codable, Sendable {
  public struct Options: Codable, Equatable, Sendable {
    public var iterations = 100
    /// Of confidence intervals, inside (0, 1).
    public var level = 0.95
    public var checksSeparation = true

    public init() {}
  }

  /// The classes; the first is the reference.
  public let levels: [String]
  /// One a level but the reference, each with one coefficient a column.
  public private(set) var coefficients: [[Coefficient]]
  /// Of the kept columns of level 1, then of level 2, …
  public private(set) var covariance: Matrix
  public private(set) var kept: [Int]
  public private(set) var deviance: Double
  /// Of the shares of the classes alone.
  public private(set) var nullDeviance: Double
  public private(set) var observations: Int
  public private(set) var iterations: Int
  public private(set) var converged: Bool
  public private(set) var notes: [FitNote]
  /// Estimates that are infinite, as "level: column".
  public private(set) var separated: [String]
  public let options: Options

  public var logLikelihood: Double { -deviance / 2 }
  public var parameterCount: Int { kept.count * (levels.count - 1) }
  public var aic: Double { deviance + 2 * Double(parameterCount) }
  public var bic: Double { deviance + log(Double(observations)) * Double(parameterCount) }

  /// Fits the model.
  ///
  /// - Parameters:
  ///   - design: n rows.
  ///   - classes: n codes, 0 ..< levels.count.
  ///   - levels: at least two; each must occur.
  ///   - weights: n frequencies, ≥ 0; rows of weight 0 count nothing.
  /// - Throws: `.responseOutOfRange`, `.notFinite` with the row; `.setting`;
  ///   `.unusableColumn` for a level that never occurs; `.tooFewRows`.
  public init(
    design: DesignMatrix, classes: [Int32], levels: [String], weights: [Double]? = nil,
    options: Options = .init()
  ) throws(RegressionError) {
    let shares = try Self.shares(design, classes, levels, weights, options)
    observations = weights.map { $0.count { $0 > 0 } } ?? classes.count
    let independent = try design.independentColumns(weights: weights)
    guard !independent.kept.isEmpty else {
      throw .tooFewRows(rows: observations, columns: design.columns)
    }
    let kernel = MultinomialKernel(
      design: design, classes: classes, levels: levels.count, weights: weights,
      kept: independent.kept)
    var search = try MultinomialSearch(kernel, iterations: min(12, options.iterations))
    (notes, separated) = (independent.notes, [])
    if !search.converged {
      let separation = options.checksSeparation ? kernel.separation() : Separation()
      if separation.isPresent {
        try search.proceed(iterations: 13, tolerance: 1e-5)
        search.converged = false
        separated = separation.columns.map { column in
          let (level, place) = column.quotientAndRemainder(dividingBy: independent.kept.count)
          return "\(levels[level + 1]): \(design.names[independent.kept[place]])"
        }
        notes.append(
          FitNote(
            .separation,
            "Some classes are told apart perfectly; these estimates are infinite, and what is "
              + "shown is where the iterations stopped: \(separated.joined(separator: ", "))."))
      } else {
        try search.proceed(iterations: options.iterations - search.iterations)
      }
    }
    if !search.converged && separated.isEmpty {
      notes.append(FitNote(.notConverged, "The iterations ended short of convergence."))
    }
    self.levels = levels
    self.options = options
    kept = independent.kept
    deviance = search.deviance
    nullDeviance = shares.deviance
    iterations = search.iterations
    converged = search.converged
    covariance = try search.system.inverse()
    coefficients = []
    let critical = -SpecialFunctions.normalQuantile((1 - options.level) / 2)
    for level in 1..<levels.count {
      var row = design.names.map { Coefficient(name: $0, estimate: .nan) }
      for (a, j) in kept.enumerated() {
        let place = (level - 1) * kept.count + a
        let estimate = search.coefficients[place]
        row[j].estimate = estimate
        guard !separated.contains("\(levels[level]): \(design.names[j])") else { continue }
        let error = covariance[place, place].squareRoot()
        row[j].standardError = error
        (row[j].lower, row[j].upper) = (estimate - critical * error, estimate + critical * error)
        guard error > 0 else { continue }
        row[j].statistic = estimate / error
        row[j].pValue = 2 * SpecialFunctions.normalCDF(-abs(estimate / error))
      }
      coefficients.append(row)
    }
  }

  /// Probabilities of the classes, one row a row of the design, one column a level.
  ///
  /// - Throws: `.setting` where the design has other columns.
  public func predict(design: DesignMatrix) throws(RegressionError) -> Matrix {
    guard design.columns == coefficients[0].count else {
      throw .setting(
        "design", reason: "\(design.columns) columns, but the model has \(coefficients[0].count)")
    }
    let predictors = coefficients.map { design.times($0.map(\.contribution)) }
    var result = Matrix(rows: design.rows, columns: levels.count)
    for i in 0..<design.rows {
      let largest = predictors.reduce(0) { max($0, $1[i]) }
      var total = exp(-largest)
      result[i, 0] = total
      for (k, predictor) in predictors.enumerated() {
        result[i, k + 1] = exp(predictor[i] - largest)
        total += result[i, k + 1]
      }
      for k in 0..<levels.count { result[i, k] /= total }
    }
    return result
  }

  /// Checks the arguments; the deviance of the shares of the classes.
  private static func shares(
    _ design: DesignMatrix, _ classes: [Int32], _ levels: [String], _ weights: [Double]?,
    _ options: Options
  ) throws(RegressionError) -> (totals: [Double], deviance: Double) {
    guard classes.count == design.rows else {
      throw .setting("classes", reason: "\(classes.count) values for \(design.rows) rows")
    }
    guard levels.count >= 2 else { throw .setting("levels", reason: "must be two or more") }
    guard options.level > 0, options.level < 1 else {
      throw .setting("level", reason: "must lie inside (0, 1)")
    }
    if let weights {
      guard weights.count == design.rows else {
        throw .setting("weights", reason: "\(weights.count) values for \(design.rows) rows")
      }
      if let row = weights.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(column: "weights", row: row)
      }
      if let row = weights.firstIndex(where: { $0 < 0 }) {
        throw .setting("weights", reason: "row \(row + 1) has a negative weight")
      }
    }
    var totals = [Double](repeating: 0, count: levels.count)
    for i in classes.indices {
      guard classes[i] >= 0, classes[i] < levels.count else {
        throw .responseOutOfRange(reason: "a code that is no class", row: i)
      }
      totals[Int(classes[i])] += weights?[i] ?? 1
    }
    let total = totals.reduce(0, +)
    guard total > 0 else { throw .tooFewRows(rows: 0, columns: design.columns) }
    if let empty = totals.firstIndex(of: 0) {
      throw .unusableColumn(
        levels[empty], reason: "this class never occurs; leave it out of the levels")
    }
    return (totals, totals.reduce(0) { $0 - 2 * $1 * log($1 / total) })
  }
}
