/// The tables a reader cannot tell from the true one: deviations z of the cells with
///
///     M z = 0,   lower_j ≤ z_j ≤ upper_j,   lower ≤ 0 ≤ upper,
///
/// where each row of M is a sum (parts 1, total −1), and the largest value of a linear
/// function over them. The true table, z = 0, is feasible, so a primal simplex method
/// needs no first phase; cells that are not basic may start between their bounds. A dense
/// tableau with bounded variables (Dantzig, *Linear Programming and Extensions*, 1963,
/// chapter 18): the programs have tens of rows, thousands are solved one after the other
/// from where the last one ended, and in a table of two dimensions every entry of the
/// tableau stays −1, 0 or 1.
struct DeviationProgram {
  let columns: Int
  private(set) var rows = 0
  private var lower: [Double]
  private var upper: [Double]
  private(set) var values: [Double]
  /// Row-major, `rows × columns`: basic variable + Σ entry · other = constant.
  private var tableau: [Double] = []
  private var basic: [Int] = []
  private var rowOf: [Int]
  /// Reduced costs of the last maximization.
  private(set) var prices: [Double]

  private static let tolerance = 1e-9

  /// - Parameter sums: cells of each sum with their coefficients.
  init(sums: [[(cell: Int, sign: Double)]], lower: [Double], upper: [Double]) {
    columns = lower.count
    self.lower = lower
    self.upper = upper
    values = Array(repeating: 0, count: columns)
    rowOf = Array(repeating: -1, count: columns)
    prices = Array(repeating: 0, count: columns)
    for sum in sums {
      var row = [Double](repeating: 0, count: columns)
      for (cell, sign) in sum { row[cell] += sign }
      for r in 0..<rows where row[basic[r]] != 0 {
        let factor = row[basic[r]]
        for j in 0..<columns { row[j] -= factor * tableau[r * columns + j] }
      }
      // Wide columns make the better first basis: they block late.
      var best = -1
      for j in 0..<columns where abs(row[j]) > 1e-7 {
        if best < 0 || upper[j] - lower[j] > upper[best] - lower[best] { best = j }
      }
      guard best >= 0 else { continue }
      let pivot = row[best]
      for j in 0..<columns {
        row[j] /= pivot
        if abs(row[j]) < 1e-11 { row[j] = 0 }
      }
      for r in 0..<rows {
        let factor = tableau[r * columns + best]
        guard factor != 0 else { continue }
        for j in 0..<columns { tableau[r * columns + j] -= factor * row[j] }
      }
      tableau += row
      basic.append(best)
      rowOf[best] = rows
      rows += 1
    }
  }

  /// Narrows or widens what a cell may deviate; the present point must stay feasible.
  mutating func setBounds(_ cell: Int, _ range: ClosedRange<Double>) {
    lower[cell] = range.lowerBound
    upper[cell] = range.upperBound
  }

  /// Goes back to the true table, keeping the basis.
  mutating func reset() {
    for j in 0..<columns { values[j] = 0 }
  }

  /// The largest (`sign` 1) or smallest (`sign` −1) deviation of a cell, times `sign`.
  mutating func extreme(of cell: Int, sign: Double) -> Double {
    for j in 0..<columns { prices[j] = 0 }
    let row = rowOf[cell]
    if row < 0 {
      prices[cell] = sign
    } else {
      for j in 0..<columns { prices[j] = -sign * tableau[row * columns + j] }
      prices[cell] = 0
    }
    climb()
    return sign * values[cell]
  }

  /// The largest value of Σ objective · z.
  mutating func maximum(of objective: [Double]) -> Double {
    prices = objective
    for r in 0..<rows {
      let cost = objective[basic[r]]
      guard cost != 0 else { continue }
      for j in 0..<columns { prices[j] -= cost * tableau[r * columns + j] }
    }
    for r in 0..<rows { prices[basic[r]] = 0 }
    climb()
    return zip(objective, values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Simplex steps until no price can improve.
  private mutating func climb() {
    var idle = 0
    while true {
      let entering = idle < 50 ? steepest() : first()
      guard entering >= 0 else { return }
      idle = step(entering) > Self.tolerance ? 0 : idle + 1
    }
  }

  private func canImprove(_ j: Int) -> Bool {
    prices[j] > Self.tolerance && values[j] < upper[j] - Self.tolerance
      || prices[j] < -Self.tolerance && values[j] > lower[j] + Self.tolerance
  }

  private func steepest() -> Int {
    var best = -1
    for j in 0..<columns
    where rowOf[j] < 0 && canImprove(j) && (best < 0 || abs(prices[j]) > abs(prices[best])) {
      best = j
    }
    return best
  }

  /// Bland's choice, which cannot cycle.
  private func first() -> Int {
    for j in 0..<columns where rowOf[j] < 0 && canImprove(j) { return j }
    return -1
  }

  /// Moves along one column as far as bounds allow; returns how far.
  private mutating func step(_ entering: Int) -> Double {
    let direction: Double = prices[entering] > 0 ? 1 : -1
    var length =
      direction > 0 ? upper[entering] - values[entering] : values[entering] - lower[entering]
    var leaving = -1
    for r in 0..<rows {
      let slope = -tableau[r * columns + entering] * direction
      guard abs(slope) > 1e-8 else { continue }
      let cell = basic[r]
      let room = slope > 0 ? upper[cell] - values[cell] : values[cell] - lower[cell]
      let limit = max(0, room) / abs(slope)
      if limit < length - Self.tolerance
        || leaving >= 0 && limit <= length + Self.tolerance && cell < basic[leaving]
      {
        length = min(length, limit)
        leaving = r
      }
    }
    for r in 0..<rows {
      let slope = -tableau[r * columns + entering] * direction
      if slope != 0 { values[basic[r]] += slope * length }
    }
    values[entering] += direction * length
    if leaving >= 0 { pivot(leaving, entering) }
    return length
  }

  private mutating func pivot(_ row: Int, _ entering: Int) {
    let n = columns
    let out = basic[row]
    prices.withUnsafeMutableBufferPointer { prices in
      tableau.withUnsafeMutableBufferPointer { t in
        let scale = 1 / t[row * n + entering]
        for j in 0..<n { t[row * n + j] *= scale }
        for r in 0..<rows where r != row {
          let factor = t[r * n + entering]
          guard factor != 0 else { continue }
          for j in 0..<n { t[r * n + j] -= factor * t[row * n + j] }
          t[r * n + entering] = 0
        }
        let factor = prices[entering]
        if factor != 0 {
          for j in 0..<n { prices[j] -= factor * t[row * n + j] }
          prices[entering] = 0
        }
      }
    }
    basic[row] = entering
    rowOf[entering] = row
    rowOf[out] = -1
    // Bounds are held exactly: a cell that left is where it was blocked.
    values[out] =
      abs(values[out] - lower[out]) < abs(values[out] - upper[out]) ? lower[out] : upper[out]
  }
}
