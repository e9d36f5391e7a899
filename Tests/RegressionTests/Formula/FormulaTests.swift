import Foundation
import Regression
import TestSupport
import XCTest

final class FormulaTests: XCTestCase {
  private func canonical(_ text: String) throws -> String { try Formula(text).description }

  func testPrintsInCanonicalForm() throws {
    let cases = [
      ("y~x", "y ~ x"),
      ("y ~ a*b", "y ~ a + b + a:b"),
      // Atoms are numbered as the printed terms show them, so that printing is stable.
      ("y ~ (a+b)^2 - a", "y ~ b + b:a"),
      ("y ~ (a + b + c)**3 - a:b:c", "y ~ a + b + c + a:b + a:c + b:c"),
      ("y ~ a/b", "y ~ a + a:b"),
      ("y ~ (a + b)/c", "y ~ a + b + a:b:c"),
      ("y ~ x - 1", "y ~ 0 + x"),
      ("y ~ -1 + x", "y ~ 0 + x"),
      ("y ~ 0 + x + 1", "y ~ x"),
      ("y ~ 1", "y ~ 1"),
      ("y ~ 0", "y ~ 0"),
      ("~ x + x + x:x", "~ x"),
      ("y ~ b:a + a", "y ~ a + a:b"),
      ("log(y) ~ I(x ^ 2+1) + `total cost`", "log(y) ~ I(x^2 + 1) + `total cost`"),
      (
        "y ~ I((a - b) / c - (d - e)) + I(-(a+b)*c)",
        "y ~ I((a - b) / c - (d - e)) + I((-(a + b)) * c)"
      ),
      ("y ~ I(a / (b * c)) + I(a - (b - c))", "y ~ I(a / (b * c)) + I(a - (b - c))"),
      ("y ~ I(a^b^c) + I((a^b)^c) + I(a^-2)", "y ~ I(a^b^c) + I((a^b)^c) + I(a^(-2))"),
      (
        "y ~ C(d, sum) + C(e, reference = north)",
        "y ~ C(d, contrast: sum) + C(e, reference: \"north\")"
      ),
      ("y ~ poly(t, 2, raw: TRUE) + bs(x, 6)", "y ~ poly(t, 2, raw: true) + bs(x, df: 6)"),
      (
        "y ~ s(hour, period: 24) + s(x, by: C(z), k: 10)",
        "y ~ s(hour, period: 24) + s(x, k: 10, by: C(z))"
      ),
      ("y ~ lag(y, 7, by: id) + diff(x)", "y ~ lag(y, 7, by: id) + diff(x)"),
      ("y ~ x + offset(log(population))", "y ~ x + offset(log(population))"),
      ("cbind(won, lost) ~ x", "cbind(won, lost) ~ x"),
      ("counts(won, tried) ~ x", "counts(won, of: tried) ~ x"),
      ("y ~ . - x", "y ~ . - x"),
      ("y ~ (.)^2+I(x^2)", "y ~ .^2 + I(x^2)"),
      (
        "y ~ C(`a \\` \\\\ b`, reference: 'say \"hi\"')",
        "y ~ C(`a \\` \\\\ b`, reference: \"say \\\"hi\\\"\")"
      ),
    ]
    for (text, expected) in cases {
      XCTAssertEqual(try canonical(text), expected, text)
      XCTAssertEqual(try canonical(expected), expected, "printed form of \(text)")
    }
  }

  func testADotIsEveryColumnNotUsedElsewhere() throws {
    let columns = ["y", "x", "z w", "n", "w"]
    let formula = try Formula("log(y) ~ . - x + offset(log(n))")
    XCTAssertEqual(
      try formula.expanding(over: columns, except: ["w"]).description,
      "log(y) ~ `z w` + offset(log(n))")
    XCTAssertEqual(
      try Formula("y ~ .^2").expanding(over: ["y", "a", "b"]).description, "y ~ a + b + a:b")
    XCTAssertThrowsError(try formula.terms())
  }

