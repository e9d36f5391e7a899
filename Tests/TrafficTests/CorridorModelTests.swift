import XCTest

@testable import Traffic

final class CorridorModelTests: XCTestCase {
  private func model(
    east: Double, north: Double, seconds: Double = 1800
  ) throws -> CorridorModel {
    let network = try StreetNetwork(network: Array(TinyCrossing.network.utf8))
    let text = TinyCrossing.demand(east: east, north: north, seconds: seconds)
    return CorridorModel(
      network: network, demand: try TripDemand(demand: Array(text.utf8), on: network))
  }

  /// Speeds that follow Krauss's rule never let a driver reach the rear of one who brakes
  /// without warning.
  func testSafeSpeedsAreSafe() {
    for b in [3.0, 4.5] {
      for headway in [1.0, 1.2, 2] {
        for leader in stride(from: 0.0, through: 20, by: 2.5) {
          for gap in stride(from: 0.0, through: 60, by: 3.7) {
            let v = KraussFollowing.safe(gap: gap, leader: leader, b, headway: headway)
            let used = KraussFollowing.stopping(v, b, headway: headway)
            let room = gap + KraussFollowing.stopping(leader, b, headway: 0)
            XCTAssertEqual(used, room, accuracy: 1e-9 * max(1, room))
          }
        }
      }
    }
  }

  func testNobodyIsLostAndSameSeedGivesSameBits() throws {
    let model = try model(east: 500, north: 400)
    let first = model.outcome(of: model.network.plan, seed: 3)
    let again = model.outcome(of: model.network.plan, seed: 3)
    XCTAssertEqual(first.unfinished, 0)
    XCTAssertEqual(first.passedByTurn, [250, 200])
    XCTAssertEqual(first.delay.bitPattern, again.delay.bitPattern)
    XCTAssertNotEqual(first.delay, model.outcome(of: model.network.plan, seed: 4).delay)
  }

  /// A queue discharges at the rate the car-following rule implies at its speed: between 1,500
  /// and 2,100 vehicles in an hour of green.
  func testSaturationFlowFollowsFromTheDrivers() throws {
    let model = try model(east: 2400, north: 1, seconds: 3600)
    var plan = model.network.plan
    plan.programs[0].phases[0].duration = 600
    let run = CorridorModel(
      network: model.network, demand: model.demand, period: 0..<690)
    let passed = run.outcome(of: plan, seed: 1).passedByTurn[0]
    XCTAssertGreaterThan(Double(passed) / 600 * 3600, 1500)
    XCTAssertLessThan(Double(passed) / 600 * 3600, 2100)
  }

  func testMoreDemandCostsMoreAndQueuesSpillBackToTheEntry() throws {
    let light = try model(east: 300, north: 300)
    let heavy = try model(east: 1400, north: 300)
    let a = light.outcome(of: light.network.plan, seed: 1)
    let b = heavy.outcome(of: heavy.network.plan, seed: 1)
    XCTAssertLessThan(a.delay, b.delay)
    XCTAssertEqual(a.departureDelay, 0, accuracy: 1)
    XCTAssertGreaterThan(b.departureDelay, 30)
    let stopped = heavy.outcome(of: heavy.network.plan, seed: 1, limit: b.delay / 4)
    XCTAssertGreaterThanOrEqual(stopped.delay, b.delay / 4)
  }
}
