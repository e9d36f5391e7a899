import Foundation
import XCTest

@testable import Tables

/// Pipes: they can be read once, and what is kept of them bounds a second look.
final class StreamTests: XCTestCase {
  /// Reads `text` through a named pipe.
  private func read(
    _ text: String, replayLimit: Int, _ change: (inout ReadOptions) -> Void
  ) throws -> ReadResult {
    let path = FileManager.default.temporaryDirectory.path + "/pipe-\(UUID().uuidString)"
    XCTAssertEqual(mkfifo(path, 0o600), 0)
    defer { unlink(path) }
    let bytes = Array(text.utf8)
    signal(SIGPIPE, SIG_IGN)
    let writer = Thread {
      let descriptor = open(path, O_WRONLY)
      _ = AtomicFile.writeAll(bytes, to: descriptor)
      close(descriptor)
    }
    writer.start()
    var options = ReadOptions()
    options.sampleBytes = 256
    options.blockSize = 1000
    change(&options)
    return try TableReader.read(ByteSource(path: path, replayLimit: replayLimit), options)
  }

  private var text: String {
    var text = "day,n\n"
    for row in 0..<5000 { text += "03/04/2025,\(row)\n" }
    return text + "03/13/2025,none of it\n"
  }

  func testPipeIsLookedAtTwiceWhileItIsKept() throws {
    let result = try read(text, replayLimit: 1 << 20) { _ in }
    XCTAssertEqual(result.table.rowCount, 5001)
    guard case .text(let texts)? = result.table["n"]?.values else { return XCTFail("n") }
    XCTAssertEqual(texts.dictionary.count, 5001)
    XCTAssertTrue(result.inference.columns[0].sentence.contains("MM/DD/YYYY"))
  }

  func testLongPipeAsksForWhatASecondLookWouldTell() {
    XCTAssertThrowsError(try read(text, replayLimit: 4096) { _ in }) {
      XCTAssertTrue("\($0)".contains("--date-order dmy, or --date-order mdy"), "\($0)")
      XCTAssertEqual(($0 as? TableError)?.exitCode, 65)
    }
    XCTAssertThrowsError(try read(text, replayLimit: 4096) { $0.dateOrder = .mdy }) {
      XCTAssertTrue("\($0)".contains(":5002: column \"n\""), "\($0)")
      XCTAssertTrue("\($0)".hasSuffix("Declare the type: --type n=text."), "\($0)")
    }
  }

  func testLongPipeNeedsNoSecondLookWhenTypesHold() throws {
    let result = try read(text, replayLimit: 4096) {
      $0.dateOrder = .mdy
      $0.types["n"] = .text
    }
    XCTAssertEqual(result.table.rowCount, 5001)
  }
}
