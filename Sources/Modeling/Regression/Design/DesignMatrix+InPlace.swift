import LinearAlgebra

/// The columns of a design where they lie in memory: X b and Xᵀ r of a few thousand
/// rows at a time without a copy of them.
///
/// Four columns go together, in fixed lanes: the first reading brings a slice into
/// the cache, the second finds it there.
struct ColumnsInPlace {
  private struct Dense {
    var place: Int
    var values: UnsafePointer<Double>
  }

  private var dense: [Dense] = []
  private var others: [(block: DesignMatrix.Block, start: Int)] = []

  /// Rows of a slice that stays in the cache between `times` and `addTransposeTimes`.
  static func sliceRows(columns: Int) -> Int {
    let rows = (1 << 17) / max(1, columns)
    return rows < 512 ? max(256, rows / 8 * 8) : min(4096, rows / 512 * 512)
  }

  /// linear ← X b.
  func times(
    _ b: UnsafePointer<Double>, rows: Range<Int>, into linear: UnsafeMutablePointer<Double>
  ) {
    let (first, count) = (rows.lowerBound, rows.count)
    var constant = 0.0
    for case (.intercept, let start) in others { constant += b[start] }
    linear.update(repeating: constant, count: count)
    var k = 0
    while k + 4 <= dense.count {
      let (x0, x1) = (dense[k].values + first, dense[k + 1].values + first)
      let (x2, x3) = (dense[k + 2].values + first, dense[k + 3].values + first)
      let (b0, b1) = (b[dense[k].place], b[dense[k + 1].place])
      let (b2, b3) = (b[dense[k + 2].place], b[dense[k + 3].place])
      var i = 0
      while i + 4 <= count {
        let sum = (lanes(x0, i) * b0 + lanes(x1, i) * b1) + (lanes(x2, i) * b2 + lanes(x3, i) * b3)
        UnsafeMutableRawPointer(linear + i).storeBytes(
          of: lanes(linear, i) + sum, as: SIMD4<Double>.self)
        i += 4
      }
      while i < count {
        linear[i] += (x0[i] * b0 + x1[i] * b1) + (x2[i] * b2 + x3[i] * b3)
        i += 1
      }
      k += 4
    }
    for column in dense[k...] {
      let (x, factor) = (column.values + first, b[column.place])
      for i in 0..<count { linear[i] += x[i] * factor }
    }
    for (block, start) in others { block.addProduct(b + start, rows: rows, to: linear) }
  }

  /// sums ← sums + Xᵀ r.
  func addTransposeTimes(
    _ r: UnsafePointer<Double>, rows: Range<Int>, to sums: UnsafeMutablePointer<Double>
  ) {
    let (first, count) = (rows.lowerBound, rows.count)
    var k = 0
    while k < dense.count {
      // Short of four columns, one repeats itself and is not added.
      let last = dense.count - 1
      let (x0, x1) = (dense[k].values + first, dense[min(last, k + 1)].values + first)
      let (x2, x3) = (
        dense[min(last, k + 2)].values + first, dense[min(last, k + 3)].values + first
      )
      var (s0, s1) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      var (s2, s3) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      var i = 0
      while i + 4 <= count {
        let r = lanes(r, i)
        s0 += lanes(x0, i) * r
        s1 += lanes(x1, i) * r
        s2 += lanes(x2, i) * r
        s3 += lanes(x3, i) * r
        i += 4
      }
      while i < count {
        s0.x += x0[i] * r[i]
        s1.x += x1[i] * r[i]
        s2.x += x2[i] * r[i]
        s3.x += x3[i] * r[i]
        i += 1
      }
      for (offset, lanes) in [s0, s1, s2, s3].prefix(dense.count - k).enumerated() {
        sums[dense[k + offset].place] += lanes.sum()
      }
      k += 4
    }
    for (block, start) in others { block.addCross(r, rows: rows, to: sums + start) }
  }

  @inline(__always)
  private func lanes(_ x: UnsafePointer<Double>, _ i: Int) -> SIMD4<Double> {
    UnsafeRawPointer(x + i).loadUnaligned(as: SIMD4<Double>.self)
  }

  fileprivate func with<Result>(
    _ design: DesignMatrix, from index: Int, _ body: (ColumnsInPlace) -> Result
  ) -> Result {
    guard index < design.blocks.count else { return body(self) }
    var more = self
    let start = design.starts[index]
    switch design.blocks[index] {
    case .column(let values):
      return values.withUnsafeBufferPointer {
        more.dense.append(Dense(place: start, values: $0.baseAddress!))
        return more.with(design, from: index + 1, body)
      }
    case .matrix(let matrix):
      return matrix.storage.withUnsafeBufferPointer {
        for j in 0..<matrix.columns {
          more.dense.append(Dense(place: start + j, values: $0.baseAddress! + j * matrix.rows))
        }
        return more.with(design, from: index + 1, body)
      }
    case let block:
      more.others.append((block, start))
      return more.with(design, from: index + 1, body)
    }
  }
}

extension DesignMatrix {
  /// Whether the columns are few enough to be held in place: a call on the stack a block.
  var fitsInPlace: Bool { rows > 0 && blocks.count <= 200 }

  /// Calls `body` with the columns in place, which are valid only there.
  func withColumnsInPlace<Result>(_ body: (ColumnsInPlace) -> Result) -> Result {
    precondition(fitsInPlace, "columns in place are some rows of few blocks")
    return ColumnsInPlace().with(self, from: 0, body)
  }
}

extension DesignMatrix.Block {
  /// Adds the products of an indicator or sparse block; the others are read in place.
  fileprivate func addProduct(
    _ b: UnsafePointer<Double>, rows: Range<Int>, to linear: UnsafeMutablePointer<Double>
  ) {
    let first = rows.lowerBound
    switch self {
    case .indicators(let codes, _, let values):
      for i in rows where codes[i] >= 0 {
        linear[i - first] += b[Int(codes[i])] * (values?[i] ?? 1)
      }
    case .sparse(let matrix):
      for j in 0..<matrix.columns {
        matrix.forEach(column: j, in: rows) { i, value in linear[i - first] += b[j] * value }
      }
    case .intercept, .column, .matrix: break
    }
  }

  /// Adds the inner products with r of an intercept, indicator or sparse block.
  fileprivate func addCross(
    _ r: UnsafePointer<Double>, rows: Range<Int>, to sums: UnsafeMutablePointer<Double>
  ) {
    let first = rows.lowerBound
    switch self {
    case .intercept:
      var sum = 0.0
      for i in 0..<rows.count { sum += r[i] }
      sums[0] += sum
    case .indicators(let codes, _, let values):
      for i in rows where codes[i] >= 0 {
        sums[Int(codes[i])] += r[i - first] * (values?[i] ?? 1)
      }
    case .sparse(let matrix):
      for j in 0..<matrix.columns {
        matrix.forEach(column: j, in: rows) { i, value in sums[j] += r[i - first] * value }
      }
    case .column, .matrix: break
    }
  }
}

extension SparseMatrix {
  /// The stored entries of some rows of column `j`.
  fileprivate func forEach(column j: Int, in rows: Range<Int>, _ body: (Int, Double) -> Void) {
    var k = firstEntry(column: j, atOrBelow: rows.lowerBound)
    while k < columnStarts[j + 1], Int(rowIndices[k]) < rows.upperBound {
      body(Int(rowIndices[k]), values[k])
      k += 1
    }
  }
}
