import LinearAlgebra
import Statistics

/// What the same analysis says of dates on which nothing happened: each date of the
/// past with enough steps on both sides, by the steps before the change alone.
public struct PlaceboDates: Codable, Equatable, Sendable {
  public struct Placebo: Codable, Equatable, Sendable {
    /// The first step after the pretended change.
    public var step: Int
    public var average: EffectEstimate
  }

  public var placebos: [Placebo]
  /// The real date's.
  public var actual: EffectEstimate
  /// Share of placebo dates whose interval leaves zero out: about 1 − level where
  /// the model's errors are right.
  public var alarmShare: Double
  /// (1 + placebos whose |statistic| reaches the real one) / (1 + placebos): a rank
  /// among dates, no independent draws, as neighbouring dates share their steps.
  public var pValue: Double
  /// Whether the past is quiet: at most three times as many alarms as the level
  /// allows, or none of them as loud as the real date.
  public var passes: Bool

  init(placebos: [Placebo], actual: EffectEstimate) {
    self.placebos = placebos
    self.actual = actual
    let count = Double(placebos.count)
    let alarms = placebos.count { $0.average.excludesZero }
    let reached = placebos.count { !(abs($0.average.statistic) < abs(actual.statistic)) }
    alarmShare = placebos.isEmpty ? .nan : Double(alarms) / count
    pValue = (1 + Double(reached)) / (1 + count)
    passes =
      !placebos.isEmpty && (alarmShare <= 3 * (1 - actual.level) || (alarms > 0 && reached == 0))
  }
}

extension InterruptedSeries {
  /// Runs the analysis on placebo dates.
  ///
  /// - Parameters:
  ///   - margin: steps kept on each side of a date, at least; nil takes as many as the
  ///     model has columns and three more, or the steps after the change if those are more,
  ///     but no more than a third of the past.
  ///   - maximum: dates tried, evenly spread.
  ///   - threads: the result does not depend on it.
  /// - Returns: without placebos where the past is too short for any.
  /// - Throws: as `segmentedFit`, for the real date.
  public func placeboDates(
    _ options: Options = Options(), margin: Int? = nil, maximum: Int = 60, threads: Int = 1
  ) throws(EvaluationError) -> PlaceboDates {
    let design = try InterventionDesign(self, options)
    let real = try SegmentedCore(self, design, options)
    let actual = try real.reading(self, design, options).average
    // One model of the errors for all dates.
    var settled = options
    if case .autoregressive = options.response {
      settled.response = .arma(p: real.autoregressive.count, q: 0)
    }
    let width = design.matrix.columns + 3
    let wanted = margin ?? max(width, min(values.count - firstAfter, firstAfter / 3))
    let dates = Array(
      stride(from: wanted, through: firstAfter - wanted - options.washout, by: 1))
    let chosen: [Int]
    if dates.count > maximum, maximum > 1 {
      chosen = (0..<maximum).map { dates[$0 * (dates.count - 1) / (maximum - 1)] }
    } else {
      chosen = dates
    }
    let placeboOptions = settled
    let found = parallelMap(chosen.count, threads: threads) { k -> PlaceboDates.Placebo? in
      let pretended = pretending(chosen[k])
      guard let fit = try? pretended.segmentedFit(placeboOptions) else { return nil }
      return PlaceboDates.Placebo(step: chosen[k], average: fit.average)
    }
    return PlaceboDates(placebos: found.compactMap { $0 }, actual: actual)
  }
}
