internal import Glibc

/// The states on their way through a series.
struct TBATSStepper {
  private let alpha: Double
  private let beta: Double
  private let phi: Double
  private let autoregression: [Double]
  private let movingAverage: [Double]
  /// cos λ, sin λ, γ₁ and γ₂ of each harmonic.
  private let turns: [SIMD4<Double>]
  /// Where each season's harmonics start, and the end.
  private let bounds: [Int]
  private(set) var level: Double
  private(set) var slope: Double
  private var harmonics: [SIMD2<Double>]
  private var errors: [Double]
  private var innovations: [Double]

  init(_ model: TBATSModel, parameters: TBATSParameters, state: TBATSState) {
    alpha = parameters.alpha
    beta = model.hasTrend ? parameters.beta : 0
    phi = model.hasTrend ? parameters.phi : 0
    autoregression = parameters.autoregression
    movingAverage = parameters.movingAverage
    var turns: [SIMD4<Double>] = []
    var bounds = [0]
    for (season, gamma) in zip(model.seasons, parameters.gamma) {
      for j in season.harmonics {
        let angle = 2 * Double.pi * Double(j) / season.period
        turns.append(SIMD4(cos(angle), sin(angle), gamma.x, gamma.y))
      }
      bounds.append(turns.count)
    }
    self.turns = turns
    self.bounds = bounds
    level = state.level
    slope = model.hasTrend ? state.slope : 0
    harmonics = state.harmonics
    errors = state.errors
    innovations = state.innovations
  }

  /// What season i adds to the next observation.
  func season(_ i: Int) -> Double {
    var sum = 0.0
    for k in bounds[i]..<bounds[i + 1] { sum += harmonics[k].x }
    return sum
  }

  /// l + φ b + Σ s.
  private var structure: Double {
    var sum = level + phi * slope
    for state in harmonics { sum += state.x }
    return sum
  }

  /// The part of the next structural error its past foretells.
  private var foretold: Double {
    var sum = 0.0
    for (weight, error) in zip(autoregression, errors) { sum += weight * error }
    for (weight, error) in zip(movingAverage, innovations) { sum += weight * error }
    return sum
  }

  /// The expected value of the next observation.
  var prediction: Double { structure + foretold }

  /// Takes the next observation in; a missing one (NaN) is passed over without an
  /// error. Returns the innovation e, NaN where it is missing.
  mutating func advance(_ y: Double) -> Double {
    guard !y.isNaN else {
      advance(error: 0, innovation: 0)
      return .nan
    }
    let d = y - structure
    let innovation = d - foretold
    advance(error: d, innovation: innovation)
    return innovation
  }

  /// Goes one step into the future, where the innovation is to be this one.
  mutating func advance(innovation: Double) {
    advance(error: foretold + innovation, innovation: innovation)
  }

  private mutating func advance(error d: Double, innovation: Double) {
    let base = level + phi * slope
    level = base + alpha * d
    slope = phi * slope + beta * d
    for k in harmonics.indices {
      let (turn, state) = (turns[k], harmonics[k])
      harmonics[k] = SIMD2(
        state.x * turn.x + state.y * turn.y + turn.z * d,
        state.y * turn.x - state.x * turn.y + turn.w * d)
    }
    if !errors.isEmpty {
      errors.removeLast()
      errors.insert(d, at: 0)
    }
    if !innovations.isEmpty {
      innovations.removeLast()
      innovations.insert(innovation, at: 0)
    }
  }

  var state: TBATSState {
    TBATSState(
      level: level, slope: slope, harmonics: harmonics, errors: errors, innovations: innovations)
  }
}
