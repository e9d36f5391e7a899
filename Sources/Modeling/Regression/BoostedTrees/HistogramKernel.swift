import LinearAlgebra

/// Sums of gradients, Hessians and rows in whole numbers: exact, so that they do
/// not depend on order or threads, and a child may be had by subtraction.
struct GradientSums: Equatable {
  var gradient = 0
  var hessian = 0
  var rows = 0

  static func + (a: Self, b: Self) -> Self {
    Self(
      gradient: a.gradient &+ b.gradient, hessian: a.hessian &+ b.hessian, rows: a.rows &+ b.rows)
  }
  static func - (a: Self, b: Self) -> Self {
    Self(
      gradient: a.gradient &- b.gradient, hessian: a.hessian &- b.hessian, rows: a.rows &- b.rows)
  }
}

/// How a row's gradient, Hessian and count lie in one or two words.
///
/// Shi et al. (2022, "Quantized training of gradient boosting decision trees")
/// show that a few bits a gradient suffice for splits; here each has 20 or more.
/// Where every Hessian is 1, one word holds gradient · 2^countBits + 1, and one
/// integer addition updates both sums; else a second holds the Hessian likewise.
struct GradientPacking {
  let isWide: Bool
  let countBits: Int
  /// What one unit of the whole numbers is worth.
  var gradientUnit = 1.0
  var hessianUnit = 1.0

  init(isWide: Bool, rows: Int) {
    self.isWide = isWide
    countBits = Int.bitWidth - rows.leadingZeroBitCount
  }

  var words: Int { isWide ? 2 : 1 }
  /// Bits for a sum of gradients or Hessians; rounding by `magic` needs ≤ 50.
  var sumBits: Int { min(50, 62 - countBits) }

  /// The power of two that brings a sum of magnitudes below 2^sumBits.
  func scale(forSum sum: Double) -> Double {
    guard sum > 0 else { return 1 }
    let exponent = min(1_000, max(-1_000, sumBits - 2 - Int(sum.exponent)))
    return Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// Added to a number below 2^51 in size, it leaves the nearest whole number in
  /// the lowest bits.
  static let magic = 0x1.8p52

  @inline(__always)
  static func whole(_ value: Double) -> Int64 {
    Int64(bitPattern: (value + magic).bitPattern) &- Int64(bitPattern: magic.bitPattern)
  }

  @inline(__always)
  func sums(_ word: UnsafePointer<Int64>) -> GradientSums {
    let mask = (1 << countBits) - 1
    if isWide {
      let second = Int(word[1])
      return GradientSums(
        gradient: Int(word[0]), hessian: second >> countBits, rows: second & mask)
    }
    let first = Int(word[0])
    let rows = first & mask
    return GradientSums(gradient: first >> countBits, hessian: rows, rows: rows)
  }
}

/// Histograms of packed gradients over the bins of all columns: 256 entries a column.
enum HistogramKernel {
  static let slots = 256
  /// Rows copied together before they are counted: independent loads hide the
  /// latency of rows scattered over memory.
  private static let gathered = 256
  /// Rows for which another thread pays.
  private static let rowsPerThread = 32_768

  /// Sets `histogram` to the sums over the rows `order[0..<count]`, or over rows
  /// 0..<count where `order` is nil.
  static func build(
    _ data: BinnedRows, _ packing: GradientPacking, gradients: UnsafePointer<Int64>,
    order: UnsafePointer<UInt32>?, count: Int, columns: [Int]?, threads: Int,
    into histogram: UnsafeMutablePointer<Int64>
  ) {
    let size = data.columns * slots * packing.words
    let parts = max(1, min(threads, count / rowsPerThread))
    nonisolated(unsafe) let (gradients, order, histogram) = (gradients, order, histogram)
    forStretches(data, packing, columns) { start, count in
      (histogram + start).update(repeating: 0, count: count)
    }
    guard parts > 1 else {
      return run(data, packing, gradients, order, 0..<count, columns, histogram)
    }
    nonisolated(unsafe) let others = UnsafeMutablePointer<Int64>.allocate(
      capacity: (parts - 1) * size)
    defer { others.deallocate() }
    others.initialize(repeating: 0, count: (parts - 1) * size)
    _ = parallelMap(parts, threads: threads) { part in
      let range = part * count / parts..<(part + 1) * count / parts
      let place = part == 0 ? histogram : others + (part - 1) * size
      run(data, packing, gradients, order, range, columns, place)
    }
    for part in 1..<parts {
      let other = others + (part - 1) * size
      forStretches(data, packing, columns) { start, count in
        for k in start..<start + count { histogram[k] &+= other[k] }
      }
    }
  }

  /// The words in use: start and number, column by column.
  @inline(__always)
  private static func forStretches(
    _ data: BinnedRows, _ packing: GradientPacking, _ columns: [Int]?, _ body: (Int, Int) -> Void
  ) {
    let words = packing.words
    for k in 0..<(columns?.count ?? data.columns) {
      let column = columns?[k] ?? k
      let start = column * slots * words
      body(start, data.binCounts[column] * words)
      if data.anyMissing[column] { body(start + ColumnBins.missing * words, words) }
    }
  }

  /// `parent` becomes what is left of it without `child`.
  static func subtract(
    _ child: UnsafePointer<Int64>, from parent: UnsafeMutablePointer<Int64>, data: BinnedRows,
    packing: GradientPacking, columns: [Int]?
  ) {
    forStretches(data, packing, columns) { start, count in
      for k in start..<start + count { parent[k] &-= child[k] }
    }
  }

