import Foundation
import Statistics
import XCTest

@testable import Queueing

/// The formulas against a simulation of the queue, customer by customer, which knows
/// nothing of them.
final class SimulationTests: XCTestCase {
  private struct Tally {
    var waited = 0.0
    var abandoned = 0.0
    var wait = 0.0
    var served = 0.0
  }

  /// First come, first served: each customer goes to the server free first, unless patience
  /// runs out before. Batches of customers give the standard errors.
  private func simulate(
    servers: Int, arrivalRate: Double, serviceTime: Double, patience: Double?, within t: Double,
    batches: Int, perBatch: Int, seed: UInt64
  ) -> [Tally] {
    var arrivals = RandomStream(seed: seed, "arrivals")
    var services = RandomStream(seed: seed, "services")
    var patiences = RandomStream(seed: seed, "patience")
    func exponential(_ mean: Double, _ stream: inout RandomStream) -> Double {
      -mean * log(stream.uniformOpen())
    }
    var free = [Double](repeating: 0, count: servers)
    var now = 0.0
    var tallies: [Tally] = []
    // The first batch starts from an empty house and is thrown away.
    for batch in 0...batches {
      var tally = Tally()
      for _ in 0..<perBatch {
        now += exponential(1 / arrivalRate, &arrivals)
        var server = 0
        for other in 1..<servers where free[other] < free[server] { server = other }
        let offered = max(0, free[server] - now)
        let limit = patience.map { exponential($0, &patiences) } ?? .infinity
        if offered > 0 { tally.waited += 1 }
        tally.wait += min(offered, limit)
        if offered > limit {
          tally.abandoned += 1
        } else {
          free[server] = now + offered + exponential(serviceTime, &services)
          if offered <= t { tally.served += 1 }
        }
      }
      if batch > 0 {
        let n = Double(perBatch)
        tallies.append(
          Tally(
            waited: tally.waited / n, abandoned: tally.abandoned / n, wait: tally.wait / n,
            served: tally.served / n))
      }
    }
    return tallies
  }

  /// Within four and a half standard errors over batches.
  private func assertCovers(
    _ values: [Double], _ expected: Double, _ label: String, line: UInt = #line
  ) {
    let error = Descriptive.standardDeviation(values) / Double(values.count).squareRoot()
    XCTAssertGreaterThan(error, 0, label, line: line)
    XCTAssertLessThan(error, 0.1 * expected, "\(label): the simulation is too short", line: line)
    XCTAssertEqual(Descriptive.mean(values), expected, accuracy: 4.5 * error, label, line: line)
  }

  func testErlangA() throws {
    for (servers, rate, patience) in [(5, 4.0, 2.0), (8, 10.0, 0.5), (20, 18.0, 1.0)] {
      let model = try ErlangA(
        servers: servers, arrivalRate: rate, meanServiceTime: 1, meanPatience: patience)
      let tallies = simulate(
        servers: servers, arrivalRate: rate, serviceTime: 1, patience: patience, within: 0.1,
        batches: 30, perBatch: 2000, seed: 77)
      let label = "\(servers) servers"
      assertCovers(tallies.map(\.waited), model.probabilityOfWait, "\(label): wait")
      assertCovers(
        tallies.map(\.abandoned), model.probabilityOfAbandonment, "\(label): abandonment")
      assertCovers(tallies.map(\.wait), model.meanWait, "\(label): mean wait")
      assertCovers(tallies.map(\.served), model.probabilityServedWithin(0.1), "\(label): served")
    }
  }

  func testErlangC() throws {
    let model = try ErlangC(servers: 6, offeredLoad: 4.2)
    let tallies = simulate(
      servers: 6, arrivalRate: 4.2, serviceTime: 1, patience: nil, within: 0.1, batches: 30,
      perBatch: 3000, seed: 78)
    assertCovers(tallies.map(\.waited), model.probabilityOfWait, "wait")
    assertCovers(tallies.map(\.wait), model.meanWait, "mean wait")
    assertCovers(tallies.map(\.served), 1 - model.probabilityWaitExceeds(0.1), "served")
  }
}
