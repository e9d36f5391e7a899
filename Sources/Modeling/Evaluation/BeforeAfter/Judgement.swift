import Foundation
import Regression

/// Which words the checks allow, and why.
struct Judgement {
  private(set) var wording: BeforeAfterFindings.Wording
  private(set) var reasons: [String] = []

  init(
    hasComparison: Bool, average: EffectEstimate, preTrend: TestResult?, placebos: PlaceboDates?,
    rank: Double?, siteCount: Int, fit: SegmentedFit, level: Double
  ) {
    var failed = false
    var untested = false
    if !hasComparison {
      untested = true
      reasons.append(
        "There are no comparison sites: whatever else changed at that time is in the figure.")
    }
    if let preTrend {
      if preTrend.pValue < 1 - level {
        failed = true
        reasons.append(
          hasComparison
            ? "Before the change the sites were already drifting apart "
              + "(p = \(Self.digits(preTrend.pValue)))."
            : "Before the change the series already bent away from its trend "
              + "(p = \(Self.digits(preTrend.pValue))).")
      } else {
        reasons.append(
          "Before the change there was no drift to speak of (p = \(Self.digits(preTrend.pValue))).")
      }
    } else {
      untested = true
      reasons.append("The past is too short to test for a drift before the change.")
    }
    if let placebos {
      let alarms = placebos.placebos.count { $0.average.excludesZero }
      let told =
        "the same analysis raised \(alarms) alarm\(alarms == 1 ? "" : "s") on "
        + "\(placebos.placebos.count) dates on which nothing was changed"
      if placebos.passes {
        reasons.append("As it should, \(told).")
      } else {
        failed = true
        reasons.append("That is too many: \(told).")
      }
    } else {
      untested = true
      reasons.append("The past is too short to try the analysis on dates without a change.")
    }
    // With few sites even the best rank is no rare one: it can only speak against.
    if let rank, average.excludesZero, siteCount >= 3 {
      let asLarge = Int((rank * Double(siteCount + 1)).rounded()) - 1
      let told =
        "\(asLarge) of \(siteCount) comparison sites would show as clear an effect without "
        + "any change"
      if rank > max(0.2, 1.5 / Double(siteCount + 1)) {
        failed = true
        reasons.append("That does not set the changed sites apart: \(told).")
      } else {
        reasons.append("Comparison sites taken for changed ones: \(told).")
      }
    }
    if let root = fit.autoregressive.first, fit.autoregressive.count == 1, root > 0.95 {
      failed = true
      reasons.append(
        "The series wanders so freely that a change of level cannot be told from chance.")
    }
    wording = failed ? .refused : untested ? .coincident : .causal
  }

  /// Two digits, or "less than .001".
  private static func digits(_ p: Double) -> String {
    p < 0.001 ? "less than .001" : String(format: "%.2g", p)
  }
}
