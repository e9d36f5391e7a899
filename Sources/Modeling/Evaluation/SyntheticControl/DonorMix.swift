/// The mix of donors nearest to a treated unit in weighted predictors: shares w ≥ 0 with
/// Σ w = 1 that minimize Σ_m v_m (x₁ₘ − Σ_j w_j x_jm)², the inner problem of Abadie,
/// Diamond & Hainmueller (2010, eq. 7), and what the mix misses of the outcomes.
///
/// As the shares sum to 1 this is the point of least norm in the hull of the donors'
/// differences from the treated unit, found exactly by Wolfe's active set (1976). Where
/// several mixes are as near, the one that misses least of the outcomes is taken
/// (Malo et al. 2023), by a part in a billion of them beside the predictors.
struct DonorMix: Sendable {
  let donors: Int
  let predictors: Int
  /// Donor less treated unit: donor after donor, a number a predictor.
  private let differences: [Double]
  /// Products of the donors' differences in the outcomes, in mean squares.
  private let outcomeGram: [Double]
  private let tie: Double
  /// Donors with a share, and their shares.
  private(set) var free: [Int] = []
  private(set) var shares: [Double] = []
  private var triangle: [Double]
  private var right: [Double]
  private var miss: [Double]

  /// - Parameters:
  ///   - differences: an array a donor, a number a predictor, on a common scale.
  ///   - outcomes: an array a donor, its outcome less the treated unit's at each step.
  init(differences: [[Double]], outcomes: [[Double]]) {
    donors = differences.count
    predictors = differences[0].count
    self.differences = differences.flatMap { $0 }
    let n = donors
    var gram = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var sum = 0.0
        for (a, b) in zip(outcomes[i], outcomes[j]) { sum += a * b }
        gram[i * n + j] = sum / Double(outcomes[i].count)
        gram[j * n + i] = gram[i * n + j]
      }
    }
    outcomeGram = gram
    let size = (0..<n).reduce(0.0) { $0 + gram[$1 * n + $1] } / Double(n)
    tie = size > 0 ? 1e-9 / size : 0
    triangle = []
    right = []
    miss = [Double](repeating: 0, count: predictors)
  }

  /// Finds the mix under predictor weights `v` (Σ v = 1).
  /// - Returns: the mean squared miss of the outcomes.
  mutating func solve(_ v: [Double]) -> Double {
    let n = donors
    var best = Double.infinity
    var start = 0
    for j in 0..<n {
      let square = product(j, j, v)
      if square < best { (best, start) = (square, j) }
    }
    free = [start]
    shares = [1]
    for _ in 0..<(10 * n + 10) {
      settle(v)
      // The gradient's half; on the free donors it is one number.
      setMiss()
      let norm = leastNorm(v)
      var enter = -1
      var worst = 0.0
      var scale = 0.0
      for j in 0..<n {
        var sum = tie * outcomeProduct(j)
        var size = 0.0
        for m in 0..<predictors {
          let d = differences[j * predictors + m]
          sum += v[m] * miss[m] * d
          size += v[m] * d * d
        }
        scale = max(scale, size)
        let gain = norm - sum
        if gain > worst, !free.contains(j) { (worst, enter) = (gain, j) }
      }
      guard enter >= 0, worst > 1e-13 * scale else { break }
      free.append(enter)
      shares.append(0)
    }
    return outcomeMiss()
  }

  /// Half the derivative of the miss of the outcomes by each predictor weight, at the mix
  /// last found, by the adjoint of the optimum's equations; donors without a share stay so.
  mutating func slope(_ v: [Double], into slope: inout [Double]) {
    let count = free.count
    factor(v)
    for a in 0..<count { right[a] = outcomeProduct(free[a]) }
    substitute(count)
    let own = Array(right[0..<count])
    for a in 0..<count { right[a] = 1 }
    substitute(count)
    var (total, ones) = (0.0, 0.0)
    for a in 0..<count {
      total += own[a]
      ones += right[a]
    }
    let multiplier = total / ones
    setMiss()
    for m in 0..<predictors {
      var sum = 0.0
      for a in 0..<count {
        sum += (own[a] - multiplier * right[a]) * differences[free[a] * predictors + m]
      }
      slope[m] = -sum * miss[m]
    }
  }

  /// Moves the free shares to the least norm over their plane, dropping donors on the way.
  private mutating func settle(_ v: [Double]) {
    while true {
      let count = free.count
      factor(v)
      for a in 0..<count { right[a] = 1 }
      substitute(count)
      var total = 0.0
      for a in 0..<count { total += right[a] }
      var step = 1.0
      var blocking = -1
      for a in 0..<count where right[a] / total < 0 {
        let reach = shares[a] / (shares[a] - right[a] / total)
        if reach < step { (step, blocking) = (reach, a) }
      }
      for a in 0..<count { shares[a] += step * (right[a] / total - shares[a]) }
      guard blocking >= 0 else { return }
      shares[blocking] = 0
      for a in (0..<count).reversed() where shares[a] <= 1e-14 && free.count > 1 {
        free.remove(at: a)
        shares.remove(at: a)
      }
    }
  }

  /// Cholesky's triangle of the products between free donors. A multiple of ones is added,
  /// which leaves the solution's direction as it is and keeps mixes without a miss apart.
  private mutating func factor(_ v: [Double]) {
    let count = free.count
    if triangle.count < count * count {
      triangle = [Double](repeating: 0, count: count * count)
      right = [Double](repeating: 0, count: count)
    }
    var lift = 0.0
    for a in 0..<count {
      for b in 0...a { triangle[a * count + b] = product(free[a], free[b], v) }
      lift += triangle[a * count + a]
    }
    lift = max(lift / Double(count), 1e-300)
    for a in 0..<count {
      for b in 0...a { triangle[a * count + b] += lift }
      triangle[a * count + a] += 1e-14 * lift
    }
    for a in 0..<count {
      for b in 0...a {
        var sum = triangle[a * count + b]
        for c in 0..<b { sum -= triangle[a * count + c] * triangle[b * count + c] }
        triangle[a * count + b] =
          a == b ? max(sum, 1e-15 * lift).squareRoot() : sum / triangle[b * count + b]
      }
    }
  }

  private mutating func substitute(_ count: Int) {
    for a in 0..<count {
      for b in 0..<a { right[a] -= triangle[a * count + b] * right[b] }
      right[a] /= triangle[a * count + a]
    }
    for a in (0..<count).reversed() {
      for b in (a + 1)..<max(count, a + 1) { right[a] -= triangle[b * count + a] * right[b] }
      right[a] /= triangle[a * count + a]
    }
  }

  private func product(_ i: Int, _ j: Int, _ v: [Double]) -> Double {
    var sum = tie * outcomeGram[i * donors + j]
    for m in 0..<predictors {
      sum += v[m] * differences[i * predictors + m] * differences[j * predictors + m]
    }
    return sum
  }

  private mutating func setMiss() {
    for m in 0..<predictors {
      var sum = 0.0
      for (a, j) in free.enumerated() { sum += shares[a] * differences[j * predictors + m] }
      miss[m] = sum
    }
  }

  private func leastNorm(_ v: [Double]) -> Double {
    var sum = tie * outcomeMiss()
    for m in 0..<predictors { sum += v[m] * miss[m] * miss[m] }
    return sum
  }

  private func outcomeProduct(_ j: Int) -> Double {
    var sum = 0.0
    for (a, i) in free.enumerated() { sum += shares[a] * outcomeGram[j * donors + i] }
    return sum
  }

  private func outcomeMiss() -> Double {
    var sum = 0.0
    for (a, j) in free.enumerated() { sum += shares[a] * outcomeProduct(j) }
    return max(0, sum)
  }
}
