import LinearAlgebra
import Regression
import Statistics

/// Coefficients of the columns with a covariance, by whichever model was asked for.
struct SegmentedCore {
  let inference: CoefficientInference
  /// One a column, 0 for a dropped one.
  let estimates: [Double]
  /// One a column and column, 0 for dropped ones.
  let covariance: Matrix
  let degreesOfFreedom: Double?
  var autoregressive: [Double] = []
  var movingAverage: [Double] = []
  var residualCorrelation: TestResult?
  var notes: [FitNote] = []

  init(
    _ series: InterruptedSeries, _ design: InterventionDesign, _ options: InterruptedSeries.Options
  ) throws(EvaluationError) {
    do {
      switch options.response {
      case .arma(let p, let q):
        try self.init(arma: series, design, p...p, q)
      case .autoregressive(let most):
        try self.init(arma: series, design, 1...most, 0)
      case .neweyWest(let lags):
        let (matrix, rows) = Self.usedRows(design)
        let fit = try LinearFit(design: matrix, response: rows.map { series.values[$0] })
        self.init(try fit.inference(.neweyWest(lags)), width: matrix.columns, fit.notes)
      case .quasiPoisson(let lags):
        try self.init(counts: series, design, .quasiPoisson, lags)
      case .negativeBinomial(let lags):
        try self.init(counts: series, design, .negativeBinomial(), lags)
      }
    } catch let error as RegressionError {
      throw .regression(error)
    } catch let error as EvaluationError {
      throw error
    } catch {
      throw .singular("\(error)")
    }
    if !inference.kept.contains(where: { $0 >= design.firstEffect }) {
      throw .singular("the change cannot be told from the other columns")
    }
  }

  private init(_ inference: CoefficientInference, width: Int, _ notes: [FitNote]) {
    self.inference = inference
    var estimates = [Double](repeating: 0, count: width)
    var covariance = Matrix(rows: width, columns: width)
    for (a, i) in inference.kept.enumerated() {
      estimates[i] = inference.estimates[a]
      for (b, j) in inference.kept.enumerated() { covariance[i, j] = inference.covariance[a, b] }
    }
    self.estimates = estimates
    self.covariance = covariance
    degreesOfFreedom = inference.degreesOfFreedom?.min()
    self.notes = notes + inference.notes
  }

  private init(
    counts series: InterruptedSeries, _ design: InterventionDesign, _ family: GLMFamily,
    _ lags: CovarianceEstimator.Lags
  ) throws {
    let (matrix, rows) = Self.usedRows(design)
    let fit = try GLMFit(
      design: matrix, response: rows.map { series.values[$0] },
      exposure: series.exposure.map { all in rows.map { all[$0] } }, family: family, link: .log)
    self.init(try fit.inference(.neweyWest(lags)), width: matrix.columns, fit.notes)
  }

  private init(
    arma series: InterruptedSeries, _ design: InterventionDesign, _ orders: ClosedRange<Int>,
    _ q: Int
  ) throws {
    // Least squares first: it names the columns that depend on others.
    let (matrix, rows) = Self.usedRows(design)
    let plain = try LinearFit(design: matrix, response: rows.map { series.values[$0] })
    let kept = plain.kept
    var columns = Matrix(rows: design.matrix.rows, columns: kept.count)
    for (a, j) in kept.enumerated() { columns.setColumn(a, to: design.matrix.column(j)) }
    let response = series.values.indices.map { design.isUsed[$0] ? series.values[$0] : .nan }
    guard rows.count > kept.count else {
      throw EvaluationError.tooFewBefore(have: rows.count, need: kept.count + 1)
    }
    var fit = try ARMARegression(design: columns, response: response, p: orders.lowerBound, q: q)
    for p in orders.dropFirst() {
      let more = try ARMARegression(design: columns, response: response, p: p, q: q)
      let gain = fit.criterion - more.criterion
      if gain > 2 * Double(p - fit.autoregressive.count) { fit = more }
    }
    let p = fit.autoregressive.count
    let inference = CoefficientInference(
      estimator: "ARMA(\(p), \(q)) errors", names: design.names, kept: kept,
      estimates: fit.estimates, covariance: fit.covariance,
      degreesOfFreedom: [Double](repeating: Double(fit.degreesOfFreedom), count: kept.count))
    self.init(inference, width: design.names.count, plain.notes)
    autoregressive = fit.autoregressive
    movingAverage = fit.movingAverage
    residualCorrelation = Self.ljungBox(fit.innovations, fitted: p + q)
    if let root = autoregressive.max(), abs(root) > 0.95 {
      notes.append(
        FitNote(
          .boundary,
          "The errors hardly return to the line (autocorrelation above .95): a wandering level "
            + "fits as well, and level changes are then hard to tell from it."))
    }
  }

  private static func usedRows(_ design: InterventionDesign) -> (DesignMatrix, [Int]) {
    let rows = design.isUsed.indices.filter { design.isUsed[$0] }
    let whole = DesignMatrix(
      rows: design.matrix.rows, names: design.names,
      blocks: (0..<design.matrix.columns).map {
        $0 == 0 ? .intercept : .column(design.matrix.column($0))
      })
    return (whole.selecting(rows: rows), rows)
  }

  /// Ljung & Box 1978 over min(10, n/5) lags.
  static func ljungBox(_ x: [Double], fitted: Int) -> TestResult? {
    let n = x.count
    let lags = min(10, n / 5)
    guard lags > fitted else { return nil }
    let correlations = Descriptive.autocorrelations(x, through: lags)
    var sum = 0.0
    for k in 1...lags { sum += correlations[k] * correlations[k] / Double(n - k) }
    return TestResult(
      "Ljung-Box", statistic: Double(n) * Double(n + 2) * sum,
      chiSquaredWith: Double(lags - fitted))
  }

  /// Wald's test that these columns add nothing.
  func waldTest(columns: [Int]) -> TestResult { inference.waldTest(columns: columns) }
}
