import CivilTime
import Foundation
import Tables
import TestSupport
import TimeSeries

/// Seconds of a wall time: `wall(2025, 3, 9, 1, 30)`.
func wall(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Int64 {
  Int64(CivilDate(year: year, month: month, day: day).daysSinceEpoch) * 86_400
    + Int64(hour * 3_600 + minute * 60)
}

func zone(_ name: String) throws -> TimeZoneRules {
  let file = name.replacingOccurrences(of: "/", with: "-") + ".tzif"
  let data = try Data(contentsOf: Repository.reference("time/zones/\(file)"))
  return try TimeZoneRules(identifier: name, tzif: Array(data))
}

extension Column {
  static func numbers(_ name: String, _ values: [Double]) -> Column {
    Column(name: name, values: .double(values), missing: values.map(\.isNaN))
  }

  static func integers(_ name: String, _ values: [Int64]) -> Column {
    Column(
      name: name, values: .integer(values),
      missing: [Bool](repeating: false, count: values.count))
  }

  /// Nil is missing.
  static func times(_ name: String, _ kind: TimeColumn.Kind, _ values: [Int64?]) -> Column {
    Column(
      name: name, values: .time(TimeColumn(kind: kind, seconds: values.map { $0 ?? 0 })),
      missing: values.map { $0 == nil })
  }

  static func text(_ name: String, _ values: [String?]) -> Column {
    var dictionary: [String] = []
    let codes = values.map { value -> Int32 in
      guard let value else { return -1 }
      if let code = dictionary.firstIndex(of: value) { return Int32(code) }
      dictionary.append(value)
      return Int32(dictionary.count - 1)
    }
    return Column(
      name: name, values: .text(CodedText(codes: codes, dictionary: dictionary)),
      missing: values.map { $0 == nil })
  }
}

extension Table {
  /// The rows in another order.
  func reordered(_ order: [Int]) -> Table {
    Table(
      columns: columns.map { column in
        let values: ColumnValues
        switch column.values {
        case .double(let v): values = .double(order.map { v[$0] })
        case .integer(let v): values = .integer(order.map { v[$0] })
        case .text(let t):
          values = .text(CodedText(codes: order.map { t.codes[$0] }, dictionary: t.dictionary))
        case .time(let t):
          values = .time(TimeColumn(kind: t.kind, seconds: order.map { t.seconds[$0] }))
        }
        return Column(name: column.name, values: values, missing: order.map { column.missing[$0] })
      })
  }
}

/// Numbers for tests that need disorder but not statistics.
struct Scramble {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func draw(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }

  /// 0 ..< 1.
  mutating func unit() -> Double { Double(draw(1 << 30)) / Double(1 << 30) }

  mutating func order(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for k in stride(from: count - 1, to: 0, by: -1) { order.swapAt(k, draw(k + 1)) }
    return order
  }
}

/// Series with NaN equal to NaN.
func same(_ a: Panel, _ b: Panel) -> Bool {
  a.index == b.index && a.quality == b.quality && a.series.count == b.series.count
    && zip(a.series, b.series).allSatisfy { x, y in
      x.id == y.id && x.firstStep == y.firstStep
        && x.values.map(\.bitPattern) == y.values.map(\.bitPattern)
    }
}
