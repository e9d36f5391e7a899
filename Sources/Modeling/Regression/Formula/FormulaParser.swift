/// Reads a formula by recursive descent.
///
///     formula     = [ expression ] "~" sum
///     sum         = [ "+" | "-" ] crossing { ( "+" | "-" ) crossing }
///     crossing    = interaction { ( "*" | "/" ) interaction }
///     interaction = power { ":" power }
///     power       = primary [ "^" count ]
///     primary     = "0" | "1" | "." | name | call | "(" sum ")"
///     expression  = product { ( "+" | "-" ) product }
///     product     = signed { ( "*" | "/" ) signed }
///     signed      = ( "-" | "+" ) signed | atom [ "^" signed ]
///     atom        = number | text | name | call | "(" expression ")"
///     call        = function "(" [ argument { "," argument } ] ")"
///     argument    = [ name ( ":" | "=" ) ] expression
struct FormulaParser {
  let tokens: [FormulaLexer.Placed]
  var position = 0
  private var depth = 0
  private var response: FormulaExpression?

  private static let deepest = 100

  private init(_ text: String) throws(RegressionError) {
    tokens = try FormulaLexer.tokens(of: text)
  }

  static func formula(
    _ text: String
  ) throws(RegressionError) -> (response: FormulaExpression?, terms: FormulaNode) {
    var parser = try FormulaParser(text)
    if parser.current.token != .sign("~") { parser.response = try parser.responseSide() }
    guard parser.take("~") else {
      throw parser.unexpected("\"~\" between the response and the terms, as in y ~ x")
    }
    let terms = try parser.sum()
    guard parser.current.token == .end else {
      throw parser.unexpected("an operator (+ - * : / ^) or the end")
    }
    return (parser.response, terms)
  }

  /// An expression alone, such as the text of weights.
  static func expression(_ text: String) throws(RegressionError) -> FormulaExpression {
    var parser = try FormulaParser(text)
    let result = try parser.responseSide()
    guard parser.current.token == .end else {
      throw parser.unexpected("an operator (+ - * / ^) or the end")
    }
    return result
  }

  // MARK: Tokens

  var current: FormulaLexer.Placed { tokens[position] }

  mutating func advance() { if position + 1 < tokens.count { position += 1 } }

  mutating func take(_ sign: Character) -> Bool {
    guard current.token == .sign(sign) else { return false }
    advance()
    return true
  }

  func unexpected(_ wanted: String) -> RegressionError {
    let found = current.token == .end ? "the end" : "\"\(current.source)\""
    return .formula("expected \(wanted), found \(found)", offset: current.offset)
  }

