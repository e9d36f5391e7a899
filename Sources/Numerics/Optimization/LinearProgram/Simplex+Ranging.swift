/// Ranges of single numbers over which an optimal basis stays optimal (Chvátal 1983,
/// chapter 10). They are asked of a simplex that has just found an optimum.
extension Simplex {
  /// By how much the cost of variable j may fall and rise.
  func costRange(_ j: Int) -> (down: Double, up: Double) {
    if state[j] != .basic {
      if lower[j] == upper[j] { return (.infinity, .infinity) }
      switch state[j] {
      case .atLower: return (max(0, reducedCost[j]), .infinity)
      case .atUpper: return (.infinity, max(0, -reducedCost[j]))
      default: return (0, 0)
      }
    }
    guard let row = (0..<rowCount).first(where: { Int(basic[$0]) == j }) else { return (0, 0) }
    computeInverseRow(row)
    computePivotRow()
    var (down, up) = (Double.infinity, Double.infinity)
    for k in 0..<totalCount where state[k] != .basic && lower[k] < upper[k] {
      // A rise by t changes the reduced cost of k by −t·α.
      let alpha = pivotRow[k]
      if abs(alpha) < Self.pivotTolerance { continue }
      let room = abs(reducedCost[k] / alpha)
      switch state[k] {
      case .atLower: if alpha > 0 { up = min(up, room) } else { down = min(down, room) }
      case .atUpper: if alpha > 0 { down = min(down, room) } else { up = min(up, room) }
      default: (down, up) = (0, 0)
      }
    }
    return (down, up)
  }

  /// Values of the nonbasic logical of a row between which no basic variable leaves its
  /// bounds.
  func logicalRange(_ i: Int) -> (lower: Double, upper: Double) {
    let j = structuralCount + i
    computePivotColumn(j)
    var (down, up) = (Double.infinity, Double.infinity)
    for r in 0..<rowCount {
      // A rise by t changes basic variable r by −t·α.
      let alpha = pivotColumn[r]
      if abs(alpha) < Self.pivotTolerance { continue }
      let v = x[Int(basic[r])]
      let toLower = max(0, v - basicLower[r]) / abs(alpha)
      let toUpper = max(0, basicUpper[r] - v) / abs(alpha)
      up = min(up, alpha > 0 ? toLower : toUpper)
      down = min(down, alpha > 0 ? toUpper : toLower)
    }
    return (x[j] - down, x[j] + up)
  }
}
