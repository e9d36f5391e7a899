/// Reads the MPS format of linear and mixed-integer programs.
///
/// Conventions, where the format has been read in more than one way:
/// - A right-hand side of the objective row is the constant *subtracted* from the
///   objective (as in HiGHS and CLP; GLPK adds it).
/// - A range R on an equality with right-hand side b means [b, b + R] for R > 0 and
///   [b + R, b] for R < 0.
/// - `UP` with a negative bound on a variable whose lower bound was not given makes
///   the lower bound −∞.
/// - `OBJSENSE MAX` negates costs and constant and sets `Problem.isMaximization`.
/// - Integer variables between markers have bounds 0 and +∞ unless bounds are given.
/// - The first N row is the objective, other N rows are dropped; of several RHS,
///   RANGES or BOUNDS vectors the first counts.
public enum MPSReader {
  public enum Layout: Sendable {
    /// Fields are separated by blanks; names have none.
    case free
    /// Fields stand in columns 2–3, 5–12, 15–22, 25–36, 40–47, 50–61; names may have blanks.
    case fixed
  }

  /// What is wrong, and in which line (from 1).
  public struct Failure: Error, Equatable, Sendable {
    public var line: Int
    public var reason: Reason

    public init(line: Int, reason: Reason) {
      self.line = line
      self.reason = reason
    }

    public enum Reason: String, Sendable {
      case unknownSection, unknownRow, unknownColumn, unknownRowType, unknownBoundType
      case notANumber, missingField, duplicateRow, unknownSense
    }
  }

  /// Parses `text`; without a layout, free is tried first, then fixed.
  public static func read(_ text: String, layout: Layout? = nil) throws(Failure) -> Problem {
    if let layout {
      var parser = MPSParser(layout: layout)
      return try parser.parse(text)
    }
    do {
      var parser = MPSParser(layout: .free)
      return try parser.parse(text)
    } catch {
      var parser = MPSParser(layout: .fixed)
      do { return try parser.parse(text) } catch { throw error }
    }
  }
}

private struct MPSParser {
  private static let boundTypes = ["UP", "LO", "FX", "FR", "MI", "PL", "BV", "UI", "LI"]

  private enum Section {
    case none, sense, rows, columns, rightHandSides, ranges, bounds, ignored
  }

  let layout: MPSReader.Layout
  private var line = 0
  private var problem = Problem()
  private var objective: String?
  private var rows: [String: Int] = [:]
  private var rowTypes: [Character] = []
  private var dropped: Set<String> = []
  private var columns: [String: Int] = [:]
  private var hasLower: [Bool] = []
  private var inIntegers = false
  /// Column entries and right-hand sides as they are read.
  private var entries: [(row: Int, column: Int, value: Double)] = []
  private var rightHandSides: [Double] = []
  private var ranges: [Double?] = []

  init(layout: MPSReader.Layout) { self.layout = layout }

  private func failure(_ reason: MPSReader.Failure.Reason) -> MPSReader.Failure {
    .init(line: line, reason: reason)
  }

