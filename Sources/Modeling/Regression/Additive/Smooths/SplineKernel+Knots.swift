import Statistics

extension SplineKernel {
  /// A kernel for the values of a covariate.
  ///
  /// - Throws: `.notFinite` for a value that is missing, `.setting` for a size too small,
  ///   `.unusableColumn` for fewer distinct values than the basis needs.
  init(
    _ basis: SmoothSpecification.Basis, size: Int, values: [Double], variable: String
  ) throws(RegressionError) {
    if let row = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(column: variable, row: row)
    }
    switch basis {
    case .random:
      guard size >= 1, values.allSatisfy({ $0 >= 0 && $0 < Double(size) }) else {
        throw .unusableColumn(variable, reason: "level numbers must lie in 0 ..< \(size)")
      }
      self.init(kind: .levels, knots: (0..<size).map(Double.init))
    case .cubic, .tensor:
      try Self.require(size, atLeast: 3)
      let distinct = try Self.distinct(values, atLeast: size, variable)
      self.init(kind: .cubic, knots: Self.quantiles(distinct, size))
    case .cyclic(let period, let origin):
      try Self.require(size, atLeast: 4)
      var wrapped = values
      if let period {
        guard period.isFinite, period > 0 else {
          throw .setting("period of \(variable)", reason: "must be positive")
        }
        guard origin.isFinite else {
          throw .setting("origin of \(variable)", reason: "must be a finite number")
        }
        wrapped = values.map { $0 - (($0 - origin) / period).rounded(.down) * period }
        // The end itself is a value too: 24:00 is 0:00, and both ends must be knots.
        wrapped = wrapped.map { min(max($0, origin), origin + period) } + [origin, origin + period]
      }
      let distinct = try Self.distinct(wrapped, atLeast: size, variable)
      self.init(kind: .cyclic, knots: Self.quantiles(distinct, size))
    case .pSpline:
      try Self.require(size, atLeast: 5)
      let distinct = try Self.distinct(values, atLeast: 2, variable)
      let margin = (distinct[distinct.count - 1] - distinct[0]) * 0.001
      let first = distinct[0] - margin
      let last = distinct[distinct.count - 1] + margin
      // size − 2 even knots from end to end, and three more either way.
      let step = (last - first) / Double(size - 3)
      self.init(
        kind: .bSpline, knots: (-3...size).map { first + Double($0) * step })
    }
  }

  private static func require(_ size: Int, atLeast least: Int) throws(RegressionError) {
    guard size >= least else {
      throw .setting("basis size", reason: "must be at least \(least), not \(size)")
    }
  }

  private static func distinct(
    _ values: [Double], atLeast least: Int, _ variable: String
  ) throws(RegressionError) -> [Double] {
    var result: [Double] = []
    for value in values.sorted() where value != result.last { result.append(value) }
    guard result.count >= max(2, least) else {
      throw .unusableColumn(
        variable,
        reason: "only \(result.count) distinct values: too few for a smooth of \(least) functions")
    }
    return result
  }

  /// Evenly spaced quantiles of distinct ascending values, ends included.
  private static func quantiles(_ distinct: [Double], _ count: Int) -> [Double] {
    (0..<count).map { i in
      let position = Double(distinct.count - 1) * Double(i) / Double(count - 1)
      let low = min(Int(position), distinct.count - 1)
      let high = min(low + 1, distinct.count - 1)
      return distinct[low] + (position - Double(low)) * (distinct[high] - distinct[low])
    }
  }
}
