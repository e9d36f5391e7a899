extension RegressionModel {
  /// Expressions of the formula that read parts of a time, or other rows: `yearday(date)`,
  /// `lag(calls, 7)`. In the order of the formula, each once.
  var derivedExpressions: [FormulaExpression] {
    guard let terms = try? formula.terms() else { return [] }
    var found: [FormulaExpression] = []
    for expression in terms.atoms + terms.smooths + terms.offsets {
      expression.collectDerived(into: &found)
    }
    return found
  }

  /// Names of the columns that effects can be asked for: those that the formula reads as they
  /// stand, then, of a frame that was written out, what it makes of times and of other rows.
  public var variedNames: [String] {
    guard let terms = try? formula.terms() else { return inputNames }
    var names: [String] = []
    for expression in terms.atoms + terms.smooths + terms.offsets {
      expression.collectPlain(into: &names)
    }
    return inputNames.filter(names.contains) + derivedExpressions.map(\.description)
  }

  /// The frame with a column for every part of a time and every look at other rows that the
  /// formula has, under the name the formula prints. The model reads these columns instead, so
  /// that one of them can be varied with all else the same, and rows be left out.
  ///
  /// - Parameter frame: rows in the order of the fit, their neighbours among them.
  /// - Throws: `.unknownColumn`, `.unusableColumn` where the frame does not fit.
  public func writtenOut(_ frame: ModelFrame) throws(RegressionError) -> ModelFrame {
    let evaluator = FrameEvaluator(frame)
    var columns = frame.columns
    for expression in derivedExpressions where frame[expression.description] == nil {
      columns.append(
        .init(expression.description, .numeric(try evaluator.numbers(expression))))
    }
    return ModelFrame(columns: columns)
  }
}

extension FormulaFunction {
  /// Whether its value is a part of a time, or hangs on other rows.
  var isDerived: Bool {
    switch self {
    case .lag, .diff, .hour, .timeofday, .weekday, .month, .quarter, .yearday, .year: true
    default: false
    }
  }
}

extension FormulaExpression {
  fileprivate func collectDerived(into found: inout [FormulaExpression]) {
    switch self {
    case .number, .text, .variable: break
    case .negated(let inner): inner.collectDerived(into: &found)
    case .binary(_, let left, let right):
      left.collectDerived(into: &found)
      right.collectDerived(into: &found)
    case .call(let function, let arguments):
      if function.isDerived {
        if !found.contains(self) { found.append(self) }
      } else {
        for argument in arguments { argument.value.collectDerived(into: &found) }
      }
    }
  }

  /// Names read otherwise than through a derived expression, and words of options.
  fileprivate func collectPlain(into names: inout [String]) {
    switch self {
    case .number, .text: break
    case .variable(let name): names.append(name)
    case .negated(let inner): inner.collectPlain(into: &names)
    case .binary(_, let left, let right):
      left.collectPlain(into: &names)
      right.collectPlain(into: &names)
    case .call(let function, let arguments) where !function.isDerived:
      for argument in arguments { argument.value.collectPlain(into: &names) }
    case .call: break
    }
  }
}
