import CivilTime
import Statistics
import XCTest

@testable import Staffing

/// Rosters that cannot be made: the conflict named is real, none of its parts can be spared, and
/// the changes named help.
final class RosterImpasseTests: XCTestCase {
  private typealias Limit = RosterTerms.Limit
  private let monday = CivilDate(year: 2025, month: 3, day: 3)

  private var terms: RosterTerms {
    RosterTerms(
      shifts: [
        .init(name: "Day", start: ClockTime(minuteOfDay: 480), length: 480),
        .init(name: "Night", start: ClockTime(minuteOfDay: 1_200), length: 600, skills: ["night"]),
      ], contracts: [.init(name: "full")])
  }

  private func make(
    _ terms: RosterTerms, _ people: [RosterTerms.Person], _ requests: [RosterTerms.Request] = [],
    _ needs: [RosterTerms.DatedNeed], days: Int = 4
  ) -> RosterCase {
    RosterCase(
      terms: terms, people: people, requests: requests, needs: needs, from: monday, days: days)
  }

  private func need(_ day: Int, _ shift: String, _ people: Int) -> RosterTerms.DatedNeed {
    .init(date: monday.adding(days: day), shift: shift, people: people, isMust: true)
  }

  private func person(_ name: String, _ skills: [String] = []) -> RosterTerms.Person {
    .init(name: name, contract: "full", skills: skills)
  }

  // MARK: Every possibility, one by one

  /// Whether some roster keeps all of `reasons`, by trying all of them.
  private func exists(_ scope: RosterCase, _ reasons: [RosterReason]) throws -> Bool {
    let problem = try scope.keeping(reasons).problem()
    let duties = problem.shifts.count + 1
    var lines: [[[Int?]]] = []
    var whole = 1
    for _ in 0..<problem.days { whole *= duties }
    for p in problem.people.indices {
      var own = problem
      own.people = [problem.people[p]]
      own.cover = []
      let checker = RosterChecker(own)
      var mine: [[Int?]] = []
      for code in 0..<whole {
        var rest = code
        let line = (0..<problem.days).map { _ -> Int? in
          defer { rest /= duties }
          return rest % duties == 0 ? nil : rest % duties - 1
        }
        if try checker.review(Roster(duties: [line])).isFeasible { mine.append(line) }
      }
      if mine.isEmpty { return false }
      lines.append(mine)
    }
    // Cover that the first people give, without repetition.
    var reached: Set<[Int]> = [problem.cover.map { _ in 0 }]
    for mine in lines {
      var next: Set<[Int]> = []
      for before in reached {
        for line in mine {
          next.insert(
            zip(problem.cover, before).map { need, count in
              min(need.required, count + (line[need.day].map(need.shifts.contains) == true ? 1 : 0))
            })
        }
      }
      reached = next
    }
    return reached.contains(problem.cover.map(\.required))
  }

  @discardableResult
  private func check(
    _ scope: RosterCase, file: StaticString = #filePath, line: UInt = #line
  ) throws -> RosterImpasse? {
    let all = scope.reasons(allNeeds: false)
    let found = try scope.impasse(limits: RosterLimits(work: 400_000_000))
    XCTAssertEqual(found == nil, try exists(scope, all), file: file, line: line)
    guard let found else { return nil }
    var own = scope
    if let name = found.person {
      own.people.removeAll { $0.name != name }
      own.requests.removeAll { $0.person != name }
    }
    XCTAssertTrue(found.isSmallest, file: file, line: line)
    XCTAssertFalse(try exists(own, found.reasons), "no conflict", file: file, line: line)
    for k in found.reasons.indices {
      var fewer = found.reasons
      fewer.remove(at: k)
      XCTAssertTrue(
        try exists(own, fewer), "\(found.reasons[k]) can be spared", file: file, line: line)
    }
    // Without the rules that give way there is a roster.
    if !found.changes.isEmpty {
      let gone = found.changes.map(\.reason)
      let rest = own.reasons(allNeeds: false).filter {
        !gone.contains($0) && (found.person == nil || !$0.isNeed)
      }
      XCTAssertTrue(try exists(own, rest), "changes do not help", file: file, line: line)
    }
    return found
  }

  // MARK: Cases made by hand

  func testANeedAboveAllPeople() throws {
    let found = try XCTUnwrap(
      check(make(terms, [person("A"), person("B")], [], [need(1, "Day", 3), need(2, "Day", 1)])))
    XCTAssertEqual(found.reasons, [.need(need(1, "Day", 3))])
    XCTAssertEqual(found.changes, [], "no rule helps")
    XCTAssertEqual(found.shortages, [.init(need: need(1, "Day", 3), missing: 1)])
    XCTAssertTrue(found.isLeastShortage)
  }

