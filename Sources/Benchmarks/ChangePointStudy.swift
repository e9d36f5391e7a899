import Evaluation
import Foundation
import Statistics
import Tables

/// Dates of change beside those five people marked (van den Burg & Williams 2020), by one
/// setting for all series, and the time a million steps take.
///
/// The directory holds `tcpd_series.csv.gz` (dataset, dim, t, time, value) and
/// `tcpd_annotations.json`. Measures are their Cover and F1 with a margin of 5 steps;
/// `zero` is the same for an answer without any change.
enum ChangePointStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    timings(emit)
    guard let directory else { return emit(line("all", "needs --data", .nan)) }
    do {
      try scores(directory, emit)
    } catch {
      emit(line("all", "\(error)", .nan))
    }
  }

  private static func scores(_ directory: String, _ emit: (String) -> Void) throws {
    let sets = try series(directory)
    let people = try annotations(directory)
    var totals = [Double](repeating: 0, count: 4)
    var count = 0.0
    var seconds = 0.0
    for name in sets.keys.sorted() {
      guard let dimensions = sets[name], let marks = people[name] else { continue }
      let begin = Stopwatch.cpuSeconds
      let found = try AutomaticChangePoints().changes(in: dimensions).changes.map(\.first)
      let spent = Stopwatch.cpuSeconds - begin
      let steps = dimensions[0].count
      let scores = [
        cover(marks, found, steps), f1(marks, found), cover(marks, [], steps), f1(marks, []),
      ]
      emit(
        line(name, "cover", scores[0], more: ["zero": scores[2], "changes": Double(found.count)]))
      emit(line(name, "f1", scores[1], more: ["zero": scores[3], "cpu_seconds": spent]))
      for k in scores.indices { totals[k] += scores[k] }
      count += 1
      seconds += spent
    }
    guard count > 0 else { return emit(line("mean", "no series with annotations", .nan)) }
    emit(line("mean", "cover", totals[0] / count, more: ["zero": totals[2] / count]))
    emit(
      line(
        "mean", "f1", totals[1] / count,
        more: ["zero": totals[3] / count, "cpu_seconds": seconds, "series": count]))
  }

  private static func series(_ directory: String) throws -> [String: [[Double]]] {
    let path = ["csv.gz", "csv"].map { "\(directory)/tcpd_series.\($0)" }
      .first { FileManager.default.fileExists(atPath: $0) }
    let table = try TableReader.read(path: path ?? "\(directory)/tcpd_series.csv.gz").table
    guard case .text(let names)? = table["dataset"]?.values,
      case .integer(let dims)? = table["dim"]?.values,
      case .integer(let steps)? = table["t"]?.values, let column = table["value"]
    else { throw CocoaError(.fileReadCorruptFile) }
    let values: [Double] =
      switch column.values {
      case .double(let values): values
      case .integer(let values): values.map(Double.init)
      default: throw CocoaError(.fileReadCorruptFile)
      }
    var result: [String: [[Double]]] = [:]
    for row in 0..<table.rowCount where names.codes[row] >= 0 {
      let name = names.dictionary[Int(names.codes[row])]
      let (d, t) = (Int(dims[row]), Int(steps[row]))
      var all = result[name] ?? []
      while all.count <= d { all.append([]) }
      while all[d].count <= t { all[d].append(.nan) }
      if !column.missing[row] { all[d][t] = values[row] }
      result[name] = all
    }
    return result
  }

  private static func annotations(_ directory: String) throws -> [String: [[Int]]] {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/tcpd_annotations.json"))
    let all = try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]] ?? [:]
    return all.compactMapValues { entry in
      guard let marks = entry["annotations"] as? [String: [Int]] else { return nil }
      return marks.keys.sorted().map { marks[$0]!.sorted() }
    }
  }

  /// Of each marked stretch the best Jaccard overlap with a found one, by its length.
  private static func cover(_ people: [[Int]], _ found: [Int], _ steps: Int) -> Double {
    func stretches(_ changes: [Int]) -> [Range<Int>] {
      let bounds = [0] + changes.filter { $0 > 0 && $0 < steps } + [steps]
      return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
    }
    let ours = stretches(found)
    let each = people.map { marks in
      stretches(marks).reduce(0.0) { total, one in
        let best = ours.map { other in
          let shared = one.clamped(to: other).count
          return Double(shared) / Double(one.count + other.count - shared)
        }.max()!
        return total + best * Double(one.count)
      } / Double(steps)
    }
    return Descriptive.mean(each)
  }

  /// Precision against all people's marks, recall the mean over people; the first step
  /// counts as a mark and as found.
  private static func f1(_ people: [[Int]], _ found: [Int], margin: Int = 5) -> Double {
    func hits(_ marks: Set<Int>) -> Double {
      var free = Set(found).union([0])
      var count = 0.0
      for mark in marks.sorted() {
        let near = free.filter { abs($0 - mark) <= margin }
        if let hit = near.min(by: { (abs($0 - mark), $0) < (abs($1 - mark), $1) }) {
          free.remove(hit)
          count += 1
        }
      }
      return count
    }
    let marks = people.map { Set($0).union([0]) }
    let all = marks.reduce(Set<Int>()) { $0.union($1) }
    let precision = hits(all) / Double(Set(found).union([0]).count)
    let recall = Descriptive.mean(marks.map { hits($0) / Double($0.count) })
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
  }

  /// A million steps: nothing at all, noise, noise that carries over, and a level that
  /// changes every 500 steps.
  private static func timings(_ emit: (String) -> Void) {
    let steps = 1_000_000
    for kind in ["constant", "noise", "correlated", "levels"] {
      var stream = RandomStream(seed: 1, "change-points", kind)
      var carried = 0.0
      let values = (0..<steps).map { t -> Double in
        let noise = stream.normal()
        carried = 0.7 * carried + noise
        switch kind {
        case "constant": return 5
        case "noise": return noise
        case "correlated": return carried
        default: return noise + (t / 500 % 2 == 0 ? 0 : 3)
        }
      }
      var changes = 0
      let seconds = Stopwatch.least(of: 2) {
        changes = (try? ChangePointSearch(.mean).changes(in: values).changes.count) ?? -1
      }
      emit(
        line(
          "million-\(kind)", "cpu_seconds", seconds,
          more: ["changes": Double(changes), "steps": Double(steps)]))
    }
  }

  private static func line(
    _ name: String, _ measure: String, _ value: Double, more: [String: Double] = [:]
  ) -> String {
    Measurement.line(
      study: "changepoints", case: name, measure: measure, value: value, more: more)
  }
}
