public import Foundation
import XCTest

/// Reference data that lie beside the project, not in it.
public enum SharedData {
  /// A file below `../shared/data`; skips the test, and says so, where there is none.
  public static func url(_ path: String, file: StaticString = #filePath) throws -> URL {
    let url = Repository.root.deletingLastPathComponent().appending(path: "shared/data/\(path)")
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw XCTSkip("needs ../shared/data/\(path), which is not part of the project")
    }
    return url
  }
}

/// Places inside the checkout.
public enum Repository {
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A golden file below `Tests/Reference`.
  public static func reference(_ path: String) -> URL {
    root.appending(path: "Tests/Reference/\(path)")
  }
}
