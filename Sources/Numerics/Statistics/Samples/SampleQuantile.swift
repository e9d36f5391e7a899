import Foundation

/// Quantiles of samples, by the nine definitions of Hyndman and Fan (1996), "Sample
/// quantiles in statistical packages", The American Statistician 50(4).
///
/// An empty sample, a NaN in it, or a probability outside [0, 1] gives NaN.
public enum SampleQuantile {
  /// The definitions, numbered as in the paper. 1 to 3 are steps, 4 to 9 interpolate.
  public enum Definition: Int, Sendable, CaseIterable {
    case inverseDistribution = 1
    case averagedInverseDistribution = 2
    case nearestEven = 3
    case linearDistribution = 4
    case hazen = 5
    case weibull = 6
    /// The default of R, NumPy and Excel.
    case linear = 7
    case medianUnbiased = 8
    case normalUnbiased = 9
  }

  /// The quantile of a sample in any order, by selection: O(n).
  public static func of(
    _ sample: [Double], at p: Double, _ definition: Definition = .linear
  ) -> Double {
    guard p >= 0, p <= 1, !sample.isEmpty, !sample.contains(where: \.isNaN) else { return .nan }
    let (index, weight) = place(p, sample.count, definition)
    var scratch = sample
    return scratch.withUnsafeMutableBufferPointer { buffer in
      select(buffer, index)
      let low = buffer[index]
      if weight == 0 { return low }
      // After the selection the next order statistic is the least to the right.
      var next = buffer[index + 1]
      for i in (index + 1)..<buffer.count where buffer[i] < next { next = buffer[i] }
      return between(low, next, weight)
    }
  }

  /// Several quantiles of one sample in any order; it is sorted once.
  public static func of(
    _ sample: [Double], at probabilities: [Double], _ definition: Definition = .linear
  ) -> [Double] {
    if sample.contains(where: \.isNaN) {
      return [Double](repeating: .nan, count: probabilities.count)
    }
    let sorted = sample.sorted()
    return probabilities.map { ofSorted(sorted, at: $0, definition) }
  }

  /// The quantile of a sample in ascending order, without missing values.
  public static func ofSorted(
    _ sorted: [Double], at p: Double, _ definition: Definition = .linear
  ) -> Double {
    guard p >= 0, p <= 1, !sorted.isEmpty else { return .nan }
    let (index, weight) = place(p, sorted.count, definition)
    return weight == 0 ? sorted[index] : between(sorted[index], sorted[index + 1], weight)
  }

  /// The median of a sample in any order.
  public static func median(_ sample: [Double]) -> Double { of(sample, at: 0.5) }

  private static func between(_ low: Double, _ high: Double, _ weight: Double) -> Double {
    low == high ? low : low + weight * (high - low)
  }

  /// The order statistic to start from, counted from 0, and the weight of the next.
  private static func place(
    _ p: Double, _ count: Int, _ definition: Definition
  ) -> (index: Int, weight: Double) {
    let n = Double(count)
    // Counted from 1, as in the paper.
    let position: Double =
      switch definition {
      case .inverseDistribution, .averagedInverseDistribution, .linearDistribution: n * p
      case .nearestEven: n * p - 0.5
      case .hazen: n * p + 0.5
      case .weibull: (n + 1) * p
      case .linear: (n - 1) * p + 1
      case .medianUnbiased: n * p + (p + 1) / 3
      case .normalUnbiased: n * p + p / 4 + 0.375
      }
    // A position meant to be whole must not miss it by a rounding error.
    let slack = 4 * Double.ulpOfOne * max(1, position)
    var j = (position + slack).rounded(.down)
    var weight = position - j
    if abs(weight) < slack { weight = 0 }
    switch definition {
    case .inverseDistribution: weight = weight > 0 ? 1 : 0
    case .averagedInverseDistribution: weight = weight > 0 ? 1 : 0.5
    case .nearestEven:
      weight = weight > 0 || j.truncatingRemainder(dividingBy: 2) != 0 ? 1 : 0
    default: break
    }
    if weight == 1 {
      j += 1
      weight = 0
    }
    if j < 1 { return (0, 0) }
    if j >= n { return (count - 1, 0) }
    return (Int(j) - 1, weight)
  }

  /// Moves the order statistic `k` to its place, no greater value before it and no
  /// smaller one after it: Floyd and Rivest (1975), "Algorithm 489: SELECT", CACM 18(3).
  static func select(_ x: UnsafeMutableBufferPointer<Double>, _ k: Int) {
    select(x, k, 0, x.count - 1)
  }

  private static func select(
    _ x: UnsafeMutableBufferPointer<Double>, _ k: Int, _ from: Int, _ to: Int
  ) {
    var (left, right) = (from, to)
    while right > left {
      if right - left > 600 {
        let n = Double(right - left + 1)
        let i = Double(k - left + 1)
        let z = log(n)
        let s = 0.5 * exp(2 * z / 3)
        let deviation = 0.5 * sqrt(z * s * (n - s) / n) * (i < n / 2 ? -1 : 1)
        let low = max(left, Int(Double(k) - i * s / n + deviation))
        let high = min(right, Int(Double(k) + (n - i) * s / n + deviation))
        select(x, k, low, high)
      }
      let pivot = x[k]
      var i = left
      var j = right
      x.swapAt(left, k)
      if x[right] > pivot { x.swapAt(right, left) }
      while i < j {
        x.swapAt(i, j)
        i += 1
        j -= 1
        while x[i] < pivot { i += 1 }
        while x[j] > pivot { j -= 1 }
      }
      if x[left] == pivot {
        x.swapAt(left, j)
      } else {
        j += 1
        x.swapAt(j, right)
      }
      if j <= k { left = j + 1 }
      if k <= j { right = j - 1 }
    }
  }
}
