import Foundation
import TestSupport
import XCTest

@testable import Queueing

/// Erlang B, C and A against values with 30 to 60 digits from other formulas
/// (Tests/Reference/queueing/erlang.py), and at the ends of their ranges.
final class ErlangTests: XCTestCase {
  private func rows(_ name: String) throws -> [[String: String]] {
    try Golden.rows(Repository.reference("queueing/\(name)"))
  }

  func testErlangBAndC() throws {
    for row in try rows("erlang_b_c.csv") {
      func value(_ name: String) -> Double { Double(row[name]!)! }
      let queue = try ErlangC(servers: Int(row["servers"]!)!, offeredLoad: value("load"))
      assertClose(
        try ErlangB.blocking(servers: queue.servers, offeredLoad: queue.offeredLoad),
        value("blocking"), relative: 1e-13, "\(row)")
      assertClose(queue.probabilityOfWait, value("wait"), relative: 1e-12, "\(row)")
      assertClose(queue.meanWait, value("mean_wait"), relative: 1e-12, "\(row)")
      assertClose(
        queue.probabilityWaitExceeds(value("t")), value("wait_exceeds_t"), relative: 1e-12,
        "\(row)")
      // Little's law.
      assertClose(
        queue.meanQueue, queue.meanWait * queue.offeredLoad, relative: 1e-14, "\(row)")
    }
  }

  func testErlangBOfARealNumberOfServers() throws {
    for row in try rows("erlang_b_continuous.csv") {
      assertClose(
        try ErlangB.blocking(
          continuousServers: Double(row["servers"]!)!, offeredLoad: Double(row["load"]!)!),
        Double(row["blocking"]!)!, relative: 1e-12, "\(row)")
    }
    for servers in [0, 1, 7, 400] {
      assertClose(
        try ErlangB.blocking(continuousServers: Double(servers), offeredLoad: 6.25),
        try ErlangB.blocking(servers: servers, offeredLoad: 6.25), relative: 1e-12)
    }
  }

  /// The shortened recursion against the whole one, from no servers up.
  func testErlangBForgetsItsStart() throws {
    for load in [0.5, 60, 90, 120.25, 2000, 1e5] {
      var whole = 1.0
      for servers in 1...3000 {
        whole = load * whole / (Double(servers) + load * whole)
        guard servers < 200 || servers % 97 == 0 else { continue }
        assertClose(
          try ErlangB.blocking(servers: servers, offeredLoad: load), whole, relative: 1e-15,
          "\(servers) servers, \(load) erlangs")
      }
    }
  }

  func testErlangA() throws {
    for row in try rows("erlang_a.csv") {
      func value(_ name: String) -> Double { Double(row[name]!)! }
      let queue = try ErlangA(
        servers: Int(row["servers"]!)!, arrivalRate: value("lambda"),
        meanServiceTime: 1 / value("mu"), meanPatience: 1 / value("theta"))
      let t = value("t")
      for (name, got) in [
        ("wait", queue.probabilityOfWait), ("abandon", queue.probabilityOfAbandonment),
        ("mean_wait", queue.meanWait), ("mean_queue", queue.meanQueue),
        ("offered_exceeds", queue.probabilityOfferedWaitExceeds(t)),
        ("wait_exceeds", queue.probabilityWaitExceeds(t)),
      ] {
        assertClose(got, value(name), relative: 1e-12, "\(name) of \(row)")
      }
      XCTAssertEqual(
        queue.probabilityServedWithin(t), value("served_within"), accuracy: 1e-13, "\(row)")
    }
  }

  func testNoLoadAndNoServers() throws {
    XCTAssertEqual(try ErlangB.blocking(servers: 0, offeredLoad: 3), 1)
    XCTAssertEqual(try ErlangB.blocking(servers: 0, offeredLoad: 0), 1)
    XCTAssertEqual(try ErlangB.blocking(servers: 4, offeredLoad: 0), 0)
    XCTAssertEqual(try ErlangB.blocking(continuousServers: 4, offeredLoad: 0), 0)
    let idle = try ErlangC(servers: 3, offeredLoad: 0)
    XCTAssertEqual([idle.probabilityOfWait, idle.meanWait, idle.occupancy], [0, 0, 0])
    let unstaffed = try ErlangC(servers: 0, offeredLoad: 2)
    XCTAssertEqual(unstaffed.probabilityOfWait, 1)
    XCTAssertEqual(unstaffed.meanWait, .infinity)
    let quiet = try ErlangA(servers: 3, arrivalRate: 0, meanServiceTime: 1, meanPatience: 1)
    XCTAssertEqual(quiet.probabilityOfWait, 0)
    XCTAssertEqual(quiet.probabilityServedWithin(0.5), 1)
    let closed = try ErlangA(servers: 0, arrivalRate: 5, meanServiceTime: 1, meanPatience: 4)
    XCTAssertEqual(closed.probabilityOfAbandonment, 1)
    XCTAssertEqual(closed.meanWait, 4)
    XCTAssertEqual(closed.probabilityServedWithin(100), 0)
    assertClose(closed.probabilityWaitExceeds(2), exp(-0.5), relative: 1e-15)
  }

