internal import Glibc
internal import LinearAlgebra
internal import Optimization

/// ½ Σ e² of one model as a function of parameters and initial states together,
/// with exact derivatives.
///
/// The states are linear in the errors: x' = F x + g d with d = w − h'x. So the
/// derivative of every d by the initial states is one row vector on its way,
/// r' = r (F − g h'), and that by a parameter one more pass of the same filter,
/// driven by what the parameter multiplies. Errors of an ARMA model are d filtered,
/// hence so are all the derivatives.
struct TBATSObjective: LeastSquaresObjective {
  let model: TBATSModel
  let dimension: Int
  let lower: [Double]
  let upper: [Double]
  private let values: [Double]
  private let isComplete: Bool
  private let parameterCount: Int
  private let cosines: [Double]
  private let sines: [Double]
  /// The season of each harmonic.
  private let seasons: [Int]
  private var jacobian: Matrix
  private var structural: [Double]
  private var innovations: [Double]
  private var slopes: [Double]

  /// - Parameter values: transformed; NaN is missing.
  init(_ model: TBATSModel, values: [Double]) {
    self.model = model
    self.values = values
    isComplete = !values.contains(where: \.isNaN)
    parameterCount = model.parameterCount
    dimension = parameterCount + model.stateCount
    var cosines: [Double] = []
    var sines: [Double] = []
    var seasons: [Int] = []
    for (i, season) in model.seasons.enumerated() {
      for j in season.harmonics {
        let angle = 2 * Double.pi * Double(j) / season.period
        cosines.append(cos(angle))
        sines.append(sin(angle))
        seasons.append(i)
      }
    }
    self.cosines = cosines
    self.sines = sines
    self.seasons = seasons
    var lower = [1e-4]
    var upper = [1.0]
    if model.hasTrend {
      lower += [0, 0.8]
      upper += [0.3, 0.98]
    }
    let gammas = 2 * model.seasons.count
    lower += [Double](repeating: -0.1, count: gammas)
    upper += [Double](repeating: 0.3, count: gammas)
    let errors = model.autoregression + model.movingAverage
    lower += [Double](repeating: -0.95, count: errors)
    upper += [Double](repeating: 0.95, count: errors)
    self.lower = lower + [Double](repeating: -.infinity, count: model.stateCount)
    self.upper = upper + [Double](repeating: .infinity, count: model.stateCount)
    jacobian = Matrix(rows: values.count, columns: dimension)
    structural = [Double](repeating: 0, count: values.count)
    innovations = structural
    slopes = structural
  }

  func parameters(_ x: [Double]) -> TBATSParameters {
    var at = 0
    func next() -> Double {
      at += 1
      return x[at - 1]
    }
    var parameters = TBATSParameters(alpha: next())
    if model.hasTrend {
      parameters.beta = next()
      parameters.phi = next()
    }
    for _ in model.seasons { parameters.gamma.append(SIMD2(next(), next())) }
    for _ in 0..<model.autoregression { parameters.autoregression.append(next()) }
    for _ in 0..<model.movingAverage { parameters.movingAverage.append(next()) }
    return parameters
  }

  func state(_ x: [Double]) -> TBATSState {
    let start = parameterCount + (model.hasTrend ? 2 : 1)
    return TBATSState(
      level: x[parameterCount], slope: model.hasTrend ? x[parameterCount + 1] : 0,
      harmonics: (0..<cosines.count).map { SIMD2(x[start + 2 * $0], x[start + 2 * $0 + 1]) },
      errors: [Double](repeating: 0, count: model.autoregression),
      innovations: [Double](repeating: 0, count: model.movingAverage))
  }

  func variables(_ parameters: TBATSParameters, _ state: TBATSState) -> [Double] {
    var x = [parameters.alpha]
    if model.hasTrend { x += [parameters.beta, parameters.phi] }
    for gamma in parameters.gamma { x += [gamma.x, gamma.y] }
    x += parameters.autoregression + parameters.movingAverage
    x.append(state.level)
    if model.hasTrend { x.append(state.slope) }
    for pair in state.harmonics { x += [pair.x, pair.y] }
    return x
  }

  mutating func value(at x: [Double]) -> Double {
    let parameters = parameters(x)
    let start = state(x)
    structure(parameters, start)
    return filterErrors(parameters)
  }

