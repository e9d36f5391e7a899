import Foundation
import TestSupport
import XCTest

@testable import Regression

/// The same scores as lightgbm and scikit-learn where every value has its own bin.
/// Those sum gradients in single precision, hence the tolerance.
final class BoostedTreesPeerTests: XCTestCase {
  private var options: BoostedTrees.Options {
    var options = BoostedTrees.Options()
    options.rounds = 20
    options.maximumLeaves = 8
    options.minimumRowsPerLeaf = 5
    return options
  }

  private func check(
    _ expected: (TreesReference) -> [Double], _ response: (TreesReference) -> [Double],
    weights: ((TreesReference) -> [Double])? = nil, objective: BoostedTrees.Objective,
    _ change: (inout BoostedTrees.Options) -> Void = { _ in }
  ) throws {
    let reference = try TreesReference.load()
    var options = options
    change(&options)
    let model = try BoostedTrees(
      reference.frame, response: response(reference), weights: weights?(reference),
      objective: objective, options: options)
    let scores = try model.rawScores(reference.frame)[0]
    let apart = zip(scores, expected(reference)).map { ($0 - $1).magnitude }.max()!
    XCTAssertLessThan(apart, 2e-5)
  }

  func testSquaredErrorEqualsLightGBM() throws {
    try check(\.lightgbmSquared, \.y, objective: .squaredError)
  }

  func testL2EqualsLightGBM() throws {
    try check(\.lightgbmSquaredL2, \.y, objective: .squaredError) { $0.l2 = 1.5 }
  }

  func testWeightsEqualScikitLearn() throws {
    try check(\.sklearnWeighted, \.y, weights: \.weights, objective: .squaredError) {
      $0.l2 = 1.5
    }
  }

  func testL1AndDepthEqualLightGBM() throws {
    try check(\.lightgbmSquaredL1, \.y, objective: .squaredError) {
      $0.l1 = 0.7
      $0.maximumDepth = 3
    }
  }

  func testLogisticEqualsLightGBM() throws {
    try check(\.lightgbmLogistic, \.binary, objective: .logistic) {
      $0.minimumRowsPerLeaf = 1
      $0.minimumHessian = 2
    }
  }

  func testLogisticEqualsScikitLearn() throws {
    try check(\.sklearnLogistic, \.binary, objective: .logistic)
  }

  func testPoissonEqualsScikitLearn() throws {
    try check(\.sklearnPoisson, \.count, objective: .poisson) { $0.maximumStep = 1e6 }
  }

  func testImportedTreesPredictAsTheirMaker() throws {
    let reference = try TreesReference.load()
    let model = BoostedTrees(importing: reference.model, like: reference.mixedFrame)
    let scores = try model.rawScores(reference.mixedFrame)[0]
    for (score, peer) in zip(scores, reference.modelScores) {
      XCTAssertEqual(score, peer, accuracy: 1e-12)
    }
  }
}

extension BoostedTrees {
  /// Trees made elsewhere, on the columns of `frame`.
  init(importing trees: [DecisionTree], base: Double = 0, like frame: ModelFrame) {
    self.init(
      objective: .squaredError,
      features: frame.columns.map { column in
        if case .factor(let factor) = column.values {
          return Feature(name: column.name, levels: factor.levels)
        }
        return Feature(name: column.name, levels: nil)
      }, base: [base], trees: trees, notes: [], validationLoss: [])
  }
}
