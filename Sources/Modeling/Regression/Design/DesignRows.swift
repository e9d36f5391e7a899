/// What to do with rows that cannot be used as they are.
///
/// A row lacks what is needed where a value it uses is missing, is not finite, or
/// makes an expression that is not finite (the logarithm of zero). ±∞ is
/// treated as a missing value throughout.
public struct RowPolicy: Codable, Equatable, Sendable {
  public enum Missing: String, Codable, Sendable {
    /// Leave such rows out and count them in a note.
    case drop
    /// Throw `.notFinite` at the first.
    case fail
  }

  public enum Unseen: String, Codable, Sendable {
    /// Throw `.unseenLevel` at the first.
    case fail
    /// Treat the category as missing, and say so in a note.
    case missing
  }

  public var missing: Missing
  public var unseen: Unseen
  /// Whether a row needs its response, and the weight of the fit.
  public var needsResponse: Bool

  public init(missing: Missing, unseen: Unseen, needsResponse: Bool) {
    self.missing = missing
    self.unseen = unseen
    self.needsResponse = needsResponse
  }

  /// To fit: incomplete rows are left out.
  public static let fit = RowPolicy(missing: .drop, unseen: .fail, needsResponse: true)
  /// To fit only what is complete.
  public static let strict = RowPolicy(missing: .fail, unseen: .fail, needsResponse: true)
  /// To predict: a row without what the model needs is left out of the design, and
  /// `DesignRows.scattered` gives it NaN. An unseen category is an error.
  public static let predict = RowPolicy(missing: .drop, unseen: .fail, needsResponse: false)
  /// To predict, with NaN also for rows of an unseen category.
  public static let lenient = RowPolicy(missing: .drop, unseen: .missing, needsResponse: false)
}

/// Rows of a frame as a model takes them: complete, finite and coded.
public struct DesignRows: Sendable {
  /// One row each of `kept`.
  public var design: DesignMatrix
  /// One value a row: a number; a proportion where the formula gives counts; 1 for
  /// the second of two categories and 0 for the first; or, of more categories, the
  /// index. Empty where the response is not there. NaN only under a policy that
  /// does not need the response.
  public var response: [Double]
  /// Categories of the response, where it is one.
  public var responseLevels: [String]?
  /// Trials behind each proportion, where the response is counts.
  public var trials: [Double]?
  /// Sum of the formula's offsets.
  public var offset: [Double]?
  public var weights: [Double]?
  /// Rows of the frame the design holds, ascending.
  public var kept: [Int]
  /// Rows of the frame.
  public var frameRows: Int
  public var smooths: [SmoothColumn]
  public var notes: [FitNote]

  /// Values of the kept rows at their places among the frame's; NaN elsewhere.
  public func scattered(_ values: [Double]) -> [Double] {
    precondition(values.count == kept.count, "one value a kept row")
    if kept.count == frameRows { return values }
    var result = [Double](repeating: .nan, count: frameRows)
    for (value, row) in zip(values, kept) { result[row] = value }
    return result
  }
}
