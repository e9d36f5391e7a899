internal import Glibc

/// The trend's part in the kernels: what decides the arithmetic of a step.
enum KernelTrend {
  case none
  case linear
  case exponential
  case exponentialDamped

  init(_ trend: ETSForm.Trend) {
    switch trend {
    case .none: self = .none
    case .additive, .additiveDamped: self = .linear
    case .multiplicative: self = .exponential
    case .multiplicativeDamped: self = .exponentialDamped
    }
  }
}

/// The sums of one pass that both likelihoods are made of.
struct KernelSums {
  /// Σ e².
  var additive = 0.0
  /// Σ (e/μ)².
  var multiplicative = 0.0
  /// Σ log μ, over the observed steps.
  var logMeans = 0.0
  /// True when every μ of an observed step was positive.
  var positive = true
}

/// A pass for the sums alone: the value of a fit's objective. States live in
/// registers and a seasonal scratch buffer, which the pass overwrites.
enum ETSKernel {
  static func sums(
    _ y: UnsafeBufferPointer<Double>, trend: KernelTrend, season: ETSForm.Season,
    multiplicativeError: Bool, parameters: ETSParameters, level: Double, slope: Double,
    ring: UnsafeMutableBufferPointer<Double>
  ) -> KernelSums {
    // Literal arguments let each case compile into a loop of its own.
    switch (trend, season, multiplicativeError) {
    case (.none, .none, false):
      pass(y, .none, .none, false, parameters, level, slope, ring)
    case (.none, .additive, false):
      pass(y, .none, .additive, false, parameters, level, slope, ring)
    case (.linear, .none, false):
      pass(y, .linear, .none, false, parameters, level, slope, ring)
    case (.linear, .additive, false):
      pass(y, .linear, .additive, false, parameters, level, slope, ring)
    case (.none, .none, true):
      pass(y, .none, .none, true, parameters, level, slope, ring)
    case (.none, .additive, true):
      pass(y, .none, .additive, true, parameters, level, slope, ring)
    case (.none, .multiplicative, true):
      pass(y, .none, .multiplicative, true, parameters, level, slope, ring)
    case (.linear, .none, true):
      pass(y, .linear, .none, true, parameters, level, slope, ring)
    case (.linear, .additive, true):
      pass(y, .linear, .additive, true, parameters, level, slope, ring)
    case (.linear, .multiplicative, true):
      pass(y, .linear, .multiplicative, true, parameters, level, slope, ring)
    default:
      pass(y, trend, season, multiplicativeError, parameters, level, slope, ring)
    }
  }

  @inline(__always)
  private static func pass(
    _ y: UnsafeBufferPointer<Double>, _ trend: KernelTrend, _ season: ETSForm.Season,
    _ multiplicativeError: Bool, _ parameters: ETSParameters, _ level: Double, _ slope: Double,
    _ ring: UnsafeMutableBufferPointer<Double>
  ) -> KernelSums {
    let (alpha, beta, gamma) = (parameters.alpha, parameters.beta, parameters.gamma)
    let phi = parameters.phi
    let period = ring.count
    var sums = KernelSums()
    var l = level
    var b = slope
    var position = 0
    var product = 1.0
    for t in 0..<y.count {
      var q = l
      var r = 0.0
      switch trend {
      case .none: break
      case .linear:
        r = phi * b
        q = l + r
      case .exponential:
        r = b
        q = l * r
      case .exponentialDamped:
        r = pow(b, phi)
        q = l * r
      }
      var s = 0.0
      var mean = q
      if season != .none {
        s = ring[position]
        mean = season == .additive ? q + s : q * s
      }
      var e = y[t] - mean
      if e.isNaN && y[t].isNaN {
        e = 0
      } else if multiplicativeError {
        if !(mean > 0) { sums.positive = false }
        let epsilon = e / mean
        sums.multiplicative += epsilon * epsilon
        // One logarithm for many factors: it is the pass's dearest operation.
        product *= mean
        if product > 1e100 || product < 1e-100 {
          sums.logMeans += log(product)
          product = 1
        }
      } else {
        sums.additive += e * e
      }
      let pull = season == .multiplicative ? e / s : e
      switch trend {
      case .none: break
      case .linear: b = r + beta * pull
      case .exponential, .exponentialDamped: b = r + beta * pull / l
      }
      l = q + alpha * pull
      if season != .none {
        ring[position] = s + gamma * (season == .additive ? e : e / q)
        position += 1
        if position == period { position = 0 }
      }
    }
    if multiplicativeError { sums.logMeans += log(product) }
    return sums
  }
}
