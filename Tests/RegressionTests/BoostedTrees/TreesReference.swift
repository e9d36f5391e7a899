import Foundation
import TestSupport

@testable import Regression

/// What `Tests/Reference/regression/trees/make.py` wrote, and small random data.
struct TreesReference: Decodable {
  var columns: [[Double?]]
  var codes: [Int32]
  var y, binary, count, weights: [Double]
  var lightgbmSquared, lightgbmSquaredL2, lightgbmSquaredL1: [Double]
  var lightgbmLogistic, sklearnLogistic, sklearnPoisson, sklearnWeighted: [Double]
  var model, numericModel: [DecisionTree]
  var modelScores: [Double]
  var contributions, interventional: [[Double]]
  var interventionalBase: Double

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
