import CivilTime
import Foundation
import Tables
import XCTest

final class WritingTests: XCTestCase {
  private var folder = ""

  override func setUpWithError() throws {
    folder = FileManager.default.temporaryDirectory.path + "/tables-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
  }

  override func tearDownWithError() throws {
    try FileManager.default.removeItem(atPath: folder)
  }

  private func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  func testAtomicFileReplacesAndLeavesNothingElse() throws {
    let path = "\(folder)/a.txt"
    try AtomicFile.write("one", to: path)
    try AtomicFile.write("two", to: path)
    XCTAssertEqual(try WholeFile.read(path), Array("two".utf8))
    XCTAssertEqual(try names(in: folder), ["a.txt"])
  }

  func testAtomicFileErrors() throws {
    func error(_ path: String) -> TableError? {
      do {
        try AtomicFile.write("x", to: path)
        return nil
      } catch { return error }
    }
    XCTAssertEqual(error("\(folder)/no/such/a.txt")?.exitCode, 73)
    XCTAssertEqual(error(folder)?.exitCode, 73)
    let full = error("/dev/full")
    XCTAssertEqual(full?.exitCode, 74)
    XCTAssertEqual(
      full?.description, "/dev/full: cannot be written: no space left on the device.")
    XCTAssertNil(error("/dev/null"))
    XCTAssertTrue(FileManager.default.fileExists(atPath: "/dev/null"))
    XCTAssertEqual(try names(in: folder), [])
  }

  func testOutputFolderAppearsWhole() throws {
    let path = "\(folder)/run/one/"
    let output = try OutputFolder(path)
    try output.add("a.csv", "a\n")
    XCTAssertFalse(FileManager.default.fileExists(atPath: path))
    try output.commit()
    XCTAssertEqual(try names(in: path), ["a.csv"])
    XCTAssertEqual(try names(in: "\(folder)/run"), ["one"])

    let second = try OutputFolder(path)
    try second.add("a.csv", "b\n")
    try second.add("b.csv", "c\n")
    XCTAssertEqual(try WholeFile.read("\(path)a.csv"), Array("a\n".utf8))
    try second.commit()
    XCTAssertEqual(try WholeFile.read("\(path)a.csv"), Array("b\n".utf8))
    XCTAssertEqual(try names(in: path), ["a.csv", "b.csv"])
  }

  func testOutputFolderLeavesNothingWhenDropped() throws {
    do {
      let output = try OutputFolder("\(folder)/run")
      try output.add("a.csv", "a\n")
    }
    XCTAssertEqual(try names(in: folder), [])
    try AtomicFile.write("x", to: "\(folder)/file")
    XCTAssertThrowsError(try OutputFolder("\(folder)/file")) {
      XCTAssertEqual(($0 as? TableError)?.exitCode, 73)
    }
    try FileManager.default.createDirectory(
      atPath: "\(folder)/run/a.csv", withIntermediateDirectories: true)
    let blocked = try OutputFolder("\(folder)/run")
    try blocked.add("a.csv", "a\n")
    try blocked.add("b.csv", "b\n")
    XCTAssertThrowsError(try blocked.commit())
    XCTAssertEqual(try names(in: "\(folder)/run"), ["a.csv"])
  }

  func testWriterQuotesAndNumbers() {
    var writer = CSVWriter(header: ["a", "b,c", "d\"e"])
    writer.text("plain")
    writer.text("two\nlines")
    writer.text(" spaced ")
    writer.endRow()
    writer.number(0.1)
    writer.number(-3)
    writer.number(1e300)
    writer.endRow()
    writer.number(2.675, decimals: 2)
    writer.number(-0.001, decimals: 1)
    writer.number(.infinity)
    writer.endRow()
    writer.integer(-7)
    writer.date(CivilDate(year: 2025, month: 3, day: 9))
    writer.instant(Instant(secondsSinceEpoch: 86_399))
    writer.endRow()
    writer.missing()
    writer.endRow()
    XCTAssertEqual(
      String(decoding: writer.bytes, as: UTF8.self),
      """
      a,"b,c","d""e"
      plain,"two
      lines"," spaced "
      0.1,-3,1e+300
      2.67,0.0,
      -7,2025-03-09,1970-01-01T23:59:59Z
      ""

      """)
  }

  func testTimeZoneFiles() throws {
    for bad in ["", "../etc/passwd", "/etc/passwd", "America/../UTC", "a b", "America//Chicago"] {
      XCTAssertThrowsError(try TimeZoneFiles.bytes(for: bad), bad) {
        XCTAssertEqual(($0 as? TableError)?.exitCode, 64)
      }
    }
    XCTAssertThrowsError(try TimeZoneFiles.bytes(for: "Atlantis/Capital")) {
      XCTAssertEqual(($0 as? TableError)?.exitCode, 66)
    }
    try AtomicFile.write("TZif2 rest", to: "\(folder)/Here")
    try AtomicFile.write("other", to: "\(folder)/There")
    try AtomicFile.write("# version 2031x\nrest", to: "\(folder)/tzdata.zi")
    XCTAssertEqual(
      try TimeZoneFiles.bytes(for: "Here", directory: folder), Array("TZif2 rest".utf8))
    XCTAssertThrowsError(try TimeZoneFiles.bytes(for: "There", directory: folder)) {
      XCTAssertEqual(($0 as? TableError)?.exitCode, 65)
    }
    XCTAssertEqual(TimeZoneFiles.dataVersion(directory: folder), "2031x")
    XCTAssertNil(TimeZoneFiles.dataVersion(directory: "\(folder)/none"))
  }
}
