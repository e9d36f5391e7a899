/// A growable pair of parallel buffers: an index and a value an entry.
struct EntryPool {
  private(set) var index: UnsafeMutablePointer<Int32>
  private(set) var value: UnsafeMutablePointer<Double>
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = max(16, capacity)
    index = .allocate(capacity: self.capacity)
    value = .allocate(capacity: self.capacity)
  }

  init(_ indices: [Int32], _ values: [Double]) {
    self.init(capacity: values.count)
    for k in values.indices {
      index[k] = indices[k]
      value[k] = values[k]
    }
    count = values.count
  }

  func deallocate() {
    index.deallocate()
    value.deallocate()
  }

  /// Makes room for `extra` more entries.
  mutating func reserve(_ extra: Int) {
    guard count + extra > capacity else { return }
    let larger = max(count + extra, 2 * capacity)
    let newIndex = UnsafeMutablePointer<Int32>.allocate(capacity: larger)
    let newValue = UnsafeMutablePointer<Double>.allocate(capacity: larger)
    newIndex.update(from: index, count: count)
    newValue.update(from: value, count: count)
    deallocate()
    index = newIndex
    value = newValue
    capacity = larger
  }

  mutating func copy(from other: EntryPool) {
    count = 0
    reserve(other.count)
    index.update(from: other.index, count: other.count)
    value.update(from: other.value, count: other.count)
    count = other.count
  }

  @inline(__always)
  mutating func append(_ i: Int32, _ v: Double) {
    if count == capacity { reserve(1) }
    index[count] = i
    value[count] = v
    count += 1
  }
}

/// Sparse factors L·U of a simplex basis, kept current by Forrest–Tomlin
/// updates (Forrest & Tomlin 1972; Suhl & Suhl 1993).
///
/// Every basic variable is given the row its pivot lies in, so vectors before
/// and after a solve share one numbering and need no permutation.
///
/// - L is a product of column etas in pivot order, with a copy by rows so that
///   transposed solves skip zeros too.
/// - U is held by columns and by rows; a pivot removed by an update leaves a gap
///   in the pivot order.
/// - R holds the row etas of the updates, applied between L and U.
final class BasisFactors {
  let size: Int

  // L by columns: eta k has pivot row `lPivot[k]` and entries from `lStart[k]`.
  @exclusivity(unchecked) var lower: EntryPool
  @exclusivity(unchecked) var lPivot: [Int32] = []
  @exclusivity(unchecked) var lStart: [Int] = [0]
  // L by rows: entries of the rows in `lRowOrder` (pivot order), row k from `lRowStart[k]`.
  @exclusivity(unchecked) var lowerByRow: EntryPool
  @exclusivity(unchecked) var lRowOrder: [Int32] = []
  @exclusivity(unchecked) var lRowStart: [Int] = [0]

  // R: eta k changes row `rPivot[k]`.
  @exclusivity(unchecked) var rowEtas: EntryPool
  @exclusivity(unchecked) var rPivot: [Int32] = []
  @exclusivity(unchecked) var rStart: [Int] = [0]

  // U: pivot k lies in row `uRow[k]` (−1 when an update removed it).
  @exclusivity(unchecked) var upper: EntryPool
  @exclusivity(unchecked) var upperByRow: EntryPool
  @exclusivity(unchecked) var uCount = 0
  let uRow: UnsafeMutablePointer<Int32>
  let uPivot: UnsafeMutablePointer<Double>
  let uColumnStart: UnsafeMutablePointer<Int>
  let uColumnEnd: UnsafeMutablePointer<Int>
  let uRowStart: UnsafeMutablePointer<Int>
  let uRowEnd: UnsafeMutablePointer<Int>
  let uRowLimit: UnsafeMutablePointer<Int>
  /// The pivot index that lies in a row now.
  let pivotOfRow: UnsafeMutablePointer<Int32>

  /// Updates since the last factorization.
  @exclusivity(unchecked) var updateCount = 0
  /// At most this many updates fit before the next factorization.
  let updateLimit: Int
  /// The partly solved column and row of the pivot at hand, for the update.
  let spike: UnsafeMutablePointer<Double>
  let partialRow: UnsafeMutablePointer<Double>

  /// Entries smaller than this are taken for rounding noise.
  static let dropTolerance = 1e-14

  init(size: Int, updateLimit: Int) {
    self.size = size
    self.updateLimit = updateLimit
    let pivots = size + updateLimit + 1
    lower = EntryPool(capacity: 4 * size)
    lowerByRow = EntryPool(capacity: 4 * size)
    rowEtas = EntryPool(capacity: 4 * size)
    upper = EntryPool(capacity: 8 * size)
    upperByRow = EntryPool(capacity: 12 * size)
    uRow = .allocate(capacity: pivots)
    uPivot = .allocate(capacity: pivots)
    uColumnStart = .allocate(capacity: pivots)
    uColumnEnd = .allocate(capacity: pivots)
    uRowStart = .allocate(capacity: pivots)
    uRowEnd = .allocate(capacity: pivots)
    uRowLimit = .allocate(capacity: pivots)
    pivotOfRow = .allocate(capacity: size + 1)
    spike = .allocate(capacity: size + 1)
    partialRow = .allocate(capacity: size + 1)
    spike.initialize(repeating: 0, count: size + 1)
    partialRow.initialize(repeating: 0, count: size + 1)
  }

