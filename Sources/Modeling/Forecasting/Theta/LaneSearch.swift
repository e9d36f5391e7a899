/// Smallest value of a function of one variable, four points at a time: a recursion
/// over a series waits for its own last step, so that four of them side by side take
/// hardly longer than one.
enum LaneSearch {
  /// The best of 24 evenly spaced points, then of four points between its
  /// neighbours, until these are 1e-6 of the range apart. Of equal points the first
  /// is taken.
  static func minimum(
    from low: Double, to high: Double, _ loss: (SIMD4<Double>) -> SIMD4<Double>
  ) -> Double {
    var best = (x: low, loss: Double.infinity)
    func look(at points: SIMD4<Double>) {
      let values = loss(points)
      for lane in 0..<4 where values[lane] < best.loss { best = (points[lane], values[lane]) }
    }
    let step = (high - low) / 23
    for k in stride(from: 0.0, to: 24, by: 4) {
      look(at: low + step * (SIMD4(0, 1, 2, 3) + k))
    }
    var a = max(low, best.x - step)
    var b = min(high, best.x + step)
    while b - a > 1e-6 * (high - low) {
      let gap = (b - a) / 5
      look(at: a + gap * SIMD4(1, 2, 3, 4))
      (a, b) = (max(a, best.x - gap), min(b, best.x + gap))
    }
    return best.x
  }
}
