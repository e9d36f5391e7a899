import Foundation
import LinearAlgebra

/// What the fits of a path share: columns without the intercept, their scales, and
/// penalties and bounds on the scaled coefficients.
struct ElasticNetSetup: Sendable {
  /// Coefficients along a path, of scaled slopes.
  struct Found: Sendable {
    var lambdas: [Double] = []
    var intercepts: [Double] = []
    /// By λ, one value a slope.
    var coefficients: [[Double]] = []
    var devianceRatio: [Double] = []
    var nullDeviance = 0.0
    var notes: [FitNote] = []
  }

  let design: SlopeDesign
  let response: [Double]
  let weights: [Double]?
  let offset: [Double]?
  let options: ElasticNetOptions
  let threads: Int
  let columns: Int
  /// Second moments of the slopes, not scaled, and of response − offset: where the
  /// response is Gaussian and rows are many beside the columns.
  let moments: CenteredMoments?
  /// Of the slopes; zeros where there is no intercept.
  let means: [Double]
  /// Zero for a column that is left out because it does not vary.
  let scales: [Double]
  let factors: [Double]
  let lower: [Double]
  let upper: [Double]
  let notes: [FitNote]

  var hasIntercept: Bool { design.intercept != nil }

  init(
    design whole: DesignMatrix, response: [Double], family: ElasticNetFamily,
    weights: [Double]?, offset: [Double]?, options: ElasticNetOptions, threads: Int
  ) throws(RegressionError) {
    let design = SlopeDesign(whole)
    let spreads: [Double]
    if family == .gaussian, Self.affordsGram(design.slopes) {
      let target = offset.map { offset in zip(response, offset).map { $0 - $1 } } ?? response
      let found = CenteredMoments(
        of: design.slopes, response: target, weights: weights,
        centered: design.intercept != nil, threads: threads)
      (moments, means, spreads) = (found, found.means, found.spreads)
    } else {
      let found = ColumnMoments(of: design.slopes, weights: weights)
      (moments, spreads) = (nil, found.spreads)
      means = design.intercept == nil ? found.means.map { _ in 0 } : found.means
    }
    // A value that is not finite shows in its column's spread: no scan is needed.
    if let j = spreads.firstIndex(where: { !$0.isFinite }) {
      guard let place = design.slopes.firstNotFinite() else {
        throw .unusableColumn(design.slopes.names[j], reason: "its squares overflow")
      }
      throw .notFinite(column: design.slopes.names[place.column], row: place.row)
    }
    var notes: [FitNote] = []
    var scales: [Double] = []
    for (j, spread) in spreads.enumerated() {
      let varies = spread > 1e-12 * abs(means[j])
      scales.append(varies ? (options.standardize ? spread : 1) : 0)
      if !varies {
        let name = design.slopes.names[j]
        notes.append(
          FitNote(.droppedColumn, "Column \(name) does not vary; its coefficient is zero."))
      }
    }
    var factors = design.positions.map { options.factors?[$0] ?? 1 }
    for j in factors.indices where scales[j] == 0 { factors[j] = .infinity }
    let kept = factors.filter(\.isFinite)
    let mean = kept.reduce(0, +) / Double(max(1, kept.count))
    if mean > 0 { factors = factors.map { $0 / mean } }
    let bound = { (values: [Double]?, none: Double) in
      design.positions.enumerated().map { j, position in
        values.map { $0[position] == 0 ? 0 : $0[position] * scales[j] } ?? none
      }
    }
    lower = bound(options.lower, -.infinity)
    upper = bound(options.upper, .infinity)
    self.design = design
    self.response = response
    self.weights = weights
    self.offset = offset
    self.options = options
    self.threads = threads
    columns = whole.columns
    self.scales = scales
    self.factors = factors
    self.notes = notes
  }

  /// Whether one Gram matrix of all columns is the cheapest way.
  private static func affordsGram(_ slopes: DesignMatrix) -> Bool {
    slopes.columns <= 256 || slopes.columns <= 4096 && slopes.rows >= 4 * slopes.columns
  }

  /// The sequence of penalties for the largest that matters.
  func lambdas(from largest: Double) -> [Double] {
    if let given = options.lambdas { return given.sorted(by: >) }
    let top = largest / max(options.mixing, 1e-3)
    guard top > 0 else { return [0] }
    let ratio =
      options.smallestRatio ?? (design.slopes.rows < design.slopes.columns ? 0.01 : 1e-4)
    let steps = Double(max(1, options.count - 1))
    return (0..<options.count).map { top * pow(ratio, Double($0) / steps) }
  }

  /// Whether the path may end after its last λ.
  func isSaturated(_ found: Found) -> Bool {
    guard options.stopsEarly, options.lambdas == nil, found.devianceRatio.count >= 5 else {
      return false
    }
    let last = found.devianceRatio[found.devianceRatio.count - 1]
    return last > 0.999 || last - found.devianceRatio[found.devianceRatio.count - 2] < 1e-5 * last
  }

  /// Coefficients on the original scale, one row a column of the whole design.
  func original(_ found: Found) -> Matrix {
    var result = Matrix(rows: columns, columns: found.lambdas.count)
    for (k, coefficients) in found.coefficients.enumerated() {
      for (j, position) in design.positions.enumerated() where scales[j] > 0 {
        result[position, k] = coefficients[j] / scales[j]
      }
      if let intercept = design.intercept { result[intercept, k] = found.intercepts[k] }
    }
    return result
  }

  /// What a path that ends at `λ = 0` at once has to say.
  static let nothingToExplain = FitNote(
    .boundary, "No column explains any of the response: every penalized coefficient is zero.")
}
