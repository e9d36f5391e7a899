internal import Glibc
internal import Optimization

/// The least-squares form of a fit's likelihood. Maximizing it is minimizing
/// n log Σe² (additive errors) or n log Σε² + 2 Σ log μ (multiplicative), that is
/// ½ Σ (ε G)² with G the geometric mean of μ, or 1: a sum of squares either way.
struct ETSObjective: LeastSquaresObjective {
  let model: ETSModel
  /// The series, scaled to a mean size near 1.
  let values: [Double]
  let observed: Int
  /// Column in the sensitivities of each variable.
  let columns: [Int]
  /// Bounds of each variable, and whether each parameter varies.
  let lower: [Double]
  let upper: [Double]

  private var sensitivities: ETSSensitivities
  private var ring: [Double]

  var dimension: Int { columns.count }

  init(_ model: ETSModel, values: [Double], observed: Int) {
    self.model = model
    self.values = values
    self.observed = observed
    let form = model.form
    var columns = [0]
    var lower = [Point.least]
    var upper = [1 - Point.least]
    if form.trend != .none {
      columns.append(1)
      lower.append(0)
      upper.append(1)
    }
    if form.season != .none {
      columns.append(2)
      lower.append(0)
      upper.append(1)
    }
    if form.trend.isDamped {
      columns.append(3)
      lower.append(0.8)
      upper.append(0.98)
    }
    columns.append(4)
    if form.trend != .none { columns.append(5) }
    if form.season != .none { columns += (0..<(model.period - 1)).map { 6 + $0 } }
    let states = columns.count - lower.count
    lower += [Double](repeating: -.infinity, count: states)
    upper += [Double](repeating: .infinity, count: states)
    self.columns = columns
    self.lower = lower
    self.upper = upper
    sensitivities = ETSSensitivities(form: form, period: model.period)
    ring = [Double](repeating: 0, count: form.season == .none ? 0 : model.period)
  }

  /// A point in the model's own terms.
  ///
  /// The usual region is a triangle in (α, β) and in (α, γ); β* and γ*, both in
  /// 0 ... 1, say how far β and γ lie between their least value and α or 1 − α.
  struct Point {
    var parameters = ETSParameters(alpha: 0)
    var betaStar: Double?
    var gammaStar: Double?
    var state = ETSState(level: 0)

    /// The least α, β and γ, as in R's forecast::ets.
    static let least = 1e-4

    /// Sets β and γ from α, β* and γ*.
    mutating func place() {
      let alpha = parameters.alpha
      if let betaStar {
        parameters.beta = Point.least + (alpha - Point.least) * betaStar
      }
      if let gammaStar {
        parameters.gamma = Point.least + (1 - alpha - Point.least) * gammaStar
      }
    }

    /// Sets β* and γ* from α, β and γ.
    mutating func locate(_ form: ETSForm) {
      func share(_ value: Double, _ most: Double) -> Double {
        let width = most - Point.least
        return width > 1e-12 ? min(max((value - Point.least) / width, 0), 1) : 0
      }
      if form.trend != .none { betaStar = share(parameters.beta, parameters.alpha) }
      if form.season != .none { gammaStar = share(parameters.gamma, 1 - parameters.alpha) }
    }
  }

  func point(_ x: [Double]) -> Point {
    var point = Point()
    if model.form.season != .none {
      point.state.season = [Double](repeating: 0, count: model.period)
    }
    var sum = 0.0
    for (i, column) in columns.enumerated() {
      switch column {
      case 0: point.parameters.alpha = x[i]
      case 1: point.betaStar = x[i]
      case 2: point.gammaStar = x[i]
      case 3: point.parameters.phi = x[i]
      case 4: point.state.level = x[i]
      case 5: point.state.trend = x[i]
      default:
        point.state.season[column - 6] = x[i]
        sum += x[i]
      }
    }
    point.place()
    if model.form.season != .none {
      let total = model.form.season == .additive ? 0 : Double(model.period)
      point.state.season[model.period - 1] = total - sum
    }
    return point
  }

  /// The variables of a point; its seasonal states must sum to 0 (additive) or to
  /// the period (multiplicative).
  func variables(_ point: Point) -> [Double] {
    columns.map { column in
      switch column {
      case 0: point.parameters.alpha
      case 1: point.betaStar ?? 0
      case 2: point.gammaStar ?? 0
      case 3: point.parameters.phi
      case 4: point.state.level
      case 5: point.state.trend
      default: point.state.season[column - 6]
      }
    }
  }

  mutating func value(at x: [Double]) -> Double { value(point(x)) }

  mutating func value(_ point: Point) -> Double {
    guard isAllowed(point) else { return .infinity }
    for k in ring.indices { ring[k] = point.state.season[k] }
    let sums = values.withUnsafeBufferPointer { y in
      ring.withUnsafeMutableBufferPointer { ring in
        ETSKernel.sums(
          y, trend: KernelTrend(model.form.trend), season: model.form.season,
          multiplicativeError: model.form.error == .multiplicative, parameters: point.parameters,
          level: point.state.level, slope: point.state.trend, ring: ring)
      }
    }
    return halfSquares(sums).value
  }

  mutating func linearize(
    at x: [Double], gradient: inout [Double], normal: inout [Double]
  ) -> Double {
    let point = point(x)
    guard isAllowed(point) else { return .infinity }
    let sums = values.withUnsafeBufferPointer { y in
      sensitivities.run(
        y, parameters: point.parameters, betaStar: point.betaStar ?? 0,
        gammaStar: point.gammaStar ?? 0, least: Point.least, state: point.state)
    }
    let (value, scale) = halfSquares(sums)
    guard value.isFinite else { return .infinity }
    let n = columns.count
    let groups = sensitivities.groups
    let square = scale * scale
    // With r = ε G, ∂r = G (∂ε + ε ∂log G): a rank-two correction of JᵀJ.
    let mean = 1 / Double(observed)
    sensitivities.normal.withUnsafeBufferPointer { sums2 in
      for i in 0..<n {
        let c = columns[i]
        let (g, lane) = (c >> 2, c & 3)
        for j in 0...i { normal[i * n + j] = sums2[columns[j] * groups + g][lane] * square }
        gradient[i] = sensitivities.gradient[g][lane] * square
      }
    }
    if model.form.error == .multiplicative {
      let squares = sums.multiplicative
      let logs = columns.map { sensitivities.logGradient[$0 >> 2][$0 & 3] * mean }
      for i in 0..<n {
        for j in 0...i {
          normal[i * n + j] +=
            gradient[i] * logs[j] + logs[i] * gradient[j] + square * squares * logs[i] * logs[j]
        }
      }
      for i in 0..<n { gradient[i] += square * squares * logs[i] }
    }
    return value
  }

  /// ½ΣG²ε² and G; infinite where the likelihood has no meaning.
  private func halfSquares(_ sums: KernelSums) -> (value: Double, scale: Double) {
    if model.form.error == .additive { return (0.5 * sums.additive, 1) }
    guard sums.positive else { return (.infinity, 1) }
    let scale = exp(sums.logMeans / Double(observed))
    return (0.5 * sums.multiplicative * scale * scale, scale)
  }

  private func isAllowed(_ point: Point) -> Bool {
    if model.form.trend.isMultiplicative && !(point.state.trend > 0 && point.state.level > 0) {
      return false
    }
    guard model.form.season != .none else { return true }
    if model.form.season == .multiplicative {
      for s in point.state.season where !(s > 0) { return false }
    }
    return model.isAdmissible(point.parameters)
  }
}