  mutating func linearize(
    at x: [Double], gradient: inout [Double], normal: inout [Double]
  ) -> Double {
    let parameters = parameters(x)
    structure(parameters, state(x))
    let half = filterErrors(parameters)
    guard half.isFinite else { return half }
    fillParameterColumns(parameters)
    fillStateColumns(parameters)
    filterColumns(parameters)
    let gram = jacobian.gram()
    let n = values.count
    jacobian.storage.withUnsafeBufferPointer { columns in
      innovations.withUnsafeBufferPointer { e in
        for i in 0..<dimension {
          var sum = SIMD8<Double>.zero
          let column = columns.baseAddress! + i * n
          var t = 0
          while t + 8 <= n {
            let a = UnsafeRawPointer(column + t).loadUnaligned(as: SIMD8<Double>.self)
            let b = UnsafeRawPointer(e.baseAddress! + t).loadUnaligned(as: SIMD8<Double>.self)
            sum += a * b
            t += 8
          }
          var tail = 0.0
          while t < n {
            tail += column[t] * e[t]
            t += 1
          }
          gradient[i] = sum.sum() + tail
        }
      }
    }
    for i in 0..<dimension {
      for j in 0...i { normal[i * dimension + j] = gram[i, j] }
    }
    return half
  }

  /// The linear filter of the states, with the forcing of one derivative.
  private struct Filter {
    var alpha: Double
    var beta: Double
    var phi: Double
    var level: Double
    var slope: Double
    var real: [Double]
    var imaginary: [Double]
    var gammaReal: [Double]
    var gammaImaginary: [Double]
  }

  private func filter(_ p: TBATSParameters, _ state: TBATSState) -> Filter {
    Filter(
      alpha: p.alpha, beta: p.beta, phi: p.phi, level: state.level, slope: state.slope,
      real: state.harmonics.map(\.x), imaginary: state.harmonics.map(\.y),
      gammaReal: seasons.map { p.gamma[$0].x }, gammaImaginary: seasons.map { p.gamma[$0].y })
  }

  private func emptyFilter(_ p: TBATSParameters) -> Filter {
    filter(
      p,
      TBATSState(
        level: 0, harmonics: [SIMD2<Double>](repeating: .zero, count: cosines.count)))
  }

  /// Fills the structural errors d and the slopes before each step.
  private mutating func structure(_ p: TBATSParameters, _ state: TBATSState) {
    var f = filter(p, state)
    for t in values.indices {
      slopes[t] = f.slope
      let y = values[t]
      let d = y.isNaN ? 0 : y - predict(f)
      structural[t] = d
      advance(&f, d)
    }
  }

  @inline(__always)
  private func predict(_ f: Filter) -> Double {
    var sum = SIMD4<Double>.zero
    let count = f.real.count
    var k = 0
    return f.real.withUnsafeBufferPointer { real in
      while k + 4 <= count {
        sum += SIMD4(real[k], real[k + 1], real[k + 2], real[k + 3])
        k += 4
      }
      var total = sum.sum() + f.level + f.phi * f.slope
      while k < count {
        total += real[k]
        k += 1
      }
      return total
    }
  }

  @inline(__always)
  private func advance(_ f: inout Filter, _ d: Double) {
    f.level += f.phi * f.slope + f.alpha * d
    f.slope = f.phi * f.slope + f.beta * d
    let count = f.real.count
    cosines.withUnsafeBufferPointer { c in
      sines.withUnsafeBufferPointer { s in
        f.gammaReal.withUnsafeBufferPointer { g in
          f.gammaImaginary.withUnsafeBufferPointer { h in
            f.real.withUnsafeMutableBufferPointer { real in
              f.imaginary.withUnsafeMutableBufferPointer { imaginary in
                for k in 0..<count {
                  let (x, y) = (real[k], imaginary[k])
                  real[k] = x * c[k] + y * s[k] + g[k] * d
                  imaginary[k] = y * c[k] - x * s[k] + h[k] * d
                }
              }
            }
          }
        }
      }
    }
  }

  /// Turns d into e in place of `innovations`; ½ Σ e².
  private mutating func filterErrors(_ p: TBATSParameters) -> Double {
    var half = 0.0
    for t in structural.indices {
      var e = structural[t]
      for (i, weight) in p.autoregression.enumerated() where t > i {
        e -= weight * structural[t - 1 - i]
      }
      for (i, weight) in p.movingAverage.enumerated() where t > i {
        e -= weight * innovations[t - 1 - i]
      }
      innovations[t] = values[t].isNaN ? 0 : e
      half += 0.5 * innovations[t] * innovations[t]
    }
    return half
  }

