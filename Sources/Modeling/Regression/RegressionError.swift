/// What stops a regression. Anything that does not stop it, such as a dropped
/// collinear column, is a `FitNote` of the finished fit instead.
public enum RegressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The formula does not parse: what is wrong and where (zero-based offset in characters).
  case formula(String, offset: Int)
  /// A name in the formula is no column of the data; the nearest that is.
  case unknownColumn(String, nearest: String?)
  /// A column cannot be used as the formula says (text as a number, one level only, …).
  case unusableColumn(String, reason: String)
  /// Level of a factor that was not there when the model was fitted.
  case unseenLevel(column: String, level: String, row: Int)
  /// A value that is not finite, where the policy is to fail.
  case notFinite(column: String, row: Int)
  /// A response outside what the family allows (a negative count, a probability of 1.2).
  case responseOutOfRange(reason: String, row: Int)
  /// Nothing left to fit: no rows, or no more rows than coefficients where that is needed.
  case tooFewRows(rows: Int, columns: Int)
  /// A setting outside its range.
  case setting(String, reason: String)
  /// A linear system could not be solved.
  case singular(String)
  /// The iterations ended without an answer worth having.
  case noConvergence(String)

  public var description: String {
    switch self {
    case .formula(let what, let offset): "formula, character \(offset + 1): \(what)"
    case .unknownColumn(let name, let nearest):
      "the data have no column \"\(name)\"" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
    case .unusableColumn(let name, let reason): "column \"\(name)\": \(reason)"
    case .unseenLevel(let column, _, let row):
      "column \"\(column)\", row \(row + 1): a category the model was not fitted on"
    case .notFinite(let column, let row):
      "column \"\(column)\", row \(row + 1): missing or not a finite number"
    case .responseOutOfRange(let reason, let row): "response, row \(row + 1): \(reason)"
    case .tooFewRows(let rows, let columns):
      "\(rows) rows are too few for \(columns) coefficients"
    case .setting(let name, let reason): "\(name): \(reason)"
    case .singular(let what): "singular system: \(what)"
    case .noConvergence(let what): "no convergence: \(what)"
    }
  }
}

/// Something a reader of a fit must know, in one sentence.
public struct FitNote: Codable, Equatable, Sendable {
  public enum Kind: String, Codable, Sendable {
    case droppedColumn, separation, boundary, notConverged, missingRows, overdispersion
    case outOfRange, unseenLevel, illConditioned, other
  }
  public var kind: Kind
  public var sentence: String

  public init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }
}
