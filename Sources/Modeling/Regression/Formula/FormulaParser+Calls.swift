extension FormulaParser {
  /// A function and its arguments, each put to the parameter it fills and checked.
  mutating func call(
    _ name: String, at offset: Int
  ) throws(RegressionError) -> FormulaExpression {
    guard let function = FormulaFunction(rawValue: name) else {
      let near = nearestName(name, among: FormulaFunction.allCases.map(\.rawValue))
      throw .formula(
        "no function \"\(name)\"" + (near.map { "; did you mean \($0)(…)?" } ?? ""), offset: offset)
    }
    advance()
    var filled: [String: (value: FormulaExpression, offset: Int)] = [:]
    let parameters = function.parameters
    var next = 0
    if current.token != .sign(")") {
      repeat {
        let start = current.offset
        var target: FormulaFunction.Parameter
        if case .name(let label) = current.token, labels(at: position + 1) {
          guard let named = function.parameter(label) else {
            let known = parameters.filter(\.named).map(\.name).joined(separator: ", ")
            throw .formula(
              "\(name)(…) takes no \"\(label)\"" + (known.isEmpty ? "" : "; it takes \(known)"),
              offset: start)
          }
          advance()
          advance()
          target = named
        } else {
          guard next < parameters.count, parameters[next].placed else {
            let known = parameters.filter(\.named).map(\.name).joined(separator: ", ")
            throw .formula(
              known.isEmpty
                ? "\(name)(…) takes no more arguments"
                : "name this argument of \(name)(…), as in \(parameters.last!.name): …; "
                  + "it takes \(known)", offset: start)
          }
          target = parameters[next]
          next += 1
        }
        let valueOffset = current.offset
        let value = try checked(try expression(), for: target, of: function, at: valueOffset)
        guard filled.updateValue((value, valueOffset), forKey: target.name) == nil else {
          throw .formula("\(target.name) is given twice", offset: start)
        }
      } while take(",")
    }
    guard take(")") else { throw unexpected("\",\" or \")\"") }
    for parameter in parameters where parameter.required && filled[parameter.name] == nil {
      throw .formula("\(name)(…) needs \(parameter.name)", offset: offset)
    }
    let call = FormulaExpression.call(
      function,
      parameters.compactMap { parameter in
        filled[parameter.name].map { .init(parameter: parameter.name, value: $0.value) }
      })
    try checkTogether(call, function, at: offset)
    return call
  }

  private func labels(at index: Int) -> Bool {
    index < tokens.count && (tokens[index].token == .sign(":") || tokens[index].token == .sign("="))
  }

  private func checked(
    _ value: FormulaExpression, for parameter: FormulaFunction.Parameter,
    of function: FormulaFunction, at offset: Int
  ) throws(RegressionError) -> FormulaExpression {
    func wrong(_ wanted: String) -> RegressionError {
      .formula("\(parameter.name) of \(function.rawValue)(…) must be \(wanted)", offset: offset)
    }
    switch parameter.kind {
    case .expression:
      try requireNumeric(value, at: offset)
      guard !value.variables.isEmpty || function.role == .elementwise || function == .offset else {
        throw wrong("a column or an expression of columns")
      }
      return value
    case .grouping:
      switch value {
      case .variable, .call(.category, _): return value
      default: throw wrong("a column or C(…)")
      }
    case .count(let least):
      guard case .number(let number) = value, let count = Int(exactly: number), count >= least,
        count <= 1_000_000
      else { throw wrong("a whole number of at least \(least)") }
      return value
    case .positive:
      guard case .number(let number) = value, number > 0 else {
        throw wrong("a number above zero")
      }
      return value
    case .word(let words):
      let word: String? =
        if case .variable(let w) = value { w } else if case .text(let w) = value {
          w
        } else { nil }
      guard let word, words.contains(word) else {
        throw wrong("one of \(words.joined(separator: ", "))")
      }
      return .variable(word)
    case .label:
      switch value {
      case .text, .number: return value
      case .variable(let word): return .text(word)
      default: throw wrong("a category, in quotes")
      }
    case .flag:
      guard case .variable(let word) = value, ["true", "false"].contains(word.lowercased()) else {
        throw wrong("true or false")
      }
      return .variable(word.lowercased())
    }
  }

  private func checkTogether(
    _ call: FormulaExpression, _ function: FormulaFunction, at offset: Int
  ) throws(RegressionError) {
    if function == .category, call.argument("reference") != nil,
      let contrast = call.word("contrast"), !["treatment", "sum"].contains(contrast)
    {
      throw .formula("\(contrast) contrasts have no reference", offset: offset)
    }
    if function == .spline {
      let degree = call.option("degree") ?? 3
      if let df = call.option("df"), df < degree {
        throw .formula(
          "df of bs(…) must be at least its degree, \(formulaNumber(degree))", offset: offset)
      }
      guard degree <= 10 else { throw .formula("degree of bs(…) is at most 10", offset: offset) }
    }
  }
}
