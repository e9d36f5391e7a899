internal import LinearAlgebra

/// L-BFGS-B: limited-memory quasi-Newton minimization with bounds (Byrd, Lu,
/// Nocedal & Zhu 1995).
///
/// The Hessian is θI − W M Wᵀ with W = [Y θS] over the last `memory` pairs. Each
/// step finds the generalized Cauchy point along the projected gradient (their
/// algorithm CP), minimizes the model over the variables still free there (the
/// direct primal method, §5.1), and searches the line to the result under the
/// strong Wolfe conditions.
public struct LBFGSB: Sendable {
  /// Pairs of steps and gradient changes remembered.
  public var memory: Int
  public var maximumIterations: Int
  /// Stops when no component of the projected gradient is larger.
  public var gradientTolerance: Double
  /// Stops when a step gains less than this, relative to the larger of |f| and 1.
  public var valueTolerance: Double

  public init(
    memory: Int = 8, maximumIterations: Int = 500, gradientTolerance: Double = 1e-8,
    valueTolerance: Double = 1e-15
  ) {
    self.memory = memory
    self.maximumIterations = maximumIterations
    self.gradientTolerance = gradientTolerance
    self.valueTolerance = valueTolerance
  }

  /// Minimizes `objective` from `start` (moved into the box first); nil bounds
  /// stand for none.
  public func minimize<Objective: SmoothObjective>(
    _ objective: inout Objective, from start: [Double], lower: [Double]? = nil,
    upper: [Double]? = nil
  ) -> SmoothMinimum {
    let n = objective.dimension
    let lower = lower ?? [Double](repeating: -.infinity, count: n)
    let upper = upper ?? [Double](repeating: .infinity, count: n)
    precondition(
      start.count == n && lower.count == n && upper.count == n,
      "start and bounds need one value a variable")
    var x = start
    for i in 0..<n { x[i] = min(max(x[i], lower[i]), upper[i]) }
    var gradient = [Double](repeating: 0, count: n)
    var value = objective.gradient(at: x, into: &gradient)
    var evaluations = 1
    func result(_ iterations: Int, _ status: SmoothMinimum.Status) -> SmoothMinimum {
      SmoothMinimum(
        point: x, value: value, iterations: iterations, evaluations: evaluations, status: status)
    }
    guard value.isFinite else { return result(0, .infeasibleStart) }
    var model = LimitedMemoryModel(memory: memory)
    for iteration in 0..<maximumIterations {
      if projectedNorm(x, gradient, lower, upper) <= gradientTolerance {
        return result(iteration, .converged)
      }
      var target = model.target(x, gradient, lower, upper)
      if target == nil && !model.isEmpty {
        model.forget()
        target = model.target(x, gradient, lower, upper)
      }
      guard let target else { return result(iteration, .noProgress) }
      let direction = zip(target, x).map { $0 - $1 }
      var search = WolfeSearch(
        origin: x, direction: direction, value: value, gradient: gradient)
      // The first direction has no scale yet; later ones aim at a step of 1, and
      // may go on as far as the box allows.
      var length = 0.0
      for d in direction { length += d * d }
      let first = model.isEmpty ? min(1, 1 / length.squareRoot()) : 1
      let most = longestStep(x, direction, lower, upper)
      let found = search.run(&objective, first: min(first, most), most: most)
      evaluations += search.evaluations
      guard found else {
        if model.isEmpty { return result(iteration, .noProgress) }
        model.forget()
        continue
      }
      var next = search.point
      for i in 0..<n { next[i] = min(max(next[i], lower[i]), upper[i]) }
      model.remember(
        step: zip(next, x).map { $0 - $1 },
        change: zip(search.gradient, gradient).map { $0 - $1 })
      let gain = value - search.value
      x = next
      gradient = search.gradient
      value = search.value
      if gain <= valueTolerance * max(abs(value), 1) {
        return result(iteration + 1, .converged)
      }
    }
    return result(maximumIterations, .iterationLimit)
  }

  private func projectedNorm(
    _ x: [Double], _ g: [Double], _ lower: [Double], _ upper: [Double]
  ) -> Double {
    var norm = 0.0
    for i in x.indices {
      norm = max(norm, abs(min(max(x[i] - g[i], lower[i]), upper[i]) - x[i]))
    }
    return norm
  }

  private func longestStep(
    _ x: [Double], _ d: [Double], _ lower: [Double], _ upper: [Double]
  ) -> Double {
    var most = 1e10
    for i in x.indices {
      if d[i] > 0 { most = min(most, (upper[i] - x[i]) / d[i]) }
      if d[i] < 0 { most = min(most, (lower[i] - x[i]) / d[i]) }
    }
    // Rounding aside, the target itself lies in the box.
    return max(most, 1)
  }
}

/// The quadratic model of L-BFGS-B.
private struct LimitedMemoryModel {
  let memory: Int
  private var steps: [[Double]] = []
  private var changes: [[Double]] = []
  private var theta = 1.0
  /// M of the compact representation, 2k × 2k.
  private var middle = Matrix(rows: 0, columns: 0)

  init(memory: Int) { self.memory = memory }

  var isEmpty: Bool { steps.isEmpty }

  mutating func forget() {
    steps = []
    changes = []
    theta = 1
    middle = Matrix(rows: 0, columns: 0)
  }

