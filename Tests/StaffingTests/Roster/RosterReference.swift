import Foundation
import Staffing
import TestSupport

/// A problem of `Tests/Reference/staffing/rosters` and its least penalty by another solver.
struct RosterReference: Decodable {
  struct Person: Decodable {
    var minMinutes, maxMinutes, maxRun, minRun, minOff, maxWeekends: Int
    var maxShifts, leave: [Int]
  }

  struct Wish: Decodable {
    var person, day, shift: Int
    var wanted: Bool
    var weight: Double
  }

  var days: Int
  var shifts: [String]
  var people: [Person]
  var wishes: [Wish]
  var cover: [[Int]]
  var under, over, penalty: Double

  static func all() throws -> [RosterReference] {
    let data = try Data(contentsOf: Repository.reference("staffing/rosters/rosters.json"))
    return try JSONDecoder().decode([RosterReference].self, from: data)
  }

  var problem: RosterProblem {
    let kinds = shifts.enumerated().map { s, name in
      RosterShift(name: name, minutes: 480, neverFollowedBy: Array(0..<s))
    }
    let people = self.people.enumerated().map { p, person in
      RosterPerson(
        name: "Person \(p + 1)",
        rules: [
          RosterRule(.minutes(min: person.minMinutes, max: person.maxMinutes)),
          RosterRule(.run(of: .work, min: person.minRun, max: person.maxRun, edges: .open)),
          RosterRule(.run(of: .off, min: person.minOff, max: nil, edges: .open)),
          RosterRule(.weekends(min: 0, max: person.maxWeekends)),
        ]
          + person.maxShifts.enumerated().map { s, most in
            RosterRule(.shifts(of: [s], min: 0, max: most))
          },
        wishes: person.leave.map { .leave(day: $0) }
          + wishes.filter { $0.person == p }.map {
            RosterWish(day: $0.day, shifts: [$0.shift], isWanted: $0.wanted, .soft($0.weight))
          })
    }
    let needs = cover.enumerated().flatMap { day, counts in
      counts.enumerated().map { s, count in
        RosterCover(
          day: day, shifts: [s], required: count, under: .soft(under), over: .soft(over))
      }
    }
    return RosterProblem(days: days, shifts: kinds, people: people, cover: needs)
  }
}
