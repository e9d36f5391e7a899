import Foundation
import LinearAlgebra
import Regression
import Tables
import TestSupport
import XCTest

/// Published regressions of policies, by formula, to the printed digits.
final class TrendsTests: XCTestCase {
  private func frame(_ name: String) throws -> ModelFrame {
    ModelFrame(try TableReader.read(path: SharedData.url("trends/\(name)").path).table)
  }

  private func numbers(_ frame: ModelFrame, _ name: String) -> [Double] {
    if case .numeric(let values)? = frame[name]?.values { values } else { [] }
  }

  private func groups(_ frame: ModelFrame, _ name: String) -> [Int32] {
    if case .factor(let factor)? = frame[name]?.values { return factor.codes }
    return numbers(frame, name).map { Int32($0) }
  }

  /// One coefficient with its errors, by the rows that the formula keeps.
  private func fit(
    _ formula: String, _ frame: ModelFrame, weights: String? = nil, of term: String,
    errors: ((DesignRows) -> CovarianceEstimator)? = nil
  ) throws -> (fit: LinearFit, estimate: Double, error: Double) {
    let schema = try DesignSchema(Formula(formula), frame, weights: weights)
    let rows = try schema.rows(of: frame)
    let fit = try LinearFit(
      design: rows.design, response: rows.response, weights: rows.weights)
    let found = try fit.inference(errors?(rows) ?? .classical).coefficients()
    let row = try XCTUnwrap(found.first { $0.name == term })
    return (fit, row.estimate, try XCTUnwrap(row.standardError))
  }

  private func assertPrinted(
    _ value: Double, _ printed: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    let digits = printed.split(separator: ".").dropFirst().first?.count ?? 0
    XCTAssertEqual(
      String(format: "%.\(digits)f", value), printed, file: file, line: line)
  }

  /// Wooldridge, Introductory Econometrics, example 13.3.
  func testIncinerator() throws {
    let data = try frame("kielmc.csv.gz")
    for (controls, estimate, error) in [
      ("", "-11863.90", "7456.65"), (" + age + agesq", "-21920.27", "6359.75"),
      (" + age + agesq + intst + land + area + rooms + baths", "-14177.93", "4987.27"),
    ] {
      let found = try fit("rprice ~ nearinc + y81 + y81nrinc\(controls)", data, of: "y81nrinc")
      assertPrinted(found.estimate, estimate)
      assertPrinted(found.error, error)
    }
  }

  /// Wooldridge, examples 13.7 and 13.8 (Papke 1994): first differences.
  func testFirstDifferences() throws {
    let traffic = try fit("cdthrte ~ copen + cadmn", frame("traffic1.csv.gz"), of: "copen")
    assertPrinted(traffic.estimate, "-0.420")
    assertPrinted(traffic.error, "0.206")
    assertPrinted(traffic.fit.rSquared, "0.119")
    let zones = try fit(
      "guclms ~ d82 + d83 + d84 + d85 + d86 + d87 + d88 + cez", frame("ezunem.csv.gz"), of: "cez")
    assertPrinted(zones.estimate, "-0.182")
    assertPrinted(zones.error, "0.078")
    XCTAssertEqual(zones.fit.count, 176)
  }

  /// Kessler and Roth 2014, errors by state.
  func testOrganDonations() throws {
    var data = try frame("organ_donations.csv.gz")
    let quarter = numbers(data, "Quarter_Num")
    guard case .factor(let state)? = data["State"]?.values else { return XCTFail("no states") }
    data = data.replacing(
      "treated",
      with: .numeric(
        quarter.indices.map {
          state.levels[Int(state.codes[$0])] == "California" && quarter[$0] > 3 ? 1 : 0
        }))
    let found = try fit("Rate ~ treated + C(State) + C(Quarter_Num)", data, of: "treated") {
      _ in .cluster(state.codes, .cr1)
    }
    assertPrinted(found.estimate, "-0.022")
    assertPrinted(found.error, "0.00672")
  }

  /// Stock and Watson, chapter 10.
  func testFatalities() throws {
    let data = try frame("fatalities.csv.gz")
    let rate = "I(fatal / pop * 10000) ~ beertax"
    assertPrinted(try fit(rate, data, of: "beertax").estimate, "0.365")
    assertPrinted(try fit("\(rate) + C(state)", data, of: "beertax").estimate, "-0.656")
    let both = try fit("\(rate) + C(state) + C(year)", data, of: "beertax") { rows in
      let states = self.groups(data, "state")
      return .cluster(rows.kept.map { states[$0] }, .cr1)
    }
    assertPrinted(both.estimate, "-0.640")
    assertPrinted(both.error, "0.3858")
  }

  /// Cheng and Hoekstra 2013: weighted by population, errors by state.
  func testCastleDoctrine() throws {
    let data = try frame("castle_doctrine.csv.gz")
    let found = try fit(
      "l_homicide ~ post + C(sid) + C(year)", data, weights: "popwt", of: "post"
    ) { rows in
      let states = self.groups(data, "sid")
      return .cluster(rows.kept.map { states[$0] }, .cr1)
    }
    assertPrinted(found.estimate, "0.0755")
    assertPrinted(found.error, "0.0348")
  }

  /// Arkhangelsky et al. 2021, the difference in differences of their table 1.
  func testProposition99() throws {
    let found = try fit(
      "packs_per_capita ~ treated + C(state) + C(year)", frame("california_prop99.csv"),
      of: "treated")
    assertPrinted(found.estimate, "-27.3")
  }

  /// The British seat belt law as a segmented trend, errors by Newey and West.
  func testSeatBelts() throws {
    var data = try frame("seatbelts.csv")
    let law = numbers(data, "law")
    let start = try XCTUnwrap(law.firstIndex(of: 1))
    let t = law.indices.map { Double($0) }
    data = data.replacing("t", with: .numeric(t))
      .replacing("since", with: .numeric(t.map { max(0, $0 - Double(start)) }))
    for k in 1...2 {
      let angle = t.map { Double.pi * Double(k) * $0 / 6 }
      data = data.replacing("sin\(k)", with: .numeric(angle.map { sin($0) }))
        .replacing("cos\(k)", with: .numeric(angle.map { cos($0) }))
    }
    let formula = "log(drivers) ~ t + law + since + sin1 + cos1 + sin2 + cos2 + log(PetrolPrice)"
    let level = try fit(formula, data, of: "law") { _ in
      .neweyWest(.fixed(12), corrected: false)
    }
    assertPrinted(level.estimate, "-0.2161")
    assertPrinted(level.error, "0.0222")
    assertPrinted(try fit(formula, data, of: "since").estimate, "0.00667")
  }
}
