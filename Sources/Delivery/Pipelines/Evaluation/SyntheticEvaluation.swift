import Briefings
import Evaluation
import Foundation
import Provenance
import Reports
import Tables

/// One treated unit against the mix of others that ran as it did before.
public struct SyntheticEvaluation: Sendable {
  public var request: EvaluationRequest
  public var unit: String
  public var treated: String
  /// "column", "column:time" or "column:from..to"; empty matches outcomes alone.
  public var predictors: [String] = []
  /// The times whose outcomes decide on the predictors' weights; all before treatment where nil.
  public var fitFrom: String?
  public var fitTo: String?
  /// The least share of weight of a predictor, inside (0, 1).
  public var floor: Double?

  public init(_ request: EvaluationRequest, unit: String, treated: String) {
    self.request = request
    self.unit = unit
    self.treated = treated
  }

  public func run(into folder: String) throws -> RunOutcome {
    let file = try OutcomeFile(request.file)
    let table = try OutcomeTable(file, unit: unit, time: request.time)
    let panel = try TreatedPanel.panel(
      file, table, value: request.value, treated: treated, weight: nil)
    guard let first = panel.cohorts.first, panel.units.count(where: { $0.firstTreated != nil }) == 1
    else {
      throw PipelineError(
        .data,
        "\(file.path), column \(treated): several units are under treatment; a synthetic control "
          + "is for one. Use evaluate groups.")
    }
    let matched = try predictors.map { try predictor($0, file, table, before: first) }
    do {
      return try finish(panel, first, matched, table.times, file, into: folder)
    } catch let error as EvaluationError {
      throw request.failed(error)
    }
  }

  private func predictor(
    _ text: String, _ file: OutcomeFile, _ table: OutcomeTable, before first: Int
  ) throws -> SyntheticControl.Predictor {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let values = try table.values(parts[0])
    var range = 0..<first
    if parts.count == 2 {
      let ends = parts[1].components(separatedBy: "..")
      let places = try ends.map { try time($0, table, "--predictors \(text)") }
      range = places[0]..<(places[places.count - 1] + 1)
    }
    guard !range.isEmpty, range.upperBound <= first else {
      throw PipelineError(
        .usage, "--predictors \(text): reaches into the time of treatment, which it would spoil.")
    }
    let means = try values.enumerated().map { u, row in
      let known = row[range].filter(\.isFinite)
      guard !known.isEmpty else {
        throw PipelineError(
          .data,
          "\(file.path), column \(parts[0]): no value for \(table.units[u]) in the times of the "
            + "predictor; fill the gap or leave the unit out.")
      }
      return known.reduce(0, +) / Double(known.count)
    }
    return .init(text, means)
  }

  private func time(_ text: String, _ table: OutcomeTable, _ option: String) throws -> Int {
    guard let place = table.times.firstIndex(of: text) else {
      throw PipelineError(
        .usage,
        "\(option): no time \(text) in the file; its times run from \(table.times[0]) to "
          + "\(table.times[table.times.count - 1]).")
    }
    return place
  }

