internal import Statistics

/// How normal scores of the model's distributions are to be read: outcomes of
/// the past, placed in the distributions the model gave them one day ahead, say
/// how often a score was really exceeded.
///
/// The distribution of the probability integral transform of counts is the mean
/// over outcomes y of uniform laws on [P(Y < y), P(Y ≤ y)] (Czado, Gneiting &
/// Held, 2009, eq. 2); its inverse maps levels, drawn toward the identity by
/// n/(n + `doubt`), n independent days (recalibration: Kuleshov, Fenner & Ermon,
/// 2018).
struct CountCalibration: Sendable, Codable {
  private static let reach = 4.0
  private static let spacing = 0.125
  /// Scores to use in place of −4, −3.875, …, 4; empty for no change.
  private var scores: [Double] = []

  static let none = CountCalibration()

  private init() {}

  /// - Parameters:
  ///   - bounds: of the transform of each outcome, one at least.
  ///   - independent: how many independent outcomes they are worth.
  init(bounds: [(below: Double, through: Double)], independent: Double, doubt: Double = 100) {
    guard bounds.count >= 50 else { return }
    let nodes = CountCalibration.nodes
    var distribution = [Double](repeating: 0, count: nodes.count)
    for (k, node) in nodes.enumerated() {
      let u = StandardNormal.cdf(node)
      var sum = 0.0
      for bound in bounds {
        if bound.through <= u {
          sum += 1
        } else if bound.below < u {
          sum += (u - bound.below) / (bound.through - bound.below)
        }
      }
      distribution[k] = sum / Double(bounds.count)
    }
    let trust = independent / (independent + doubt)
    scores = nodes.map { node in
      let level = StandardNormal.cdf(node)
      // Beyond what was seen often enough the outermost shift goes on.
      let least = 2 / Double(bounds.count)
      let reached = min(max(level, least), 1 - least)
      let inverse = CountCalibration.inverse(reached, of: distribution)
      let shift = inverse - StandardNormal.quantile(reached)
      return node + trust * shift
    }
    for k in 1..<scores.count { scores[k] = max(scores[k], scores[k - 1]) }
  }

  private static var nodes: [Double] {
    (0...Int(2 * reach / spacing)).map { Double($0) * spacing - reach }
  }

  /// The score at which `distribution` reaches `level`.
  private static func inverse(_ level: Double, of distribution: [Double]) -> Double {
    let nodes = CountCalibration.nodes
    var k = 1
    while k < distribution.count - 1 && distribution[k] < level { k += 1 }
    let rise = distribution[k] - distribution[k - 1]
    let share = rise > 0 ? (level - distribution[k - 1]) / rise : 0.5
    return nodes[k - 1] + min(max(share, 0), 1) * spacing
  }

  /// The score of the model's distribution that holds `score` in truth.
  func score(_ score: Double) -> Double {
    guard !scores.isEmpty else { return score }
    let place = (score + CountCalibration.reach) / CountCalibration.spacing
    let left = min(max(Int(place), 0), scores.count - 2)
    return scores[left] + (place - Double(left)) * (scores[left + 1] - scores[left])
  }

  /// The level of the model's distribution that holds `level` in truth.
  func level(_ level: Double) -> Double {
    scores.isEmpty ? level : StandardNormal.cdf(score(StandardNormal.quantile(level)))
  }
}
