/// A sparse matrix whose entries come and go: every entry is linked into the list of its
/// row and that of its column.
final class PresolveMatrix {
  let rowCount: Int
  let columnCount: Int
  /// Entry k: its place, its value, and its neighbours in both lists (−1 at an end).
  private(set) var row: UnsafeMutablePointer<Int32>
  private(set) var column: UnsafeMutablePointer<Int32>
  private(set) var value: UnsafeMutablePointer<Double>
  private(set) var nextInRow: UnsafeMutablePointer<Int32>
  private var previousInRow: UnsafeMutablePointer<Int32>
  private(set) var nextInColumn: UnsafeMutablePointer<Int32>
  private var previousInColumn: UnsafeMutablePointer<Int32>
  private var capacity: Int
  private var count = 0
  private var freed: [Int32] = []

  let rowHead: UnsafeMutablePointer<Int32>
  let columnHead: UnsafeMutablePointer<Int32>
  let rowSize: UnsafeMutablePointer<Int32>
  let columnSize: UnsafeMutablePointer<Int32>

  init(_ columns: SparseColumns) {
    rowCount = columns.rowCount
    columnCount = columns.columnCount
    capacity = columns.values.count + columns.values.count / 4 + 16
    row = .allocate(capacity: capacity)
    column = .allocate(capacity: capacity)
    value = .allocate(capacity: capacity)
    nextInRow = .allocate(capacity: capacity)
    previousInRow = .allocate(capacity: capacity)
    nextInColumn = .allocate(capacity: capacity)
    previousInColumn = .allocate(capacity: capacity)
    rowHead = .allocate(capacity: rowCount + 1)
    columnHead = .allocate(capacity: columnCount + 1)
    rowSize = .allocate(capacity: rowCount + 1)
    columnSize = .allocate(capacity: columnCount + 1)
    rowHead.initialize(repeating: -1, count: rowCount + 1)
    columnHead.initialize(repeating: -1, count: columnCount + 1)
    rowSize.initialize(repeating: 0, count: rowCount + 1)
    columnSize.initialize(repeating: 0, count: columnCount + 1)
    // From the back, so that lists run forward.
    for j in stride(from: columnCount - 1, through: 0, by: -1) {
      for k in (columns.starts[j]..<columns.starts[j + 1]).reversed() {
        insert(Int(columns.rows[k]), j, columns.values[k])
      }
    }
  }

  deinit {
    row.deallocate()
    column.deallocate()
    value.deallocate()
    nextInRow.deallocate()
    previousInRow.deallocate()
    nextInColumn.deallocate()
    previousInColumn.deallocate()
    rowHead.deallocate()
    columnHead.deallocate()
    rowSize.deallocate()
    columnSize.deallocate()
  }

  func insert(_ i: Int, _ j: Int, _ v: Double) {
    let k: Int
    if let old = freed.popLast() {
      k = Int(old)
    } else {
      if count == capacity { grow() }
      k = count
      count += 1
    }
    row[k] = Int32(i)
    column[k] = Int32(j)
    value[k] = v
    nextInRow[k] = rowHead[i]
    previousInRow[k] = -1
    if rowHead[i] >= 0 { previousInRow[Int(rowHead[i])] = Int32(k) }
    rowHead[i] = Int32(k)
    nextInColumn[k] = columnHead[j]
    previousInColumn[k] = -1
    if columnHead[j] >= 0 { previousInColumn[Int(columnHead[j])] = Int32(k) }
    columnHead[j] = Int32(k)
    rowSize[i] += 1
    columnSize[j] += 1
  }

  func remove(_ k: Int) {
    let i = Int(row[k])
    let j = Int(column[k])
    let (up, down) = (previousInRow[k], nextInRow[k])
    if up >= 0 { nextInRow[Int(up)] = down } else { rowHead[i] = down }
    if down >= 0 { previousInRow[Int(down)] = up }
    let (left, right) = (previousInColumn[k], nextInColumn[k])
    if left >= 0 { nextInColumn[Int(left)] = right } else { columnHead[j] = right }
    if right >= 0 { previousInColumn[Int(right)] = left }
    rowSize[i] -= 1
    columnSize[j] -= 1
    freed.append(Int32(k))
  }

  /// Entry (i, j), looked for in the column; −1 when there is none.
  func entry(_ i: Int, _ j: Int) -> Int {
    var k = Int(columnHead[j])
    while k >= 0 && Int(row[k]) != i { k = Int(nextInColumn[k]) }
    return k
  }

  func set(_ k: Int, _ v: Double) { value[k] = v }

  private func grow() {
    let larger = 2 * capacity
    func moved<T>(_ old: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<T> {
      let new = UnsafeMutablePointer<T>.allocate(capacity: larger)
      new.update(from: old, count: count)
      old.deallocate()
      return new
    }
    row = moved(row)
    column = moved(column)
    value = moved(value)
    nextInRow = moved(nextInRow)
    previousInRow = moved(previousInRow)
    nextInColumn = moved(nextInColumn)
    previousInColumn = moved(previousInColumn)
    capacity = larger
  }
}
