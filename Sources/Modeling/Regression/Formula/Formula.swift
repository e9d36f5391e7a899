/// What is explained by what, in the language of R and patsy:
/// `y ~ x + C(district) + x:z + poly(t, 2) + s(hour, period: 24) + offset(log(population))`.
///
/// Left of `~` stands a column or an expression of columns, `cbind(successes,
/// failures)` or `counts(successes, of: trials)`. Right of it stand terms:
///
/// - `+` adds a term and `-` takes one away; `0 +` or `- 1` leaves the intercept out;
///   `.` is every column not used elsewhere;
/// - `a:b` is the interaction, `a * b` is `a + b + a:b`, `a / b` is `a + a:b`, and
///   `(a + b + c)^2` every interaction of two (Wilkinson & Rogers 1973);
/// - `I(x^2)` is arithmetic; `log log1p log10 log2 exp sqrt abs` need none;
/// - `lag(y, 7)`, `diff(y, 7)` look 7 rows back, within groups by `by: id`;
/// - `hour timeofday weekday month quarter yearday year` read a time column;
/// - `C(x, contrast: sum, reference: "north")` takes x as categories, with treatment,
///   sum, helmert or polynomial contrasts; text columns are categories without it;
/// - `poly(x, 2)` is an orthogonal polynomial (`raw: true` for powers), `bs(x, df: 6)` a
///   B-spline;
/// - `s(x, k: 10)`, `s(hour, period: 24)`, `s(x, by: group)` are penalized smooths;
/// - `offset(x)` is a known part of the linear predictor.
///
/// Names that are not plain words stand in backticks. A formula prints in
/// canonical form: `a*b` as `a + b + a:b`. It is encoded as that text.
public struct Formula: Sendable, CustomStringConvertible {
  /// Nil where nothing stands left of `~`.
  public let response: FormulaExpression?
  /// Canonical text.
  public let description: String
  private let node: FormulaNode

  /// Parses a formula.
  ///
  /// - Throws: `.formula` with what is wrong, where and what was expected.
  public init(_ text: String) throws(RegressionError) {
    let (response, node) = try FormulaParser.formula(text)
    let left = response.map { $0.description + " ~ " } ?? "~ "
    self.response = response
    self.node = node
    if node.hasDot {
      description = left + node.description
    } else {
      description = left + Formula.text(of: try FormulaTerms(of: node, columns: []))
    }
  }

  /// Whether a dot stands for columns not named.
  public var hasDot: Bool { node.hasDot }

  /// The formula with its dot written out.
  ///
  /// - Parameter columns: of the data, in order. Those that the response, an
  ///   offset or `taken` reads are left out.
  public func expanding(
    over columns: [String], except taken: [String] = []
  ) throws(RegressionError) -> Formula {
    guard hasDot else { return self }
    var used = Set(taken + (response?.variables ?? []))
    for atom in node.atoms {
      if case .call(.offset, _) = atom { used.formUnion(atom.variables) }
      if case .call(.smooth, _) = atom { used.formUnion(atom.variables) }
    }
    let terms = try FormulaTerms(of: node, columns: columns.filter { !used.contains($0) })
    let left = response.map { $0.description + " ~ " } ?? "~ "
    return try Formula(left + Formula.text(of: terms))
  }

  /// The terms of a formula without a dot.
  ///
  /// - Throws: `.formula` where a dot is not written out yet.
  public func terms() throws(RegressionError) -> FormulaTerms {
    guard !hasDot else {
      throw .formula("\".\" stands for the columns of data that are not given here", offset: 0)
    }
    return try FormulaTerms(of: node, columns: [])
  }

  /// Columns read on either side, in order of appearance.
  public var variables: [String] {
    ([response].compactMap(\.self) + node.atoms).variables
  }

  private static func text(of terms: FormulaTerms) -> String {
    var parts = terms.hasIntercept ? [] : ["0"]
    parts += terms.terms.map { terms.label($0) }
    parts += terms.smooths.map(\.description)
    parts += terms.offsets.map { "offset(\($0))" }
    return parts.isEmpty ? "1" : parts.joined(separator: " + ")
  }
}

extension Formula: Equatable {
  public static func == (a: Formula, b: Formula) -> Bool { a.description == b.description }
}

extension Formula: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    try self.init(container.decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
