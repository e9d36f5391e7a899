extension BasisFactors {
  /// Replaces the column whose pivot lies in `row` by the one last solved with
  /// `keepsSpike`, using the row last solved with `keepsRow` for e_row.
  ///
  /// Forrest & Tomlin 1972: the new column goes to the end of the pivot order;
  /// the old pivot row is eliminated by one row eta, whose entries are the partly
  /// solved row times the old pivot.
  ///
  /// Returns false when the new pivot disagrees with the `expected` one
  /// (old pivot × the simplex pivot): the basis must then be factorized anew.
  func update(row: Int, pivot expected: Double) -> Bool {
    let old = Int(pivotOfRow[row])
    let oldPivot = uPivot[old]

    // Row eta, and the new diagonal after applying it to the spike.
    var newPivot = spike[row]
    rowEtas.reserve(size)
    for i in 0..<size where i != row {
      let y = partialRow[i]
      if y != 0 {
        let multiplier = y * oldPivot
        if abs(multiplier) > Self.dropTolerance {
          rowEtas.append(Int32(i), multiplier)
          newPivot += multiplier * spike[i]
        }
      }
    }
    rPivot.append(Int32(row))
    rStart.append(rowEtas.count)

    let wanted = expected * oldPivot
    let stable =
      abs(newPivot - wanted) <= 1e-6 * max(abs(wanted), abs(newPivot)) && abs(newPivot) > 1e-13

    // Take the old column out of the row copy, and the old row out of the columns.
    for e in uColumnStart[old]..<uColumnEnd[old] {
      removeFromRow(Int(pivotOfRow[Int(upper.index[e])]), Int32(row))
    }
    for e in uRowStart[old]..<uRowEnd[old] {
      removeFromColumn(Int(pivotOfRow[Int(upperByRow.index[e])]), Int32(row))
    }
    uRow[old] = -1
    uColumnEnd[old] = uColumnStart[old]
    uRowEnd[old] = uRowStart[old]

    let new = uCount
    uCount += 1
    uRow[new] = Int32(row)
    uPivot[new] = newPivot
    pivotOfRow[row] = Int32(new)
    upper.reserve(size)
    uColumnStart[new] = upper.count
    for i in 0..<size where i != row {
      let v = spike[i]
      if abs(v) > Self.dropTolerance {
        upper.append(Int32(i), v)
        appendToRow(Int(pivotOfRow[i]), Int32(row), v)
      }
    }
    uColumnEnd[new] = upper.count
    uRowStart[new] = upperByRow.count
    uRowEnd[new] = upperByRow.count
    uRowLimit[new] = upperByRow.count
    updateCount += 1
    return stable
  }

  private func removeFromRow(_ pivot: Int, _ column: Int32) {
    var e = uRowStart[pivot]
    while upperByRow.index[e] != column { e += 1 }
    let last = uRowEnd[pivot] - 1
    upperByRow.index[e] = upperByRow.index[last]
    upperByRow.value[e] = upperByRow.value[last]
    uRowEnd[pivot] = last
  }

  private func removeFromColumn(_ pivot: Int, _ row: Int32) {
    var e = uColumnStart[pivot]
    while upper.index[e] != row { e += 1 }
    let last = uColumnEnd[pivot] - 1
    upper.index[e] = upper.index[last]
    upper.value[e] = upper.value[last]
    uColumnEnd[pivot] = last
  }

  private func appendToRow(_ pivot: Int, _ column: Int32, _ value: Double) {
    if uRowEnd[pivot] == uRowLimit[pivot] {
      // The row is full: move it to the end of the pool with room to grow.
      let count = uRowEnd[pivot] - uRowStart[pivot]
      let room = 2 * count + 8
      upperByRow.reserve(room)
      let start = upperByRow.count
      for e in 0..<count {
        upperByRow.index[start + e] = upperByRow.index[uRowStart[pivot] + e]
        upperByRow.value[start + e] = upperByRow.value[uRowStart[pivot] + e]
      }
      uRowStart[pivot] = start
      uRowEnd[pivot] = start + count
      uRowLimit[pivot] = start + room
      upperByRow.count = start + room
    }
    upperByRow.index[uRowEnd[pivot]] = column
    upperByRow.value[uRowEnd[pivot]] = value
    uRowEnd[pivot] += 1
  }
}
