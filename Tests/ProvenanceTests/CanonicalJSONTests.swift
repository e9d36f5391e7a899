import Provenance
import XCTest

final class CanonicalJSONTests: XCTestCase {
  func testOneSpelling() throws {
    let text = #"{"b":[1,2.5,-0.0,1e3,"é\n\u0001"],"a":{"z":null,"y":true},"é":1,"Z":2}"#
    let value = try JSONValue(parsing: Array(text.utf8))
    XCTAssertEqual(
      value.canonicalText,
      #"{"Z":2,"a":{"y":true,"z":null},"b":[1,2.5,0,1000,"é\n\u0001"],"é":1}"#)
    XCTAssertEqual(
      try JSONValue(parsing: Array(value.prettyText.utf8)).canonicalText,
      value.canonicalText)
  }

  func testNumbersComeBackExactly() throws {
    for number in [0.1, 1e-300, 1.7976931348623157e308, 5e-324, 123_456_789.125, -2.5e-7] {
      let text = JSONValue.number(number).canonicalText
      XCTAssertEqual(try JSONValue(parsing: Array(text.utf8)).doubleValue, number)
    }
    XCTAssertEqual(JSONValue.number(.nan).canonicalText, "null")
  }

  func testEscapesAndSurrogates() throws {
    let value = try JSONValue(parsing: Array(#""\ud83d\ude00\u00e9\/""#.utf8))
    XCTAssertEqual(value, .string("😀é/"))
  }

  func testEveryFaultHasItsPlace() {
    let cases: [(text: String, line: Int, column: Int)] = [
      ("", 1, 1), ("{", 1, 2), ("{\"a\" 1}", 1, 6), ("{\"a\":1,}", 1, 8), ("[1 2]", 1, 4),
      ("[1,]", 1, 4), ("nul", 1, 1), ("01", 1, 1), ("1.", 1, 1), ("+1", 1, 1), ("--1", 1, 1),
      ("{\"a\":1,\n \"a\":2}", 2, 2), ("\"a\nb\"", 1, 3), ("\"\\x\"", 1, 3), ("\"abc", 1, 5),
      ("1 2", 1, 3), ("1e999", 1, 1), ("\"\\ud800x\"", 1, 8),
    ]
    for (text, line, column) in cases {
      XCTAssertThrowsError(try JSONValue(parsing: Array(text.utf8)), text) { error in
        let fault = error as? JSONSyntaxError
        XCTAssertEqual(fault?.line, line, text)
        XCTAssertEqual(fault?.column, column, text)
      }
    }
  }

  func testDeepNestingIsRefusedNotFollowed() {
    let text = String(repeating: "[", count: 100_000)
    XCTAssertThrowsError(try JSONValue(parsing: Array(text.utf8)))
  }
}
