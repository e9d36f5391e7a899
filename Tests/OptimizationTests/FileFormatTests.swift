import Foundation
import Optimization
import TestSupport
import XCTest

/// The MPS and LP formats: what is written reads back as it was, and other solvers read
/// it as we mean it.
final class FileFormatTests: XCTestCase {
  private func assertSame(
    _ a: Problem, _ b: Problem, named: Bool = true, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    XCTAssertEqual(a.costs, b.costs, file: file, line: line)
    XCTAssertEqual(a.objectiveConstant, b.objectiveConstant, file: file, line: line)
    XCTAssertEqual(a.isMaximization, b.isMaximization, file: file, line: line)
    XCTAssertEqual(a.variableLowers, b.variableLowers, file: file, line: line)
    XCTAssertEqual(a.variableUppers, b.variableUppers, file: file, line: line)
    XCTAssertEqual(a.isInteger, b.isInteger, file: file, line: line)
    XCTAssertEqual(a.entriesByVariable(), b.entriesByVariable(), file: file, line: line)
    XCTAssertEqual(a.constraintLowers, b.constraintLowers, file: file, line: line)
    XCTAssertEqual(a.constraintUppers, b.constraintUppers, file: file, line: line)
    if named {
      XCTAssertEqual(a.variableNames, b.variableNames, file: file, line: line)
      XCTAssertEqual(a.constraintNames, b.constraintNames, file: file, line: line)
    }
  }

  private struct Dice {
    var state: UInt64
    mutating func roll(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % n
    }
  }

  /// Every kind of limit and bound there is.
  private func randomProblem(_ dice: inout Dice) -> Problem {
    var problem = Problem()
    problem.isMaximization = dice.roll(2) == 0
    problem.objectiveConstant = dice.roll(3) == 0 ? Double(dice.roll(90)) / 8 - 3 : 0
    for j in 0..<(1 + dice.roll(7)) {
      let isInteger = dice.roll(3) == 0
      let v = Double(dice.roll(19) - 9) / 4
      let (l, u): (Double, Double) =
        [
          (0, .infinity), (-.infinity, .infinity), (v, v), (v, v + 2.5), (-.infinity, v),
          (v, .infinity), (0, abs(v)), (0, 1),
        ][dice.roll(8)]
      problem.addVariable(
        "x\(j)", cost: dice.roll(4) == 0 ? 0 : Double(dice.roll(1000) - 300) / 7, lower: l,
        upper: u, isInteger: isInteger)
    }
    for i in 0..<dice.roll(7) {
      let terms = (0..<problem.variableCount).filter { _ in dice.roll(2) == 0 }.map {
        Problem.Term($0, Double(1 + dice.roll(50)) / (dice.roll(2) == 0 ? 3 : -1))
      }
      let v = Double(dice.roll(19) - 9)
      let (l, u): (Double, Double) =
        [(v, v), (v, .infinity), (-.infinity, v / 3), (v, v + 0.5)][dice.roll(4)]
      problem.addConstraint("c\(i)", terms: terms, lower: l, upper: u)
    }
    return problem
  }

  func testRoundTrips() throws {
    var dice = Dice(state: 11)
    for _ in 0..<300 {
      let problem = randomProblem(&dice)
      assertSame(try MPSReader.read(MPSWriter.write(problem)), problem)
      assertSame(try LPReader.read(LPWriter.write(problem)), problem)
    }
  }

  func testNamesNoFormatHasRoomFor() throws {
    var problem = Problem()
    let x = problem.addVariable("early shift, Monday", cost: 1)
    let y = problem.addVariable("early_shift,_Monday", cost: 2)
    problem.addVariable("", cost: 3)
    problem.addVariable("3rd", cost: 4, upper: 2)
    problem.addVariable("Bounds", cost: 5, lower: 1, isInteger: true)
    problem.addVariable("free", cost: 6, lower: -.infinity)
    problem.addConstraint("at 8:00", terms: [.init(x, 1)], lower: 1)
    problem.addConstraint("at 8:00", terms: [.init(x, 1), .init(y, -1)], upper: 5)
    problem.addConstraint("", terms: [.init(y, 1)], lower: 1)
    for read in [
      try MPSReader.read(MPSWriter.write(problem)), try LPReader.read(LPWriter.write(problem)),
    ] {
      assertSame(read, problem, named: false)
      XCTAssertEqual(Set(read.variableNames).count, problem.variableCount)
      XCTAssertEqual(Set(read.constraintNames).count, problem.constraintCount)
    }
  }

  /// Limits that contradict each other must stay a contradiction.
  func testCrossedLimitsStayCrossed() throws {
    var problem = Problem()
    let x = problem.addVariable("x", cost: 1)
    problem.addConstraint("c", terms: [.init(x, 1)], lower: 5, upper: 3)
    for read in [
      try MPSReader.read(MPSWriter.write(problem)), try LPReader.read(LPWriter.write(problem)),
    ] {
      XCTAssertEqual(minimize(read).status, .infeasible)
    }
  }

