import Foundation
import LinearAlgebra
import Statistics

extension AdditiveFit {
  /// Fits a Gaussian additive model.
  ///
  /// - Parameters:
  ///   - parametric: intercept included; may have no other column.
  ///   - smooths: covariates of as many rows.
  ///   - weights: prior weights, not negative; the variance of row i is φ / wᵢ.
  /// - Throws: `.notFinite`, `.unusableColumn`, `.setting`, `.tooFewRows`, `.singular`,
  ///   `.noConvergence`.
  public init(
    parametric: DesignMatrix, smooths: [SmoothSpecification], response: [Double],
    weights: [Double]? = nil, offset: [Double]? = nil, options: AdditiveOptions = .init()
  ) throws(RegressionError) {
    try options.check()
    try Self.check(parametric, smooths, response, weights, offset)
    let terms = try AdditiveTerm.terms(smooths, from: parametric.columns)
    var design = AdditiveDesign(
      parametric: parametric, terms: terms, smooths: smooths.map(\.rows))
    let weights = weights ?? [Double](repeating: 1, count: response.count)
    var adjusted = response
    if let offset {
      for i in adjusted.indices { adjusted[i] -= offset[i] }
    }
    let triangle = try design.triangle(
      weights: weights, response: adjusted, threads: options.threads)
    let all = SmoothingPenalties(terms: terms, columns: design.columns, dropped: [])
    let dropped = Self.dependentColumns(triangle, all)
    design.dropped = dropped
    let clean =
      dropped.isEmpty
      ? triangle
      : try design.triangle(weights: weights, response: adjusted, threads: options.threads)
    let penalties = SmoothingPenalties(terms: terms, columns: design.columns, dropped: dropped)
    let counted = weights.filter { $0 > 0 }
    let free = design.columns - dropped.count - penalties.penalized.count
    guard counted.count > free else {
      throw .tooFewRows(rows: counted.count, columns: free)
    }
    let problem = GaussianSmoothness(
      triangle: clean, penalties: penalties, dropped: dropped, rows: counted.count,
      logWeights: counted.reduce(0) { $0 + log($1) })
    let gram = problem.gram()
    let limits = penalties.limits(gram)
    let outcome = try SmoothnessNewton().minimize(
      from: limits.start, lower: limits.lower, upper: limits.upper
    ) { rho throws(RegressionError) in try problem.restrictedLikelihood(rho) }
    let solution = try problem.solve(outcome.rho)
    try self.init(
      design: design, names: parametric.names, options: options,
      end: SmoothingEnd(
        rho: outcome.rho, outcome: outcome, values: solution.coefficients,
        inverse: solution.root.outerGram(), gram: gram, deviance: solution.deviance,
        nullDeviance: Self.nullDeviance(adjusted, weights), rows: counted.count))
    let linear = design.linearPredictor(values, offset: offset, threads: options.threads)
    fittedValues = linear
  }

  private static func nullDeviance(_ response: [Double], _ weights: [Double]) -> Double {
    let mean = dot(weights, response) / laneSum(weights)
    var sum = CompensatedSum()
    for (y, w) in zip(response, weights) { sum.add(w * (y - mean) * (y - mean)) }
    return sum.value
  }

  static func check(
    _ parametric: DesignMatrix, _ smooths: [SmoothSpecification], _ response: [Double],
    _ weights: [Double]?, _ offset: [Double]?
  ) throws(RegressionError) {
    let rows = response.count
    guard rows > 0 else { throw .tooFewRows(rows: 0, columns: parametric.columns) }
    precondition(parametric.rows == rows, "the design has a row for each response")
    for smooth in smooths {
      precondition(
        smooth.rows.values.allSatisfy { $0.count == rows }, "covariates have a row a response")
    }
    if let row = response.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(column: "response", row: row)
    }
    if let weights {
      precondition(weights.count == rows, "a weight for each response")
      if let row = weights.firstIndex(where: { !$0.isFinite || $0 < 0 }) {
        throw .notFinite(column: "weights", row: row)
      }
    }
    if let offset {
      precondition(offset.count == rows, "an offset for each response")
      if let row = offset.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(column: "offset", row: row)
      }
    }
  }

  /// Columns that, penalties at moderate strength added, the columns before them determine.
  static func dependentColumns(
    _ triangle: Matrix, _ penalties: SmoothingPenalties
  ) -> [Int] {
    let columns = penalties.columns
    // Penalties as strong as the data make every penalized column its own.
    var sizes = [Double](repeating: 0, count: columns)
    for j in 0..<columns { sizes[j] = euclideanNorm((0...j).map { triangle[$0, j] }) }
    var stacked = Matrix(rows: 2 * columns, columns: columns)
    for j in 0..<columns {
      for i in 0...j { stacked[i, j] = triangle[i, j] / (sizes[j] > 0 ? sizes[j] : 1) }
    }
    for j in penalties.penalized { stacked[columns + j, j] = 1 }
    guard let qr = try? QR(stacked) else { return [] }
    return (0..<columns).filter { abs(qr.upper[$0, $0]) < 1e-9 }
  }
}
