import Foundation
import TestSupport
import XCTest

@testable import Queueing

/// Tables with 16 digits that lie beside the project.
final class SharedTableTests: XCTestCase {
  private func rows(_ name: String) throws -> [[String: String]] {
    try Golden.rows(try SharedData.url("optimization/queueing/\(name)"))
  }

  func testErlangBAndC() throws {
    for row in try rows("erlang_b_c.csv") {
      let servers = Int(row["servers"]!)!
      let load = Double(row["offered_load"]!)!
      let label = "\(servers) servers, \(load) erlangs"
      assertClose(
        try ErlangB.blocking(servers: servers, offeredLoad: load), Double(row["erlang_b"]!)!,
        relative: 1e-13, label)
      assertClose(
        try ErlangB.blocking(continuousServers: Double(servers), offeredLoad: load),
        Double(row["erlang_b"]!)!, relative: 1e-12, label)
      let queue = try ErlangC(servers: servers, offeredLoad: load)
      if let expected = Double(row["erlang_c_prob_wait"]!) {
        assertClose(queue.probabilityOfWait, expected, relative: 1e-12, label)
        assertClose(
          queue.meanWait, Double(row["mean_wait_over_mean_service"]!)!, relative: 1e-12, label)
        assertClose(
          queue.meanWaitOfDelayed, Double(row["mean_wait_of_delayed_over_mean_service"]!)!,
          relative: 1e-14, label)
        assertClose(
          queue.probabilityWaitExceeds(0.1),
          Double(row["prob_wait_longer_than_0.1_mean_service"]!)!, relative: 1e-12, label)
      } else {
        XCTAssertEqual(queue.probabilityOfWait, 1, label)
        XCTAssertEqual(queue.meanWait, .infinity, label)
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
      let pairs: [(String, Double)] = [
        ("prob_wait", queue.probabilityOfWait), ("prob_abandon", queue.probabilityOfAbandonment),
        ("mean_wait", queue.meanWait), ("mean_queue", queue.meanQueue),
        ("prob_offered_wait_gt_t", queue.probabilityOfferedWaitExceeds(t)),
        ("prob_actual_wait_gt_t", queue.probabilityWaitExceeds(t)),
      ]
      for (name, got) in pairs {
        // The table's own two methods agree to 1e-12; one of its tails is that far off.
        assertClose(got, value(name), relative: 2e-12, "\(name) of \(row)")
      }
    }
  }

  func testSmallestServersByProbabilityOfWait() throws {
    for row in try rows("staffing_erlang_c_vs_square_root.csv") {
      let load = Double(row["offered_load"]!)!
      let target = Double(row["target_prob_wait"]!)!
      // Nobody waits longer than 0 seconds: the share answered at once.
      let queue = try ContactQueue(meanHandleTime: 180)
      XCTAssertEqual(
        try queue.agentsRequired(
          arrivalRatePerHour: load * 20, target: .answer(share: 1 - target, within: 0)),
        Int(row["exact_min_servers"]!)!, "\(row)")
      XCTAssertEqual(
        try queue.agentsRequired(
          arrivalRatePerHour: load * 20, target: .answer(share: 0.8, within: 20)),
        Int(row["servers_for_80pct_in_20s_with_180s_service"]!)!, "\(row)")
    }
  }
}