  func testAnLPFileByHand() throws {
    let problem = try LPReader.read(
      """
      \\ Made by hand.
      MAXIMIZE
        profit: 3 x + 2.5e1 y - z + 4 - 1
      Subject To
        one: x + y + z <= 10
        two: -2 <= x - 2 y <= 8
        three: 3 x + 1 >= y + 4
        x + z =
          7
        y >= 1
      Bounds
        x <= 4
        -1 <= y <= 5
        z free
        2 <= w
        v = 3
      Generals
        w
      End
      """)
    XCTAssertTrue(problem.isMaximization)
    XCTAssertEqual(problem.variableNames, ["x", "y", "z", "w", "v"])
    XCTAssertEqual(problem.costs, [-3, -25, 1, 0, 0])
    XCTAssertEqual(problem.objectiveConstant, -3)
    XCTAssertEqual(problem.constraintNames, ["one", "two", "three", "", ""])
    XCTAssertEqual(problem.constraintLowers, [-.infinity, -2, 3, 7, 1])
    XCTAssertEqual(problem.constraintUppers, [10, 8, .infinity, 7, .infinity])
    XCTAssertEqual(problem.variableLowers, [0, -1, -.infinity, 2, 3])
    XCTAssertEqual(problem.variableUppers, [4, 5, .infinity, .infinity, 3])
    XCTAssertEqual(problem.isInteger, [false, false, false, true, false])
    XCTAssertEqual(
      problem.entriesByVariable()[1],
      [
        .init(row: 0, value: 1), .init(row: 1, value: -2), .init(row: 2, value: -1),
        .init(row: 4, value: 1),
      ])
  }

  func testLPFilesThatAreWrong() {
    let cases: [(String, Int, LPReader.Failure.Reason)] = [
      ("x + y\n", 1, .noObjective),
      ("min x\nst\n c: x + >= 2\nend", 3, .missingNumber),
      ("min x\nst\n c: x + 3\nend", 4, .missingRelation),
      ("min x\nst\n c: x >=\nend", 4, .missingNumber),
      ("min x\nst\n c: x >= 2\nbounds\n x >= y\nend", 5, .missingNumber),
      ("min [ x ^ 2 ]\nend", 1, .quadratic),
      ("min x\nst\n x >= 1\ngenerals\n y\nend", 5, .unknownVariable),
      ("min x\nst\n x >= 1\nsos\n", 4, .unsupportedSection),
    ]
    for (text, line, reason) in cases {
      XCTAssertThrowsError(try LPReader.read(text), text) {
        XCTAssertEqual($0 as? LPReader.Failure, .init(line: line, reason: reason), text)
      }
    }
  }

  func testMPSSense() throws {
    let problem = try MPSReader.read(
      "NAME t\nOBJSENSE\n    MAX\nROWS\n N  o\n L  c\nCOLUMNS\n    x  o  3  c  1\nRHS\n"
        + "    R  c  4  o  -2\nENDATA\n")
    XCTAssertTrue(problem.isMaximization)
    XCTAssertEqual(problem.costs, [-3])
    // The constant of the objective to be maximized is +2.
    XCTAssertEqual(problem.objectiveConstant, -2)
    XCTAssertEqual(minimize(problem).objective, -14)
  }

  /// GLPK and CBC, where they are installed, read our files and find our optima.
  func testOtherSolversReadOurFiles() throws {
    let glpsol = "/usr/bin/glpsol"
    let cbc = "/usr/bin/cbc"
    let fileManager = FileManager.default
    guard fileManager.isExecutableFile(atPath: glpsol) || fileManager.isExecutableFile(atPath: cbc)
    else { throw XCTSkip("needs glpsol or cbc") }
    let folder = fileManager.temporaryDirectory.appending(path: "formats-\(UUID().uuidString)")
    try fileManager.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? fileManager.removeItem(at: folder) }
    func output(_ program: String, _ arguments: [String]) throws -> String {
      let process = Process()
      process.executableURL = URL(filePath: program)
      process.arguments = arguments
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return String(decoding: data, as: UTF8.self)
    }
    var dice = Dice(state: 5)
    var compared = 0
    for k in 0..<20 {
      var problem = randomProblem(&dice)
      // Readers differ in how they take the objective's constant and its sense.
      problem.objectiveConstant = 0
      problem.isMaximization = false
      let solution = minimize(problem)
      guard solution.status == .optimal, problem.constraintCount > 0 else { continue }
      let mps = folder.appending(path: "\(k).mps").path
      let lp = folder.appending(path: "\(k).lp").path
      try MPSWriter.write(problem).write(toFile: mps, atomically: true, encoding: .utf8)
      try LPWriter.write(problem).write(toFile: lp, atomically: true, encoding: .utf8)
      let isRanged = zip(problem.constraintLowers, problem.constraintUppers).contains {
        $0.isFinite && $1.isFinite && $0 != $1
      }
      if fileManager.isExecutableFile(atPath: glpsol) {
        // GLPK's reader of LP files knows no ranges.
        for (option, path) in isRanged ? [("--freemps", mps)] : [("--freemps", mps), ("--lp", lp)] {
          let report = folder.appending(path: "report").path
          let text = try output(glpsol, [option, path, "--nopresol", "-o", report])
          let result = (try? String(contentsOfFile: report, encoding: .utf8)) ?? text
          guard
            let line = result.split(separator: "\n").first(where: { $0.contains("Objective:") }),
            let value = line.split(whereSeparator: { " =".contains($0) }).compactMap({ Double($0) })
              .first
          else {
            XCTFail("glpsol \(option): \(text)")
            continue
          }
          XCTAssertEqual(
            value, solution.objective, accuracy: 1e-5 * max(1, abs(solution.objective)), option)
          compared += 1
        }
      }
      if fileManager.isExecutableFile(atPath: cbc) {
        for path in [mps, lp] {
          let text = try output(cbc, [path, "solve"])
          guard
            let line = text.split(separator: "\n").last(where: {
              $0.contains("Objective value:") || $0.contains("Optimal objective")
                || $0.contains("objective value")
            }),
            let value = line.split(separator: " ").compactMap({ Double($0) }).first
          else { continue }
          XCTAssertEqual(
            value, solution.objective, accuracy: 1e-5 * max(1, abs(solution.objective)), path)
          compared += 1
        }
      }
    }
    XCTAssertGreaterThan(compared, 4)
  }
}
