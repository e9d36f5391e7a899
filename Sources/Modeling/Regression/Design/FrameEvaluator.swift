import CivilTime
import Foundation
import Tables

/// What an expression gives on a frame.
enum FrameValue {
  case constant(Double)
  case numeric([Double])
  case factor(Factor)
  case time(TimeColumn, missing: [Bool])
}

/// Values of expressions over all rows of a frame.
struct FrameEvaluator {
  private let frame: ModelFrame
  private let places: [String: Int]

  init(_ frame: ModelFrame) {
    self.frame = frame
    places = Dictionary(
      frame.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var rowCount: Int { frame.rowCount }

  func has(_ name: String) -> Bool { places[name] != nil }

  func column(_ name: String) throws(RegressionError) -> ModelFrame.Values {
    guard let place = places[name] else {
      throw .unknownColumn(name, nearest: nearestName(name, among: frame.columns.map(\.name)))
    }
    return frame.columns[place].values
  }

  func value(of expression: FormulaExpression) throws(RegressionError) -> FrameValue {
    switch expression {
    case .number(let value): return .constant(value)
    case .text(let text): throw .setting(text, reason: "text where a number is needed")
    case .variable(let name):
      switch try column(name) {
      case .numeric(let values): return .numeric(values)
      case .factor(let factor): return .factor(factor)
      case .time(let times, let missing): return .time(times, missing: missing)
      }
    case .negated(let inner): return try map(inner) { -$0 }
    case .binary(let sign, let left, let right): return try combine(sign, left, right)
    case .call(let function, let arguments):
      // A frame that was written out holds the value itself.
      if function.isDerived, let place = places[expression.description],
        case .numeric(let values) = frame.columns[place].values
      {
        return .numeric(values)
      }
      return try call(function, arguments[0].value, expression)
    }
  }

  /// Values as numbers; times as days since 1970-01-01, with their fraction.
  func numbers(_ expression: FormulaExpression) throws(RegressionError) -> [Double] {
    switch try value(of: expression) {
    case .constant(let value): return [Double](repeating: value, count: rowCount)
    case .numeric(let values): return values
    case .time(let times, let missing):
      return times.seconds.indices.map { missing[$0] ? .nan : Double(times.seconds[$0]) / 86_400 }
    case .factor:
      throw .unusableColumn(
        expression.description,
        reason: "holds text where a number is needed; as categories it stands alone or in C(…)")
    }
  }

  /// Values as categories; numbers are sorted as numbers.
  func factor(_ expression: FormulaExpression) throws(RegressionError) -> Factor {
    var expression = expression
    if case .call(.category, let arguments) = expression { expression = arguments[0].value }
    switch try value(of: expression) {
    case .factor(let factor): return factor
    case .constant(let value): return category([Double](repeating: value, count: rowCount))
    case .numeric(let values): return category(values)
    case .time(let times, let missing):
      let distinct = Set(times.seconds.indices.filter { !missing[$0] }.map { times.seconds[$0] })
        .sorted()
      let place = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32($0)) })
      return Factor(
        codes: times.seconds.indices.map { missing[$0] ? -1 : place[times.seconds[$0]]! },
        levels: distinct.map { Self.timeLabel($0, times.kind) })
    }
  }

  private func category(_ values: [Double]) -> Factor {
    let distinct = Set(values.lazy.filter(\.isFinite)).sorted()
    let place = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32($0)) })
    return Factor(
      codes: values.map { $0.isFinite ? place[$0]! : -1 }, levels: distinct.map(formulaNumber))
  }

  static func timeLabel(_ seconds: Int64, _ kind: TimeColumn.Kind) -> String {
    let wall = WallTime(wallSeconds: seconds)
    guard kind != .date else { return wall.date.description }
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let second = wall.secondOfDay
    return "\(wall.date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
  }

  // MARK: Arithmetic

  private func map(
    _ inner: FormulaExpression, _ f: (Double) -> Double
  ) throws(RegressionError) -> FrameValue {
    if case .number(let value) = inner { return .constant(f(value)) }
    return .numeric(try numbers(inner).map(f))
  }

  private func combine(
    _ sign: FormulaExpression.Operator, _ left: FormulaExpression, _ right: FormulaExpression
  ) throws(RegressionError) -> FrameValue {
    func apply(_ a: Double, _ b: Double) -> Double {
      switch sign {
      case .plus: a + b
      case .minus: a - b
      case .times: a * b
      case .over: a / b
      case .power: b == 2 ? a * a : pow(a, b)
      }
    }
    let (a, b) = (try operand(left), try operand(right))
    switch (a, b) {
    case (.constant(let a), .constant(let b)): return .constant(apply(a, b))
    case (.constant(let a), .numeric(let b)): return .numeric(b.map { apply(a, $0) })
    case (.numeric(let a), .constant(let b)): return .numeric(a.map { apply($0, b) })
    case (.numeric(let a), .numeric(let b)): return .numeric(a.indices.map { apply(a[$0], b[$0]) })
    default: preconditionFailure("operands are numbers")
    }
  }

  private func operand(_ expression: FormulaExpression) throws(RegressionError) -> FrameValue {
    let value = try value(of: expression)
    switch value {
    case .constant, .numeric: return value
    case .time, .factor: return .numeric(try numbers(expression))
    }
  }

  private func call(
    _ function: FormulaFunction, _ x: FormulaExpression, _ whole: FormulaExpression
  ) throws(RegressionError) -> FrameValue {
    switch function {
    case .log: return try map(x) { Foundation.log($0) }
    case .log1p: return try map(x) { Foundation.log1p($0) }
    case .log10: return try map(x) { Foundation.log10($0) }
    case .log2: return try map(x) { Foundation.log2($0) }
    case .exp: return try map(x) { Foundation.exp($0) }
    case .sqrt: return try map(x) { $0.squareRoot() }
    case .abs: return try map(x) { Swift.abs($0) }
    case .identity: return try operand(x)
    case .lag, .diff: return .numeric(try shifted(x, whole, difference: function == .diff))
    case .hour, .timeofday, .weekday, .month, .quarter, .yearday, .year:
      return .numeric(try calendar(function, x))
    case .category: return .factor(try factor(x))
    case .polynomial, .spline, .offset, .smooth, .cbind, .counts:
      throw .unusableColumn(whole.description, reason: "stands by itself in a formula")
    }
  }

  /// The value `steps` rows earlier in the order of the rows, of the same group
  /// where there are groups; NaN for the first `steps` rows (of each group).
  private func shifted(
    _ x: FormulaExpression, _ whole: FormulaExpression, difference: Bool
  ) throws(RegressionError) -> [Double] {
    let values = try numbers(x)
    let steps = Int(whole.option("steps") ?? 1)
    var result = [Double](repeating: .nan, count: values.count)
    func set(_ row: Int, from earlier: Int) {
      result[row] = difference ? values[row] - values[earlier] : values[earlier]
    }
    guard let by = whole.argument("by") else {
      for row in values.indices.dropFirst(steps) { set(row, from: row - steps) }
      return result
    }
    let groups = try factor(by)
    var members = [[Int]](repeating: [], count: groups.levels.count)
    for (row, code) in groups.codes.enumerated() where code >= 0 { members[Int(code)].append(row) }
    for rows in members {
      for k in rows.indices.dropFirst(steps) { set(rows[k], from: rows[k - steps]) }
    }
    return result
  }

  private func calendar(
    _ function: FormulaFunction, _ x: FormulaExpression
  ) throws(RegressionError) -> [Double] {
    guard case .time(let times, let missing) = try value(of: x) else {
      throw .unusableColumn(
        x.description, reason: "holds no times, which \(function.rawValue)(…) reads")
    }
    return times.seconds.indices.map { row in
      guard !missing[row] else { return .nan }
      let wall = WallTime(wallSeconds: times.seconds[row])
      switch function {
      case .hour: return Double(wall.secondOfDay / 3600)
      case .timeofday: return Double(wall.secondOfDay) / 3600
      case .weekday: return Double(wall.date.weekday)
      case .month: return Double(wall.date.month)
      case .quarter: return Double(wall.date.quarter)
      case .yearday: return Double(wall.date.dayOfYear)
      default: return Double(wall.date.year)
      }
    }
  }
}
