import Foundation
import Regression
import Statistics
import XCTest

final class RegressionModelTests: XCTestCase {
  /// Rows whose mean is known: a number, a count and a yes or no of the same inputs.
  static func frame(rows: Int = 400, seed: UInt64 = 5) -> ModelFrame {
    var random = RandomStream(seed: seed, "model")
    let x = (0..<rows).map { _ in random.normal() }
    let z = (0..<rows).map { _ in 10 * random.uniform() }
    let group = (0..<rows).map { _ in random.integer(below: 3) }
    let effect = [0.0, 0.5, -0.4]
    let linear = (0..<rows).map { 1 + 0.6 * x[$0] + effect[group[$0]] + 0.4 * sin(z[$0]) }
    let y = linear.map { $0 + 0.3 * random.normal() }
    let count = linear.map { mean in
      Double((try? Poisson(mean: exp(mean)))?.quantile(random.uniformOpen()) ?? 0)
    }
    let yes = linear.map { random.uniform() < 1 / (1 + exp(1 - $0)) ? 1.0 : 0 }
    return ModelFrame(columns: [
      .init("x", .numeric(x)), .init("z", .numeric(z)),
      .init("group", .factor(Factor(group.map { ["east", "north", "west"][$0] }))),
      .init("y", .numeric(y)), .init("count", .numeric(count)), .init("yes", .numeric(yes)),
      .init("day", .numeric((0..<rows).map(Double.init))),
    ])
  }

  /// With few trees: of more, nothing else would be seen.
  static func specifications() -> [RegressionSpecification] {
    var list: [RegressionSpecification] = []
    func add(_ formula: String, _ method: RegressionSpecification.Method) {
      var specification = RegressionSpecification(formula: formula)
      specification.method = method
      specification.maximumRounds = 20
      list.append(specification)
    }
    add("y ~ x + group", .auto)
    add("count ~ x + group", .auto)
    add("yes ~ x + group", .auto)
    add("y ~ x * group + poly(z, 3)", .linear)
    add("count ~ x + group", .quasipoisson)
    add("count ~ x + group", .negativeBinomial)
    add("yes ~ x + group", .logistic)
    add("exp(y) ~ x + group", .gamma)
    add("y ~ x + group", .quantile)
    add("y ~ x + group + z", .ridge)
    add("count ~ x + group + z", .ridge)
    add("y ~ x + group + z", .lasso)
    add("yes ~ x + group", .elasticNet)
    add("y ~ x + group", .huber)
    add("y ~ x + group", .bisquare)
    add("group ~ x + y", .multinomial)
    add("y ~ x + group + s(z)", .linear)
    add("count ~ x + group + s(z)", .poisson)
    add("yes ~ x + group + s(z)", .logistic)
    add("y ~ x + group + z", .trees)
    return list
  }

  func testEveryMethodIsSavedAndReadAgainAndSaysTheSame() throws {
    let frame = Self.frame(rows: 240)
    let fresh = Self.frame(rows: 40, seed: 6)
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    for var specification in Self.specifications() {
      specification.folds = 3
      let label = "\(specification.formula) \(specification.method)"
      let outcome = try fitRegression(specification, frame: frame)
      let before = try outcome.model.predict(fresh)
      XCTAssertEqual(before.values.mean.count, 40, label)
      XCTAssert(before.values.mean.allSatisfy(\.isFinite), label)
      let saved = try encoder.encode(outcome.model)
      let again = try decoder.decode(RegressionModel.self, from: saved)
      let after = try again.predict(fresh)
      XCTAssertEqual(after.values, before.values, label)
      let own = try XCTUnwrap(outcome.metrics.first { $0.part == .crossValidated }, label)
      let base = try XCTUnwrap(
        outcome.metrics.first { $0.part == .baseline && $0.metric == own.metric }, label)
      XCTAssertLessThan(own.value, base.value, "beats the mean on unseen rows: \(label)")
      XCTAssertEqual(outcome.heldOut.count, 240, label)
    }
  }

  func testThreadsChangeNothing() throws {
    let frame = Self.frame(rows: 100)
    for var specification in Self.specifications() {
      specification.folds = specification.method == .trees ? 0 : 2
      let one = try fitRegression(specification, frame: frame, threads: 1)
      let two = try fitRegression(specification, frame: frame, threads: 2)
      XCTAssertEqual(one.heldOut, two.heldOut, specification.formula)
      XCTAssertEqual(one.model.coefficients, two.model.coefficients, specification.formula)
    }
  }

