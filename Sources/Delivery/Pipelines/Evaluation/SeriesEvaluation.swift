import Briefings
public import Evaluation
import Foundation
import Provenance
import Reports
import Tables

/// One series and the date of a change: interrupted time series, structural and segmented.
public struct SeriesEvaluation: Sendable {
  public enum Shape: String, CaseIterable, Sendable {
    case free, step, ramp, slope, pulse
  }

  public var request: EvaluationRequest
  public var date: String
  public var covariates: [String] = []
  /// Steps of a season; nil for none.
  public var season: Int?
  public var isLog = false
  public var trend = StructuralSeries.Trend.level
  public var shape = Shape.free
  /// Steps over which a ramp rises.
  public var over = 12

  public init(_ request: EvaluationRequest, date: String) {
    self.request = request
    self.date = date
  }

  public func run(into folder: String) throws -> RunOutcome {
    let file = try OutcomeFile(request.file)
    let (times, columns) = try file.series(
      time: request.time, columns: [request.value] + covariates)
    let first = try file.place(of: date, among: times)
    var series = StructuralSeries(values: columns[0], firstAfter: first)
    series.covariates = zip(covariates, columns.dropFirst()).map { .init($0, $1) }
    do {
      return try finish(series, times, file, into: folder)
    } catch let error as EvaluationError {
      throw request.failed(error)
    }
  }

  private func options(_ first: Int) -> StructuralSeries.Options {
    var options = StructuralSeries.Options()
    options.isLog = isLog
    options.level = request.level
    options.trend = trend
    options.season = season.map { .dummies(period: $0) }
    switch shape {
    case .free: options.shapes = []
    case .step: options.shapes = [.step(at: first)]
    case .pulse: options.shapes = [.pulse(at: first)]
    case .slope: options.shapes = [.slope(at: first)]
    case .ramp: options.shapes = [.ramp(at: first, over: over)]
    }
    return options
  }

  private func finish(
    _ series: StructuralSeries, _ times: [String], _ file: OutcomeFile, into folder: String
  ) throws -> RunOutcome {
    let first = series.firstAfter
    let options = options(first)
    let fit = try series.structuralFit(options)
    let placebos = try series.placeboDates(options, threads: request.threads)
    var segmented = InterruptedSeries.Options()
    segmented.level = request.level
    segmented.seasons = season.map { [.indicators(period: $0)] } ?? []
    let plain = InterruptedSeries(
      values: isLog ? series.values.map { log($0) } : series.values, firstAfter: first,
      covariates: series.covariates)
    // A line in the past is no fault where the model has one.
    let preTrend = try? plain.preTrendTest(segmented)
    let words = EvidenceWords(
      hasComparison: false, preTrend: preTrend?.pValue,
      placebos: EvidenceWords.placebos(placebos), level: request.level)
    let sentence = words.sentence(
      request.subject, request.change, fit.average, unit: request.unit,
      share: fit.relative.value)
    var effects = [
      ProgrammeFacts.Effect("average a step", fit.average),
      .init("sum over all steps", fit.cumulative),
    ]
    if !isLog, let other = try? plain.segmentedFit(segmented) {
      effects.append(
        .init("average by segmented regression with autocorrelated errors", other.average))
    }
    var course = ProgrammeFacts.Part(id: "course", heading: "What happened?", sentences: [])
    var without = [Double](repeating: .nan, count: times.count)
    var low = without
    var high = without
    for step in fit.steps {
      without[step.step] = step.counterfactual.value
      low[step.step] = step.counterfactual.lower
      high[step.step] = step.counterfactual.upper
    }
    course.plots = [
      .init(
        id: "course", takeaway: sentence,
        reading:
          "From \(times[first]) on the thinner lines show what the past suggests without the "
          + "\(request.change), with its interval.",
        caption: "\(request.subject) by time, and expected without the \(request.change)",
        unit: request.unit, labels: times, axis: request.time,
        curves: [
          .init("observed", series.values, isEmphasized: true), .init("expected", without),
          .init("lower end", low), .init("upper end", high),
        ])
    ]
    course.effects = [.init("The effect", unit: request.unit, effects)]
    course.words = [
      .init(
        "As a share of what was expected", headers: ["Effect", "Interval"],
        rows: [
          [
            PlainWords.percent(fit.relative.value, digits: 1),
            "\(PlainWords.percent(fit.relative.lower, digits: 1)) to "
              + PlainWords.percent(fit.relative.upper, digits: 1),
          ]
        ])
    ]
    var checks = ProgrammeFacts.Part(
      id: "checks", heading: "Can that be the change?", sentences: words.reasons)
    checks.plots = [Self.past(series, times, request)]
    if !placebos.placebos.isEmpty {
      checks.effects = [
        .init(
          "Dates on which nothing was changed, taken for the date", unit: request.unit,
          placebos.placebos.map { .init(times[$0.step], $0.average) })
      ]
    }
    var others = ProgrammeFacts.Part(
      id: "model", heading: "What else moves it?",
      sentences: [
        "The level wanders in \(PlainWords.percent(fit.wanderingShare)) of what the data allow; in "
          + "the rest it returns to a constant."
      ])
    if !fit.coefficients.isEmpty {
      others.effects = [
        .init(
          isLog ? "Coefficients, on the logarithm" : "Coefficients", unit: "",
          fit.coefficients.map { .init($0.name, $0.estimate) })
      ]
    }
    let facts = ProgrammeFacts(
      title: request.title ?? "Did the \(request.change) work?",
      subtitle: "\(first) times before \(times[first]) and \(times.count - first) from then on.",
      headline: words.headline(request.subject, request.change, fit.average),
      points: [
        .init("Found", sentence), .init("Why so worded", words.reasons.joined(separator: " ")),
        .init(
          "How",
          "A structural time series averaged over all models the data allow; no random draws."),
      ],
      parts: [course, checks, others],
      settings: [
        .init("Outcome", request.value), .init("First time with the change", times[first]),
        .init("Beside it", covariates.isEmpty ? "nothing" : PlainWords.list(covariates)),
        .init("Season", season.map { "\($0) steps" } ?? "none"),
        .init("Shape of the effect", shape.rawValue),
      ], level: request.level)
    var files = RunFiles()
    files["effects.csv"] = Self.csv(fit, times)
    return try FactsAssembly(
      .evaluation, verb: "series", version: request.version, inputs: [file.record],
      results: [
        "effect": .number(FileNumbers.significant(fit.average.value)),
        "effect_lower": .number(FileNumbers.significant(fit.average.lower)),
        "effect_upper": .number(FileNumbers.significant(fit.average.upper)),
        "wording": .string(words.wording.rawValue),
      ]
    ).finish(facts, files: files, into: folder, summary: [sentence])
  }

