internal import LinearAlgebra

extension Forecast {
  /// The median of several forecasts, step by step, of their means and of their
  /// quantiles at `levels` (Vincentization with the median in place of the mean;
  /// one wild member moves neither).
  ///
  /// - Parameters:
  ///   - members: at least one, all of one horizon.
  ///   - levels: ascending quantile levels of the result.
  /// - Returns: a quantile forecast; its floor is the highest floor of a member.
  public static func median(
    of members: [Forecast], levels: [Double] = Forecast.standardLevels
  ) -> Forecast {
    precondition(!members.isEmpty, "at least one member")
    let horizon = members[0].horizon
    precondition(members.allSatisfy { $0.horizon == horizon }, "members of one horizon")
    let means = members.map(\.mean)
    let mean = (0..<horizon).map { step in middle(means.map { $0[step] }) }
    var values = Matrix(rows: horizon, columns: levels.count)
    for (column, level) in levels.enumerated() {
      let quantiles = members.map { $0.quantile(level) }
      for step in 0..<horizon { values[step, column] = middle(quantiles.map { $0[step] }) }
    }
    return Forecast(
      .quantiles(mean: mean, levels: levels, values: values),
      floor: members.compactMap(\.floor).max())
  }
}

/// The middle value, or the mean of the middle two; NaNs are left out, and NaN
/// is the answer where nothing else is.
func middle(_ values: [Double]) -> Double {
  var sorted = values.filter { !$0.isNaN }
  guard !sorted.isEmpty else { return .nan }
  sorted.sort()
  let half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half])
}
