internal import Glibc

/// A pass that carries the derivatives of all states along (forward mode) and
/// sums the normal equations of the innovations on the way.
///
/// Columns come in groups of four lanes: group 0 holds α, β*, γ*, φ with
/// β = c + (α − c) β* and γ = c + (1 − α − c) γ*, so that the usual region is a box; the groups
/// after it hold the initial level, trend and seasonal states but the last, which
/// balances their sum. A step computes its partial derivatives once, as scalars,
/// and applies them to every lane.
struct ETSSensitivities {
  let trend: KernelTrend
  let season: ETSForm.Season
  let multiplicativeError: Bool
  let period: Int
  /// Groups of four columns.
  let groups: Int

  private var levels: [SIMD4<Double>]
  private var slopes: [SIMD4<Double>]
  private var seasons: [SIMD4<Double>]
  /// Four rows of the Jacobian of ε that wait for the normal equations.
  private var rows: [SIMD4<Double>]
  private var ring: [Double]

  /// Σ over rows of column j times group g, at `j * groups + g`, for g ≥ j/4.
  private(set) var normal: [SIMD4<Double>]
  /// Jᵀε.
  private(set) var gradient: [SIMD4<Double>]
  /// Σ ∂ log μ, for multiplicative errors.
  private(set) var logGradient: [SIMD4<Double>]

  init(form: ETSForm, period: Int) {
    trend = KernelTrend(form.trend)
    season = form.season
    multiplicativeError = form.error == .multiplicative
    self.period = form.season == .none ? 0 : period
    groups = 1 + (2 + max(0, self.period - 1) + 3) / 4
    let zero = [SIMD4<Double>](repeating: .zero, count: groups)
    levels = zero
    slopes = zero
    seasons = [SIMD4<Double>](repeating: .zero, count: groups * self.period)
    rows = [SIMD4<Double>](repeating: .zero, count: 4 * groups)
    ring = [Double](repeating: 0, count: self.period)
    normal = [SIMD4<Double>](repeating: .zero, count: 4 * groups * groups)
    gradient = zero
    logGradient = zero
  }

  /// Column of initial state k: level 0, trend 1, seasonal state j at 2 + j.
  static func column(ofState k: Int) -> Int { 4 + k }

  /// Runs the pass; `least` is c, and `parameters` are those β* and γ* make.
  mutating func run(
    _ y: UnsafeBufferPointer<Double>, parameters: ETSParameters, betaStar: Double,
    gammaStar: Double, least: Double, state: ETSState
  ) -> KernelSums {
    reset(state)
    let inputs = PassInputs(
      y: y, parameters: parameters, level: state.level, slope: state.trend,
      alphaDot: SIMD4(1, 0, 0, 0), betaDot: SIMD4(betaStar, parameters.alpha - least, 0, 0),
      gammaDot: SIMD4(-gammaStar, 0, 1 - parameters.alpha - least, 0), phiDot: SIMD4(0, 0, 0, 1))
    switch (trend, season, multiplicativeError) {
    case (.none, .none, false): return pass(inputs, .none, .none, false)
    case (.none, .additive, false): return pass(inputs, .none, .additive, false)
    case (.linear, .none, false): return pass(inputs, .linear, .none, false)
    case (.linear, .additive, false): return pass(inputs, .linear, .additive, false)
    case (.none, .none, true): return pass(inputs, .none, .none, true)
    case (.none, .additive, true): return pass(inputs, .none, .additive, true)
    case (.none, .multiplicative, true): return pass(inputs, .none, .multiplicative, true)
    case (.linear, .none, true): return pass(inputs, .linear, .none, true)
    case (.linear, .additive, true): return pass(inputs, .linear, .additive, true)
    case (.linear, .multiplicative, true): return pass(inputs, .linear, .multiplicative, true)
    default: return pass(inputs, trend, season, multiplicativeError)
    }
  }

  private mutating func reset(_ state: ETSState) {
    for g in 0..<groups {
      levels[g] = .zero
      slopes[g] = .zero
      gradient[g] = .zero
      logGradient[g] = .zero
    }
    for k in seasons.indices { seasons[k] = .zero }
    for k in normal.indices { normal[k] = .zero }
    levels[1][0] = 1
    slopes[1][1] = 1
    guard period > 0 else { return }
    for j in 0..<(period - 1) {
      let column = 4 + 2 + j
      seasons[j * groups + column / 4][column % 4] = 1
      seasons[(period - 1) * groups + column / 4][column % 4] = -1
    }
    for j in 0..<period { ring[j] = state.season[j] }
  }

  private struct PassInputs {
    var y: UnsafeBufferPointer<Double>
    var parameters: ETSParameters
    var level: Double
    var slope: Double
    var alphaDot: SIMD4<Double>
    var betaDot: SIMD4<Double>
    var gammaDot: SIMD4<Double>
    var phiDot: SIMD4<Double>
  }

