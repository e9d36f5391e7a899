import TestSupport
import XCTest

@testable import Optimization

final class CoverTableauTests: XCTestCase {
  /// The tables' bounds, with columns taken and dropped, are the optima of the linear
  /// programs with the same columns fixed.
  func testBoundsAreThoseOfLinearPrograms() throws {
    for reference in try KernelReference.read().covers {
      let cover = try SetCover(
        rowCount: reference.rows, costs: reference.costs, columns: reference.columns)
      let program = IncrementalLinearProgram(cover.problem)
      for j in cover.costs.indices { program.setBounds(j, lower: 0, upper: .infinity) }
      let matrix = CoverMatrix(cover)
      matrix.read { view in
        let table = CoverTableau(view)
        var prices = [Double](repeating: 0, count: view.rowCount)
        var reducedCosts = [Double](repeating: 0, count: view.columnCount)
        for round in 0..<12 {
          XCTAssertEqual(table.solve(cutoff: .infinity), .optimal)
          XCTAssertEqual(program.solve(), .optimal)
          let bound = table.lagrangianBound(prices: &prices, reducedCosts: &reducedCosts)
          let tolerance = 1e-7 * max(1, program.objective)
          XCTAssertEqual(bound, program.objective, accuracy: tolerance, reference.name)
          XCTAssertEqual(table.objective, program.objective, accuracy: tolerance)
          // A basic column up, another down, a nonbasic one up.
          let basic = (0..<table.height).map { Int(table.basic[$0]) }.sorted()
          guard let j = basic.first, let k = basic.last, j != k else { break }
          let copy = CoverTableau(view)
          copy.copy(table)
          XCTAssertTrue(table.take(j))
          program.setBounds(j, lower: 1, upper: 1)
          if round % 3 == 1 {
            XCTAssertTrue(table.drop(k))
            program.setBounds(k, lower: 0, upper: 0)
          }
          if let free = (0..<view.columnCount).first(where: { table.place[$0] >= 0 }), round == 2 {
            XCTAssertTrue(table.take(free))
            program.setBounds(free, lower: 1, upper: 1)
          }
          XCTAssertEqual(copy.solve(cutoff: .infinity), .optimal)
          XCTAssertEqual(
            copy.lagrangianBound(prices: &prices, reducedCosts: &reducedCosts), bound,
            accuracy: tolerance)
        }
      }
    }
  }

  /// A table is stuck where a row has lost its last column.
  func testARowWithoutColumnsLeavesTheTableStuck() throws {
    let cover = try SetCover(rowCount: 2, costs: [1, 2, 2], columns: [[0], [1], [0]])
    CoverMatrix(cover).read { view in
      let table = CoverTableau(view)
      XCTAssertTrue(table.drop(1))
      XCTAssertEqual(table.solve(cutoff: .infinity), .stuck)
    }
  }

  /// The Lagrangian search alone, to which a spoilt table hands its node back, finds the
  /// same optimum.
  func testANodeHandedBackIsSolved() throws {
    let reference = try KernelReference.read().covers[0]
    let cover = try SetCover(
      rowCount: reference.rows, costs: reference.costs, columns: reference.columns)
    let matrix = CoverMatrix(cover)
    let search = CoverSearch(cover, SolverLimits())
    var root = CoverSearch.Node(
      matrix: matrix, multipliers: CoverRelaxation.initialMultipliers(matrix),
      rows: (0..<matrix.rowCount).map(Int32.init), settled: [], settledCost: 0, bound: 0, depth: 0)
    root.isSpoilt = true
    let bound = search.explore(&root)
    XCTAssertEqual(search.upper, reference.optimum, accuracy: 1e-6)
    XCTAssertEqual(min(bound, search.upper), reference.optimum, accuracy: 1e-6)
  }
}
