import Foundation
public import LinearAlgebra
import Statistics

/// Ordinary or weighted least squares: b = argmin Σ wᵢ (yᵢ − oᵢ − xᵢᵀb)².
///
/// By orthogonal factorization, reading the design a panel of rows at a time and
/// never copying it; hundreds of indicator columns go through scaled normal
/// equations with refinement, small ill-conditioned problems through a
/// factorization in double-double arithmetic. Which one it was stands in `method`.
///
/// Columns that depend on those before them are dropped as R's `lm` drops them,
/// named in `notes`, and keep a coefficient without value (NaN, and nothing else).
/// With as many independent columns as rows, or more columns than rows, the fit
/// passes through every point: estimates are given, standard errors are not.
///
/// Codable without the rows; what needs them (`sample`) says so when it throws.
public struct LinearFit: Codable, Sendable {
  /// How the problem was solved.
  public enum Method: String, Codable, Sendable, CaseIterable {
    /// Householder reflections, panel by panel.
    case householder
    /// Cholesky's factor of the Gram matrix after preconditioning by the triangle
    /// of a sample of the rows.
    case preconditioned
    /// Scaled normal equations and two steps of refinement.
    case normalEquations
    /// Householder reflections in double-double arithmetic.
    case extended
  }

  public struct Options: Sendable {
    /// Nil chooses by the size and the condition of the problem.
    public var method: Method?
    /// A column whose part that is orthogonal to the columns before it is smaller
    /// than this share of it is dropped; 0 ..< 1. R's default.
    public var tolerance = 1e-7
    /// At least 1; results do not depend on it.
    public var threads = 1

    public init(method: Method? = nil) { self.method = method }
  }

  /// One name a column of the design.
  public let names: [String]
  /// Columns with a coefficient, ascending.
  public let kept: [Int]
  /// Coefficients of the kept columns.
  public let estimates: [Double]
  /// (XᵀWX)⁻¹ of the kept columns.
  public let unscaledCovariance: Matrix
  /// Qᵀ√W y for each kept column: its square is the sum of squares the column
  /// adds to those before it.
  public let effects: [Double]
  /// Rows of weight above 0.
  public let count: Int
  /// Σ w (y − ŷ)².
  public let residualSumOfSquares: Double
  /// Σ w (y − o − ȳ)², or Σ w (y − o)² without a constant.
  public let totalSumOfSquares: Double
  /// Whether a constant lies in the span of the columns.
  public let hasConstant: Bool
  /// Σ log w over rows of weight above 0.
  public let logWeightSum: Double
  public let method: Method
  /// Of the kept columns, estimated with unit lengths.
  public let condition: Double
  public let notes: [FitNote]

  /// The rows it was fitted on; nil after decoding.
  public private(set) var sample: LinearSample?

  private enum CodingKeys: String, CodingKey {
    case names, kept, estimates, unscaledCovariance, effects, count, residualSumOfSquares
    case totalSumOfSquares, hasConstant, logWeightSum, method, condition, notes
  }

  /// Fits a design.
  ///
  /// - Parameters:
  ///   - response: a value a row.
  ///   - weights: at least 0, inverse to the variance; rows of weight 0 take no part.
  ///   - offset: added to Xb; a value a row.
  /// - Throws: what `LinearSample` throws, `.notFinite` with the column of the
  ///   design, `.setting` for a tolerance or thread count out of range,
  ///   `.singular` where no column can be kept.
  public init(
    design: DesignMatrix, response: [Double], weights: [Double]? = nil,
    offset: [Double]? = nil, options: Options = Options()
  ) throws(RegressionError) {
    try self.init(
      LinearSample(design: design, response: response, weights: weights, offset: offset),
      options: options)
  }

  /// Fits a sample; see `init(design:response:weights:offset:options:)`.
  public init(_ sample: LinearSample, options: Options = Options()) throws(RegressionError) {
    guard options.tolerance >= 0, options.tolerance < 1 else {
      throw .setting("tolerance", reason: "must be in 0 ..< 1")
    }
    guard options.threads >= 1 else { throw .setting("threads", reason: "must be at least 1") }
    let solution = try LeastSquaresSolver(sample, options).solve()
    guard !solution.kept.isEmpty else { throw .singular("every column of the design is zero") }
    self.sample = sample
    names = sample.design.names
    kept = solution.kept
    estimates = solution.estimates
    unscaledCovariance = solution.unscaledCovariance
    effects = solution.effects
    count = sample.count
    residualSumOfSquares = solution.residualSumOfSquares
    hasConstant = solution.hasConstant
    method = solution.method
    condition = solution.condition
    totalSumOfSquares = Self.totalSumOfSquares(sample, centered: solution.hasConstant)
    logWeightSum = sample.weights?.reduce(0) { $1 > 0 ? $0 + log($1) : $0 } ?? 0
    var notes: [FitNote] = []
    let kept = Set(solution.kept)
    let dropped = sample.design.names.indices.filter { !kept.contains($0) }
      .map { "\"\(sample.design.names[$0])\"" }
    if !dropped.isEmpty {
      notes.append(
        FitNote(
          .droppedColumn,
          dropped.joined(separator: ", ")
            + (dropped.count == 1 ? " depends" : " depend")
            + " on the columns before and has no coefficient of its own."))
    }
    if solution.condition > 1e6 {
      notes.append(
        FitNote(
          .illConditioned,
          "The columns are nearly collinear (condition 1e\(Int(log10(solution.condition)))): "
            + (solution.method == .extended
              ? "the fit was made with twice the digits, but " : "")
            + "single coefficients mean little."))
    } else if solution.method == .extended && options.method == nil {
      notes.append(
        FitNote(.other, "The fit was made with twice the digits, as rounding would show."))
    }
    if count == solution.kept.count {
      notes.append(
        FitNote(
          .other,
          "As many coefficients as rows: the fit passes through every point, and the data "
            + "say nothing about its errors."))
    }
    self.notes = notes
  }

  private static func totalSumOfSquares(_ sample: LinearSample, centered: Bool) -> Double {
    let z = sample.adjustedResponse
    guard let weights = sample.weights else {
      return centered ? Descriptive.sumOfSquaredDeviations(z) : Descriptive.sum(z.map { $0 * $0 })
    }
    var center = 0.0
    if centered {
      // A first center near the values keeps the second from cancelling.
      let total = Descriptive.sum(weights)
      for _ in 0..<2 {
        center += Descriptive.sum(zip(weights, z).map { $0 * ($1 - center) }) / total
      }
    }
    return Descriptive.sum(zip(weights, z).map { $0 * ($1 - center) * ($1 - center) })
  }
}