  /// The partial derivatives of one step.
  private struct StepPartials {
    var qLevel = 1.0
    var qSlope = 0.0
    var qPhi = 0.0
    var rSlope = 0.0
    var rPhi = 0.0
    var seasonal = 0.0
    var q = 0.0
    var pull = 0.0
    /// δ / l and β / l of an exponential trend.
    var relativePull = 0.0
    var relativeBeta = 0.0
    /// e / q and γ / q of a multiplicative season.
    var relativeError = 0.0
    var relativeGamma = 0.0
    var reciprocalSeason = 0.0
    var error = 0.0
    /// ∂ε/∂μ, and 1/μ for multiplicative errors; 0 where the value is missing.
    var weight = 0.0
    var reciprocalMean = 0.0
    var epsilon = 0.0
    var observed = true
  }

  @inline(__always)
  private mutating func pass(
    _ inputs: PassInputs, _ trend: KernelTrend, _ season: ETSForm.Season,
    _ multiplicativeError: Bool
  ) -> KernelSums {
    let p = inputs.parameters
    let groups = self.groups
    let period = self.period
    var sums = KernelSums()
    return levels.withUnsafeMutableBufferPointer { dl in
      slopes.withUnsafeMutableBufferPointer { db in
        seasons.withUnsafeMutableBufferPointer { ds in
          rows.withUnsafeMutableBufferPointer { jacobian in
            normal.withUnsafeMutableBufferPointer { normal in
              gradient.withUnsafeMutableBufferPointer { gradient in
                logGradient.withUnsafeMutableBufferPointer { logGradient in
                  ring.withUnsafeMutableBufferPointer { ring in
                    var l = inputs.level
                    var b = inputs.slope
                    var position = 0
                    var product = 1.0
                    var row = 0
                    for t in 0..<inputs.y.count {
                      let y = inputs.y[t]
                      var d = StepPartials()
                      var r = 0.0
                      switch trend {
                      case .none: d.q = l
                      case .linear:
                        r = p.phi * b
                        d.q = l + r
                        d.qSlope = p.phi
                        d.qPhi = b
                        d.rSlope = p.phi
                        d.rPhi = b
                      case .exponential:
                        r = b
                        d.q = l * b
                        d.qLevel = b
                        d.qSlope = l
                        d.rSlope = 1
                      case .exponentialDamped:
                        r = pow(b, p.phi)
                        d.q = l * r
                        d.qLevel = r
                        d.rSlope = p.phi * r / b
                        d.qSlope = l * d.rSlope
                        d.rPhi = r * log(b)
                        d.qPhi = l * d.rPhi
                      }
                      var mean = d.q
                      if season != .none {
                        d.seasonal = ring[position]
                        mean = season == .additive ? d.q + d.seasonal : d.q * d.seasonal
                      }
                      d.error = y - mean
                      d.observed = !y.isNaN
                      if !d.observed {
                        d.error = 0
                      } else if multiplicativeError {
                        d.reciprocalMean = 1 / mean
                        d.epsilon = d.error * d.reciprocalMean
                        d.weight = -(1 + d.epsilon) * d.reciprocalMean
                        if !(mean > 0) { sums.positive = false }
                        sums.multiplicative += d.epsilon * d.epsilon
                        product *= mean
                        if product > 1e100 || product < 1e-100 {
                          sums.logMeans += log(product)
                          product = 1
                        }
                      } else {
                        d.epsilon = d.error
                        d.weight = -1
                        sums.additive += d.error * d.error
                      }
                      d.pull = d.error
                      if season == .multiplicative {
                        d.reciprocalSeason = 1 / d.seasonal
                        d.pull = d.error * d.reciprocalSeason
                        d.relativeError = d.error / d.q
                        d.relativeGamma = p.gamma / d.q
                      }
                      if trend == .exponential || trend == .exponentialDamped {
                        d.relativePull = d.pull / l
                        d.relativeBeta = p.beta / l
                      }
                      let out = jacobian.baseAddress! + row * groups
                      let slot = season == .none ? ds : ds.slice(position * groups, groups)
                      ETSSensitivities.apply(
                        d, 0, inputs, true, trend, season, multiplicativeError, dl, db, slot, out,
                        gradient, logGradient)
                      for g in 1..<groups {
                        ETSSensitivities.apply(
                          d, g, inputs, false, trend, season, multiplicativeError, dl, db, slot,
                          out, gradient, logGradient)
                      }
                      if d.observed {
                        row += 1
                        if row == 4 {
                          ETSSensitivities.accumulate(jacobian, groups: groups, into: normal)
                          row = 0
                        }
                      }
                      switch trend {
                      case .none: break
                      case .linear: b = r + p.beta * d.pull
                      case .exponential, .exponentialDamped: b = r + p.beta * d.relativePull
                      }
                      l = d.q + p.alpha * d.pull
                      if season != .none {
                        ring[position] =
                          d.seasonal
                          + p.gamma * (season == .additive ? d.error : d.relativeError)
                        position += 1
                        if position == period { position = 0 }
                      }
                    }
                    if row > 0 {
                      for k in (row * groups)..<(4 * groups) { jacobian[k] = .zero }
                      ETSSensitivities.accumulate(jacobian, groups: groups, into: normal)
                    }
                    if multiplicativeError { sums.logMeans += log(product) }
                    return sums
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// Moves the four columns of one group through a step and writes its part of
  /// the Jacobian row.
  @inline(__always)
  private static func apply(
    _ d: StepPartials, _ g: Int, _ inputs: PassInputs, _ withParameters: Bool,
    _ trend: KernelTrend, _ season: ETSForm.Season, _ multiplicativeError: Bool,
    _ levels: UnsafeMutableBufferPointer<SIMD4<Double>>,
    _ slopes: UnsafeMutableBufferPointer<SIMD4<Double>>,
    _ slot: UnsafeMutableBufferPointer<SIMD4<Double>>, _ out: UnsafeMutablePointer<SIMD4<Double>>,
    _ gradient: UnsafeMutableBufferPointer<SIMD4<Double>>,
    _ logGradient: UnsafeMutableBufferPointer<SIMD4<Double>>
  ) {
    let p = inputs.parameters
    let l = levels[g]
    var q = l
    var b = SIMD4<Double>.zero
    switch trend {
    case .none: break
    case .linear:
      b = slopes[g]
      q += d.qSlope * b
    case .exponential, .exponentialDamped:
      b = slopes[g]
      q = d.qLevel * l + d.qSlope * b
    }
    if withParameters { q += d.qPhi * inputs.phiDot }
    var s = SIMD4<Double>.zero
    var mean = q
    switch season {
    case .none: break
    case .additive:
      s = slot[g]
      mean += s
    case .multiplicative:
      s = slot[g]
      mean = d.seasonal * q + d.q * s
    }
    if d.observed {
      if multiplicativeError {
        let row = d.weight * mean
        out[g] = row
        gradient[g] += d.epsilon * row
        logGradient[g] += d.reciprocalMean * mean
      } else {
        out[g] = -mean
        gradient[g] -= d.epsilon * mean
      }
    } else {
      // No innovation: what follows must not react to the prediction.
      mean = .zero
    }
    var pull = SIMD4<Double>.zero - mean
    if season == .multiplicative {
      pull = d.observed ? (pull - d.pull * s) * d.reciprocalSeason : .zero
    }
    var level = q + p.alpha * pull
    if withParameters { level += d.pull * inputs.alphaDot }
    levels[g] = level
    switch trend {
    case .none: break
    case .linear:
      var next = d.rSlope * b + p.beta * pull
      if withParameters { next += d.rPhi * inputs.phiDot + d.pull * inputs.betaDot }
      slopes[g] = next
    case .exponential, .exponentialDamped:
      var next = d.rSlope * b + d.relativeBeta * (pull - d.relativePull * l)
      if withParameters { next += d.rPhi * inputs.phiDot + d.relativePull * inputs.betaDot }
      slopes[g] = next
    }
    switch season {
    case .none: break
    case .additive:
      var next = s - p.gamma * mean
      if withParameters { next += d.error * inputs.gammaDot }
      slot[g] = next
    case .multiplicative:
      guard d.observed else { return }
      var next = s - d.relativeGamma * (mean + d.relativeError * q)
      if withParameters { next += d.relativeError * inputs.gammaDot }
      slot[g] = next
    }
  }

  /// Adds four rows to the normal equations.
  @inline(__always)
  private static func accumulate(
    _ rows: UnsafeMutableBufferPointer<SIMD4<Double>>, groups: Int,
    into normal: UnsafeMutableBufferPointer<SIMD4<Double>>
  ) {
    let base = rows.baseAddress!
    let scalars = UnsafeRawPointer(base).assumingMemoryBound(to: Double.self)
    let width = 4 * groups
    for g in 0..<groups {
      let r0 = base[g]
      let r1 = base[groups + g]
      let r2 = base[2 * groups + g]
      let r3 = base[3 * groups + g]
      for j in 0..<(4 * g + 4) {
        let low = r0 * scalars[j] + r1 * scalars[width + j]
        let high = r2 * scalars[2 * width + j] + r3 * scalars[3 * width + j]
        normal[j * groups + g] += low + high
      }
    }
  }
}

extension UnsafeMutableBufferPointer {
  /// `count` elements from `start` on.
  @inline(__always)
  fileprivate func slice(_ start: Int, _ count: Int) -> UnsafeMutableBufferPointer {
    UnsafeMutableBufferPointer(start: baseAddress! + start, count: count)
  }
}
