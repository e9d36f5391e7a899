/// The Lagrangian relaxation of a cover and its best multipliers so far:
///
///     L(u) = Σ_i u_i + Σ_j min(0, c_j − Σ_{i ∈ j} u_i),   u ≥ 0
///
/// raised by a deflected subgradient method (Held & Karp 1971; Camerini, Fratta & Maffioli
/// 1975; steps as in Caprara, Fischetti & Toth 1999).
struct CoverRelaxation {
  /// Multipliers of the rows, and reduced costs of the columns at them.
  var multipliers: [Double]
  var reducedCost: [Double]
  /// L at `multipliers`.
  var bound = -Double.infinity
  /// How often each column was in the relaxed solution, recent ones counting more: near
  /// to the linear relaxation's optimum.
  var frequency: [Double]

  init(_ matrix: CoverMatrix, multipliers: [Double]) {
    self.multipliers = multipliers
    reducedCost = matrix.cost
    frequency = [Double](repeating: 0, count: matrix.columnCount)
  }

  /// Multipliers to begin with: every row pays the least share of a column's cost.
  static func initialMultipliers(_ matrix: CoverMatrix) -> [Double] {
    var result = [Double](repeating: .infinity, count: matrix.rowCount)
    matrix.read { a in
      for j in 0..<a.columnCount {
        let entries = a.entries(ofColumn: j)
        let share = a.cost[j] / Double(max(1, entries.count))
        for e in entries {
          let i = Int(a.columnRows[e])
          result[i] = min(result[i], share)
        }
      }
    }
    return result.map { $0.isFinite ? $0 : 0 }
  }

  /// How a run of the subgradient method is steered.
  struct Schedule {
    var iterations: Int
    var step: Double
    /// The step is halved after so many iterations without a better bound.
    var patience: Int
    var leastStep = 0.005
  }

  /// Raises the bound until it reaches `target`, the schedule ends or the step is small.
  /// Returns the step in force at the end.
  mutating func raise(
    _ matrix: CoverMatrix, upper: Double, target: Double, _ schedule: Schedule
  ) -> Double {
    let m = matrix.rowCount
    var u = multipliers
    var direction = [Double](repeating: 0, count: m)
    var covered = [Int32](repeating: 0, count: m)
    var reduced = [Double](repeating: 0, count: matrix.columnCount)
    var step = schedule.step
    var sinceBetter = 0
    for _ in 0..<schedule.iterations {
      let value = relax(matrix, u, &reduced, &covered)
      if value > bound {
        let isClear = value > bound + 1e-4 * max(1, abs(upper))
        sinceBetter = isClear ? 0 : sinceBetter + 1
        bound = value
        swap(&reducedCost, &reduced)
        multipliers = u
        if bound >= target { return step }
      } else {
        sinceBetter += 1
      }
      if sinceBetter >= schedule.patience {
        sinceBetter = 0
        step /= 2
        if step < schedule.leastStep { break }
        u = multipliers
      }
      var norm = 0.0
      for i in 0..<m {
        var d = 1 - Double(covered[i]) + 0.5 * direction[i]
        if u[i] <= 0 && d < 0 { d = 0 }
        direction[i] = d
        norm += d * d
      }
      if norm == 0 { break }
      let length = step * max(upper - value, 1e-3 * abs(upper)) / norm
      for i in 0..<m { u[i] = max(0, u[i] + length * direction[i]) }
    }
    return step
  }

  /// L(u), the reduced costs at u, and how often the relaxed solution covers each row.
  private mutating func relax(
    _ matrix: CoverMatrix, _ u: [Double], _ reduced: inout [Double], _ covered: inout [Int32]
  ) -> Double {
    var value = 0.0
    for i in 0..<matrix.rowCount {
      value += u[i]
      covered[i] = 0
    }
    matrix.read { a in
      u.withUnsafeBufferPointer { u in
        covered.withUnsafeMutableBufferPointer { covered in
          reduced.withUnsafeMutableBufferPointer { reduced in
            frequency.withUnsafeMutableBufferPointer { frequency in
              for j in 0..<a.columnCount {
                let entries = a.entries(ofColumn: j)
                var r = a.cost[j]
                for k in entries { r -= u[Int(a.columnRows[k])] }
                reduced[j] = r
                var f = 0.9 * frequency[j]
                if r < 0 {
                  value += r
                  f += 0.1
                  for k in entries { covered[Int(a.columnRows[k])] += 1 }
                }
                frequency[j] = f
              }
            }
          }
        }
      }
    }
    return value
  }
}
