import Foundation
import TestSupport

/// Rows of a golden file, as dictionaries from column name to text.
enum ReferenceRows {
  static func read(_ path: String) throws -> [[String: String]] {
    let text = try String(contentsOf: Repository.reference(path), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    let names = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return Dictionary(
        uniqueKeysWithValues: zip(names, cells).map {
          ($0, $1.trimmingCharacters(in: .whitespaces))
        })
    }
  }

  /// A column of the rows whose `key` is `name`, in file order; NA is NaN.
  static func column(
    _ rows: [[String: String]], _ column: String, of name: String, key: String = "case"
  ) -> [Double] {
    rows.filter { $0[key] == name }.map { Double($0[column] ?? "") ?? .nan }
  }
}
