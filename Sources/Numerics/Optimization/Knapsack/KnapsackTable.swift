/// The linear relaxation of a multidimensional knapsack as an explicit table over the items
/// that are not settled: basic variable r is
///
///     x_b(r) = value_r − Σ_p table[r, p] · (y_p − bound of y_p)
///
/// over the nonbasic y_p, items at 0 or 1 and slacks of budgets at 0. There are as many rows
/// as budgets, so that a pivot takes a microsecond or less.
final class KnapsackTable {
  enum Outcome {
    case optimal
    /// The objective has fallen to the cutoff.
    case cutoff
    /// The pivot limit was reached.
    case stopped
    /// A row that must become feasible has no pivot.
    case stuck
  }

  /// What is known of an item.
  enum Item: UInt8 {
    case free, out, chosen
  }

  let rowCount: Int
  let itemCount: Int
  private let pitch: Int
  private let profits: [Double]
  /// Needs as shares of the budgets, item by item.
  private let shares: [Double]
  private let capacities: [Double]
  private let tolerance: Double

  var items: [Item]
  private(set) var width = 0
  private(set) var objective = 0.0
  private(set) var pivots = 0
  private let table: UnsafeMutablePointer<Double>
  let reduced: UnsafeMutablePointer<Double>
  let value: UnsafeMutablePointer<Double>
  /// Items, and complements of budgets for their slacks.
  let basic: UnsafeMutablePointer<Int32>
  let nonbasic: UnsafeMutablePointer<Int32>
  let isUpper: UnsafeMutablePointer<Bool>

  private static let infeasibility = 1e-9
  private static let leastPivot = 1e-9

  /// - Parameters:
  ///   - shares: needs item by item, budgets scaled to `capacities`.
  init(profits: [Double], shares: [Double], capacities: [Double]) {
    (rowCount, itemCount) = (capacities.count, profits.count)
    pitch = itemCount + 1
    self.profits = profits
    self.shares = shares
    self.capacities = capacities
    tolerance = 1e-12 * (profits.map(abs).max() ?? 1)
    items = [Item](repeating: .free, count: itemCount)
    table = .allocate(capacity: max(1, rowCount * pitch))
    reduced = .allocate(capacity: pitch)
    value = .allocate(capacity: rowCount + 1)
    basic = .allocate(capacity: rowCount + 1)
    nonbasic = .allocate(capacity: pitch)
    isUpper = .allocate(capacity: pitch)
  }

  deinit {
    for doubles in [table, reduced, value] { doubles.deallocate() }
    basic.deallocate()
    nonbasic.deallocate()
    isUpper.deallocate()
  }

  /// Becomes what `other`, of the same problem, is.
  func copy(_ other: KnapsackTable) {
    (items, width, objective) = (other.items, other.width, other.objective)
    for r in 0..<rowCount {
      (table + r * pitch).update(from: other.table + r * pitch, count: width)
    }
    reduced.update(from: other.reduced, count: width)
    value.update(from: other.value, count: rowCount)
    basic.update(from: other.basic, count: rowCount)
    nonbasic.update(from: other.nonbasic, count: width)
    isUpper.update(from: other.isUpper, count: width)
  }

  /// Starts anew from what is known of the items: slacks are basic, and every free item that
  /// brings profit is chosen, so that the prices are feasible.
  func load(_ known: [Item]) {
    items = known
    width = 0
    objective = 0
    for r in 0..<rowCount {
      value[r] = capacities[r]
      basic[r] = ~Int32(r)
    }
    for j in 0..<itemCount {
      let isAtOne = known[j] == .chosen || known[j] == .free && profits[j] > 0
      if isAtOne {
        objective += profits[j]
        for r in 0..<rowCount { value[r] -= shares[j * rowCount + r] }
      }
      guard known[j] == .free else { continue }
      for r in 0..<rowCount { table[r * pitch + width] = shares[j * rowCount + r] }
      reduced[width] = profits[j]
      nonbasic[width] = Int32(j)
      isUpper[width] = isAtOne
      width += 1
    }
  }

  // MARK: Items that are settled

  /// Settles the nonbasic item at place p where it is; the last place moves there.
  func settlePlace(_ p: Int) {
    items[Int(nonbasic[p])] = isUpper[p] ? .chosen : .out
    width -= 1
    guard p != width else { return }
    for r in 0..<rowCount { table[r * pitch + p] = table[r * pitch + width] }
    reduced[p] = reduced[width]
    nonbasic[p] = nonbasic[width]
    isUpper[p] = isUpper[width]
  }

