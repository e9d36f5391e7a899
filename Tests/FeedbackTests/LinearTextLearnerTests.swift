import Feedback
import Foundation
import TestSupport
import XCTest

final class LinearTextLearnerTests: XCTestCase {
  private struct Golden: Decodable {
    struct Optimum: Decodable {
      let weights: [[Double]]
      let objectives: [Double]
    }
    struct Bound: Decodable {
      let wrong, count: Int
      let risk, bound: Double
    }
    let rows: [[Double]]
    let labels: [Int]
    let svm, balanced, logistic, nbsvm: Optimum
    let complement: [[Double]]
    let clopperPearson: [Bound]

    var matrix: DocumentTermMatrix {
      var (starts, indices, weights): ([Int], [Int32], [Float]) = ([0], [], [])
      for row in rows {
        for (j, value) in row.enumerated() where value != 0 {
          indices.append(Int32(j))
          weights.append(Float(value))
        }
        starts.append(indices.count)
      }
      return DocumentTermMatrix(
        terms: rows[0].count, documentStarts: starts, termIndices: indices, weights: weights)
    }
  }

  private static let golden: Golden = {
    let data = try! Data(contentsOf: Repository.reference("feedback/classifiers/linear.json"))
    return try! JSONDecoder().decode(Golden.self, from: data)
  }()

  private func check(
    _ learner: LinearTextLearner, _ optimum: Golden.Optimum, line: UInt = #line
  ) throws {
    let golden = Self.golden
    let model = try learner.fit(
      golden.matrix, ClassLabels(golden.labels, classes: 3), tolerance: 1e-4,
      maximumEpochs: 3_000)
    for c in 0..<3 {
      for j in 0..<model.terms {
        XCTAssertEqual(
          Double(model.weights[j * 3 + c]), optimum.weights[c][j], accuracy: 2e-4, line: line)
      }
      XCTAssertEqual(
        Double(model.intercepts[c]), optimum.weights[c][model.terms], accuracy: 2e-4, line: line)
    }
  }

  /// ½|w|² + C Σ κ loss, at the weights found.
  private func objective(
    _ model: LinearTextModel, class c: Int, cost: Double, balance: Double
  ) -> Double {
    let golden = Self.golden
    let n = Double(golden.labels.count)
    let inside = Double(golden.labels.count { $0 == c })
    var sum = 0.5 * pow(Double(model.intercepts[c]), 2)
    for j in 0..<model.terms { sum += 0.5 * pow(Double(model.weights[j * 3 + c]), 2) }
    for (row, label) in zip(golden.rows, golden.labels) {
      var score = Double(model.intercepts[c])
      for (j, value) in row.enumerated() { score += value * Double(model.weights[j * 3 + c]) }
      let side = label == c ? inside : n - inside
      sum +=
        cost * pow(n / (2 * side), balance) * pow(max(0, 1 - (label == c ? score : -score)), 2)
    }
    return sum
  }

  func testSupportVectorMachineFindsLiblinearsOptimum() throws {
    try check(.supportVector(cost: 0.8, balance: 0), Self.golden.svm)
    try check(.supportVector(cost: 0.8, balance: 0.5), Self.golden.balanced)
    // The default tolerance stops within a hundredth of the optimal value.
    for (balance, optimum) in [(0.0, Self.golden.svm), (0.5, Self.golden.balanced)] {
      let model = try LinearTextLearner.supportVector(cost: 0.8, balance: balance)
        .fit(Self.golden.matrix, ClassLabels(Self.golden.labels, classes: 3))
      for c in 0..<3 {
        let value = objective(model, class: c, cost: 0.8, balance: balance)
        XCTAssertGreaterThan(value, optimum.objectives[c] * (1 - 1e-6))
        XCTAssertLessThan(value, optimum.objectives[c] * 1.01)
      }
    }
  }

  func testLogisticRegressionFindsLiblinearsOptimum() throws {
    try check(.logistic(cost: 2, balance: 1), Self.golden.logistic)
  }

  func testNaiveBayesSupportVectorMachineIsTheMachineOnScaledTerms() throws {
    try check(
      .naiveBayesSupportVector(cost: 0.5, balance: 0, smoothing: 0.7), Self.golden.nbsvm)
  }

  func testComplementNaiveBayesIsItsFormula() throws {
    let model = try LinearTextLearner.complementNaiveBayes(smoothing: 0.3)
      .fit(Self.golden.matrix, ClassLabels(Self.golden.labels, classes: 3))
    for c in 0..<3 {
      for j in 0..<model.terms {
        XCTAssertEqual(
          Double(model.weights[j * 3 + c]), Self.golden.complement[c][j], accuracy: 1e-6)
      }
    }
  }

  func testClassesSideBySideAreLearnedAsEachAlone() throws {
    // Forty classes go through several blocks of lanes; a class does not feel its neighbours.
    let golden = Self.golden
    let many = ClassLabels(
      sets: golden.labels.indices.map { d in (0..<40).filter { (d * 7 + $0 * $0) % 5 == 0 } },
      classes: 40)
    let learner = LinearTextLearner.supportVector(cost: 0.5, balance: 1)
    let together = try learner.fit(golden.matrix, many, tolerance: 1e-3, maximumEpochs: 1_000)
    let twice = try learner.fit(
      golden.matrix, many, tolerance: 1e-3, maximumEpochs: 1_000, threads: 2)
    XCTAssertEqual(together, twice)
    for c in [0, 13, 39] {
      let alone = try learner.fit(
        golden.matrix,
        ClassLabels(
          sets: (0..<golden.labels.count).map { many.holds[$0 * 40 + c] ? [0] : [] }, classes: 1),
        tolerance: 1e-3, maximumEpochs: 1_000)
      for j in 0..<together.terms {
        XCTAssertEqual(together.weights[j * 40 + c], alone.weights[j], accuracy: 1e-3)
      }
    }
  }

  func testBadInputSaysSo() {
    let labels = ClassLabels(Self.golden.labels, classes: 3)
    for learner: LinearTextLearner in [
      .supportVector(cost: 0, balance: 0), .logistic(cost: 1, balance: 2),
      .complementNaiveBayes(smoothing: 0),
    ] {
      XCTAssertThrowsError(try learner.fit(Self.golden.matrix, labels))
    }
    XCTAssertThrowsError(
      try LinearTextLearner.complementNaiveBayes(smoothing: 1)
        .fit(Self.golden.matrix, ClassLabels([0, 1], classes: 3)))
  }

  func testUpperBoundsAreClopperAndPearsons() {
    for one in Self.golden.clopperPearson {
      XCTAssertEqual(
        Abstention.upperBound(one.wrong, of: one.count, risk: one.risk), one.bound, accuracy: 1e-9)
    }
    XCTAssertEqual(Abstention.upperBound(5, of: 5, risk: 0.05), 1)
  }
}
