import LinearAlgebra

/// Every value of the training columns as one byte, twice: by row, so that one
/// pass over a leaf's rows serves all columns' histograms, and by column, so that
/// a split reads one byte a row.
final class BinnedRows: @unchecked Sendable {
  let rows: Int
  let columns: Int
  /// Bytes from one row to the next: the columns, padded to 16, 32, 64 or the next
  /// multiple of 16.
  let stride: Int
  let bins: [ColumnBins]
  /// `bins` again, where a loop reads nothing else of them.
  let binCounts: [Int]
  let anyMissing: [Bool]
  let byRow: UnsafeMutablePointer<UInt8>
  let byColumn: UnsafeMutablePointer<UInt8>

  private static let sampleRows = 200_000

  /// - Throws: `.notFinite` for an infinite value, `.unusableColumn` for a column of times.
  init(
    _ frame: ModelFrame, maximumBins: Int, seed: UInt64, threads: Int
  ) throws(RegressionError) {
    rows = frame.rowCount
    columns = frame.columns.count
    stride = columns > 32 && columns <= 64 ? 64 : (columns + 15) & ~15
    let rows = rows
    byRow = Self.allocate(rows * stride)
    byColumn = Self.allocate(rows * columns)
    nonisolated(unsafe) let target = byColumn
    let sample = ColumnBins.sample(rows: rows, limit: Self.sampleRows, seed: seed)
    let outcomes = parallelMap(columns, threads: threads) {
      c -> Result<ColumnBins, RegressionError> in
      let column = frame.columns[c]
      let place = target + c * rows
      switch column.values {
      case .numeric(let values):
        return Self.bin(values, sample, limit: maximumBins, name: column.name, into: place)
      case .factor(let factor):
        return .success(Self.bin(factor, into: place))
      case .time:
        return .failure(
          .unusableColumn(column.name, reason: "trees need numbers or categories, not times"))
      }
    }
    var bins: [ColumnBins] = []
    for outcome in outcomes { bins.append(try outcome.get()) }
    self.bins = bins
    binCounts = bins.map(\.count)
    anyMissing = bins.map(\.hasMissing)
    transpose(threads: threads)
  }

  /// On the boundary of a cache line, as whole lanes are moved.
  private static func allocate(_ bytes: Int) -> UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes), alignment: 64)
      .bindMemory(to: UInt8.self, capacity: max(1, bytes))
  }

  deinit {
    byRow.deallocate()
    byColumn.deallocate()
  }

  @inline(__always)
  private static func bit(_ condition: Bool) -> Int {
    Int(unsafeBitCast(condition, to: UInt8.self))
  }

  private static func bin(
    _ values: [Double], _ sample: [Int], limit: Int, name: String,
    into place: UnsafeMutablePointer<UInt8>
  ) -> Result<ColumnBins, RegressionError> {
    var chosen: [Double] = []
    chosen.reserveCapacity(sample.count)
    for row in sample where !values[row].isNaN { chosen.append(values[row]) }
    var (scratch, other): ([UInt64], [UInt64]) = ([], [])
    ColumnBins.sort(&chosen, scratch: &scratch, other: &other)
    let cuts = ColumnBins.cuts(sorted: chosen, limit: limit)
    let padded = cuts + [Double](repeating: .infinity, count: 256 - cuts.count)
    var anyMissing = false
    var infinite: Int?
    values.withUnsafeBufferPointer { values in
      padded.withUnsafeBufferPointer { cuts in
        let cuts = cuts.baseAddress!
        var extremes = 0.0
        for (row, value) in values.enumerated() {
          // Steps of 128, 64, … 1: how many cuts lie below the value. As bits, since
          // a branch would be guessed wrong every other time.
          var bin = bit(cuts[127] < value) &<< 7
          bin &+= bit(cuts[bin &+ 63] < value) &<< 6
          bin &+= bit(cuts[bin &+ 31] < value) &<< 5
          bin &+= bit(cuts[bin &+ 15] < value) &<< 4
          bin &+= bit(cuts[bin &+ 7] < value) &<< 3
          bin &+= bit(cuts[bin &+ 3] < value) &<< 2
          bin &+= bit(cuts[bin &+ 1] < value) &<< 1
          bin &+= bit(cuts[bin] < value)
          let isMissing = value != value
          anyMissing = anyMissing || isMissing
          extremes += isMissing ? 0 : value * 0
          place[row] = isMissing ? UInt8(ColumnBins.missing) : UInt8(truncatingIfNeeded: bin)
        }
        // An infinity times zero is not a number.
        if extremes != 0 { infinite = values.firstIndex { $0.isInfinite } }
      }
    }
    if let infinite { return .failure(.notFinite(column: name, row: infinite)) }
    return .success(
      ColumnBins(count: cuts.count + 1, cuts: cuts, binOfCode: nil, hasMissing: anyMissing))
  }

  private static func bin(
    _ factor: Factor, into place: UnsafeMutablePointer<UInt8>
  ) -> ColumnBins {
    let levels = factor.levels.count
    var counts = [Int](repeating: 0, count: levels)
    var anyMissing = false
    for code in factor.codes {
      if code >= 0 { counts[Int(code)] += 1 } else { anyMissing = true }
    }
    // A level without rows is as good as one never seen: it goes with the missing.
    let present = (0..<levels).filter { counts[$0] > 0 }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
    var binOfCode = [UInt8](repeating: UInt8(ColumnBins.missing), count: levels)
    for (rank, level) in present.enumerated() { binOfCode[level] = UInt8(min(rank, 254)) }
    for (row, code) in factor.codes.enumerated() {
      place[row] = code >= 0 ? binOfCode[Int(code)] : UInt8(ColumnBins.missing)
    }
    return ColumnBins(
      count: max(1, min(present.count, 255)), cuts: [], binOfCode: binOfCode,
      hasMissing: anyMissing)
  }

  /// Rows from columns, a stretch at a time that stays in the cache.
  private func transpose(threads: Int) {
    let stretch = 1_024
    let (rows, columns, stride) = (rows, columns, stride)
    nonisolated(unsafe) let (source, target) = (byColumn, byRow)
    _ = parallelMap((rows + stretch - 1) / stretch, threads: threads) { block in
      let first = block * stretch
      let last = min(rows, first + stretch)
      for c in 0..<stride {
        var place = target + first * stride + c
        guard c < columns else {
          for _ in first..<last {
            place.pointee = 0
            place += stride
          }
          continue
        }
        let column = source + c * rows
        for row in first..<last {
          place.pointee = column[row]
          place += stride
        }
      }
    }
  }
}
