/// Sums whose error does not grow with their length.
///
/// Each of eight lanes carries the sum and what its additions lost (the error-free
/// transformation of Knuth; Ogita, Rump and Oishi 2005, "Accurate sum and dot product",
/// SIAM J. Sci. Comput. 26, algorithm 4.4). The lanes are joined in a fixed order, so
/// the result does not depend on threads.
public struct CompensatedSum: Sendable {
  private var sum = SIMD8<Double>.zero
  private var lost = SIMD8<Double>.zero

  public init() {}

  @inline(__always)
  mutating func add(_ lanes: SIMD8<Double>) {
    let total = sum + lanes
    let part = total - sum
    lost += (sum - (total - part)) + (lanes - part)
    sum = total
  }

  /// Adds one number.
  public mutating func add(_ value: Double) {
    let total = sum[0] + value
    let part = total - sum[0]
    lost[0] += (sum[0] - (total - part)) + (value - part)
    sum[0] = total
  }

  /// The sum so far, as if added with twice the precision and rounded.
  public var value: Double {
    var total = 0.0
    var error = 0.0
    for lane in 0..<8 {
      let next = total + sum[lane]
      let part = next - total
      error += (total - (next - part)) + (sum[lane] - part) + lost[lane]
      total = next
    }
    // With infinities in the sum the error is NaN and means nothing.
    return total.isFinite ? total + error : total
  }

  /// The sum of `count` terms.
  @inline(__always)
  static func of(_ count: Int, _ term: (Int) -> Double) -> Double {
    var sum = CompensatedSum()
    var index = 0
    while index + 8 <= count {
      sum.add(
        SIMD8(
          term(index), term(index + 1), term(index + 2), term(index + 3), term(index + 4),
          term(index + 5), term(index + 6), term(index + 7)))
      index += 8
    }
    while index < count {
      sum.add(term(index))
      index += 1
    }
    return sum.value
  }
}