  private static func past(
    _ series: StructuralSeries, _ times: [String], _ request: EvaluationRequest
  ) -> ProgrammeFacts.Plot {
    let values = Array(series.values[..<series.firstAfter])
    // The line of least squares through the past, for the eye.
    let known = values.indices.filter { values[$0].isFinite }
    let n = Double(max(1, known.count))
    let center = known.reduce(0.0) { $0 + Double($1) } / n
    let mean = known.reduce(0.0) { $0 + values[$1] } / n
    var (up, down) = (0.0, 0.0)
    for t in known {
      up += (Double(t) - center) * (values[t] - mean)
      down += (Double(t) - center) * (Double(t) - center)
    }
    let slope = down > 0 ? up / down : 0
    return .init(
      id: "past", takeaway: "What stands before the \(request.change), with its straight line.",
      reading: "Where the past bends away from its line, what follows cannot be laid on the date.",
      caption: "\(request.subject) before the \(request.change)", unit: request.unit,
      labels: Array(times[..<series.firstAfter]), axis: request.time,
      curves: [
        .init("observed", values, isEmphasized: true),
        .init("straight line", values.indices.map { mean + slope * (Double($0) - center) }),
      ])
  }

  private static func csv(_ fit: StructuralFit, _ times: [String]) -> [UInt8] {
    var writer = CSVWriter(header: [
      "time", "actual", "expected", "expected_lower", "expected_upper", "effect", "effect_lower",
      "effect_upper", "cumulative", "cumulative_lower", "cumulative_upper",
    ])
    for step in fit.steps {
      writer.text(times[step.step])
      writer.number(step.actual)
      for effect in [step.counterfactual, step.effect, step.cumulative] {
        for value in [effect.value, effect.lower, effect.upper] {
          writer.number(FileNumbers.significant(value))
        }
      }
      writer.endRow()
    }
    return writer.bytes
  }
}

extension ProgrammeFacts.Effect {
  init(_ name: String, _ estimate: EffectEstimate) {
    self.init(name, value: estimate.value, low: estimate.lower, high: estimate.upper)
  }
}