  private func finish(
    _ panel: OutcomePanel, _ first: Int, _ matched: [SyntheticControl.Predictor],
    _ times: [String], _ file: OutcomeFile, into folder: String
  ) throws -> RunOutcome {
    let control: SyntheticControl
    if matched.isEmpty {
      control = try panel.syntheticControl(threads: request.threads)
    } else {
      func place(_ text: String?, _ option: String, _ otherwise: Int) throws -> Int {
        guard let text else { return otherwise }
        guard let found = times.firstIndex(of: text), found < first else {
          throw PipelineError(.usage, "\(option) \(text): is no time before treatment.")
        }
        return found
      }
      let from = try place(fitFrom, "--fit-from", 0)
      let to = try place(fitTo, "--fit-to", first - 1)
      guard from <= to else { throw PipelineError(.usage, "--fit-from lies after --fit-to.") }
      control = try panel.syntheticControl(
        predictors: matched, fitSteps: from..<(to + 1), floor: floor ?? 1e-6,
        threads: request.threads)
    }
    let difference = try? panel.syntheticDifference(level: request.level)
    let treatedUnit = panel.units.first { $0.firstTreated != nil }!
    // Placebos' averages say how far a mix misses without any change.
    let effect = Self.estimate(control, level: request.level)
    let verdict = Self.fitVerdict(treatedUnit.values, control, first)
    let reached = Int((control.pValue * Double(control.placebos.count + 1)).rounded()) - 1
    let rankAllows = control.pValue <= max(0.1, 1.5 / Double(control.placebos.count + 1))
    let words = SyntheticWords(
      fit: verdict, isRare: rankAllows, reached: reached, placebos: control.placebos.count)
    let subject = request.subject
    let sentence = words.evidence.sentence(
      subject, request.change, effect, unit: request.unit,
      share: control.average / Self.mean(control.synthetic[first...]))
    var course = ProgrammeFacts.Part(id: "course", heading: "What happened?", sentences: [])
    course.plots = [
      .init(
        id: "course", takeaway: sentence,
        reading:
          "\(treatedUnit.name) and its mix of others; up to \(times[first - 1]) they should run "
          + "together.",
        caption: "\(subject) of \(treatedUnit.name) and of its mix", unit: request.unit,
        labels: times, axis: request.time,
        curves: [
          .init(treatedUnit.name, treatedUnit.values, isEmphasized: true),
          .init("its mix of others", control.synthetic),
        ])
    ]
    var estimates = [ProgrammeFacts.Effect("synthetic control, mean a step", effect)]
    if let difference {
      estimates.append(.init("synthetic difference in differences", difference.average))
    }
    if let plain = try? panel.twoWayEffect(level: request.level) {
      estimates.append(.init("difference in differences", plain))
    }
    course.effects = [.init("The effect", unit: request.unit, estimates)]
    var mix = ProgrammeFacts.Part(
      id: "mix", heading: "Who stands for it?",
      sentences: ["The mix misses the past by \(EvidenceWords.size(control.fitError)) a step."])
    mix.words = [
      .init(
        "Shares of the mix", headers: ["Unit", "Share"],
        rows: control.shares.map { [$0.name, PlainWords.percent($0.weight, digits: 1)] })
    ]
    if !control.balance.isEmpty {
      mix.words.append(
        .init(
          "How well it matches", headers: ["Predictor", "Weight", "Treated", "Mix", "All others"],
          rows: control.balance.map {
            [
              $0.name, PlainWords.percent($0.weight, digits: 1), EvidenceWords.size($0.treated),
              EvidenceWords.size($0.synthetic), EvidenceWords.size($0.donorMean),
            ]
          }))
    }
    var checks = ProgrammeFacts.Part(
      id: "checks", heading: "Can that be the programme?", sentences: words.evidence.reasons)
    checks.plots = [
      .init(
        id: "past", takeaway: "The gap should be near zero before \(times[first]).",
        reading: "\(treatedUnit.name) less its mix.", caption: "Gap by time",
        unit: request.unit, labels: times, axis: request.time,
        curves: [.init("gap", control.gaps, isEmphasized: true)])
    ]
    let order = control.placebos.indices.sorted {
      (control.placebos[$1].ratio, $0) < (control.placebos[$0].ratio, $1)
    }
    checks.words = [
      .init(
        "Others taken for treated: how much their gap grew, the largest ten",
        headers: ["Unit", "Gap after over gap before", "Mean gap"],
        rows: [
          [
            treatedUnit.name, EvidenceWords.size(control.ratio),
            EvidenceWords.size(control.average),
          ]
        ]
          + order.prefix(10).map {
            let one = control.placebos[$0]
            return [one.name, EvidenceWords.size(one.ratio), EvidenceWords.size(one.average)]
          })
    ]
    let facts = ProgrammeFacts(
      title: request.title ?? "Did the \(request.change) work?",
      subtitle:
        "\(treatedUnit.name) from \(times[first]) on, against a mix of \(panel.units.count - 1) "
        + "others.",
      headline: words.evidence.headline(subject, request.change, effect),
      points: [
        .init("Found", sentence),
        .init("Why so worded", words.evidence.reasons.joined(separator: " ")),
        .init(
          "How",
          matched.isEmpty
            ? "Synthetic control by outcomes alone."
            : "Synthetic control by predictors, weighted so that the mix misses least of the past."
        ),
      ], parts: [course, mix, checks],
      settings: [
        .init("Outcome", request.value), .init("Treated", treatedUnit.name),
        .init("Predictors", predictors.isEmpty ? "outcomes alone" : PlainWords.list(predictors)),
      ], level: request.level)
    var files = RunFiles()
    var paths = CSVWriter(header: ["time", "actual", "synthetic", "gap"])
    for t in times.indices {
      paths.text(times[t])
      for value in [treatedUnit.values[t], control.synthetic[t], control.gaps[t]] {
        paths.number(FileNumbers.significant(value))
      }
      paths.endRow()
    }
    files["effects.csv"] = paths.bytes
    var shares = CSVWriter(header: ["unit", "share"])
    for share in control.shares {
      shares.text(share.name)
      shares.number(FileNumbers.significant(share.weight))
      shares.endRow()
    }
    files["weights.csv"] = shares.bytes
    return try FactsAssembly(
      .evaluation, verb: "synthetic", version: request.version, inputs: [file.record],
      results: [
        "effect": .number(FileNumbers.significant(control.average)),
        "rank_p_value": .number(FileNumbers.significant(control.pValue)),
        "fit_error": .number(FileNumbers.significant(control.fitError)),
        "synthetic_difference": .number(
          FileNumbers.significant(difference?.average.value ?? control.average)),
        "wording": .string(words.evidence.wording.rawValue),
      ]
    ).finish(facts, files: files, into: folder, summary: [sentence])
  }

