import Foundation
import Optimization
import TestSupport
import XCTest

/// Flows and assignments against values scipy found, their certificates checked by hand.
final class NetworkTests: XCTestCase {
  private struct Reference: Decodable {
    struct Assignment: Decodable {
      var rows, columns: Int
      var value: Double
      var costs: [Double?]
    }
    struct Flow: Decodable {
      var supply: [Double]
      var arcs: [[Double?]]
      var status: String
      var value: Double?
    }
    var assignments: [Assignment]
    var flows: [Flow]
  }

  private func reference() throws -> Reference {
    let data = try Data(contentsOf: Repository.reference("optimization/networks/networks.json"))
    return try JSONDecoder().decode(Reference.self, from: data)
  }

  private func check(_ a: LinearAssignment, _ costs: [Double], _ rows: Int, _ columns: Int) {
    XCTAssertEqual(Set(a.columns).count, rows, "no column twice")
    var dual = a.rowPrices.reduce(0, +) + a.columnPrices.reduce(0, +)
    for i in 0..<rows {
      for j in 0..<columns {
        let d = costs[i * columns + j] - a.rowPrices[i] - a.columnPrices[j]
        XCTAssertGreaterThanOrEqual(d, -1e-9)
        if a.columns[i] == j { XCTAssertEqual(d, 0, accuracy: 1e-9) }
      }
    }
    for j in 0..<columns {
      XCTAssertLessThanOrEqual(a.columnPrices[j], 0)
      if !a.columns.contains(j) { XCTAssertEqual(a.columnPrices[j], 0) }
    }
    dual -= a.objective
    XCTAssertEqual(dual, 0, accuracy: 1e-9 * max(1, abs(a.objective)))
  }

  func testAssignments() throws {
    for case_ in try reference().assignments {
      let costs = case_.costs.map { $0 ?? .infinity }
      let a = try XCTUnwrap(
        LinearAssignment(costs: costs, rows: case_.rows, columns: case_.columns))
      XCTAssertEqual(a.objective, case_.value, accuracy: 1e-9)
      check(a, costs, case_.rows, case_.columns)
    }
  }

  func testAssignmentsThatCannotBe() {
    let no = Double.infinity
    XCTAssertNil(LinearAssignment(costs: [1, no, 2, no], rows: 2, columns: 2))
    XCTAssertNil(LinearAssignment(costs: [1, 2], rows: 2, columns: 1))
    XCTAssertNil(LinearAssignment(costs: [.nan], rows: 1, columns: 1))
    XCTAssertNil(LinearAssignment(costs: [no, no], rows: 1, columns: 2))
    XCTAssertEqual(LinearAssignment(costs: [], rows: 0, columns: 3)?.objective, 0)
  }

  private func check(_ s: FlowSolution, _ network: FlowNetwork) {
    let problem = network.problem
    let solution = Solution(
      status: .optimal, objective: s.objective, bound: s.objective, primal: s.flows,
      rowDuals: s.prices,
      reducedCosts: network.arcs.map {
        $0.from == $0.to ? $0.cost : $0.cost - s.prices[$0.from] + s.prices[$0.to]
      })
    checkSolution(solution, of: problem, tolerance: 1e-9)
  }

  /// The supplies of the cut are more than the arcs can carry away.
  private func checkCut(_ cut: [Int], _ network: FlowNetwork) {
    let inside = Set(cut)
    var excess = cut.reduce(0) { $0 + network.supplies[$1] }
    for a in network.arcs where inside.contains(a.from) != inside.contains(a.to) {
      excess += inside.contains(a.from) ? -a.upper : a.lower
    }
    XCTAssertGreaterThan(excess, 0)
  }

  func testFlows() throws {
    var seen = Set<String>()
    for case_ in try reference().flows {
      var network = FlowNetwork()
      for s in case_.supply { network.addNode(supply: s) }
      for a in case_.arcs {
        network.addArc(
          from: Int(a[0]!), to: Int(a[1]!), lower: a[2]!, upper: a[3] ?? .infinity, cost: a[4]!)
      }
      let s = network.minimumCostFlow()
      seen.insert(s.status.rawValue)
      XCTAssertEqual(s.status.rawValue, case_.status)
      if s.status == .optimal {
        XCTAssertEqual(s.objective, case_.value!, accuracy: 1e-9)
        XCTAssertTrue(s.flows.allSatisfy { $0 == $0.rounded() }, "whole supplies, whole flows")
        check(s, network)
      } else if s.status == .infeasible {
        checkCut(s.cut, network)
      }
    }
    XCTAssertTrue(seen.isSuperset(of: ["optimal", "infeasible"]))
  }

  /// Random networks against the linear program of the same network.
  func testFlowsAgreeWithTheLinearProgram() {
    var state: UInt64 = 7
    func dice(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % n
    }
    var counts: [String: Int] = [:]
    for _ in 0..<150 {
      let n = 2 + dice(12)
      var network = FlowNetwork(nodeCount: n)
      for _ in 0..<(n + dice(4 * n)) {
        let l = dice(5) == 0 ? Double(dice(5) - 2) : 0
        network.addArc(
          from: dice(n), to: dice(n), lower: l,
          upper: dice(3) == 0 ? .infinity : l + Double(dice(9)), cost: Double(dice(20) - 3))
      }
      // Supplies that some flow meets, most of the time.
      for _ in 0..<n {
        let (a, b) = (dice(n), dice(n))
        network.setSupply(a, network.supplies[a] + 1)
        network.setSupply(b, network.supplies[b] - 1)
      }
      let s = network.minimumCostFlow()
      let expected = minimize(network.problem)
      counts[s.status.rawValue, default: 0] += 1
      if s.status == .unbounded && expected.status == .infeasible { continue }
      XCTAssertEqual(s.status.rawValue, expected.status.rawValue)
      if s.status == .optimal {
        XCTAssertEqual(s.objective, expected.objective, accuracy: 1e-9)
        check(s, network)
      } else if s.status == .infeasible {
        checkCut(s.cut, network)
      }
    }
    XCTAssertGreaterThan(counts["optimal", default: 0], 20)
    XCTAssertGreaterThan(counts["infeasible", default: 0], 5)
    XCTAssertGreaterThan(counts["unbounded", default: 0], 5)
  }

  func testNetworksThatMeanNothing() {
    var network = FlowNetwork(nodeCount: 2)
    network.addArc(from: 0, to: 1, cost: .nan)
    XCTAssertEqual(network.minimumCostFlow().status, .malformed)
    var unbalanced = FlowNetwork(nodeCount: 2)
    unbalanced.setSupply(0, 1)
    unbalanced.addArc(from: 0, to: 1, cost: 1)
    XCTAssertEqual(unbalanced.minimumCostFlow().status, .infeasible)
    XCTAssertEqual(FlowNetwork().minimumCostFlow().status, .optimal)
  }
}