  private static func run(
    _ data: BinnedRows, _ packing: GradientPacking, _ gradients: UnsafePointer<Int64>,
    _ order: UnsafePointer<UInt32>?, _ range: Range<Int>, _ columns: [Int]?,
    _ histogram: UnsafeMutablePointer<Int64>
  ) {
    let words = packing.words
    guard let order else {
      return count(
        data.byRow + range.lowerBound * data.stride, gradients + range.lowerBound * words,
        range.count, data, packing, columns, histogram)
    }
    withUnsafeTemporaryAllocation(byteCount: gathered * data.stride, alignment: 64) { bytes in
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: gathered * words) { packed in
        let (bytes, packed) = (bytes.baseAddress!, packed.baseAddress!)
        var first = range.lowerBound
        while first < range.upperBound {
          let size = min(gathered, range.upperBound - first)
          let rows = order + first
          if words == 1 {
            gather(gradients, rows, size, into: packed)
          } else {
            gather(gradients, rows, size, as: SIMD2<Int64>.self, into: packed)
          }
          // One move a row for the usual widths keeps many rows in flight.
          switch data.stride {
          case 16: gather(data.byRow, rows, size, as: SIMD2<UInt64>.self, into: bytes)
          case 32: gather(data.byRow, rows, size, as: SIMD4<UInt64>.self, into: bytes)
          case 64: gather(data.byRow, rows, size, as: SIMD8<UInt64>.self, into: bytes)
          default:
            for k in 0..<size {
              (bytes + k * data.stride).copyMemory(
                from: data.byRow + Int(rows[k]) * data.stride, byteCount: data.stride)
            }
          }
          count(
            bytes.assumingMemoryBound(to: UInt8.self), packed, size, data, packing, columns,
            histogram)
          first += size
        }
      }
    }
  }

  private static func gather(
    _ source: UnsafePointer<Int64>, _ rows: UnsafePointer<UInt32>, _ count: Int,
    into target: UnsafeMutablePointer<Int64>
  ) {
    for k in 0..<count { target[k] = source[Int(rows[k])] }
  }

  @inline(__always)
  private static func gather<Entry>(
    _ source: UnsafeRawPointer, _ rows: UnsafePointer<UInt32>, _ count: Int, as: Entry.Type,
    into target: UnsafeMutableRawPointer
  ) {
    let (source, target) = (
      source.assumingMemoryBound(to: Entry.self), target.assumingMemoryBound(to: Entry.self)
    )
    for k in 0..<count { target[k] = source[Int(rows[k])] }
  }

  @inline(__always)
  private static func count(
    _ bytes: UnsafePointer<UInt8>, _ packed: UnsafePointer<Int64>, _ rows: Int, _ data: BinnedRows,
    _ packing: GradientPacking, _ columns: [Int]?, _ histogram: UnsafeMutablePointer<Int64>
  ) {
    if let columns {
      some(bytes, packed, rows, data.stride, columns, packing.isWide, histogram)
    } else if packing.isWide {
      let pairs = UnsafeRawPointer(packed).assumingMemoryBound(to: SIMD2<Int64>.self)
      let target = UnsafeMutableRawPointer(histogram).assumingMemoryBound(to: SIMD2<Int64>.self)
      wide(bytes, pairs, rows, data.stride, data.columns, target)
    } else {
      narrow(bytes, packed, rows, data.stride, data.columns, histogram)
    }
  }

  private static func narrow(
    _ bytes: UnsafePointer<UInt8>, _ packed: UnsafePointer<Int64>, _ rows: Int, _ stride: Int,
    _ columns: Int, _ histogram: UnsafeMutablePointer<Int64>
  ) {
    var bytes = bytes
    for row in 0..<rows {
      let value = packed[row]
      var place = histogram
      for column in 0..<columns {
        place[Int(bytes[column])] &+= value
        place += slots
      }
      bytes += stride
    }
  }

  private static func wide(
    _ bytes: UnsafePointer<UInt8>, _ packed: UnsafePointer<SIMD2<Int64>>, _ rows: Int,
    _ stride: Int, _ columns: Int, _ histogram: UnsafeMutablePointer<SIMD2<Int64>>
  ) {
    var bytes = bytes
    for row in 0..<rows {
      let value = packed[row]
      var place = histogram
      for column in 0..<columns {
        place[Int(bytes[column])] &+= value
        place += slots
      }
      bytes += stride
    }
  }

  /// A tree that sees some of the columns only.
  private static func some(
    _ bytes: UnsafePointer<UInt8>, _ packed: UnsafePointer<Int64>, _ rows: Int, _ stride: Int,
    _ columns: [Int], _ isWide: Bool, _ histogram: UnsafeMutablePointer<Int64>
  ) {
    columns.withUnsafeBufferPointer { columns in
      var bytes = bytes
      for row in 0..<rows {
        if isWide {
          let (first, second) = (packed[2 * row], packed[2 * row + 1])
          for column in columns {
            let place = histogram + 2 * (column * slots + Int(bytes[column]))
            place[0] &+= first
            place[1] &+= second
          }
        } else {
          let value = packed[row]
          for column in columns { histogram[column * slots + Int(bytes[column])] &+= value }
        }
        bytes += stride
      }
    }
  }
}
