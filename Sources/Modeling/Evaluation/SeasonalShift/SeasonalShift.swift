import Foundation
import Statistics

/// One lasting shift of a seasonal series, its date unknown: is there one, when, how large.
///
///     y_t = a + Σ_k (b_k cos 2πkφ_t + c_k sin 2πkφ_t) + δ·1[t ≥ τ] + u_t
///
/// with φ the phase of the year. τ is the date of least squares (Bai & Perron 1998); the
/// statistic of existence is the largest F over all dates (Andrews 1993). Noise of a stock
/// carries over from step to step, which tables of critical values do not know: its law is
/// therefore taken from series of this length with the residuals' AR(1) and no shift,
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
  /// Of the noise from one step to the next, at most 0.98.
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
    let noise = CarriedNoise(residuals, scan: scan, seed: options.seed)
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

/// Noise whose neighbours resemble each other: AR(1) with normal innovations.
///
/// Residuals of a season and a searched shift carry over less, and vary less, than the noise
/// they come from. The noise taken is the one whose own residuals, found the same way, carry
/// over and vary as these do on average (indirect inference; Gouriéroux, Phillips & Yu 2010).
private struct CarriedNoise {
  private(set) var autocorrelation: Double
  private(set) var deviation: Double

  private static let draws = 39

  init(_ residuals: [Double], scan: ShiftScan, seed: UInt64) {
    let seen = Self.shape(residuals)
    autocorrelation = seen.carry
    deviation = seen.deviation
    guard seen.deviation > 0 else { return }
    // The same normal draws for every trial, so that the average moves with the trial alone.
    var values = [Double](repeating: 0, count: residuals.count)
    func average(_ carry: Double) -> (carry: Double, deviation: Double) {
      let trial = CarriedNoise(autocorrelation: carry, deviation: 1)
      var (carries, squares) = (0.0, 0.0)
      for draw in 0..<Self.draws {
        var stream = RandomStream(seed: seed, "seasonal shift noise", String(draw))
        trial.draw(into: &values, from: &stream)
        let found = Self.shape(scan.residuals(values, shift: scan.best(values)))
        carries += found.carry
        squares += found.deviation * found.deviation
      }
      let count = Double(Self.draws)
      return (carries / count, (squares / count).squareRoot())
    }
    var (low, high) = (min(seen.carry, 0.98), 0.98)
    for _ in 0..<6 where high - low > 0.002 {
      let middle = (low + high) / 2
      if average(middle).carry < seen.carry { low = middle } else { high = middle }
    }
    autocorrelation = (low + high) / 2
    deviation = seen.deviation / max(average(autocorrelation).deviation, 1e-6)
  }

  private init(autocorrelation: Double, deviation: Double) {
    self.autocorrelation = autocorrelation
    self.deviation = deviation
  }

  private static func shape(_ values: [Double]) -> (carry: Double, deviation: Double) {
    let squares = values.reduce(0) { $0 + $1 * $1 }
    let products = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    guard squares > 1e-24 else { return (0, 0) }
    return (products / squares, (squares / Double(values.count)).squareRoot())
  }

  func draw(into values: inout [Double], from stream: inout RandomStream) {
    let innovation =
      deviation * max(0, 1 - autocorrelation * autocorrelation).squareRoot()
    var last = deviation * stream.normal()
    for t in values.indices {
      values[t] = last
      last = autocorrelation * last + innovation * stream.normal()
    }
  }
}
