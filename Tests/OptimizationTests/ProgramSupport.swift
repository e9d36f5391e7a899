import Foundation
import Optimization
import TestSupport
import XCTest

/// Solves with and without presolve, checks both solutions independently and against
/// each other, and returns the one with presolve.
@discardableResult
func solveChecked(
  _ problem: Problem, tolerance: Double = 1e-7, file: StaticString = #filePath, line: UInt = #line
) -> Solution {
  let solution = minimize(problem)
  let plain = minimize(problem, limits: SolverLimits(presolves: false))
  XCTAssertEqual(
    solution.status, plain.status, "presolve changes the status", file: file, line: line)
  for candidate in [solution, plain] {
    checkSolution(candidate, of: problem, tolerance: tolerance, file: file, line: line)
  }
  if solution.status == .optimal {
    XCTAssertEqual(
      solution.objective, plain.objective, accuracy: tolerance * max(1, abs(plain.objective)),
      "presolve changes the optimum", file: file, line: line)
  }
  return solution
}

/// Checks what a solution's status claims, by the independent checkers alone.
func checkSolution(
  _ solution: Solution, of problem: Problem, tolerance: Double = 1e-7,
  file: StaticString = #filePath, line: UInt = #line
) {
  let check = OptimalityCheck(solution, of: problem)
  switch solution.status {
  case .optimal:
    let scale = max(1, abs(check.objective))
    XCTAssertLessThanOrEqual(
      check.primalViolation, tolerance, "infeasible plan", file: file, line: line)
    XCTAssertEqual(
      check.objective, solution.objective, accuracy: 1e-9 * scale, "objective", file: file,
      line: line)
    XCTAssertLessThanOrEqual(solution.bound, solution.objective, file: file, line: line)
    if problem.hasIntegers {
      XCTAssertLessThanOrEqual(solution.relativeGap, 1e-6, "gap", file: file, line: line)
    } else {
      XCTAssertLessThanOrEqual(
        check.stationarityViolation, tolerance, "stationarity", file: file, line: line)
      XCTAssertLessThanOrEqual(
        check.dualSignViolation, tolerance, "dual signs", file: file, line: line)
      XCTAssertLessThanOrEqual(
        check.complementarityViolation, tolerance * scale, "complementarity", file: file,
        line: line)
      XCTAssertEqual(
        check.dualObjective, check.objective, accuracy: tolerance * scale, "strong duality",
        file: file, line: line)
    }
  case .infeasible:
    XCTAssertTrue(solution.primal.isEmpty, file: file, line: line)
    if !problem.hasIntegers {
      guard let ray = solution.farkasRay else {
        return XCTFail("no ray proves infeasibility", file: file, line: line)
      }
      XCTAssertTrue(
        FarkasCheck(ray: ray, of: problem).isProof, "the ray proves nothing", file: file,
        line: line)
    }
  default: break
  }
}

/// A program of `Tests/Reference/optimization/programs.json`.
struct ReferenceProgram: Decodable {
  var rows: Int
  var variables: Int
  var entries: [[Double]]
  var rowLower: [Double?]
  var rowUpper: [Double?]
  var lower: [Double?]
  var upper: [Double?]
  var cost: [Double]
  var integer: [Bool]
  var status: String
  var value: Double?

  static func all() throws -> [ReferenceProgram] {
    let data = try Data(contentsOf: Repository.reference("optimization/programs.json"))
    return try JSONDecoder().decode([ReferenceProgram].self, from: data)
  }

  var problem: Problem {
    var problem = Problem()
    for i in 0..<rows {
      problem.addConstraint(
        "r\(i)", lower: rowLower[i] ?? -.infinity, upper: rowUpper[i] ?? .infinity)
    }
    for j in 0..<variables {
      problem.addVariable(
        "x\(j)", cost: cost[j], lower: lower[j] ?? -.infinity, upper: upper[j] ?? .infinity,
        isInteger: integer[j])
    }
    for e in entries { problem.addEntry(Int(e[0]), Int(e[1]), e[2]) }
    return problem
  }

  /// The same program with rows and variables in another order.
  func permuted(by stride: Int) -> Problem {
    let rowOrder = ReferenceProgram.order(rows, stride)
    let columnOrder = ReferenceProgram.order(variables, stride + 1)
    var problem = Problem()
    for i in rowOrder {
      problem.addConstraint(lower: rowLower[i] ?? -.infinity, upper: rowUpper[i] ?? .infinity)
    }
    for j in columnOrder {
      problem.addVariable(
        cost: cost[j], lower: lower[j] ?? -.infinity, upper: upper[j] ?? .infinity,
        isInteger: integer[j])
    }
    for e in entries {
      problem.addEntry(
        rowOrder.firstIndex(of: Int(e[0]))!, columnOrder.firstIndex(of: Int(e[1]))!, e[2])
    }
    return problem
  }

  private static func order(_ count: Int, _ stride: Int) -> [Int] {
    (0..<count).sorted { ($0 * 7919 * stride + 13) % 101 < ($1 * 7919 * stride + 13) % 101 }
  }
}
