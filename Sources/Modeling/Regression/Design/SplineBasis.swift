import Foundation

/// B-splines of a variable without the first, which an intercept stands for
/// (de Boor 1978, ch. X; R's `splines::bs`).
///
/// Beyond the boundary knots the outermost polynomial pieces go on, as R's do.
public struct SplineBasis: Codable, Equatable, Sendable {
  public var degree: Int
  /// Interior knots, ascending.
  public var knots: [Double]
  public var lower: Double
  public var upper: Double

  /// Interior knots at quantiles (type 7) of the values.
  ///
  /// - Precondition: finite values that are not all alike, and `df ≥ degree`.
  init(degree: Int, df: Int, fittedTo values: [Double]) {
    let sorted = values.sorted()
    let count = df - degree
    self.degree = degree
    knots = (1..<count + 1).map { k in
      let position = Double(sorted.count - 1) * (Double(k) / Double(count + 1))
      let low = Int(position)
      let high = min(low + 1, sorted.count - 1)
      return sorted[low] + (position - Double(low)) * (sorted[high] - sorted[low])
    }
    (lower, upper) = (sorted.first!, sorted.last!)
  }

  public var width: Int { knots.count + degree }

  /// One column a basis function.
  public func columns(_ values: [Double]) -> [[Double]] {
    let order = degree + 1
    let all =
      [Double](repeating: lower, count: order) + knots
      + [Double](repeating: upper, count: order)
    var result = [[Double]](repeating: [Double](repeating: 0, count: values.count), count: width)
    var (left, right) = ([Double](repeating: 0, count: order), [Double](repeating: 0, count: order))
    var basis = [Double](repeating: 0, count: order)
    for (i, x) in values.enumerated() {
      // The piece that holds x, the last of them closed above; beyond the ends
      // the recurrence continues the outermost polynomial.
      var piece = degree
      while piece < degree + knots.count, x >= all[piece + 1] || all[piece] == all[piece + 1] {
        piece += 1
      }
      while piece > degree, all[piece] == all[piece + 1] { piece -= 1 }
      basis[0] = 1
      for j in 1..<order {
        left[j] = x - all[piece + 1 - j]
        right[j] = all[piece + j] - x
        var saved = 0.0
        for r in 0..<j {
          let term = basis[r] / (right[r + 1] + left[j - r])
          basis[r] = saved + right[r + 1] * term
          saved = left[j - r] * term
        }
        basis[j] = saved
      }
      for j in 0..<order where piece - degree + j > 0 {
        result[piece - degree + j - 1][i] = basis[j]
      }
    }
    return result
  }
}
