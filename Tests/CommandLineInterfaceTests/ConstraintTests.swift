import CommandLineInterface
import XCTest

final class ConstraintTests: XCTestCase {
  private func check<Value>(_ constraint: Constraint<Value>, accepts: [String]) {
    for text in accepts {
      guard let value = constraint.parse(text) else {
        XCTFail("'\(text)' should be \(constraint.description)")
        continue
      }
      XCTAssertNotNil(constraint.parse(constraint.format(value)), "what is printed reads back")
    }
    for text in constraint.invalidExamples {
      XCTAssertNil(constraint.parse(text), "'\(text)' is not \(constraint.description)")
    }
  }

  func testEachKind() {
    check(.integer(1...), accepts: ["1", "99"])
    check(.integer(1...8), accepts: ["1", "8"])
    check(.seed, accepts: ["0", "18446744073709551615"])
    check(.real(0..<1), accepts: ["0", "0.999"])
    check(.real(above: 0), accepts: ["1e-9", "3"])
    check(.real(between: 0, and: 100), accepts: ["95", "99.5"])
    check(.oneOf(["a", "b"]), accepts: ["a", "b"])
    check(.text, accepts: ["x"])
    check(.path, accepts: ["-", "a/b.csv"])
    check(Constraint.integer(1...).list(), accepts: ["1", "24,168"])
  }

  func testEditDistanceSuggestionsStayNear() throws {
    let near = Command(
      "t", summary: "s", examples: [],
      subcommands: ["forecast", "staff", "report"].map { name in
        Command(name, summary: "s", examples: []) { _ in }
      })
    for (typed, meant) in [
      ("forcast", "forecast"), ("sfatt", nil), ("stff", "staff"), ("rep", "report"),
    ]
      as [(String, String?)]
    {
      XCTAssertThrowsError(try near.parse([typed])) { error in
        let message = (error as? UsageError)?.message ?? ""
        XCTAssertEqual(message.contains("did you mean"), meant != nil, message)
        if let meant { XCTAssert(message.contains("'\(meant)'"), message) }
      }
    }
  }
}