  /// Takes a pair in where its curvature is positive.
  mutating func remember(step: [Double], change: [Double]) {
    let curvature = dot(step, change)
    let size = dot(change, change)
    guard curvature > 2.2e-16 * size, size > 0 else { return }
    if steps.count == memory {
      steps.removeFirst()
      changes.removeFirst()
    }
    steps.append(step)
    changes.append(change)
    theta = size / curvature
    let k = steps.count
    // M⁻¹ = [−D Lᵀ; L θSᵀS], D the diagonal and L the part below it of SᵀY.
    var inverse = Matrix(rows: 2 * k, columns: 2 * k)
    for i in 0..<k {
      for j in 0..<k {
        inverse[k + i, k + j] = theta * dot(steps[i], steps[j])
        let product = dot(steps[i], changes[j])
        if i == j { inverse[i, i] = -product }
        if i > j {
          inverse[k + i, j] = product
          inverse[j, k + i] = product
        }
      }
    }
    guard let factor = try? LU(inverse) else { return forget() }
    middle = factor.inverse()
  }

  /// The minimizer of the model in the box; nil where it is no descent direction.
  func target(
    _ x: [Double], _ g: [Double], _ lower: [Double], _ upper: [Double]
  ) -> [Double]? {
    let n = x.count
    let k = 2 * steps.count
    let (cauchy, c, free) = cauchyPoint(x, g, lower, upper)
    var target = cauchy
    if k > 0 && !free.isEmpty {
      // r = Zᵀ(g + θ(x_c − x) − W M c), then d = −r/θ − W_F (I − M W_FᵀW_F/θ)⁻¹ M W_Fᵀr/θ².
      let mc = times(c)
      let rows = free.map { row($0) }
      var r = [Double](repeating: 0, count: free.count)
      for (f, i) in free.enumerated() {
        r[f] = g[i] + theta * (cauchy[i] - x[i]) - dot(rows[f], mc)
      }
      var projected = [Double](repeating: 0, count: k)
      var gram = Matrix(rows: k, columns: k)
      for (f, w) in rows.enumerated() {
        for a in 0..<k {
          projected[a] += w[a] * r[f]
          for b in 0..<k { gram[a, b] += w[a] * w[b] / theta }
        }
      }
      var system = middle * gram
      for a in 0..<k {
        for b in 0..<k { system[a, b] = (a == b ? 1 : 0) - system[a, b] }
      }
      guard let factor = try? LU(system), let v = try? factor.solve(times(projected)) else {
        return nil
      }
      var d = [Double](repeating: 0, count: free.count)
      var shrink = 1.0
      for (f, i) in free.enumerated() {
        d[f] = -r[f] / theta - dot(rows[f], v) / (theta * theta)
        if d[f] > 0 { shrink = min(shrink, (upper[i] - cauchy[i]) / d[f]) }
        if d[f] < 0 { shrink = min(shrink, (lower[i] - cauchy[i]) / d[f]) }
      }
      for (f, i) in free.enumerated() {
        target[i] = min(max(cauchy[i] + shrink * d[f], lower[i]), upper[i])
      }
    }
    var slope = 0.0
    for i in 0..<n { slope += g[i] * (target[i] - x[i]) }
    return slope < 0 && slope.isFinite ? target : nil
  }

  /// Algorithm CP: the first minimizer of the model along the projected gradient,
  /// Wᵀ(x_c − x), and the variables not at a bound there.
  private func cauchyPoint(
    _ x: [Double], _ g: [Double], _ lower: [Double], _ upper: [Double]
  ) -> (point: [Double], c: [Double], free: [Int]) {
    let n = x.count
    let k = 2 * steps.count
    var d = g.map { -$0 }
    var breaks = [Double](repeating: .infinity, count: n)
    for i in 0..<n {
      if g[i] < 0 { breaks[i] = (x[i] - upper[i]) / g[i] }
      if g[i] > 0 { breaks[i] = (x[i] - lower[i]) / g[i] }
      if breaks[i] <= 0 { d[i] = 0 }
    }
    let order = (0..<n).filter { breaks[$0] > 0 && breaks[$0] < .infinity }
      .sorted { (breaks[$0], $0) < (breaks[$1], $1) }
    var p = [Double](repeating: 0, count: k)
    for i in 0..<n where d[i] != 0 {
      let w = row(i)
      for a in 0..<k { p[a] += w[a] * d[i] }
    }
    var c = [Double](repeating: 0, count: k)
    var slope = -dot(d, d)
    var curvature = -theta * slope - dot(p, times(p))
    var time = 0.0
    var point = x
    var hit = breaks.map { $0 <= 0 }
    for b in order {
      let least = curvature > 0 ? -slope / curvature : .infinity
      let span = breaks[b] - time
      if least < span { break }
      point[b] = d[b] > 0 ? upper[b] : lower[b]
      hit[b] = true
      let z = point[b] - x[b]
      for a in 0..<k { c[a] += span * p[a] }
      let w = row(b)
      let mw = times(w)
      slope += span * curvature + g[b] * g[b] + theta * g[b] * z - g[b] * dot(mw, c)
      curvature -= theta * g[b] * g[b] + 2 * g[b] * dot(mw, p) + g[b] * g[b] * dot(mw, w)
      for a in 0..<k { p[a] += g[b] * w[a] }
      d[b] = 0
      time = breaks[b]
      if slope >= 0 { break }
    }
    let rest = slope < 0 && curvature > 0 ? -slope / curvature : 0
    for i in 0..<n where !hit[i] {
      point[i] = min(max(x[i] + (time + rest) * d[i], lower[i]), upper[i])
    }
    for a in 0..<k { c[a] += rest * p[a] }
    return (point, c, (0..<n).filter { !hit[$0] && lower[$0] < upper[$0] })
  }

  /// Row i of W = [Y θS].
  private func row(_ i: Int) -> [Double] {
    changes.map { $0[i] } + steps.map { theta * $0[i] }
  }

  /// M v.
  private func times(_ v: [Double]) -> [Double] { middle * v }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }
}
