import LinearAlgebra

/// The shares w ≥ 0, Σ w = 1, that minimize ‖A w − b‖² + ridge ‖w‖²: an active-set
/// method in the manner of Lawson & Hanson (1974, ch. 23) with the sum kept at 1, so
/// that the answer is exact, not the end of a slow descent.
struct SimplexLeastSquares {
  let weights: [Double]
  /// The largest amount by which a share at zero would like to grow; near 0 at the
  /// optimum, in units of the objective's gradient.
  let violation: Double

  /// - Parameters:
  ///   - a: conditions × shares.
  ///   - ridge: at least 0; what keeps more shares than conditions apart is added.
  init(_ a: Matrix, _ b: [Double], ridge: Double) {
    let n = a.columns
    var gram = a.gram()
    let linear = a.transposeTimes(b)
    let scale = gram.diagonal.max() ?? 1
    for i in 0..<n { gram[i, i] += ridge + 1e-11 * scale }
    // Start at the best vertex.
    let start = (0..<n).min { gram[$0, $0] - 2 * linear[$0] < gram[$1, $1] - 2 * linear[$1] } ?? 0
    var w = [Double](repeating: 0, count: n)
    w[start] = 1
    var free = [start]
    var worst = 0.0
    for _ in 0..<(20 * n + 20) {
      while true {
        guard let candidate = Self.solve(gram, linear, free) else { break }
        // As far toward the candidate as no share turns negative.
        var step = 1.0
        for (k, i) in free.enumerated() where candidate[k] < 0 {
          step = min(step, w[i] / (w[i] - candidate[k]))
        }
        for (k, i) in free.enumerated() { w[i] += step * (candidate[k] - w[i]) }
        guard step < 1 else { break }
        free = free.filter { w[$0] > 1e-15 }
        for i in 0..<n where !free.contains(i) { w[i] = 0 }
      }
      // Gradient ½: G w − c; on the free shares it is one multiplier.
      let gradient = zip(gram * w, linear).map { $0 - $1 }
      let multiplier = dot(gradient, w)
      var enter = -1
      worst = 0
      for i in 0..<n where !free.contains(i) {
        let gain = multiplier - gradient[i]
        if gain > worst { (worst, enter) = (gain, i) }
      }
      guard enter >= 0, worst > 1e-12 * scale else { break }
      free.append(enter)
    }
    let total = w.reduce(0, +)
    weights = w.map { $0 / total }
    violation = worst
  }

  /// The minimum over the free shares with their sum at 1.
  private static func solve(_ gram: Matrix, _ linear: [Double], _ free: [Int]) -> [Double]? {
    let m = free.count
    var part = Matrix(rows: m, columns: m)
    var right = Matrix(rows: m, columns: 2)
    for (p, i) in free.enumerated() {
      right[p, 0] = linear[i]
      right[p, 1] = 1
      for (q, j) in free.enumerated() { part[p, q] = gram[i, j] }
    }
    guard let solved = try? Cholesky(part).solve(right) else { return nil }
    let (u, v) = (solved.column(0), solved.column(1))
    let multiplier = (1 - u.reduce(0, +)) / v.reduce(0, +)
    return (0..<m).map { u[$0] + multiplier * v[$0] }
  }
}
