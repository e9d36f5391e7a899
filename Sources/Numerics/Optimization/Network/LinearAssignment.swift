/// Who does what, at the least total cost: every row is given one column of its own.
public struct LinearAssignment: Sendable {
  /// The column of each row.
  public var columns: [Int]
  public var objective: Double
  /// Prices u of the rows and v of the columns: `cost_ij − u_i − v_j ≥ 0`, zero where row
  /// i has column j; v_j ≤ 0, zero for columns nobody has.
  public var rowPrices: [Double]
  public var columnPrices: [Double]

  /// Shortest augmenting paths (Jonker & Volgenant 1987; for more columns than rows see
  /// Crouse 2016), O(rows² · columns) at worst.
  ///
  /// - Parameters:
  ///   - costs: row by row, `rows × columns`; +∞ where a pair is not allowed.
  ///   - rows: at most as many as columns.
  /// - Returns: nil when no assignment avoids the pairs not allowed, there are more rows
  ///   than columns, or a cost is NaN or −∞.
  public init?(costs: [Double], rows: Int, columns columnCount: Int) {
    precondition(costs.count == rows * columnCount, "one cost a row and column")
    if rows > columnCount { return nil }
    for c in costs where c.isNaN || c == -.infinity { return nil }
    var u = [Double](repeating: 0, count: rows)
    var v = [Double](repeating: 0, count: columnCount)
    var columnOf = [Int](repeating: -1, count: rows)
    var rowOf = [Int](repeating: -1, count: columnCount)

    // A first matching: each row takes its cheapest column if that is still open.
    for i in 0..<rows {
      var best = -1
      var least = Double.infinity
      for j in 0..<columnCount where costs[i * columnCount + j] < least {
        least = costs[i * columnCount + j]
        best = j
      }
      guard best >= 0 else { return nil }
      u[i] = least
      if rowOf[best] < 0 {
        rowOf[best] = i
        columnOf[i] = best
      }
    }

    var distance = [Double](repeating: 0, count: columnCount)
    var before = [Int](repeating: -1, count: columnCount)
    var open = [Int](repeating: 0, count: columnCount)
    let found = costs.withUnsafeBufferPointer { costs in
      for start in 0..<rows where columnOf[start] < 0 {
        // Dijkstra over reduced costs, to the nearest column nobody has.
        for j in 0..<columnCount {
          distance[j] = costs[start * columnCount + j] - u[start] - v[j]
          before[j] = start
          open[j] = j
        }
        var scanned = 0
        var end = -1
        var length = 0.0
        while true {
          var nearest = -1
          var least = Double.infinity
          for k in scanned..<columnCount {
            let d = distance[open[k]]
            if d < least || d == least && nearest >= 0 && rowOf[open[k]] < 0 && d < .infinity {
              least = d
              nearest = k
            }
          }
          guard nearest >= 0 else { return false }
          let j = open[nearest]
          length = least
          if rowOf[j] < 0 {
            end = j
            break
          }
          open.swapAt(scanned, nearest)
          scanned += 1
          let i = rowOf[j]
          let base = length - (costs[i * columnCount + j] - u[i] - v[j])
          for k in scanned..<columnCount {
            let c = open[k]
            let d = base + costs[i * columnCount + c] - u[i] - v[c]
            if d < distance[c] {
              distance[c] = d
              before[c] = i
            }
          }
        }
        u[start] += length
        for k in 0..<scanned {
          let j = open[k]
          u[rowOf[j]] += length - distance[j]
          v[j] -= length - distance[j]
        }
        var j = end
        while true {
          let i = before[j]
          rowOf[j] = i
          let next = columnOf[i]
          columnOf[i] = j
          if i == start { break }
          j = next
        }
      }
      return true
    }
    if !found { return nil }
    columns = columnOf
    rowPrices = u
    columnPrices = v
    var total = CompensatedSum(0)
    for i in 0..<rows { total.add(1, costs[i * columnCount + columnOf[i]]) }
    objective = total.value
  }
}
