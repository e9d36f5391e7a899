import CommandLineInterface
import Foundation
import TestSupport
import XCTest

@testable import apportion

/// Every help screen, word for word. After a deliberate change, run the tests
/// with APPORTION_RECORD=1 and read the difference.
final class HelpTests: XCTestCase {
  func testEveryHelpScreen() throws {
    let folder = Repository.reference("help")
    let isRecording = ProcessInfo.processInfo.environment["APPORTION_RECORD"] == "1"
    for (path, command) in Tool.command.tree {
      let file = folder.appending(path: path.joined(separator: "-") + ".txt")
      let text = command.helpText(path: path)
      if isRecording { try Data(text.utf8).write(to: file) }
      let golden = try String(contentsOf: file, encoding: .utf8)
      XCTAssertEqual(text, golden, path.joined(separator: " "))
      for line in text.split(separator: "\n") {
        XCTAssertLessThanOrEqual(line.count, 100, "\(path): \(line)")
      }
    }
  }

  func testEveryCommandHasAnExampleThatParses() throws {
    for (path, command) in Tool.command.tree where command.subcommands.isEmpty {
      XCTAssertFalse(command.examples.isEmpty, "\(path) has no example")
      for example in command.examples {
        let words = example.line.split(separator: " ").prefix { !["|", ">"].contains($0) }
        XCTAssertEqual(words.first, "apportion")
        XCTAssertNoThrow(
          try Tool.command.parse(words.dropFirst().map(String.init)), example.line)
      }
    }
  }

  func testEveryOptionRefusesWhatItsDeclarationCallsInvalid() {
    var seen = 0
    for (path, command) in Tool.command.tree {
      for option in command.options {
        for text in option.invalidExamples {
          seen += 1
          XCTAssertFalse(option.accepts(text), "\(path) --\(option.name) took '\(text)'")
        }
      }
    }
    XCTAssertGreaterThan(seen, 50)
  }

  func testCompletionsAndManualNameEveryCommand() {
    let scripts =
      Shell.allCases.map { Tool.command.completionScript(for: $0) }
      + [Tool.command.manualPage(version: Tool.version)]
    for script in scripts {
      for (path, _) in Tool.command.tree where path.count > 1 {
        XCTAssert(script.contains(path.last ?? ""), "\(path) is missing")
      }
    }
  }

  func testTheSchemaInModelsIsTheOneTheReaderUses() throws {
    let program = try Program(besides: HelpTests.self)
    for kind in [
      "staffing", "roster", "backlog", "emergency", "appointments", "corridor", "requests",
    ] {
      let result = try program.run(["schema", kind], in: Repository.root)
      let file = Repository.root.appending(path: "Models/schemas/\(kind)-recipe.schema.json")
      XCTAssertEqual(result.out, try String(contentsOf: file, encoding: .utf8))
    }
  }
}
