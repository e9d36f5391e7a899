import Foundation

/// How well scores or probabilities tell rows of outcome 1 from those of 0.
///
/// An outcome above one half counts as 1. Figures that compare the two are NaN
/// where only one of them occurs.
public enum ClassMetrics {
  /// Mean of −log of the probability given to what happened; probabilities are kept
  /// 2⁻⁵² away from 0 and 1, so that one sure mistake costs 36 and not infinity.
  public static func logLoss(
    _ outcomes: [Double], _ probabilities: [Double], _ weights: [Double]? = nil
  ) -> Double {
    mean(outcomes, probabilities, weights) { y, p in
      let p = min(max(p, .ulpOfOne), 1 - .ulpOfOne)
      return y > 0.5 ? -log(p) : -log1p(-p)
    }
  }

  /// Mean of −log of the probability given to the class that occurred.
  ///
  /// - Parameters:
  ///   - classes: index of the class of each row.
  ///   - probabilities: for each class, one value a row.
  public static func logLoss(
    classes: [Int], probabilities: [[Double]], weights: [Double]? = nil
  ) -> Double {
    let given = classes.indices.map { row in probabilities[classes[row]][row] }
    return logLoss(given.map { _ in 1 }, given, weights)
  }

  /// Mean squared difference of probability and outcome (Brier 1950).
  public static func brier(
    _ outcomes: [Double], _ probabilities: [Double], _ weights: [Double]? = nil
  ) -> Double {
    mean(outcomes, probabilities, weights) { y, p in
      let d = (y > 0.5 ? 1 : 0) - p
      return d * d
    }
  }

  /// Probability that a row of outcome 1 scores above one of 0, ties half (Hanley &
  /// McNeil 1982): the area under the ROC curve.
  public static func rocAUC(
    _ outcomes: [Double], _ scores: [Double], _ weights: [Double]? = nil
  ) -> Double {
    var (positives, negatives, area) = (0.0, 0.0, 0.0)
    for group in tied(outcomes, scores, weights) {
      area += group.negative * (positives + group.positive / 2)
      positives += group.positive
      negatives += group.negative
    }
    return positives > 0 && negatives > 0 ? area / positives / negatives : .nan
  }

  /// Σ (Rₖ − Rₖ₋₁) Pₖ over thresholds from the highest score down: precision by
  /// steps of recall, without interpolation. NaN without a row of outcome 1.
  public static func averagePrecision(
    _ outcomes: [Double], _ scores: [Double], _ weights: [Double]? = nil
  ) -> Double {
    var (positives, all, sum) = (0.0, 0.0, 0.0)
    for group in tied(outcomes, scores, weights) {
      positives += group.positive
      all += group.positive + group.negative
      if all > 0 { sum += group.positive * positives / all }
    }
    return positives > 0 ? sum / positives : .nan
  }

  /// Share of outcome 1 among the `k` rows of highest score. Of rows tied for the
  /// last places the mean counts (McSherry & Najork 2008, "Computing information
  /// retrieval performance measures efficiently in the presence of tied scores").
  ///
  /// - Parameter k: from 1 to the number of rows; NaN outside.
  public static func precision(_ outcomes: [Double], _ scores: [Double], top k: Int) -> Double {
    guard k >= 1, k <= outcomes.count else { return .nan }
    return found(outcomes, scores, k) / Double(k)
  }

  /// Share of all rows of outcome 1 that are among the `k` of highest score.
  public static func recall(_ outcomes: [Double], _ scores: [Double], top k: Int) -> Double {
    guard k >= 1, k <= outcomes.count else { return .nan }
    let all = outcomes.reduce(0.0) { $0 + ($1 > 0.5 ? 1 : 0) }
    return all > 0 ? found(outcomes, scores, k) / all : .nan
  }

  private static func found(_ outcomes: [Double], _ scores: [Double], _ k: Int) -> Double {
    var (left, sum) = (Double(k), 0.0)
    for group in tied(outcomes, scores, nil) where left > 0 {
      let size = group.positive + group.negative
      sum += group.positive * min(1, left / size)
      left -= size
    }
    return sum
  }

  /// Weight of each outcome among rows of one score, from the highest score down.
  private static func tied(
    _ outcomes: [Double], _ scores: [Double], _ weights: [Double]?
  ) -> [(positive: Double, negative: Double)] {
    precondition(
      outcomes.count == scores.count && (weights?.count ?? scores.count) == scores.count,
      "one score and one weight a row")
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var groups: [(positive: Double, negative: Double)] = []
    var last = Double.nan
    for row in order {
      if scores[row] != last { groups.append((0, 0)) }
      last = scores[row]
      let weight = weights?[row] ?? 1
      if outcomes[row] > 0.5 {
        groups[groups.count - 1].positive += weight
      } else {
        groups[groups.count - 1].negative += weight
      }
    }
    return groups
  }

  private static func mean(
    _ outcomes: [Double], _ probabilities: [Double], _ weights: [Double]?,
    _ term: (Double, Double) -> Double
  ) -> Double {
    precondition(outcomes.count == probabilities.count, "one probability a row")
    var (sum, total) = (0.0, 0.0)
    for i in outcomes.indices {
      let weight = weights?[i] ?? 1
      sum += weight * term(outcomes[i], probabilities[i])
      total += weight
    }
    return total > 0 ? sum / total : .nan
  }
}
