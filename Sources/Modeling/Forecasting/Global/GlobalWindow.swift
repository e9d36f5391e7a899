internal import Foundation

/// What a pretrained network sees of a positive series at an origin: the last
/// values in logarithms, seasonally adjusted, against the last of them, and a few
/// numbers on how the series moves.
///
/// Nothing in it depends on the unit of the data. Inputs, in order: the window
/// (`lags`), the logarithm of the mean absolute seasonal difference and that of
/// the mean absolute step of the window, how long the series is, how much of the
/// window it fills, and the seasonal profile of the next steps, one turn of them or
/// the horizon, whichever is shorter.
struct GlobalWindow: Sendable, Codable, Equatable {
  /// Season length; 1 for none.
  let period: Int
  let lags: Int
  /// Steps ahead the answer has.
  let horizon: Int

  /// How many numbers follow the window and come before the profile.
  static let measures = 4

  var inputCount: Int { lags + GlobalWindow.measures + profileCount }
  private var profileCount: Int { period > 1 ? min(period, horizon) : 0 }
  /// The shortest series that is looked at: two turns and a value; of a season of
  /// more than 24 steps little more than one turn, the profile then being zero.
  var shortest: Int { period == 1 ? 4 : period > 24 ? period + 8 : 2 * period + 1 }

  struct View: Sendable {
    var inputs: [Double]
    /// The last adjusted value, and the profile of each step ahead: what the
    /// answer is added to.
    var level: Double
    var season: [Double]
  }

  /// The view of the first `end` values; `end` is at least `shortest`.
  func view(_ logs: [Double], end: Int) -> View {
    let profile = SeasonalProfile(logs, end: end, period: period).deviations
    let held = min(end, lags)
    var window = [Double](repeating: 0, count: lags)
    for k in 0..<held {
      let t = end - held + k
      window[lags - held + k] = logs[t] - profile[t % period]
    }
    if held < lags {
      // A series that does not fill the window is continued backwards as flat.
      let turn = max(1, min(period, held))
      var sum = 0.0
      for k in 0..<turn { sum += window[lags - held + k] }
      for k in 0..<(lags - held) { window[k] = sum / Double(turn) }
    }
    let level = window[lags - 1]
    var inputs: [Double] = []
    inputs.reserveCapacity(inputCount)
    for value in window { inputs.append(value - level) }
    var steps = 0.0
    for k in 1..<lags { steps += abs(window[k] - window[k - 1]) }
    let long = Double(12 * max(period, 3))
    inputs.append(GlobalWindow.size(roughness(logs, end: end)))
    inputs.append(GlobalWindow.size(steps / Double(lags - 1)))
    inputs.append(min(Double(end), long) / long)
    inputs.append(Double(held) / Double(lags))
    for k in 0..<profileCount { inputs.append(profile[(end + k) % period]) }
    return View(
      inputs: inputs, level: level, season: (0..<horizon).map { profile[(end + $0) % period] })
  }

  /// Mean absolute seasonal difference over the last eight turns (60 values
  /// without a season).
  private func roughness(_ logs: [Double], end: Int) -> Double {
    let start = max(0, end - (period == 1 ? 60 : 8 * period))
    let lag = end - start > period ? period : 1
    guard end - start > lag else { return 0.05 }
    var sum = 0.0
    for t in (start + lag)..<end { sum += abs(logs[t] - logs[t - lag]) }
    return sum / Double(end - start - lag)
  }

  private static func size(_ value: Double) -> Double { log(max(value, 1e-3)) }
}
