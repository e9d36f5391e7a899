import Foundation
import Optimization

/// A covering instance: demand by quarter-hour of a cyclic week, and a rule for shifts.
struct CoverInstance: Decodable {
  var kind: String
  var size: String
  var demand: [Double]
  var starts: Int
  var lengths: [Int]
  var underPenalty: Double?
  var budget: Double?
  /// Columns of shifts or tours that the rule is said to give.
  var columns: Int?

  enum CodingKeys: String, CodingKey {
    case kind, size, demand, columns
    case starts = "start_grid_slots"
    case lengths = "lengths_slots"
    case underPenalty = "under_penalty"
    case budget = "budget_slots"
  }

  private static let day = 96
  private static let breakSlots = 2

  /// One column: the slots it covers, paid slots and cost.
  struct Shift {
    var slots: [Int]
    var paid: Double
    var cost: Double
  }

  /// 1 between 22:00 and 06:00.
  private func premium(_ slot: Int) -> Double {
    slot % Self.day >= 88 || slot % Self.day < 24 ? 1 : 0
  }

  /// Shifts by the instance's rule. `flow`: one interval. `brk`, `soft`: from 24 slots on,
  /// two slots of break, placed around the middle within ±4 slots, no shift without break
  /// of 18 slots; starts and breaks on a grid of two slots at least. `tour`: five of seven
  /// days of the same shift with a break in the middle.
  func shifts() -> [Shift] {
    if let tours = tourCover() { return explicitTours(tours) }
    let count = demand.count
    let grid = kind == "flow" ? starts : max(2, starts)
    var result: [Shift] = []
    for start in stride(from: 0, to: count, by: grid) {
      for length in lengths where kind == "flow" || length != 18 {
        let span = (start..<start + length).map { $0 % count }
        let night = span.reduce(0) { $0 + premium($1) }
        if kind == "flow" || length < 24 {
          result.append(
            Shift(slots: span, paid: Double(length), cost: 4 * Double(length) + night + 8))
          continue
        }
        for offset in stride(from: length / 2 - 5, through: length / 2 + 3, by: grid) {
          let slots = span.indices.filter { $0 < offset || $0 >= offset + Self.breakSlots }
          result.append(
            Shift(
              slots: slots.map { span[$0] }, paid: Double(length - Self.breakSlots),
              cost: 4 * Double(length) + night))
        }
      }
    }
    return result
  }

  /// The tours of a `tour` instance; nil for the other kinds.
  func tourCover() -> TourCover? {
    guard kind == "tour" else { return nil }
    let lengths: [String: [Int]] = [
      "small": [32, 40], "medium": [24, 32, 40], "large": [24, 28, 32, 36, 40],
    ]
    var kinds: [TourCover.Kind] = []
    for start in stride(from: 0, to: Self.day, by: starts) {
      for length in lengths[size] ?? [] {
        let offset = length / 2 - 1
        let slots = (0..<length).filter { $0 < offset || $0 >= offset + Self.breakSlots }
        let night = (start..<start + length).reduce(0) { $0 + premium($1) }
        let cost = 4 * Double(length - Self.breakSlots) + 8 + night
        kinds.append(
          .init(slots: slots.map { start + $0 }, costs: (0..<7).map { $0 < 5 ? cost : cost + 6 }))
      }
    }
    return try? TourCover(demand: demand, dayCount: 7, daysOn: 5, kinds: kinds)
  }

  private func explicitTours(_ tours: TourCover) -> [Shift] {
    tours.kinds.flatMap { kind in
      (0..<1 << 7).filter { $0.nonzeroBitCount == tours.daysOn }.map { choice in
        let days = (0..<7).filter { choice >> $0 & 1 == 1 }
        let slots = days.flatMap { d in
          kind.slots.map { (d * Self.day + $0) % demand.count }
        }
        return Shift(
          slots: slots, paid: Double(slots.count), cost: days.reduce(0) { $0 + kind.costs[$1] })
      }
    }
  }

  /// How many people are missing at the worst slot, counted from the tours.
  func missing(_ tours: [TourCover.Tour], of cover: TourCover) -> Double {
    var left = demand
    for tour in tours {
      for d in tour.days {
        for slot in cover.kinds[tour.kind].slots {
          left[(d * Self.day + slot) % left.count] -= Double(tour.count)
        }
      }
    }
    return max(0, left.max() ?? 0)
  }

  func problem() -> Problem {
    var problem = Problem()
    for d in demand { problem.addConstraint(lower: d) }
    let budgetRow = budget.map { problem.addConstraint("budget", upper: $0) }
    for shift in shifts() {
      var entries = shift.slots.map { Problem.Entry(row: $0, value: 1) }
      if let budgetRow { entries.append(.init(row: budgetRow, value: shift.paid)) }
      problem.addColumn(cost: shift.cost, entries: entries, isInteger: true)
    }
    if let underPenalty {
      for t in demand.indices {
        problem.addColumn(
          cost: underPenalty, entries: [.init(row: t, value: 1)], isInteger: true)
      }
    }
    return problem
  }
}
