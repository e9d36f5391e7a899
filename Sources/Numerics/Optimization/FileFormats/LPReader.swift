/// Reads the CPLEX LP format of linear and mixed-integer programs.
///
/// Conventions, where the format has been read in more than one way:
/// - A constant in the objective is added to it; one in a constraint moves to its
///   right-hand side, and so do terms that stand to the right of the relation.
/// - A variable has bounds 0 and +∞ unless bounds are given; a negative upper bound
///   alone leaves the lower one at 0.
/// - Binary variables have bounds 0 and 1 whatever the bounds section says before.
/// - `Maximize` negates costs and constant and sets `Problem.isMaximization`.
/// - Quadratic terms, semi-continuous variables and special ordered sets are refused.
public enum LPReader {
  /// What is wrong, and in which line (from 1).
  public struct Failure: Error, Equatable, Sendable {
    public var line: Int
    public var reason: Reason

    public init(line: Int, reason: Reason) {
      self.line = line
      self.reason = reason
    }

    public enum Reason: String, Sendable {
      case noObjective, unexpectedWord, missingRelation, missingNumber, unknownVariable
      case quadratic, unsupportedSection, notANumber
    }
  }

  public static func read(_ text: String) throws(Failure) -> Problem {
    var parser = LPParser(try LPParser.tokens(of: text))
    return try parser.parse()
  }
}

private struct LPParser {
  enum Kind: Equatable {
    case number(Double)
    case name(String)
    case plus, minus, colon, end
    /// −1 for ≤, 0 for =, 1 for ≥.
    case relation(Int)
    case quadratic
  }

  struct Token {
    var kind: Kind
    var line: Int
    var startsLine: Bool
  }

  enum Section { case objective(maximize: Bool), constraints, bounds, generals, binaries, end }

  private let tokens: [Token]
  private var at = 0
  private var problem = Problem()
  private var variables: [String: Int] = [:]

  init(_ tokens: [Token]) { self.tokens = tokens }

  // MARK: Words

