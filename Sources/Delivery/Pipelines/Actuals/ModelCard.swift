import Briefings
import Provenance
import Reports

/// A forecast's card with what was measured of it: for whoever uses the next one.
struct ModelCard {
  let facts: ActualsFacts
  /// What made the forecast; nil where the folder of its run was not given.
  let model: String?

  var json: JSONValue {
    func estimate(_ value: ActualsFacts.Estimate) -> JSONValue {
      .object([
        "value": .number(value.value), "low": value.low.map { .number($0) } ?? .null,
        "high": value.high.map { .number($0) } ?? .null,
      ])
    }
    func comparison(_ value: ActualsFacts.Comparison?) -> JSONValue {
      guard let value else { return .null }
      return .object([
        "name": .string(value.name), "mean_absolute_error": .number(value.own),
        "other_mean_absolute_error": .number(value.other), "gain": estimate(value.gain),
        "steps": .integer(Int64(value.count)),
      ])
    }
    return .object([
      "model": model.map { .string($0) } ?? .null,
      "forecast": .string(facts.forecastFile), "actuals": .string(facts.actualsFile),
      "steps": .integer(Int64(facts.matched)), "series": .integer(Int64(facts.seriesCount)),
      "bias": estimate(facts.bias), "mean_absolute_error": .number(facts.meanAbsoluteError),
      "pinball": .number(facts.pinball), "baseline": comparison(facts.baseline),
      "challenger": comparison(facts.challenger),
      "coverage": .array(
        facts.coverage.map {
          .object([
            "level": .number($0.level), "share": .number(FileNumbers.rounded($0.share)),
            "low": .number(FileNumbers.rounded($0.low)),
            "high": .number(FileNumbers.rounded($0.high)),
            "interval_score": .number($0.score),
          ])
        }),
      "alarms": .array(
        facts.alarms.filter { $0.raised != nil }.map { .string($0.kind) }),
    ])
  }

  var text: String {
    var lines = ["# Model card", ""]
    if let model { lines += ["Made by: \(model).", ""] }
    lines += [
      "Measured on \(PlainWords.count(facts.matched, "step")) of "
        + "\(PlainWords.count(facts.seriesCount, "series", plural: "series")): "
        + "\(facts.forecastFile) beside \(facts.actualsFile).", "", "## What was measured", "",
    ]
    lines += ActualsBriefing.lines(facts).map { "- \($0)" }
    lines += ["", "## What the next forecast takes from it", ""]
    lines += facts.factors.map {
      "- \(FileNumbers.spelling($0.level)) % ranges, steps \($0.from) to \($0.to): width times "
        + "\(PlainFactor.text($0.factor)) (\($0.count) values)"
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
