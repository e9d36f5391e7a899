/// The complemented mixed-integer rounding inequality of a combination of rows (Marchand &
/// Wolsey 2001), the one kernel behind Gomory's, {0,½} and aggregated-row cuts.
///
/// From `Σ α_j x_j − Σ y_i r_i = 0` (r_i the activity of row i) variables are moved to
/// z ≥ 0 at a bound: real ones at the nearer of their own and their variable bounds, whole
/// ones complemented where nearer to the upper. Read as `Σ a_j z_j + Σ c_j w_j ≤ b` with z
/// whole and w real, and divided by δ,
///
///     Σ (⌊a_j⌋ + max(0, f_j − f_0)/(1 − f_0)) z_j + Σ_{c_j<0} c_j/(1 − f_0) w_j ≤ ⌊b⌋
///
/// where f_j, f_0 are the fractional parts of a_j and b.
final class MixedIntegerRounding {
  /// A variable or the slack of a row after its move to zero.
  private struct Term {
    /// A variable, or −1 − row.
    var index: Int
    var coefficient: Double
    /// Its value at the point.
    var value: Double
    var isUpper: Bool
    /// How far up it may go.
    var room: Double
  }

  private let isInteger: [Bool]
  private let lower: [Double]
  private let upper: [Double]
  private let coefficient: UnsafeMutablePointer<Double>
  private let isTouched: UnsafeMutablePointer<Bool>
  @exclusivity(unchecked) private var touched: [Int] = []

  @exclusivity(unchecked) private var whole: [Term] = []
  @exclusivity(unchecked) private var real: [(term: Term, bound: CutRows.VariableBound?)] = []
  @exclusivity(unchecked) private var right = 0.0
  /// Coefficients looked at so far: what the separation costs, without a clock.
  @exclusivity(unchecked) private(set) var work = 0

  init(isInteger: [Bool], lower: [Double], upper: [Double]) {
    self.isInteger = isInteger
    self.lower = lower
    self.upper = upper
    coefficient = .allocate(capacity: isInteger.count + 1)
    coefficient.initialize(repeating: 0, count: isInteger.count + 1)
    isTouched = .allocate(capacity: isInteger.count + 1)
    isTouched.initialize(repeating: false, count: isInteger.count + 1)
  }

  deinit {
    coefficient.deallocate()
    isTouched.deallocate()
  }

  /// How a cut's divisor is chosen.
  enum Divisor {
    /// The rows are combined so that one is right.
    case one
    /// The coefficient that gives the deepest cut, and its half, quarter and eighth; then
    /// complements.
    case searched
  }

  /// The cut from the rows combined, if `point` violates it.
  ///
  /// - Parameter multipliers: rows, each once, with their factors y.
  func cut(
    _ rows: CutRows, _ multipliers: [(row: Int, value: Double)], at point: [Double],
    divisor: Divisor, longest: Int
  ) -> CuttingPlane? {
    defer { clear() }
    guard load(rows, multipliers, point, longest) else { return nil }
    switch divisor {
    case .one:
      guard violation(1) > 1e-6 else { return nil }
      return plane(1, rows)
    case .searched:
      guard let delta = searchDivisor() else { return nil }
      return plane(delta, rows)
    }
  }

  private func clear() {
    for j in touched {
      coefficient[j] = 0
      isTouched[j] = false
    }
    touched.removeAll(keepingCapacity: true)
    whole.removeAll(keepingCapacity: true)
    real.removeAll(keepingCapacity: true)
  }

  private func addRow(_ rows: CutRows, _ i: Int, _ factor: Double) {
    let range = rows.starts[i]..<rows.starts[i + 1]
    work += range.count
    for k in range { add(Int(rows.variables[k]), factor * rows.values[k]) }
  }

  @inline(__always)
  private func add(_ j: Int, _ value: Double) {
    if !isTouched[j] {
      isTouched[j] = true
      touched.append(j)
    }
    coefficient[j] += value
  }

  /// Combines the rows and moves all variables to zero; false where one has no bound to
  /// move to.
  private func load(
    _ rows: CutRows, _ multipliers: [(row: Int, value: Double)], _ point: [Double],
    _ longest: Int
  ) -> Bool {
    right = 0
    for (i, y) in multipliers { addRow(rows, i, y) }
    guard touched.count <= 2 * longest else { return false }
    for (i, y) in multipliers { if !loadSlack(rows, i, y, point) { return false } }
    let first = touched.count
    for k in 0..<first where !isInteger[touched[k]] {
      if !loadReal(touched[k], rows, point) { return false }
    }
    for j in touched where isInteger[j] {
      let a = coefficient[j]
      if abs(a) < 1e-11 { continue }
      let (low, high) = (lower[j], upper[j])
      guard low > -.infinity || high < .infinity else { return false }
      let isUpper = high - point[j] < point[j] - low
      right -= a * (isUpper ? high : low)
      whole.append(
        Term(
          index: j, coefficient: isUpper ? -a : a,
          value: max(0, isUpper ? high - point[j] : point[j] - low), isUpper: isUpper,
          room: high - low))
    }
    return !whole.isEmpty
  }

  private func loadSlack(_ rows: CutRows, _ i: Int, _ y: Double, _ point: [Double]) -> Bool {
    let (low, high) = (rows.lower[i], rows.upper[i])
    if low == high {
      right += y * low
      return true
    }
    let activity = rows.activity(i, point)
    let isUpper = high - activity < activity - low
    let bound = isUpper ? high : low
    guard bound.isFinite else { return false }
    right += y * bound
    let term = Term(
      index: -1 - i, coefficient: isUpper ? y : -y, value: max(0, abs(activity - bound)),
      isUpper: isUpper, room: high - low)
    if rows.isWhole[i] && bound == bound.rounded() {
      whole.append(term)
    } else if term.coefficient < 0 {
      real.append((term, nil))
    }
    return true
  }

