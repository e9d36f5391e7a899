import Foundation
import TestSupport
import XCTest

@testable import Tables

/// Text to double is correctly rounded.
final class NumberTests: XCTestCase {
  private func parse(_ text: String, _ format: NumberFormat = .point) -> ParsedNumber {
    Array(text.utf8).withUnsafeBufferPointer { NumberText.parse($0, format) }
  }

  /// Values from Python, which rounds correctly; see the script beside them.
  func testAgainstReference() throws {
    let rows = try String(contentsOf: Repository.reference("tables/decimals.csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst()
    XCTAssertGreaterThan(rows.count, 1000)
    for row in rows {
      let parts = row.split(separator: ",")
      let bits = try XCTUnwrap(UInt64(parts[1], radix: 16))
      XCTAssertEqual(parse(String(parts[0])).value.bitPattern, bits, String(row))
    }
  }

  /// The same texts through the whole reader, whose loop has its own short path.
  func testReaderAgainstReference() throws {
    let bytes = try WholeFile.read(Repository.reference("tables/decimals.csv").path)
    var options = ReadOptions()
    options.types["text"] = .number
    options.types["bits"] = .text
    options.missing = []
    let table = try TableReader.read(bytes: bytes, name: "decimals.csv", options: options).table
    guard case .double(let values)? = table["text"]?.values,
      case .text(let bits)? = table["bits"]?.values
    else { return XCTFail("kinds") }
    for (value, code) in zip(values, bits.codes) {
      XCTAssertEqual(value.bitPattern, UInt64(bits.dictionary[Int(code)], radix: 16))
    }
  }

  /// Random digit strings of any length against the C library.
  func testAgainstStrtod() {
    var random = FixedGenerator(state: 7)
    for _ in 0..<20_000 {
      var text = random.next() % 2 == 0 ? "-" : ""
      for _ in 0..<(random.next() % 25 + 1) { text += String(random.next() % 10) }
      if random.next() % 2 == 0 {
        text += "."
        for _ in 0..<(random.next() % 30) { text += String(random.next() % 10) }
      }
      if random.next() % 3 == 0 { text += "e\(Int(random.next() % 660) - 340)" }
      let expected = strtod(text, nil)
      let number = parse(text)
      XCTAssertEqual(number.outcome, expected.isFinite ? .number : .notFinite, text)
      if expected.isFinite { XCTAssertEqual(number.value.bitPattern, expected.bitPattern, text) }
    }
  }

  func testVeryLongNumbers() {
    let nines = String(repeating: "9", count: 2000)
    XCTAssertEqual(parse("0." + nines).value, 1)
    XCTAssertEqual(parse(nines).outcome, .notFinite)
    XCTAssertEqual(parse("0." + String(repeating: "0", count: 2000) + "1e2001").value, 1)
    XCTAssertEqual(parse("1e-99999999999999999999").value, 0)
    XCTAssertEqual(parse("1e99999999999999999999").outcome, .notFinite)
    XCTAssertEqual(parse("0e99999999999999999999").value, 0)
  }

  /// The hash is printed by the reference script, from exact integers.
  func testPowersOfFive() {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for (high, low) in DecimalToBinary.powersOfFive() {
      for part in [high, low] {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
          hash = (hash ^ (part >> shift & 0xFF)) &* 0x100_0000_01B3
        }
      }
    }
    XCTAssertEqual(hash, 0x00e3a885ecaf4ed7)
  }

  func testShapes() {
    for text in [
      "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "1_000", "12a", "1 2", "--1",
      "1,23", ",123", "1234,567", "1,234,56", "0,123", "1,234 567", "nan", "infinit",
    ] {
      XCTAssertEqual(parse(text).outcome, .other, text)
    }
    for text in ["inf", "-Infinity", "+INF", "1e309", "-1.8e308"] {
      XCTAssertEqual(parse(text).outcome, .notFinite, text)
    }
    XCTAssertEqual(parse(".5").value, 0.5)
    XCTAssertEqual(parse("5.").value, 5)
    XCTAssertTrue(parse("5.00").isInteger)
    XCTAssertFalse(parse("5.01").isInteger)
    XCTAssertEqual(parse("1.234.567,25", .comma).value, 1_234_567.25)
    XCTAssertEqual(parse("-9223372036854775808").integer, .min)
    XCTAssertTrue(parse("-9223372036854775809").isTooLong)
  }
}

/// A linear congruential generator: the same numbers on every run.
struct FixedGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
