import Foundation
import Optimization
import TestSupport
import XCTest

final class MPSReaderTests: XCTestCase {
  private let sample = """
    * maximize nothing: a comment
    NAME          SAMPLE
    ROWS
     N  COST
     L  LIM1
     G  LIM2
     E  MYEQN
     N  SPARE
    COLUMNS
        X1        COST         1.0   LIM1         1.0
        X1        LIM2         1.0   SPARE        4.0
        MARKER    'MARKER'     'INTORG'
        X2        COST         2.0   LIM1         1.0
        X2        MYEQN       -1.0
        MARKER    'MARKER'     'INTEND'
        X3        COST        -1.0   MYEQN        1.0
    RHS
        RHS       LIM1         4.0   LIM2         1.0
        RHS       MYEQN        7.0   COST        -3.5
    RANGES
        RNG       LIM1         2.5   MYEQN       -2.0
    BOUNDS
     UP BND       X1           4.0
     LO BND       X2          -1.0
     UP BND       X2           1.0
     FR BND       X3
    ENDATA
    """

  func testEverySection() throws {
    let problem = try MPSReader.read(sample)
    XCTAssertEqual(problem.variableNames, ["X1", "X2", "X3"])
    XCTAssertEqual(problem.constraintNames, ["LIM1", "LIM2", "MYEQN"])
    XCTAssertEqual(problem.costs, [1, 2, -1])
    XCTAssertEqual(problem.objectiveConstant, 3.5)
    XCTAssertEqual(problem.constraintLowers, [1.5, 1, 5])
    XCTAssertEqual(problem.constraintUppers, [4, .infinity, 7])
    XCTAssertEqual(problem.variableLowers, [0, -1, -.infinity])
    XCTAssertEqual(problem.variableUppers, [4, 1, .infinity])
    XCTAssertEqual(problem.isInteger, [false, true, false])
    XCTAssertEqual(problem.activities(of: [1, 2, 3]), [3, 1, 1])
  }

  func testFaultsNameTheirLine() {
    func failure(_ text: String) -> MPSReader.Failure? {
      do {
        _ = try MPSReader.read(text, layout: .free)
        return nil
      } catch { return error }
    }
    XCTAssertEqual(
      failure(sample.replacing("X3        COST        -1.0", with: "X3        COSTS       -1.0")),
      .init(line: 16, reason: .unknownRow))
    XCTAssertEqual(
      failure(sample.replacing("-3.5", with: "-3,5")), .init(line: 19, reason: .notANumber))
    XCTAssertEqual(
      failure(sample.replacing(" FR BND       X3", with: " FR BND       X4")),
      .init(line: 26, reason: .unknownColumn))
    XCTAssertEqual(
      failure(sample.replacing(" FR BND", with: " XX BND")),
      .init(line: 26, reason: .unknownBoundType))
    XCTAssertEqual(
      failure(sample.replacing("RANGES", with: "RANGE")), .init(line: 20, reason: .unknownSection))
    XCTAssertEqual(failure("")?.reason, .missingField)
    XCTAssertEqual(failure("garbage\n")?.reason, .unknownSection)
  }

  func testNamesWithBlanksNeedFixedColumns() throws {
    let fixed = """
      NAME          BLANKS
      ROWS
       N  COST
       G  MY ROW
      COLUMNS
          MY COL    COST               2.0   MY ROW             1.0
      RHS
          RHS       MY ROW             3.0
      BOUNDS
      ENDATA
      """
    let problem = try MPSReader.read(fixed)
    XCTAssertEqual(problem.variableNames, ["MY COL"])
    XCTAssertEqual(minimize(problem).objective, 6)
  }

  /// Linear programs of the NETLIB set: optimal, with duals that prove it.
  func testNetlib() throws {
    let folder = try SharedData.url("optimization/netlib")
    let table = try String(
      contentsOf: folder.appending(path: "best_known.csv"), encoding: .utf8)
    var solved = 0
    for record in table.split(separator: "\n").dropFirst() {
      let fields = record.split(separator: ",")
      let text = try String(
        contentsOf: folder.appending(path: "\(fields[0]).mps"), encoding: .utf8)
      if text.utf8.count > 100_000 { continue }
      let problem = try MPSReader.read(text)
      let solution = minimize(problem)
      checkSolution(solution, of: problem, tolerance: 1e-6)
      // Some of the published values are rounded to seven digits.
      assertClose(solution.objective, Double(fields[1])!, relative: 1e-6, String(fields[0]))
      solved += 1
    }
    XCTAssertGreaterThan(solved, 10)
  }
}