  private func loadReal(_ j: Int, _ rows: CutRows, _ point: [Double]) -> Bool {
    let a = coefficient[j]
    if abs(a) < 1e-11 { return true }
    let x = point[j]
    var (fromLow, fromHigh) = (x - lower[j], upper[j] - x)
    var lowBound: CutRows.VariableBound?
    var highBound: CutRows.VariableBound?
    if let v = rows.variableUpper[j] {
      let distance = v.factor * point[v.integer] + v.offset - x
      if distance <= fromHigh + 1e-9 { (fromHigh, highBound) = (distance, v) }
    }
    if let v = rows.variableLower[j] {
      let distance = x - v.factor * point[v.integer] - v.offset
      if distance <= fromLow + 1e-9 { (fromLow, lowBound) = (distance, v) }
    }
    guard fromLow < .infinity || fromHigh < .infinity else { return false }
    let isUpper = fromHigh < fromLow
    let c = isUpper ? -a : a
    let variableBound = isUpper ? highBound : lowBound
    if let v = variableBound {
      right -= a * v.offset
      add(v.integer, a * v.factor)
    } else {
      right -= a * (isUpper ? upper[j] : lower[j])
    }
    if c < 0 {
      let value = max(0, isUpper ? fromHigh : fromLow)
      real.append(
        (
          Term(index: j, coefficient: c, value: value, isUpper: isUpper, room: .infinity),
          variableBound
        ))
    }
    return true
  }

  // MARK: Rounding

  private static func fraction(_ v: Double) -> Double { v - v.rounded(.down) }

  /// The rounded coefficient: continuous in a, so that a rounding error stays small.
  private static func rounded(_ a: Double, _ f0: Double) -> Double {
    let floor = a.rounded(.down)
    return floor + max(0, a - floor - f0) / (1 - f0)
  }

  /// Violation at the point over the length of the cut; −1 where the right-hand side is
  /// too near a whole number.
  private func violation(_ delta: Double) -> Double {
    let b = right / delta
    let f0 = Self.fraction(b)
    guard f0 > 0.01, f0 < 0.99, abs(b) < 1e7 else { return -1 }
    work += whole.count + real.count
    var sum = -b.rounded(.down)
    var square = 0.0
    for term in whole {
      let g = Self.rounded(term.coefficient / delta, f0)
      sum += g * term.value
      square += g * g
    }
    for (term, _) in real {
      let g = term.coefficient / (delta * (1 - f0))
      sum += g * term.value
      square += g * g
    }
    return square > 0 ? sum / square.squareRoot() : -1
  }

  private func searchDivisor() -> Double? {
    var sizes: [Double] = []
    for term in whole where term.value > 1e-6 && term.value < term.room - 1e-6 {
      let size = abs(term.coefficient)
      if size > 1e-6 && !sizes.contains(where: { abs($0 - size) < 1e-9 * size }) {
        sizes.append(size)
        if sizes.count >= 24 { break }
      }
    }
    guard !sizes.isEmpty else { return nil }
    var best = (violation: 1e-6, delta: 0.0)
    func consider(_ delta: Double) {
      let v = violation(delta)
      if v > best.violation { best = (v, delta) }
    }
    for size in sizes { consider(size) }
    consider((sizes.max() ?? 1) + 1)
    guard best.delta > 0 else { return nil }
    let base = best.delta
    for part in [2.0, 4, 8] { consider(base / part) }
    // Complements of those in between, the nearest to the middle first.
    var order = whole.indices.filter {
      whole[$0].index >= 0 && whole[$0].value > 1e-6 && whole[$0].room < 1e6
        && whole[$0].value < whole[$0].room - 1e-6
    }
    order.sort {
      let a = abs(whole[$0].value - whole[$0].room / 2)
      let b = abs(whole[$1].value - whole[$1].room / 2)
      return a != b ? a < b : $0 < $1
    }
    for k in order.prefix(20) {
      complement(k)
      let v = violation(best.delta)
      if v > best.violation { best.violation = v } else { complement(k) }
    }
    return best.delta
  }

  private func complement(_ k: Int) {
    right -= whole[k].coefficient * whole[k].room
    whole[k].coefficient = -whole[k].coefficient
    whole[k].value = whole[k].room - whole[k].value
    whole[k].isUpper.toggle()
  }

  /// The cut in the variables of the program.
  private func plane(_ delta: Double, _ rows: CutRows) -> CuttingPlane? {
    let b = right / delta
    let f0 = Self.fraction(b)
    var limit = b.rounded(.down)
    let (wholeTerms, realTerms) = (whole, real)
    clear()
    func put(_ term: Term, _ g: Double, _ variableBound: CutRows.VariableBound?) {
      if abs(g) < 1e-12 { return }
      let factor = term.isUpper ? -g : g
      if term.index < 0 {
        let i = -1 - term.index
        limit += factor * (term.isUpper ? rows.upper[i] : rows.lower[i])
        addRow(rows, i, factor)
        return
      }
      add(term.index, factor)
      if let v = variableBound {
        add(v.integer, -factor * v.factor)
        limit += factor * v.offset
      } else {
        limit += factor * (term.isUpper ? upper[term.index] : lower[term.index])
      }
    }
    for term in wholeTerms { put(term, Self.rounded(term.coefficient / delta, f0), nil) }
    for (term, bound) in realTerms { put(term, term.coefficient / (delta * (1 - f0)), bound) }
    touched.sort()
    let terms = touched.compactMap { j in
      abs(coefficient[j]) > 1e-12 ? (variable: j, value: coefficient[j]) : nil
    }
    return CuttingPlane(terms, limit: limit, lower: lower, upper: upper)
  }
}