  func testLeaveOfTheOnlyOneWithTheSkill() throws {
    let leave = RosterTerms.Request(person: "A", date: monday.adding(days: 2), kind: .leave)
    let other = RosterTerms.Request(person: "B", date: monday.adding(days: 2), kind: .leave)
    let found = try XCTUnwrap(
      check(
        make(
          terms, [person("A", ["night"]), person("B"), person("C")], [leave, other],
          [need(2, "Night", 1), need(3, "Day", 1), need(0, "Day", 1)])))
    XCTAssertEqual(
      Set(found.reasons),
      Set<RosterReason>([
        .skill("night", shift: "Night"), .request(leave), .need(need(2, "Night", 1)),
      ]))
    XCTAssertEqual(found.changes.count, 1)
    XCTAssertTrue(found.isLeastChange)
  }

  func testDaysInARow() throws {
    var terms = terms
    terms.contracts[0].daysInARow = Limit(max: 3)
    let found = try XCTUnwrap(
      check(make(terms, [person("A")], [], (0..<4).map { need($0, "Day", 1) })))
    XCTAssertEqual(found.reasons.count, 5)
    XCTAssertEqual(found.changes.map(\.amount), [1])
    XCTAssertEqual(found.changes.first?.people, ["A"])
  }

  func testRestBetweenTwoFixedDuties() throws {
    let fixed = [(1, "Night"), (2, "Day")].map {
      RosterTerms.Request(
        person: "A", date: monday.adding(days: $0), kind: .fixed, shift: $1)
    }
    let found = try XCTUnwrap(
      check(
        make(terms, [person("B"), person("A", ["night"])], fixed, [need(0, "Day", 1)])))
    XCTAssertEqual(found.person, "A")
    XCTAssertEqual(
      Set(found.reasons),
      Set<RosterReason>([.rest(hours: 11), .request(fixed[0]), .request(fixed[1])]))
  }

  func testHoursAgainstLeave() throws {
    var terms = terms
    terms.contracts[0].hours = Limit(min: 24, max: 40)
    let leave = (0..<2).map {
      RosterTerms.Request(person: "A", date: monday.adding(days: $0), kind: .leave)
    }
    let found = try XCTUnwrap(
      check(make(terms, [person("A")], leave, [need(3, "Day", 1)])))
    XCTAssertEqual(found.person, "A")
    XCTAssertEqual(found.reasons.count, 3)
    // Eight hours fewer or a day of leave: alike.
    XCTAssertTrue(found.isLeastChange)
    XCTAssertEqual(found.changes.count, 1)
  }

  func testTwoConflictsGiveTwoChanges() throws {
    let leave = [("A", 0), ("B", 0), ("A", 3), ("B", 3)].map {
      RosterTerms.Request(person: $0, date: monday.adding(days: $1), kind: .leave)
    }
    let found = try XCTUnwrap(
      check(
        make(
          terms, [person("A", ["night"]), person("B", ["night"])], leave,
          [need(0, "Day", 1), need(3, "Night", 1)])))
    XCTAssertEqual(found.changes.count, 2, "\(found.changes)")
    XCTAssertEqual(found.shortages.count, 2)
  }

  func testAPossibleRosterHasNoImpasse() throws {
    XCTAssertNil(
      try check(
        make(terms, [person("A", ["night"])], [], [need(0, "Day", 1), need(1, "Night", 1)]))
    )
  }

  /// Small cases at random, each against every roster there is.
  func testRandomCases() throws {
    var draws = RandomStream(seed: 7, "impasse")
    func pick(_ count: Int) -> Int { Int(draws.next() % UInt64(count)) }
    var impossible = 0
    for _ in 0..<25 {
      var terms = terms
      terms.contracts[0].daysInARow = pick(2) == 0 ? Limit(min: 2, max: Double(2 + pick(2))) : nil
      terms.contracts[0].hours = pick(2) == 0 ? Limit(max: Double(16 + 8 * pick(2))) : nil
      if pick(3) == 0 { terms.contracts[0].shifts = [Limit(max: 1, shifts: ["Night"])] }
      if pick(3) == 0 { terms.contracts[0].rests = [.init(after: ["Night"], days: 1)] }
      let people = (0..<2 + pick(2)).map { person("P\($0)", pick(2) == 0 ? ["night"] : []) }
      let requests = (0..<pick(4)).map { _ in
        RosterTerms.Request(
          person: people[pick(people.count)].name, date: monday.adding(days: pick(4)),
          kind: pick(4) == 0 ? .fixed : .leave)
      }
      let needs = (0..<4).flatMap { day in
        [need(day, "Day", pick(3)), need(day, "Night", pick(5) == 0 ? 1 : 0)]
      }
      if try check(make(terms, people, requests, needs)) != nil { impossible += 1 }
    }
    XCTAssertGreaterThan(impossible, 5)
    XCTAssertLessThan(impossible, 25)
  }
}
