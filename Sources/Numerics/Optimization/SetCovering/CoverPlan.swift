/// Covers built greedily at multipliers, and improved.
extension CoverMatrix {
  /// Takes the column of least price a row it newly covers, by costs reduced by the
  /// multipliers of rows still open (Caprara, Fischetti & Toth 1999, section 3), until
  /// all rows are covered; then gives up redundant columns. Nil where a row cannot be
  /// covered.
  func greedyCover(_ multipliers: [Double]) -> (columns: [Int], cost: Double)? {
    read { a in
      var open = [Int32](repeating: 0, count: a.columnCount)
      var price = [Double](repeating: 0, count: a.columnCount)
      for j in 0..<a.columnCount {
        let entries = a.entries(ofColumn: j)
        var p = a.cost[j]
        for e in entries { p -= multipliers[Int(a.columnRows[e])] }
        price[j] = p
        open[j] = Int32(entries.count)
      }
      var coverage = [Int32](repeating: 0, count: a.rowCount)
      var left = a.rowCount
      var chosen: [Int] = []
      while left > 0 {
        var best = -1
        var bestScore = Double.infinity
        for j in 0..<a.columnCount where open[j] > 0 {
          let n = Double(open[j])
          let score = price[j] > 0 ? price[j] / n : price[j] * n
          if score < bestScore {
            best = j
            bestScore = score
          }
        }
        guard best >= 0 else { return nil }
        chosen.append(best)
        for e in a.entries(ofColumn: best) {
          let i = Int(a.columnRows[e])
          if coverage[i] == 0 {
            left -= 1
            for f in a.entries(ofRow: i) {
              let k = Int(a.rowColumns[f])
              open[k] -= 1
              price[k] += multipliers[i]
            }
          }
          coverage[i] += 1
        }
      }
      // The dearest first, each where all its rows are covered by others as well.
      for j in chosen.sorted(by: { (a.cost[$0], $1) > (a.cost[$1], $0) }) {
        let entries = a.entries(ofColumn: j)
        guard entries.allSatisfy({ coverage[Int(a.columnRows[$0])] > 1 }) else { continue }
        for e in entries { coverage[Int(a.columnRows[e])] -= 1 }
        chosen.removeAll { $0 == j }
      }
      return (chosen, chosen.reduce(0) { $0 + a.cost[$1] })
    }
  }
}
