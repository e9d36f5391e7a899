import Foundation
import Statistics

/// One lasting shift of a seasonal series, its date unknown: is there one, when, how large.
///
///     y_t = a + Σ_k (b_k cos 2πkφ_t + c_k sin 2πkφ_t) + δ·1[t ≥ τ] + u_t
///
/// with φ the phase of the year. τ is the date of least squares (Bai & Perron 1998); the
/// statistic of existence is the largest F over all dates (Andrews 1993). Noise of a stock
/// carries over from step to step, which tables of critical values do not know: its law is
/// therefore taken from series of this length with the residuals' own AR(1) and no shift,
/// and the ranges of date and size from series with the shift found (bootstrap, basic
/// interval; Davison & Hinkley 1997, section 5.2).
public struct SeasonalShift: Codable, Equatable, Sendable {
  /// The first step of the new level.
  public var step: Int
  /// The range of `step`.
  public var earliest: Int
  public var latest: Int
  /// δ, in the units of the values, and its range.
  public var size: Double
  public var sizeLower: Double
  public var sizeUpper: Double
  /// How often a series with such noise and no shift shows one as clear, 0…1.
  public var chance: Double
  /// Of the residuals from one step to the next, −0.99…0.99.
  public var autocorrelation: Double

  /// How the shift is looked for.
  public struct Options: Sendable, Equatable {
    /// Waves of the season; at least 0.
    public var harmonics = 2
    /// Share of the series at either end where no shift is looked for, inside (0, 0.5).
    public var trim = 0.1
    /// Of the ranges, inside (0, 1).
    public var level = 0.95
    /// Series drawn for the chance, and as many again for the ranges; at least 19.
    public var replications = 499
    public var seed: UInt64 = 1

    public init() {}
  }

  /// - Parameters:
  ///   - values: finite; at least 24, and 8 for each wave.
  ///   - phases: the place of each step in its season, in seasons: 2.25 is a quarter into
  ///     the third. As many as values.
  /// - Throws: `.length`, `.notFinite`, `.setting`, `.tooFewBefore`.
  public init(of values: [Double], phases: [Double], options: Options = Options())
    throws(EvaluationError)
  {
    guard phases.count == values.count else {
      throw .length("phases", have: phases.count, need: values.count)
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite("values", at: place)
    }
    if let place = phases.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite("phases", at: place)
    }
    guard options.harmonics >= 0, options.trim > 0, options.trim < 0.5, options.level > 0,
      options.level < 1, options.replications >= 19
    else {
      throw .setting("options", reason: "outside their ranges")
    }
    let least = max(24, 8 * options.harmonics)
    guard values.count >= least else { throw .tooFewBefore(have: values.count, need: least) }
    let scan = ShiftScan(phases: phases, harmonics: options.harmonics, trim: options.trim)
    let found = scan.best(values)
    step = found.step
    size = found.size
    let residuals = scan.residuals(values, shift: found)
    let noise = CarriedNoise(residuals)
    autocorrelation = noise.autocorrelation

    var quiet = [Double](repeating: 0, count: values.count)
    let base = zip(values, residuals).map { $0 - $1 }
    var clearer = 0
    var steps: [Double] = []
    var sizes: [Double] = []
    for draw in 0..<options.replications {
      var stream = RandomStream(seed: options.seed, "seasonal shift", String(draw))
      noise.draw(into: &quiet, from: &stream)
      if scan.best(quiet).ratio >= found.ratio { clearer += 1 }
      noise.draw(into: &quiet, from: &stream)
      let again = scan.best(zip(base, quiet).map { $0 + $1 })
      steps.append(Double(again.step - found.step))
      sizes.append(again.size - found.size)
    }
    chance = Double(clearer + 1) / Double(options.replications + 1)
    let tail = (1 - options.level) / 2
    func ends(_ errors: [Double]) -> (low: Double, high: Double) {
      let sorted = errors.sorted()
      return (
        SampleQuantile.ofSorted(sorted, at: tail),
        SampleQuantile.ofSorted(sorted, at: 1 - tail)
      )
    }
    let when = ends(steps)
    earliest = min(step, max(0, step - Int(when.high.rounded(.up))))
    latest = max(step, min(values.count - 1, step - Int(when.low.rounded(.down))))
    let far = ends(sizes)
    sizeLower = size - far.high
    sizeUpper = size - far.low
  }
}

/// Residuals whose neighbours resemble each other: AR(1) with normal innovations.
private struct CarriedNoise {
  let autocorrelation: Double
  let deviation: Double

  init(_ residuals: [Double]) {
    let squares = residuals.reduce(0) { $0 + $1 * $1 }
    let products = zip(residuals, residuals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let count = Double(residuals.count)
    // Least squares finds too little carry-over in short series (Kendall 1954).
    let raw = squares > 0 ? products / squares : 0
    autocorrelation = min(0.99, max(-0.99, raw + (1 + 3 * raw) / count))
    deviation = (squares / count).squareRoot()
  }

  func draw(into values: inout [Double], from stream: inout RandomStream) {
    let innovation = deviation * (1 - autocorrelation * autocorrelation).squareRoot()
    var last = deviation * stream.normal()
    for t in values.indices {
      values[t] = last
      last = autocorrelation * last + innovation * stream.normal()
    }
  }
}
