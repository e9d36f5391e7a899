import Foundation

extension Histogram {
  struct Bin: Hashable {
    var lower: Double
    var upper: Double
    var count: Int
  }

  /// Bins of one round width, from below the least to above the largest value. The width
  /// is the rule of Freedman & Diaconis (1981), 2·IQR·n^(−1/3), moved to the nearest round
  /// number that leaves 5 to 30 bins. A value on an edge counts in the bin above it.
  var bins: [Bin] {
    // Held to where differences of two values are finite.
    let sorted = values.filter(\.isFinite).map { min(max($0, -1e300), 1e300) }.sorted()
    guard let least = sorted.first, let most = sorted.last else { return [] }
    guard most > least else { return [Bin(lower: least, upper: most, count: sorted.count)] }
    let n = sorted.count
    let spread = sorted[(3 * n) / 4 < n ? (3 * n) / 4 : n - 1] - sorted[n / 4]
    var width = 2 * spread / cbrt(Double(n))
    width = min(max(width, (most - least) / 25), (most - least) / 5)
    let axis = NiceScale(
      covering: least, most, targetCount: Int(((most - least) / width).rounded(.up)) + 1)
    guard axis.ticks.count > 1 else { return [Bin(lower: least, upper: most, count: n)] }
    var bins = zip(axis.ticks, axis.ticks.dropFirst()).map { Bin(lower: $0, upper: $1, count: 0) }
    var index = 0
    for value in sorted {
      while index < bins.count - 1 && value >= bins[index].upper { index += 1 }
      bins[index].count += 1
    }
    return bins
  }
}
