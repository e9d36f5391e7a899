/// Where a prediction stands.
public enum PredictionScale: String, Codable, Sendable {
  /// The predictor g(μ), on which contributions add up.
  case link
  case response
}

/// A model that can be asked what drives it: the same questions for every kind.
///
/// Everything here describes the *model*. What the model says of the world is an association,
/// and as good as the model's test on rows it had not seen.
public protocol ExplainableModel: Sendable {
  /// Columns of a frame that the model reads, the response apart.
  var inputNames: [String] { get }

  /// Columns whose values may be varied or dealt to other rows: the inputs, unless a model
  /// reads more of a frame that was written out for it.
  var variedNames: [String] { get }

  /// A value for each row of a frame, NaN where the row lacks what the model needs.
  func predictions(
    of frame: ModelFrame, on scale: PredictionScale
  ) throws(RegressionError) -> [Double]

  /// Exact Shapley values of rows against the rows of a background; nil where the model has no
  /// closed form.
  func exactContributions(
    of frame: ModelFrame, against background: ModelFrame
  ) throws(RegressionError) -> Contributions?
}

extension ExplainableModel {
  public var variedNames: [String] { inputNames }

  public func exactContributions(
    of frame: ModelFrame, against background: ModelFrame
  ) throws(RegressionError) -> Contributions? { nil }

  /// Shapley values of rows against a background: exact where the model has a closed form,
  /// otherwise sampled.
  ///
  /// - Parameters:
  ///   - background: the rows whose mean prediction is the base; a hundred or so will do.
  ///   - seed: of the sampling.
  public func contributions(
    of frame: ModelFrame, against background: ModelFrame, seed: UInt64 = 1
  ) throws(RegressionError) -> Contributions {
    if let exact = try exactContributions(of: frame, against: background) { return exact }
    return try sampledContributions(of: frame, against: background, seed: seed)
  }

  func requireInput(_ name: String, _ frame: ModelFrame) throws(RegressionError)
    -> ModelFrame.Column
  {
    guard inputNames.contains(name) || variedNames.contains(name), let column = frame[name] else {
      throw .unknownColumn(name, nearest: nil)
    }
    return column
  }
}
