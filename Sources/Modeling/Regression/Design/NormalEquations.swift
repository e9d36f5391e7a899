public import LinearAlgebra

/// XᵀWX and XᵀWz of one pass over a design.
///
/// Numeric columns meet in dsyrk, a panel of rows at a time; wide indicator
/// blocks add their own few products a row, so the cost of a factor does not
/// grow with its levels.
public struct NormalEquations: Sendable {
  /// XᵀWX, both triangles.
  public var gram: Matrix
  /// XᵀWz.
  public var cross: [Double]
  /// What a pass by scores summed besides, such as a deviance; else 0.
  var totals = SIMD2<Double>()

  /// Sums w x xᵀ and w z x over the rows.
  ///
  /// - Parameters:
  ///   - coefficients: where the linear predictor X b is wanted by `working`;
  ///     nil passes zeros.
  ///   - shift: what to take off every column of numbers before the products,
  ///     one value a column, zero for indicators and sparse columns: sums about a
  ///     point near the means lose no digits to them. Not with `coefficients`.
  ///   - threads: stripes of rows run in parallel; the sums do not depend on it.
  ///   - working: for a block of rows gets X b and writes the weight (≥ 0) and
  ///     working response of each row. Must depend on its arguments alone.
  public init(
    of design: DesignMatrix, coefficients: [Double]? = nil, shift: [Double]? = nil,
    threads: Int = 1,
    working:
      @Sendable (
        _ rows: Range<Int>, _ linear: UnsafePointer<Double>,
        _ weight: UnsafeMutablePointer<Double>, _ response: UnsafeMutablePointer<Double>
      ) -> Void
  ) {
    precondition(shift == nil || coefficients == nil, "X b is of columns as they are")
    self.init(of: design, coefficients: coefficients, shift: shift, threads: threads) {
      (rows, linear, weight, response) -> SIMD2<Double> in
      working(rows, linear, weight, response)
      for i in 0..<rows.count { response[i] *= weight[i] }
      return .zero
    }
  }

  /// The same from scores w z, which stay exact where a weight vanishes; what
  /// `scoring` returns for its block of rows is summed in `totals`.
  init(
    of design: DesignMatrix, coefficients: [Double]?, shift: [Double]? = nil, threads: Int,
    scoring:
      @Sendable (
        _ rows: Range<Int>, _ linear: UnsafePointer<Double>,
        _ weight: UnsafeMutablePointer<Double>, _ score: UnsafeMutablePointer<Double>
      ) -> SIMD2<Double>
  ) {
    let stripes = max(1, min(8, design.rows / 32_768))
    let parts = parallelMap(stripes, threads: threads) { stripe in
      let low = design.rows * stripe / stripes
      let high = design.rows * (stripe + 1) / stripes
      if let coefficients, design.fitsInPlace, !SplitDesign.isWide(design) {
        return Self.sumsInPlace(design, coefficients, low..<high, scoring)
      }
      return Self.sums(design, coefficients, shift, low..<high, scoring)
    }
    gram = Matrix(rows: design.columns, columns: design.columns)
    cross = [Double](repeating: 0, count: design.columns)
    for part in parts {
      totals += part.totals
      for k in gram.storage.indices { gram.storage[k] += part.gram.storage[k] }
      for k in cross.indices { cross[k] += part.cross[k] }
    }
    gram.mirrorLower()
  }

  private init(gram: Matrix, cross: [Double]) {
    self.gram = gram
    self.cross = cross
  }

  /// The same of a design whose columns are all worth writing out: X b and the
  /// cross products from where they lie, and one copy, already weighted, for the Gram matrix.
  private static func sumsInPlace(
    _ design: DesignMatrix, _ coefficients: [Double], _ range: Range<Int>,
    _ scoring: (
      Range<Int>, UnsafePointer<Double>, UnsafeMutablePointer<Double>,
      UnsafeMutablePointer<Double>
    ) -> SIMD2<Double>
  ) -> NormalEquations {
    let width = design.columns
    let slice = ColumnsInPlace.sliceRows(columns: width)
    let panel = RowPanel(columns: width, capacity: min(slice, 512))
    var result = NormalEquations(
      gram: Matrix(rows: width, columns: width), cross: [Double](repeating: 0, count: width))
    let linear = UnsafeMutablePointer<Double>.allocate(capacity: 3 * slice)
    defer { linear.deallocate() }
    let (weight, response) = (linear + slice, linear + 2 * slice)
    design.withColumnsInPlace { columns in
      var first = range.lowerBound
      while first < range.upperBound {
        let rows = first..<min(range.upperBound, first + slice)
        columns.times(coefficients, rows: rows, into: linear)
        result.totals += scoring(rows, linear, weight, response)
        columns.addTransposeTimes(response, rows: rows, to: &result.cross)
        for i in 0..<rows.count { weight[i].formSquareRoot() }
        for start in stride(from: first, to: rows.upperBound, by: panel.capacity) {
          let piece = start..<min(rows.upperBound, start + panel.capacity)
          design.fill(panel, rows: piece, scaledBy: weight + (start - first))
          panel.addGram(rows: piece.count, to: &result.gram)
        }
        first = rows.upperBound
      }
    }
    return result
  }

