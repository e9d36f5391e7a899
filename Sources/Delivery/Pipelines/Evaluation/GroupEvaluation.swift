import Briefings
import Evaluation
import Foundation
import Provenance
import Regression
import Reports
import Tables

/// Units with and without a programme: difference in differences, with an event study or, where
/// starts differ, effects by group and time.
public struct GroupEvaluation: Sendable {
  public var request: EvaluationRequest
  public var unit: String
  /// A column that is 1 where and when a unit is under treatment, 0 elsewhere.
  public var treated: String
  public var weight: String?
  public var covariates: [String] = []

  public init(_ request: EvaluationRequest, unit: String, treated: String) {
    self.request = request
    self.unit = unit
    self.treated = treated
  }

  public func run(into folder: String) throws -> RunOutcome {
    let file = try OutcomeFile(request.file)
    let table = try OutcomeTable(file, unit: unit, time: request.time)
    let panel = try TreatedPanel.panel(
      file, table, value: request.value, treated: treated, weight: weight)
    let beside = try covariates.map { PanelCovariate($0, try table.complete($0)) }
    do {
      return try finish(panel, beside, table.times, file, into: folder)
    } catch let error as EvaluationError {
      throw request.failed(error)
    }
  }

  private func finish(
    _ panel: OutcomePanel, _ beside: [PanelCovariate], _ times: [String], _ file: OutcomeFile,
    into folder: String
  ) throws -> RunOutcome {
    let level = request.level
    let isStaggered = panel.cohorts.count > 1
    let twoWay = try panel.twoWayEffect(covariates: beside, level: level)
    let groups = weight == nil ? try? panel.groupTimeEffects(level: level) : nil
    let study = isStaggered ? nil : try? panel.eventStudy(covariates: beside, level: level)
    let points = groups?.byDistance ?? study?.points ?? []
    let preTrend = study?.preTrend?.pValue ?? groups?.preTrend?.pValue
    // With several starts the two-way coefficient mixes effects: the groups' mean stands for it.
    let effect = isStaggered ? groups?.overall ?? twoWay : twoWay
    let placebos = placeboUnits(panel)
    let words = EvidenceWords(
      hasComparison: panel.units.contains { $0.firstTreated == nil },
      preTrend: preTrend, placebos: placebos.verdict, level: level)
    let sentence = words.sentence(
      request.subject, request.change, effect, unit: request.unit, share: nil)
    var course = ProgrammeFacts.Part(id: "course", heading: "What happened?", sentences: [])
    course.plots = [means(panel, times, sentence)]
    course.effects = [
      .init(
        "The effect on the treated", unit: request.unit,
        [.init("difference in differences", twoWay)]
          + (groups.map { [.init("group-time effects, all steps", $0.overall)] } ?? []))
    ]
    var warnings: [String] = []
    if let warning = panel.twoWayWarning { warnings.append(warning) }
    if isStaggered, groups == nil {
      warnings.append(
        "Group-time effects could not be had (they need units of equal weight): the figure "
          + "carries that fault.")
    }
    var checks = ProgrammeFacts.Part(
      id: "checks", heading: "Can that be the programme?", sentences: words.reasons + warnings)
    if !points.isEmpty {
      checks.plots = [eventPlot(points, level)]
      checks.effects = [
        .init(
          "Effects by steps from the start", unit: request.unit,
          points.map { .init("\($0.distance)", $0.effect) })
      ]
    }
    if !placebos.effects.isEmpty {
      checks.effects.append(
        .init("Untreated units taken for treated", unit: request.unit, placebos.effects))
    }
    var parts = [course, checks]
    if let bacon = try? panel.baconDecomposition(), isStaggered {
      var part = ProgrammeFacts.Part(
        id: "parts", heading: "What is one coefficient made of?",
        sentences: ["Shares of the comparisons a two-way regression makes, and what each says."])
      part.words = [
        .init(
          "Comparisons", headers: ["Treated from", "Compared with", "Share", "Says"],
          rows: bacon.map { one in
            [
              times[one.treated],
              one.comparison.map { "treated from \(times[$0])" } ?? "never treated",
              PlainWords.percent(one.weight, digits: 1), EvidenceWords.size(one.estimate),
            ]
          })
      ]
      parts.append(part)
    }
    let treatedCount = panel.units.count { $0.firstTreated != nil }
    let facts = ProgrammeFacts(
      title: request.title ?? "Did the \(request.change) work?",
      subtitle:
        "\(treatedCount) units with the \(request.change), \(panel.units.count - treatedCount) "
        + "without, over \(times.count) times.",
      headline: words.headline(request.subject, request.change, effect),
      points: [
        .init("Found", sentence),
        .init("Why so worded", (words.reasons + warnings).joined(separator: " ")),
        .init("How", "Difference in differences with errors by unit."),
      ], parts: parts,
      settings: [
        .init("Outcome", request.value), .init("Unit", unit), .init("Treatment", treated),
        .init("Beside it", covariates.isEmpty ? "nothing" : PlainWords.list(covariates)),
      ], level: level)
    var files = RunFiles()
    files["effects.csv"] = csv(points)
    return try FactsAssembly(
      .evaluation, verb: "groups", version: request.version, inputs: [file.record],
      results: [
        "effect": .number(FileNumbers.significant(effect.value)),
        "effect_lower": .number(FileNumbers.significant(effect.lower)),
        "effect_upper": .number(FileNumbers.significant(effect.upper)),
        "two_way": .number(FileNumbers.significant(twoWay.value)),
        "wording": .string(words.wording.rawValue),
      ]
    ).finish(facts, files: files, into: folder, summary: [sentence] + warnings)
  }

