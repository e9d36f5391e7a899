/// The linear relaxation of a cover, min c·x with Ax ≥ 1 and x ≥ 0, as an explicit table of
/// its basic columns: basic column b(r) is
///
///     x_b(r) = value_r − Σ_p table[r, p] · y_p
///
/// over the nonbasic y_p, each a column or the slack of a row, all at zero. Slacks that are
/// basic have no row of their own: s_i = Σ_{j ∋ i} x_j − 1 is added up from the columns'
/// rows when it is asked for. A vertex of a cover's relaxation has few columns above zero,
/// a fifth of the rows or less, so the table is small and a pivot a few microseconds, and
/// copying it is all a node of a search costs.
///
/// Upper bounds are left out: no optimum has a column above one where costs are not
/// negative. A column set to one (`take`) or to zero (`drop`) leaves the table.
///
/// What rounding does to the table is never trusted: `lagrangianBound` proves bounds from
/// the prices and the matrix alone.
final class CoverTableau {
  let matrix: CoverView
  /// Doubles from one row of the table to the next.
  let pitch: Int
  let rowLimit: Int
  /// How far below zero a reduced cost may be.
  let tolerance: Double
  /// Basic columns, and nonbasic ones and slacks.
  var height = 0
  var width: Int
  /// The relaxation's value at this basis, columns taken among it.
  var objective = 0.0
  var pivots = 0

  let table: UnsafeMutablePointer<Double>
  /// Reduced costs of the nonbasic, by place.
  let reduced: UnsafeMutablePointer<Double>
  /// Values of the basic columns, by row of the table.
  let value: UnsafeMutablePointer<Double>
  /// Slacks by row of the cover.
  let slack: UnsafeMutablePointer<Double>
  /// The basic column of each row of the table.
  let basic: UnsafeMutablePointer<Int32>
  /// What stands at each place: a column, or the complement of a row for its slack.
  let nonbasic: UnsafeMutablePointer<Int32>
  /// Where a column is: its place, the complement of its row of the table, or `gone`.
  let place: UnsafeMutablePointer<Int32>
  /// The place of a row's slack; −1 where it is basic.
  let slackPlace: UnsafeMutablePointer<Int32>
  let isTaken: UnsafeMutablePointer<Bool>
  /// Whether a column taken covers the row.
  let isCovered: UnsafeMutablePointer<Bool>
  /// Rows of the table that may leave the basis, looked at side by side.
  let candidateRows: UnsafeMutablePointer<Double>

  static let gone = Int32.min
  static let candidateLimit = 3

  /// At the basis of all slacks: no column in use, every row short by one.
  init(_ matrix: CoverView) {
    let (m, n) = (matrix.rowCount, matrix.columnCount)
    self.matrix = matrix
    pitch = (n + 7) / 8 * 8
    rowLimit = min(m, n) + 1
    width = n
    tolerance = 1e-9 * (matrix.cost.max() ?? 1)
    table = .allocate(capacity: rowLimit * pitch)
    reduced = .allocate(capacity: pitch)
    value = .allocate(capacity: rowLimit)
    slack = .allocate(capacity: m)
    basic = .allocate(capacity: rowLimit)
    nonbasic = .allocate(capacity: pitch)
    place = .allocate(capacity: n)
    slackPlace = .allocate(capacity: m)
    isTaken = .allocate(capacity: n)
    isCovered = .allocate(capacity: m)
    candidateRows = .allocate(capacity: Self.candidateLimit * pitch)
    for j in 0..<n {
      reduced[j] = matrix.cost[j]
      nonbasic[j] = Int32(j)
      place[j] = Int32(j)
      isTaken[j] = false
    }
    slack.initialize(repeating: -1, count: m)
    slackPlace.initialize(repeating: -1, count: m)
    isCovered.initialize(repeating: false, count: m)
  }

