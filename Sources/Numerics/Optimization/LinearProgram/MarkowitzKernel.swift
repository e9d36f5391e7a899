/// The part of a basis that is left when all singletons are peeled, and its
/// elimination by Markowitz's merit (r − 1)(c − 1) under threshold pivoting.
struct MarkowitzKernel {
  /// A pivot must be at least this share of the largest entry of its column.
  static let threshold = 0.1
  /// Columns and rows looked at for one pivot, once a candidate is known.
  static let searchLimit = 4

  private let size: Int
  private let basic: UnsafeMutablePointer<Int32>
  private let columns: BasisColumns
  private let rowDone: [Bool]

  /// Active entries by columns; a column that outgrows its place moves to the end.
  private var entries: EntryPool
  private var start: [Int]
  private var end: [Int]
  private var limit: [Int]
  /// Pattern by rows.
  private var rowEntries: EntryPool
  private var rowStart: [Int]
  private var rowEnd: [Int]
  private var rowLimit: [Int]
  /// Entries of U gathered for a column before its pivot is chosen: chains.
  private var gathered: EntryPool
  private var gatheredNext: [Int32] = []
  private var gatheredHead: [Int32]

  private var columnLists: CountLists
  private var rowLists: CountLists
  /// Multipliers of the pivot at hand by row, and the rows a column has met already.
  private var multiplier: [Double]
  private var marked: [Bool]

  init(
    basic: UnsafeMutablePointer<Int32>, columns: BasisColumns, columnDone: [Bool],
    rowDone: [Bool], rowPattern: [Int32], rowStarts: [Int]
  ) {
    size = rowDone.count
    self.basic = basic
    self.columns = columns
    self.rowDone = rowDone
    let m = size
    entries = EntryPool(capacity: 4 * rowPattern.count)
    rowEntries = EntryPool(capacity: 4 * rowPattern.count)
    gathered = EntryPool(capacity: rowPattern.count)
    start = [Int](repeating: 0, count: m)
    end = start
    limit = start
    rowStart = start
    rowEnd = start
    rowLimit = start
    gatheredHead = [Int32](repeating: -1, count: m)
    multiplier = [Double](repeating: 0, count: m)
    marked = [Bool](repeating: false, count: m)
    columnLists = CountLists(size: m)
    rowLists = CountLists(size: m)
    for p in 0..<m where !columnDone[p] {
      let j = Int(basic[p])
      start[p] = entries.count
      if j >= columns.structuralCount {
        let i = j - columns.structuralCount
        if !rowDone[i] { entries.append(Int32(i), 1) }
      } else {
        for e in columns.starts[j]..<columns.starts[j + 1] {
          let i = columns.rows[e]
          if rowDone[Int(i)] {
            gather(p, i, columns.values[e])
          } else {
            entries.append(i, columns.values[e])
          }
        }
      }
      end[p] = entries.count
      let room = end[p] - start[p] + 4
      entries.reserve(room)
      entries.count = end[p] + room
      limit[p] = entries.count
      columnLists.insert(p, count: end[p] - start[p])
    }
    for i in 0..<m where !rowDone[i] {
      rowStart[i] = rowEntries.count
      for e in rowStarts[i]..<rowStarts[i + 1] where !columnDone[Int(rowPattern[e])] {
        rowEntries.append(rowPattern[e], 0)
      }
      rowEnd[i] = rowEntries.count
      let room = rowEnd[i] - rowStart[i] + 4
      rowEntries.reserve(room)
      rowEntries.count = rowEnd[i] + room
      rowLimit[i] = rowEntries.count
      rowLists.insert(i, count: rowEnd[i] - rowStart[i])
    }
  }

  func deallocate() {
    entries.deallocate()
    rowEntries.deallocate()
    gathered.deallocate()
  }

  private mutating func gather(_ p: Int, _ row: Int32, _ value: Double) {
    gathered.append(row, value)
    gatheredNext.append(gatheredHead[p])
    gatheredHead[p] = Int32(gathered.count - 1)
  }

  /// Eliminates the kernel, telling which column was pivoted in which row.
  mutating func eliminate(into factors: BasisFactors, pivoted: (Int, Int) -> Void) {
    while let (row, column) = choosePivot() {
      pivot(row, column, into: factors)
      pivoted(row, column)
    }
  }

