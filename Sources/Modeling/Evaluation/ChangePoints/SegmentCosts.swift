import Foundation
import Statistics

/// What a stretch without a change costs: twice the negative log-likelihood at its
/// best, less what all partitions share.
public enum ChangePointCost: String, Codable, Sendable, CaseIterable {
  /// A level a stretch, one known variance.
  case mean
  /// A level and a variance a stretch.
  case meanAndVariance
  /// A straight line a stretch, one known variance; lines need not join.
  case trend
  /// Counts with a rate a stretch.
  case poisson

  /// Parameters a change adds, its date included.
  var parameters: Int {
    switch self {
    case .mean, .poisson: 2
    case .meanAndVariance, .trend: 3
    }
  }

  /// Steps a stretch needs to be estimated from.
  var leastLength: Int {
    switch self {
    case .mean, .poisson: 1
    case .meanAndVariance: 2
    case .trend: 2
    }
  }
}

/// Costs of any stretch from running sums, in constant time.
struct SegmentCosts: Sendable {
  let count: Int
  private let kind: ChangePointCost
  /// Σ y, Σ y², Σ t y over the first k values, about the mean of all.
  private var sums: [Double]
  private var squares: [Double]
  private var moments: [Double]
  /// The least variance a stretch is given: ties must not make it free.
  private let floor: Double

  /// - Parameter variance: of the noise, for `mean` and `trend`.
  init(_ values: [Double], _ kind: ChangePointCost, variance: Double) {
    count = values.count
    self.kind = kind
    // Sums about the middle keep their digits; rates need the values themselves.
    let center = kind == .poisson ? 0 : Descriptive.mean(values)
    let scale = kind == .mean || kind == .trend ? 1 / variance.squareRoot() : 1
    sums = [0]
    squares = [0]
    moments = [0]
    var (sum, square, moment) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for (t, value) in values.enumerated() {
      let y = (value - center) * scale
      sum.add(y)
      sums.append(sum.value)
      square.add(y * y)
      squares.append(square.value)
      guard kind == .trend else { continue }
      moment.add(Double(t) * y)
      moments.append(moment.value)
    }
    floor = 1e-6 * max(square.value / Double(max(1, values.count)), 1e-300)
  }

  /// Of the values at `start ..< end`.
  @inline(__always)
  func callAsFunction(_ start: Int, _ end: Int) -> Double {
    let n = Double(end - start)
    let sum = sums[end] - sums[start]
    switch kind {
    case .mean: return squares[end] - squares[start] - sum * sum / n
    case .meanAndVariance:
      let variance = max(floor, (squares[end] - squares[start] - sum * sum / n) / n)
      return n * (log(variance) + 1)
    case .poisson: return sum > 0 ? 2 * (sum - sum * log(sum / n)) : 0
    case .trend:
      let around = squares[end] - squares[start] - sum * sum / n
      guard n > 1 else { return 0 }
      // Σ (t − t̄) y, and Σ (t − t̄)² = n (n² − 1) / 12.
      let middle = Double(start + end - 1) / 2
      let slope = moments[end] - moments[start] - middle * sum
      return max(0, around - slope * slope / (n * (n * n - 1) / 12))
    }
  }
}
