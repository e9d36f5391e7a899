import Foundation
import Staffing

/// Rosters of named people: every instance of a folder in the format of Curtois & Qu
/// (`SECTION_…`) or of the First International Nurse Rostering Competition
/// (`SCHEDULING_PERIOD; …`), with penalty, bound and CPU seconds, and the repair of the
/// roster when one person is absent for three days.
enum RosterStudy {
  /// CPU seconds an instance may take.
  static let seconds = 60.0

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(#"{"study":"rosters","error":"needs --data with roster instances"}"#)
      return
    }
    let folder = URL(filePath: directory)
    let known = published(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let files = names.filter { $0.hasSuffix(".txt") }
    for file in files.sorted(by: { $0.localizedStandardCompare($1) == .orderedAscending }) {
      guard let text = try? String(contentsOf: folder.appending(path: file), encoding: .utf8)
      else { continue }
      let problem =
        text.contains("SECTION_STAFF") ? CurtoisReader.problem(text) : INRCReader.problem(text)
      guard let problem else { continue }
      let name = String(file.dropLast(4))
      let number = String(name.drop { !$0.isNumber })
      study(problem, name: name, published: known[name] ?? known[number] ?? [:], emit: emit)
    }
  }

  private static func study(
    _ problem: RosterProblem, name: String, published: [String: Double],
    emit: (String) -> Void
  ) {
    let start = Stopwatch.cpuSeconds
    let limits = RosterLimits(
      work: .max, shouldStop: { Stopwatch.cpuSeconds - start > Self.seconds })
    let plan: RosterPlan
    let solver: RosterSolver
    do {
      solver = try RosterSolver(problem)
      plan = try solver.solve(limits: limits)
    } catch {
      emit(#"{"study":"rosters","case":"\#(name)","error":"\#(error)"}"#)
      return
    }
    let first = Stopwatch.cpuSeconds - start
    var more = [
      "bound": plan.bound, "gap": plan.gap, "violations": Double(plan.review.violations.count),
      "proved": plan.isProved ? 1 : 0, "cpu_seconds": first,
    ]
    more.merge(published) { own, _ in own }
    emit(
      Measurement.line(
        study: "rosters", case: name, measure: "penalty", value: plan.penalty, more: more))
    repair(problem, plan, solver, name: name, first: first, emit: emit)
  }

  /// The person with the most work is away for three days from the middle of the horizon.
  private static func repair(
    _ problem: RosterProblem, _ plan: RosterPlan, _ solver: RosterSolver, name: String,
    first: Double, emit: (String) -> Void
  ) {
    let days = (problem.days / 2)..<min(problem.days / 2 + 3, problem.days)
    let worked = plan.roster.duties.map { duties in
      days.filter { duties[$0] != nil }.count
    }
    guard let person = worked.indices.max(by: { worked[$0] < worked[$1] }) else { return }
    var absent = problem
    absent.people[person].wishes += days.map { .leave(day: $0) }
    // What keeps the absent person to so much work no longer applies.
    absent.people[person].rules.removeAll { rule in
      if case .minutes = rule.kind { return rule.force == .hard }
      if case .run = rule.kind { return rule.force == .hard }
      return false
    }
    // Fewest changes first; then at a price: a change weighs as much as five requests of
    // weight one, less than a person missing.
    let weights: [(String, RosterChangeWeight)] = [
      ("fewest_changes", .fewestFirst), ("changes_at_a_price_of_5", .price(5)),
    ]
    for (measure, weight) in weights {
      let start = Stopwatch.cpuSeconds
      let limits = RosterLimits(
        work: .max, shouldStop: { Stopwatch.cpuSeconds - start > max(0.1 * first, 0.01) })
      guard
        let repair = try? RosterSolver(absent, like: solver).repair(
          plan.roster, weight: weight, limits: limits, pool: plan.pool)
      else { continue }
      let used = Stopwatch.cpuSeconds - start
      emit(
        Measurement.line(
          study: "rosters", case: name, measure: measure, value: Double(repair.changes),
          more: [
            "bound": Double(repair.changesBound), "penalty": repair.review.penalty,
            "violations": Double(repair.review.violations.count),
            "combined": repair.combined, "combined_bound": repair.combinedBound,
            "time_ratio_to_first": used / first, "cpu_seconds": used,
          ]))
    }
  }

  /// The values published for each instance: the columns of the folder's own table,
  /// `best_known.csv`, from `best_known` on.
  private static func published(_ folder: URL) -> [String: [String: Double]] {
    guard
      let text = try? String(
        contentsOf: folder.appending(path: "best_known.csv"), encoding: .utf8)
    else { return [:] }
    let rows = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let names = rows.first, let first = names.firstIndex(of: "best_known") else {
      return [:]
    }
    var result: [String: [String: Double]] = [:]
    for row in rows.dropFirst() {
      for (column, name) in names.enumerated() where column >= first && column < row.count {
        result[row[0], default: [:]][name] = Double(row[column])
      }
    }
    return result
  }
}
