/// Minimizes a function with kinks: BFGS with a line search by bisection for the weak Wolfe
/// conditions, which needs slopes almost everywhere only (Lewis & Overton 2013, algorithms
/// 2.1 and 2.6).
struct KinkedDescent: Sendable {
  var iterations: Int
  /// Stops when ten steps together gain less than this share of the value.
  var tolerance: Double

  /// - Parameter function: writes the slopes at a point and returns the value there.
  func minimize(
    from start: [Double], _ function: ([Double], inout [Double]) -> Double
  ) -> (value: Double, point: [Double]) {
    let n = start.count
    var x = start
    var slope = [Double](repeating: 0, count: n)
    var value = function(x, &slope)
    var inverse = [Double](repeating: 0, count: n * n)
    for i in 0..<n { inverse[i * n + i] = 1 }
    var isFresh = true
    var next = x
    var nextSlope = slope
    var direction = slope
    var recent = value
    for iteration in 1...iterations {
      for i in 0..<n {
        var sum = 0.0
        for j in 0..<n { sum -= inverse[i * n + j] * slope[j] }
        direction[i] = sum
      }
      var descent = inner(direction, slope)
      if !(descent < 0) {
        for i in 0..<n { direction[i] = -slope[i] }
        descent = inner(direction, slope)
        inverse = inverse.indices.map { $0 % (n + 1) == 0 ? 1 : 0 }
        isFresh = true
        guard descent < -1e-300 else { break }
      }
      // The first step has no scale of its own: one unit of the largest logarithm.
      var step = isFresh ? 1 / (direction.reduce(0) { max($0, abs($1)) }) : 1
      var (low, high) = (0.0, Double.infinity)
      var nextValue = value
      var isAccepted = false
      for _ in 0..<25 {
        for i in 0..<n { next[i] = x[i] + step * direction[i] }
        nextValue = function(next, &nextSlope)
        if !(nextValue < value + 1e-4 * step * descent) {
          high = step
        } else if inner(nextSlope, direction) < 0.9 * descent {
          low = step
          isAccepted = true
          if step > 1e3 { break }
        } else {
          isAccepted = true
          break
        }
        step = high.isFinite ? (low + high) / 2 : 2 * low
      }
      guard isAccepted, nextValue < value else { break }
      var curvature = 0.0
      for i in 0..<n { curvature += (next[i] - x[i]) * (nextSlope[i] - slope[i]) }
      if curvature > 0 {
        update(&inverse, x, next, slope, nextSlope, curvature, isFresh)
        isFresh = false
      }
      swap(&x, &next)
      swap(&slope, &nextSlope)
      value = nextValue
      if iteration % 10 == 0 {
        guard recent - value > tolerance * abs(value) else { break }
        recent = value
      }
    }
    return (value, x)
  }

  /// The inverse Hessian's update; the first is scaled (Nocedal & Wright 2006, eq. 6.20).
  private func update(
    _ inverse: inout [Double], _ x: [Double], _ next: [Double], _ slope: [Double],
    _ nextSlope: [Double], _ curvature: Double, _ isFresh: Bool
  ) {
    let n = x.count
    let y = (0..<n).map { nextSlope[$0] - slope[$0] }
    let s = (0..<n).map { next[$0] - x[$0] }
    if isFresh {
      let scale = curvature / inner(y, y)
      for i in 0..<n { inverse[i * n + i] = scale }
    }
    var product = y
    for i in 0..<n {
      var sum = 0.0
      for j in 0..<n { sum += inverse[i * n + j] * y[j] }
      product[i] = sum
    }
    let factor = (1 + inner(y, product) / curvature) / curvature
    for i in 0..<n {
      for j in 0..<n {
        inverse[i * n + j] +=
          factor * s[i] * s[j] - (product[i] * s[j] + s[i] * product[j]) / curvature
      }
    }
  }

  private func inner(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }
}