  deinit {
    for doubles in [table, reduced, value, slack, candidateRows] { doubles.deallocate() }
    for integers in [basic, nonbasic, place, slackPlace] { integers.deallocate() }
    isTaken.deallocate()
    isCovered.deallocate()
  }

  /// Becomes what `other`, of the same matrix, is.
  func copy(_ other: CoverTableau) {
    let (m, n) = (matrix.rowCount, matrix.columnCount)
    (height, width, objective) = (other.height, other.width, other.objective)
    for r in 0..<height {
      (table + r * pitch).update(from: other.table + r * pitch, count: width)
    }
    reduced.update(from: other.reduced, count: width)
    value.update(from: other.value, count: height)
    slack.update(from: other.slack, count: m)
    basic.update(from: other.basic, count: height)
    nonbasic.update(from: other.nonbasic, count: width)
    place.update(from: other.place, count: n)
    slackPlace.update(from: other.slackPlace, count: m)
    isTaken.update(from: other.isTaken, count: n)
    isCovered.update(from: other.isCovered, count: m)
  }

  // MARK: Columns that leave

  /// Sets column j to one; false where rounding leaves no pivot for it.
  func take(_ j: Int) -> Bool {
    if place[j] < 0 {
      guard leave(Int(~place[j]), to: 1) else { return false }
    } else {
      let p = Int(place[j])
      for r in 0..<height where table[r * pitch + p] != 0 {
        shift(r, by: -table[r * pitch + p])
      }
      for e in matrix.entries(ofColumn: j) { slack[Int(matrix.columnRows[e])] += 1 }
      objective += reduced[p]
    }
    isTaken[j] = true
    for e in matrix.entries(ofColumn: j) { isCovered[Int(matrix.columnRows[e])] = true }
    removePlace(Int(place[j]))
    return true
  }

  /// Sets column j to zero; false where there is no pivot for it: a row has no other
  /// column left, but for rounding.
  func drop(_ j: Int) -> Bool {
    if place[j] < 0 {
      guard leave(Int(~place[j]), to: 0) else { return false }
    }
    removePlace(Int(place[j]))
    return true
  }

  /// Drops the nonbasic column at place p; the last place moves there.
  func removePlace(_ p: Int) {
    place[Int(nonbasic[p])] = Self.gone
    width -= 1
    guard p != width else { return }
    for r in 0..<height { table[r * pitch + p] = table[r * pitch + width] }
    reduced[p] = reduced[width]
    let moved = nonbasic[width]
    nonbasic[p] = moved
    if moved >= 0 { place[Int(moved)] = Int32(p) } else { slackPlace[Int(~moved)] = Int32(p) }
  }

  /// The basic column of row r grows by `change`, and slacks with it.
  @inline(__always)
  func shift(_ r: Int, by change: Double) {
    value[r] += change
    for e in matrix.entries(ofColumn: Int(basic[r])) {
      slack[Int(matrix.columnRows[e])] += change
    }
  }

  // MARK: What is proved

  /// The Lagrangian bound at the prices of the slacks, with columns taken and gone, straight
  /// from the matrix; and prices by row and reduced costs by column that belong to it.
  func lagrangianBound(prices: inout [Double], reducedCosts: inout [Double]) -> Double {
    var bound = 0.0
    for i in 0..<matrix.rowCount { prices[i] = 0 }
    for j in 0..<matrix.columnCount {
      reducedCosts[j] = matrix.cost[j]
      if isTaken[j] { bound += matrix.cost[j] }
    }
    for p in 0..<width where nonbasic[p] < 0 && reduced[p] > 0 {
      let i = Int(~nonbasic[p])
      if isCovered[i] { continue }
      prices[i] = reduced[p]
      bound += reduced[p]
      for e in matrix.entries(ofRow: i) { reducedCosts[Int(matrix.rowColumns[e])] -= reduced[p] }
    }
    for j in 0..<matrix.columnCount where place[j] != Self.gone { bound += min(0, reducedCosts[j]) }
    return bound
  }
}
