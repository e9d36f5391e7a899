/// What stands for values in a formula: a column, arithmetic, a function of either.
///
/// Its `description` is canonical: equal expressions print alike, and parsing
/// what is printed gives the expression back.
public indirect enum FormulaExpression: Hashable, Sendable {
  public enum Operator: String, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case power = "^"
  }

  /// One argument of a function, with the parameter it fills.
  public struct Argument: Hashable, Sendable {
    public var parameter: String
    public var value: FormulaExpression
  }

  case number(Double)
  case text(String)
  /// A column, or one of the words an option takes.
  case variable(String)
  case negated(FormulaExpression)
  case binary(Operator, FormulaExpression, FormulaExpression)
  /// Arguments in the order of the function's parameters.
  case call(FormulaFunction, [Argument])
}

extension FormulaExpression {
  /// The argument of that name, where the expression is a call that has it.
  func argument(_ name: String) -> FormulaExpression? {
    guard case .call(_, let arguments) = self else { return nil }
    return arguments.first { $0.parameter == name }?.value
  }

  /// A number given as an option.
  func option(_ name: String) -> Double? {
    switch argument(name) {
    case .number(let value): value
    case .negated(.number(let value)): -value
    default: nil
    }
  }

  /// A word or text given as an option.
  func word(_ name: String) -> String? {
    switch argument(name) {
    case .variable(let word), .text(let word): word
    case .number(let value): formulaNumber(value)
    default: nil
    }
  }

  /// Names of the columns read, in order of appearance, each once.
  public var variables: [String] {
    var names: [String] = []
    collectVariables(into: &names)
    return names
  }

  private func collectVariables(into names: inout [String]) {
    switch self {
    case .number, .text: break
    case .variable(let name): if !names.contains(name) { names.append(name) }
    case .negated(let inner): inner.collectVariables(into: &names)
    case .binary(_, let left, let right):
      left.collectVariables(into: &names)
      right.collectVariables(into: &names)
    case .call(let function, let arguments):
      for argument in arguments where function.parameter(argument.parameter)?.readsColumns == true {
        argument.value.collectVariables(into: &names)
      }
    }
  }
}

extension FormulaExpression: CustomStringConvertible {
  public var description: String { printed(within: 0) }

  /// Parentheses only where the place it stands in binds more tightly.
  private func printed(within outer: Int) -> String {
    switch self {
    case .number(let value):
      let text = formulaNumber(value)
      return value < 0 && outer > 0 ? "(\(text))" : text
    case .text(let text): return formulaQuoted(text)
    case .variable(let name): return formulaName(name)
    case .negated(let inner):
      let text = "-" + inner.printed(within: 3)
      return outer > 0 ? "(\(text))" : text
    case .binary(let sign, let left, let right):
      let (level, text): (Int, String)
      switch sign {
      case .plus, .minus:
        level = 1
        text = "\(left.printed(within: 1)) \(sign.rawValue) \(right.printed(within: 2))"
      case .times, .over:
        level = 2
        text = "\(left.printed(within: 2)) \(sign.rawValue) \(right.printed(within: 3))"
      case .power:
        level = 4
        text = "\(left.printed(within: 5))^\(right.printed(within: 4))"
      }
      return level < outer ? "(\(text))" : text
    case .call(let function, let arguments):
      let inner = arguments.map { argument in
        let value = argument.value.printed(within: 0)
        let named = function.parameter(argument.parameter)?.named ?? false
        return named ? "\(argument.parameter): \(value)" : value
      }
      return "\(function.rawValue)(\(inner.joined(separator: ", ")))"
    }
  }
}

extension [FormulaExpression] {
  /// Names of the columns they read, in order of appearance, each once.
  var variables: [String] {
    var seen: Set<String> = []
    return flatMap(\.variables).filter { seen.insert($0).inserted }
  }
}

/// A number as formulas print it: 7, not 7.0.
func formulaNumber(_ value: Double) -> String {
  if let whole = Int64(exactly: value), abs(whole) < 1_000_000_000_000_000 { return String(whole) }
  return "\(value)"
}

/// Text between double quotes, with \" and \\ escaped.
func formulaQuoted(_ text: String) -> String {
  var result = "\""
  for character in text {
    if character == "\"" || character == "\\" { result.append("\\") }
    result.append(character)
  }
  return result + "\""
}

/// A column's name, between backticks where it is not a plain word.
func formulaName(_ name: String) -> String {
  let plain =
    name.first.map { FormulaLexer.startsName($0) } ?? false
    && name.allSatisfy { FormulaLexer.continuesName($0) }
  if plain { return name }
  var result = "`"
  for character in name {
    if character == "`" || character == "\\" { result.append("\\") }
    result.append(character)
  }
  return result + "`"
}
