import Foundation
import Optimization
import Queueing
import Statistics
import XCTest

@testable import Staffing

final class IntradayMovesTests: XCTestCase {
  private let now: Int64 = 39_600

  /// Eight half hours from eleven on, at `factor` times a course that the lines are about
  /// right for.
  private func moves(
    _ factor: Double, lines: [IntradayMoves.Line]? = nil, floors: Int = 0,
    limits: SolverLimits = SolverLimits()
  ) throws -> IntradayMoves {
    let gamma = try Gamma(mean: 1, variance: 0.01)
    return IntradayMoves(
      lines: lines ?? self.lines(6, 5),
      rules: IntradayMoves.Rules(
        notice: 1_800, longestOvertime: 3_600, overtimeFactor: 1.5, longestEarlyLeave: 5_400,
        earlyLeaveSaving: 1, changePrice: 2),
      now: now, starts: (0..<8).map { now + $0 * 1_800 }, seconds: 1_800,
      promise: try DayPromise(
        paths: (0..<50).map { path in
          let course = [90.0, 95, 100, 100, 90, 80, 60, 50]
          let size = gamma.quantile((Double(path) + 0.5) / 50) * factor
          return course.map { $0 * size }
        }, queue: ContactQueue(meanHandleTime: 300, meanPatience: 180), intervalSeconds: 1_800,
        target: .answer(share: 0.8, within: 20)),
      floors: [Int](repeating: floors, count: 8), shrinkage: try Shrinkage(0), limits: limits)
  }

  private func lines(_ early: Int, _ late: Int) -> [IntradayMoves.Line] {
    let (a, b) = (now - 10_800, now - 3_600)
    let lunch = now + 3_600
    return [
      // From eight to one, from ten to three with a break at twelve.
      IntradayMoves.Line(
        id: "S1", start: a, end: now + 7_200, breaks: [], places: [], count: early, wage: 20),
      IntradayMoves.Line(
        id: "S2", start: b, end: now + 14_400, breaks: [lunch..<lunch + 1_800],
        places: [stride(from: lunch - 1_800, through: lunch + 3_600, by: 1_800).map { $0 }],
        count: late, wage: 20),
    ]
  }

  /// By the rules alone: lengths, notice, breaks in their windows, whole persons.
  private func check(_ moves: IntradayMoves, _ found: IntradayMoves.Outcome) {
    var persons: [Int: Int] = [:]
    var people = moves.starts.map { _ in 0 }
    func add(_ line: IntradayMoves.Line, _ end: Int64, _ breaks: [Range<Int64>], _ count: Int) {
      for (k, start) in moves.starts.enumerated()
      where line.start <= start && start + moves.seconds <= end
        && !breaks.contains(where: { $0.overlaps(start..<start + moves.seconds) })
      {
        people[k] += count
      }
    }
    for move in found.moves {
      let line = moves.lines[move.line]
      persons[move.line, default: 0] += move.count
      XCTAssertGreaterThan(move.count, 0)
      XCTAssertLessThanOrEqual(move.end, line.end + moves.rules.longestOvertime)
      XCTAssertGreaterThanOrEqual(move.end, line.end - moves.rules.longestEarlyLeave)
      if move.end != line.end {
        XCTAssertGreaterThanOrEqual(min(move.end, line.end), moves.now + moves.rules.notice)
      }
      for (k, rest) in move.breaks.enumerated() where rest != line.breaks[k] {
        XCTAssert(line.places[k].contains(rest.lowerBound))
        XCTAssertGreaterThanOrEqual(rest.lowerBound, moves.now + moves.rules.notice)
        XCTAssertEqual(rest.count, line.breaks[k].count)
      }
      XCTAssert(move.breaks.allSatisfy { $0.upperBound <= move.end })
      add(line, move.end, move.breaks, move.count)
    }
    for (number, line) in moves.lines.enumerated() {
      XCTAssertLessThanOrEqual(persons[number] ?? 0, line.count)
      add(line, line.end, line.breaks, line.count - (persons[number] ?? 0))
    }
    XCTAssertEqual(people, found.people)
    XCTAssertLessThanOrEqual(found.bound, found.objective + 1e-9)
    XCTAssertEqual(found.cost, found.moves.reduce(0) { $0 + $1.cost }, accuracy: 1e-9)
  }

