import Foundation
import TestSupport
import XCTest

/// Programs from files, solved on the command line.
final class SolveCommandTests: XCTestCase {
  private let possible = """
    Maximize
     profit: 3 doors + 5 windows
    Subject To
     plant1: doors <= 4
     plant2: 2 windows <= 12
     plant3: 3 doors + 2 windows <= 18
    End

    """
  private let impossible = """
    Minimize
     obj: early + late
    Subject To
     morning: early >= 2
     evening: late >= 4
     people: early + late <= 5
     spare: late <= 9
    End

    """

  func testAPlanWithItsPrices() throws {
    let program = try Program(besides: SolveCommandTests.self)
    let folder = try TemporaryFolder()
    try folder.write(possible, to: "model.lp")
    let result = try program.run(["solve", "model.lp", "--json", "--ranging"], in: folder.url)
    XCTAssertEqual(result.code, 0, result.err)
    let answer = try XCTUnwrap(
      JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any])
    XCTAssertEqual(answer["status"] as? String, "optimal")
    XCTAssertEqual(answer["objective"] as? Double ?? 0, 36, accuracy: 1e-9)
    XCTAssertEqual(answer["bound"] as? Double ?? 0, 36, accuracy: 1e-6)
    let constraints = try XCTUnwrap(answer["constraints"] as? [[String: Any]])
    XCTAssertEqual(constraints.map { $0["name"] as? String }, ["plant1", "plant2", "plant3"])
    XCTAssertEqual(constraints[1]["price"] as? Double ?? 0, 1.5, accuracy: 1e-9)
  }

  func testTheOtherFormatHasTheSameOptimum() throws {
    let program = try Program(besides: SolveCommandTests.self)
    let folder = try TemporaryFolder()
    try folder.write(possible, to: "model.lp")
    let written = try program.run(["solve", "model.lp", "--write", "model.mps"], in: folder.url)
    XCTAssertEqual(written.code, 0, written.err)
    let result = try program.run(["solve", "model.mps"], in: folder.url)
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.out.contains("objective   36\n"), result.out)
  }

  func testAConflictIsNamed() throws {
    let program = try Program(besides: SolveCommandTests.self)
    let folder = try TemporaryFolder()
    try folder.write(impossible, to: "model.lp")
    let result = try program.run(["solve", "model.lp"], in: folder.url)
    XCTAssertEqual(result.code, 75)
    for name in ["morning", "evening", "people"] {
      XCTAssert(result.err.contains("'\(name)'"), result.err)
    }
    XCTAssertFalse(result.err.contains("'spare'"), result.err)
  }

  func testFilesThatCannotBeRead() throws {
    let program = try Program(besides: SolveCommandTests.self)
    let folder = try TemporaryFolder()
    try folder.write("x", to: "model.txt")
    XCTAssertEqual(try program.run(["solve", "missing.mps"], in: folder.url).code, 66)
    XCTAssertEqual(try program.run(["solve", "model.txt"], in: folder.url).code, 64)
    try folder.write("Minimize\n x\nSubject To\n c: x + >= 2\nEnd\n", to: "worse.lp")
    let result = try program.run(["solve", "worse.lp"], in: folder.url)
    XCTAssertEqual(result.code, 65)
    XCTAssert(result.err.contains("worse.lp:4:"), result.err)
  }
}
