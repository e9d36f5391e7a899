/// Sums of scaled residuals up to each step, for means over any stretch. Unknown steps
/// count as zero.
struct RunningSums: Sendable {
  private let count: Int
  private let sums: [Double]

  init(_ residuals: FlowResiduals) {
    count = residuals.count
    var sums = [Double](repeating: 0, count: (residuals.steps + 1) * residuals.count)
    for k in 0..<residuals.steps * residuals.count {
      sums[k + residuals.count] = sums[k] + Double(residuals.scaled[k])
    }
    self.sums = sums
  }

  /// Mean of a detector over the `span` steps that end with `end`; 0 before the first.
  func mean(detector i: Int, end: Int, span: Int) -> Double {
    guard end >= 0 else { return 0 }
    let start = max(0, end + 1 - span)
    return (sums[(end + 1) * count + i] - sums[start * count + i]) / Double(span)
  }

  /// The same mean of every detector, one after the other.
  func writeMeans(end: Int, span: Int, into place: UnsafeMutablePointer<Float>) {
    for i in 0..<count { place[i] = Float(mean(detector: i, end: end, span: span)) }
  }
}
