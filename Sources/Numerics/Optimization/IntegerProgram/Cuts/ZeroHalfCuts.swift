/// {0,½}-Chvátal–Gomory cuts (Caprara & Fischetti 1996): whole rows added with the factors
/// ½ whose sum has even coefficients wherever the point is off a bound, and an odd
/// right-hand side.
///
/// Which rows those are is a system of parities. It is eliminated column by column, the
/// columns with most room first, each by the row of least slack (Koster, Zymolka & Kutschka
/// 2009); what the columns and slacks left over add up to must stay below one.
struct ZeroHalfCuts {
  let core: IntegerCore
  let rounding: MixedIntegerRounding
  let longest: Int

  private static let mostRows = 1500

  private struct ParityRow {
    /// Bits of the columns that are odd, then bits of the rows added up.
    var bits: [UInt64]
    var isOdd: Bool
    var slack: Double
    var isGone = false
  }

  func separate(_ rows: CutRows, at point: [Double], into add: (CuttingPlane) -> Void) {
    var chosen: [(slack: Double, row: Int, bound: Double)] = []
    for i in 0..<rows.count where rows.isWhole[i] {
      let activity = rows.activity(i, point)
      let isUpper = rows.upper[i] - activity < activity - rows.lower[i]
      let bound = isUpper ? rows.upper[i] : rows.lower[i]
      let slack = max(0, abs(activity - bound))
      if slack < 0.9, bound == bound.rounded(), abs(bound) < 1e9 {
        chosen.append((slack, i, bound))
      }
    }
    chosen.sort { $0.slack != $1.slack ? $0.slack < $1.slack : $0.row < $1.row }
    if chosen.count > Self.mostRows { chosen.removeLast(chosen.count - Self.mostRows) }
    guard chosen.count > 1 else { return }

    // Columns off both bounds; the others only turn the parity of the right-hand side.
    var column = [Int32](repeating: -1, count: core.variableCount)
    var distance: [Double] = []
    var system: [ParityRow] = []
    for (_, i, _) in chosen {
      for k in rows.starts[i]..<rows.starts[i + 1] where Self.isOdd(rows.values[k]) {
        let j = Int(rows.variables[k])
        let d = min(point[j] - core.lower[j], core.upper[j] - point[j])
        if column[j] == -1 && d > 1e-6 {
          column[j] = Int32(distance.count)
          distance.append(d)
        }
      }
    }
    let columnWords = (distance.count + 63) / 64
    let words = columnWords + (chosen.count + 63) / 64
    for (k, (slack, i, bound)) in chosen.enumerated() {
      var row = ParityRow(
        bits: [UInt64](repeating: 0, count: words), isOdd: Self.isOdd(bound), slack: slack)
      for e in rows.starts[i]..<rows.starts[i + 1] where Self.isOdd(rows.values[e]) {
        let j = Int(rows.variables[e])
        if column[j] >= 0 {
          row.bits[Int(column[j]) >> 6] ^= 1 << UInt64(column[j] & 63)
        } else {
          let isUpper = core.upper[j] - point[j] < point[j] - core.lower[j]
          if Self.isOdd(isUpper ? core.upper[j] : core.lower[j]) { row.isOdd.toggle() }
        }
      }
      row.bits[columnWords + k >> 6] |= 1 << UInt64(k & 63)
      system.append(row)
    }
    eliminate(&system, distance, columnWords) { bits in
      var multipliers: [(row: Int, value: Double)] = []
      for k in chosen.indices where bits[columnWords + k >> 6] >> UInt64(k & 63) & 1 == 1 {
        // Of a slack that the rounding would otherwise have to pay for.
        let i = chosen[k].row
        multipliers.append((i, chosen[k].bound == rows.upper[i] ? 0.5 : -0.5))
      }
      if let cut = rounding.cut(rows, multipliers, at: point, divisor: .one, longest: longest) {
        add(cut)
      }
    }
  }

  private static func isOdd(_ v: Double) -> Bool { v.truncatingRemainder(dividingBy: 2) != 0 }

  private func eliminate(
    _ system: inout [ParityRow], _ distance: [Double], _ columnWords: Int,
    _ found: ([UInt64]) -> Void
  ) {
    let order = distance.indices.sorted {
      distance[$0] != distance[$1] ? distance[$0] > distance[$1] : $0 < $1
    }
    // What is left over may fall below one before all columns are gone.
    var isSeen = [Bool](repeating: false, count: system.count)
    func report() {
      for k in system.indices where system[k].isOdd && !system[k].isGone && !isSeen[k] {
        var left = system[k].slack
        for w in 0..<columnWords where left < 1 {
          var bits = system[k].bits[w]
          while bits != 0 && left < 1 {
            left += distance[64 * w + bits.trailingZeroBitCount]
            bits &= bits - 1
          }
        }
        if left < 1 - 1e-4 {
          isSeen[k] = true
          found(system[k].bits)
        }
      }
    }
    for (step, c) in order.enumerated() {
      let (word, bit) = (c >> 6, UInt64(1) << UInt64(c & 63))
      if step & 63 == 63 || distance[c] < 0.5 && step & 15 == 0 { report() }
      var pivot = -1
      for k in system.indices
      where !system[k].isGone && system[k].bits[word] & bit != 0
        && (pivot < 0 || system[k].slack < system[pivot].slack)
      {
        pivot = k
      }
      if pivot < 0 { continue }
      let row = system[pivot]
      system[pivot].isGone = true
      for k in system.indices where !system[k].isGone && system[k].bits[word] & bit != 0 {
        system[k].slack += row.slack
        isSeen[k] = false
        if system[k].slack >= 1 {
          system[k].isGone = true
          continue
        }
        if row.isOdd { system[k].isOdd.toggle() }
        for w in row.bits.indices { system[k].bits[w] ^= row.bits[w] }
      }
    }
    report()
  }
}
