import Briefings
import Foundation
import Provenance
import Tables
import TestSupport
import XCTest

@testable import Pipelines

/// What a fit writes, its report and other programs read.
final class RegressionContractTests: XCTestCase {
  private func table(_ bytes: [UInt8], _ text: [String]) throws -> ContractTable {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "table.csv")
    try Data(bytes).write(to: file)
    return try ContractTable(reading: file.path, text: text)
  }

  private func header(_ bytes: [UInt8]) -> String {
    String(String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" })
  }

  func testCoefficientsComeBack() throws {
    let rows = [
      CoefficientLine(
        name: "district[Old, \"Mill\"]", estimate: 1.0 / 3, standardError: 1e-7, statistic: -2.5e12,
        pValue: 1e-200, lower: -.pi, upper: 0),
      CoefficientLine(
        name: "(Intercept)", estimate: -4, standardError: .nan, statistic: .nan, pValue: .nan,
        lower: .nan, upper: .nan),
    ]
    let bytes = CoefficientsFile.bytes(of: rows, level: 97.5)
    XCTAssertEqual(
      header(bytes), "name,estimate,std_error,statistic,p_value,lo-97.5,hi-97.5")
    let back = try CoefficientsFile.rows(from: table(bytes, ["name"]))
    XCTAssertEqual(back[0], rows[0])
    XCTAssertEqual(back[1].estimate, -4)
    XCTAssert(back[1].lower.isNaN && back[1].standardError.isNaN)
  }

  func testTermsTestsAndMetricsComeBack() throws {
    let tests = [
      TestLine(
        name: "Breusch–Pagan", statistic: 3.25, degreesOfFreedom: 2, denominator: 97, pValue: 0.197,
        sentence: "The spread is even, as far as can be told.")
    ]
    XCTAssertEqual(
      try TestsFile.rows(from: table(TestsFile.bytes(of: tests), ["test", "sentence"])), tests)
    let terms = [
      TestLine(name: "poly(t, 2)", statistic: 1e6, degreesOfFreedom: 2, pValue: 0)
    ]
    XCTAssertEqual(header(TermsFile.bytes(of: terms)), "term,df,df_residual,statistic,p_value")
    XCTAssertEqual(
      try TermsFile.rows(from: table(TermsFile.bytes(of: terms), ["term"])), terms)
    let metrics = [
      MetricLine(
        part: MetricLine.crossValidated, metric: "R²", value: 0.5, lower: 0.25, upper: 0.75)
    ]
    XCTAssertEqual(
      try MetricsFile.rows(from: table(MetricsFile.bytes(of: metrics), ["part", "metric"])),
      metrics)
  }

  func testPredictionsEffectsImportanceAndCalibrationComeBack() throws {
    let held = [HeldOutLine(row: 7, fold: 2, actual: 3, mean: 2.5, lower: 0, upper: 6)]
    XCTAssertEqual(
      header(HeldOutFile.bytes(of: held, level: 95)), "row,fold,actual,mean,lo-95,hi-95")
    XCTAssertEqual(
      try HeldOutFile.rows(from: table(HeldOutFile.bytes(of: held, level: 95), [])), held)
    let effects = [
      EffectLine(variable: "district", level: "07", effect: 9.5, lower: 9, upper: 10)
    ]
    let back = try EffectsFile.rows(
      from: table(EffectsFile.bytes(of: effects, level: 80), ["variable", "level"]))
    XCTAssertEqual(back[0].level, "07")
    XCTAssert(back[0].value.isNaN)
    XCTAssertEqual(back[0].upper, 10)
    let importance = [ImportanceLine(variable: "1", importance: 0.25, lower: 0.125, upper: 0.5)]
    XCTAssertEqual(
      try ImportanceFile.rows(from: table(ImportanceFile.bytes(of: importance), ["variable"])),
      importance)
    let bins = [
      CalibrationLine(bin: 1, rows: 40, predicted: 0.1, observed: 0.125, lower: 0.05, upper: 0.27)
    ]
    XCTAssertEqual(
      try CalibrationFile.rows(from: table(CalibrationFile.bytes(of: bins), [])), bins)
  }

  func testAColumnThatIsMissingIsNamed() throws {
    let bytes = Array("name,estimate\na,1\n".utf8)
    XCTAssertThrowsError(try CoefficientsFile.rows(from: table(bytes, ["name"]))) { error in
      XCTAssert("\(error)".contains("std_error"), "\(error)")
    }
  }

  func testNewRowsCarryTheirIDAndReasons() {
    let lines = [
      PredictionLine(
        row: 1, id: "C1", mean: 0.25, lower: .nan, upper: .nan, flags: "rain above its range",
        reasons: ["rain 14 (+0.20)"])
    ]
    XCTAssertEqual(
      String(
        decoding: PredictionsFile.bytes(
          of: lines, level: 95, idName: "mean", hasReasons: true), as: UTF8.self),
      "row,id_mean,mean,lo-95,hi-95,flags,reason_1,reason_2,reason_3\n"
        + "1,C1,0.25,,,rain above its range,rain 14 (+0.20),,\n")
  }

  func testTenSignificantDigits() {
    XCTAssertEqual(FileNumbers.significant(1.0 / 3), 0.3333333333)
    XCTAssertEqual(FileNumbers.significant(-123_456_789_012), -123_456_789_000)
    XCTAssertEqual(FileNumbers.significant(1.23456789012e-12), 1.23456789e-12)
    XCTAssertEqual(FileNumbers.significant(0), 0)
    XCTAssertEqual(FileNumbers.significant(1e300), 1e300)
    XCTAssert(FileNumbers.significant(.nan).isNaN)
  }

  // MARK: Model files

  private struct Toy: Codable, Equatable {
    var name: String
    var weights: [Double]
  }

  private let toy = Toy(name: "a \"b\"", weights: [0.1, -1e-300, .infinity, 3])

  func testAModelComesBackAndMayBeLaidOutAnew() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "model.json")
    let bytes = try ModelFile.bytes(of: toy, programVersion: "1")
    try Data(bytes).write(to: path)
    XCTAssertEqual(try ModelFile.read(Toy.self, from: path.path).model, toy)
    try Data(JSONValue(parsing: bytes).prettyText.utf8).write(to: path)
    XCTAssertEqual(try ModelFile.read(Toy.self, from: path.path).model, toy)
  }

  func testADamagedModelGivesOneClearMessage() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "model.json")
    let text = String(decoding: try ModelFile.bytes(of: toy, programVersion: "1"), as: UTF8.self)
    let cases: [(text: String, says: String)] = [
      (String(text.dropLast(9)), "cut short"),
      (text.replacing("0.1", with: "0.2"), "changed after it was written"),
      (text.replacing("\"format_version\": 1", with: "\"format_version\": 9"), "later version"),
      ("{\"a\": 1}", "not a model"),
      (text.replacing("\"weights\"", with: "\"masses\""), "changed"),
      ("", "cut short"),
    ]
    for entry in cases {
      try Data(entry.text.utf8).write(to: path)
      XCTAssertThrowsError(try ModelFile.read(Toy.self, from: path.path), entry.says) { error in
        XCTAssert("\(error)".contains(entry.says), "\(error)")
        XCTAssert("\(error)".contains("model.json"), "\(error)")
      }
    }
    XCTAssertThrowsError(try ModelFile.read(Toy.self, from: folder.url.path + "/none.json"))
  }

  // MARK: Formulas

  func testTheCaretStandsUnderTheCharacter() {
    XCTAssertEqual(FormulaCaret.under("y ~ s(x", offset: 7), "  y ~ s(x\n         ^")
    XCTAssertEqual(FormulaCaret.under("y ~", offset: 99), "  y ~\n     ^")
    let long = "y ~ " + (0..<60).map { "x\($0)" }.joined(separator: " + ")
    for offset in [0, 50, 150, long.count] {
      let lines = FormulaCaret.under(long, offset: offset).split(separator: "\n")
      let shown = Array(lines[0])
      let place = lines[1].count - 1
      XCTAssertLessThan(shown.count, 100)
      if offset < long.count {
        XCTAssertEqual(shown[place], Array(long)[offset], "\(offset)")
      } else {
        XCTAssertEqual(place, shown.count)
      }
    }
  }
}
