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

  /// The elementwise product of two columns of one length.
  public static func * (a: ExtendedColumn, b: ExtendedColumn) -> ExtendedColumn {
    precondition(a.high.count == b.high.count, "columns of one length")
    var result = a
    for i in a.high.indices {
      let product = a[i] * b[i]
      // A product that overflows, or of infinities, has no low part.
      (result.high[i], result.low[i]) =
        product.low.isFinite ? (product.high, product.low) : (a.high[i] * b.high[i], 0)
    }
    return result
  }

  /// Elementwise power of an exponent of at least 0.
  public func power(_ exponent: Int) -> ExtendedColumn {
    precondition(exponent >= 0, "a power of a column is not negative")
    var result = ExtendedColumn([Double](repeating: 1, count: high.count))
    for _ in 0..<exponent { result = result * self }
    return result
  }

  private subscript(i: Int) -> DoubleDouble { DoubleDouble(high[i], low[i]) }
}
