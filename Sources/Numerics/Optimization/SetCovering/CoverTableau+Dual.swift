/// The dual simplex method on the table.
extension CoverTableau {
  enum Outcome {
    case optimal
    /// The objective has reached the cutoff.
    case cutoff
    /// The pivot limit was reached, or the caller asked to stop.
    case stopped
    /// A row that must become feasible has no pivot.
    case stuck
  }

  // What counts as infeasible, and as zero in a row of the table.
  private static let infeasibility = 1e-7
  private static let leastPivot = 1e-7

  /// Pivots until no column or slack is negative. Of the most negative few, the one leaves
  /// whose row is steepest (Forrest & Goldfarb 1992), norms taken from the rows themselves.
  func solve(
    cutoff: Double, pivotLimit: Int = .max, shouldStop: (@Sendable () -> Bool)? = nil
  ) -> Outcome {
    var ids = [Int](repeating: 0, count: Self.candidateLimit)
    var sizes = [Double](repeating: 0, count: Self.candidateLimit)
    var done = 0
    while true {
      if objective >= cutoff { return .cutoff }
      if done >= pivotLimit { return .stopped }
      if done % 256 == 255 && shouldStop?() == true { return .stopped }
      let count = candidates(&ids, &sizes)
      if count == 0 { return .optimal }
      var (best, bestScore) = (0, -1.0)
      for x in 0..<count {
        let row = candidateRows + x * pitch
        fill(row, ids[x])
        let score = sizes[x] * sizes[x] / (1 + squaredNorm(row))
        if score > bestScore { (best, bestScore) = (x, score) }
      }
      let row = candidateRows + best * pitch
      guard let p = entering(row, isRaised: true) else { return .stuck }
      pivot(leaving: ids[best], row, from: -sizes[best], to: 0, entering: p)
      done += 1
    }
  }

  /// Makes the basic column of row r nonbasic at a value.
  func leave(_ r: Int, to target: Double) -> Bool {
    let row = candidateRows
    fill(row, r)
    guard let p = entering(row, isRaised: value[r] < target) else { return false }
    pivot(leaving: r, row, from: value[r], to: target, entering: p)
    return true
  }

  /// The most negative columns (rows of the table) and slacks (complements of rows).
  private func candidates(_ ids: inout [Int], _ sizes: inout [Double]) -> Int {
    var count = 0
    var least = Self.infeasibility
    func add(_ id: Int, _ size: Double) {
      var x = count < Self.candidateLimit ? count : count - 1
      if count < Self.candidateLimit { count += 1 }
      while x > 0 && sizes[x - 1] < size {
        (ids[x], sizes[x]) = (ids[x - 1], sizes[x - 1])
        x -= 1
      }
      (ids[x], sizes[x]) = (id, size)
      if count == Self.candidateLimit { least = sizes[count - 1] }
    }
    for r in 0..<height where -value[r] > least { add(r, -value[r]) }
    for i in 0..<matrix.rowCount where -slack[i] > least && slackPlace[i] < 0 {
      add(~i, -slack[i])
    }
    return count
  }

  /// The row of a basic column, or of the slack whose complement `id` is.
  private func fill(_ row: UnsafeMutablePointer<Double>, _ id: Int) {
    if id >= 0 {
      row.update(from: table + id * pitch, count: width)
      return
    }
    row.update(repeating: 0, count: width)
    for e in matrix.entries(ofRow: ~id) {
      let p = place[Int(matrix.rowColumns[e])]
      if p >= 0 {
        row[Int(p)] -= 1
      } else if p != Self.gone {
        let source = table + Int(~p) * pitch
        for q in 0..<width { row[q] += source[q] }
      }
    }
  }

  private func squaredNorm(_ row: UnsafeMutablePointer<Double>) -> Double {
    var sums = SIMD8<Double>.zero
    let whole = width / 8 * 8
    var q = 0
    while q < whole {
      let v = UnsafeRawPointer(row + q).loadUnaligned(as: SIMD8<Double>.self)
      sums += v * v
      q += 8
    }
    var sum = sums.sum()
    for q in whole..<width { sum += row[q] * row[q] }
    return sum
  }

  /// The place that enters for a row whose variable is raised, or lowered: the least ratio
  /// of reduced cost to coefficient, of nearly equal ones the largest coefficient (Harris
  /// 1973). Nil where no coefficient helps.
  private func entering(_ row: UnsafeMutablePointer<Double>, isRaised: Bool) -> Int? {
    let sign = isRaised ? -1.0 : 1.0
    var least = Double.infinity
    for q in 0..<width {
      let a = sign * row[q]
      if a > Self.leastPivot && max(reduced[q], 0) + tolerance < least * a {
        least = (max(reduced[q], 0) + tolerance) / a
      }
    }
    var best: Int?
    var size = 0.0
    for q in 0..<width {
      let a = sign * row[q]
      if a > size && a > Self.leastPivot && max(reduced[q], 0) <= least * a {
        size = a
        best = q
      }
    }
    return best
  }

  /// Exchanges what leaves, whose row is `row`, for the nonbasic at place p. `row` is used up.
  private func pivot(
    leaving id: Int, _ row: UnsafeMutablePointer<Double>, from start: Double, to target: Double,
    entering p: Int
  ) {
    pivots += 1
    let step = (start - target) / row[p]
    let enters = nonbasic[p]
    for r in 0..<height where table[r * pitch + p] != 0 {
      shift(r, by: -table[r * pitch + p] * step)
    }
    if enters >= 0 {
      for e in matrix.entries(ofColumn: Int(enters)) {
        slack[Int(matrix.columnRows[e])] += step
      }
    }
    objective += reduced[p] * step

    let inverse = 1 / row[p]
    for q in 0..<width { row[q] *= inverse }
    row[p] = inverse
    for r in 0..<height where r != id {
      let target = table + r * pitch
      let factor = target[p]
      if factor == 0 { continue }
      target[p] = 0
      if abs(factor) < 1e-13 { continue }
      for q in 0..<width { target[q] -= factor * row[q] }
    }
    let price = reduced[p]
    reduced[p] = 0
    for q in 0..<width { reduced[q] -= price * row[q] }

    let leaves = id >= 0 ? basic[id] : Int32(id)
    nonbasic[p] = leaves
    if leaves >= 0 {
      place[Int(leaves)] = Int32(p)
    } else {
      slackPlace[~id] = Int32(p)
      slack[~id] = 0
    }
    if enters >= 0 {
      let r = id >= 0 ? id : height
      if id < 0 { height += 1 }
      (table + r * pitch).update(from: row, count: width)
      basic[r] = enters
      value[r] = step
      place[Int(enters)] = ~Int32(r)
    } else {
      slackPlace[Int(~enters)] = -1
      slack[Int(~enters)] = step
      if id >= 0 { removeRow(id) }
    }
  }

  /// A slack has taken the place of the column of row r: the last row moves there.
  private func removeRow(_ r: Int) {
    height -= 1
    guard r != height else { return }
    (table + r * pitch).update(from: table + height * pitch, count: width)
    basic[r] = basic[height]
    value[r] = value[height]
    place[Int(basic[r])] = ~Int32(r)
  }
}
