/// Logistic regression that chooses its own penalty: for scores of risk where columns
/// are many, correlated or long-tailed.
///
/// Cross-validated deviance picks among elastic nets (ridge, half and half, lasso; each
/// with its λ) and among scales of the numeric columns: as they are, drawn in by asinh,
/// or both side by side. Every column is divided by its standard deviation first.
public struct RegularizedLogistic: Codable, Equatable, Sendable {
  /// On which scale numeric columns enter.
  public enum Scale: String, Codable, CaseIterable, Sendable {
    case linear
    /// asinh of the distance from the median, in half quartile ranges.
    case compressed
    case both
  }

  public struct Options: Codable, Equatable, Sendable {
    /// α of the elastic nets that are compared.
    public var mixings = [0.0, 0.5, 1.0]
    public var scales: [Scale] = Scale.allCases
    /// λ of each path.
    public var count = 50
    public var rule = ElasticNetSelection.Rule.minimum

    public init() {}
  }

  public let scale: Scale
  /// The elastic net that won, on columns of that scale.
  public let selection: ElasticNetSelection
  /// Cross-validated mean deviance of the one that won.
  public let score: Double
  /// Names of the design's columns.
  public let names: [String]
  private let compression: NumericCompression

  /// - Parameters:
  ///   - design: n × p; an intercept is added where it has none.
  ///   - response: n values in 0 ... 1.
  ///   - weights: n values ≥ 0; nil for ones.
  ///   - splits: folds; five, stratified by the response and dealt out by `seed`, when nil.
  ///   - threads: changes the time only.
  /// - Throws: what `ElasticNetSelection` throws.
  public init(
    design: DesignMatrix, response: [Double], weights: [Double]? = nil,
    splits: [DataSplit]? = nil, seed: UInt64 = 1, options: Options = Options(),
    threads: Int = 1
  ) throws(RegressionError) {
    guard !options.mixings.isEmpty, !options.scales.isEmpty else {
      throw .setting("options", reason: "at least one mixing and one scale to choose from")
    }
    try design.requireFinite(response: response, weights: weights)
    let folds: [DataSplit]
    if let splits {
      folds = splits
    } else {
      folds = try DataSplit.stratified(
        classes: response.map { $0 > 0.5 ? 1 : 0 }, folds: min(5, response.count), seed: seed)
    }
    let compression = NumericCompression(of: design)
    var best: (scale: Scale, selection: ElasticNetSelection, score: Double)?
    for scale in options.scales where scale == options.scales[0] || !compression.isEmpty {
      let scaled = Self.scaled(design, scale, compression)
      for mixing in options.mixings {
        var net = ElasticNetOptions(mixing: mixing)
        net.count = options.count
        net.tolerance = 1e-6
        // The sequence of a ridge starts a thousand times higher.
        net.smallestRatio = mixing < 1e-3 ? 1e-7 : 1e-5
        let selection = try ElasticNetSelection(
          design: scaled, response: response, family: .binomial, weights: weights,
          splits: folds, options: net, rule: options.rule, threads: threads)
        let score = selection.scores.min()!
        if score < best?.score ?? .infinity { best = (scale, selection, score) }
      }
    }
    guard let best else { throw .noConvergence("no elastic net could be scored") }
    (scale, selection, score) = (best.scale, best.selection, best.score)
    names = design.names
    self.compression = compression
  }

  private static func scaled(
    _ design: DesignMatrix, _ scale: Scale, _ compression: NumericCompression
  ) -> DesignMatrix {
    let columns =
      scale == .linear ? design : compression.apply(to: design, added: scale == .both)
    return columns.withIntercept()
  }

  /// Of the columns on their scale, at the λ chosen.
  public var coefficients: [Coefficient] { selection.coefficients }

  public var notes: [FitNote] { selection.notes }

  /// Probabilities of new rows.
  public func predict(_ design: DesignMatrix) -> [Double] {
    precondition(design.columns == names.count, "a design of the columns that were fitted")
    return selection.predict(Self.scaled(design, scale, compression))
  }
}
