import Foundation

/// The loss of each objective: its derivatives in the raw score, its start, its mean.
struct TreeObjective {
  let kind: BoostedTrees.Objective

  /// Raw scores a row.
  var outputs: Int {
    if case .softmax(let classes) = kind { return classes }
    return 1
  }

  /// Leaves are quantiles of residuals, at this level.
  var renewalLevel: Double? {
    switch kind {
    case .absoluteError: 0.5
    case .quantile(let level): level
    default: nil
    }
  }

  /// Every second derivative is 1 where there are no weights.
  var hasUnitHessian: Bool { kind == .squaredError || renewalLevel != nil }

  /// A bound on unshrunk leaf values where the loss may run away.
  var defaultStep: Double {
    switch kind {
    case .poisson, .gamma, .tweedie: 3
    default: .infinity
    }
  }

  func check(_ response: [Double]) throws(RegressionError) {
    switch kind {
    case .quantile(let level) where !(level > 0 && level < 1):
      throw .setting("quantile", reason: "must lie in (0, 1)")
    case .tweedie(let power) where !(power > 1 && power < 2):
      throw .setting("power", reason: "must lie in (1, 2)")
    case .softmax(let classes) where classes < 2:
      throw .setting("classes", reason: "must be at least 2")
    default: break
    }
    for (row, y) in response.enumerated() {
      guard y.isFinite else { throw .notFinite(column: "response", row: row) }
      let reason: String? =
        switch kind {
        case .squaredError, .absoluteError, .quantile: nil
        case .poisson, .tweedie: y < 0 ? "must not be negative" : nil
        case .gamma: y <= 0 ? "must be positive" : nil
        case .logistic: y < 0 || y > 1 ? "must lie between 0 and 1" : nil
        case .softmax(let classes):
          y < 0 || y >= Double(classes) || y != y.rounded()
            ? "must be a class 0 … \(classes - 1)" : nil
        }
      if let reason { throw .responseOutOfRange(reason: reason, row: row) }
    }
  }

  static func sigmoid(_ score: Double) -> Double { 1 / (1 + exp(-score)) }

  /// First and second derivative of the loss of one row with one raw score.
  @inline(__always)
  func derivatives(_ y: Double, _ score: Double) -> (first: Double, second: Double) {
    switch kind {
    case .squaredError: return (score - y, 1)
    case .absoluteError: return (score > y ? 0.5 : score < y ? -0.5 : 0, 1)
    case .quantile(let level): return (y < score ? 1 - level : y > score ? -level : 0, 1)
    case .poisson:
      let mean = exp(score)
      return (mean - y, mean)
    case .gamma:
      let ratio = y * exp(-score)
      return (1 - ratio, ratio)
    case .tweedie(let power):
      let (a, b) = (y * exp((1 - power) * score), exp((2 - power) * score))
      return (b - a, (power - 1) * a + (2 - power) * b)
    case .logistic:
      let p = Self.sigmoid(score)
      return (p - y, p * (1 - p))
    case .softmax: preconditionFailure("softmax rows have several scores")
    }
  }

  /// The loss of one row; scores of all outputs.
  func loss(_ y: Double, _ scores: UnsafePointer<Double>, stride: Int) -> Double {
    let f = scores[0]
    switch kind {
    case .squaredError: return 0.5 * (y - f) * (y - f)
    case .absoluteError: return (y - f).magnitude
    case .quantile(let level): return y >= f ? level * (y - f) : (level - 1) * (y - f)
    case .poisson: return exp(f) - y * f
    case .gamma: return y * exp(-f) + f
    case .tweedie(let power):
      return exp((2 - power) * f) / (2 - power) - y * exp((1 - power) * f) / (1 - power)
    case .logistic: return max(f, 0) - y * f + log1p(exp(-f.magnitude))
    case .softmax(let classes):
      var top = f
      for k in 1..<classes { top = max(top, scores[k * stride]) }
      var sum = 0.0
      for k in 0..<classes { sum += exp(scores[k * stride] - top) }
      return log(sum) + top - scores[Int(y) * stride]
    }
  }