  /// ∂d/∂ of α, β, φ, γ; the ARMA columns are filled by `filterColumns`.
  private mutating func fillParameterColumns(_ p: TBATSParameters) {
    let n = values.count
    var column = 0
    func run(
      level: Bool = false, slope: Bool = false, damping: Bool = false, season: Int = -1,
      imaginary: Bool = false
    ) {
      var f = emptyFilter(p)
      for t in 0..<n {
        let missing = values[t].isNaN
        var d = 0.0
        if !missing { d = -predict(f) - (damping ? slopes[t] : 0) }
        jacobian.storage[column * n + t] = d
        advance(&f, d)
        let drive = structural[t]
        if level { f.level += drive }
        if slope { f.slope += drive }
        if damping {
          f.level += slopes[t]
          f.slope += slopes[t]
        }
        if season >= 0 {
          for k in seasons.indices where seasons[k] == season {
            if imaginary { f.imaginary[k] += drive } else { f.real[k] += drive }
          }
        }
      }
      column += 1
    }
    run(level: true)
    if model.hasTrend {
      run(slope: true)
      run(damping: true)
    }
    for i in model.seasons.indices {
      run(season: i)
      run(season: i, imaginary: true)
    }
  }

  /// ∂d/∂x₀ = −r with r = h' at the start and r' = r (F − g h').
  private mutating func fillStateColumns(_ p: TBATSParameters) {
    let n = values.count
    let count = cosines.count
    let empty = emptyFilter(p)
    let first = parameterCount + (model.hasTrend ? 2 : 1)
    guard isComplete else {
      // Where a value is missing the matrix is F, and the powers no longer commute.
      for column in parameterCount..<dimension {
        var f = empty
        if column == parameterCount {
          f.level = 1
        } else if column < first {
          f.slope = 1
        } else if (column - first) % 2 == 0 {
          f.real[(column - first) / 2] = 1
        } else {
          f.imaginary[(column - first) / 2] = 1
        }
        for t in 0..<n {
          let d = values[t].isNaN ? 0 : -predict(f)
          jacobian.storage[column * n + t] = d
          advance(&f, d)
        }
      }
      return
    }
    var level = 1.0
    var slope = p.phi
    var real = [Double](repeating: 1, count: count)
    var imaginary = [Double](repeating: 0, count: count)
    for t in 0..<n {
      jacobian.storage[parameterCount * n + t] = -level
      if model.hasTrend { jacobian.storage[(parameterCount + 1) * n + t] = -slope }
      // r·g, which the observation takes off.
      var taken = level * p.alpha + slope * p.beta
      for k in 0..<count {
        jacobian.storage[(first + 2 * k) * n + t] = -real[k]
        jacobian.storage[(first + 2 * k + 1) * n + t] = -imaginary[k]
        taken += real[k] * empty.gammaReal[k] + imaginary[k] * empty.gammaImaginary[k]
      }
      // Columns of F: level (1, 0), slope (φ, φ), s (cos, −sin), s* (sin, cos).
      slope = p.phi * (level + slope) - taken * p.phi
      level -= taken
      for k in 0..<count {
        let (x, y) = (real[k], imaginary[k])
        real[k] = x * cosines[k] - y * sines[k] - taken
        imaginary[k] = x * sines[k] + y * cosines[k]
      }
    }
  }

  /// From ∂d to ∂e, and the columns of the ARMA parameters.
  private mutating func filterColumns(_ p: TBATSParameters) {
    let orders = (model.autoregression, model.movingAverage)
    guard orders.0 + orders.1 > 0 else { return }
    let n = values.count
    let first = parameterCount - orders.0 - orders.1
    var past = [Double](repeating: 0, count: n)
    for column in 0..<dimension {
      let start = column * n
      let isError = column >= first && column < parameterCount
      if !isError { for t in 0..<n { past[t] = jacobian.storage[start + t] } }
      for t in 0..<n {
        var de = isError ? 0 : past[t]
        if isError {
          let i = column - first
          if i < orders.0 {
            if t > i { de -= structural[t - 1 - i] }
          } else if t > i - orders.0 {
            de -= innovations[t - 1 - (i - orders.0)]
          }
        } else {
          for (i, weight) in p.autoregression.enumerated() where t > i {
            de -= weight * past[t - 1 - i]
          }
        }
        for (i, weight) in p.movingAverage.enumerated() where t > i {
          de -= weight * jacobian.storage[start + t - 1 - i]
        }
        jacobian.storage[start + t] = values[t].isNaN ? 0 : de
      }
    }
  }
}
