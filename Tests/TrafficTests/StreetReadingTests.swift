import XCTest

@testable import Traffic

final class StreetReadingTests: XCTestCase {
  func testReadsStreetsTurnsAndRightsOfWay() throws {
    let network = try StreetNetwork(network: Array(TinyCrossing.network.utf8))
    XCTAssertEqual(network.streets.map(\.id), ["w", "s", "e", "n"])
    XCTAssertEqual(network.turns.count, 2)
    XCTAssertEqual(network.turns[0].length, 10)
    XCTAssertEqual(network.turns[0].signal?.link, 0)
    XCTAssertEqual(network.turns[1].yieldsTo, [0])
    XCTAssertEqual(network.turns[0].yieldsTo, [])
    XCTAssertEqual(network.turns[0].conflicts, [1])
    // The ways cross in the middle: 5 m past each stop line.
    let span = network.turns[0].conflictSpans[0]
    XCTAssertEqual((span.lowerBound + span.upperBound) / 2, 5, accuracy: 0.01)
    XCTAssertLessThan(span.upperBound - span.lowerBound, 5)
    XCTAssertEqual(network.plan.programs[0].cycle, 90)
  }

  func testReadsFlowsAndScalesThem() throws {
    let network = try StreetNetwork(network: Array(TinyCrossing.network.utf8))
    let text = TinyCrossing.demand(east: 600, north: 300, seconds: 1800)
    let demand = try TripDemand(demand: Array(text.utf8), on: network)
    XCTAssertEqual(demand.trips.count, 450)
    XCTAssertEqual(demand.trips.filter { $0.route == [0, 2] }.count, 300)
    XCTAssertTrue(
      zip(demand.trips, demand.trips.dropFirst()).allSatisfy { $0.departure <= $1.departure })
    for factor in [0.5, 0.85, 1.15, 2] {
      XCTAssertEqual(
        Double(demand.scaled(by: factor).trips.count), 450 * factor, accuracy: 1)
    }
  }

  func testErrorsNameTheLine() {
    func error(_ network: String) -> SignalFileError? {
      do {
        _ = try StreetNetwork(network: Array(network.utf8))
        return nil
      } catch { return error }
    }
    XCTAssertEqual(error(""), .malformed(line: 1, reason: "no element"))
    XCTAssertEqual(error("<net>\n<edge id='a'"), .malformed(line: 2, reason: "a name was expected"))
    XCTAssertEqual(error("<net>\n</nets>"), .malformed(line: 2, reason: "</nets> closes nothing"))
    XCTAssertEqual(
      error("<net>\n<edge id=\"a\" to=\"b\"/></net>"),
      .missing(attribute: "from", of: "edge", line: 2))
    XCTAssertEqual(
      error("<!DOCTYPE a [<!ENTITY x \"y\">]><net/>"),
      .unsupported("a document type with definitions", line: 1))
    XCTAssertEqual(
      error("<net><edge id='a' from='b' to='c'><lane speed='fast' length='1'/></edge></net>"),
      .notANumber(attribute: "speed", of: "lane", value: "fast", line: 1))
  }

  func testCutFilesNeverPass() throws {
    let bytes = Array(TinyCrossing.network.utf8)
    let end = try XCTUnwrap(bytes.lastIndex(of: UInt8(ascii: "<")))
    for length in stride(from: 0, to: end, by: 97) {
      XCTAssertThrowsError(try StreetNetwork(network: Array(bytes[..<length])))
    }
  }

  func testEntitiesAreResolved() throws {
    let text = "<a b='&lt;&amp;&#65;&#x42;'/>"
    var reader = MarkupReader(Array(text.utf8))
    guard case .start(let element) = try reader.next() else { return XCTFail("no element") }
    XCTAssertEqual(element["b"], "<&AB")
  }
}
