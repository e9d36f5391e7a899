/// Integer variables that are whole in every vertex of the relaxation in which the other
/// integers are: those with one coefficient, ±1, in a row that otherwise holds integers with
/// whole coefficients between whole bounds. (Missing people at a slot are such: once shifts
/// are whole, they are.) They are not branched on, and stay free in neighbourhoods: to fix
/// one would only take the freedom from the others.
enum ImpliedIntegers {
  static func find(in core: IntegerCore) -> [Bool] {
    func isWhole(_ v: Double) -> Bool { !v.isFinite || v == v.rounded() }
    let columns = core.columns
    var isWholeRow = (0..<core.rowCount).map {
      isWhole(core.rowLower[$0]) && isWhole(core.rowUpper[$0])
    }
    for j in 0..<core.variableCount {
      for k in columns.starts[j]..<columns.starts[j + 1]
      where !core.isInteger[j] || !isWhole(columns.values[k]) {
        isWholeRow[Int(columns.rows[k])] = false
      }
    }
    return (0..<core.variableCount).map { j in
      let k = columns.starts[j]
      return core.isInteger[j] && columns.starts[j + 1] == k + 1 && abs(columns.values[k]) == 1
        && isWholeRow[Int(columns.rows[k])]
    }
  }
}
