/// How far values lie from what was expected of them.
enum Spread {
  /// Root mean square of `residuals` with `parameters` degrees of freedom taken
  /// off, NaNs left out. With no residual at all nothing is known of the spread,
  /// and `unknown` is returned: a width of zero would be a claim.
  static func deviation(of residuals: [Double], parameters: Int, unknown: Double) -> Double {
    var sum = 0.0
    var count = 0
    for residual in residuals where !residual.isNaN {
      sum += residual * residual
      count += 1
    }
    guard count > 0 else { return abs(unknown) }
    return (sum / Double(max(1, count - parameters))).squareRoot()
  }

  /// Mean |y_t − y_{t−period}| over the pairs that are both observed. NaN where there
  /// is no such pair.
  static func seasonalDifference(of values: [Double], period: Int) -> Double {
    guard period > 0, values.count > period else { return .nan }
    var sum = 0.0
    var count = 0
    for t in period..<values.count {
      let difference = values[t] - values[t - period]
      if !difference.isNaN {
        sum += abs(difference)
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : .nan
  }
}

/// Training values minus fitted values.
func residuals(_ values: [Double], _ fitted: [Double]) -> [Double] {
  zip(values, fitted).map { $0 - $1 }
}