  private mutating func deeper<T>(
    _ body: (inout FormulaParser) throws(RegressionError) -> T
  ) throws(RegressionError) -> T {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw .formula("nested more than \(Self.deepest) deep", offset: current.offset)
    }
    return try body(&self)
  }

  /// Chains of one operator nest as deep as they are long.
  private func requireShort(_ links: inout Int) throws(RegressionError) {
    links += 1
    guard links <= Self.deepest else {
      throw .formula("more than \(Self.deepest) operators in one chain", offset: current.offset)
    }
  }

  // MARK: Terms

  private mutating func sum() throws(RegressionError) -> FormulaNode {
    var summands: [FormulaNode.Summand] = []
    if current.token != .sign("-") {
      _ = take("+")
      summands.append(.init(node: try crossing(), isTakenAway: false))
    }
    while true {
      if take("+") {
        summands.append(.init(node: try crossing(), isTakenAway: false))
      } else if take("-") {
        summands.append(.init(node: try removed(), isTakenAway: true))
      } else {
        break
      }
    }
    return summands.count == 1 && !summands[0].isTakenAway ? summands[0].node : .sum(summands)
  }

  /// What is taken away: terms, or one of 0, 1, an offset and a smooth alone.
  private mutating func removed() throws(RegressionError) -> FormulaNode {
    let offset = current.offset
    let node = try crossing()
    switch node {
    case .one, .zero, .atom: return node
    default:
      try requireTerms(node, at: offset)
      return node
    }
  }

  /// Operands of interactions are made of terms alone.
  private func requireTerms(_ node: FormulaNode, at offset: Int) throws(RegressionError) {
    guard node.standsAlone else { return }
    throw .formula(
      "0, 1, offset(…) and s(…) are only added or taken away, one at a time; "
        + "a curve for each group is s(x, by: group)", offset: offset)
  }

  private mutating func crossing() throws(RegressionError) -> FormulaNode {
    let first = current.offset
    var result = try interaction()
    var links = 0
    while true {
      let isNested = current.token == .sign("/")
      guard take("*") || take("/") else { return result }
      try requireTerms(result, at: first)
      let offset = current.offset
      try requireShort(&links)
      let right = try interaction()
      try requireTerms(right, at: offset)
      result = isNested ? .nest(result, right) : .cross(result, right)
    }
  }

  private mutating func interaction() throws(RegressionError) -> FormulaNode {
    let first = current.offset
    var result = try power()
    var links = 0
    while take(":") {
      try requireShort(&links)
      try requireTerms(result, at: first)
      let offset = current.offset
      let right = try power()
      try requireTerms(right, at: offset)
      result = .interaction(result, right)
    }
    return result
  }

  private mutating func power() throws(RegressionError) -> FormulaNode {
    let offset = current.offset
    let base = try primary()
    guard take("^") else { return base }
    try requireTerms(base, at: offset)
    guard case .number(let value) = current.token, let degree = Int(exactly: value), degree >= 1
    else {
      throw unexpected(
        "a whole number after ^, the degree of interaction; a column's square is I(x^2)")
    }
    advance()
    return .power(base, degree)
  }

  private mutating func primary() throws(RegressionError) -> FormulaNode {
    let placed = current
    switch placed.token {
    case .sign("("):
      advance()
      let inner = try deeper { parser throws(RegressionError) in try parser.sum() }
      guard take(")") else { throw unexpected("\")\"") }
      return inner
    case .sign("."):
      advance()
      return .dot
    case .number(let value):
      advance()
      if value == 0 { return .zero }
      if value == 1 { return .one }
      throw .formula(
        "\(placed.source) is no term; arithmetic of columns stands in I(…), as in I(2 * x)",
        offset: placed.offset)
    case .name:
      let expression = try atom()
      if case .call(let function, _) = expression, function.role == .response {
        throw .formula(
          "\(function.rawValue)(…) is a response and stands left of ~", offset: placed.offset)
      }
      guard expression != response else {
        throw .formula(
          "\(expression) stands on both sides of ~; it explains itself", offset: placed.offset)
      }
      return .atom(expression)
    default:
      throw unexpected("a term: a column, a function, 0, 1, \".\" or \"(\"")
    }
  }

  // MARK: Expressions

  private mutating func responseSide() throws(RegressionError) -> FormulaExpression {
    let offset = current.offset
    let result = try expression()
    if case .call(let function, _) = result, function.role == .term, function != .category {
      throw .formula("\(function.rawValue)(…) is a term and stands right of ~", offset: offset)
    }
    return result
  }

  mutating func expression() throws(RegressionError) -> FormulaExpression {
    var (offset, result) = (current.offset, try product())
    var links = 0
    while true {
      let sign: FormulaExpression.Operator
      if take("+") { sign = .plus } else if take("-") { sign = .minus } else { return result }
      try requireNumeric(result, at: offset)
      try requireShort(&links)
      offset = current.offset
      let right = try product()
      try requireNumeric(right, at: offset)
      result = .binary(sign, result, right)
    }
  }

  private mutating func product() throws(RegressionError) -> FormulaExpression {
    var (offset, result) = (current.offset, try signed())
    var links = 0
    while true {
      let sign: FormulaExpression.Operator
      if take("*") { sign = .times } else if take("/") { sign = .over } else { return result }
      try requireNumeric(result, at: offset)
      try requireShort(&links)
      offset = current.offset
      let right = try signed()
      try requireNumeric(right, at: offset)
      result = .binary(sign, result, right)
    }
  }

  private mutating func signed() throws(RegressionError) -> FormulaExpression {
    if take("-") {
      let offset = current.offset
      let inner = try deeper { parser throws(RegressionError) in try parser.signed() }
      try requireNumeric(inner, at: offset)
      if case .number(let value) = inner { return .number(-value) }
      return .negated(inner)
    }
    if take("+") { return try deeper { parser throws(RegressionError) in try parser.signed() } }
    let offset = current.offset
    let base = try atom()
    guard take("^") else { return base }
    try requireNumeric(base, at: offset)
    let exponentOffset = current.offset
    let exponent = try deeper { parser throws(RegressionError) in try parser.signed() }
    try requireNumeric(exponent, at: exponentOffset)
    return .binary(.power, base, exponent)
  }

  private mutating func atom() throws(RegressionError) -> FormulaExpression {
    let placed = current
    switch placed.token {
    case .number(let value):
      advance()
      return .number(value)
    case .text(let text):
      advance()
      return .text(text)
    case .name(let name):
      advance()
      guard current.token == .sign("("), placed.source.first != "`" else { return .variable(name) }
      return try deeper { parser throws(RegressionError) in try parser.call(name, at: placed.offset)
      }
    case .sign("("):
      advance()
      let inner = try deeper { parser throws(RegressionError) in try parser.expression() }
      guard take(")") else { throw unexpected("\")\"") }
      return inner
    default:
      throw unexpected("a column, a number, a function or \"(\"")
    }
  }

  /// Whole terms and text have no place inside arithmetic.
  func requireNumeric(
    _ expression: FormulaExpression, at offset: Int
  ) throws(RegressionError) {
    switch expression {
    case .text(let text):
      throw .formula("\"\(text)\" in quotes is no number; a column's name has none", offset: offset)
    case .call(let function, _) where function.role != .elementwise:
      throw .formula(
        "\(function.rawValue)(…) stands by itself, not inside another expression", offset: offset)
    default: break
    }
  }
}
