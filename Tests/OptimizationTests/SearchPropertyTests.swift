import Foundation
import Optimization
import TestSupport
import XCTest

/// What must hold of any search, on programs where dives, cuts and branching all take part.
final class SearchPropertyTests: XCTestCase {
  private struct Numbers {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  /// Columns and rows apart, so that they can be put in any order.
  private struct Draft {
    var columns: [(cost: Double, upper: Double, isInteger: Bool, entries: [(Int, Double)])] = []
    var limits: [(lower: Double, upper: Double)] = []

    func problem(rows: [Int]? = nil, columns order: [Int]? = nil) -> Problem {
      var place = [Int](limits.indices)
      for (k, i) in (rows ?? Array(limits.indices)).enumerated() { place[i] = k }
      var result = Problem()
      for i in rows ?? Array(limits.indices) {
        result.addConstraint(lower: limits[i].lower, upper: limits[i].upper)
      }
      for j in order ?? Array(columns.indices) {
        let c = columns[j]
        result.addColumn(
          cost: c.cost, entries: c.entries.map { .init(row: place[$0.0], value: $0.1) },
          upper: c.upper, isInteger: c.isInteger)
      }
      return result
    }
  }

  /// Shifts with a break over a day of half hours; missing people at a price under a limit
  /// of hours where `isSoft`.
  private func shifts(_ numbers: inout Numbers, isSoft: Bool) -> Draft {
    var draft = Draft()
    let slots = 20
    for t in 0..<slots {
      draft.limits.append((Double(3 + numbers.next(5) + (t > 6 && t < 14 ? 5 : 0)), .infinity))
    }
    if isSoft { draft.limits.append((-.infinity, 95)) }
    for length in [6, 8] {
      for start in stride(from: 0, through: slots - length, by: 2) {
        for pause in [length / 2 - 1, length / 2 + 1] {
          var entries = (0..<length).filter { $0 != pause }.map { (start + $0, 1.0) }
          if isSoft { entries.append((slots, Double(length - 1))) }
          draft.columns.append((Double(4 * length + numbers.next(3)), .infinity, true, entries))
        }
      }
    }
    if isSoft { for t in 0..<slots { draft.columns.append((30, .infinity, true, [(t, 1)])) } }
    return draft
  }

  /// Plants that open at a price and serve customers up to a capacity.
  private func plants(_ numbers: inout Numbers) -> Draft {
    var draft = Draft()
    let (plants, customers) = (5, 6)
    for _ in 0..<customers { draft.limits.append((Double(3 + numbers.next(6)), .infinity)) }
    for _ in 0..<plants { draft.limits.append((-.infinity, 0)) }
    for p in 0..<plants {
      draft.columns.append(
        (Double(20 + numbers.next(15)), 1, true, [(customers + p, -Double(9 + numbers.next(9)))]))
      for c in 0..<customers {
        draft.columns.append(
          (Double(1 + numbers.next(6)), .infinity, false, [(c, 1), (customers + p, 1)]))
      }
    }
    return draft
  }

  private func drafts() -> [Draft] {
    var numbers = Numbers(state: 23)
    var result: [Draft] = []
    for _ in 0..<2 {
      result.append(shifts(&numbers, isSoft: false))
      result.append(shifts(&numbers, isSoft: true))
      result.append(plants(&numbers))
    }
    return result
  }

  func testPresolveAndOrderChangeNothing() {
    var numbers = Numbers(state: 3)
    func shuffled(_ count: Int) -> [Int] {
      var order = Array(0..<count)
      for k in order.indices.dropLast() { order.swapAt(k, k + numbers.next(count - k)) }
      return order
    }
    for (k, draft) in drafts().enumerated() {
      let solution = solveChecked(draft.problem())
      XCTAssertEqual(solution.status, .optimal, "\(k)")
      let other = minimize(
        draft.problem(
          rows: shuffled(draft.limits.count), columns: shuffled(draft.columns.count)))
      XCTAssertEqual(other.status, .optimal, "\(k)")
      XCTAssertEqual(other.objective, solution.objective, accuracy: 1e-6, "\(k)")
    }
  }

  func testAnotherConstraintNeverImproves() {
    for (k, draft) in drafts().enumerated() {
      let before = minimize(draft.problem())
      // Some of what the plan uses most is forbidden.
      let most = before.primal.indices.max { before.primal[$0] < before.primal[$1] }!
      var tighter = draft.problem()
      tighter.addConstraint(terms: [.init(most, 1)], upper: before.primal[most] - 1)
      let after = solveChecked(tighter)
      XCTAssertEqual(after.status, .optimal, "\(k)")
      XCTAssertGreaterThanOrEqual(after.objective, before.objective - 1e-6, "\(k)")
    }
  }

  /// Stopped after any number of questions it has a feasible plan or says that it has none,
  /// and its bound is one.
  func testStoppedAnywhereItSaysWhatItHas() {
    final class Counter: @unchecked Sendable {
      var left: Int
      init(_ left: Int) { self.left = left }
    }
    for (k, draft) in drafts().prefix(3).enumerated() {
      let problem = draft.problem()
      let best = minimize(problem).objective
      for calls in [0, 1, 2, 5, 10, 20, 40, 80, 160, 320, 640] {
        let counter = Counter(calls)
        let solution = minimize(
          problem,
          limits: SolverLimits(shouldStop: {
            counter.left -= 1
            return counter.left < 0
          }))
        let name = "\(k), stopped after \(calls)"
        switch solution.status {
        case .optimal: XCTAssertEqual(solution.objective, best, accuracy: 1e-6, name)
        case .feasible:
          XCTAssertLessThanOrEqual(
            OptimalityCheck(solution, of: problem).primalViolation, 1e-7, name)
          XCTAssertGreaterThanOrEqual(solution.objective, best - 1e-6, name)
        case .undecided: XCTAssertTrue(solution.primal.isEmpty, name)
        default: XCTFail("\(name): \(solution.status)")
        }
        XCTAssertLessThanOrEqual(solution.bound, best + 1e-6, name)
      }
    }
  }

  /// A tenth of a second for a week that takes far longer.
  func testATenthOfASecond() {
    var draft = Draft()
    let slots = 384
    for t in 0..<slots {
      draft.limits.append((Double(20 + 15 * (t % 96) * (95 - t % 96) / 2256 + t % 7), .infinity))
    }
    for start in stride(from: 0, to: slots, by: 2) {
      for length in [24, 32, 36] {
        for pause in stride(from: length / 2 - 4, through: length / 2 + 4, by: 2) {
          let entries = (0..<length).filter { $0 != pause && $0 != pause + 1 }
            .map { ((start + $0) % slots, 1.0) }
          draft.columns.append((Double(4 * length + start % 5), .infinity, true, entries))
        }
      }
    }
    let problem = draft.problem()
    let start = DispatchTime.now().uptimeNanoseconds
    let solution = minimize(
      problem,
      limits: SolverLimits(shouldStop: {
        DispatchTime.now().uptimeNanoseconds - start > 100_000_000
      }))
    switch solution.status {
    case .feasible:
      XCTAssertLessThanOrEqual(OptimalityCheck(solution, of: problem).primalViolation, 1e-7)
      XCTAssertLessThanOrEqual(solution.bound, solution.objective)
    case .undecided: XCTAssertTrue(solution.primal.isEmpty)
    default: XCTFail("not in a tenth of a second: \(solution.status)")
    }
  }
}