  mutating func parse(_ text: String) throws(MPSReader.Failure) -> Problem {
    var section = Section.none
    var firstVector: [Section: String] = [:]
    for record in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      guard let first = record.first, first != UInt8(ascii: "*"), first != 13 else { continue }
      if first != UInt8(ascii: " ") && first != 9 {
        let words = split(record)
        switch words.first {
        case "NAME": section = .ignored
        case "OBJSENSE", "OBJSENSE:":
          section = .sense
          if words.count > 1 { try readSense(words[1]) }
        case "ROWS": section = .rows
        case "COLUMNS": section = .columns
        case "RHS": section = .rightHandSides
        case "RANGES": section = .ranges
        case "BOUNDS": section = .bounds
        case "ENDATA": return finished()
        default: throw failure(.unknownSection)
        }
        continue
      }
      switch section {
      case .none: throw failure(.unknownSection)
      case .ignored: continue
      case .sense: if let word = split(record).first { try readSense(word) }
      case .rows: try readRow(fields(record, section))
      case .columns: try readColumn(fields(record, section))
      case .rightHandSides, .ranges:
        let fields = fields(record, section)
        if fields.count < 3 && !fields.isEmpty { throw failure(.missingField) }
        guard let vector = fields.first else { continue }
        if firstVector[section] == nil { firstVector[section] = vector }
        if firstVector[section] == vector { try readPairs(fields, section) }
      case .bounds:
        let fields = fields(record, section)
        guard fields.count >= 2 else {
          if fields.isEmpty { continue }
          throw failure(.missingField)
        }
        if !Self.boundTypes.contains(fields[0].uppercased()) { throw failure(.unknownBoundType) }
        if firstVector[section] == nil { firstVector[section] = fields[1] }
        if firstVector[section] == fields[1] { try readBound(fields) }
      }
    }
    throw failure(.missingField)
  }

  private func split(_ record: Substring.UTF8View) -> [String] {
    record.split(whereSeparator: { $0 == 32 || $0 == 9 || $0 == 13 }).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// The fields of a data line. Bounds always have the type first and the vector
  /// second; right-hand sides and ranges the vector first (empty when left out).
  private func fields(_ record: Substring.UTF8View, _ section: Section) -> [String] {
    if layout == .free {
      var words = split(record)
      if section == .rightHandSides || section == .ranges, words.count % 2 == 0, !words.isEmpty {
        words.insert("", at: 0)
      }
      if section == .bounds, words.count >= 2 {
        let bare = ["FR", "MI", "PL", "BV"].contains(words[0])
        if words.count == (bare ? 2 : 3) { words.insert("", at: 1) }
      }
      return words
    }
    let bytes = Array(record)
    var result: [String] = []
    for (from, to) in [(1, 3), (4, 12), (14, 22), (24, 36), (39, 47), (49, 61)] {
      guard from < bytes.count else { break }
      let slice = bytes[from..<min(to, bytes.count)]
      let trimmed = slice.drop(while: { $0 == 32 }).reversed().drop(while: { $0 <= 32 }).reversed()
      result.append(String(decoding: Array(trimmed), as: UTF8.self))
    }
    while result.last == "" { result.removeLast() }
    if section == .columns || section == .rightHandSides || section == .ranges, !result.isEmpty {
      result.removeFirst()
    }
    return result
  }

  private func number(_ text: String) throws(MPSReader.Failure) -> Double {
    // Fortran writes exponents with D as well.
    guard let value = Double(text.replacing("D", with: "E").replacing("d", with: "e")),
      !value.isNaN
    else { throw failure(.notANumber) }
    return value
  }

  private mutating func readSense(_ word: String) throws(MPSReader.Failure) {
    switch word.uppercased() {
    case "MAX", "MAXIMIZE", "MAXIMISE": problem.isMaximization = true
    case "MIN", "MINIMIZE", "MINIMISE": problem.isMaximization = false
    default: throw failure(.unknownSense)
    }
  }

  private mutating func readRow(_ fields: [String]) throws(MPSReader.Failure) {
    guard fields.count >= 2 else {
      if fields.isEmpty { return }
      throw failure(.missingField)
    }
    let name = fields[1]
    guard let type = fields[0].uppercased().first, "NLGE".contains(type) else {
      throw failure(.unknownRowType)
    }
    guard rows[name] == nil, objective != name, !dropped.contains(name) else {
      throw failure(.duplicateRow)
    }
    if type == "N" {
      if objective == nil { objective = name } else { dropped.insert(name) }
      return
    }
    rows[name] = problem.addConstraint(name)
    rowTypes.append(type)
    rightHandSides.append(0)
    ranges.append(nil)
  }

  private mutating func readColumn(_ fields: [String]) throws(MPSReader.Failure) {
    if fields.isEmpty { return }
    guard fields.count >= 3 else { throw failure(.missingField) }
    if fields[1] == "'MARKER'" {
      inIntegers = fields.last == "'INTORG'"
      return
    }
    let column: Int
    if let known = columns[fields[0]] {
      column = known
    } else {
      column = problem.addVariable(fields[0], cost: 0, isInteger: inIntegers)
      columns[fields[0]] = column
      hasLower.append(false)
    }
    var k = 1
    while k < fields.count {
      guard k + 1 < fields.count else { throw failure(.missingField) }
      let value = try number(fields[k + 1])
      if fields[k] == objective {
        problem.setCost(variable: column, problem.costs[column] + value)
      } else if let row = rows[fields[k]] {
        entries.append((row, column, value))
      } else if !dropped.contains(fields[k]) {
        throw failure(.unknownRow)
      }
      k += 2
    }
  }

  private mutating func readPairs(
    _ fields: [String], _ section: Section
  ) throws(MPSReader.Failure) {
    var k = 1
    while k < fields.count {
      guard k + 1 < fields.count else { throw failure(.missingField) }
      let value = try number(fields[k + 1])
      if fields[k] == objective {
        if section == .rightHandSides { problem.objectiveConstant = -value }
      } else if let row = rows[fields[k]] {
        if section == .rightHandSides { rightHandSides[row] = value } else { ranges[row] = value }
      } else if !dropped.contains(fields[k]) {
        throw failure(.unknownRow)
      }
      k += 2
    }
  }

  private mutating func readBound(_ fields: [String]) throws(MPSReader.Failure) {
    guard fields.count >= 3 else { throw failure(.missingField) }
    guard let j = columns[fields[2]] else { throw failure(.unknownColumn) }
    var lower = problem.variableLowers[j]
    var upper = problem.variableUppers[j]
    let type = fields[0].uppercased()
    switch type {
    case "FR": (lower, upper) = (-.infinity, .infinity)
    case "MI": lower = -.infinity
    case "PL": upper = .infinity
    case "BV":
      (lower, upper) = (0, 1)
      problem.setInteger(variable: j)
    default:
      guard fields.count >= 4 else { throw failure(.missingField) }
      let value = try number(fields[3])
      if type.hasSuffix("I") { problem.setInteger(variable: j) }
      if type == "FX" {
        (lower, upper) = (value, value)
        hasLower[j] = true
      } else if type.hasPrefix("L") {
        lower = value
        hasLower[j] = true
      } else {
        upper = value
        if value < 0 && !hasLower[j] { lower = -.infinity }
      }
    }
    problem.setBounds(variable: j, lower: lower, upper: upper)
  }

  private mutating func finished() -> Problem {
    for i in rowTypes.indices {
      let b = rightHandSides[i]
      var lower = rowTypes[i] == "L" ? -Double.infinity : b
      var upper = rowTypes[i] == "G" ? Double.infinity : b
      if let range = ranges[i] {
        switch rowTypes[i] {
        case "L": lower = b - abs(range)
        case "G": upper = b + abs(range)
        default:
          lower = min(b, b + range)
          upper = max(b, b + range)
        }
      }
      problem.setBounds(constraint: i, lower: lower, upper: upper)
    }
    for entry in entries { problem.addEntry(entry.row, entry.column, entry.value) }
    if problem.isMaximization {
      for j in 0..<problem.variableCount { problem.setCost(variable: j, -problem.costs[j]) }
      problem.objectiveConstant = -problem.objectiveConstant
    }
    return problem
  }
}