  /// The lower triangle and cross products of some rows.
  private static func sums(
    _ design: DesignMatrix, _ coefficients: [Double]?, _ shift: [Double]?,
    _ range: Range<Int>,
    _ scoring: (
      Range<Int>, UnsafePointer<Double>, UnsafeMutablePointer<Double>,
      UnsafeMutablePointer<Double>
    ) -> SIMD2<Double>
  ) -> NormalEquations {
    let split = SplitDesign(design)
    let panel = RowPanel(columns: split.dense.columns)
    var denseGram = Matrix(rows: split.dense.columns, columns: split.dense.columns)
    var result = NormalEquations(
      gram: Matrix(rows: design.columns, columns: design.columns),
      cross: [Double](repeating: 0, count: design.columns))
    var denseCross = [Double](repeating: 0, count: split.dense.columns)
    let denseCoefficients = coefficients.map { b in split.denseColumns.map { b[$0] } }
    var scratch = [Double](repeating: 0, count: 4 * panel.capacity)
    scratch.withUnsafeMutableBufferPointer { buffer in
      let linear = buffer.baseAddress!
      let weight = linear + panel.capacity
      let response = weight + panel.capacity
      let root = response + panel.capacity
      var first = range.lowerBound
      while first < range.upperBound {
        let rows = first..<min(range.upperBound, first + panel.capacity)
        split.dense.fill(panel, rows: rows)
        if let shift {
          for (a, column) in split.denseColumns.enumerated() where shift[column] != 0 {
            let (values, center) = (panel.column(a), shift[column])
            for i in 0..<rows.count { values[i] -= center }
          }
        }
        if let denseCoefficients {
          panel.times(denseCoefficients, rows: rows.count, into: linear)
          split.addIndicatorProducts(coefficients!, rows: rows, to: linear)
        } else {
          linear.update(repeating: 0, count: rows.count)
        }
        result.totals += scoring(rows, linear, weight, response)
        var (unweighted, respondless) = (true, true)
        for i in 0..<rows.count {
          unweighted = unweighted && weight[i] == 1
          respondless = respondless && response[i] == 0
          root[i] = weight[i].squareRoot()
        }
        if !respondless { panel.addTransposeTimes(response, rows: rows.count, to: &denseCross) }
        split.addIndicators(rows: rows, panel: panel, weight: weight, cross: response, to: &result)
        for j in 0..<(unweighted ? 0 : panel.columns) {
          let column = panel.column(j)
          for i in 0..<rows.count { column[i] *= root[i] }
        }
        panel.addGram(rows: rows.count, to: &denseGram)
        first = rows.upperBound
      }
    }
    for (a, column) in split.denseColumns.enumerated() {
      result.cross[column] = denseCross[a]
      for b in a..<split.denseColumns.count {
        result.gram[split.denseColumns[b], column] = denseGram[b, a]
      }
    }
    return result
  }
}

/// A design parted into what is worth writing out and wide indicator blocks.
private struct SplitDesign {
  struct Wide {
    var codes: [Int32]
    var values: [Double]?
    var start: Int
  }

  let dense: DesignMatrix
  /// Where each dense column stands in the whole, ascending.
  let denseColumns: [Int]
  let wide: [Wide]

  /// Narrower indicator blocks are cheaper in dsyrk than a row at a time.
  private static let narrow = 4

  /// Whether some block is not worth writing out.
  static func isWide(_ design: DesignMatrix) -> Bool {
    design.blocks.contains { block in
      if case .indicators(_, let width, _) = block { width > narrow } else { false }
    }
  }

  init(_ design: DesignMatrix) {
    var (blocks, columns, wide): ([DesignMatrix.Block], [Int], [Wide]) = ([], [], [])
    for (block, start) in zip(design.blocks, design.starts) {
      if case .indicators(let codes, let width, let values) = block, width > Self.narrow {
        wide.append(Wide(codes: codes, values: values, start: start))
      } else {
        blocks.append(block)
        columns += start..<start + block.width
      }
    }
    dense = DesignMatrix(
      rows: design.rows, names: columns.map { design.names[$0] }, blocks: blocks)
    denseColumns = columns
    self.wide = wide
  }

  func addIndicatorProducts(
    _ b: [Double], rows: Range<Int>, to linear: UnsafeMutablePointer<Double>
  ) {
    for block in wide {
      for i in 0..<rows.count {
        let code = Int(block.codes[rows.lowerBound + i])
        guard code >= 0 else { continue }
        linear[i] += b[block.start + code] * (block.values?[rows.lowerBound + i] ?? 1)
      }
    }
  }

  /// Adds to the lower triangle what pairs of wide blocks, and wide with dense columns, give.
  func addIndicators(
    rows: Range<Int>, panel: borrowing RowPanel, weight: UnsafePointer<Double>,
    cross: UnsafePointer<Double>, to sums: inout NormalEquations
  ) {
    let order = sums.gram.rows
    sums.gram.storage.withUnsafeMutableBufferPointer { gram in
      for (k, block) in wide.enumerated() {
        for i in 0..<rows.count {
          let row = rows.lowerBound + i
          guard block.codes[row] >= 0 else { continue }
          let column = block.start + Int(block.codes[row])
          let value = block.values?[row] ?? 1
          let weighted = value * weight[i]
          sums.cross[column] += value * cross[i]
          gram[column + column * order] += weighted * value
          for (a, dense) in denseColumns.enumerated() {
            let product = weighted * panel.values[a * panel.capacity + i]
            gram[max(column, dense) + min(column, dense) * order] += product
          }
          for other in wide[(k + 1)...] where other.codes[row] >= 0 {
            let second = other.start + Int(other.codes[row])
            gram[max(column, second) + min(column, second) * order] +=
              weighted * (other.values?[row] ?? 1)
          }
        }
      }
    }
  }
}
