import Statistics

/// The noise of a series whose level changes at times: its variance, and how much of
/// it carries over to the next step.
///
/// From medians of differences one and two steps apart, which few changes of level
/// do not move (Chakar, Lebarbier, Lévy-Leduc & Robin 2017, eq. 3): under a first-order
/// autoregression their squares stand as 1 : 1 + φ.
public struct SeriesNoise: Codable, Equatable, Sendable {
  /// Of the values about their level.
  public var variance: Double
  /// φ, inside [−0.9, 0.9].
  public var autocorrelation: Double

  /// What means of long stretches vary by, times their length:
  /// γ₀ (1 + φ) / (1 − φ), and never less than γ₀.
  public var longRunVariance: Double {
    variance * max(1, (1 + autocorrelation) / (1 - autocorrelation))
  }

  /// - Parameter values: at least 4, finite.
  public init(_ values: [Double]) {
    func spread(_ lag: Int) -> Double {
      let differences = (lag..<values.count).map { abs(values[$0] - values[$0 - lag]) }
      let half = differences.isEmpty ? 0 : SampleQuantile.median(differences)
      // The median of |N(0, 1)| is 0.6745.
      let robust = half / 0.674_489_750_196_081_7
      guard robust == 0 else { return robust * robust }
      // More than half of the steps stand still: the mean square is left.
      return differences.reduce(0) { $0 + $1 * $1 } / Double(max(1, differences.count))
    }
    let (one, two) = (spread(1), spread(2))
    let ratio = one > 0 ? two / one - 1 : 0
    autocorrelation = min(0.9, max(-0.9, ratio))
    variance = max(one / (2 * (1 - autocorrelation)), 1e-300)
  }
}
