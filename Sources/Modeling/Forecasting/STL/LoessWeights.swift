/// Local linear or constant regression on an equally spaced grid, by the
/// nearest `window` points and the tricube weight (Cleveland, 1979).
///
/// Without user weights the smooth at a point is a fixed combination of the
/// values in its window, one that depends only on where in the window the point
/// lies. Each combination is worked out once and kept, and the same one serves
/// all subseries of a season: one short dot product a point.
struct LoessWeights {
  /// Points of the grid.
  let count: Int
  /// Points asked for; more than `count` widens the kernel instead.
  let window: Int
  /// 0 constant, 1 linear.
  let degree: Int
  /// By offset + 1, offset −1 ... width: the point to smooth at lies `offset`
  /// places after the first of the window. Empty: not yet worked out. An empty
  /// combination worked out stays `[]` and means: no weight anywhere.
  private var rows: [[Double]]

  /// Points in a window.
  var width: Int { min(window, count) }

  init(count: Int, window: Int, degree: Int) {
    self.count = count
    self.window = window
    self.degree = degree
    rows = [[Double]](repeating: [], count: min(window, count) + 2)
  }

  /// The smooth at `offset` places after `first`, from the `width` values that
  /// begin there; nil where no value has weight.
  mutating func smooth(_ values: [Double], first: Int, offset: Int) -> Double? {
    let slot = offset + 1
    if slot < rows.count {
      if rows[slot].isEmpty {
        rows[slot] = LoessWeights.row(
          width: width, offset: offset, window: window, count: count, degree: degree, user: nil)
      }
      return rows[slot].isEmpty ? nil : LoessWeights.dot(rows[slot], values, first)
    }
    let row = LoessWeights.row(
      width: width, offset: offset, window: window, count: count, degree: degree, user: nil)
    return row.isEmpty ? nil : LoessWeights.dot(row, values, first)
  }

  /// The same with a weight of its own for every value.
  func smooth(
    _ values: [Double], weights: [Double], first: Int, offset: Int, width: Int
  ) -> Double? {
    let row = LoessWeights.row(
      width: width, offset: offset, window: window, count: count, degree: degree,
      user: (weights, first))
    return row.isEmpty ? nil : LoessWeights.dot(row, values, first)
  }

  private static func dot(_ row: [Double], _ values: [Double], _ first: Int) -> Double {
    row.withUnsafeBufferPointer { w in
      values.withUnsafeBufferPointer { y in
        var a = 0.0
        var b = 0.0
        var j = 0
        while j + 1 < w.count {
          a += w[j] * y[first + j]
          b += w[j + 1] * y[first + j + 1]
          j += 2
        }
        if j < w.count { a += w[j] * y[first + j] }
        return a + b
      }
    }
  }

  /// Weights of the values in a window that make the local fit at `offset`;
  /// empty where all vanish.
  static func row(
    width: Int, offset: Int, window: Int, count: Int, degree: Int,
    user: (weights: [Double], first: Int)?
  ) -> [Double] {
    let position = Double(offset)
    var reach = max(position, Double(width - 1) - position)
    if window > count { reach += Double((window - count) / 2) }
    var row = [Double](repeating: 0, count: width)
    var sum = 0.0
    for j in 0..<width {
      let distance = abs(Double(j) - position)
      guard distance <= 0.999 * reach else { continue }
      var weight = 1.0
      if distance > 0.001 * reach {
        let ratio = distance / reach
        let gap = 1 - ratio * ratio * ratio
        weight = gap * gap * gap
      }
      if let user { weight *= user.weights[user.first + j] }
      row[j] = weight
      sum += weight
    }
    guard sum > 0 else { return [] }
    for j in 0..<width { row[j] /= sum }
    guard reach > 0, degree > 0 else { return row }
    var centre = 0.0
    for j in 0..<width { centre += row[j] * Double(j) }
    var spread = 0.0
    for j in 0..<width {
      let d = Double(j) - centre
      spread += row[j] * d * d
    }
    // A window that all but one point has left cannot carry a slope.
    guard spread.squareRoot() > 0.001 * Double(count - 1) else { return row }
    let tilt = (position - centre) / spread
    for j in 0..<width { row[j] *= tilt * (Double(j) - centre) + 1 }
    return row
  }
}

/// Loess over a whole series: every `jump`-th point is smoothed, those between
/// lie on straight lines.
struct LoessSmoother {
  private var weights: LoessWeights
  let jump: Int

  init(count: Int, window: Int, degree: Int, jump: Int) {
    weights = LoessWeights(count: count, window: window, degree: degree)
    self.jump = max(1, min(jump, count - 1))
  }

  /// The smooth at one grid point or just outside, from the window that begins
  /// at `first`.
  mutating func value(
    _ values: [Double], at point: Int, first: Int, width: Int, user: [Double]?
  ) -> Double? {
    guard let user else {
      return weights.smooth(values, first: first, offset: point - first)
    }
    return weights.smooth(
      values, weights: user, first: first, offset: point - first, width: width)
  }

  /// - Parameters:
  ///   - values: as many as the grid has points; none missing.
  ///   - user: a weight for each value (robustness weights), or nil.
  mutating func smooth(_ values: [Double], user: [Double]? = nil) -> [Double] {
    let n = values.count
    guard n > 1 else { return values }
    let width = weights.width
    let half = (weights.window + 1) / 2
    var result = [Double](repeating: 0, count: n)
    func first(_ point: Int) -> Int {
      width == n ? 0 : max(0, min(point - half + 1, n - width))
    }
    var point = 0
    while point < n {
      let smoothed = value(values, at: point, first: first(point), width: width, user: user)
      result[point] = smoothed ?? values[point]
      point += jump
    }
    guard jump > 1 else { return result }
    let last = ((n - 1) / jump) * jump
    for left in stride(from: 0, to: last, by: jump) {
      interpolate(&result, left, left + jump)
    }
    if last != n - 1 {
      // The window of the last regular point also serves the end of the series.
      let end = value(values, at: n - 1, first: first(last), width: width, user: user)
      result[n - 1] = end ?? values[n - 1]
      interpolate(&result, last, n - 1)
    }
    return result
  }

  private func interpolate(_ result: inout [Double], _ left: Int, _ right: Int) {
    let slope = (result[right] - result[left]) / Double(right - left)
    for between in (left + 1)..<max(right, left + 1) {
      result[between] = result[left] + slope * Double(between - left)
    }
  }
}
