internal import Foundation

/// What a pooled regression sees of one series, and how its answer is turned
/// back: a window of lagged values against a reference taken from it.
///
/// A positive series is looked at in logarithms, so that a season that grows
/// with the level looks the same everywhere; any other in units of its window's
/// own mean absolute seasonal difference.
struct LagWindows: Sendable, Codable {
  enum Form: String, Sendable, Codable, CaseIterable { case logarithm, scaled }

  let lags: Int
  /// The reference is the mean over this many last values of the window: 1 for
  /// the last value, `lags` for the mean of the window.
  let reference: Int
  /// Values apart whose differences are the unit of a window that is not in
  /// logarithms.
  let season: Int
  let form: Form

  /// The form that fits a series: logarithms when no value is below a fiftieth
  /// of the mean.
  static func form(of values: [Double]) -> Form {
    let known = values.filter { !$0.isNaN }
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    return known.allSatisfy { $0 > 0.02 * mean } && mean > 0 ? .logarithm : .scaled
  }

  /// The series as its windows see it.
  func transformed(_ values: [Double]) -> [Double] {
    form == .logarithm ? values.map { log($0) } : values
  }

  /// Reference and unit of the window of `lags` values before `end`, on the
  /// transformed series; nil where the window does not vary at all.
  func frame(_ series: [Double], end: Int) -> (reference: Double, unit: Double)? {
    var sum = 0.0
    for t in (end - reference)..<end { sum += series[t] }
    let reference = sum / Double(reference)
    guard form == .scaled else { return (reference, 1) }
    let lag = season < lags ? season : 1
    var difference = 0.0
    for t in (end - lags + lag)..<end { difference += abs(series[t] - series[t - lag]) }
    let unit = difference / Double(lags - lag)
    return unit > 0 ? (reference, unit) : nil
  }

  /// A predicted value on the scale of the data.
  func restored(_ value: Double, frame: (reference: Double, unit: Double)) -> Double {
    let transformed = frame.reference + frame.unit * value
    return form == .logarithm ? exp(min(transformed, 700)) : transformed
  }
}
