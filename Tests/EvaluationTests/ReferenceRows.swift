import Foundation
import TestSupport

/// A golden CSV file without quotes: a header and rows of text.
struct ReferenceRows {
  let rows: [[String: String]]

  init(_ path: String) throws {
    self.init(text: try String(contentsOf: Repository.reference(path), encoding: .utf8))
  }

  init(text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = lines[0]
    rows = lines.dropFirst().map { cells in
      Dictionary(zip(header, cells), uniquingKeysWith: { first, _ in first })
    }
  }

  /// NaN for what is no number.
  func column(_ name: String) -> [Double] { rows.map { Double($0[name] ?? "") ?? .nan } }

  func text(_ name: String) -> [String] { rows.map { $0[name] ?? "" } }
}
