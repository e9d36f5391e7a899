import Foundation
import Optimization

/// Covering a week of quarter-hours with shifts: the instance files name demand and
/// the rule that generates columns; this study builds the program, solves it and
/// prints value, bound and CPU seconds, with HiGHS beside it where Python has it.
enum CoverStudy {
  /// Cases this study runs, with the CPU seconds each may spend.
  static let cases: [(name: String, seconds: Double)] = [
    ("flow_small", 20), ("flow_medium", 20), ("flow_large", 20), ("brk_small", 20),
    ("brk_medium", 20), ("soft_small", 20),
  ]

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(#"{"study":"shiftcover","error":"needs --data with the shiftcover instances"}"#)
      return
    }
    for (name, seconds) in cases {
      let url = URL(filePath: directory).appending(path: "\(name).json")
      guard let data = try? Data(contentsOf: url),
        let instance = try? JSONDecoder().decode(CoverInstance.self, from: data)
      else { continue }
      let problem = instance.problem()
      let start = clock()
      let budget = Double(CLOCKS_PER_SEC) * seconds
      let limits = SolverLimits(shouldStop: { Double(clock() - start) > budget })
      let solution = minimize(problem, limits: limits)
      let used = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      let check = OptimalityCheck(solution, of: problem)
      var line: [String: Any] = [
        "study": "shiftcover", "case": name, "measure": "cost", "status": solution.status.rawValue,
        "value": solution.objective, "bound": solution.bound, "gap": solution.relativeGap,
        "cpu_seconds": used, "nodes": solution.nodes, "iterations": solution.iterations,
        "violation": check.primalViolation,
      ]
      if let known = Self.bestKnown[name] { line["best_known"] = known }
      if let peer = HiGHSPeer.solve(problem, seconds: seconds) {
        line["highs_value"] = peer.value ?? .infinity
        line["highs_bound"] = peer.bound ?? -.infinity
        line["highs_cpu_seconds"] = peer.seconds
        // A ratio of times means something where both have proved the optimum.
        if solution.status == .optimal, let bound = peer.bound, let value = peer.value,
          abs(value - bound) <= 1e-6 * max(1, abs(value))
        {
          line["time_ratio_to_highs"] = used / max(peer.seconds, 1e-6)
        }
      }
      emit(json(line))
    }
  }

  /// Proven optima, or the best value known.
  static let bestKnown: [String: Double] = [
    "flow_small": 15884, "flow_medium": 57196, "flow_large": 196406, "brk_small": 16028,
    "brk_medium": 56104, "soft_small": 19056,
  ]

  private static func json(_ line: [String: Any]) -> String {
    let safe = line.mapValues { value -> Any in
      if let number = value as? Double, !number.isFinite { return NSNull() }
      return value
    }
    let data = try? JSONSerialization.data(
      withJSONObject: safe, options: [.sortedKeys, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

/// A covering instance: demand by quarter-hour of a cyclic week, and a rule for shifts.
struct CoverInstance: Decodable {
  var kind: String
  var demand: [Double]
  var starts: Int
  var lengths: [Int]
  var underPenalty: Double?
  var budget: Double?

  enum CodingKeys: String, CodingKey {
    case kind, demand
    case starts = "start_grid_slots"
    case lengths = "lengths_slots"
    case underPenalty = "under_penalty"
    case budget = "budget_slots"
  }

  /// One shift: the slots it covers, paid slots and cost.
  struct Shift {
    var slots: [Int]
    var paid: Double
    var cost: Double
  }

  /// Shifts by the instance's rule. `flow`: one interval. `brk`, `soft`: from 24 slots
  /// on, two slots of break, placed around the middle within ±4 slots on the start grid.
  func shifts() -> [Shift] {
    let count = demand.count
    let day = 96
    func premium(_ slot: Int) -> Double { slot % day >= 88 || slot % day < 24 ? 1 : 0 }
    var result: [Shift] = []
    for start in stride(from: 0, to: count, by: starts) {
      for length in lengths {
        let span = (start..<start + length).map { $0 % count }
        let night = span.reduce(0) { $0 + premium($1) }
        switch kind {
        case "flow":
          result.append(
            Shift(slots: span, paid: Double(length), cost: 4 * Double(length) + night + 8))
        default:
          if length < 24 {
            result.append(
              Shift(slots: span, paid: Double(length), cost: 4 * Double(length) + night + 8))
            continue
          }
          for offset in stride(from: length / 2 - 5, through: length / 2 + 3, by: starts) {
            let slots = span.indices.filter { $0 < offset || $0 >= offset + 2 }.map { span[$0] }
            result.append(
              Shift(slots: slots, paid: Double(length - 2), cost: 4 * Double(length) + night))
          }
        }
      }
    }
    return result
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
