import Statistics

/// How the values of one column become bins 0 … 254; bin 255 is for what is missing.
///
/// Numeric columns are cut into bins of about equal numbers of rows; a value so
/// frequent that it fills a bin has one of its own (Ke et al. 2017, section 2.1;
/// Chen and Guestrin 2016, section 3.2 for why quantiles). Categories have a bin
/// each, the most frequent first; those beyond the 254th share the last.
struct ColumnBins: Sendable {
  static let missing = 255

  /// Bins in use, without the one for missing values.
  var count: Int
  /// Numeric: a value is in bin b when it is ≤ `cuts[b]` and > `cuts[b − 1]`.
  var cuts: [Double]
  /// Categories: the bin of each code.
  var binOfCode: [UInt8]?
  var hasMissing: Bool

  var isCategorical: Bool { binOfCode != nil }

  /// The codes that lie in the bins marked in `left`.
  func codes(left: [UInt8]) -> [Int32] {
    guard let binOfCode else { return [] }
    return binOfCode.indices.filter { left[Int(binOfCode[$0])] != 0 }.map { Int32($0) }
  }

  // MARK: Numbers

  /// Cuts for a sample of values in ascending order, none missing.
  static func cuts(sorted values: [Double], limit: Int) -> [Double] {
    var distinct: [Double] = []
    var counts: [Int] = []
    for value in values {
      if distinct.last == value {
        counts[counts.count - 1] += 1
      } else {
        distinct.append(value)
        counts.append(1)
      }
    }
    guard distinct.count > 1 else { return [] }
    func between(_ k: Int) -> Double {
      let (low, high) = (distinct[k], distinct[k + 1])
      let middle = low / 2 + high / 2
      return middle >= low && middle < high ? middle : low
    }
    if distinct.count <= limit { return (0..<distinct.count - 1).map(between) }
    // Values that would fill a bin alone get one; the rest share what is left evenly.
    var rowsLeft = values.count
    var binsLeft = limit
    let fair = Double(values.count) / Double(limit)
    let alone = counts.map { Double($0) >= fair }
    for (count, isAlone) in zip(counts, alone) where isAlone {
      rowsLeft -= count
      binsLeft -= 1
    }
    var size = Double(rowsLeft) / Double(max(1, binsLeft))
    var cuts: [Double] = []
    var filled = 0
    for k in 0..<distinct.count - 1 where cuts.count < limit - 1 {
      filled += counts[k]
      if !alone[k] { rowsLeft -= counts[k] }
      let nextIsAlone = alone[k + 1] && Double(filled) >= max(1, size / 2)
      guard alone[k] || Double(filled) >= size || nextIsAlone else { continue }
      cuts.append(between(k))
      filled = 0
      if !alone[k] {
        binsLeft -= 1
        size = Double(rowsLeft) / Double(max(1, binsLeft))
      }
    }
    return cuts
  }

  /// Rows whose values say where the cuts lie: all of them, or one drawn from
  /// each of `limit` equal stretches.
  static func sample(rows: Int, limit: Int, seed: UInt64) -> [Int] {
    guard rows > limit else { return Array(0..<rows) }
    var stream = RandomStream(seed: seed, "boosted trees", "bins")
    return (0..<limit).map { k in
      let (low, high) = (k * rows / limit, (k + 1) * rows / limit)
      return low + stream.integer(below: high - low)
    }
  }

  /// Ascending order by the bits, eleven at a time (a least-digit radix sort).
  static func sort(_ values: inout [Double], scratch: inout [UInt64], other: inout [UInt64]) {
    let count = values.count
    guard count > 256 else { return values.sort() }
    if scratch.count < count {
      scratch = [UInt64](repeating: 0, count: count)
      other = scratch
    }
    for i in 0..<count {
      let bits = values[i].bitPattern
      scratch[i] = bits >> 63 == 1 ? ~bits : bits | (1 << 63)
    }
    var histogram = [Int](repeating: 0, count: 6 * 2_048)
    for i in 0..<count {
      let key = scratch[i]
      for digit in 0..<6 {
        histogram[digit << 11 | Int(truncatingIfNeeded: key >> UInt64(11 * digit)) & 2_047] += 1
      }
    }
    for digit in 0..<6 {
      let base = digit << 11
      let shift = UInt64(11 * digit)
      // A digit that all share moves nothing.
      if histogram[base | Int(truncatingIfNeeded: scratch[0] >> shift) & 2_047] == count {
        continue
      }
      var start = 0
      for k in base..<base + 2_048 {
        let size = histogram[k]
        histogram[k] = start
        start += size
      }
      for i in 0..<count {
        let key = scratch[i]
        let k = base | Int(truncatingIfNeeded: key >> shift) & 2_047
        other[histogram[k]] = key
        histogram[k] += 1
      }
      swap(&scratch, &other)
    }
    for i in 0..<count {
      let key = scratch[i]
      values[i] = Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
    }
  }
}
