/// Writes problems in the CPLEX LP format.
///
/// Numbers read back bit for bit. Every variable appears in the objective, with a zero
/// cost where it has none, so that reading keeps their order. Names keep their spelling
/// unless the format has no room for it; what it cannot hold becomes an underscore.
public enum LPWriter {
  public static func write(_ problem: Problem) -> String {
    let names = ProgramNames(problem, reserved: LPFormat.keywords, isAllowed: LPFormat.isNameByte)
    let sign: Double = problem.isMaximization ? -1 : 1
    var text = problem.isMaximization ? "Maximize\n obj:" : "Minimize\n obj:"
    var width = 5
    func append(_ part: String) {
      if width + part.utf8.count > 78 {
        text += "\n  "
        width = 2
      }
      text += part
      width += part.utf8.count
    }
    func term(_ value: Double, _ name: String) -> String {
      let size = abs(value) == 1 ? "" : MPSWriter.number(abs(value)) + " "
      return (value < 0 ? " - " : " + ") + size + name
    }
    for j in 0..<problem.variableCount { append(term(sign * problem.costs[j], names.variables[j])) }
    if problem.objectiveConstant != 0 || problem.variableCount == 0 {
      let c = sign * problem.objectiveConstant
      append((c < 0 ? " - " : " + ") + MPSWriter.number(abs(c)))
    }
    text += "\nSubject To\n"
    let rows = problem.columns.transposed()
    for i in 0..<problem.constraintCount {
      let (l, u) = (problem.constraintLowers[i], problem.constraintUppers[i])
      // A constraint without limits, or without terms, still has its place.
      let start = " \(names.constraints[i]):"
      text += start
      width = start.utf8.count
      if l.isFinite && u.isFinite && l != u { append(" \(MPSWriter.number(l)) <=") }
      for k in rows.starts[i]..<rows.starts[i + 1] {
        append(term(rows.values[k], names.variables[Int(rows.rows[k])]))
      }
      if rows.starts[i] == rows.starts[i + 1] {
        append(problem.variableCount > 0 ? " 0 \(names.variables[0])" : " 0")
      }
      if l == u {
        append(" = \(MPSWriter.number(l))")
      } else if u < .infinity {
        append(" <= \(MPSWriter.number(u))")
      } else {
        append(" >= \(l == -.infinity ? "-inf" : MPSWriter.number(l))")
      }
      text += "\n"
    }
    var bounds = ""
    for j in 0..<problem.variableCount {
      let (l, u) = (problem.variableLowers[j], problem.variableUppers[j])
      let name = names.variables[j]
      func limit(_ v: Double) -> String {
        v == .infinity ? "+inf" : v == -.infinity ? "-inf" : MPSWriter.number(v)
      }
      if l == -.infinity && u == .infinity {
        bounds += " \(name) free\n"
      } else if l == u {
        bounds += " \(name) = \(limit(l))\n"
      } else if l != 0 || u < 0 {
        bounds +=
          u == .infinity ? " \(name) >= \(limit(l))\n" : " \(limit(l)) <= \(name) <= \(limit(u))\n"
      } else if u < .infinity {
        bounds += " \(name) <= \(limit(u))\n"
      }
    }
    if !bounds.isEmpty { text += "Bounds\n" + bounds }
    let integers = (0..<problem.variableCount).filter { problem.isInteger[$0] }
    if !integers.isEmpty {
      text += "Generals\n"
      for j in integers { text += " \(names.variables[j])\n" }
    }
    return text + "End\n"
  }
}

/// What the LP format's reader and writer agree on.
enum LPFormat {
  /// Words that open a section or mean a number, in lower case.
  static let keywords: Set<String> = [
    "minimize", "minimise", "minimum", "min", "maximize", "maximise", "maximum", "max", "subject",
    "such", "st", "s.t.", "st.", "bounds", "bound", "generals", "general", "gen", "integers",
    "integer", "int", "binaries", "binary", "bin", "end", "semi-continuous", "semis", "semi", "sos",
    "sos1", "sos2", "pwlobj", "lazy", "user", "free", "inf", "infinity",
  ]

  /// Letters, digits and some signs; a name starts with no digit and no full stop.
  static func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): !isFirst
    case 128...255: true
    default: "!\"#$%&(),;?@_'`{}~/|".utf8.contains(byte)
    }
  }
}
