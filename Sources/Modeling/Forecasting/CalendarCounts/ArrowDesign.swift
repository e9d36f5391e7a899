internal import LinearAlgebra

/// Observations and columns of a regression whose normal equations have the
/// shape of an arrow: row (day d, slot s) is (F_d, x_ds | e_s ⊗ G_d), so the
/// coefficients of different slots meet only through the border F, x.
struct ArrowDesign {
  /// Rows are sorted by slot, then by day; those of slot s are
  /// `slotStart[s]..<slotStart[s + 1]`.
  var slotStart: [Int]
  /// Day of each row, an index into the rows of F and G.
  var day: [Int32]
  var y: [Double]
  /// Prior weight of each row.
  var weight: [Double]
  /// `extra` values of each row: columns that differ within a day.
  var x: [Double] = []
  var extra = 0
  /// F, `dayCount` rows of `lanes` vectors; columns through `border` are F's, the
  /// next `extra` are zero.
  var border: Int
  var lanes: Int
  var f: [SIMD8<Double>] = []
  /// Vectors of each row of F up to the last that is not zero: columns of
  /// holidays stand last, and most days are none.
  var usedLanes: [Int32] = []
  /// G in compressed rows.
  var blockCount: Int
  var blockStart: [Int32] = [0]
  var blockColumn: [Int32] = []
  var blockValue: [Double] = []

  var slotCount: Int { slotStart.count - 1 }
  var rowCount: Int { y.count }
  var dayCount: Int { blockStart.count - 1 }
  /// Border columns, those that differ within a day included.
  var width: Int { border + extra }

  init(
    slotStart: [Int], day: [Int32], y: [Double], weight: [Double], x: [Double] = [],
    extra: Int = 0, border: Int, blockCount: Int
  ) {
    self.slotStart = slotStart
    self.day = day
    self.y = y
    self.weight = weight
    self.x = x
    self.extra = extra
    self.border = border
    self.blockCount = blockCount
    lanes = (border + extra + 7) / 8
  }

  /// The next day: its border columns and its block columns that are not zero.
  mutating func append(border row: [Double], block: [(column: Int, value: Double)]) {
    let last = row.lastIndex { $0 != 0 } ?? -8
    usedLanes.append(Int32(last / 8 + 1))
    for lane in 0..<lanes {
      var vector = SIMD8<Double>(repeating: 0)
      for k in 0..<8 where 8 * lane + k < row.count { vector[k] = row[8 * lane + k] }
      f.append(vector)
    }
    for entry in block {
      blockColumn.append(Int32(entry.column))
      blockValue.append(entry.value)
    }
    blockStart.append(Int32(blockColumn.count))
  }
}

/// Coefficients of an `ArrowDesign`.
struct ArrowCoefficients: Sendable, Codable {
  /// Of the border columns and then of those that differ within a day.
  var border: [Double]
  /// Of slot s and block column c at `s * blockCount + c`.
  var block: [Double]
}
