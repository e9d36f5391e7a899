/// The columns of a design that belong to one term of its formula.
public struct TermSpan: Codable, Equatable, Sendable {
  /// As the formula prints it; `(Intercept)` for the intercept.
  public var label: String
  /// Empty where the term adds no column, as a factor of one level.
  public var columns: Range<Int>
  /// What the term joins: `x` and `C(z)` in `x:C(z)`.
  public var atoms: [String]
  /// Columns of the data it reads.
  public var variables: [String]

  public init(label: String, columns: Range<Int>, atoms: [String], variables: [String]) {
    self.label = label
    self.columns = columns
    self.atoms = atoms
    self.variables = variables
  }

  /// Whether the term is marginal to another: all it joins, the other joins too.
  /// Type II tests leave both out together.
  public func isMarginal(to other: TermSpan) -> Bool {
    self != other && !atoms.isEmpty && atoms.allSatisfy(other.atoms.contains)
  }
}

/// A column of the data as the model met it.
public struct DesignInput: Codable, Equatable, Sendable {
  public enum Kind: String, Codable, Sendable { case number, category, time }

  public var name: String
  public var kind: Kind
  /// Least and greatest number seen, or second of a time column (see `TimeColumn`).
  public var least: Double?
  public var greatest: Double?
  /// Categories seen, in the order of the factor, and rows of each.
  public var levels: [String]?
  public var counts: [Int]?
}

/// How an atom of the formula became columns: frozen at the fit. With nothing
/// set it is a single column of numbers.
struct AtomCoding: Codable, Equatable, Sendable {
  var label: String
  var factor: FactorCoding?
  var polynomial: PolynomialBasis?
  var spline: SplineBasis?

  /// Names of its columns.
  func names(full: Bool) -> [String] {
    if let factor { return factor.columnLabels(full: full).map { "\(label)[\($0)]" } }
    if let polynomial { return (1...polynomial.degree).map { "\(label)\($0)" } }
    if let spline { return (1...spline.width).map { "\(label)\($0)" } }
    return [label]
  }

  func width(full: Bool) -> Int {
    if let factor { return max(0, factor.levels.count - (full ? 0 : 1)) }
    return polynomial?.degree ?? spline?.width ?? 1
  }

  /// Whether a row has at most one column that is not zero.
  func isIndicator(full: Bool) -> Bool {
    factor.map { full || $0.contrast == .treatment } ?? false
  }
}

/// How the response was read.
struct ResponseCoding: Codable, Equatable, Sendable {
  enum Kind: String, Codable { case none, number, category, counts }
  var kind: Kind
  var levels: [String]?
}

/// A smooth term as the formula asks for it: what an additive model builds a basis of.
public struct SmoothTerm: Codable, Equatable, Sendable {
  /// As the formula prints it: `s(hour(ds), period: 24)`.
  public var label: String
  /// Columns of the data its variable reads.
  public var variables: [String]
  /// Basis size asked for.
  public var k: Int?
  /// Length of a cycle, where the smooth is to close on itself.
  public var period: Double?
  /// What divides or multiplies it, as printed.
  public var by: String?
  /// One curve a level, where `by` is a factor.
  public var byLevels: [String]?
}

/// The values a smooth term takes on some rows.
public struct SmoothColumn: Sendable {
  public var term: SmoothTerm
  public var values: [Double]
  /// Index into `term.byLevels` of each row.
  public var byCodes: [Int32]?
  /// What the curve is multiplied by, where `by` is a number.
  public var byValues: [Double]?
}
