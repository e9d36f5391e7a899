import Foundation
import TestSupport
import XCTest

/// Whether a change at made detectors is found, and whether one that never was is not.
final class TrafficEvaluateTests: XCTestCase {
  /// Mornings of eight detectors over twelve weeks: days differ for all alike, and two
  /// detectors gain `effect` on 3 March.
  private func counts(effect: Double) -> String {
    var state: UInt64 = 7
    func noise() -> Double {
      var sum = 0.0
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += Double(state >> 40) / Double(1 << 24)
      }
      return sum - 6
    }
    let months = [(1, 31), (2, 28), (3, 31)]
    let dates = months.flatMap { month, days in (1...days).map { (month, $0) } }
    var lines = ["detector,ds,speed"]
    for (month, day) in dates {
      let common = 40 + 1.5 * noise()
      for detector in 1...8 {
        let changed = detector <= 2 && (month == 3 && day >= 3)
        for slot in 28..<34 {
          let value = common + Double(detector) + noise() + (changed ? effect : 0)
          let digits = { (n: Int) in (n < 10 ? "0" : "") + String(n) }
          lines.append(
            "D\(detector),2025-\(digits(month))-\(digits(day))T\(digits(slot / 4)):"
              + "\(digits(slot % 4 * 15)):00,\((value * 10).rounded() / 10)")
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func evaluate(
    _ text: String, _ options: [String]
  ) throws -> (code: Int32, err: String, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "speed.csv")
    let result = try Program(besides: TrafficEvaluateTests.self).run(
      ["traffic", "evaluate", "speed.csv", "--change", "retiming", "--out", "out"] + options,
      in: folder.url)
    return (result.code, result.err, folder)
  }

  func testAnEffectIsFoundWithItsRangeAndNoneIsNot() throws {
    let real = try evaluate(counts(effect: 3), ["--date", "2025-03-03", "--changed", "D1,D2"])
    XCTAssertEqual(real.code, 0, real.err)
    XCTAssert(real.err.contains("The retiming raised speed by"), real.err)
    let interval = try XCTUnwrap(
      real.err.firstMatch(of: /interval ([0-9.]+) to ([0-9.]+) km\/h more/))
    XCTAssertLessThan(try XCTUnwrap(Double(interval.1)), 3)
    XCTAssertGreaterThan(try XCTUnwrap(Double(interval.2)), 3)
    let none = try evaluate(counts(effect: 0), ["--date", "2025-03-03", "--changed", "D1,D2"])
    XCTAssertEqual(none.code, 0, none.err)
    XCTAssertFalse(none.err.contains("raised") || none.err.contains("lowered"), none.err)
  }

  func testWhatCannotBeAskedIsSaid() throws {
    let text = counts(effect: 0)
    for (options, code, words) in [
      (["--date", "2025-03-03", "--changed", "D99"], Int32(65), "no detector D99"),
      (["--date", "2024-03-03", "--changed", "D1"], 65, "not inside its working days"),
      (["--date", "soon", "--changed", "D1"], 64, "must be a date"),
      (["--date", "2025-03-03", "--changed", "D1", "--measure", "flow"], 65, "no flow in it"),
      (["--date", "2025-03-31", "--changed", "D1", "--washout", "5"], 65, "after the change"),
    ] {
      let result = try evaluate(text, options)
      XCTAssertEqual(result.code, code, result.err)
      XCTAssert(result.err.contains(words), result.err)
    }
  }
}
