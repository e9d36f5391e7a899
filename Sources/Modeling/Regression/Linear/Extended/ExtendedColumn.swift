/// A column that keeps what its doubles lose: powers and products of columns to
/// about 32 digits, for polynomials and interactions that are nearly collinear.
///
/// The tenth power of a double is not a double, and the rounding alone costs
/// NIST's Filip half of its digits. `high` goes into the design, `low` into its
/// `corrections`.
public struct ExtendedColumn: Equatable, Sendable {
  /// The values rounded to double.
  public private(set) var high: [Double]
  /// What the rounding left out.
  public private(set) var low: [Double]

  /// A column of doubles, taken as exact.
  public init(_ values: [Double]) {
    high = values
    low = [Double](repeating: 0, count: values.count)
  }

  /// One number in every row.
  public init(repeating value: Double, count: Int) {
    self.init([Double](repeating: value, count: count))
  }

  /// The elementwise sum of two columns of one length.
  public static func + (a: ExtendedColumn, b: ExtendedColumn) -> ExtendedColumn {
    combine(a, b, { $0 + $1 }, { $0 + $1 })
  }

  /// The elementwise product of two columns of one length.
  public static func * (a: ExtendedColumn, b: ExtendedColumn) -> ExtendedColumn {
    combine(a, b, { $0 * $1 }, { $0 * $1 })
  }

  private static func combine(
    _ a: ExtendedColumn, _ b: ExtendedColumn,
    _ exact: (DoubleDouble, DoubleDouble) -> DoubleDouble, _ plain: (Double, Double) -> Double
  ) -> ExtendedColumn {
    precondition(a.high.count == b.high.count, "columns of one length")
    var result = a
    for i in a.high.indices {
      let value = exact(a[i], b[i])
      // What overflows, or comes of infinities, has no low part.
      (result.high[i], result.low[i]) =
        value.low.isFinite ? (value.high, value.low) : (plain(a.high[i], b.high[i]), 0)
    }
    return result
  }

  /// Elementwise power of an exponent of at least 0.
  public func power(_ exponent: Int) -> ExtendedColumn {
    precondition(exponent >= 0, "a power of a column is not negative")
    var result = ExtendedColumn(repeating: 1, count: high.count)
    for _ in 0..<exponent { result = result * self }
    return result
  }

  private subscript(i: Int) -> DoubleDouble { DoubleDouble(high[i], low[i]) }
}
