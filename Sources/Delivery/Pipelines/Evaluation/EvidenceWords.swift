import Briefings
import Evaluation
import Foundation
import Reports

/// What the checks of an evaluation allow to be said. Causal words need comparison units, a
/// past without a drift and quiet placebos; a failed check takes them back, and a missing one
/// leaves it at coincidence.
struct EvidenceWords {
  let wording: BeforeAfterFindings.Wording
  let reasons: [String]

  /// - Parameters:
  ///   - preTrend: p-value of a drift before the change; nil where it cannot be tested.
  ///   - placebos: whether placebos were quiet, and that in a sentence; nil without any.
  init(
    hasComparison: Bool, preTrend: Double?, placebos: (passes: Bool, told: String)?, level: Double
  ) {
    var reasons: [String] = []
    var failed = false
    var isTested = hasComparison
    if !hasComparison {
      reasons.append(
        "There is nobody to compare with: whatever else changed at that time is in the figure.")
    }
    if let preTrend, preTrend.isFinite {
      if preTrend < 1 - level { failed = true }
      reasons.append(
        preTrend < 1 - level
          ? "The past fails its test: before the change there was a drift already (p = "
            + "\(Self.digits(preTrend)))."
          : "Before the change there was no drift to speak of (p = \(Self.digits(preTrend))).")
    } else {
      isTested = false
      reasons.append("The past is too short to test for a drift before the change.")
    }
    if let placebos {
      if !placebos.passes { failed = true }
      reasons.append(placebos.told)
    } else {
      isTested = false
      reasons.append("There is nothing to try the analysis on where nothing was changed.")
    }
    self.reasons = reasons
    wording = failed ? .refused : isTested ? .causal : .coincident
  }

  /// Two digits, or "less than 0.001".
  static func digits(_ p: Double) -> String {
    p < 0.001 ? "less than 0.001" : String(format: "%.2g", p)
  }

  static func interval(_ effect: EffectEstimate, _ unit: String) -> String {
    "\(PlainWords.percent(effect.level)) interval \(size(effect.lower)) to \(size(effect.upper))"
      + (unit.isEmpty ? "" : " \(unit)")
  }

  static func size(_ value: Double) -> String {
    value.isFinite ? PlainWords.number(FileNumbers.significant(value)) : "unknown"
  }

  func headline(_ quantity: String, _ change: String, _ effect: EffectEstimate) -> String {
    switch wording {
    case .causal:
      effect.excludesZero
        ? "The \(change) \(effect.value < 0 ? "lowered" : "raised") \(quantity)"
        : "No effect of the \(change) on \(quantity) could be shown"
    case .coincident:
      effect.excludesZero
        ? "\(PlainWords.sentence(quantity)) \(effect.value < 0 ? "fell" : "rose") after the "
          + "\(change), without proof of the reason"
        : "No clear difference in \(quantity) after the \(change)"
    case .refused: "These data cannot show whether the \(change) worked"
    }
  }

  func sentence(
    _ quantity: String, _ change: String, _ effect: EffectEstimate, unit: String, share: Double?
  ) -> String {
    let percent =
      share.map { $0.isFinite ? " (\(PlainWords.percent(abs($0), digits: 1)))" : "" } ?? ""
    let amount =
      "\(Self.size(abs(effect.value)))\(unit.isEmpty ? "" : " \(unit)")\(percent)"
    let way = effect.value < 0 ? "lower" : "higher"
    let span = Self.interval(effect, unit)
    switch wording {
    case .causal where effect.excludesZero:
      return
        "The \(change) \(effect.value < 0 ? "lowered" : "raised") \(quantity) by \(amount) on "
        + "average; \(span)."
    case .causal, .coincident:
      return
        "After the \(change), \(quantity) was \(amount) \(way) on average than expected without it; "
        + "\(span)."
        + (wording == .coincident ? " That the \(change) was the reason is not shown." : "")
    case .refused:
      return
        "The comparison fails its own checks. The difference measured was \(amount) \(way); "
        + "\(span)."
    }
  }

  static func placebos(_ found: PlaceboDates) -> (passes: Bool, told: String)? {
    guard !found.placebos.isEmpty else { return nil }
    let alarms = found.placebos.count { $0.average.excludesZero }
    let told =
      "the same analysis raised \(PlainWords.count(alarms, "alarm")) on "
      + "\(PlainWords.count(found.placebos.count, "date")) on which nothing was changed."
    return (found.passes, (found.passes ? "As it should, " : "That is too many: ") + told)
  }
}

/// What all evaluations are told alike.
public struct EvaluationRequest: Sendable {
  public var file: String
  public var time: String
  public var value: String
  /// As it reads after "the": "law".
  public var change = "change"
  /// As it reads after "lowered"; the column's name where nil.
  public var quantity: String?
  public var unit = ""
  public var title: String?
  public var level = 0.95
  public var threads = 1
  public var version: String

  public init(file: String, time: String, value: String, version: String) {
    self.file = file
    self.time = time
    self.value = value
    self.version = version
  }

  var subject: String { quantity ?? value }

  func failed(_ error: EvaluationError) -> PipelineError {
    PipelineError(.data, "\(file), column \(value): \(error).")
  }
}