  func testABusyDayGetsMoreAndAQuietOneLess() throws {
    let busy = try moves(1.1, lines: lines(8, 7))
    let more = busy.moves(chance: 0.8, allowsMore: true, allowsLess: false)
    check(busy, more)
    XCTAssertGreaterThan(more.cost, 0)
    XCTAssertGreaterThan(more.chance, busy.asPublished.chance)
    let quiet = try moves(0.4, lines: lines(8, 7))
    let less = quiet.moves(chance: 0.8, allowsMore: false, allowsLess: true)
    check(quiet, less)
    XCTAssertLessThan(less.cost, 0)
    XCTAssertGreaterThanOrEqual(less.chance, 0.8)
  }

  /// By another measure than the search's own: it is reached, and nearly all that is reached is
  /// needed; or nobody is left who could help.
  func testMovesByAnotherMeasure() throws {
    func measure(_ day: IntradayMoves) -> ([Int]) throws -> MeasuredRest {
      { people in
        // As if one person fewer were there: what the queue of before takes.
        let agents = people.map { max(0, $0 - 1) }
        return MeasuredRest(
          chance: day.promise.chance(agents: agents),
          misses: agents.indices.map { k in
            let all = day.promise.misses(interval: k)
            return all[min(all.count - 1, agents[k])]
          })
      }
    }
    for (factor, wanted) in [(1.05, 0.5), (1.15, 0.8), (1.15, 0.99), (2.5, 0.8)] {
      let day = try moves(factor, lines: lines(8, 7))
      let found = try day.moves(
        chance: wanted, allowsMore: true, allowsLess: false, measure: measure(day))
      check(day, found.outcome)
      XCTAssertEqual(try measure(day)(found.outcome.people), found.rest)
      let plain = day.moves(chance: wanted, allowsMore: true, allowsLess: false)
      XCTAssertGreaterThanOrEqual(found.rest.chance, try measure(day)(plain.people).chance)
      XCTAssertNotEqual(found.rest.chance >= wanted - 1e-9, found.isOutOfStaff, "\(wanted)")
      if found.isOutOfStaff {
        // Nobody longer than all may stay: more than that is not to be had.
        let all = day.moves(price: 1e9, allowsMore: true, allowsLess: false)
        XCTAssertLessThan(try measure(day)(all.people).chance, wanted)
      }
    }
  }

  /// A dearer contact never leaves more of them missed.
  func testMovesAreMonotoneInThePrice() throws {
    let day = try moves(1)
    var missed = Double.infinity
    for price in [0.01, 0.3, 1, 5, 50] {
      let found = day.moves(price: price)
      check(day, found)
      let misses = found.people.enumerated().reduce(0.0) {
        let all = day.promise.misses(interval: $1.offset)
        return $0 + all[min(all.count - 1, $1.element)]
      }
      XCTAssertLessThanOrEqual(misses, missed + 1e-6)
      missed = misses
    }
  }

  func testEdges() throws {
    // Nobody calls, nobody is there, a search that may not search, a floor nobody can reach.
    for (factor, lines) in [(0.0, lines(6, 5)), (1, lines(0, 0)), (1, []), (0, [])] {
      let day = try moves(factor, lines: lines)
      let found = day.moves(chance: 0.8, allowsMore: true, allowsLess: true)
      check(day, found)
      if lines.allSatisfy({ $0.count == 0 }) { XCTAssertEqual(found.moves, []) }
    }
    let hurried = try moves(1.2, limits: SolverLimits(nodes: 1, shouldStop: { true }))
    check(hurried, hurried.moves(chance: 0.8, allowsMore: true, allowsLess: false))
    let floored = try moves(1, floors: 100)
    check(floored, floored.moves(chance: 0.8, allowsMore: true, allowsLess: true))
    XCTAssertEqual(try moves(1).asPublished.moves, [])
  }
}
