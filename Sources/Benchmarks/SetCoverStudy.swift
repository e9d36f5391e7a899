import Foundation
import Optimization

/// Set covering: every file of the OR-Library's format in the folder, proved or stopped
/// after its CPU seconds, with HiGHS and CBC beside it where they are installed.
enum SetCoverStudy {
  /// CPU seconds for each cover, and for each peer.
  static let seconds = 60.0

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory,
      let files = try? FileManager.default.contentsOfDirectory(atPath: directory)
    else {
      emit(#"{"study":"setcover","error":"needs --data with set covering instances"}"#)
      return
    }
    let folder = URL(filePath: directory)
    let known = bestKnown(folder)
    for file in files.sorted() where file.hasSuffix(".txt") {
      guard let cover = read(folder.appending(path: file)) else { continue }
      let name = String(file.dropLast(4))
      let start = Stopwatch.cpuSeconds
      let limits = SolverLimits(shouldStop: { Stopwatch.cpuSeconds - start > seconds })
      let solution = cover.minimized(limits: limits)
      let used = Stopwatch.cpuSeconds - start
      let problem = cover.problem
      var more = [
        "bound": solution.bound, "gap": solution.relativeGap, "cpu_seconds": used,
        "nodes": Double(solution.nodes),
        "violation": OptimalityCheck(solution, of: problem).primalViolation,
      ]
      more["best_known"] = known[name]
      if let peer = HiGHSPeer.solve(problem, seconds: seconds, withCBC: true) {
        more["highs_value"] = peer.value
        more["highs_bound"] = peer.bound
        more["highs_cpu_seconds"] = peer.seconds
        more["time_ratio_to_highs"] = used / max(peer.seconds, 1e-6)
        more["cbc_value"] = peer.cbc?.value
        more["cbc_bound"] = peer.cbc?.bound
        more["cbc_cpu_seconds"] = peer.cbc?.seconds
        // CBC tells its time in hundredths of a second.
        more["time_ratio_to_cbc"] = peer.cbc.map { used / max($0.seconds, 0.01) }
      }
      emit(
        Measurement.line(
          study: "setcover", case: name, measure: "cost", value: solution.objective, more: more))
    }
  }

  /// `rows columns`, the costs, then by row the number of its columns and their list.
  private static func read(_ url: URL) -> SetCover? {
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
    let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    guard numbers.count > 2, numbers.count > 2 + numbers[1] else { return nil }
    var columns = [[Int]](repeating: [], count: numbers[1])
    var position = 2 + numbers[1]
    for i in 0..<numbers[0] {
      guard position < numbers.count, position + numbers[position] < numbers.count else {
        return nil
      }
      for j in numbers[(position + 1)..<(position + 1 + numbers[position])] {
        guard columns.indices.contains(j - 1) else { return nil }
        columns[j - 1].append(i)
      }
      position += numbers[position] + 1
    }
    return try? SetCover(
      rowCount: numbers[0], costs: numbers[2..<2 + numbers[1]].map(Double.init), columns: columns)
  }

  /// `best_known.csv` of the folder, where there is one: name first, optimum last.
  private static func bestKnown(_ folder: URL) -> [String: Double] {
    let url = folder.appending(path: "best_known.csv")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [:] }
    var result: [String: Double] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",")
      if let name = fields.first, let value = fields.last.flatMap({ Double($0) }) {
        result[String(name)] = value
      }
    }
    return result
  }
}
