import Foundation
import Tables
import TestSupport
import XCTest

/// Raw exports of cities, read without a single option and held against pandas.
final class OpenDataTests: XCTestCase {
  private func summary(_ column: Column) -> (kind: String, value: String) {
    let present = column.missing.indices.filter { !column.missing[$0] }
    switch column.values {
    case .double(let values): return ("double", "\(present.reduce(0) { $0 + values[$1] })")
    case .integer(let values): return ("integer", "\(present.reduce(0) { $0 + values[$1] })")
    case .text(let text): return ("text", "\(text.dictionary.count)")
    case .time(let times):
      let seconds = present.map { times.seconds[$0] }
      let kind = times.kind == .date ? "date" : times.kind == .wall ? "wall" : "instant"
      return (kind, "\(seconds.min() ?? 0) \(seconds.max() ?? 0)")
    }
  }

  func testColumnsAsPandasFindsThem() throws {
    let rows = try String(contentsOf: Repository.reference("tables/open_data.csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
    var tables: [String: Table] = [:]
    for row in rows {
      let file = row[0]
      if tables[file] == nil {
        let url = try SharedData.url("events/\(file).csv.gz")
        let result = try TableReader.read(path: url.path)
        XCTAssertEqual(result.rejects.count, 0)
        tables[file] = result.table
      }
      let label = "\(file) \(row[1])"
      let column = try XCTUnwrap(tables[file]?[row[1]], label)
      XCTAssertEqual(column.count, Int(row[3]), label)
      XCTAssertEqual(column.missing.count { $0 }, Int(row[4]), label)
      let found = summary(column)
      XCTAssertEqual(found.kind, row[2], label)
      if found.kind == "double" {
        let value = try XCTUnwrap(Double(found.value))
        assertClose(value, try XCTUnwrap(Double(row[5])), relative: 1e-12, label)
      } else {
        XCTAssertEqual(found.value, row[5], label)
      }
    }
  }
}
