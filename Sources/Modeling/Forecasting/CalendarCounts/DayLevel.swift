import Foundation

/// The level of recent days over what the calendar says, as a factor e^ℓ.
///
/// ℓ_d = s_d + f_d + ε_d, s_d = ρ_s s_{d−1} + η_d a slow part (for ρ_s = 1
/// exponential smoothing with the gain that the variances imply; Harvey, 1989,
/// §4.1.2), f_d = ρ_f f_{d−1} + ζ_d a passing one, ε_d what
/// a day has for itself. A day's total Y_d against the calendar's M_d is seen with
/// variance 1/M_d + σ²_ε. Parameters maximize the likelihood of the one-day-ahead
/// innovations, each counted with at most three deviations.
struct DayLevel: Sendable, Codable {
  struct Parameters: Sendable, Codable, Equatable {
    /// Variance that a day adds to the slow part.
    var slowNoise: Double
    /// ρ_s, 0 ... 1.
    var slowDecay: Double
    /// Variance of the passing part.
    var fastVariance: Double
    /// ρ_f, 0 ..< 1.
    var fastDecay: Double
    /// σ²_ε.
    var ownVariance: Double
  }
  let parameters: Parameters
  private(set) var slow = 0.0
  private(set) var fast = 0.0
  private(set) var slowSlow: Double
  private(set) var slowFast = 0.0
  private(set) var fastFast: Double
  /// Days in a row that lay far above (below: negative) what was expected.
  private var run = 0

  init(_ parameters: Parameters) {
    self.parameters = parameters
    slowSlow = max(0.01, 30 * parameters.slowNoise)
    fastFast = parameters.fastVariance
  }

  private static let shiftRun = 7

  /// ℓ as known.
  var value: Double { slow + fast }

  /// Goes on to the next day.
  mutating func advance() {
    let p = parameters
    slow *= p.slowDecay
    fast *= p.fastDecay
    slowSlow = p.slowDecay * p.slowDecay * slowSlow + p.slowNoise
    slowFast *= p.slowDecay * p.fastDecay
    fastFast =
      p.fastDecay * p.fastDecay * fastFast
      + p.fastVariance * (1 - p.fastDecay * p.fastDecay)
  }

  /// Variance of ℓ of the day reached, its own part included.
  var variance: Double { slowSlow + 2 * slowFast + fastFast + parameters.ownVariance }

  /// Takes in a day's total, `expected` being what the calendar says.
  ///
  /// - Returns: minus twice the log likelihood of the innovation, cut off at
  ///   three deviations.
  @discardableResult
  mutating func observe(total: Double, expected: Double, countNoise: Double) -> Double {
    guard expected > 0 else { return 0 }
    let mean = expected * exp(value)
    let relative = total / mean - 1
    // A multiple is a step of the logarithm, not of the ratio.
    let innovation = relative <= 0.5 ? relative : log1p(relative) + 0.5 - log1p(0.5)
    let seen = parameters.ownVariance + countNoise / mean
    let slowGain = slowSlow + slowFast
    let fastGain = slowFast + fastFast
    let scale = max(slowGain + fastGain + seen, 1e-12)
    let limit = 3 * scale.squareRoot()
    run = abs(innovation) < 0.8 * limit ? 0 : innovation > 0 ? max(run, 0) + 1 : min(run, 0) - 1
    if abs(run) >= DayLevel.shiftRun {
      // A week of such days is a shift and no accident (West & Harrison, 1997,
      // §11.5): what is known of the level is forgotten as far as it missed.
      slowSlow += innovation * innovation
      run = 0
    }
    let cut = min(max(innovation, -limit), limit)
    slow += slowGain / scale * cut
    fast += fastGain / scale * cut
    slowSlow -= slowGain * slowGain / scale
    fastFast -= fastGain * fastGain / scale
    slowFast -= slowGain * fastGain / scale
    return log(scale) + cut * cut / scale
  }
}

/// What each day of the axis held against what the calendar says.
struct DayTotals: Sendable {
  /// Sums over the observed steps of each day in turn, days without one included.
  var actual: [Double]
  var expected: [Double]

  /// Parameters under which one day ahead is told best.
  func bestLevel(countNoise: Double) -> DayLevel.Parameters {
    let observed = expected.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    var best = DayLevel.Parameters(
      slowNoise: 1e-5, slowDecay: 1, fastVariance: 0, fastDecay: 0, ownVariance: spread)
    guard observed >= 10 else { return best }
    var least = loss(best, countNoise: countNoise)
    // Never quite still: a level that stood for years may shift tomorrow.
    let slow = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 1e-2, 1e-1]
    let decays = [1, 0.998, 0.99, 0.97]
    let shares = [0, 0.1, 0.3, 1, 3]
    let fades = [0.3, 0.5, 0.7, 0.85, 0.93]
    let own = [0.1, 0.3, 0.6, 0.8, 1, 1.2, 1.5].map { $0 * best.ownVariance }
    // Coordinates in turn, from what smoothing alone would take.
    for _ in 0..<3 {
      let before = least
      for noise in slow {
        for decay in decays {
          attempt(&best, &least, countNoise) { ($0.slowNoise, $0.slowDecay) = (noise, decay) }
        }
      }
      let scale = spread
      for share in shares {
        for fade in share == 0 ? [0] : fades {
          attempt(&best, &least, countNoise) {
            ($0.fastVariance, $0.fastDecay) = (share * scale, fade)
          }
        }
      }
      for variance in own { attempt(&best, &least, countNoise) { $0.ownVariance = variance } }
      if before - least < 0.1 { break }
    }
    return best
  }

  private func attempt(
    _ best: inout DayLevel.Parameters, _ least: inout Double, _ countNoise: Double,
    _ change: (inout DayLevel.Parameters) -> Void
  ) {
    var trial = best
    change(&trial)
    guard trial != best else { return }
    let value = loss(trial, countNoise: countNoise)
    if value < least { (best, least) = (trial, value) }
  }

  private func loss(_ parameters: DayLevel.Parameters, countNoise: Double) -> Double {
    var level = DayLevel(parameters)
    var sum = 0.0
    // What happened more than four years ago says little of how the level moves.
    for day in max(0, expected.count - 1_461)..<expected.count {
      level.advance()
      sum += level.observe(
        total: actual[day], expected: expected[day], countNoise: countNoise)
    }
    return sum
  }

  /// Relative variance of days beyond that of counts: a start for the search.
  private var spread: Double {
    var sum = 0.0
    var count = 0.0
    for (y, m) in zip(actual, expected) where m > 0 {
      let gap = min(max(y / m - 1, -1), 1)
      sum += max(gap * gap - 1 / m, -0.5)
      count += 1
    }
    return count > 0 ? min(max(sum / count, 1e-5), 0.3) : 0.01
  }
}
