import Foundation
import Optimization

/// Generalized assignment (`gap`) and multidimensional knapsacks (`mknap`): every problem of
/// every OR-Library file in the folder, with HiGHS and CBC beside it where they are
/// installed.
enum AssignmentStudy {
  /// CPU seconds a problem may spend, ours and the peer's.
  static let seconds = 10.0

  /// Files are `gap` and a name: numbered ones maximize, lettered ones minimize.
  static func run(directory: String?, emit: (String) -> Void) {
    for (name, numbers) in files(directory, "gap", emit) {
      var scan = NumberScan(numbers)
      let sign = name.last?.isNumber == true ? -1.0 : 1.0
      for k in 0..<max(0, scan.next()) {
        let (m, n) = (max(0, scan.next()), max(0, scan.next()))
        let costs = (0..<m).map { _ in (0..<n).map { _ in sign * Double(scan.next()) } }
        let needs = (0..<m).map { _ in (0..<n).map { _ in scan.next() } }
        let capacities = (0..<m).map { _ in scan.next() }
        guard !scan.isExhausted,
          let problem = try? GeneralizedAssignment(
            costs: costs, needs: needs, capacities: capacities)
        else { break }
        report("gap", "\(name)-\(k + 1)", problem.problem, sign, nil, emit) {
          problem.minimized(limits: $0)
        }
      }
    }
  }

  /// Maximizes; the optimum stands in the header, 0 where unknown.
  static func runKnapsacks(directory: String?, emit: (String) -> Void) {
    for (name, numbers) in files(directory, "mknap", emit) {
      var scan = NumberScan(numbers)
      for k in 0..<max(0, scan.next()) {
        let (n, m, optimum) = (max(0, scan.next()), max(0, scan.next()), scan.nextNumber())
        let profits = (0..<n).map { _ in scan.nextNumber() }
        let needs = (0..<m).map { _ in (0..<n).map { _ in scan.nextNumber() } }
        let capacities = (0..<m).map { _ in scan.nextNumber() }
        guard !scan.isExhausted,
          let knapsack = try? MultidimensionalKnapsack(
            profits: profits, needs: needs, capacities: capacities)
        else { break }
        report(
          "mknap", "\(name)-\(k + 1)", knapsack.problem, -1, optimum > 0 ? optimum : nil, emit
        ) { knapsack.minimized(limits: $0) }
      }
    }
  }

  private static func report(
    _ study: String, _ name: String, _ problem: Problem, _ sign: Double, _ known: Double?,
    _ emit: (String) -> Void, _ solve: (SolverLimits) -> Solution
  ) {
    let start = Stopwatch.cpuSeconds
    let solution = solve(SolverLimits(shouldStop: { Stopwatch.cpuSeconds - start > seconds }))
    let used = Stopwatch.cpuSeconds - start
    var more = [
      "bound": sign * solution.bound, "gap": solution.relativeGap, "cpu_seconds": used,
      "nodes": Double(solution.nodes),
    ]
    if !solution.primal.isEmpty {
      more["violation"] = OptimalityCheck(solution, of: problem).primalViolation
    }
    more["best_known"] = known
    if let peer = HiGHSPeer.solve(problem, seconds: seconds, withCBC: true) {
      more["highs_value"] = peer.value.map { sign * $0 }
      more["highs_bound"] = peer.bound.map { sign * $0 }
      more["highs_cpu_seconds"] = peer.seconds
      more["time_ratio_to_highs"] = used / max(peer.seconds, 1e-6)
      more["cbc_value"] = peer.cbc?.value.map { sign * $0 }
      more["cbc_bound"] = peer.cbc?.bound.map { sign * $0 }
      more["cbc_cpu_seconds"] = peer.cbc?.seconds
      more["time_ratio_to_cbc"] = peer.cbc.map { used / max($0.seconds, 0.01) }
    }
    emit(
      Measurement.line(
        study: study, case: name, measure: sign < 0 ? "profit" : "cost",
        value: sign * solution.objective, more: more))
  }

  private static func files(
    _ directory: String?, _ study: String, _ emit: (String) -> Void
  ) -> [(name: String, numbers: [Double])] {
    guard let directory,
      let files = try? FileManager.default.contentsOfDirectory(atPath: directory)
    else {
      emit("{\"study\":\"\(study)\",\"error\":\"needs --data with \(study) instances\"}")
      return []
    }
    let folder = URL(filePath: directory)
    return files.sorted().filter { $0.hasSuffix(".txt") }.compactMap { file in
      guard let text = try? String(contentsOf: folder.appending(path: file), encoding: .utf8)
      else { return nil }
      let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      return (String(file.dropLast(4)), numbers)
    }
  }

  /// Numbers one after the other; zeros once there are no more.
  private struct NumberScan {
    private let numbers: [Double]
    private var position = 0
    private(set) var isExhausted = false

    init(_ numbers: [Double]) { self.numbers = numbers }

    mutating func nextNumber() -> Double {
      guard position < numbers.count else {
        isExhausted = true
        return 0
      }
      position += 1
      return numbers[position - 1]
    }

    mutating func next() -> Int {
      let value = nextNumber()
      return abs(value) < 1e9 ? Int(value) : 0
    }
  }
}