  deinit {
    lower.deallocate()
    lowerByRow.deallocate()
    rowEtas.deallocate()
    upper.deallocate()
    upperByRow.deallocate()
    uRow.deallocate()
    uPivot.deallocate()
    uColumnStart.deallocate()
    uColumnEnd.deallocate()
    uRowStart.deallocate()
    uRowEnd.deallocate()
    uRowLimit.deallocate()
    pivotOfRow.deallocate()
    spike.deallocate()
    partialRow.deallocate()
  }

  /// Takes over the factors of another basis of the same size.
  func copy(from other: BasisFactors) {
    lower.copy(from: other.lower)
    lowerByRow.copy(from: other.lowerByRow)
    rowEtas.copy(from: other.rowEtas)
    upper.copy(from: other.upper)
    upperByRow.copy(from: other.upperByRow)
    lPivot = other.lPivot
    lStart = other.lStart
    lRowOrder = other.lRowOrder
    lRowStart = other.lRowStart
    rPivot = other.rPivot
    rStart = other.rStart
    uCount = other.uCount
    updateCount = other.updateCount
    uRow.update(from: other.uRow, count: uCount)
    uPivot.update(from: other.uPivot, count: uCount)
    uColumnStart.update(from: other.uColumnStart, count: uCount)
    uColumnEnd.update(from: other.uColumnEnd, count: uCount)
    uRowStart.update(from: other.uRowStart, count: uCount)
    uRowEnd.update(from: other.uRowEnd, count: uCount)
    uRowLimit.update(from: other.uRowLimit, count: uCount)
    pivotOfRow.update(from: other.pivotOfRow, count: size)
  }

  /// Solves B·x = w in place. With `keepsSpike`, keeps w as it stands before the
  /// solve with U: the column an update needs.
  func solve(_ w: UnsafeMutablePointer<Double>, keepsSpike: Bool = false) {
    let lIndex = lower.index
    let lValue = lower.value
    lPivot.withUnsafeBufferPointer { pivots in
      lStart.withUnsafeBufferPointer { starts in
        for k in 0..<pivots.count {
          let x = w[Int(pivots[k])]
          if x != 0 {
            for e in starts[k]..<starts[k + 1] { w[Int(lIndex[e])] -= lValue[e] * x }
          }
        }
      }
    }
    let rIndex = rowEtas.index
    let rValue = rowEtas.value
    rPivot.withUnsafeBufferPointer { pivots in
      rStart.withUnsafeBufferPointer { starts in
        for k in 0..<pivots.count {
          var sum = 0.0
          for e in starts[k]..<starts[k + 1] { sum += rValue[e] * w[Int(rIndex[e])] }
          w[Int(pivots[k])] += sum
        }
      }
    }
    if keepsSpike { spike.update(from: w, count: size) }
    let uIndex = upper.index
    let uValue = upper.value
    var k = uCount - 1
    while k >= 0 {
      let row = Int(uRow[k])
      if row >= 0 {
        var x = w[row]
        if x != 0 {
          if abs(x) < Self.dropTolerance {
            w[row] = 0
          } else {
            x /= uPivot[k]
            w[row] = x
            for e in uColumnStart[k]..<uColumnEnd[k] { w[Int(uIndex[e])] -= uValue[e] * x }
          }
        }
      }
      k -= 1
    }
  }

  /// Solves Bᵀ·y = w in place. With `keepsRow`, keeps w as it stands after the
  /// solve with Uᵀ: the row an update needs.
  func solveTransposed(_ w: UnsafeMutablePointer<Double>, keepsRow: Bool = false) {
    let uIndex = upperByRow.index
    let uValue = upperByRow.value
    for k in 0..<uCount {
      let row = Int(uRow[k])
      if row >= 0 {
        var x = w[row]
        if x != 0 {
          if abs(x) < Self.dropTolerance {
            w[row] = 0
          } else {
            x /= uPivot[k]
            w[row] = x
            for e in uRowStart[k]..<uRowEnd[k] { w[Int(uIndex[e])] -= uValue[e] * x }
          }
        }
      }
    }
    if keepsRow { partialRow.update(from: w, count: size) }
    let rIndex = rowEtas.index
    let rValue = rowEtas.value
    rPivot.withUnsafeBufferPointer { pivots in
      rStart.withUnsafeBufferPointer { starts in
        var k = pivots.count - 1
        while k >= 0 {
          let x = w[Int(pivots[k])]
          if x != 0 {
            for e in starts[k]..<starts[k + 1] { w[Int(rIndex[e])] += rValue[e] * x }
          }
          k -= 1
        }
      }
    }
    let lIndex = lowerByRow.index
    let lValue = lowerByRow.value
    lRowOrder.withUnsafeBufferPointer { rows in
      lRowStart.withUnsafeBufferPointer { starts in
        var k = rows.count - 1
        while k >= 0 {
          let x = w[Int(rows[k])]
          if x != 0 {
            for e in starts[k]..<starts[k + 1] { w[Int(lIndex[e])] -= lValue[e] * x }
          }
          k -= 1
        }
      }
    }
  }
}
