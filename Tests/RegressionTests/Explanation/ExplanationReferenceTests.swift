import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

/// f = 2 a + b c + sin d + a d, asked as a model.
private struct Formulaic: ExplainableModel {
  var inputNames: [String] { ["a", "b", "c", "d"] }

  func predictions(
    of frame: ModelFrame, on scale: PredictionScale
  ) throws(RegressionError) -> [Double] {
    let columns = inputNames.map { name -> [Double] in
      guard case .numeric(let values) = frame[name]!.values else { return [] }
      return values
    }
    return columns[0].indices.map { i in
      2 * columns[0][i] + columns[1][i] * columns[2][i] + sin(columns[3][i])
        + columns[0][i] * columns[3][i]
    }
  }
}

final class ExplanationReferenceTests: XCTestCase {
  private struct Reference: Decodable {
    struct Linear: Decodable {
      var a, b, y: [Double]
      var area: [String]
      var shapley: [[Double]]
      var base: Double
    }
    var x: [[Double]]
    var f: [Double]
    var shapley: [[Double]]
    var base: Double
    var dependenceGrid, dependence: [Double]
    var accumulatedEdges, accumulated: [Double]
    var linear: Linear
  }

  private func reference() throws -> Reference {
    let url = Repository.reference("regression/explanation/cases.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Reference.self, from: try Data(contentsOf: url))
  }

  private func frame(_ x: [[Double]]) -> ModelFrame {
    ModelFrame(columns: zip(["a", "b", "c", "d"], x).map { .init($0, .numeric($1)) })
  }

  func testSampledShapleyValues() throws {
    let peer = try reference()
    let all = frame(peer.x)
    let made = try Formulaic().contributions(
      of: all.selecting(rows: Array(40..<46)), against: all.selecting(rows: Array(0..<20)))
    assertClose(made.base, peer.base, relative: 1e-12)
    // Within four standard errors, which over these 24 values none should leave.
    for k in 0..<4 {
      for i in 0..<6 {
        let error = made.standardErrors![k][i]
        XCTAssertLessThan(abs(made.values[k][i] - peer.shapley[k][i]), 4 * error + 1e-9)
      }
    }
    for (total, f) in zip(made.totals, peer.f[40..<46]) {
      XCTAssertEqual(total, f, accuracy: 1e-9)
    }
    // Many rounds come close; 2 a has no share in what c does.
    let long = try Formulaic().sampledContributions(
      of: all.selecting(rows: [40]), against: all.selecting(rows: Array(0..<20)), rounds: 50)
    for k in 0..<4 { XCTAssertEqual(long.values[k][0], peer.shapley[k][0], accuracy: 0.05) }
    let again = try Formulaic().sampledContributions(
      of: all.selecting(rows: [40]), against: all.selecting(rows: Array(0..<20)), rounds: 50)
    XCTAssertEqual(long, again)
  }

  func testGroupsOfInputs() throws {
    let peer = try reference()
    let all = frame(peer.x)
    let made = try Formulaic().sampledContributions(
      of: all.selecting(rows: [40, 41]), against: all.selecting(rows: Array(0..<20)),
      groups: [["b", "c"], ["a", "d"]])
    XCTAssertEqual(made.names, ["b + c", "a + d"])
    // Nothing joins the two groups: any order gives the same.
    for i in 0..<2 {
      XCTAssertEqual(made.standardErrors![0][i].isNaN, false)
      let own = peer.x[1][40 + i] * peer.x[2][40 + i]
      let mean = (0..<20).reduce(0) { $0 + peer.x[1][$1] * peer.x[2][$1] } / 20
      XCTAssertEqual(made.values[0][i], own - mean, accuracy: 1e-12)
    }
  }

  func testPartialDependence() throws {
    let peer = try reference()
    let made = try Formulaic().partialDependence(on: "b", frame(peer.x), points: 5)
    guard case .numbers(let grid) = made.grid else { return XCTFail() }
    for (value, expected) in zip(grid, peer.dependenceGrid) {
      XCTAssertEqual(value, expected, accuracy: 1e-12)
    }
    for (value, expected) in zip(made.means, peer.dependence) {
      XCTAssertEqual(value, expected, accuracy: 1e-12)
    }
    for k in made.means.indices { XCTAssertLessThanOrEqual(made.lower[k], made.upper[k]) }
  }

  func testAccumulatedEffects() throws {
    let peer = try reference()
    let made = try Formulaic().accumulatedEffects(of: "b", frame(peer.x), intervals: 6)
    for (value, expected) in zip(made.edges, peer.accumulatedEdges) {
      XCTAssertEqual(value, expected, accuracy: 1e-12)
    }
    XCTAssertEqual(made.counts.reduce(0, +), 60)
    for (value, expected) in zip(made.effects, peer.accumulated) {
      XCTAssertEqual(value, expected, accuracy: 1e-12)
    }
    // The effect of a + sin d alone has no spread; b's depends on c.
    XCTAssertGreaterThan(made.standardErrors.max()!, 0)
  }

  func testSurfacesKnowInteractions() throws {
    let peer = try reference()
    let joined = try Formulaic().partialDependence(on: "b", and: "c", frame(peer.x), points: 6)
    let apart = try Formulaic().partialDependence(on: "a", and: "c", frame(peer.x), points: 6)
    XCTAssertGreaterThan(joined.interaction, 0.3)
    XCTAssertLessThan(apart.interaction, 1e-20)
  }

  func testPermutationImportance() throws {
    let peer = try reference()
    let all = frame(peer.x)
    let made = try Formulaic().permutationImportance(
      all, response: peer.f, groups: [["a"], ["b"], ["c"], ["d"], ["b", "c"]], repeats: 40)
    XCTAssertEqual(made.loss, 0)
    XCTAssertEqual(
      made,
      try Formulaic().permutationImportance(
        all, response: peer.f, groups: [["a"], ["b"], ["c"], ["d"], ["b", "c"]], repeats: 40))
    XCTAssert(zip(made.rows, made.rows.dropFirst()).allSatisfy { $0.rise >= $1.rise })
    // Over all deals the expected rise of b + c dealt together is twice the variance of b c
    // (times n/(n − 1), less what a deal leaves in place).
    let products = zip(peer.x[1], peer.x[2]).map { $0 * $1 }
    let expected = 2 * Descriptive.sumOfSquaredDeviations(products) / 60
    let group = try XCTUnwrap(made.rows.first { $0.names == ["b", "c"] })
    XCTAssertEqual(group.rise, expected, accuracy: 4 * group.spread / 40.0.squareRoot())
  }

  func testALinearModelSharesItsInteractions() throws {
    let peer = try reference().linear
    let frame = ModelFrame(columns: [
      .init("a", .numeric(peer.a)), .init("b", .numeric(peer.b)),
      .init("area", .factor(Factor(peer.area))), .init("y", .numeric(peer.y)),
    ])
    var specification = RegressionSpecification(formula: "y ~ a * b + I(a^2) + area")
    specification.method = .linear
    let model = try fitRegression(specification, frame: frame).model
    let made = try model.contributions(
      of: frame.selecting(rows: Array(50..<55)), against: frame.selecting(rows: Array(0..<15)))
    XCTAssertNil(made.standardErrors)
    XCTAssertEqual(made.names, ["a", "b", "area"])
    assertClose(made.base, peer.base, relative: 1e-9)
    for k in 0..<3 {
      for i in 0..<5 { XCTAssertEqual(made.values[k][i], peer.shapley[k][i], accuracy: 1e-9) }
    }
  }
}