  /// The acceptable pivot of least merit among a few short columns and rows.
  private mutating func choosePivot() -> (row: Int, column: Int)? {
    var best: (row: Int, column: Int)?
    var bestMerit = Double.infinity
    var bestSize = 0.0
    var searched = 0
    // Columns without an entry left are dependent, and never looked at.
    var count = 1
    while count <= size {
      if Double(count - 1) * Double(count - 1) >= bestMerit { break }
      var p = columnLists.head(count)
      while p >= 0 {
        let following = columnLists.next(p)
        var largest = 0.0
        for e in start[p]..<end[p] { largest = max(largest, abs(entries.value[e])) }
        if largest < 1e-11 {
          columnLists.remove(p)
          p = following
          continue
        }
        for e in start[p]..<end[p] {
          let v = abs(entries.value[e])
          guard v >= Self.threshold * largest else { continue }
          let i = Int(entries.index[e])
          let merit = Double(count - 1) * Double(rowEnd[i] - rowStart[i] - 1)
          if merit < bestMerit || (merit == bestMerit && v > bestSize) {
            best = (i, p)
            bestMerit = merit
            bestSize = v
          }
        }
        searched += 1
        if best != nil && searched >= Self.searchLimit { return best }
        p = following
      }
      if Double(count) * Double(count - 1) >= bestMerit { break }
      var i = rowLists.head(count)
      while i >= 0 {
        var found = false
        for e in rowStart[i]..<rowEnd[i] {
          let q = Int(rowEntries.index[e])
          let merit = Double(count - 1) * Double(end[q] - start[q] - 1)
          if merit >= bestMerit { continue }
          var largest = 0.0
          var value = 0.0
          for k in start[q]..<end[q] {
            let v = abs(entries.value[k])
            largest = max(largest, v)
            if Int(entries.index[k]) == i { value = v }
          }
          if value >= Self.threshold * largest && value >= 1e-11 {
            best = (i, q)
            bestMerit = merit
            bestSize = value
            found = true
          }
        }
        if found || best != nil { searched += 1 }
        if best != nil && searched >= Self.searchLimit { return best }
        i = rowLists.next(i)
      }
      count += 1
    }
    return best
  }

  private mutating func pivot(_ row: Int, _ column: Int, into factors: BasisFactors) {
    var pivotValue = 0.0
    for e in start[column]..<end[column] where Int(entries.index[e]) == row {
      pivotValue = entries.value[e]
    }
    // The finished column of U, then the eta of L.
    factors.beginPivot(row: row, value: pivotValue)
    var g = gatheredHead[column]
    while g >= 0 {
      factors.upper.append(gathered.index[Int(g)], gathered.value[Int(g)])
      g = gatheredNext[Int(g)]
    }
    factors.endPivot()
    columnLists.remove(column)
    rowLists.remove(row)
    let etaStart = factors.lower.count
    for e in start[column]..<end[column] {
      let i = Int(entries.index[e])
      if i == row { continue }
      let l = entries.value[e] / pivotValue
      multiplier[i] = l
      factors.lower.append(Int32(i), l)
      removeFromRow(i, Int32(column))
    }
    let etaEnd = factors.lower.count
    if etaEnd > etaStart { factors.endEta(pivot: row) }

    for r in rowStart[row]..<rowEnd[row] {
      let q = Int(rowEntries.index[r])
      if q == column { continue }
      update(column: q, row: row, etaStart: etaStart, etaEnd: etaEnd, factors: factors)
    }
    for e in etaStart..<etaEnd {
      let i = Int(factors.lower.index[e])
      multiplier[i] = 0
      rowLists.move(i, count: rowEnd[i] - rowStart[i])
    }
    rowEnd[row] = rowStart[row]
    end[column] = start[column]
  }