  /// Each untreated unit taken for treated from the first start on, the treated left out.
  private func placeboUnits(
    _ panel: OutcomePanel
  ) -> (effects: [ProgrammeFacts.Effect], verdict: (passes: Bool, told: String)?) {
    let never = panel.units.filter { $0.firstTreated == nil }
    guard let first = panel.cohorts.first, first > 0, never.count >= 4 else { return ([], nil) }
    // Mean after less mean before, against the other units'.
    let changes = never.map { unit in
      let (a, b) = (unit.values[first...], unit.values[..<first])
      return a.reduce(0, +) / Double(a.count) - b.reduce(0, +) / Double(b.count)
    }
    let sum = changes.reduce(0, +)
    let gaps = changes.map { $0 - (sum - $0) / Double(never.count - 1) }
    let mean = gaps.reduce(0, +) / Double(gaps.count)
    let deviation =
      (gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count - 1)).squareRoot()
    let treated = panel.units.filter { $0.firstTreated != nil }
    let own =
      treated.reduce(0.0) { total, unit in
        let start = unit.firstTreated!
        let (a, b) = (unit.values[start...], unit.values[..<start])
        guard !b.isEmpty else { return total }
        return total + a.reduce(0, +) / Double(a.count) - b.reduce(0, +) / Double(b.count)
      } / Double(treated.count) - sum / Double(never.count)
    // A mean of many units wanders less than one.
    let reached = gaps.count {
      abs($0) >= abs(own) * Double(treated.count).squareRoot()
    }
    let rank = Double(1 + reached) / Double(1 + gaps.count)
    let told =
      "\(reached) of \(gaps.count) units without the \(request.change) would show as clear a "
      + "difference."
    let passes = rank <= max(0.2, 1.5 / Double(1 + gaps.count)) || abs(own) < deviation
    let order = gaps.indices.sorted { (abs(gaps[$1]), $0) < (abs(gaps[$0]), $1) }.prefix(10)
    return (
      order.map {
        .init(never[$0].name, value: gaps[$0], low: .nan, high: .nan)
      }, (passes, told)
    )
  }

  private func means(
    _ panel: OutcomePanel, _ times: [String], _ takeaway: String
  ) -> ProgrammeFacts.Plot {
    func mean(_ isTreated: Bool) -> [Double] {
      let own = panel.units.filter { ($0.firstTreated != nil) == isTreated }
      return times.indices.map { t in
        own.isEmpty ? .nan : own.reduce(0) { $0 + $1.values[t] } / Double(own.count)
      }
    }
    return .init(
      id: "course", takeaway: takeaway,
      reading: "Means of the units that get the \(request.change) and of the others.",
      caption: "\(request.subject) by time", unit: request.unit, labels: times,
      axis: request.time,
      curves: [
        .init("with the \(request.change)", mean(true), isEmphasized: true),
        .init("without", mean(false)),
      ])
  }

  private func eventPlot(_ points: [EventStudy.Point], _ level: Double) -> ProgrammeFacts.Plot {
    .init(
      id: "past",
      takeaway: "Differences before the start should be near zero; later ones are the effect.",
      reading:
        "Steps from the start of the \(request.change), 0 being the first under it; the thinner "
        + "lines are the ends of the \(PlainWords.percent(level)) intervals.",
      caption: "Effect by steps from the start", unit: request.unit,
      labels: points.map { "\($0.distance)" }, axis: "steps from the start",
      curves: [
        .init("difference", points.map(\.effect.value), isEmphasized: true),
        .init("lower end", points.map(\.effect.lower)),
        .init("upper end", points.map(\.effect.upper)),
      ])
  }

  private func csv(_ points: [EventStudy.Point]) -> [UInt8] {
    var writer = CSVWriter(header: ["steps_from_start", "effect", "lower", "upper"])
    for point in points {
      writer.integer(point.distance)
      for value in [point.effect.value, point.effect.lower, point.effect.upper] {
        if value.isFinite {
          writer.number(FileNumbers.significant(value))
        } else {
          writer.missing()
        }
      }
      writer.endRow()
    }
    return writer.bytes
  }
}

/// A panel from a column that says who is under treatment when.
enum TreatedPanel {
  static func panel(
    _ file: OutcomeFile, _ table: OutcomeTable, value: String, treated: String, weight: String?
  ) throws -> OutcomePanel {
    let values = try table.complete(value)
    let flags = try table.complete(treated)
    let weights = try weight.map { try table.complete($0) }
    var units: [OutcomePanel.Unit] = []
    for (u, name) in table.units.enumerated() {
      if let t = flags[u].firstIndex(where: { $0 != 0 && $0 != 1 }) {
        throw PipelineError(
          .data,
          "\(file.path), column \(treated): neither 0 nor 1 for \(name) at \(table.times[t]); "
            + "write 1 where and when a unit is under treatment.")
      }
      let first = flags[u].firstIndex(of: 1)
      if let first, let end = flags[u][first...].firstIndex(of: 0) {
        throw PipelineError(
          .data,
          "\(file.path), column \(treated): \(name) leaves treatment at \(table.times[end]); "
            + "only treatments that last can be judged.")
      }
      units.append(
        .init(name, values: values[u], firstTreated: first, weight: weights?[u][0] ?? 1))
    }
    guard units.contains(where: { $0.firstTreated != nil }) else {
      throw PipelineError(
        .data, "\(file.path), column \(treated): no unit is ever under treatment (1).")
    }
    do {
      return try OutcomePanel(units)
    } catch {
      throw PipelineError(.data, "\(file.path): \(error).")
    }
  }
}
