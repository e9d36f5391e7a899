import Foundation
import TestSupport
import XCTest

@testable import Statistics

/// The univariate sets of the NIST Statistical Reference Datasets: mean, standard
/// deviation and lag-1 autocorrelation against the certified values, by the log relative
/// error (LRE, about the number of right digits).
final class CertifiedValueTests: XCTestCase {
  private struct Certified {
    var mean: Double
    var deviation: Double
    var autocorrelation: Double
  }

  private func lre(_ value: Double, _ certified: Double) -> Double {
    value == certified ? 16 : min(16, -log10(Golden.relativeError(value, certified)))
  }

  private func check(
    _ name: String, _ data: [Double], _ certified: Certified, digits: [Double],
    line: UInt = #line
  ) {
    let found = [
      lre(Descriptive.mean(data), certified.mean),
      lre(Descriptive.standardDeviation(data), certified.deviation),
      lre(Descriptive.autocorrelation(data, lag: 1), certified.autocorrelation),
    ]
    for (index, measure) in ["mean", "deviation", "autocorrelation"].enumerated() {
      XCTAssertGreaterThanOrEqual(found[index], digits[index], "\(name) \(measure)", line: line)
    }
  }

  /// The files keep NIST's own layout: certified values in the header, data below it.
  private func published(_ name: String) throws -> (data: [Double], certified: Certified) {
    let url = Repository.reference("statistics/nist/\(name).dat")
    let lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
    func certified(_ label: String) throws -> Double {
      let line = try XCTUnwrap(lines.first { $0.contains(label) && $0.contains(":") })
      let words = line[line.lastIndex(of: ":")!...].dropFirst().split(separator: " ")
      return try XCTUnwrap(Double(words[0]))
    }
    let start = try XCTUnwrap(lines.firstIndex { $0.hasPrefix("-----") })
    let data = lines[(start + 1)...].compactMap {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    return (
      data,
      Certified(
        mean: try certified("Sample Mean"), deviation: try certified("Standard Deviation (denom"),
        autocorrelation: try certified("Autocorrelation Coefficient (lag 1)"))
    )
  }

  func testObservedSets() throws {
    for (name, count) in [("Lew", 200), ("Lottery", 218), ("Mavro", 50), ("Michelso", 100)] {
      let (data, certified) = try published(name)
      XCTAssertEqual(data.count, count, name)
      // The certified values have 15 digits. Mavro and Michelso differ in their last
      // digits only (2.0018, 299.85), and decimal fractions are rounded to doubles: their
      // deviations carry no more than about 13 digits.
      check(name, data, certified, digits: [14.5, 12, 12])
    }
  }

  func testConstructedSets() {
    // Certified by construction. NumAcc1 and 2 are exact in doubles.
    check(
      "NumAcc1", [10_000_001, 10_000_003, 10_000_002],
      Certified(mean: 10_000_002, deviation: 1, autocorrelation: -0.5), digits: [16, 16, 16])
    func pairs(_ first: Double, _ low: Double, _ high: Double) -> [Double] {
      [first] + (0..<500).flatMap { _ in [low, high] }
    }
    check(
      "NumAcc2", pairs(1.2, 1.1, 1.3),
      Certified(mean: 1.2, deviation: 0.1, autocorrelation: -0.999), digits: [15, 14, 14])
    // 1000000.2 and 10000000.2 lie 1.2e-10 and 1.9e-9 apart from their neighbours, and the
    // deviation is 0.1: the data as doubles hold 9 and 8 digits of it, and no algorithm
    // can return more. The mean keeps all of its digits.
    check(
      "NumAcc3", pairs(1_000_000.2, 1_000_000.1, 1_000_000.3),
      Certified(mean: 1_000_000.2, deviation: 0.1, autocorrelation: -0.999),
      digits: [15, 9.4, 9.4])
    check(
      "NumAcc4", pairs(10_000_000.2, 10_000_000.1, 10_000_000.3),
      Certified(mean: 10_000_000.2, deviation: 0.1, autocorrelation: -0.999),
      digits: [15, 8.2, 8.2])
  }

  func testDigitsOfPi() {
    var digits = CertifiedValueTests.digitsOfPi(5000)
    XCTAssertEqual(Array(digits.prefix(10)), [3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
    // The published set, to which the certified values belong, has a misprint here.
    XCTAssertEqual(digits[956], 8)
    digits[956] = 3
    check(
      "PiDigits", digits,
      Certified(
        mean: 4.53480000000000, deviation: 2.86733906028871,
        autocorrelation: -0.00355099287237972),
      digits: [14, 14, 12])
  }

  /// Machin's π/4 = 4 arctan(1/5) − arctan(1/239) in fixed point with limbs of 9 digits.
  private static func digitsOfPi(_ count: Int) -> [Double] {
    let base: UInt64 = 1_000_000_000
    let limbs = count / 9 + 4
    func divide(_ x: inout [UInt64], by divisor: UInt64, from start: Int) {
      var rest: UInt64 = 0
      for i in start..<limbs {
        let part = rest * base + x[i]
        x[i] = part / divisor
        rest = part % divisor
      }
    }
    func add(_ x: [UInt64], to sum: inout [Int64], sign: Int64, from start: Int) {
      for i in start..<limbs { sum[i] += sign * Int64(x[i]) }
    }
    var sum = [Int64](repeating: 0, count: limbs)
    for (inverse, weight, sign) in [(UInt64(5), UInt64(16), Int64(1)), (239, 4, -1)] {
      var power = [UInt64](repeating: 0, count: limbs)
      power[0] = weight
      divide(&power, by: inverse, from: 0)
      var start = 0
      var k: UInt64 = 1
      var direction = sign
      while start < limbs {
        var term = power
        divide(&term, by: k, from: start)
        add(term, to: &sum, sign: direction, from: start)
        divide(&power, by: inverse * inverse, from: start)
        while start < limbs, power[start] == 0 { start += 1 }
        k += 2
        direction = -direction
      }
    }
    for i in stride(from: limbs - 1, to: 0, by: -1) {
      let carry = (Double(sum[i]) / Double(base)).rounded(.down)
      sum[i] -= Int64(carry) * Int64(base)
      sum[i - 1] += Int64(carry)
    }
    var digits = [Double(sum[0])]
    for i in 1..<limbs {
      var scale = Int64(100_000_000)
      while scale > 0 {
        digits.append(Double(sum[i] / scale % 10))
        scale /= 10
      }
    }
    return Array(digits.prefix(count))
  }
}