  func testErrorsSayWhereWhatAndHow() {
    let cases: [(String, Int, String)] = [
      ("y x", 2, "expected \"~\""),
      ("y ~", 3, "found the end"),
      ("y ~ x +", 7, "expected a term"),
      ("y ~ 2*x", 4, "I(2 * x)"),
      ("y ~ x^2.5", 6, "I(x^2)"),
      ("y ~ x $ z", 6, "backticks"),
      ("y ~ `x", 4, "never closed"),
      ("y ~ lgo(x)", 4, "did you mean log"),
      ("y ~ poly(x)", 4, "needs degree"),
      ("y ~ poly(x, 2, rw: true)", 15, "takes no \"rw\"; it takes raw"),
      ("y ~ poly(x, 0)", 12, "at least 1"),
      ("y ~ s(x, 10)", 9, "name this argument"),
      ("y ~ log(x, z)", 11, "takes no more arguments"),
      ("y ~ I(poly(x, 2))", 6, "stands by itself"),
      ("y ~ C(x, contrast: sim)", 19, "one of treatment, sum, helmert, polynomial"),
      ("y ~ C(x, helmert, reference: \"a\")", 4, "no reference"),
      ("y ~ I(x + \"a\")", 10, "in quotes"),
      ("y ~ (x + z", 10, "expected \")\""),
      ("y ~ cbind(a, b)", 4, "left of ~"),
      ("poly(y, 2) ~ x", 0, "right of ~"),
      ("log(y) ~ x + log(y)", 13, "stands on both sides"),
      ("y ~ x + s(x):z", 8, "s(x, by: group)"),
      ("y ~ a:1", 6, "only added"),
      ("y ~ a * (b + offset(c))", 8, "only added"),
      ("y ~ (0 + a)^2", 4, "only added"),
      ("y ~ x - (a + s(b))", 8, "one at a time"),
      ("y ~ bs(x, df: 2)", 4, "at least its degree"),
      ("y ~ lag(y, 1, steps: 2)", 14, "given twice"),
    ]
    for (text, offset, fragment) in cases {
      XCTAssertThrowsError(try Formula(text), text) {
        guard case .formula(let message, let found)? = $0 as? RegressionError else {
          return XCTFail("\(text): \($0)")
        }
        XCTAssertEqual(found, offset, "\(text): \(message)")
        XCTAssert(message.contains(fragment), "\(text): \(message)")
      }
    }
  }

  func testDepthAndSizeAreBounded() {
    let deep = "y ~ " + String(repeating: "(", count: 5000) + "x"
    XCTAssertThrowsError(try Formula(deep))
    XCTAssertThrowsError(try Formula("y ~ I(" + String(repeating: "-", count: 5000) + "x)"))
    for sign in ["+", "-", "*", "/"] {
      let chain = (0..<3000).map { "x\($0)" }.joined(separator: sign)
      XCTAssertThrowsError(try Formula("y ~ I(\(chain))"), sign)
    }
    for sign in [":", "*", "/"] {
      let chain = (0..<3000).map { "x\($0)" }.joined(separator: sign)
      XCTAssertThrowsError(try Formula("y ~ \(chain)"), sign)
    }
    let wide = "y ~ (" + (0..<30).map { "x\($0)" }.joined(separator: " + ") + ")^9"
    XCTAssertThrowsError(try Formula(wide))
  }

  func testThousandsOfColumnsAreNothingSpecial() throws {
    let names = (0..<5000).map { "x\($0)" }
    let formula = try Formula("y ~ . - x7").expanding(over: ["y"] + names)
    XCTAssertEqual(try formula.terms().terms.count, 4999)
    XCTAssertEqual(formula.variables.count, 5000)
  }

  /// Whatever is read must print as something that reads back the same, and no
  /// text may stop the program.
  func testRandomTextsParseOrThrow() {
    var random = SplitMix(state: 7)
    let pieces = [
      "y", "x", "~", "+", "-", "*", ":", "/", "^", "(", ")", "2", "0", "1", ".", "log(", "C(",
      "poly(", ", 2)", "I(", "s(", "offset(", "`a b`", "\"q\"", " ", ",", "=", "k: 5", "x)",
    ]
    var parsed = 0
    for _ in 0..<8000 {
      let length = Int(random.next() % 9) + 1
      let text =
        "y ~ "
        + (0..<length).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      guard let formula = try? Formula(text) else { continue }
      parsed += 1
      XCTAssertEqual(try? Formula(formula.description).description, formula.description, text)
    }
    XCTAssertGreaterThan(parsed, 200)
  }

  func testIsEncodedAsItsText() throws {
    let formula = try Formula("y ~ a*x + s(t, k: 9)")
    let data = try JSONEncoder().encode(formula)
    XCTAssertEqual(String(decoding: data, as: UTF8.self), "\"y ~ a + x + a:x + s(t, k: 9)\"")
    XCTAssertEqual(try JSONDecoder().decode(Formula.self, from: data), formula)
    XCTAssertEqual(formula.variables, ["y", "a", "x", "t"])
  }
}

private struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
