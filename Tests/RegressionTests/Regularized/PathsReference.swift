import Foundation
import LinearAlgebra
import Regression
import TestSupport

/// Golden files of this topic, read whole.
struct PathsReference {
  let names: [String]
  private let cells: [[String]]

  /// A CSV file below Tests/Reference/regression.
  init(_ path: String) throws {
    let text = try String(contentsOf: Repository.reference("regression/" + path), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
      }
    }
    names = lines[0]
    cells = Array(lines.dropFirst())
  }

  var count: Int { cells.count }

  func text(_ column: String) -> [String] {
    let index = names.firstIndex(of: column)!
    return cells.map { $0[index] }
  }

  /// NA is NaN.
  func numbers(_ column: String) -> [Double] { text(column).map { Double($0) ?? .nan } }

  /// A design of these columns, with an intercept unless said otherwise.
  func design(_ columns: [String], intercept: Bool = true) -> DesignMatrix {
    let plain = DesignMatrix(
      rows: count, names: columns, blocks: columns.map { .column(numbers($0)) })
    return intercept ? plain.withIntercept() : plain
  }
}
