import Statistics

/// Values of an input at which an effect is shown.
public enum EffectGrid: Codable, Equatable, Sendable {
  case numbers([Double])
  case levels([String])

  public var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .levels(let levels): levels.count
    }
  }

  /// Quantiles of the numbers, each once, or the levels that rows have.
  init(_ column: ModelFrame.Column, count: Int) throws(RegressionError) {
    guard count >= 2 else { throw .setting("points", reason: "must be at least 2") }
    switch column.values {
    case .numeric(let values):
      let known = values.filter(\.isFinite).sorted()
      guard let first = known.first else {
        throw .unusableColumn(column.name, reason: "has no values")
      }
      var grid = [first]
      for k in 1..<count {
        let value = SampleQuantile.ofSorted(known, at: Double(k) / Double(count - 1))
        if value > grid.last! { grid.append(value) }
      }
      self = .numbers(grid)
    case .factor(let factor):
      let met = Set(factor.codes)
      self = .levels(
        factor.levels.enumerated().filter { met.contains(Int32($0.offset)) }.map(\.element))
    case .time:
      throw .unusableColumn(
        column.name, reason: "is a time: ask for what the model makes of it, such as the hour")
    }
  }

  /// A column that has point k in every row.
  func constant(_ k: Int, like column: ModelFrame.Column) -> ModelFrame.Values {
    switch (self, column.values) {
    case (.numbers(let values), _):
      return .numeric([Double](repeating: values[k], count: column.values.count))
    case (.levels(let levels), .factor(let factor)):
      let code = Int32(factor.levels.firstIndex(of: levels[k])!)
      return .factor(
        Factor(
          codes: [Int32](repeating: code, count: factor.codes.count), levels: factor.levels))
    case (.levels, let other): return other
    }
  }
}

extension ModelFrame {
  /// At most `limit` rows, evenly spread over the frame.
  func thinned(to limit: Int) -> ModelFrame {
    guard rowCount > limit else { return self }
    return selecting(rows: (0..<limit).map { $0 * rowCount / limit })
  }
}
