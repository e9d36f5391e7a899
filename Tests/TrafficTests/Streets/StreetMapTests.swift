import Foundation
import Tables
import TestSupport
import XCTest

@testable import Traffic

final class StreetMapTests: XCTestCase {
  private func map(
    _ files: (nodes: String, links: String), movements: String? = nil
  ) throws -> StreetMap {
    try StreetMap(
      nodes: Array(files.nodes.utf8), links: Array(files.links.utf8),
      movements: movements.map { Array($0.utf8) })
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  /// Turns, their lengths, speeds, lanes and letters are those a street network converter makes
  /// of the same streets.
  func testTurnsMatchTheReference() throws {
    let file = Repository.reference("traffic/streets/turns.csv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
    XCTAssertEqual(rows.count, 36)
    for (name, files) in [
      ("crossing", RegularStreets.crossing), ("arterial", RegularStreets.arterial([260])),
    ] {
      let streets = try map(files).streets
      let wanted = rows.filter { $0[0] == name }
      XCTAssertEqual(streets.turns.count, wanted.count, name)
      for row in wanted {
        let from = try XCTUnwrap(streets.street(row[1]))
        let to = try XCTUnwrap(streets.street(row[2]))
        let lane = streets.streets[from].lanes.lowerBound + (Int(row[3]) ?? -1)
        let toLane = streets.streets[to].lanes.lowerBound + (Int(row[4]) ?? -1)
        let turn = try XCTUnwrap(
          streets.turns.first { $0.fromLane == lane && $0.toLane == toLane }, "\(row)")
        XCTAssertEqual(turn.direction.rawValue, row[5])
        XCTAssertEqual(turn.signal?.link, Int(row[6]))
        // The curve there has four pieces, here eight.
        XCTAssertEqual(turn.length, try XCTUnwrap(Double(row[7])), accuracy: 0.15)
        XCTAssertEqual(turn.speed, try XCTUnwrap(Double(row[8])), accuracy: 0.03)
        XCTAssertEqual(streets.lanes[lane].length, try XCTUnwrap(Double(row[9])), accuracy: 0.01)
      }
    }
  }

  func testRightsOfWayOfACrossing() throws {
    let streets = try map(RegularStreets.crossing).streets
    func letters(_ turns: [Int]) -> [Int] { turns.compactMap { streets.turns[$0].signal?.link } }
    let byLetter = Dictionary(
      uniqueKeysWithValues: streets.turns.indices.map { (streets.turns[$0].signal?.link ?? -1, $0) }
    )
    let left = streets.turns[try XCTUnwrap(byLetter[7])]
    // From the east to the south: yields to what comes from the west, and waits for it inside.
    XCTAssertEqual(letters(left.yieldsTo), [13, 14])
    XCTAssert((4...9).contains(try XCTUnwrap(left.waitingPoint)))
    XCTAssertEqual(streets.turns[try XCTUnwrap(byLetter[5])].yieldsTo, [])
    for (i, turn) in streets.turns.enumerated() {
      for other in turn.conflicts {
        XCTAssert(streets.turns[other].conflicts.contains(i))
        // Of two that cross one yields, and never both.
        XCTAssertNotEqual(
          turn.yieldsTo.contains(other), streets.turns[other].yieldsTo.contains(i))
      }
      for span in turn.conflictSpans {
        XCTAssert(span.lowerBound >= 0 && span.upperBound <= turn.length + 1e-9)
      }
    }
  }

  func testTheMovementsTableLeadsToTheSameStreets() throws {
    for files in [RegularStreets.crossing, RegularStreets.grid(2), RegularStreets.arterial([200])] {
      let first = try map(files)
      let table = String(decoding: first.movementsCSV, as: UTF8.self)
      let again = try map(files, movements: table)
      XCTAssertEqual(String(decoding: again.movementsCSV, as: UTF8.self), table)
      XCTAssertEqual(again.streets.plan, first.streets.plan)
      XCTAssertEqual(again.streets.turns.map(\.yieldsTo), first.streets.turns.map(\.yieldsTo))
    }
  }

  func testMovementsMayGiveOtherLettersAndFewerTurns() throws {
    let table = """
      node,from,to,lanes,link_index
      C,E,W,1|2,1
      C,W,E,1|2,1
      C,NC,CS,1|2,0
      """
    let streets = try map(RegularStreets.crossing, movements: table).streets
    XCTAssertEqual(streets.turns.count, 6)
    XCTAssertEqual(
      streets.plan.programs[0].phases.map(\.text), ["Gr", "yr", "rr", "rG", "ry", "rr"])
  }

  /// A side street that meets a main street waits; so does the left turn off the main street.
  func testPriorityOfATee() throws {
    let files = (
      nodes: "node,x,y,control\nM,0,0,priority\nA,-200,0,\nB,200,0,\nS,0,-200,\n",
      links: """
      from,to,length,free_speed,lanes,capacity
      A,M,0.2,50,1,900
      M,A,0.2,50,1,900
      B,M,0.2,50,1,900
      M,B,0.2,50,1,900
      S,M,0.2,50,1,900
      M,S,0.2,50,1,900
      """
    )
    let streets = try map(files).streets
    func turn(_ from: String, _ to: String) throws -> StreetNetwork.Turn {
      try XCTUnwrap(
        streets.turns.first {
          streets.streets[streets.lanes[$0.fromLane].street].id == from
            && streets.streets[streets.lanes[$0.toLane].street].id == to
        })
    }
    XCTAssertEqual(streets.turns.count, 6)
    XCTAssertFalse(try turn("A_M", "M_B").isMinor)
    XCTAssertFalse(try turn("B_M", "M_A").isMinor)
    XCTAssertFalse(try turn("A_M", "M_S").isMinor)
    XCTAssert(try turn("B_M", "M_S").isMinor)
    XCTAssert(try turn("S_M", "M_A").isMinor)
    XCTAssert(try turn("S_M", "M_B").isMinor)
    XCTAssertNil(try turn("S_M", "M_B").signal)
  }

  func testErrorsNameTheRowAndTheNodeOrLink() {
    let files = RegularStreets.crossing
    func words(nodes: String = files.nodes, links: String = files.links) -> String {
      message { _ = try map((nodes, links)) }
    }
    func links(_ old: String, _ new: String) -> String {
      words(links: files.links.replacingOccurrences(of: old, with: new))
    }
    XCTAssert(
      words(nodes: files.nodes.replacingOccurrences(of: "C,0,0,signal", with: "C,0,0,lights"))
        .hasPrefix("nodes.csv:2: column \"control\": node C: no such control"))
    XCTAssert(
      words(nodes: files.nodes.replacingOccurrences(of: "E,500,0,", with: "E,500,0,signal"))
        .contains("node E has a signal, but no link leads in and on"))
    XCTAssert(
      words(nodes: files.nodes.replacingOccurrences(of: "E,500,0,", with: "E,,0,"))
        .hasPrefix("nodes.csv:3: column \"x\": node E has no place"))
    XCTAssert(
      links("WC,W,C,0.5", "WC,W,C,500").hasPrefix(
        "links.csv:4: column \"length\": link WC: 500 km between nodes 500 m apart"))
    XCTAssert(links("CS,C,S,0.5,50.004,2", "CS,C,S,0.5,50.004,1.5").contains("1.5 lanes"))
    XCTAssert(links("CW,C,W", "CE,C,W").contains("link CE: the identifier stands in line 3, too"))
    let rows = files.links.split(separator: "\n").map {
      $0.hasPrefix("link,") ? "\($0),turns" : $0.hasPrefix("EC") ? "\($0),l|sr" : "\($0),"
    }
    func turns(_ text: String) -> String {
      words(links: rows.joined(separator: "\n").replacingOccurrences(of: "l|sr", with: text))
    }
    XCTAssert(turns("l|sr").contains("link EC: 2 lanes, but `lanes` says 3"))
    XCTAssert(turns("l|s|x").contains("link EC: not a list of lanes"))
    XCTAssertEqual(turns("l|s|sr"), "no error")
    XCTAssertEqual(turns("t|l|sr"), "no error")
  }
}
