import Foundation
import TestSupport

@testable import Regression

/// What `Tests/Reference/regression/trees/make.py` wrote, and small random data.
struct TreesReference: Decodable {
  var columns: [[Double?]]
  var codes: [Int32]
  var y, binary, count, weights: [Double]
  var lightgbm_squared, lightgbm_squared_l2, lightgbm_squared_l1: [Double]
  var lightgbm_logistic, sklearn_logistic, sklearn_poisson, sklearn_weighted: [Double]
  var model, numeric_model: [DecisionTree]
  var model_scores: [Double]
  var contributions, interventional: [[Double]]
  var interventional_base: Double

  static func load() throws -> TreesReference {
    try JSONDecoder().decode(
      TreesReference.self,
      from: Data(contentsOf: Repository.reference("regression/trees/peers.json")))
  }

  var frame: ModelFrame {
    ModelFrame(
      columns: columns.enumerated().map { k, column in
        .init("x\(k)", .numeric(column.map { $0 ?? .nan }))
      })
  }

  /// The same and a column of categories.
  var mixedFrame: ModelFrame {
    ModelFrame(
      columns: frame.columns + [
        .init("code", .factor(Factor(codes: codes, levels: (0..<7).map { "\($0)" })))
      ])
  }
}
