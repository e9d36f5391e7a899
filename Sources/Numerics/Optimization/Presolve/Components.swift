/// The connected components of a program: groups of variables and rows that no
/// coefficient ties to the rest, found by union–find (Tarjan 1975) over the columns of
/// the constraint matrix. The program's optimum is the sum of theirs.
struct Components {
  /// Variables of each component, ascending; components in order of their first one.
  private(set) var variables: [[Int]] = []
  /// Rows of each component, ascending.
  private(set) var rows: [[Int]] = []

  /// Variables without rows and rows without variables make up one component, the
  /// last: each stands for itself, and together they are solved in one step.
  init(_ core: IntegerCore) {
    var parent = (0..<core.rowCount).map { $0 }
    func root(_ i: Int) -> Int {
      var i = i
      while parent[i] != i {
        parent[i] = parent[parent[i]]
        i = parent[i]
      }
      return i
    }
    var hasColumn = [Bool](repeating: false, count: core.rowCount)
    for j in 0..<core.variableCount {
      let entries = core.columns.starts[j]..<core.columns.starts[j + 1]
      guard let first = entries.first else { continue }
      var a = root(Int(core.columns.rows[first]))
      for k in entries {
        hasColumn[Int(core.columns.rows[k])] = true
        let b = root(Int(core.columns.rows[k]))
        parent[max(a, b)] = min(a, b)
        a = min(a, b)
      }
    }
    var number = [Int](repeating: -1, count: core.rowCount)
    var looseVariables: [Int] = []
    for j in 0..<core.variableCount {
      guard core.columns.starts[j] < core.columns.starts[j + 1] else {
        looseVariables.append(j)
        continue
      }
      let top = root(Int(core.columns.rows[core.columns.starts[j]]))
      if number[top] < 0 {
        number[top] = variables.count
        variables.append([])
        rows.append([])
      }
      variables[number[top]].append(j)
    }
    var looseRows: [Int] = []
    for i in 0..<core.rowCount {
      if hasColumn[i] { rows[number[root(i)]].append(i) } else { looseRows.append(i) }
    }
    if !looseVariables.isEmpty || !looseRows.isEmpty {
      variables.append(looseVariables)
      rows.append(looseRows)
    }
  }

  var count: Int { variables.count }
}

extension IntegerCore {
  /// The program over the variables and rows of one component.
  func part(variables: [Int], rows: [Int]) -> IntegerCore {
    var newRow = [Int32](repeating: -1, count: rowCount)
    for (k, i) in rows.enumerated() { newRow[i] = Int32(k) }
    var part = self
    part.cost = variables.map { cost[$0] }
    part.lower = variables.map { lower[$0] }
    part.upper = variables.map { upper[$0] }
    part.isInteger = variables.map { isInteger[$0] }
    part.rowLower = rows.map { rowLower[$0] }
    part.rowUpper = rows.map { rowUpper[$0] }
    part.columns = SparseColumns(rowCount: rows.count, columnCount: 0)
    for j in variables {
      for k in columns.starts[j]..<columns.starts[j + 1] {
        part.columns.rows.append(newRow[Int(columns.rows[k])])
        part.columns.values.append(columns.values[k])
      }
      part.columns.columnCount += 1
      part.columns.starts.append(part.columns.rows.count)
    }
    part.findObjectiveStep()
    return part
  }
}
