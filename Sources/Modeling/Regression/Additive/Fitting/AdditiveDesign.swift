import LinearAlgebra

/// Parametric columns and the columns of smooths side by side, met a panel of rows at a time;
/// the whole is never stored.
struct AdditiveDesign: Sendable {
  let parametric: DesignMatrix
  let terms: [AdditiveTerm]
  let smooths: [SmoothRows]
  /// Columns that others determine: written as zeros.
  var dropped: [Int] = []

  var rows: Int { parametric.rows }
  var columns: Int { terms.last?.range.upperBound ?? parametric.columns }

  /// Stripes of rows whose sums are added in a fixed order, so that threads change nothing.
  private var stripes: Int { max(1, min(8, rows / 4096)) }

  /// Some rows of the model matrix.
  func fill(
    _ panel: borrowing RowPanel, rows range: Range<Int>, scratch: inout SmoothBasis.LocalRows
  ) {
    parametric.fill(panel, rows: range)
    for term in terms {
      let smooth = smooths[term.source]
      term.basis.fill(
        panel, from: term.range.lowerBound, values: smooth.values, rows: range, scratch: &scratch)
      term.scale(panel, by: smooth.by, rows: range)
    }
    for j in dropped { panel.column(j).update(repeating: 0, count: range.count) }
  }

  /// Runs `body` over panels of each stripe and returns what each stripe's folding gave, in order.
  func fold<Sum: Sendable>(
    threads: Int, extraColumns: Int = 0, start: @Sendable () -> Sum,
    _ body:
      @Sendable (_ sum: inout Sum, _ panel: borrowing RowPanel, _ rows: Range<Int>) -> Void
  ) -> [Sum] {
    parallelMap(stripes, threads: threads) { stripe in
      let low = rows * stripe / stripes
      let high = rows * (stripe + 1) / stripes
      let panel = RowPanel(columns: columns + extraColumns)
      var scratch = SmoothBasis.LocalRows()
      var sum = start()
      var first = low
      while first < high {
        let block = first..<min(high, first + panel.capacity)
        fill(panel, rows: block, scratch: &scratch)
        body(&sum, panel, block)
        first = block.upperBound
      }
      return sum
    }
  }

  /// The triangle of a QR factorization of √w [X z]: its last column holds Qᵀ√w z, and its last
  /// diagonal element the norm of what X does not explain.
  func triangle(
    weights: [Double], response: [Double], threads: Int
  ) throws(RegressionError) -> Matrix {
    let width = columns + 1
    let parts = fold(threads: threads, extraColumns: 1, start: { StackedQR(columns: width) }) {
      qr, panel, rows in
      let last = panel.column(width - 1)
      for (i, row) in rows.enumerated() { last[i] = response[row] }
      for j in 0..<width {
        let column = panel.column(j)
        for (i, row) in rows.enumerated() { column[i] *= weights[row].squareRoot() }
      }
      // What is not finite stays visible in the sums, which are checked below.
      do { try qr.absorb(panel, rows: rows.count) } catch { qr = StackedQR(columns: 0) }
    }
    var whole = parts[0]
    for part in parts.dropFirst() where whole.columns == width && part.columns == width {
      let panel = RowPanel(columns: width, capacity: width)
      for j in 0..<width {
        for i in 0..<width { panel.column(j)[i] = part.upper[i, j] }
      }
      do { try whole.absorb(panel, rows: width) } catch { whole = StackedQR(columns: 0) }
    }
    guard whole.columns == width, parts.allSatisfy({ $0.columns == width }) else {
      throw .singular("the model matrix holds a value that is not a finite number")
    }
    return whole.upper
  }

  /// X β + offset, a value a row.
  func linearPredictor(_ coefficients: [Double], offset: [Double]?, threads: Int) -> [Double] {
    let parts = fold(threads: threads, start: { [Double]() }) { sum, panel, rows in
      let start = sum.count
      sum += repeatElement(0, count: rows.count)
      sum.withUnsafeMutableBufferPointer {
        panel.times(coefficients, rows: rows.count, into: $0.baseAddress! + start)
      }
      if let offset {
        for (i, row) in rows.enumerated() { sum[start + i] += offset[row] }
      }
    }
    return parts.flatMap { $0 }
  }
}

extension AdditiveDesign {
  /// Mean of each column over the rows.
  func columnMeans(threads: Int) -> [Double] {
    let width = columns
    let parts = fold(threads: threads, start: { [Double](repeating: 0, count: width) }) {
      sum, panel, rows in
      let ones = [Double](repeating: 1, count: rows.count)
      panel.addTransposeTimes(ones, rows: rows.count, to: &sum)
    }
    var total = [Double](repeating: 0, count: width)
    for part in parts {
      for j in 0..<width { total[j] += part[j] }
    }
    return total.map { $0 / Double(rows) }
  }
}
