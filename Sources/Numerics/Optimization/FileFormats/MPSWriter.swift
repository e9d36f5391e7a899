/// Writes problems in the free MPS format, one coefficient a line.
///
/// Numbers are written so that they read back bit for bit, but for the far side of a
/// range, which the format gives as a width. Constraints without limits become N rows,
/// which readers drop; a constraint whose limits contradict each other becomes two.
/// Names keep their spelling
/// unless the format has no room for it: blanks become underscores, names given twice
/// are numbered. Fields stand in the columns of the fixed format as long as they fit, so
/// readers of either form take the file. A constant of the objective is its negative
/// right-hand side (the reading of HiGHS and CLP); maximization is `OBJSENSE MAX`.
public enum MPSWriter {
  public static func write(_ problem: Problem, name: String = "problem") -> String {
    let problem = withoutCrossedLimits(problem)
    let names = ProgramNames(problem) { byte, isFirst in
      byte > 32 && byte < 127 && !(isFirst && (byte == UInt8(ascii: "*") || byte == 36))
    }
    let sign: Double = problem.isMaximization ? -1 : 1
    var objective = "objective"
    while names.constraints.contains(objective) { objective += "_" }
    var text = "NAME          \(name.split(whereSeparator: \.isWhitespace).joined(separator: "_"))"
    text += "  FREE\n"
    if problem.isMaximization { text += "OBJSENSE\n    MAX\n" }
    text += "ROWS\n N  \(objective)\n"
    for i in 0..<problem.constraintCount {
      text += " \(type(problem, i))  \(names.constraints[i])\n"
    }
    text += "COLUMNS\n"
    let columns = problem.columns
    var inIntegers = false
    var markers = 0
    func line(_ kind: String, _ first: String, _ second: String, _ value: Double?) {
      text += " \(padded(kind, 2)) \(padded(first, 8))  \(padded(second, 8))"
      if let value { text += "  \(number(value))" }
      text += "\n"
    }
    func mark(_ isInteger: Bool) {
      markers += 1
      text += "    MARKER\(markers)    'MARKER'                 "
      text += isInteger ? "'INTORG'\n" : "'INTEND'\n"
      inIntegers = isInteger
    }
    for j in 0..<problem.variableCount {
      if problem.isInteger[j] != inIntegers { mark(problem.isInteger[j]) }
      let entries = columns.starts[j]..<columns.starts[j + 1]
      if problem.costs[j] != 0 || entries.isEmpty {
        line("", names.variables[j], objective, sign * problem.costs[j])
      }
      for k in entries {
        line("", names.variables[j], names.constraints[Int(columns.rows[k])], columns.values[k])
      }
    }
    if inIntegers { mark(false) }
    text += "RHS\n"
    if problem.objectiveConstant != 0 {
      line("", "RHS", objective, -sign * problem.objectiveConstant)
    }
    for i in 0..<problem.constraintCount {
      let side =
        type(problem, i) == "L" ? problem.constraintUppers[i] : problem.constraintLowers[i]
      if side.isFinite && side != 0 { line("", "RHS", names.constraints[i], side) }
    }
    let ranged = (0..<problem.constraintCount).filter { isRange(problem, $0) }
    if !ranged.isEmpty {
      text += "RANGES\n"
      for i in ranged {
        line(
          "", "RANGE", names.constraints[i],
          problem.constraintUppers[i] - problem.constraintLowers[i])
      }
    }
    var bounds = ""
    swap(&bounds, &text)
    for j in 0..<problem.variableCount {
      let (l, u) = (problem.variableLowers[j], problem.variableUppers[j])
      if l == u {
        line("FX", "BOUND", names.variables[j], l)
      } else if l == -.infinity && u == .infinity {
        line("FR", "BOUND", names.variables[j], nil)
      } else {
        if l == -.infinity { line("MI", "BOUND", names.variables[j], nil) }
        // Beside an upper bound below zero a lower bound of zero must be said.
        if l.isFinite && (l != 0 || u <= 0) { line("LO", "BOUND", names.variables[j], l) }
        if u < .infinity {
          line("UP", "BOUND", names.variables[j], u)
        } else if problem.isInteger[j] {
          // Some readers bound integers by one unless told otherwise.
          line("PL", "BOUND", names.variables[j], nil)
        }
      }
    }
    swap(&bounds, &text)
    if !bounds.isEmpty { text += "BOUNDS\n" + bounds }
    return text + "ENDATA\n"
  }

  /// A range has no way to say that the lower limit lies above the upper one.
  private static func withoutCrossedLimits(_ problem: Problem) -> Problem {
    let crossed = (0..<problem.constraintCount).filter {
      problem.constraintLowers[$0] > problem.constraintUppers[$0]
    }
    guard !crossed.isEmpty else { return problem }
    var result = problem
    let columns = problem.columns
    var twin = [Int](repeating: -1, count: problem.constraintCount)
    for i in crossed {
      twin[i] = result.addConstraint(
        problem.constraintNames[i] + "_upper", upper: problem.constraintUppers[i])
      result.setBounds(constraint: i, lower: problem.constraintLowers[i], upper: .infinity)
    }
    for j in 0..<problem.variableCount {
      for k in columns.starts[j]..<columns.starts[j + 1] {
        let i = Int(columns.rows[k])
        if twin[i] >= 0 { result.addEntry(twin[i], j, columns.values[k]) }
      }
    }
    return result
  }

  private static func isRange(_ problem: Problem, _ i: Int) -> Bool {
    let (l, u) = (problem.constraintLowers[i], problem.constraintUppers[i])
    return l.isFinite && u.isFinite && l != u
  }

  private static func type(_ problem: Problem, _ i: Int) -> Character {
    let (l, u) = (problem.constraintLowers[i], problem.constraintUppers[i])
    if l == u { return "E" }
    if l.isFinite { return "G" }
    return u.isFinite ? "L" : "N"
  }

  private static func padded(_ s: String, _ width: Int) -> String {
    s.utf8.count < width ? s + String(repeating: " ", count: width - s.utf8.count) : s
  }

  static func number(_ v: Double) -> String {
    if v == v.rounded(), abs(v) < 1e15 { return String(Int64(v)) }
    return "\(v)"
  }
}