  private static func mean(_ values: ArraySlice<Double>) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// The mean gap, as far to both sides as `level` of all placebos' mean gaps reach, however
  /// well their mixes fit the past (Abadie, Diamond & Hainmueller 2010, §3.4).
  private static func estimate(_ control: SyntheticControl, level: Double) -> EffectEstimate {
    let after = control.placebos.map { abs($0.average) }.sorted()
    guard !after.isEmpty else {
      return EffectEstimate(
        value: control.average, standardError: .nan, lower: .nan, upper: .nan, level: level,
        pValue: control.pValue)
    }
    let place = min(after.count - 1, Int((level * Double(after.count)).rounded(.up)) - 1)
    let width = after[max(0, place)]
    return EffectEstimate(
      value: control.average, standardError: .nan, lower: control.average - width,
      upper: control.average + width, level: level, pValue: control.pValue)
  }

  /// How much of the past's own movement the mix leaves.
  private static func fitVerdict(
    _ values: [Double], _ control: SyntheticControl, _ first: Int
  ) -> Double {
    let past = values[..<first]
    let center = mean(past)
    let spread = (past.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(past.count))
      .squareRoot()
    return spread > 0 ? control.fitError / spread : 0
  }
}

/// What a synthetic control allows to be said.
struct SyntheticWords {
  let evidence: EvidenceWords

  init(fit: Double, isRare: Bool, reached: Int, placebos: Int) {
    let told =
      "\(reached) of \(placebos) others, taken for treated, show as large a growth of their gap"
    evidence = EvidenceWords(
      fits: fit < 0.5,
      fit: fit < 0.5
        ? "Before treatment the mix ran as the treated unit did: it leaves "
          + "\(PlainWords.percent(fit)) of its movement."
        : "The past fails its test: the mix leaves \(PlainWords.percent(fit)) of the treated "
          + "unit's movement before treatment.",
      placebos: (isRare, isRare ? "That sets it apart: \(told)." : "That is common: \(told)."))
  }
}

extension EvidenceWords {
  /// Of a comparison whose past is judged by how well it fits.
  init(fits: Bool, fit: String, placebos: (passes: Bool, told: String)) {
    wording = fits && placebos.passes ? .causal : fits ? .coincident : .refused
    reasons = [fit, placebos.told]
  }
}
