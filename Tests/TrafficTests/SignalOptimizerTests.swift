import Traffic
import XCTest

final class SignalOptimizerTests: XCTestCase {
  private func optimum(
    east: Double, north: Double, _ change: (inout SignalOptimizer.Settings) -> Void = { _ in }
  ) throws -> (SignalOptimizer.Optimum, StreetNetwork) {
    let network = try StreetNetwork(network: Array(TinyCrossing.network.utf8))
    let text = TinyCrossing.demand(east: east, north: north, seconds: 600)
    let demand = try TripDemand(demand: Array(text.utf8), on: network)
    var settings = SignalOptimizer.Settings()
    settings.simulations = 80
    settings.demandFactors = [1]
    change(&settings)
    return (
      SignalOptimizer(settings: settings).optimum(network: network, demand: demand), network
    )
  }

  func testGreenFollowsDemandAndClearancesStay() throws {
    let (found, network) = try optimum(east: 900, north: 250)
    XCTAssertFalse(found.keepsGiven)
    XCTAssertLessThan(found.delay, 0.8 * found.delayBefore)
    let phases = found.plan.programs[0].phases
    XCTAssertGreaterThan(phases[0].duration, phases[2].duration)
    XCTAssertGreaterThanOrEqual(phases[2].duration, 5)
    let own = network.plan.programs[0].phases
    XCTAssertEqual(phases.map(\.state), own.map(\.state))
    XCTAssertEqual([phases[1], phases[3]], [own[1], own[3]])
  }

  func testStageThatServesNobodyIsLeftOut() throws {
    let (found, _) = try optimum(east: 600, north: 0.001)
    XCTAssertEqual(found.plan.programs[0].phases.map(\.text), ["Gr"])
  }

  func testGivenPlanIsKeptUnlessBeatenByTheMargin() throws {
    let (found, network) = try optimum(east: 700, north: 500) { $0.margin = 0.95 }
    XCTAssertTrue(found.keepsGiven)
    XCTAssertEqual(found.plan, network.plan)
    XCTAssertEqual(found.delay, found.delayBefore)
  }

  func testStagesKeepTheSecondsPeopleOnFootNeed() throws {
    let (found, _) = try optimum(east: 900, north: 100) {
      $0.simulations = 30
      $0.stageMinimums = ["C": [5, 18]]
    }
    XCTAssertGreaterThanOrEqual(found.plan.programs[0].phases[2].duration, 18)
  }

  /// A stage people on foot cross in stays, and a plan too short for them cannot be kept.
  func testTimeOnFootComesBeforeDelay() throws {
    let (quiet, _) = try optimum(east: 600, north: 0.001) {
      $0.stageMinimums = ["C": [0, 15]]
    }
    let stages = try XCTUnwrap(StagedProgram(quiet.plan.programs[0])).stages
    XCTAssertEqual(stages.count, 2)
    XCTAssertGreaterThanOrEqual(stages[1].green, 15)
    let (long, _) = try optimum(east: 700, north: 500) {
      $0.stageMinimums = ["C": [50, 50]]
      $0.cycles = 60...140
    }
    XCTAssertFalse(long.keepsGiven)
    XCTAssertTrue(
      try XCTUnwrap(StagedProgram(long.plan.programs[0])).stages.allSatisfy { $0.green >= 50 })
  }
}
