import Foundation
import Optimization

/// Covering a week of quarter-hours with shifts or tours: the instance files name demand
/// and the rule that generates columns; this study builds the program, solves it and prints
/// value, bound and CPU seconds, with HiGHS beside it where Python has it.
///
/// Every case is solved twice: within a tenth of its seconds (`cost-2s`) and within all of
/// them (`cost`). Tours go to `TourCover`; HiGHS gets a column for every choice of days.
enum CoverStudy {
  /// CPU seconds a case may spend.
  static let seconds = 20.0
  static let shortSeconds = 2.0

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(#"{"study":"shiftcover","error":"needs --data with the shiftcover instances"}"#)
      return
    }
    for kind in ["flow", "brk", "soft", "tour"] {
      for size in ["small", "medium", "large"] {
        let url = URL(filePath: directory).appending(path: "\(kind)_\(size).json")
        guard let data = try? Data(contentsOf: url),
          let instance = try? JSONDecoder().decode(CoverInstance.self, from: data)
        else { continue }
        run("\(kind)_\(size)", instance, emit)
      }
    }
  }

  private static func run(_ name: String, _ instance: CoverInstance, _ emit: (String) -> Void) {
    let problem = instance.problem()
    if let columns = instance.columns, columns != instance.shifts().count {
      emit(json(["study": "shiftcover", "case": name, "error": "columns follow another rule"]))
      return
    }
    let (short, shortUsed) = solve(instance, problem, shortSeconds)
    emit(json(line(name, "cost-2s", short, shortUsed)))
    let (solution, used) = solve(instance, problem, seconds)
    var result = line(name, "cost", solution, used)
    if let peer = HiGHSPeer.solve(problem, seconds: seconds) {
      result["highs_value"] = peer.value ?? .infinity
      result["highs_bound"] = peer.bound ?? -.infinity
      result["highs_cpu_seconds"] = peer.seconds
      // A ratio of times means something where both have proved the optimum.
      if solution.status == .optimal, let bound = peer.bound, let value = peer.value,
        abs(value - bound) <= 1e-6 * max(1, abs(value))
      {
        result["time_ratio_to_highs"] = used / max(peer.seconds, 1e-6)
      }
    }
    emit(json(result))
  }

  private static func solve(
    _ instance: CoverInstance, _ problem: Problem, _ seconds: Double
  ) -> (solution: CheckedSolution, used: Double) {
    let start = Stopwatch.cpuSeconds
    let limits = SolverLimits(shouldStop: { Stopwatch.cpuSeconds - start > seconds })
    if let tours = instance.tourCover() {
      let plan = tours.minimized(limits: limits)
      let used = Stopwatch.cpuSeconds - start
      return (CheckedSolution(plan.solution, instance.missing(plan.tours, of: tours)), used)
    }
    let solution = minimize(problem, limits: limits)
    let used = Stopwatch.cpuSeconds - start
    return (
      CheckedSolution(solution, OptimalityCheck(solution, of: problem).primalViolation), used
    )
  }

  /// A solution and by how much its plan misses what was asked for.
  struct CheckedSolution {
    var solution: Solution
    var violation: Double
    var status: SolutionStatus { solution.status }

    init(_ solution: Solution, _ violation: Double) {
      self.solution = solution
      self.violation = violation
    }
  }

  private static func line(
    _ name: String, _ measure: String, _ checked: CheckedSolution, _ used: Double
  ) -> [String: Any] {
    let solution = checked.solution
    let line: [String: Any] = [
      "study": "shiftcover", "case": name, "measure": measure,
      "status": solution.status.rawValue, "value": solution.objective, "bound": solution.bound,
      "gap": solution.relativeGap, "cpu_seconds": used, "nodes": solution.nodes,
      "iterations": solution.iterations, "violation": checked.violation,
    ]
    return line
  }

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
