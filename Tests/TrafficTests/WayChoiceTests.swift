import XCTest

@testable import Traffic

/// Drivers who choose their way at departure.
final class WayChoiceTests: XCTestCase {
  /// From `in` to `out` straight on past a signal at b, or round it by c, 15 s longer at free
  /// speed. The signal shows the straight way 12 s of green in 90 s, about 240 vehicles an hour.
  private func streets() throws -> StreetNetwork {
    let nodes = """
      node,x,y,control
      s,-400,0,
      a,0,0,
      b,300,0,signal
      n,300,300,
      m,300,-300,
      d,600,0,
      c,300,450,
      t,1000,0,
      """
    let links = """
      link,from,to,capacity,free_flow_time,length,lanes,free_speed,priority
      in,s,a,1800,0.5,0.4,2,50,1
      ab,a,b,1800,0.5,0.3,1,50,1
      bd,b,d,1800,0.5,0.3,1,50,2
      ac,a,c,1800,0.5,0.42,1,50,1
      cd,c,d,1800,0.5,0.42,1,50,1
      nb,n,b,1800,0.5,0.3,1,50,1
      bm,b,m,1800,0.5,0.3,1,50,1
      out,d,t,1800,0.5,0.4,2,50,1
      """
    return try StreetNetwork(nodes: Array(nodes.utf8), links: Array(links.utf8))
  }

  private func demand(
    _ streets: StreetNetwork, gap: Double, chooses: Bool
  ) throws -> TripDemand {
    let ends = [try XCTUnwrap(streets.street("in")), try XCTUnwrap(streets.street("out"))]
    let straight = try ["in", "ab", "bd", "out"].map { try XCTUnwrap(streets.street($0)) }
    return TripDemand(
      kinds: [VehicleKind()],
      trips: stride(from: 0.0, to: 900, by: gap).map {
        .init(
          id: "\($0)", departure: $0, route: straight, kind: 0, lane: .best, speed: .maximum,
          stops: chooses ? ends : [])
      })
  }

  private func plan(_ streets: StreetNetwork) throws -> SignalPlan {
    var plan = streets.plan
    let straight = try XCTUnwrap(
      streets.turns.first {
        streets.streets[streets.lanes[$0.fromLane].street].id == "ab"
          && streets.streets[streets.lanes[$0.toLane].street].id == "bd"
      }?.signal?.link)
    let count = plan.programs[0].phases[0].state.count
    func state(_ letter: Character) -> String {
      String((0..<count).map { $0 == straight ? letter : "r" })
    }
    plan.programs[0].phases = [
      .init(duration: 12, state: state("G")), .init(duration: 3, state: state("y")),
      .init(duration: 75, state: state("r")),
    ]
    return plan
  }

  func testAQueueSendsSomeRoundItAndNobodyElse() throws {
    let streets = try streets()
    let plan = try plan(streets)
    let round = try XCTUnwrap(streets.street("ac"))
    func run(gap: Double, chooses: Bool) throws -> (delay: Double, round: Int, settled: Double) {
      let model = CorridorModel(
        network: streets, demand: try demand(streets, gap: gap, chooses: chooses))
      let outcome = model.outcome(of: plan, seed: 1)
      XCTAssertEqual(outcome.unfinished, 0)
      let settled = model.settled(under: plan, seed: 1)
      XCTAssertTrue(settled.trips.allSatisfy(\.stops.isEmpty))
      let again = CorridorModel(network: streets, demand: settled, period: model.period)
        .outcome(of: plan, seed: 1)
      return (
        outcome.delay, settled.trips.filter { $0.route.contains(round) }.count, again.delay
      )
    }
    // 720 vehicles an hour, three times what the signal lets through.
    let told = try run(gap: 5, chooses: false)
    let free = try run(gap: 5, chooses: true)
    XCTAssertEqual(told.round, 0)
    XCTAssertGreaterThan(free.round, 50)
    XCTAssertLessThan(free.round, 150)
    XCTAssertLessThan(free.delay, 0.6 * told.delay)
    // The ways taken, given to the same drivers, lead to the same run.
    XCTAssertEqual(free.settled.bitPattern, free.delay.bitPattern)
    XCTAssertEqual(told.settled.bitPattern, told.delay.bitPattern)
  }

  func testWithoutTrafficTheQuickestAtFreeSpeedIsTaken() throws {
    let streets = try streets()
    let model = CorridorModel(
      network: streets, demand: try demand(streets, gap: 300, chooses: true))
    for trip in model.settled(under: streets.plan, seed: 1).trips {
      XCTAssertEqual(trip.route.map { streets.streets[$0].id }, ["in", "ab", "bd", "out"])
    }
  }

  /// A search keeps its promise where drivers choose their way under every plan.
  func testSearchIsJudgedWithDriversFree() throws {
    let streets = try streets()
    var settings = SignalOptimizer.Settings()
    settings.simulations = 20
    settings.demandFactors = [1]
    let demand = try demand(streets, gap: 5, chooses: true)
    let plan = try plan(streets)
    let found = SignalOptimizer(settings: settings).optimum(
      network: streets, demand: demand, plan: plan)
    let period = CorridorModel(network: streets, demand: demand).period
    let model = CorridorModel(network: streets, demand: demand, period: period)
    let drivers = (1...3).map { 1001 + UInt64($0) }
    func mean(_ plan: SignalPlan) -> Double {
      drivers.reduce(0) { $0 + model.outcome(of: plan, seed: $1).delay } / 3
    }
    XCTAssertEqual(found.delayBefore, mean(plan), accuracy: 1e-9)
    XCTAssertEqual(found.delay, mean(found.plan), accuracy: 1e-9)
    XCTAssertLessThan(found.delay, found.delayBefore)
  }
}
