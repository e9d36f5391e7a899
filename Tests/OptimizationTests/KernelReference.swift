import Foundation
import Optimization
import TestSupport

/// `Tests/Reference/optimization/kernels/kernels.json`: optima by HiGHS.
struct KernelReference: Decodable {
  struct Cover: Decodable {
    var name: String
    var rows: Int
    var costs: [Double]
    var columns: [[Int]]
    var optimum: Double
  }

  struct Knapsack: Decodable {
    var name: String
    var profits: [Double]
    var needs: [[Double]]
    var capacities: [Double]
    var optimum: Double
  }

  var covers: [Cover]
  var knapsacks: [Knapsack]

  static func read() throws -> KernelReference {
    let url = Repository.reference("optimization/kernels/kernels.json")
    return try JSONDecoder().decode(KernelReference.self, from: Data(contentsOf: url))
  }
}
