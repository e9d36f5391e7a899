/// How far each input moved each row's prediction from the mean over a background: for every row
/// `base` and the row's contributions add up to the prediction on the scale of the link.
///
/// An input that is left out takes the values of the background's rows in turn, independently of
/// the others (the interventional expectation; Janzing et al. 2020).
public struct Contributions: Codable, Equatable, Sendable {
  /// Mean predictor over the background.
  public var base: Double
  /// Inputs, or groups of inputs joined by " + ".
  public var names: [String]
  /// `values[name][row]`; NaN for rows without a prediction.
  public var values: [[Double]]
  /// Of values that were sampled.
  public var standardErrors: [[Double]]?

  public init(
    base: Double, names: [String], values: [[Double]], standardErrors: [[Double]]? = nil
  ) {
    self.base = base
    self.names = names
    self.values = values
    self.standardErrors = standardErrors
  }

  /// The predictor of each row, summed up.
  public var totals: [Double] {
    var sums = [Double](repeating: base, count: values.first?.count ?? 0)
    for column in values {
      for i in sums.indices { sums[i] += column[i] }
    }
    return sums
  }

  /// Mean magnitude of each input's contributions over the rows that have them.
  public var meanMagnitudes: [Double] {
    values.map { column in
      let known = column.filter { !$0.isNaN }
      return known.isEmpty ? 0 : known.reduce(0) { $0 + abs($1) } / Double(known.count)
    }
  }
}
