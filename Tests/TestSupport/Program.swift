public import Foundation
import XCTest

/// The built program, run as people run it.
public struct Program {
  /// What a run left behind.
  public struct Result {
    public let code: Int32
    public let out: String
    public let err: String
  }

  private let url: URL

  /// - Parameter test: any test class: the program lies beside its bundle.
  public init(besides test: AnyClass, named name: String = "apportion") throws {
    var folder = Bundle(for: test).bundleURL
    while folder.path != "/",
      !FileManager.default.isExecutableFile(atPath: folder.appending(path: name).path)
    {
      folder.deleteLastPathComponent()
    }
    guard folder.path != "/" else { throw XCTSkip("\(name) is not built beside the tests") }
    url = folder.appending(path: name)
  }

  /// Runs with these arguments in `folder`, feeding `input`.
  public func run(_ arguments: [String], in folder: URL, input: Data? = nil) throws -> Result {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Through files: a pipe that nobody empties would stop the program.
    let scratch = try TemporaryFolder()
    let (out, err) = (scratch.url.appending(path: "out"), scratch.url.appending(path: "err"))
    for file in [out, err] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    if let input {
      let file = scratch.url.appending(path: "in")
      try input.write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    process.waitUntilExit()
    return Result(
      code: process.terminationStatus, out: try String(contentsOf: out, encoding: .utf8),
      err: try String(contentsOf: err, encoding: .utf8))
  }
}

/// A folder that is gone when the value is.
public final class TemporaryFolder {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "apportion-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a text file and returns its name.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: url.appending(path: name))
    return name
  }

  /// Names of what lies in the folder, sorted.
  public func names(in path: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.appending(path: path).path).sorted()
  }
}
