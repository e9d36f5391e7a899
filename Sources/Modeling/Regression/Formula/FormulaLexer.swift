/// Cuts a formula into tokens, each with its offset in characters.
struct FormulaLexer {
  enum Token: Equatable {
    case name(String)
    case number(Double)
    case text(String)
    /// One of ~ + - * / : ^ ( ) , = and the lone dot.
    case sign(Character)
    case end
  }

  struct Placed {
    var token: Token
    var offset: Int
    /// The characters it was read from, for messages.
    var source: String
  }

  static func startsName(_ c: Character) -> Bool { c.isLetter || c == "_" }
  static func continuesName(_ c: Character) -> Bool {
    c.isLetter || c.isNumber || c == "_" || c == "."
  }

  private let characters: [Character]
  private var position = 0

  private init(_ text: String) { characters = Array(text) }

  static func tokens(of text: String) throws(RegressionError) -> [Placed] {
    var lexer = FormulaLexer(text)
    var tokens: [Placed] = []
    while true {
      let placed = try lexer.next()
      tokens.append(placed)
      if placed.token == .end { return tokens }
    }
  }

  private mutating func next() throws(RegressionError) -> Placed {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    let start = position
    let token = try scan()
    return Placed(token: token, offset: start, source: String(characters[start..<position]))
  }

  private mutating func scan() throws(RegressionError) -> Token {
    guard position < characters.count else { return .end }
    let c = characters[position]
    let following = position + 1 < characters.count ? characters[position + 1] : " "
    if c == "`" { return .name(try quoted("backtick")) }
    if c == "\"" || c == "'" { return .text(try quoted("quote")) }
    if Self.startsName(c) || (c == "." && (Self.startsName(following))) {
      let start = position
      while position < characters.count, Self.continuesName(characters[position]) { position += 1 }
      return .name(String(characters[start..<position]))
    }
    if isDigit(c) || (c == "." && isDigit(following)) { return try number() }
    position += 1
    if c == "*", following == "*" {
      position += 1
      return .sign("^")
    }
    if "~+-*/:^(),=.".contains(c) { return .sign(c) }
    throw .formula(
      "\"\(c)\" has no meaning in a formula; a name with such a character stands in backticks",
      offset: position - 1)
  }

  private func isDigit(_ c: Character) -> Bool { c.isASCII && c.isNumber }

  private mutating func quoted(_ kind: String) throws(RegressionError) -> String {
    let (mark, start) = (characters[position], position)
    position += 1
    var result = ""
    while position < characters.count, characters[position] != mark {
      if characters[position] == "\\", position + 1 < characters.count { position += 1 }
      result.append(characters[position])
      position += 1
    }
    guard position < characters.count else {
      throw .formula("this \(kind) is never closed; add a \(mark)", offset: start)
    }
    position += 1
    guard !result.isEmpty || mark != "`" else {
      throw .formula("an empty name between backticks", offset: start)
    }
    return result
  }

  private mutating func number() throws(RegressionError) -> Token {
    let start = position
    while position < characters.count, isDigit(characters[position]) || characters[position] == "."
    {
      position += 1
    }
    if position < characters.count, characters[position] == "e" || characters[position] == "E" {
      var ahead = position + 1
      if ahead < characters.count, "+-".contains(characters[ahead]) { ahead += 1 }
      if ahead < characters.count, isDigit(characters[ahead]) {
        position = ahead
        while position < characters.count, isDigit(characters[position]) { position += 1 }
      }
    }
    let source = String(characters[start..<position])
    guard let value = Double(source), value.isFinite else {
      throw .formula("\"\(source)\" is not a number", offset: start)
    }
    return .number(value)
  }
}
