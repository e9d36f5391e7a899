/// One-way analysis of variance: how far the means of groups lie apart.
///
/// Sums are formed in double-double arithmetic about a shift taken off exactly.
/// Where the values differ only in their last digits they are read as the decimals
/// they print as: 1000000000000.4 is then that number and not the double beside
/// it, whose error would be a thousandth of the differences.
public struct OneWayANOVA: Codable, Equatable, Sendable {
  /// Σ nᵢ (ȳᵢ − ȳ)².
  public let betweenSumOfSquares: Double
  /// Σ (yᵢⱼ − ȳᵢ)².
  public let withinSumOfSquares: Double
  /// Groups that have rows, less one.
  public let betweenDegreesOfFreedom: Int
  public let withinDegreesOfFreedom: Int

  /// - Parameters:
  ///   - response: a value a row.
  ///   - groups: a group a row, from 0; −1 leaves a row out.
  /// - Throws: `.setting` for arrays of two lengths, `.notFinite`, `.tooFewRows`
  ///   without two groups or without more rows than groups.
  public init(_ response: [Double], groups: [Int32]) throws(RegressionError) {
    guard response.count == groups.count else {
      throw .setting("groups", reason: "\(groups.count) values for \(response.count) rows")
    }
    if let row = response.firstNotFinite() { throw .notFinite(column: "response", row: row) }
    let width = Int(groups.max() ?? -1) + 1
    guard let start = groups.firstIndex(where: { $0 >= 0 }) else {
      throw .tooFewRows(rows: 0, columns: 1)
    }
    let values = Self.differences(response, from: response[start])
    var sums = [DoubleDouble](repeating: .zero, count: width)
    var counts = [Double](repeating: 0, count: width)
    var total = DoubleDouble.zero
    for (value, group) in zip(values, groups) where group >= 0 {
      sums[Int(group)] = sums[Int(group)] + value
      counts[Int(group)] += 1
      total = total + value
    }
    let rows = counts.reduce(0, +)
    let present = counts.count { $0 > 0 }
    guard present > 1, Int(rows) > present else {
      throw .tooFewRows(rows: Int(rows), columns: present)
    }
    let center = total / DoubleDouble(rows)
    let means = zip(sums, counts).map { $0 / DoubleDouble(max($1, 1)) }
    var between = DoubleDouble.zero
    for (mean, count) in zip(means, counts) where count > 0 {
      let distance = mean - center
      between = between + DoubleDouble(count) * (distance * distance)
    }
    var within = DoubleDouble.zero
    for (value, group) in zip(values, groups) where group >= 0 {
      let distance = value - means[Int(group)]
      within = within + distance * distance
    }
    betweenSumOfSquares = between.value
    withinSumOfSquares = within.value
    betweenDegreesOfFreedom = present - 1
    withinDegreesOfFreedom = Int(rows) - present
  }

  /// Share of the total sum of squares that lies between groups.
  public var rSquared: Double {
    betweenSumOfSquares / (betweenSumOfSquares + withinSumOfSquares)
  }

  /// √(within / degrees of freedom).
  public var sigma: Double {
    (withinSumOfSquares / Double(withinDegreesOfFreedom)).squareRoot()
  }

  /// All groups have one mean.
  public var fTest: TestResult {
    let f =
      betweenSumOfSquares / Double(betweenDegreesOfFreedom)
      / (withinSumOfSquares / Double(withinDegreesOfFreedom))
    return TestResult(
      "one-way analysis of variance", statistic: f, fWith: Double(betweenDegreesOfFreedom),
      Double(withinDegreesOfFreedom))
  }

  /// Values less a shift that is one of them.
  private static func differences(_ values: [Double], from shift: Double) -> [DoubleDouble] {
    let largest = values.reduce(0.0) { max($0, abs($1)) }
    let spread = values.reduce(0.0) { max($0, abs($1 - shift)) }
    guard spread < 1e-3 * largest else {
      return values.map { DoubleDouble.sum($0, -shift) }
    }
    let exactShift = DoubleDouble(decimalOf: shift)
    return values.map { DoubleDouble(decimalOf: $0) - exactShift }
  }
}
