import Foundation
import Regression
import TestSupport
import XCTest

/// The rows and values of `Tests/Reference/regression/glm`.
struct GLMReference {
  /// Columns of data.csv by name.
  let columns: [String: [Double]]
  /// Values of reference.csv by case and quantity.
  let values: [String: [String: [Double]]]

  init(_ file: String = "reference.csv") throws {
    let rows = try Self.lines("data.csv")
    let names = rows[0]
    var columns: [String: [Double]] = [:]
    for (j, name) in names.enumerated() { columns[name] = rows.dropFirst().map { Double($0[j])! } }
    self.columns = columns
    var values: [String: [String: [Double]]] = [:]
    for row in try Self.lines(file).dropFirst() {
      values[row[0], default: [:]][row[1], default: []].append(Double(row[3])!)
    }
    self.values = values
  }

  static func lines(_ file: String) throws -> [[String]] {
    try String(contentsOf: Repository.reference("regression/glm/\(file)"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
  }

  subscript(name: String) -> [Double] { columns[name]! }

  /// Intercept, x1, x2 and three of four groups.
  var design: DesignMatrix {
    let names = ["x1", "x2", "g2", "g3", "g4"]
    return DesignMatrix(
      rows: self["x1"].count, names: ["(Intercept)"] + names,
      blocks: [.intercept] + names.map { .column(self[$0]) })
  }
}
