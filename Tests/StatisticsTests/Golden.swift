import Foundation

/// Reads the small comma-separated tables of the tests: a header, no quotes.
enum Golden {
  static func rows(_ url: URL) throws -> [[String]] {
    try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  static func relativeError(_ value: Double, _ expected: Double) -> Double {
    if value == expected || value.isNaN && expected.isNaN { return 0 }
    let error = abs(value - expected) / (expected == 0 ? 1 : abs(expected))
    return error.isNaN ? .infinity : error
  }
}
