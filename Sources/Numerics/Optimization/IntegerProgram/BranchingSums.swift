/// Sums of integer variables that branching may split beside the variables themselves.
///
/// In a cover of time the relaxation mixes near-equal columns: the same shift with its
/// break half an hour later, or the next start. Rounding one of them changes next to
/// nothing, rounding their number does. A sum of integers is integral in every plan,
/// so that both sides of the split together lose none (branching on constraints; Ryan &
/// Foster 1981). The sums taken are, where there are at least two columns:
///
/// - columns that meet equally many rows: the number of shifts of a length;
/// - columns of one cost that begin with the same row: the shifts of a kind that start at
///   a time, wherever their breaks lie.
struct BranchingSums {
  /// The variables of each sum, ascending.
  let members: [[Int]]

  static let none = BranchingSums(members: [])

  init(members: [[Int]]) { self.members = members }

  /// The sums of a cover of time, which is a program that `RowDifferencing` shortens;
  /// none for any other.
  init(_ core: IntegerCore) {
    let isCover =
      RowDifferencing(core.columns, rowLower: core.rowLower, rowUpper: core.rowUpper) != nil
    guard isCover else {
      members = []
      return
    }
    let starts = core.columns.starts
    let columns = (0..<core.variableCount).filter {
      core.isInteger[$0] && starts[$0] < starts[$0 + 1]
    }
    let byLength = Self.classes(columns) { (Double(starts[$0 + 1] - starts[$0]), 0) }
    let byStart = Self.classes(columns) { (core.cost[$0], Int(core.columns.rows[starts[$0]])) }
    members = byLength + byStart.filter { !byLength.contains($0) }
  }

  private static func classes(_ columns: [Int], _ key: (Int) -> (Double, Int)) -> [[Int]] {
    let order = columns.map { (key: key($0), j: $0) }
      .sorted { $0.key != $1.key ? $0.key < $1.key : $0.j < $1.j }
    var result: [[Int]] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && order[end].key == order[start].key { end += 1 }
      if end - start >= 2 { result.append(order[start..<end].map(\.j)) }
      start = end
    }
    return result
  }

  /// The relaxation of `core` with a free variable for every sum after the variables of
  /// `core`, tied to it by a row after the rows of `core`, and then a row for every cut.
  /// Prices and costs of the sums are zero.
  func program(of core: IntegerCore, cuts: [CuttingPlane] = []) -> LinearProgram {
    guard !members.isEmpty || !cuts.isEmpty else { return core.makeProgram() }
    let firstCut = core.rowCount + members.count
    var sumRows = [[Int32]](repeating: [], count: core.variableCount)
    for (g, sum) in members.enumerated() {
      for j in sum { sumRows[j].append(Int32(core.rowCount + g)) }
    }
    var cutEntries = [[(row: Int32, value: Double)]](repeating: [], count: core.variableCount)
    for (c, cut) in cuts.enumerated() {
      for (j, value) in zip(cut.variables, cut.values) {
        cutEntries[j].append((Int32(firstCut + c), value))
      }
    }
    var columns = SparseColumns(rowCount: firstCut + cuts.count, columnCount: 0)
    for j in 0..<core.variableCount {
      let entries = core.columns.starts[j]..<core.columns.starts[j + 1]
      columns.rows += core.columns.rows[entries]
      columns.values += core.columns.values[entries]
      columns.rows += sumRows[j]
      columns.values += sumRows[j].map { _ in 1 }
      columns.append(cutEntries[j])
    }
    for g in members.indices { columns.append([(Int32(core.rowCount + g), -1)]) }
    let zeros = [Double](repeating: 0, count: members.count)
    let program = LinearProgram(
      columns: columns, cost: core.cost + zeros, lower: core.lower + zeros.map { _ in -.infinity },
      upper: core.upper + zeros.map { _ in .infinity },
      rowLower: core.rowLower + zeros + cuts.map { _ in -.infinity },
      rowUpper: core.rowUpper + zeros + cuts.map(\.limit), keptRows: members.count + cuts.count)
    // Free variables never leave a basis they start in.
    var start = program.simplex.basisSnapshot()
    for g in members.indices {
      start[core.variableCount + g] = .basic
      start[program.simplex.structuralCount + core.rowCount + g] = .atLower
    }
    program.simplex.restore(start)
    return program
  }
}
