import Foundation
import LinearAlgebra

/// The weights of predictors under which the nearest mix misses least of the outcomes
/// before treatment (Abadie, Diamond & Hainmueller 2010, §2.3).
///
/// The miss has many local minima and kinks where a donor enters or leaves (Klößner et
/// al. 2018). So the search is wide before it is deep: equal weights, those of a regression
/// of the outcomes on the predictors, and a Halton sequence over the logarithms of the
/// weights; the best of them descend with exact slopes. No random draws.
struct PredictorSearch {
  let weights: [Double]
  /// The mix under `weights`, donors without a share left out.
  let free: [Int]
  let shares: [Double]
  /// Mean squared miss of the outcomes.
  let miss: Double

  init(
    treated: [Double], donors: [[Double]], treatedOutcomes: [Double], donorOutcomes: [[Double]],
    floor: Double
  ) {
    let k = treated.count
    var scales: [Double] = []
    for m in 0..<k {
      let all = [treated[m]] + donors.map { $0[m] }
      let mean = all.reduce(0, +) / Double(all.count)
      let square = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (square / Double(all.count - 1)).squareRoot()
      scales.append(deviation > 1e-12 * abs(mean) && deviation > 0 ? deviation : .infinity)
    }
    let mix = DonorMix(
      differences: donors.map { donor in (0..<k).map { (donor[$0] - treated[$0]) / scales[$0] } },
      outcomes: donorOutcomes.map { zip($0, treatedOutcomes).map { $0 - $1 } })
    var objective = PredictorObjective(mix: mix, floor: floor)
    var starts = [[Double](repeating: 0, count: k)]
    if let regressed = Self.regressionWeights(
      [treated] + donors, [treatedOutcomes] + donorOutcomes, scales)
    {
      starts.append(regressed.map { log(max($0, floor)) })
    }
    let reach = max(-12, log(floor))
    for index in 1...(40 * k + 2 * k * k) {
      starts.append((0..<k).map { reach * Self.halton(index, $0) })
    }
    objective.setScale(starts[0])
    let values = starts.map { objective.value(at: $0) }
    let order = starts.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let descent = KinkedDescent(iterations: 60, tolerance: 1e-4)
    var best = (value: Double.infinity, point: starts[0])
    for index in order.prefix(2 * k) + [0, 1] {
      let end = descent.minimize(from: starts[index]) { objective.gradient(at: $0, into: &$1) }
      if end.value < best.value { best = end }
    }
    let last = KinkedDescent(iterations: 300, tolerance: 1e-8)
      .minimize(from: best.point) { objective.gradient(at: $0, into: &$1) }
    if last.value < best.value { best = last }
    weights = objective.weights(best.point)
    miss = objective.mix.solve(weights)
    free = objective.mix.free
    shares = objective.mix.shares
  }

  /// Σ over steps of the squared coefficients of a regression of the outcomes on the
  /// predictors over all units (the start of Abadie, Diamond & Hainmueller's programs);
  /// nil with too few units.
  static func regressionWeights(
    _ predictors: [[Double]], _ outcomes: [[Double]], _ scales: [Double]
  ) -> [Double]? {
    let (n, k, steps) = (predictors.count, scales.count, outcomes[0].count)
    guard n > k + 1 else { return nil }
    func centered(_ columns: Int, _ value: (Int, Int) -> Double) -> Matrix {
      var result = Matrix(rows: n, columns: columns)
      for j in 0..<columns {
        let values = (0..<n).map { value($0, j) }
        let mean = values.reduce(0, +) / Double(n)
        result.setColumn(j, to: values.map { $0 - mean })
      }
      return result
    }
    let x = centered(k) { predictors[$0][$1] / scales[$1] }
    let y = centered(steps) { outcomes[$0][$1] }
    var gram = x.gram()
    // Predictors that repeat each other share what they explain.
    for m in 0..<k { gram[m, m] += 1e-8 * Double(n) }
    guard let slopes = try? Cholesky(gram).solve(x.transpose * y) else { return nil }
    let squares = (0..<k).map { m in (0..<steps).reduce(0) { $0 + slopes[m, $1] * slopes[m, $1] } }
    let total = squares.reduce(0, +)
    return total > 0 && total.isFinite ? squares.map { $0 / total } : nil
  }

  /// A place of the sequence of Halton (1960) in the dimension's own prime.
  private static func halton(_ index: Int, _ dimension: Int) -> Double {
    let base = Self.prime(dimension)
    var (rest, fraction, result) = (index, 1.0, 0.0)
    while rest > 0 {
      fraction /= Double(base)
      result += fraction * Double(rest % base)
      rest /= base
    }
    return result
  }

  private static func prime(_ place: Int) -> Int {
    var (count, candidate) = (0, 1)
    while count <= place {
      candidate += 1
      if !(2..<candidate).contains(where: { $0 * $0 <= candidate && candidate % $0 == 0 }) {
        count += 1
      }
    }
    return candidate
  }
}

/// The outcomes' miss as a function of the logarithms of the weights, over its value at
/// equal ones.
private struct PredictorObjective {
  var mix: DonorMix
  let floor: Double
  private var scale = 1.0
  private var slope: [Double]

  init(mix: DonorMix, floor: Double) {
    self.mix = mix
    self.floor = floor
    slope = [Double](repeating: 0, count: mix.predictors)
  }

  mutating func setScale(_ point: [Double]) {
    let size = mix.solve(weights(point))
    scale = size > 0 ? size : 1
  }

  /// A floor under each share of a softmax.
  func weights(_ x: [Double]) -> [Double] {
    let top = x.max() ?? 0
    var v = x.map { exp($0 - top) }
    let total = v.reduce(0, +)
    let rest = 1 - floor * Double(x.count)
    for i in v.indices { v[i] = floor + rest * v[i] / total }
    return v
  }

  mutating func value(at x: [Double]) -> Double { mix.solve(weights(x)) / scale }

  mutating func gradient(at x: [Double], into gradient: inout [Double]) -> Double {
    let v = weights(x)
    let value = mix.solve(v) / scale
    mix.slope(v, into: &slope)
    let rest = 1 - floor * Double(x.count)
    var mean = 0.0
    for i in v.indices { mean += slope[i] * (v[i] - floor) / rest }
    for i in v.indices { gradient[i] = 2 * (v[i] - floor) * (slope[i] - mean) / scale }
    return value
  }
}
