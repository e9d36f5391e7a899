/// Quantiles of a sample.
struct Quantiles {
  private let sorted: [Double]
  let mean: Double

  init(_ values: [Double]) {
    sorted = values.sorted()
    mean = values.reduce(0, +) / Double(max(1, values.count))
  }

  /// The value that a part of the sample does not exceed, by linear interpolation; 0 of no sample.
  func at(_ p: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let place = p * Double(sorted.count - 1)
    let low = Int(place)
    let high = min(sorted.count - 1, low + 1)
    return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
  }
}
