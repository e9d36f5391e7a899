import XCTest

@testable import Traffic

final class DayPlansTests: XCTestCase {
  /// East is heavy for the first half hour, north for the next: the change is found between.
  private func demand(_ network: StreetNetwork) throws -> TripDemand {
    let text = """
      <routes>
        <flow id="a" begin="0" end="1800" vehsPerHour="900" from="w" to="e"/>
        <flow id="b" begin="0" end="1800" vehsPerHour="150" from="s" to="n"/>
        <flow id="c" begin="1800" end="3600" vehsPerHour="150" from="w" to="e"/>
        <flow id="d" begin="1800" end="3600" vehsPerHour="900" from="s" to="n"/>
      </routes>
      """
    return try TripDemand(demand: Array(text.utf8), on: network)
  }

  func testPlansChangeWhereTheFlowsDo() throws {
    let network = try StreetNetwork(network: Array(TinyCrossing.network.utf8))
    let demand = try demand(network)
    var settings = DayPlans.Settings()
    settings.shortest = 30
    XCTAssertEqual(
      DayPlans.switchingTimes(network: network, demand: demand, settings: settings),
      [0, 1800, 3600])
    settings.changeCost = 1e6
    XCTAssertEqual(
      DayPlans.switchingTimes(network: network, demand: demand, settings: settings), [0, 3600])
  }

  func testEachStretchHasItsOwnPlan() throws {
    let network = try StreetNetwork(network: Array(TinyCrossing.network.utf8))
    var settings = DayPlans.Settings()
    settings.shortest = 30
    settings.search.simulations = 40
    settings.search.cycles = 40...60
    settings.search.demandFactors = [1]
    let day = DayPlans(network: network, demand: try demand(network), settings: settings)
    XCTAssertEqual(day.stretches.map(\.period), [0..<1800, 1800..<3600])
    let greens = day.stretches.map { $0.optimum.plan.programs[0].phases.map(\.duration) }
    XCTAssertGreaterThan(greens[0][0], greens[0][2])
    XCTAssertLessThan(greens[1][0], greens[1][2])
    let rows = day.csv.split(separator: "\n")
    XCTAssertEqual(rows.count, 9)
    XCTAssertTrue(rows[1].hasPrefix("C,1,"))
    XCTAssertTrue(rows[8].hasPrefix("C,2,"))
  }

  /// Two possible days whose change comes at different times: the switch suits both, and a day of
  /// greater weight draws it to its own.
  func testSwitchingTimesSuitAllSamples() throws {
    let network = try StreetNetwork(network: Array(TinyCrossing.network.utf8))
    func day(changeAt seconds: Int) throws -> TripDemand {
      let text = """
        <routes>
          <flow id="a" begin="0" end="\(seconds)" vehsPerHour="900" from="w" to="e"/>
          <flow id="b" begin="0" end="\(seconds)" vehsPerHour="150" from="s" to="n"/>
          <flow id="c" begin="\(seconds)" end="7200" vehsPerHour="150" from="w" to="e"/>
          <flow id="d" begin="\(seconds)" end="7200" vehsPerHour="900" from="s" to="n"/>
        </routes>
        """
      return try TripDemand(demand: Array(text.utf8), on: network)
    }
    var settings = DayPlans.Settings()
    settings.maximumPlans = 2
    let early = try day(changeAt: 2700)
    let late = try day(changeAt: 4500)
    func cut(_ weights: (Double, Double)) -> [Double] {
      DayPlans.switchingTimes(
        network: network,
        samples: [
          DemandSample(early, weight: weights.0), DemandSample(late, weight: weights.1),
        ], settings: settings)
    }
    settings.shortest = 30
    XCTAssertEqual(
      DayPlans.switchingTimes(network: network, demand: early, settings: settings),
      [0, 2700, 7200])
    XCTAssertEqual(cut((1000, 1)), [0, 2700, 7200])
    XCTAssertEqual(cut((1, 1000)), [0, 4500, 7200])
    let both = cut((1, 1))
    XCTAssertEqual(both.count, 3)
    XCTAssertTrue((2700...4500).contains(both[1]), "\(both)")
  }

  /// All ways to cut eight intervals are tried.
  func testCutsAreTheCheapest() {
    let values = [3.0, 3.5, 9, 8.5, 9, 2, 2.5, 2]
    func cost(_ from: Int, _ to: Int) -> Double {
      let mean = values[from..<to].reduce(0, +) / Double(to - from)
      return values[from..<to].reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    func total(_ cuts: [Int]) -> Double {
      zip(cuts, cuts.dropFirst()).reduce(Double(cuts.count - 2)) { $0 + cost($1.0, $1.1) }
    }
    var least = Double.infinity
    for mask in 0..<128 {
      let cuts = [0] + (1..<8).filter { mask >> ($0 - 1) & 1 == 1 } + [8]
      let widths = zip(cuts, cuts.dropFirst()).map { $1 - $0 }
      guard widths.allSatisfy({ $0 >= 2 }), cuts.count <= 5 else { continue }
      least = min(least, total(cuts))
    }
    let found = DayPlans.cheapestCuts(count: 8, least: 2, most: 4, change: 1, cost: cost)
    XCTAssertEqual(found, [0, 2, 5, 8])
    XCTAssertEqual(total(found), least, accuracy: 1e-12)
  }
}
