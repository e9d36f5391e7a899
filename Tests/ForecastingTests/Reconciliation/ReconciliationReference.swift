import Foundation
import LinearAlgebra
import Statistics
import TestSupport

@testable import Forecasting

/// The golden file of reconciliation: inputs and what the field says of them.
struct ReconciliationReference: Decodable {
  var keys: [[String]]
  var names: [String]
  var errors: [[Double]]
  var base: [[Double]]
  var lambda: Double
  var blockLambda: Double
  var reconciled: [String: [[Double]]]
  var nonnegative: [String: [[Double]]]
  var mintVariance: [Double]

  private enum CodingKeys: String, CodingKey {
    case keys, names, errors, base, lambda, reconciled, nonnegative
    case blockLambda = "lambda_block4"
    case mintVariance = "mint_variance"
  }

  static func read() throws -> ReconciliationReference {
    let url = Repository.reference("forecasting/reconciliation/reconciliation.json")
    return try JSONDecoder().decode(ReconciliationReference.self, from: Data(contentsOf: url))
  }

  func hierarchy() throws -> Hierarchy {
    try Hierarchy(GroupingExpression("region/site,service"), keys: keys)
  }

  var errorMatrix: Matrix { Matrix(rows: errors) }
  var baseMatrix: Matrix { Matrix(rows: base) }

  func covariance(_ name: String, _ hierarchy: Hierarchy) -> ErrorCovariance {
    switch name {
    case "ols": .ordinary(hierarchy)
    case "wls-struct": .structural(hierarchy)
    case "mint-shrink": .shrunk(errorMatrix)
    default: .variances(errorMatrix)
    }
  }
}

/// Random hierarchies and base forecasts.
struct ReconciliationCase {
  var hierarchy: Hierarchy
  var errors: Matrix
  var base: Matrix

  /// - Parameter zeros: share of bottom base forecasts near or below zero.
  init(seed: UInt64, bottoms: Int, moments: Int, steps: Int, zeros: Double) throws {
    var stream = RandomStream(seed: seed, "reconciliation case")
    var keys: [[String]] = []
    let services = 2 + stream.integer(below: 4)
    for j in 0..<bottoms {
      let site = j / services
      keys.append(["r\(site % 3)", "s\(site)", "v\(j % services)"])
    }
    hierarchy = try Hierarchy(GroupingExpression("region/site,service"), keys: keys)
    let rows = hierarchy.rowCount
    errors = Matrix(rows: rows, columns: moments)
    for column in 0..<moments {
      let common = stream.normal()
      for row in 0..<rows {
        let size = Double(hierarchy.bottoms(ofRow: row).count).squareRoot()
        errors[row, column] = size * (0.6 * common + stream.normal())
      }
    }
    base = Matrix(rows: rows, columns: steps)
    for step in 0..<steps {
      let bottom = (0..<bottoms).map { _ in
        stream.uniform() < zeros ? stream.normal() * 0.3 : 5 * stream.uniform()
      }
      let sums = hierarchy.aggregates(of: bottom)
      for row in 0..<rows {
        base[row, step] =
          row < sums.count ? sums[row] + stream.normal() : bottom[row - sums.count]
      }
    }
  }
}