  /// Subtracts the pivot column's multiples from column q; its entry in the pivot
  /// row becomes an entry of U.
  private mutating func update(
    column q: Int, row: Int, etaStart: Int, etaEnd: Int, factors: BasisFactors
  ) {
    var e = start[q]
    while Int(entries.index[e]) != row { e += 1 }
    let u = entries.value[e]
    let last = end[q] - 1
    entries.index[e] = entries.index[last]
    entries.value[e] = entries.value[last]
    end[q] = last
    gather(q, Int32(row), u)

    // Entries already there first, then fill.
    e = start[q]
    var hits = 0
    while e < end[q] {
      let i = Int(entries.index[e])
      let l = multiplier[i]
      if l != 0 {
        hits += 1
        marked[i] = true
        let v = entries.value[e] - l * u
        if abs(v) < BasisFactors.dropTolerance {
          let last = end[q] - 1
          entries.index[e] = entries.index[last]
          entries.value[e] = entries.value[last]
          end[q] = last
          removeFromRow(i, Int32(q))
          continue
        }
        entries.value[e] = v
      }
      e += 1
    }
    let fill = etaEnd - etaStart - hits
    if fill > 0 { makeRoom(column: q, for: fill) }
    for k in etaStart..<etaEnd {
      let i = Int(factors.lower.index[k])
      if marked[i] {
        marked[i] = false
        continue
      }
      let v = -multiplier[i] * u
      if abs(v) < BasisFactors.dropTolerance { continue }
      entries.index[end[q]] = Int32(i)
      entries.value[end[q]] = v
      end[q] += 1
      appendToRow(i, Int32(q))
    }
    columnLists.move(q, count: end[q] - start[q])
  }

  private mutating func makeRoom(column q: Int, for extra: Int) {
    guard end[q] + extra > limit[q] else { return }
    let count = end[q] - start[q]
    let room = 2 * (count + extra)
    entries.reserve(room)
    let new = entries.count
    for k in 0..<count {
      entries.index[new + k] = entries.index[start[q] + k]
      entries.value[new + k] = entries.value[start[q] + k]
    }
    start[q] = new
    end[q] = new + count
    limit[q] = new + room
    entries.count = new + room
  }

  private mutating func appendToRow(_ i: Int, _ column: Int32) {
    if rowEnd[i] == rowLimit[i] {
      let count = rowEnd[i] - rowStart[i]
      let room = 2 * count + 8
      rowEntries.reserve(room)
      let new = rowEntries.count
      for k in 0..<count { rowEntries.index[new + k] = rowEntries.index[rowStart[i] + k] }
      rowStart[i] = new
      rowEnd[i] = new + count
      rowLimit[i] = new + room
      rowEntries.count = new + room
    }
    rowEntries.index[rowEnd[i]] = column
    rowEnd[i] += 1
  }

  private mutating func removeFromRow(_ i: Int, _ column: Int32) {
    var e = rowStart[i]
    while rowEntries.index[e] != column { e += 1 }
    rowEnd[i] -= 1
    rowEntries.index[e] = rowEntries.index[rowEnd[i]]
  }
}

/// Doubly linked lists of items with the same count.
private struct CountLists {
  private var heads: [Int32]
  private var nexts: [Int32]
  private var previous: [Int32]
  /// The list an item is in; −1 for none.
  private var list: [Int32]

  init(size: Int) {
    heads = [Int32](repeating: -1, count: size + 2)
    nexts = [Int32](repeating: -1, count: size)
    previous = nexts
    list = nexts
  }

  func head(_ count: Int) -> Int { Int(heads[count]) }
  func next(_ item: Int) -> Int { Int(nexts[item]) }

  mutating func insert(_ item: Int, count: Int) {
    let old = heads[count]
    nexts[item] = old
    previous[item] = -1
    if old >= 0 { previous[Int(old)] = Int32(item) }
    heads[count] = Int32(item)
    list[item] = Int32(count)
  }

  mutating func remove(_ item: Int) {
    let count = list[item]
    guard count >= 0 else { return }
    let before = previous[item]
    let after = nexts[item]
    if before >= 0 { nexts[Int(before)] = after } else { heads[Int(count)] = after }
    if after >= 0 { previous[Int(after)] = before }
    list[item] = -1
  }

  mutating func move(_ item: Int, count: Int) {
    guard list[item] >= 0, Int(list[item]) != count else { return }
    remove(item)
    insert(item, count: count)
  }
}
