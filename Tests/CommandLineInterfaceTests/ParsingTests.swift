import CommandLineInterface
import XCTest

private let horizon = Option(
  "horizon", "N", .integer(1...), default: 7, help: "How many steps to forecast.")
private let levels = Option(
  "level", "P", Constraint.real(between: 0, and: 100).list(), help: "Interval levels.")
private let model = Option("model", "NAME", .oneOf(["auto", "theta"]), help: "The model.")
private let quiet = Flag("quiet", help: "Say nothing.")

private let tool = Command(
  "tool", summary: "a tool", examples: [.init("tool make x", "Makes x.")],
  subcommands: [
    Command(
      "make", summary: "make a thing",
      positionals: [
        Positional("FILE", help: "The file."), Positional("MORE", .many, help: "More."),
      ],
      options: [.init("Options", [horizon, levels, model, quiet])],
      examples: [.init("tool make x", "Makes x.")]
    ) { _ in },
    Command(
      "group", summary: "leads on", examples: [.init("tool group leaf", "Runs leaf.")],
      subcommands: [
        Command("leaf", summary: "a leaf", examples: [.init("tool group leaf", "Runs.")]) { _ in }
      ]),
  ])

final class ParsingTests: XCTestCase {
  private func arguments(_ words: String...) throws -> Arguments {
    guard case .run(_, let arguments) = try tool.parse(["make"] + words) else {
      throw UsageError("not a run")
    }
    return arguments
  }

  private func message(_ words: String...) -> String? {
    do {
      _ = try tool.parse(words)
      return nil
    } catch { return error.message }
  }

  func testValuesFlagsAndPositionals() throws {
    let said = try arguments("a.csv", "--horizon", "12", "--level=80,95", "--quiet", "-", "b")
    XCTAssertEqual(said[horizon], 12)
    XCTAssertEqual(said[levels], [80, 95])
    XCTAssertTrue(said[quiet])
    XCTAssertNil(said[model])
    XCTAssertEqual(said.positionals, ["a.csv", "-", "b"])
    XCTAssertEqual(said.path, ["tool", "make"])
  }

  func testDefaultsAndTheEndOfOptions() throws {
    let said = try arguments("--", "--horizon")
    XCTAssertEqual(said[horizon], 7)
    XCTAssertEqual(said.positionals, ["--horizon"])
    XCTAssertFalse(said.has(horizon))
  }

  func testHelpAndVersion() throws {
    for words in [
      ["--help"], ["help"], [], ["make", "--help"], ["help", "make"], ["make", "-h"],
    ] {
      guard case .help = try tool.parse(words) else { return XCTFail("\(words)") }
    }
    guard case .help(let leaf, let path) = try tool.parse(["help", "group", "leaf"]) else {
      return XCTFail("no help for a leaf")
    }
    XCTAssertEqual(leaf.name, "leaf")
    XCTAssertEqual(path, ["tool", "group", "leaf"])
    guard case .version = try tool.parse(["--version"]) else { return XCTFail("no version") }
  }

  func testTyposAreAnswered() {
    XCTAssertEqual(message("mkae", "x"), "no command 'mkae'; did you mean 'make'?")
    XCTAssertEqual(
      message("make", "x", "--horizn", "3"),
      "no option '--horizn'; did you mean '--horizon'?")
    XCTAssertEqual(message("zzzzzz"), "no command 'zzzzzz'.")
  }

  func testFaultsAreNamed() {
    XCTAssertEqual(message("make"), "FILE is missing: The file.")
    XCTAssertEqual(
      message("make", "x", "--horizon"),
      "--horizon needs a value: a whole number of at least 1.")
    XCTAssertEqual(message("make", "x", "--quiet=1"), "--quiet takes no value.")
    XCTAssertEqual(message("make", "x", "--quiet", "--quiet"), "--quiet is given twice.")
    XCTAssertEqual(
      message("make", "x", "-q"), "no option '-q': options are spelt out, like --help.")
    XCTAssertEqual(message("group", "leaf", "x"), "one argument too many: 'x'.")
    XCTAssertEqual(
      message("make", "x", "--horizon", "\u{1B}[2J"),
      "--horizon must be a whole number of at least 1; got '\\u{1B}[2J'.")
  }

  /// Every option refuses what its own declaration says is invalid.
  func testInvalidExamplesAreRefused() {
    for (path, command) in tool.tree {
      for option in command.options {
        for text in option.invalidExamples {
          XCTAssertFalse(option.accepts(text), "\(path) --\(option.name) took '\(text)'")
        }
        if let text = option.defaultText { XCTAssertTrue(option.accepts(text)) }
      }
    }
  }

  func testHelpFitsEightyColumns() {
    for (path, command) in tool.tree {
      for line in command.helpText(path: path).split(separator: "\n") {
        XCTAssertLessThanOrEqual(line.count, 80, String(line))
      }
    }
  }
}
