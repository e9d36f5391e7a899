import Foundation
import XCTest

/// The floors of the house, top to bottom. A module may import only modules
/// that stand below it in this list.
private let floors = [
  "Delivery/Pipelines", "Delivery/Briefings", "Delivery/CommandLineInterface", "Delivery/Reports",
  "Delivery/Provenance",
  "Decisions/Traffic", "Decisions/Staffing", "Decisions/Queueing",
  "Modeling/Feedback", "Modeling/Evaluation", "Modeling/Forecasting", "Modeling/Regression",
  "Data/TimeSeries", "Data/Tables", "Data/CivilTime",
  "Numerics/Optimization", "Numerics/Statistics", "Numerics/LinearAlgebra", "Numerics/CKernels",
  "Numerics/CLAPACK",
]

/// What the toolchain brings.
private let platform = ["Foundation", "Dispatch", "Glibc", "Synchronization"]

/// Modules that may open files.
private let filing = ["Tables", "Reports", "Provenance"]

final class ImportsPointDownTests: XCTestCase {
  private let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")

  private func files(in folder: String) throws -> [(path: String, text: String)] {
    let url = sources.appending(path: folder)
    let found = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)
    return try (found?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { $0.pathExtension == "swift" }
      .map { (folder + "/" + $0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
  }

  private func imports(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ")
      while let first = words.first,
        ["public", "internal", "package", "private", "fileprivate"].contains(first)
          || first.hasPrefix("@")
      {
        words.removeFirst()
      }
      guard words.first == "import", words.count >= 2 else { return nil }
      let kinds: Set<Substring> = ["struct", "class", "enum", "func", "var", "let", "protocol"]
      let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
      return String(name.split(separator: ".")[0])
    }
  }

  func testImportsPointDown() throws {
    let names = floors.map { $0.split(separator: "/").last.map(String.init) ?? "" }
    var seen = 0
    for (height, floor) in floors.enumerated() {
      let below = Set(names[(height + 1)...])
      for file in try files(in: floor) {
        for module in imports(in: file.text) where !platform.contains(module) {
          seen += 1
          XCTAssert(
            below.contains(module), "\(file.path) imports \(module), which does not stand below it")
        }
      }
    }
    XCTAssertGreaterThan(seen, 10, "the test found no imports to judge")
  }

  func testEveryRoomIsOnTheList() throws {
    for floor in Set(floors.map { String($0.split(separator: "/")[0]) }) {
      let rooms = try FileManager.default.contentsOfDirectory(
        atPath: sources.appending(path: floor).path)
      for room in rooms where !room.hasPrefix(".") {
        XCTAssert(
          floors.contains("\(floor)/\(room)"), "\(floor)/\(room) is on no floor of the list")
      }
    }
  }

  func testOnlyLinearAlgebraReachesBLASAndKernels() throws {
    for floor in floors where !floor.hasSuffix("/LinearAlgebra") {
      for file in try files(in: floor) {
        let imported = imports(in: file.text)
        XCTAssertFalse(imported.contains("CLAPACK"), file.path)
        XCTAssertFalse(imported.contains("CKernels"), file.path)
      }
    }
  }

  func testOnlyFilingModulesTouchFilesAndNoModelReadsTheClock() throws {
    // Arrays have calls with `contentsOf:` too.
    let fileAccess = [
      "FileManager", "FileHandle(for", "Data(contentsOf:", "String(contentsOf:", "fopen(", "mmap(",
    ]
    let clocks = [
      "Date()", "Date.now", "ContinuousClock", "clock_gettime", "DispatchTime.now", "getenv(",
      "ProcessInfo", "SystemRandomNumberGenerator", ".random(in:", "Hasher()",
    ]
    for floor in floors where !floor.hasPrefix("Delivery/CommandLineInterface") {
      let name = floor.split(separator: "/").last.map(String.init) ?? ""
      for file in try files(in: floor) {
        let lines = file.text.split(separator: "\n")
          .filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }
        for line in lines {
          if !filing.contains(name) {
            for call in fileAccess { XCTAssertFalse(line.contains(call), "\(file.path): \(line)") }
          }
          for call in clocks where !line.contains("using: &") {
            XCTAssertFalse(line.contains(call), "\(file.path): \(line)")
          }
        }
      }
    }
  }

  func testNoFileIsTooLong() throws {
    for floor in floors {
      for file in try files(in: floor) {
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
        XCTAssertLessThanOrEqual(
          lines, 500, "\(file.path) has \(lines) lines; about 400 is the limit")
      }
    }
  }
}
