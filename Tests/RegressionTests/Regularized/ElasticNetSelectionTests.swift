import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

final class ElasticNetSelectionTests: XCTestCase {
  /// Scores and choices, against cv.glmnet on the same folds.
  func testEqualsCrossValidationByGlmnet() throws {
    let reference = try PathsReference("regularized/selection.csv")
    let data = try PathsReference("regularized/tall.csv")
    let design = data.design(data.names.filter { $0.hasPrefix("x") })
    let (cases, lambdas) = (reference.text("case"), reference.numbers("lambda"))
    let (scores, errors) = (reference.numbers("score"), reference.numbers("error"))
    let (least, simplest) = (reference.numbers("min"), reference.numbers("one_se"))
    let splits = (0..<5).map { fold in
      DataSplit(
        train: (0..<data.count).filter { $0 % 5 != fold },
        test: (0..<data.count).filter { $0 % 5 == fold })
    }
    for (name, family, response) in [
      ("gaussian", ElasticNetFamily.gaussian, "y"), ("binomial", .binomial, "yes"),
      ("poisson", .poisson, "count"),
    ] {
      let rows = cases.indices.filter { cases[$0] == name }
      XCTAssertEqual(rows.count, 12)
      var options = ElasticNetOptions()
      options.lambdas = rows.map { lambdas[$0] }
      let fits = try [1, 3].map { threads in
        try ElasticNetSelection(
          design: design, response: data.numbers(response), family: family,
          weights: data.numbers("w"), splits: splits, options: options, threads: threads)
      }
      XCTAssertEqual(fits[0], fits[1])
      for (k, row) in rows.enumerated() {
        XCTAssertEqual(fits[0].scores[k], scores[row], accuracy: 1e-7, name)
        XCTAssertEqual(fits[0].scoreErrors[k], errors[row], accuracy: 1e-7, name)
      }
      XCTAssertEqual(fits[0].lambdaMin, least[rows[0]])
      XCTAssertEqual(fits[0].lambdaOneSE, simplest[rows[0]])
      XCTAssertEqual(
        fits[0].predict(design), fits[0].fit.predict(design, at: fits[0].lambdaMin))
    }
  }

  func testLogisticChoosesItsScale() throws {
    var random = RandomStream(seed: 6, "logistic")
    let rows = 300
    // Long tails, and odds that go with the logarithm.
    let x = Matrix(
      rows: rows, columns: 3, storage: (0..<3 * rows).map { _ in exp(2 * random.normal()) })
    let codes = (0..<rows).map { _ in Int32(random.integer(below: 3)) }
    let design = DesignMatrix(
      rows: rows, names: ["a", "b", "c", "u", "v", "w"],
      blocks: [.matrix(x), .indicators(codes: codes, width: 3, values: nil)])
    let y = (0..<rows).map { i in
      random.uniform() < 1 / (1 + exp(-log(x[i, 0]) - Double(codes[i]) + 1)) ? 1.0 : 0
    }
    var options = RegularizedLogistic.Options()
    options.count = 20
    options.mixings = [1]
    let fit = try RegularizedLogistic(design: design, response: y, options: options)
    XCTAssertNotEqual(fit.scale, .linear)
    XCTAssertGreaterThan(ClassMetrics.rocAUC(y, fit.predict(design)), 0.75)
    options.scales = [.linear]
    let plain = try RegularizedLogistic(design: design, response: y, options: options)
    XCTAssertLessThan(fit.score, plain.score)
    let read = try JSONDecoder().decode(
      RegularizedLogistic.self, from: JSONEncoder().encode(fit))
    XCTAssertEqual(read.predict(design), fit.predict(design))
  }

  func testHardInputs() throws {
    let x = Matrix(rows: (0..<12).map { [Double($0), Double($0), 4] })
    let design = DesignMatrix(x).withIntercept()
    let y = (0..<12).map { $0 < 6 ? 0.0 : 1 }
    // Perfectly separated, with twins and a column that does not vary.
    let fit = try ElasticNet(design: design, response: y, family: .binomial)
    XCTAssertTrue(fit.path.storage.allSatisfy(\.isFinite))
    XCTAssertEqual(fit.notes.map(\.kind).first, .droppedColumn)
    XCTAssertEqual(fit.path[3, fit.lambdas.count - 1], 0)
    XCTAssertGreaterThan(fit.devianceRatio.last!, 0.9)
    for family in ElasticNetFamily.allCases {
      let zero = try ElasticNet(
        design: design, response: [Double](repeating: 0, count: 12), family: family)
      XCTAssertEqual(zero.lambdas, [0])
      XCTAssertEqual(Array(zero.path.storage.dropFirst()), [0, 0, 0])
      XCTAssertTrue(zero.path.storage.allSatisfy(\.isFinite))
      XCTAssertThrowsError(
        try ElasticNet(design: design, response: [.infinity] + y.dropFirst(), family: family)
      ) { XCTAssertEqual($0 as? RegressionError, .notFinite(column: "response", row: 0)) }
      var hole = x
      hole[4, 1] = .nan
      XCTAssertThrowsError(
        try ElasticNet(design: DesignMatrix(hole).withIntercept(), response: y, family: family)
      ) { XCTAssertEqual($0 as? RegressionError, .notFinite(column: "x2", row: 4)) }
      let one = try ElasticNet(
        design: DesignMatrix(Matrix(rows: [[1, 2]])).withIntercept(), response: [1],
        family: family)
      XCTAssertEqual(Array(one.path.storage.dropFirst()), [0, 0])
    }
    XCTAssertThrowsError(
      try ElasticNet(design: design, response: y.map { 2 * $0 }, family: .binomial)
    ) {
      XCTAssertEqual(
        $0 as? RegressionError,
        .responseOutOfRange(reason: "a yes-or-no response lies in 0 ... 1", row: 6))
    }
    XCTAssertThrowsError(
      try ElasticNet(design: design, response: y.map { -$0 }, family: .poisson))
    var options = ElasticNetOptions(mixing: 1.5)
    XCTAssertThrowsError(try ElasticNet(design: design, response: y, options: options)) {
      XCTAssertEqual(
        $0 as? RegressionError, .setting("mixing", reason: "lies in 0 ... 1"))
    }
    options = ElasticNetOptions()
    options.lower = [0, 1, 0, 0]
    XCTAssertThrowsError(try ElasticNet(design: design, response: y, options: options))
    XCTAssertThrowsError(
      try ElasticNetSelection(
        design: design, response: y, splits: [DataSplit(train: [0], test: [1])]))
  }
}
