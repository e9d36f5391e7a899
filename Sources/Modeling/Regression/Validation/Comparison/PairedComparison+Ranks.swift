import Foundation
import Statistics

extension PairedComparison {
  /// Wilcoxon's signed rank test (1945) that differences are symmetric about zero.
  ///
  /// Zeros are left out. Without ties and for fewer than 50 differences the
  /// distribution is exact, else normal with corrections for ties and continuity
  /// (Hollander & Wolfe 1999, §3.1; R's `wilcox.test`).
  /// - Throws: `.notFinite`; `.setting` where lengths differ.
  public static func wilcoxon(
    _ first: [Double], _ second: [Double], level: Double = 0.95
  ) throws(RegressionError) -> PairedComparison {
    let all = try differences(first, second)
    let d = all.filter { $0 != 0 }
    let n = Double(d.count)
    let sizes = d.map { abs($0) }
    let ranks = midranks(sizes)
    let positive = d.indices.reduce(0.0) { $0 + (d[$1] > 0 ? ranks[$1] : 0) }
    var result = PairedComparison(
      test: .wilcoxon, difference: all.isEmpty ? .nan : Descriptive.mean(all), statistic: positive,
      pValue: 1, level: level)
    guard !d.isEmpty else { return result }
    let isTied = Set(sizes).count < sizes.count
    if !isTied, d.count == all.count, d.count < 50 {
      result.pValue = exactSignedRank(Int(positive), d.count)
      return result
    }
    var ties = 0.0
    var counts: [Double: Double] = [:]
    for size in sizes { counts[size, default: 0] += 1 }
    for key in counts.keys.sorted() {
      let t = counts[key]!
      ties += t * t * t - t
    }
    let variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
    var z = positive - n * (n + 1) / 4
    z -= z > 0 ? 0.5 : z < 0 ? -0.5 : 0
    guard variance > 0 else { return result }
    z /= variance.squareRoot()
    result.pValue = min(1, 2 * SpecialFunctions.normalCDF(-abs(z)))
    return result
  }

  /// Two-sided p of a sum of positive ranks, by counting sign patterns.
  private static func exactSignedRank(_ sum: Int, _ n: Int) -> Double {
    let most = n * (n + 1) / 2
    var ways = [Double](repeating: 0, count: most + 1)
    ways[0] = 1
    for rank in 1...n {
      for s in stride(from: most, through: rank, by: -1) { ways[s] += ways[s - rank] }
    }
    let least = min(sum, most - sum)
    let tail = ways[0...least].reduce(0, +)
    return min(1, 2 * tail * exp2(-Double(n)))
  }

  /// DeLong, DeLong and Clarke-Pearson's test (1988) that two scores of the same rows
  /// have the same area under the ROC curve, by midranks (Sun & Xu 2014).
  ///
  /// - Throws: `.setting` unless both outcomes occur at least twice.
  public static func deLong(
    outcomes: [Double], first: [Double], second: [Double], level: Double = 0.95
  ) throws(RegressionError) -> PairedComparison {
    let (a, b) = (try AreaUnderROC(outcomes, first), try AreaUnderROC(outcomes, second))
    let variance = a.variance + b.variance - 2 * a.covariance(with: b)
    let difference = a.area - b.area
    // Scores that order the rows alike leave rounding alone.
    let error = variance > 1e-15 * (a.variance + b.variance) ? variance.squareRoot() : 0
    let z = error > 0 ? difference / error : nil
    let half = SpecialFunctions.normalQuantile(0.5 + level / 2) * error
    return PairedComparison(
      test: .deLong, difference: difference, standardError: error, statistic: z,
      pValue: z.map { min(1, 2 * SpecialFunctions.normalCDF(-abs($0))) }
        ?? (abs(difference) < 1e-14 ? 1 : 0),
      lower: difference - half, upper: difference + half, level: level)
  }

  /// Ranks from 1, the mean rank where values are tied.
  static func midranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      for k in first..<end { ranks[order[k]] = Double(first + 1 + end) / 2 }
      first = end
    }
    return ranks
  }
}

/// The area under a ROC curve with the standard error of DeLong et al. (1988).
public struct AreaUnderROC: Sendable {
  public let area: Double
  /// Of the area.
  public let variance: Double
  /// How each row of outcome 1, and each of 0, places among the others.
  private let positives: [Double]
  private let negatives: [Double]

  /// - Throws: `.setting` unless both outcomes occur at least twice.
  public init(_ outcomes: [Double], _ scores: [Double]) throws(RegressionError) {
    precondition(outcomes.count == scores.count, "one score a row")
    let up = scores.indices.filter { outcomes[$0] > 0.5 }.map { scores[$0] }
    let down = scores.indices.filter { !(outcomes[$0] > 0.5) }.map { scores[$0] }
    guard up.count >= 2, down.count >= 2 else {
      throw .setting("outcomes", reason: "both must occur at least twice")
    }
    let (m, n) = (Double(up.count), Double(down.count))
    let together = PairedComparison.midranks(up + down)
    let (ownUp, ownDown) = (PairedComparison.midranks(up), PairedComparison.midranks(down))
    positives = up.indices.map { (together[$0] - ownUp[$0]) / n }
    negatives = down.indices.map { 1 - (together[up.count + $0] - ownDown[$0]) / m }
    area = Descriptive.mean(positives)
    variance =
      Descriptive.variance(positives) / m + Descriptive.variance(negatives) / n
  }

  /// Normal interval of the area, within 0…1.
  public func interval(level: Double = 0.95) -> ClosedRange<Double> {
    let half = SpecialFunctions.normalQuantile(0.5 + level / 2) * variance.squareRoot()
    return max(0, area - half)...min(1, area + half)
  }

  func covariance(with other: AreaUnderROC) -> Double {
    Descriptive.covariance(positives, other.positives) / Double(positives.count)
      + Descriptive.covariance(negatives, other.negatives) / Double(negatives.count)
  }
}
