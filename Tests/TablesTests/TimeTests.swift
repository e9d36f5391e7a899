import Foundation
import TestSupport
import XCTest

@testable import Tables

/// Times in many notations against the seconds that Python computes.
final class TimeTests: XCTestCase {
  func testEveryNotationAgainstReference() throws {
    var options = ReadOptions()
    options.types["month_name"] = .pattern("%d-%b-%Y %I:%M:%S %p")
    let path = Repository.reference("tables/times.csv").path
    let table = try TableReader.read(path: path, options: options).table
    XCTAssertEqual(table.rowCount, 500)
    func seconds(_ name: String, _ kind: TimeColumn.Kind) throws -> [Int64] {
      guard case .time(let times)? = table[name]?.values else {
        XCTFail("\(name) is not a time")
        return []
      }
      XCTAssertEqual(times.kind, kind, name)
      return times.seconds
    }
    guard case .integer(let wall)? = table["wall"]?.values,
      case .integer(let instant)? = table["instant"]?.values
    else { return XCTFail("whole numbers") }
    for name in ["iso", "iso_t_fraction", "slash", "us", "german", "month_name"] {
      XCTAssertEqual(try seconds(name, .wall), wall, name)
    }
    for name in ["offset", "compact_offset"] {
      XCTAssertEqual(try seconds(name, .instant), instant, name)
    }
    XCTAssertEqual(
      try seconds("day", .date), wall.map { $0 - (($0 % 86_400) + 86_400) % 86_400 })
  }

  /// Every fourth year of two centuries, by the short path of the loop and by the exact one.
  func testEveryDayOfTheCalendar() throws {
    var text = "a,b\n"
    var days = 0
    for year in stride(from: 1896, through: 2104, by: 4) {
      for month in 1...12 {
        for day in 1...31 {
          let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
          text += "\(year)-\(two(month))-\(two(day)),\"\(year)-\(month)-\(day)\"\n"
          days += 1
        }
      }
    }
    var options = ReadOptions()
    options.types = ["a": .time, "b": .time]
    options.rejects = .setAside
    let result = try TableReader.read(bytes: Array(text.utf8), name: "f", options: options)
    // Each leap year lacks 6 of its 372 rows; 1900 and 2100 lack 29 February too.
    let years = days / 372
    XCTAssertEqual(result.rejects.count, years * 6 + 2)
    guard case .time(let a)? = result.table["a"]?.values,
      case .time(let b)? = result.table["b"]?.values
    else { return XCTFail("times") }
    XCTAssertEqual(a.seconds, b.seconds)
  }
}
