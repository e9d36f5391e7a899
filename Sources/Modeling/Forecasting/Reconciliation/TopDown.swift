/// The single series as fixed shares of the total: a baseline.
public enum TopDown {
  /// Where the shares come from (Gross & Sohl, Journal of Forecasting 9, 1990).
  public enum Shares: String, Sendable, Codable, CaseIterable {
    /// Mean over time of each series' share of the total.
    case meanShare = "mean-share"
    /// Mean of the series over the mean of the total.
    case shareOfMeans = "share-of-means"
  }

  /// Shares of the bottom series, which add up to 1.
  ///
  /// - Parameter history: values of each bottom series at the same steps; steps
  ///   at which one is missing or the total is not positive are left out.
  public static func shares(_ history: [[Double]], _ kind: Shares) -> [Double] {
    let length = history.map(\.count).min() ?? 0
    var sums = [Double](repeating: 0, count: history.count)
    for t in 0..<length {
      let total = history.reduce(0) { $0 + $1[t] }
      guard total.isFinite, total > 0 else { continue }
      for (j, values) in history.enumerated() {
        sums[j] += kind == .meanShare ? values[t] / total : values[t]
      }
    }
    let whole = sums.reduce(0, +)
    return sums.map { whole > 0 ? $0 / whole : 1 / Double(max(1, history.count)) }
  }

  /// Values of all rows of the system from the total of each step.
  public static func system(
    totals: [Double], shares: [Double], hierarchy: Hierarchy
  ) -> [[Double]] {
    totals.map { total in
      let bottom = shares.map { $0 * total }
      return hierarchy.aggregates(of: bottom) + bottom
    }
  }
}