  /// Settles the basic item of row r; false where rounding leaves no pivot for it.
  func settle(row r: Int, chosen: Bool) -> Bool {
    guard let p = leave(r, to: chosen ? 1 : 0) else { return false }
    settlePlace(p)
    return true
  }

  // MARK: The dual simplex method

  func solve(cutoff: Double, pivotLimit: Int = .max) -> Outcome {
    var done = 0
    while true {
      if objective <= cutoff { return .cutoff }
      if done >= pivotLimit { return .stopped }
      var (leaving, most, target) = (-1, 0.0, 0.0)
      for r in 0..<rowCount {
        let over = basic[r] >= 0 ? value[r] - 1 : -.infinity
        let excess = max(-value[r], over)
        if excess > Self.infeasibility && excess > most {
          (leaving, most, target) = (r, excess, over > 0 ? 1 : 0)
        }
      }
      if leaving < 0 { return .optimal }
      if leave(leaving, to: target) == nil { return .stuck }
      done += 1
    }
  }

  /// Makes the basic variable of row r nonbasic at a value, and says at which place. Items
  /// that the step passes go to their other bound (Fourer 1994).
  private func leave(_ r: Int, to target: Double) -> Int? {
    let row = table + r * pitch
    let sign = value[r] < target ? 1.0 : -1.0
    while true {
      var (best, least, size) = (-1, Double.infinity, 0.0)
      for p in 0..<width {
        let a = isUpper[p] ? sign * row[p] : -sign * row[p]
        guard a > Self.leastPivot else { continue }
        let d = max(0, isUpper[p] ? reduced[p] : -reduced[p])
        if d < (least - tolerance) * a || d < (least + tolerance) * a && a > size {
          (best, least, size) = (p, min(least, d / a), a)
        }
      }
      guard best >= 0 else { return nil }
      let missing = abs(target - value[r])
      if nonbasic[best] >= 0 && size < missing {
        flip(best)
        continue
      }
      pivot(r, best, to: target)
      return best
    }
  }

  private func flip(_ p: Int) {
    let change = isUpper[p] ? -1.0 : 1.0
    for r in 0..<rowCount { value[r] -= table[r * pitch + p] * change }
    objective += reduced[p] * change
    isUpper[p].toggle()
  }

  private func pivot(_ r: Int, _ p: Int, to target: Double) {
    pivots += 1
    let row = table + r * pitch
    let inverse = 1 / row[p]
    let change = (value[r] - target) * inverse
    for k in 0..<rowCount where k != r { value[k] -= table[k * pitch + p] * change }
    objective += reduced[p] * change
    value[r] = (isUpper[p] ? 1 : 0) + change
    for q in 0..<width { row[q] *= inverse }
    row[p] = inverse
    for k in 0..<rowCount where k != r {
      let other = table + k * pitch
      let factor = other[p]
      if factor == 0 { continue }
      other[p] = 0
      for q in 0..<width { other[q] -= factor * row[q] }
    }
    let price = reduced[p]
    reduced[p] = 0
    for q in 0..<width { reduced[q] -= price * row[q] }
    swap(&basic[r], &nonbasic[p])
    isUpper[p] = target == 1
  }

  // MARK: What is proved

  /// The Lagrangian bound at the prices of the budgets, and items' reduced profits there,
  /// straight from the needs: what the table lost to rounding does not matter.
  func lagrangianBound(prices: inout [Double], reducedProfits: inout [Double]) -> Double {
    for r in 0..<rowCount { prices[r] = 0 }
    for p in 0..<width where nonbasic[p] < 0 { prices[Int(~nonbasic[p])] = max(0, -reduced[p]) }
    var bound = 0.0
    for r in 0..<rowCount { bound += prices[r] * capacities[r] }
    for j in 0..<itemCount {
      var profit = profits[j]
      for r in 0..<rowCount { profit -= prices[r] * shares[j * rowCount + r] }
      reducedProfits[j] = profit
      switch items[j] {
      case .free: bound += max(0, profit)
      case .chosen: bound += profit
      case .out: break
      }
    }
    return bound
  }
}
