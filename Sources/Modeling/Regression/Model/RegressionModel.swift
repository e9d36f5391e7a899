/// A fitted regression that can be saved, read again and asked about new rows.
///
/// Encoded it holds everything prediction needs and the card; never the rows it was
/// fitted on.
public struct RegressionModel: Codable, Sendable {
  /// Of the encoded form; a reader refuses later ones.
  public static let version = 1

  public private(set) var version = RegressionModel.version
  /// What was asked for.
  public let specification: RegressionSpecification
  /// What was fitted: never `auto`.
  public let method: RegressionSpecification.Method
  public let response: RegressionSpecification.Response
  /// Categories of the response, where it is one; of two, the second is "yes".
  public let responseLevels: [String]?
  public let scale: CoefficientScale
  public let coefficients: [Coefficient]
  public var card: ModelCard
  let schema: RegressionSchema
  let core: RegressionCore
  /// Of methods without ranges of their own.
  let errors: HeldOutErrors?

  init(
    specification: RegressionSpecification, method: RegressionSpecification.Method,
    response: RegressionSpecification.Response, schema: RegressionSchema, core: RegressionCore,
    errors: HeldOutErrors?, card: ModelCard
  ) {
    self.specification = specification
    self.method = method
    self.response = response
    self.schema = schema
    self.core = core
    self.errors = errors
    self.card = card
    responseLevels = schema.design.responseLevels
    scale = core.fitted.scale
    coefficients = core.fitted.coefficientTable(level: specification.level)
  }

  /// Columns of the data it reads, and what was seen of them.
  public var inputs: [DesignInput] { schema.inputs }

  /// The formula as it was understood.
  public var formula: Formula { schema.formula }
}

/// What a model says of the rows of a frame.
public struct RegressionPrediction: Sendable {
  /// What a reader must know of one row.
  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A value the model needs is missing: there is no prediction.
    public static let missing = Flags(rawValue: 1)
    /// An input lies outside the range of the fit.
    public static let outside = Flags(rawValue: 2)
    /// A category the model was not fitted on.
    public static let unseen = Flags(rawValue: 4)
  }

  /// One value a row of the frame; NaN where a row lacks what the model needs.
  public var values: Prediction
  /// Of several classes, the probability of each: one array a category of the response, in
  /// their order; else empty. `values.mean` is then the code of the likeliest.
  public var classes: [[Double]] = []
  /// One a row of the frame.
  public var flags: [Flags]
  public var notes: [FitNote]
}

extension RegressionModel {
  /// Predicts the rows of a frame, all of them, in their order.
  ///
  /// - Parameters:
  ///   - level: of intervals, inside (0, 1); nil for the level of the fit.
  ///   - refusesUnseen: whether a category the model was not fitted on throws
  ///     `.unseenLevel`; otherwise the row is flagged and, but for trees, has no value.
  /// - Throws: `.unknownColumn` for a missing column, `.unusableColumn`, `.setting`.
  public func predict(
    _ frame: ModelFrame, level: Double? = nil, refusesUnseen: Bool = false
  ) throws(RegressionError) -> RegressionPrediction {
    let level = level ?? specification.level
    guard level > 0, level < 1 else { throw .setting("level", reason: "must be inside (0, 1)") }
    let rows = try schema.rows(of: frame, policy: refusesUnseen ? .predict : .lenient)
    var made = try core.fitted.predict(rows, level: level)
    if let errors { made = errors.widen(made, level: level) }
    var values = Prediction(mean: rows.scattered(made.mean))
    values.lower = made.lower.map(rows.scattered)
    values.upper = made.upper.map(rows.scattered)
    values.meanLower = made.meanLower.map(rows.scattered)
    values.meanUpper = made.meanUpper.map(rows.scattered)
    values.level = made.level
    var flags = try rowFlags(frame)
    for row in values.mean.indices where values.mean[row].isNaN && !flags[row].contains(.unseen) {
      flags[row].insert(.missing)
    }
    return RegressionPrediction(
      values: values, classes: try core.classProbabilities(rows).map(rows.scattered),
      flags: flags, notes: try notes(frame, rows, flags))
  }

  private func rowFlags(
    _ frame: ModelFrame
  ) throws(RegressionError) -> [RegressionPrediction.Flags] {
    var flags = [RegressionPrediction.Flags](repeating: [], count: frame.rowCount)
    for input in schema.inputs {
      guard let column = frame[input.name] else { continue }
      switch column.values {
      case .numeric(let values):
        guard let least = input.least, let greatest = input.greatest else { continue }
        for row in values.indices where values[row] < least || values[row] > greatest {
          flags[row].insert(.outside)
        }
      case .factor(let factor):
        let known = Set(input.levels ?? [])
        let isStrange = factor.levels.map { !known.contains($0) }
        for (row, code) in factor.codes.enumerated() where code >= 0 && isStrange[Int(code)] {
          flags[row].insert(.unseen)
        }
      case .time: continue
      }
    }
    return flags
  }

  private func notes(
    _ frame: ModelFrame, _ rows: RegressionRows, _ flags: [RegressionPrediction.Flags]
  ) throws(RegressionError) -> [FitNote] {
    guard schema.isForTrees else { return rows.notes }
    var notes = rows.notes
    let outside = flags.count { $0.contains(.outside) }
    if outside > 0 {
      notes.append(
        FitNote(
          .outOfRange,
          "\(outside) of \(frame.rowCount) rows have a value outside the range of the fit: trees "
            + "answer there as at the end of the range."))
    }
    let unseen = flags.count { $0.contains(.unseen) }
    if unseen > 0 {
      notes.append(
        FitNote(
          .unseenLevel,
          "\(unseen) of \(frame.rowCount) rows have a category the model was not fitted on, "
            + "which counts as missing."))
    }
    return notes
  }
}
