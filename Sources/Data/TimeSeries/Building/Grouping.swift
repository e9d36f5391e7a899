import CivilTime
import Tables

/// Rows sorted into named groups by the texts of some columns.
struct Grouping {
  /// Distinct, by the bytes of their UTF-8.
  var names: [String]
  /// Into `names`, one a row.
  var codes: [Int32]
  /// Rows with a missing text in one of the columns.
  var missing = 0

  /// The texts of `columns` joined by "/"; with no columns, all rows are in one
  /// group named `otherwise`.
  init(_ columns: [Column], rows: Int, otherwise: String) {
    guard let first = columns.first else {
      names = [otherwise]
      codes = [Int32](repeating: 0, count: rows)
      return
    }
    var texts: [String]
    (codes, texts) = Grouping.coded(first)
    for column in columns.dropFirst() {
      let (others, otherTexts) = Grouping.coded(column)
      var seen: [Int64: Int32] = [:]
      var joined: [String] = []
      for k in 0..<rows {
        let key = Int64(codes[k]) << 32 | Int64(others[k])
        if let code = seen[key] {
          codes[k] = code
        } else {
          joined.append(texts[Int(codes[k])] + "/" + otherTexts[Int(others[k])])
          seen[key] = Int32(joined.count - 1)
          codes[k] = Int32(joined.count - 1)
        }
      }
      texts = joined
    }
    // Order by bytes, and make equal texts one ("a/b" + "c", "a" + "b/c").
    let order = texts.indices.sorted {
      texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8)
    }
    var used = [Bool](repeating: false, count: texts.count)
    for code in codes { used[Int(code)] = true }
    names = []
    var place = [Int32](repeating: 0, count: texts.count)
    for code in order where used[code] {
      if names.last != texts[code] { names.append(texts[code]) }
      place[code] = Int32(names.count - 1)
    }
    for k in 0..<rows { codes[k] = place[Int(codes[k])] }
    missing = (0..<rows).count { row in columns.contains { $0.missing[row] } }
  }

  /// The texts of a column, coded; missing reads "(missing)".
  static func coded(_ column: Column) -> (codes: [Int32], texts: [String]) {
    var texts: [String]
    var codes: [Int32]
    switch column.values {
    case .text(let text):
      texts = text.dictionary
      codes = text.codes
    case .integer(let values):
      (codes, texts) = coded(values) { String($0) }
    case .double(let values):
      // A ZIP code read as 11207.0 is the text 11207.
      (codes, texts) = coded(values.map(\.bitPattern)) { bits in
        let value = Double(bitPattern: bits)
        return value == value.rounded() && abs(value) < 1e15
          ? String(Int64(value)) : String(value)
      }
    case .time(let times):
      (codes, texts) = coded(times.seconds) { seconds in
        let wall = WallTime(wallSeconds: seconds)
        switch times.kind {
        case .date: return wall.date.description
        case .wall: return wall.description
        case .instant: return Instant(secondsSinceEpoch: seconds).description
        }
      }
    }
    if column.missing.contains(true) {
      texts.append("(missing)")
      for k in codes.indices where column.missing[k] { codes[k] = Int32(texts.count - 1) }
    }
    return (codes, texts)
  }

  private static func coded<Value: Hashable>(
    _ values: [Value], text: (Value) -> String
  ) -> (codes: [Int32], texts: [String]) {
    var seen: [Value: Int32] = [:]
    var texts: [String] = []
    let codes = values.map { value -> Int32 in
      if let code = seen[value] { return code }
      let code = Int32(texts.count)
      seen[value] = code
      texts.append(text(value))
      return code
    }
    return (codes, texts)
  }
}
