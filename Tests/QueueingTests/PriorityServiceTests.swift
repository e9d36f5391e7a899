import Foundation
import Queueing
import TestSupport
import XCTest

/// Waits by priority, and crews that have a way to go.
final class PriorityServiceTests: XCTestCase {
  func testWaitsByClassAreThoseOfTheReference() throws {
    let url = Repository.root.appending(path: "Tests/Reference/queueing/priority.csv")
    let rows = try Golden.rows(url)
    XCTAssertEqual(rows.count, 45)
    for row in rows {
      let delay = try PriorityDelay(
        servers: XCTUnwrap(Int(row["servers"]!)),
        arrivalRates: row["rates"]!.split(separator: ";").compactMap { Double($0) },
        meanServiceTime: XCTUnwrap(Double(row["mean_service"]!)))
      let found = delay.probabilityOfWait(
        longerThan: try XCTUnwrap(Double(row["t"]!)), class: try XCTUnwrap(Int(row["class"]!)))
      XCTAssertEqual(found, try XCTUnwrap(Double(row["probability"]!)), accuracy: 2e-7, "\(row)")
    }
  }

  /// The mean is the area under the tail (Cobham's formula is another way to it).
  func testTheTailHasTheMeanOfCobham() throws {
    let delay = try PriorityDelay(servers: 3, arrivalRates: [0.7, 0.8, 0.9], meanServiceTime: 1)
    for k in 0..<3 {
      let step = 0.01
      let area = (0..<20_000).reduce(0.0) {
        $0 + step * delay.probabilityOfWait(longerThan: (Double($1) + 0.5) * step, class: k)
      }
      XCTAssertEqual(area, delay.meanWaits[k], accuracy: 2e-3 * delay.meanWaits[k])
    }
  }

  private func service() throws -> PriorityService {
    try PriorityService([
      .init(
        meanJobSeconds: 4_000, way: .lognormal(mean: 380, coefficientOfVariation: 0.45), share: 0.9,
        seconds: 720),
      .init(
        meanJobSeconds: 4_000, way: .lognormal(mean: 500, coefficientOfVariation: 0.45), share: 0.9,
        seconds: 1_500),
    ])
  }

  func testTheFewestCrewsKeepThePromiseAndOneFewerDoesNot() throws {
    let service = try service()
    for rates in [[0.2, 0.1], [1.0, 2.0], [6.0, 9.0]] {
      let crews = try service.crewsRequired(ratesPerHour: rates)
      let kept = try service.reachedInTime(crews: crews, ratesPerHour: rates)
      XCTAssert(kept.allSatisfy { $0 >= 0.9 }, "\(rates) \(kept)")
      let fewer = try service.reachedInTime(crews: crews - 1, ratesPerHour: rates)
      XCTAssert(fewer.contains { $0 < 0.9 }, "\(rates) \(fewer)")
      let more = try service.reachedInTime(crews: crews + 1, ratesPerHour: rates)
      XCTAssert(zip(kept, more).allSatisfy { $0 <= $1 + 1e-7 })
    }
    XCTAssertEqual(try service.crewsRequired(ratesPerHour: [0, 0]), 0)
  }

  func testAPromiseTheWayAloneBreaksIsRefused() throws {
    XCTAssertThrowsError(
      try PriorityService([
        .init(
          meanJobSeconds: 4_000, way: .lognormal(mean: 700, coefficientOfVariation: 0.5),
          share: 0.9, seconds: 720)
      ]))
  }

  /// A steady day, played by the simulator.
  func testTheShareReachedIsThatOfTheSimulation() throws {
    let service = try service()
    let rates = [1.5, 2.5]
    let crews = 6
    let hours = 200
    let system = ServiceSystem(
      classes: try rates.enumerated().map { place, rate in
        .init(
          rates: [
            try ArrivalRate(
              perHour: [Double](repeating: rate, count: hours), intervalSeconds: 3_600)
          ], service: try .exponential(mean: 4_000), priority: 2 - place)
      }, pools: [.init(skills: [0, 1], agents: [Int](repeating: crews, count: hours))],
      intervalSeconds: 3_600)
    let result = try Simulation(system).run(replications: 400, seed: 5, threads: 1)
    let reached = try service.reachedInTime(crews: crews, ratesPerHour: rates)
    for k in 0..<2 {
      let scope = SimulationResult.Scope(classIndex: k, intervals: 20..<hours)
      let entry = service.classes[k]
      let played = (0..<200).reduce(0.0) {
        let wait = result.waitQuantile((Double($1) + 0.5) / 200, scope)
        return $0 + (wait < entry.seconds ? 1 - entry.way.survival(entry.seconds - wait) : 0)
      }
      XCTAssertEqual(played / 200, reached[k], accuracy: 0.012, "class \(k)")
    }
  }
}
