import LinearAlgebra

/// The monotone step function closest to responses, by weighted squared error: pool
/// adjacent violators (Ayer et al. 1955; Best & Chakravarti 1990), O(n log n).
///
/// Responses at equal x are averaged first. Between knots the function is
/// interpolated, beyond them it is constant; so as a calibrator it gives a
/// probability to any score.
public struct IsotonicRegression: Codable, Equatable, Sendable {
  public let isIncreasing: Bool
  /// Ascending, each once: both ends of every level stretch.
  public let knots: [Double]
  /// Fitted value at each knot.
  public let values: [Double]

  /// - Parameters:
  ///   - x: n finite values in any order.
  ///   - response: n finite values.
  ///   - weights: n values ≥ 0; nil for ones. Rows of weight zero count for nothing.
  ///   - isCentered: puts each level stretch at one point, the weighted mean of its x,
  ///     and so draws a line from each to the next (Oron & Flournoy 2017): for
  ///     functions known to be strictly monotone.
  /// - Throws: `.tooFewRows`, `.notFinite`, `.setting` for weights that are not usable.
  public init(
    x: [Double], response: [Double], weights: [Double]? = nil, isIncreasing: Bool = true,
    isCentered: Bool = false
  ) throws(RegressionError) {
    try DesignMatrix(rows: x.count, names: ["x"], blocks: [.column(x)])
      .requireFinite(response: response, weights: weights)
    self.isIncreasing = isIncreasing
    let sign: Double = isIncreasing ? 1 : -1
    let order = x.indices.filter { weights?[$0] != 0 }.sorted { (x[$0], $0) < (x[$1], $1) }
    var stretches: [Stretch] = []
    var next = 0
    while next < order.count {
      var own = Stretch(x: x[order[next]])
      while next < order.count, x[order[next]] == own.first {
        own.add(sign * response[order[next]], weight: weights?[order[next]] ?? 1)
        next += 1
      }
      while let last = stretches.last, last.mean >= own.mean {
        own = last.joined(own)
        stretches.removeLast()
      }
      stretches.append(own)
    }
    var (knots, values): ([Double], [Double]) = ([], [])
    for stretch in stretches {
      let ends: [Double] =
        isCentered
        ? [stretch.center]
        : stretch.first == stretch.last ? [stretch.first] : [stretch.first, stretch.last]
      for end in ends {
        knots.append(end)
        values.append(sign * stretch.mean)
      }
    }
    self.knots = knots
    self.values = values
  }

  /// Neighbouring x of one fitted value.
  private struct Stretch {
    var first: Double
    var last: Double
    var weight = 0.0
    var sum = 0.0
    /// Σ w x.
    var place = 0.0
    // One response stands for itself, without a division to blur it.
    var mean = 0.0

    init(x: Double) { (first, last) = (x, x) }

    var center: Double { first == last ? first : place / weight }

    mutating func add(_ y: Double, weight w: Double) {
      mean = weight == 0 ? y : (sum + w * y) / (weight + w)
      weight += w
      sum += w * y
      place += w * first
    }

    func joined(_ next: Stretch) -> Stretch {
      var all = self
      all.last = next.last
      all.weight += next.weight
      all.sum += next.sum
      all.place += next.place
      all.mean = mean == next.mean ? mean : all.sum / all.weight
      return all
    }
  }

  /// The function at one point.
  public func value(at x: Double) -> Double {
    guard !x.isNaN else { return .nan }
    var (low, high) = (0, knots.count)
    while low < high {
      let middle = (low + high) / 2
      if knots[middle] < x { low = middle + 1 } else { high = middle }
    }
    if low == knots.count { return values[low - 1] }
    if low == 0 || knots[low] == x { return values[low] }
    let share = (x - knots[low - 1]) / (knots[low] - knots[low - 1])
    return values[low - 1] + share * (values[low] - values[low - 1])
  }

  public func predict(_ x: [Double]) -> [Double] { x.map(value) }
}