  func testOverloadWithoutPatienceNeverSettles() throws {
    for load in [10.0, 10.5, 1e9] {
      let queue = try ErlangC(servers: 10, offeredLoad: load, meanServiceTime: 60)
      XCTAssertFalse(queue.isStable)
      XCTAssertEqual(queue.probabilityOfWait, 1)
      XCTAssertEqual(queue.probabilityWaitExceeds(1e6), 1)
      XCTAssertEqual(queue.meanWait, .infinity)
      XCTAssertEqual(queue.meanQueue, .infinity)
      XCTAssertEqual(queue.occupancy, 1)
    }
  }

  func testExtremesStayFinite() throws {
    for servers in [1, 100, 10_000] {
      for load in [1e-12, 0.5, 100, 1e4, 1e7] {
        for patience in [1e-3, 1, 1e4] {
          let queue = try ErlangA(
            servers: servers, arrivalRate: load, meanServiceTime: 1, meanPatience: patience)
          let label = "\(servers) servers, \(load) erlangs, patience \(patience)"
          for share in [
            queue.probabilityOfWait, queue.probabilityOfAbandonment, queue.occupancy,
            queue.probabilityServedWithin(0.1), queue.probabilityAbandonedWithin(0.1),
            queue.probabilityOfferedWaitExceeds(0.1),
          ] {
            XCTAssert(share >= 0 && share <= 1, "\(share): \(label)")
          }
          // Who is not served abandons: served work is at most the servers.
          XCTAssertLessThanOrEqual(
            load * (1 - queue.probabilityOfAbandonment), Double(servers) * (1 + 1e-12), label)
        }
      }
    }
  }

  /// Patience without end is Erlang C; the fates within t add up; more servers help.
  func testLimitsAndOrder() throws {
    let patient = try ErlangA(
      servers: 12, arrivalRate: 10, meanServiceTime: 1, meanPatience: 1e9)
    let delay = try ErlangC(servers: 12, offeredLoad: 10)
    assertClose(patient.probabilityOfWait, delay.probabilityOfWait, relative: 1e-6)
    assertClose(patient.meanWait, delay.meanWait, relative: 1e-6)
    assertClose(
      patient.probabilityWaitExceeds(0.2), delay.probabilityWaitExceeds(0.2), relative: 1e-6)
    var last = 0.0
    for servers in 0...40 {
      let queue = try ErlangA(
        servers: servers, arrivalRate: 20, meanServiceTime: 1, meanPatience: 0.5)
      let served = queue.probabilityServedWithin(0.1)
      XCTAssertGreaterThan(served + 1e-15, last)
      XCTAssertEqual(
        served + queue.probabilityAbandonedWithin(0.1) + queue.probabilityWaitExceeds(0.1), 1,
        accuracy: 1e-14)
      XCTAssertEqual(
        queue.probabilityServedWithin(1e6), 1 - queue.probabilityOfAbandonment, accuracy: 1e-13)
      last = served
    }
  }

  func testParametersOutsideTheirRange() {
    XCTAssertThrowsError(try ErlangB.blocking(servers: -1, offeredLoad: 1))
    XCTAssertThrowsError(try ErlangB.blocking(servers: 1, offeredLoad: -1))
    XCTAssertThrowsError(try ErlangB.blocking(continuousServers: .nan, offeredLoad: 1))
    XCTAssertThrowsError(try ErlangC(servers: 1, offeredLoad: .infinity))
    XCTAssertThrowsError(try ErlangC(servers: 1, offeredLoad: 0.5, meanServiceTime: 0))
    XCTAssertThrowsError(
      try ErlangA(servers: 1, arrivalRate: 1, meanServiceTime: 1, meanPatience: 0))
    XCTAssertThrowsError(
      try ErlangA(servers: 1, arrivalRate: .nan, meanServiceTime: 1, meanPatience: 1)
    ) {
      XCTAssertEqual("\($0)", "arrival rate is nan, it must be at least 0 and finite")
    }
  }
}
