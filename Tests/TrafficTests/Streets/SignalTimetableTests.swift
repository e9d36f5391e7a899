import Tables
import XCTest

@testable import Traffic

final class SignalTimetableTests: XCTestCase {
  private func network() throws -> StreetNetwork {
    let files = RegularStreets.crossing
    return try StreetNetwork(nodes: Array(files.nodes.utf8), links: Array(files.links.utf8))
  }

  private func timetable(_ text: String) throws -> SignalTimetable {
    try SignalTimetable(csv: Array(text.utf8), on: network())
  }

  private func message(_ text: String) -> String {
    do {
      _ = try timetable(text)
      return "no error"
    } catch { return "\(error)" }
  }

  private static let head = "tls_id,offset_s,phase_index,duration_s,state\n"

  /// Plans written by the program read back as the same plans, and every default program passes
  /// the reader's checks.
  func testDefaultProgramsReadBack() throws {
    for files in [RegularStreets.crossing, RegularStreets.grid(3), RegularStreets.arterial([150])] {
      let network = try StreetNetwork(
        nodes: Array(files.nodes.utf8), links: Array(files.links.utf8))
      let read = try SignalTimetable(csv: Array(network.plan.csv.utf8), on: network)
      XCTAssertEqual(read.periods.map(\.name), ["all day"])
      XCTAssertEqual(read.plan(at: 40_000), network.plan)
      XCTAssertEqual(read.unplanned, [])
    }
  }

  func testPeriodsOfADay() throws {
    let text = """
      tls_id,period,from,to,offset_s,phase_index,duration_s,state
      C,AM,6:30,9:30,10,0,40,GGGgrrrrGGGgrrrr
      C,AM,6:30,9:30,10,1,4,yyyyrrrryyyyrrrr
      C,night,22:00,6:00,0,0,20,rrrrGGGgrrrrGGGg
      C,night,22:00,6:00,0,1,4,rrrryyyyrrrryyyy
      """
    let read = try timetable(text)
    XCTAssertEqual(read.periods.map(\.name), ["AM", "night"])
    XCTAssertEqual(read.plan(at: 7 * 3600)?.programs[0].offset, 10)
    XCTAssertEqual(read.plan(at: 3600)?.programs[0].cycle, 24)
    XCTAssertEqual(read.plan(at: 23 * 3600)?.programs[0].cycle, 24)
    XCTAssertNil(read.plan(at: 12 * 3600))
    XCTAssertEqual(read.plan(named: "AM")?.programs[0].cycle, 44)
    let overlapping = text.replacingOccurrences(of: "22:00,6:00", with: "22:00,7:00")
    XCTAssert(message(overlapping).contains("begins or ends within that of line 2"))
    let odd = text.replacingOccurrences(of: "6:30,9:30,10,1", with: "6:30,9:70,10,1")
    XCTAssert(
      message(odd).contains("signals.csv:3: column \"from\": signal C, phase 1: not a time"))
  }

  func testRefusesPlansThatDoNotFitTheStreets() {
    XCTAssertEqual(
      message(Self.head + "X,0,0,30,GGGgrrrrGGGgrrrr\n"),
      "signals.csv:2: column \"tls_id\": the network has no signal X. "
        + "Give the node control = signal, or correct the name.")
    XCTAssert(
      message(Self.head + "C,0,0,30,GGG\n").contains(
        "signal C, phase 0: 3 letters, but the signal has 16 turns"))
    XCTAssert(
      message(Self.head + "C,0,0,30,GGGgrrrrGGGGrrrr\n").contains(
        "letters 2 and 12 are both G, but NC to CS and SC to CW cross or merge"))
    XCTAssert(
      message(Self.head + "C,0,0,30,GGGgrrrxGGGgrrrr\n").contains("letter 8 is none of"))
    XCTAssert(message(Self.head + "C,0,0,-3,GGGgrrrrGGGgrrrr\n").contains("no duration"))
    XCTAssert(
      message(Self.head + "C,0,0,3,GGGgrrrrGGGgrrrr\nC,0,0,3,GGGgrrrrGGGgrrrr\n")
        .contains("phase 0 is here a second time"))
    XCTAssert(
      message(Self.head + "C,0,0,3,GGGgrrrrGGGgrrrr\nC,5,1,3,yyyyrrrryyyyrrrr\n")
        .contains("another offset than in line 2"))
    XCTAssert(message("tls_id,state\nC,GG\n").contains("no column `offset_s`"))
  }
}