  static func tokens(of text: String) throws(LPReader.Failure) -> [Token] {
    var result: [Token] = []
    let bytes = Array(text.utf8)
    var at = 0
    var line = 1
    var startsLine = true
    func isDigit(_ k: Int) -> Bool { k < bytes.count && bytes[k] >= 48 && bytes[k] <= 57 }
    func add(_ kind: Kind) {
      result.append(Token(kind: kind, line: line, startsLine: startsLine))
      startsLine = false
    }
    while at < bytes.count {
      let b = bytes[at]
      switch b {
      case 10:
        line += 1
        startsLine = true
        at += 1
      case 0...32: at += 1
      case UInt8(ascii: "\\"):
        while at < bytes.count && bytes[at] != 10 { at += 1 }
      case UInt8(ascii: "+"):
        add(.plus)
        at += 1
      case UInt8(ascii: "-"):
        add(.minus)
        at += 1
      case UInt8(ascii: ":"):
        add(.colon)
        at += 1
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="):
        var relation = b == 60 ? -1 : b == 62 ? 1 : 0
        at += 1
        if at < bytes.count, bytes[at] == 60 || bytes[at] == 61 || bytes[at] == 62 {
          if relation == 0 { relation = bytes[at] == 60 ? -1 : bytes[at] == 62 ? 1 : 0 }
          at += 1
        }
        add(.relation(relation))
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "^"), UInt8(ascii: "*"):
        add(.quadratic)
        at += 1
      default:
        if isDigit(at) || b == 46 && isDigit(at + 1) {
          let start = at
          while isDigit(at) || at < bytes.count && bytes[at] == 46 { at += 1 }
          if at < bytes.count, bytes[at] | 32 == UInt8(ascii: "e") {
            var k = at + 1
            if k < bytes.count, bytes[k] == 43 || bytes[k] == 45 { k += 1 }
            if isDigit(k) {
              while isDigit(k) { k += 1 }
              at = k
            }
          }
          guard let value = Double(String(decoding: bytes[start..<at], as: UTF8.self)) else {
            throw LPReader.Failure(line: line, reason: .notANumber)
          }
          add(.number(value))
        } else if LPFormat.isNameByte(b, isFirst: true) {
          let start = at
          while at < bytes.count, LPFormat.isNameByte(bytes[at], isFirst: false) { at += 1 }
          let word = String(decoding: bytes[start..<at], as: UTF8.self)
          let isInfinity = ["inf", "infinity"].contains(word.lowercased())
          add(isInfinity ? .number(.infinity) : .name(word))
        } else {
          throw LPReader.Failure(line: line, reason: .unexpectedWord)
        }
      }
    }
    result.append(Token(kind: .end, line: line, startsLine: true))
    return result
  }

  private var kind: Kind { tokens[at].kind }
  private func ahead(_ k: Int) -> Kind { at + k < tokens.count ? tokens[at + k].kind : .end }
  private func failure(_ reason: LPReader.Failure.Reason) -> LPReader.Failure {
    .init(line: tokens[min(at, tokens.count - 1)].line, reason: reason)
  }

  /// The section that starts here, and how many words its heading has. Headings stand
  /// at the start of a line and are no names of constraints.
  private func heading() throws(LPReader.Failure) -> (Section, Int)? {
    guard case .name(let word) = kind, tokens[at].startsLine, ahead(1) != .colon else { return nil }
    var second = ""
    if case .name(let next) = ahead(1) { second = next.lowercased() }
    switch word.lowercased() {
    case "minimize", "minimise", "minimum", "min": return (.objective(maximize: false), 1)
    case "maximize", "maximise", "maximum", "max": return (.objective(maximize: true), 1)
    case "subject" where second == "to", "such" where second == "that": return (.constraints, 2)
    case "st", "s.t.", "st.": return (.constraints, 1)
    case "bounds", "bound": return (.bounds, 1)
    case "generals", "general", "gen", "integers", "integer", "int": return (.generals, 1)
    case "binaries", "binary", "bin": return (.binaries, 1)
    case "end": return (.end, 1)
    case "semi-continuous", "semis", "semi", "sos", "sos1", "sos2", "pwlobj", "lazy", "user":
      throw failure(.unsupportedSection)
    default: return nil
    }
  }

  // MARK: Sections

  mutating func parse() throws(LPReader.Failure) -> Problem {
    guard let (first, words) = try heading(), case .objective(let maximize) = first else {
      throw failure(.noObjective)
    }
    at += words
    if case .name = kind, ahead(1) == .colon { at += 2 }
    let objective = try expression()
    for (j, value) in objective.terms { problem.setCost(variable: j, problem.costs[j] + value) }
    problem.objectiveConstant = objective.constant
    var section = Section.constraints
    while kind != .end {
      if let (next, words) = try heading() {
        at += words
        section = next
        if case .end = next { break }
        continue
      }
      switch section {
      case .objective, .end: throw failure(.unexpectedWord)
      case .constraints: try readConstraint()
      case .bounds: try readBound()
      case .generals, .binaries:
        guard case .name(let name) = kind else { throw failure(.unexpectedWord) }
        guard let j = variables[name] else { throw failure(.unknownVariable) }
        problem.setInteger(variable: j)
        if case .binaries = section { problem.setBounds(variable: j, lower: 0, upper: 1) }
        at += 1
      }
    }
    if maximize {
      problem.isMaximization = true
      for j in 0..<problem.variableCount { problem.setCost(variable: j, -problem.costs[j]) }
      problem.objectiveConstant = -problem.objectiveConstant
    }
    return problem
  }

  private mutating func variable(_ name: String) -> Int {
    if let known = variables[name] { return known }
    let j = problem.addVariable(name, cost: 0)
    variables[name] = j
    return j
  }

  /// A sum of terms and constants, up to a relation, a heading or the next constraint.
  ///
  /// - Parameter isRight: right of a relation, a name that starts a line starts the next
  ///   constraint, even after a number.
  private mutating func expression(isRight: Bool = false) throws(LPReader.Failure) -> (
    terms: [(Int, Double)], constant: Double
  ) {
    var terms: [(Int, Double)] = []
    var constant = 0.0
    var isFirst = true
    while true {
      var sign = 1.0
      var hasSign = false
      while kind == .plus || kind == .minus {
        if kind == .minus { sign = -sign }
        hasSign = true
        at += 1
      }
      switch kind {
      case .number(let value):
        if !hasSign && !isFirst { return (terms, constant) }
        at += 1
        if case .name(let name) = kind, try heading() == nil, ahead(1) != .colon,
          !(isRight && tokens[at].startsLine)
        {
          terms.append((variable(name), sign * value))
          at += 1
        } else {
          constant += sign * value
        }
      case .name(let name):
        if !hasSign && !isFirst { return (terms, constant) }
        if try heading() != nil || ahead(1) == .colon {
          if hasSign { throw failure(.missingNumber) }
          return (terms, constant)
        }
        terms.append((variable(name), sign))
        at += 1
      case .quadratic: throw failure(.quadratic)
      default:
        if hasSign { throw failure(.missingNumber) }
        return (terms, constant)
      }
      isFirst = false
    }
  }

  private mutating func readConstraint() throws(LPReader.Failure) {
    var name = ""
    if case .name(let word) = kind, ahead(1) == .colon {
      name = word
      at += 2
    }
    let first = try expression()
    guard case .relation(let relation) = kind else { throw failure(.missingRelation) }
    at += 1
    let right = at
    let second = try expression(isRight: true)
    if at == right { throw failure(.missingNumber) }
    var sums = first.terms
    var lower = -Double.infinity
    var upper = Double.infinity
    if case .relation(let outer) = kind {
      // number ≤ expression ≤ number
      at += 1
      let third = try expression(isRight: true)
      guard first.terms.isEmpty, third.terms.isEmpty, relation == outer, relation != 0 else {
        throw failure(.unexpectedWord)
      }
      sums = second.terms
      lower = (relation < 0 ? first.constant : third.constant) - second.constant
      upper = (relation < 0 ? third.constant : first.constant) - second.constant
    } else {
      for (j, value) in second.terms { sums.append((j, -value)) }
      let side = second.constant - first.constant
      if relation >= 0 { lower = side }
      if relation <= 0 { upper = side }
    }
    let i = problem.addConstraint(name, lower: lower, upper: upper)
    for (j, value) in sums where value != 0 { problem.addEntry(i, j, value) }
  }

  private mutating func signedNumber() -> Double? {
    var sign = 1.0
    var k = 0
    while ahead(k) == .plus || ahead(k) == .minus {
      if ahead(k) == .minus { sign = -sign }
      k += 1
    }
    guard case .number(let value) = ahead(k) else { return nil }
    at += k + 1
    return sign * value
  }

  /// `x free`, `x ≤ 4`, `4 ≥ x`, `1 ≤ x ≤ 4`.
  private mutating func readBound() throws(LPReader.Failure) {
    let left = signedNumber()
    var leftRelation: Int?
    if left != nil {
      guard case .relation(let relation) = kind else { throw failure(.missingRelation) }
      leftRelation = relation
      at += 1
    }
    guard case .name(let name) = kind else { throw failure(.unexpectedWord) }
    at += 1
    let j = variable(name)
    var (lower, upper) = (problem.variableLowers[j], problem.variableUppers[j])
    func limit(_ value: Double, _ relation: Int) {
      if relation >= 0 { lower = value }
      if relation <= 0 { upper = value }
    }
    if let left, let leftRelation { limit(left, -leftRelation) }
    if case .relation(let relation) = kind {
      at += 1
      guard let right = signedNumber() else { throw failure(.missingNumber) }
      limit(right, relation)
    } else if case .name(let word) = kind, word.lowercased() == "free", left == nil {
      at += 1
      (lower, upper) = (-.infinity, .infinity)
    } else if left == nil {
      throw failure(.missingRelation)
    }
    problem.setBounds(variable: j, lower: lower, upper: upper)
  }
}