  /// The constant raw scores of least loss over `rows`, given the offsets there.
  func start(
    _ response: [Double], weights: [Double]?, offset: [Double]?, rows: [UInt32]
  ) -> [Double] {
    func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
    if let level = renewalLevel {
      let residuals = rows.map { response[Int($0)] - (offset?[Int($0)] ?? 0) }
      return [Self.quantile(residuals, rows.map { weight(Int($0)) }, level)]
    }
    var (total, sum) = (0.0, 0.0)
    for row in rows {
      total += weight(Int(row))
      sum += weight(Int(row)) * response[Int(row)]
    }
    guard total > 0 else { return [Double](repeating: 0, count: outputs) }
    if case .softmax(let classes) = kind {
      var counts = [Double](repeating: 0, count: classes)
      for row in rows { counts[Int(response[Int(row)])] += weight(Int(row)) }
      return counts.map { log(max($0 / total, 1e-10)) }
    }
    let mean = sum / total
    var score: Double
    switch kind {
    case .poisson, .gamma, .tweedie: score = log(max(mean, 1e-10))
    case .logistic:
      let p = min(max(mean, 1e-10), 1 - 1e-10)
      score = log(p / (1 - p))
    default: score = mean
    }
    guard let offset else { return [score] }
    // Newton's method: the loss is convex in a constant.
    var offsetSum = 0.0
    for row in rows { offsetSum += weight(Int(row)) * offset[Int(row)] }
    score -= offsetSum / total
    for _ in 0..<100 {
      var (first, second) = (0.0, 0.0)
      for row in rows {
        let d = derivatives(response[Int(row)], score + offset[Int(row)])
        first += weight(Int(row)) * d.first
        second += weight(Int(row)) * d.second
      }
      guard second > 0 else { break }
      let step = min(max(-first / second, -2), 2)
      score += step
      if step.magnitude <= 1e-12 * max(1, score.magnitude) { break }
    }
    return [score]
  }

  /// The smallest value at which the weight of values ≤ it reaches `level` of all.
  static func quantile(_ values: [Double], _ weights: [Double], _ level: Double) -> Double {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let total = weights.reduce(0, +)
    guard total > 0 else { return 0 }
    let wanted = level * total * (1 - 1e-12)
    var reached = 0.0
    for (k, index) in order.enumerated() {
      reached += weights[index]
      if reached >= wanted {
        // Half way where both neighbours are as good.
        if reached <= level * total * (1 + 1e-12), k + 1 < order.count {
          return values[index] / 2 + values[order[k + 1]] / 2
        }
        return values[index]
      }
    }
    return values[order[order.count - 1]]
  }

  /// The same for ascending values of equal weight.
  static func quantile(sorted values: [Double], _ level: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let wanted = level * Double(values.count)
    let place = min(values.count, max(1, Int((wanted * (1 - 1e-12)).rounded(.up))))
    if Double(place) <= wanted * (1 + 1e-12), place < values.count {
      return values[place - 1] / 2 + values[place] / 2
    }
    return values[place - 1]
  }

  /// The mean of the response at these raw scores, in place: `outputs` columns of `rows`.
  func mean(_ scores: inout [Double], rows: Int) {
    switch kind {
    case .squaredError, .absoluteError, .quantile: return
    case .poisson, .gamma, .tweedie: for i in scores.indices { scores[i] = exp(scores[i]) }
    case .logistic: for i in scores.indices { scores[i] = Self.sigmoid(scores[i]) }
    case .softmax(let classes):
      for row in 0..<rows {
        var top = -Double.infinity
        for k in 0..<classes { top = max(top, scores[k * rows + row]) }
        var sum = 0.0
        for k in 0..<classes {
          let e = exp(scores[k * rows + row] - top)
          scores[k * rows + row] = e
          sum += e
        }
        for k in 0..<classes { scores[k * rows + row] /= sum }
      }
    }
  }
}
