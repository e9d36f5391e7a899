import Briefings
public import Evaluation
import Foundation
import Provenance
import Reports
import Tables

/// When a series changed, without a date given.
public struct ChangeEvaluation: Sendable {
  public var request: EvaluationRequest
  /// Nil chooses between levels and lines, and needs no setting.
  public var cost: ChangePointCost?
  /// Steps between changes, at least.
  public var least = 2

  public init(_ request: EvaluationRequest) { self.request = request }

  public func run(into folder: String) throws -> RunOutcome {
    let file = try OutcomeFile(request.file)
    let (times, columns) = try file.series(time: request.time, columns: [request.value])
    let values = columns[0]
    if let gap = values.firstIndex(where: { !$0.isFinite }) {
      throw PipelineError(
        .data,
        "\(file.path), column \(request.value): no value at \(times[gap]); changes are looked for "
          + "in series without gaps. Fill it or start after it.")
    }
    let first: [Int]
    var spans: [String: String] = [:]
    do {
      if let cost {
        var search = ChangePointSearch(cost)
        search.minimumLength = least
        first = try search.changes(in: values).changes
      } else {
        var search = AutomaticChangePoints()
        search.minimumLength = max(2, least)
        search.level = request.level
        let found = try search.changes(in: [values])
        first = found.changes.map(\.first)
        for change in found.changes {
          spans[times[change.first]] = "\(times[change.earliest]) to \(times[change.latest])"
        }
      }
    } catch {
      throw request.failed(error)
    }
    let bounds = [0] + first + [values.count]
    var level = values
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      let mean = values[start..<end].reduce(0, +) / Double(end - start)
      for t in start..<end { level[t] = mean }
    }
    let dates = first.map { times[$0] }
    let sentence =
      dates.isEmpty
      ? "No change of \(request.subject) stands out from \(times[0]) to \(times[times.count - 1])."
      : "\(PlainWords.sentence(request.subject)) changed "
        + "\(dates.count == 1 ? "once" : "\(dates.count) times"): from "
        + "\(PlainWords.list(dates)) on."
    var course = ProgrammeFacts.Part(id: "course", heading: "When did it change?", sentences: [])
    course.plots = [
      .init(
        id: "course", takeaway: sentence, reading: "The mean of each stretch between changes.",
        caption: "\(request.subject) by time and its stretches", unit: request.unit,
        labels: times, axis: request.time,
        curves: [
          .init("observed", values, isEmphasized: true), .init("mean of the stretch", level),
        ])
    ]
    course.words = [
      .init(
        "Stretches", headers: ["From", "To", "Mean", "Its first date lies in"],
        rows: zip(bounds, bounds.dropFirst()).map { start, end in
          [
            times[start], times[end - 1], EvidenceWords.size(level[start]),
            spans[times[start]] ?? "–",
          ]
        })
    ]
    let facts = ProgrammeFacts(
      title: request.title ?? "When did \(request.subject) change?",
      subtitle: "\(times.count) times from \(times[0]) to \(times[times.count - 1]).",
      headline: sentence,
      points: [
        .init(
          "How",
          "The partition of least cost, found exactly; noise that carries over from step to step "
            + "is allowed for. What caused a change is not asked here: evaluate series does so for "
            + "a date known beforehand.")
      ], parts: [course],
      settings: [
        .init("Series", request.value), .init("Looked for", cost?.rawValue ?? "levels and lines"),
        .init("Steps between changes, at least", String(least)),
      ], level: request.level)
    var writer = CSVWriter(header: ["from", "to", "mean"])
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      writer.text(times[start])
      writer.text(times[end - 1])
      writer.number(FileNumbers.significant(level[start]))
      writer.endRow()
    }
    var files = RunFiles()
    files["changes.csv"] = writer.bytes
    return try FactsAssembly(
      .evaluation, verb: "changes", version: request.version, inputs: [file.record],
      results: ["changes": .array(dates.map { .string($0) })]
    ).finish(facts, files: files, into: folder, summary: [sentence])
  }
}
