import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Regression

final class GLMSeparationTests: XCTestCase {
  private func design(_ columns: [(String, [Double])]) -> DesignMatrix {
    DesignMatrix(
      rows: columns[0].1.count, names: ["(Intercept)"] + columns.map(\.0),
      blocks: [.intercept] + columns.map { .column($0.1) })
  }

  func testCompleteSeparationIsNamed() throws {
    let x = (0..<20).map { Double($0) - 9.5 }
    let noise = (0..<20).map { Double(($0 * 7) % 5) }
    for link in [GLMLink.logit, .probit, .complementaryLogLog] {
      let fit = try GLMFit(
        design: design([("x", x), ("noise", noise)]), response: x.map { $0 > 0 ? 1 : 0 },
        family: .binomial, link: link)
      XCTAssertFalse(fit.converged)
      XCTAssert(fit.separated.contains("x"), "\(link)")
      let note = try XCTUnwrap(fit.notes.first { $0.kind == .separation })
      XCTAssert(note.sentence.contains("\"x\""))
      XCTAssertNil(fit.coefficients[1].standardError)
      XCTAssertLessThan(fit.deviance, 0.01)
    }
  }

  func testQuasiSeparationLeavesTheOtherEstimates() throws {
    // All of group g answer yes; x is not separated.
    var random = RandomStream(seed: 5, "separation")
    let x = (0..<60).map { _ in random.normal() }
    let g = (0..<60).map { $0 % 6 == 0 ? 1.0 : 0 }
    let y = (0..<60).map { i in g[i] == 1 ? 1 : random.uniform() < 0.5 ? 1.0 : 0 }
    let whole = try GLMFit(
      design: design([("x", x), ("g", g)]), response: y, family: .binomial)
    XCTAssertEqual(whole.separated, ["g"])
    let rest = (0..<60).filter { g[$0] == 0 }
    let part = try GLMFit(
      design: design([("x", rest.map { x[$0] })]), response: rest.map { y[$0] },
      family: .binomial)
    XCTAssert(part.converged && part.separated.isEmpty)
    for k in 0..<2 {
      assertClose(whole.coefficients[k].estimate, part.coefficients[k].estimate, relative: 1e-6)
      assertClose(
        whole.coefficients[k].standardError!, part.coefficients[k].standardError!, relative: 1e-6)
    }
    assertClose(whole.deviance, part.deviance, relative: 1e-6)
  }

  func testGroupsWithoutEventsSeparateCounts() throws {
    let g = (0..<40).map { $0 < 10 ? 1.0 : 0 }
    let x = (0..<40).map { Double(($0 * 13) % 7) }
    let y = (0..<40).map { $0 < 10 ? 0 : Double(1 + ($0 * 11) % 4) }
    for family in [
      GLMFamily.poisson, .quasiPoisson, .negativeBinomial(theta: 2), .negativeBinomial(),
    ] {
      let fit = try GLMFit(design: design([("x", x), ("g", g)]), response: y, family: family)
      XCTAssertEqual(fit.separated, ["g"], "\(family)")
    }
    let zeros = try GLMFit(
      design: design([("x", x)]), response: [Double](repeating: 0, count: 40), family: .poisson)
    XCTAssert(zeros.separated.contains("(Intercept)"))
  }

  func testNoFalseAlarm() throws {
    // Large but finite coefficients, and probabilities next to 0 and 1.
    var random = RandomStream(seed: 8, "separation")
    let x = (0..<400).map { _ in 4 * random.normal() }
    let y = x.map { random.uniform() < 1 / (1 + exp(-6 * $0)) ? 1.0 : 0 }
    let fit = try GLMFit(design: design([("x", x)]), response: y, family: .binomial)
    XCTAssert(fit.converged)
    XCTAssertEqual(fit.separated, [])
  }

  /// Two algorithms that share nothing but the definition.
  func testProgramAndRectifierAgree() throws {
    var (found, not) = (0, 0)
    for seed in 0..<40 {
      var random = RandomStream(seed: UInt64(seed), "agree")
      let rows = 14
      let columns = (0..<3).map { k in
        (0..<rows).map { _ in k == 2 ? Double(random.integer(below: 3)) : random.normal() }
      }
      let design = design(columns.enumerated().map { ("c\($0)", $1) })
      let isCount = seed % 2 == 1
      let pulls = (0..<rows).map { i -> Double in
        let up = random.uniform() < 1 / (1 + exp(-3 * columns[0][i]))
        return isCount ? (up || i % 3 == 0 ? -1 : 0) : up ? 1 : -1
      }
      let kept = [0, 1, 2, 3]
      let program = Separation(design, kept: kept, pulls: pulls, usesProgram: true)
      let rectifier = Separation(design, kept: kept, pulls: pulls, usesProgram: false)
      XCTAssertEqual(program.isPresent, rectifier.isPresent, "seed \(seed)")
      if program.isPresent { found += 1 } else { not += 1 }
      // Neither names a row it cannot separate: a direction exists for each it names.
      XCTAssert(Set(rectifier.rows).isSubset(of: program.rows), "seed \(seed)")
    }
    XCTAssertGreaterThan(found, 3)
    XCTAssertGreaterThan(not, 3)
  }
}
