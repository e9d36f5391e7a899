import Statistics

/// How often intervals held what came, with the exact binomial interval of that share
/// (Clopper & Pearson 1934).
public struct ObservedCoverage: Codable, Equatable, Sendable {
  /// Of the intervals, inside (0, 1).
  public var level: Double
  public var held: Int
  public var count: Int

  public init(level: Double, held: Int, count: Int) {
    self.level = level
    self.held = held
    self.count = count
  }

  /// NaN where nothing came.
  public var share: Double { count > 0 ? Double(held) / Double(count) : .nan }

  /// The share's interval at 95 %: shares under which so few, or so many, are no surprise.
  public var interval: ClosedRange<Double> {
    let (k, n) = (Double(held), Double(count))
    let lower = held == 0 ? 0 : (try? Beta(alpha: k, beta: n - k + 1))?.quantile(0.025) ?? 0
    let upper =
      held == count ? 1 : (try? Beta(alpha: k + 1, beta: n - k))?.quantile(0.975) ?? 1
    return min(lower, upper)...max(lower, upper)
  }

  /// Whether the promise lies outside the interval.
  public var isOff: Bool { count > 0 && !interval.contains(level) }
}