  func testMethodsWithoutRangesGetThemFromHeldOutErrors() throws {
    for var specification in Self.specifications() {
      specification.folds = 3
      guard [.ridge, .huber, .trees].contains(specification.method),
        !specification.formula.hasPrefix("yes")
      else { continue }
      let outcome = try fitRegression(specification, frame: Self.frame(rows: 400))
      let fresh = Self.frame(rows: 1000, seed: 9)
      let said = try outcome.model.predict(fresh, level: 0.9).values
      let name = specification.formula.hasPrefix("y ") ? "y" : "count"
      guard case .numeric(let actual)? = fresh[name]?.values else { return XCTFail() }
      let inside = Scores.coverage(
        actual: actual, lower: try XCTUnwrap(said.lower), upper: try XCTUnwrap(said.upper))
      XCTAssertEqual(inside, 0.9, accuracy: 0.06, specification.formula)
      let held = try XCTUnwrap(outcome.metrics.first { $0.metric == "coverage" })
      XCTAssertEqual(held.value, 0.95, accuracy: 0.04)
    }
  }

  func testRowsOutsideTheFitAreFlagged() throws {
    let outcome = try fitRegression(
      RegressionSpecification(formula: "y ~ x + group"), frame: Self.frame())
    let frame = ModelFrame(columns: [
      .init("x", .numeric([0, 99, .nan, 0])),
      .init("group", .factor(Factor(["east", "east", "east", "moon"]))),
    ])
    let said = try outcome.model.predict(frame)
    XCTAssertEqual(said.flags, [[], .outside, .missing, .unseen])
    XCTAssert(said.values.mean[1].isFinite)
    XCTAssert(said.values.mean[2].isNaN && said.values.mean[3].isNaN)
    XCTAssertThrowsError(try outcome.model.predict(frame, refusesUnseen: true))
  }

  func testErrorsAreOfTheKindAskedFor() throws {
    let frame = Self.frame()
    var specification = RegressionSpecification(formula: "y ~ x + group")
    let classical = try fitRegression(specification, frame: frame).model.coefficients
    for errors in RegressionSpecification.Errors.allCases where errors != .classical {
      specification.errors = errors
      specification.cluster = errors == .cluster ? "day" : nil
      specification.time = errors == .hac ? "day" : nil
      let outcome = try fitRegression(specification, frame: frame)
      for (robust, plain) in zip(outcome.model.coefficients, classical) {
        XCTAssertEqual(robust.estimate, plain.estimate, accuracy: 1e-12)
        let ratio = try XCTUnwrap(robust.standardError) / XCTUnwrap(plain.standardError)
        XCTAssertNotEqual(ratio, 1, "\(errors)")
        XCTAssertEqual(ratio, 1, accuracy: 0.25, "\(errors)")
      }
      let names = outcome.tests.map(\.result.name)
      XCTAssertEqual(names.count, errors == .hac ? 5 : 3, "\(names)")
    }
  }

  func testRowsAreTakenInTheOrderOfTime() throws {
    var specification = RegressionSpecification(formula: "y ~ x + group")
    specification.time = "day"
    specification.errors = .hac
    let frame = Self.frame()
    var random = RandomStream(seed: 1, "shuffle")
    var order = Array(0..<frame.rowCount)
    for i in order.indices.reversed() { order.swapAt(i, random.integer(below: i + 1)) }
    let plain = try fitRegression(specification, frame: frame)
    let shuffled = try fitRegression(specification, frame: frame.selecting(rows: order))
    for (a, b) in zip(plain.model.coefficients, shuffled.model.coefficients) {
      XCTAssertEqual(a.estimate, b.estimate, accuracy: 1e-12)
      XCTAssertEqual(a.standardError!, b.standardError!, accuracy: 1e-12)
    }
    XCTAssertEqual(plain.tests.map(\.sentence), shuffled.tests.map(\.sentence))
    XCTAssertEqual(plain.metrics[0].value, shuffled.metrics[0].value, accuracy: 1e-12)
    let actual = Dictionary(uniqueKeysWithValues: plain.heldOut.map { ($0.row, $0.actual) })
    for line in shuffled.heldOut { XCTAssertEqual(actual[order[line.row]], line.actual) }
  }

  func testTheBetterFormulaIsFoundBetter() throws {
    let comparison = try compareRegressions(
      ["y ~ x", "y ~ x + group", "y ~ group + x"].map(RegressionSpecification.init(formula:)),
      frame: Self.frame())
    XCTAssertEqual(comparison.rows, 400)
    XCTAssertEqual(comparison.metric, "rmse")
    XCTAssertGreaterThan(comparison.pairs[0].lower ?? -1, 0)
    XCTAssert(comparison.pairs[0].verdict.hasPrefix("B is better than A by "))
    XCTAssertEqual(comparison.pairs[2].gain, 0, accuracy: 1e-9)
  }
}
