/// How rows of data become a design: frozen when a model is fitted, so that new
/// rows get the very same columns.
///
/// Holds the levels and contrasts of factors, the polynomials and knots, and
/// the range seen of every input. Terms follow R's rules (`terms.formula`,
/// `model.matrix`): a factor is coded by contrasts where its margin is in an earlier
/// term, by an indicator a level where it is not (Chambers & Hastie 1992, p. 38),
/// and without an intercept the first factor of the first term that has one gets all
/// its levels. Within an interaction the first atom's columns vary fastest, but
/// indicators before numbers, so that factors are never written out.
public struct DesignSchema: Sendable {
  /// Without a dot.
  public let formula: Formula
  /// Text of the expression the weights are.
  public let weights: String?
  /// Columns of the data the right side reads, and what was seen of them.
  public let inputs: [DesignInput]
  /// One name a column of the design.
  public let columnNames: [String]
  /// The intercept, where there is one, and each term in the order of its columns.
  public let spans: [TermSpan]
  public let smooths: [SmoothTerm]
  /// Complete rows when it was fitted.
  public let rowCount: Int

  let terms: FormulaTerms
  let codings: [AtomCoding]
  let responseCoding: ResponseCoding
  /// For each term, whether each of its atoms has a column for every level.
  let isFull: [[Bool]]

  /// More columns than this of one term are a slip.
  static let widestTerm = 1_000_000

  init(
    formula: Formula, weights: String?, inputs: [DesignInput], codings: [AtomCoding],
    smooths: [SmoothTerm], response: ResponseCoding, rowCount: Int
  ) throws(RegressionError) {
    self.formula = formula
    self.weights = weights
    self.inputs = inputs
    self.codings = codings
    self.smooths = smooths
    self.rowCount = rowCount
    responseCoding = response
    let terms = try formula.terms()
    self.terms = terms
    guard codings.count == terms.atoms.count, smooths.count == terms.smooths.count else {
      throw .setting("schema", reason: "does not belong to its formula")
    }
    let isFull = Self.coding(of: terms, isFactor: codings.map { $0.factor != nil })
    self.isFull = isFull
    var names: [String] = []
    var spans: [TermSpan] = []
    if terms.hasIntercept {
      names.append(Self.intercept)
      spans.append(TermSpan(label: Self.intercept, columns: 0..<1, atoms: [], variables: []))
    }
    for (term, full) in zip(terms.terms, isFull) {
      var width = 1
      for (atom, full) in zip(term, full) {
        width = width.multipliedReportingOverflow(by: codings[atom].width(full: full)).partialValue
        guard width >= 0, width <= Self.widestTerm else {
          throw .unusableColumn(
            terms.label(term), reason: "stands for more than \(Self.widestTerm) columns")
        }
      }
      let start = names.count
      names += Self.names(term, full, codings)
      let variables = term.map { terms.atoms[$0] }.variables
      spans.append(
        TermSpan(
          label: terms.label(term), columns: start..<names.count,
          atoms: term.map { terms.atoms[$0].description }, variables: variables))
    }
    columnNames = names
    self.spans = spans
  }

  static let intercept = "(Intercept)"

  public var hasIntercept: Bool { terms.hasIntercept }

  /// Categories of the response, where it is one.
  public var responseLevels: [String]? { responseCoding.levels }

  /// Categories a factor of the formula was fitted on, by its label.
  public func factor(_ label: String) -> FactorCoding? {
    codings.first { $0.label == label }?.factor
  }

  /// Columns of the data that a column of the design is made of.
  public func variables(ofColumn column: Int) -> [String] {
    spans.first { $0.columns.contains(column) }?.variables ?? []
  }

  /// Columns of the design that read a column of the data.
  public func columns(reading variable: String) -> [Int] {
    spans.filter { $0.variables.contains(variable) }.flatMap(\.columns)
  }

  /// R's `TermCode`: contrasts where an earlier term holds the rest of this one.
  private static func coding(of terms: FormulaTerms, isFactor: [Bool]) -> [[Bool]] {
    var result: [[Bool]] = []
    for (place, term) in terms.terms.enumerated() {
      result.append(
        term.map { atom in
          guard isFactor[atom] else { return false }
          let margin = term.filter { $0 != atom }
          return !margin.isEmpty
            && !terms.terms[..<place].contains { earlier in margin.allSatisfy(earlier.contains) }
        })
    }
    if !terms.hasIntercept {
      for (place, term) in terms.terms.enumerated() {
        if let first = term.firstIndex(where: { isFactor[$0] }) {
          result[place][first] = true
          break
        }
      }
    }
    return result
  }

  /// Names in the order of the columns: indicators vary before numbers.
  private static func names(_ term: [Int], _ full: [Bool], _ codings: [AtomCoding]) -> [String] {
    let places = term.indices.filter { codings[term[$0]].isIndicator(full: full[$0]) }
    let order = places + term.indices.filter { !places.contains($0) }
    let parts = term.indices.map { codings[term[$0]].names(full: full[$0]) }
    guard !parts.contains(where: \.isEmpty) else { return [] }
    var digits = [Int](repeating: 0, count: term.count)
    var names: [String] = []
    while true {
      names.append(term.indices.map { parts[$0][digits[$0]] }.joined(separator: ":"))
      var k = 0
      while k < order.count {
        digits[order[k]] += 1
        if digits[order[k]] < parts[order[k]].count { break }
        digits[order[k]] = 0
        k += 1
      }
      if k == order.count { return names }
    }
  }
}

extension DesignSchema: Codable {
  private enum Key: String, CodingKey {
    case formula, weights, inputs, codings, smooths, response, rowCount
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    try self.init(
      formula: values.decode(Formula.self, forKey: .formula),
      weights: values.decodeIfPresent(String.self, forKey: .weights),
      inputs: values.decode([DesignInput].self, forKey: .inputs),
      codings: values.decode([AtomCoding].self, forKey: .codings),
      smooths: values.decode([SmoothTerm].self, forKey: .smooths),
      response: values.decode(ResponseCoding.self, forKey: .response),
      rowCount: values.decode(Int.self, forKey: .rowCount))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(formula, forKey: .formula)
    try values.encodeIfPresent(weights, forKey: .weights)
    try values.encode(inputs, forKey: .inputs)
    try values.encode(codings, forKey: .codings)
    try values.encode(smooths, forKey: .smooths)
    try values.encode(responseCoding, forKey: .response)
    try values.encode(rowCount, forKey: .rowCount)
  }
}

extension DesignSchema: Equatable {
  public static func == (a: DesignSchema, b: DesignSchema) -> Bool {
    a.formula == b.formula && a.weights == b.weights && a.inputs == b.inputs
      && a.codings == b.codings && a.smooths == b.smooths && a.responseCoding == b.responseCoding
      && a.rowCount == b.rowCount
  }
}
