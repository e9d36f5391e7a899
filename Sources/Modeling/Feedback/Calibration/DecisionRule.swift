import Foundation

/// From probabilities to decisions.
///
/// Where classes exclude each other, the class with the largest
/// log p_c − λ log π_c, with π its share among the training documents: λ = 0 makes the
/// fewest errors, λ = 1 finds rare classes as well as common ones (Menon et al. 2021,
/// logit adjustment). Otherwise every class whose probability reaches its own threshold.
/// Both are chosen on documents that the models have not seen.
public struct DecisionRule: Codable, Equatable, Sendable {
  /// What a rule is chosen for, on exclusive classes.
  public enum Goal: String, Codable, CaseIterable, Sendable {
    /// The fewest errors.
    case accuracy
    /// The mean of accuracy and macro-F1: rare classes count, too.
    case balanced
  }

  /// Added to the logits before the largest is taken; −λ log π.
  public let shifts: [Double]
  /// Least probability of each class where they do not exclude each other; empty where
  /// they do.
  public let thresholds: [Double]

  /// - Parameters:
  ///   - logits: of unseen documents, `documents * classes`.
  ///   - probabilities: the same as probabilities.
  ///   - labels: their true classes.
  public init(
    goal: Goal, logits: [Double], probabilities: [Double], labels: ClassLabels
  ) {
    let classes = labels.classes
    guard labels.single != nil else {
      shifts = [Double](repeating: 0, count: classes)
      thresholds = (0..<classes).map { c in
        Self.bestThreshold(
          (0..<labels.documents).map {
            (probabilities[$0 * classes + c], labels.holds[$0 * classes + c])
          })
      }
      return
    }
    let shares = labels.counts.map { log((Double($0) + 0.5) / Double(labels.documents)) }
    var best = (value: -Double.infinity, shifts: [Double](repeating: 0, count: classes))
    for step in 0...(goal == .accuracy ? 0 : 20) {
      let shifts = shares.map { -Double(step) * 0.05 * $0 }
      let decided = Self.decide(logits, shifts)
      let scores = ClassificationScores(
        decided: ClassLabels(decided, classes: classes), actual: labels)
      let value = scores.accuracy + scores.macroF1
      if value > best.value { best = (value, shifts) }
    }
    shifts = best.shifts
    thresholds = []
  }

  /// Where F1 of one class is largest, midway between neighbouring probabilities; one
  /// half where the class is too rare to choose by.
  private static func bestThreshold(_ pairs: [(p: Double, holds: Bool)]) -> Double {
    let positives = pairs.count { $0.holds }
    guard positives >= 5 else { return 0.5 }
    let sorted = pairs.sorted { $0.p > $1.p }
    var best = (f1: 0.0, threshold: 0.5)
    var both = 0
    for (k, pair) in sorted.enumerated() {
      if pair.holds { both += 1 }
      guard k + 1 == sorted.count || sorted[k + 1].p < pair.p else { continue }
      let f1 = 2 * Double(both) / Double(positives + k + 1)
      if f1 > best.f1 {
        best = (f1, k + 1 == sorted.count ? 0 : (pair.p + sorted[k + 1].p) / 2)
      }
    }
    return best.threshold
  }

  static func decide(_ logits: [Double], _ shifts: [Double]) -> [Int] {
    let classes = shifts.count
    return (0..<logits.count / classes).map { d in
      var best = 0
      for c in 1..<max(classes, 1)
      where logits[d * classes + c] + shifts[c] > logits[d * classes + best] + shifts[best] {
        best = c
      }
      return best
    }
  }
}
