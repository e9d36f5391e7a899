import Foundation

extension ArrowSystem {
  /// Weighted products of all rows: A_s (lower triangle), B_s and scores of each
  /// slot, and what each day adds to the border.
  static func accumulate(
    _ design: ArrowDesign, mu: [Double], alpha: [Double], a: inout [Double],
    b: inout [SIMD8<Double>], g: inout [Double], dayWeight: inout [Double],
    dayScore: inout [Double]
  ) {
    let (n, lanes) = (design.blockCount, design.lanes)
    design.f.withUnsafeBufferPointer { f in
      design.blockStart.withUnsafeBufferPointer { starts in
        design.blockColumn.withUnsafeBufferPointer { columns in
          design.blockValue.withUnsafeBufferPointer { values in
            a.withUnsafeMutableBufferPointer { a in
              b.withUnsafeMutableBufferPointer { b in
                for s in 0..<design.slotCount {
                  let dispersion = alpha[s]
                  for row in design.slotStart[s]..<design.slotStart[s + 1] {
                    let day = Int(design.day[row])
                    let share = design.weight[row] / (1 + dispersion * mu[row])
                    let w = share * mu[row]
                    let score = share * (design.y[row] - mu[row])
                    dayWeight[day] += w
                    dayScore[day] += score
                    let (first, end) = (Int(starts[day]), Int(starts[day + 1]))
                    let used = Int(design.usedLanes[day])
                    var i = first
                    while i < end {
                      let column = Int(columns[i])
                      let weighted = w * values[i]
                      g[s * n + column] += score * values[i]
                      // Columns of a day ascend: this is the lower triangle.
                      let line = a.baseAddress! + (s * n + column) * n
                      var j = first
                      while j <= i {
                        line[Int(columns[j])] += weighted * values[j]
                        j += 1
                      }
                      let target = b.baseAddress! + (s * n + column) * lanes
                      let source = f.baseAddress! + day * lanes
                      var lane = 0
                      while lane < used {
                        target[lane] += weighted * source[lane]
                        lane += 1
                      }
                      i += 1
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// What the columns that differ within a day add: to B_s, to themselves, and to
  /// the products with F, summed by day.
  static func accumulateExtra(
    _ design: ArrowDesign, mu: [Double], alpha: [Double], b: inout [SIMD8<Double>],
    dayExtra: inout [Double], c: inout [SIMD8<Double>], scores: inout [Double]
  ) {
    let (n, lanes, r) = (design.blockCount, design.lanes, design.extra)
    for s in 0..<design.slotCount where r > 0 {
      for row in design.slotStart[s]..<design.slotStart[s + 1] {
        let day = Int(design.day[row])
        let share = design.weight[row] / (1 + alpha[s] * mu[row])
        let w = share * mu[row]
        for k in 0..<r {
          let x = design.x[row * r + k]
          let place = design.border + k
          for i in Int(design.blockStart[day])..<Int(design.blockStart[day + 1]) {
            let line = (s * n + Int(design.blockColumn[i])) * lanes
            b[line + (place >> 3)][place & 7] += w * design.blockValue[i] * x
          }
          dayExtra[day * r + k] += w * x
          scores[place] += share * (design.y[row] - mu[row]) * x
          for l in k..<r {
            let other = design.border + l
            c[place * lanes + (other >> 3)][other & 7] += w * x * design.x[row * r + l]
          }
        }
      }
    }
  }

  /// The border's own part: Σ w_d F_d F_dᵀ, and F against the columns that differ
  /// within a day. Upper triangle.
  static func addDays(
    _ design: ArrowDesign, dayWeight: [Double], dayScore: [Double], dayExtra: [Double],
    c: inout [SIMD8<Double>], scores: inout [Double]
  ) {
    let (q, lanes, r) = (design.border, design.lanes, design.extra)
    design.f.withUnsafeBufferPointer { f in
      c.withUnsafeMutableBufferPointer { c in
        for day in 0..<design.dayCount where dayWeight[day] != 0 {
          let source = f.baseAddress! + day * lanes
          for i in 0..<q {
            let value = source[i >> 3][i & 7]
            if value == 0 { continue }
            scores[i] += dayScore[day] * value
            let weighted = dayWeight[day] * value
            let target = c.baseAddress! + i * lanes
            for lane in (i >> 3)..<max(i >> 3, Int(design.usedLanes[day])) {
              target[lane] += weighted * source[lane]
            }
            for k in 0..<r {
              let place = q + k
              target[place >> 3][place & 7] += value * dayExtra[day * r + k]
            }
          }
        }
      }
    }
  }

  /// Adds λ S to the information and takes λ S β off the scores.
  static func penalize(
    _ penalties: [CountPenalty], coefficients: ArrowCoefficients, slots: Int, blockCount b: Int,
    a: inout [Double], g: inout [Double], scores: inout [Double], c: inout [SIMD8<Double>],
    lanes: Int
  ) {
    for penalty in penalties {
      let first = penalty.columns.lowerBound
      for i in 0..<penalty.columns.count {
        for j in 0..<penalty.columns.count {
          let entry = penalty.lambda * penalty.entry(i, j)
          if entry == 0 { continue }
          switch penalty.place {
          case .border:
            let place = first + j
            if j >= i { c[(first + i) * lanes + (place >> 3)][place & 7] += entry }
            scores[first + i] -= entry * coefficients.border[place]
          case .block:
            for s in 0..<slots {
              a[s * b * b + (first + i) * b + first + j] += entry
              g[s * b + first + i] -= entry * coefficients.block[s * b + first + j]
            }
          }
        }
      }
    }
  }

  /// A_s → L_s, B_s → L_s⁻¹ B_s, scores → L_s⁻¹ scores, in place.
  ///
  /// - Returns: false where A_s is not positive definite.
  static func eliminate(
    slot s: Int, order b: Int, lanes: Int, factors: inout [Double],
    reduced: inout [SIMD8<Double>], scores: inout [Double]
  ) -> Bool {
    let origin = s * b * b
    return factors.withUnsafeMutableBufferPointer { l in
      reduced.withUnsafeMutableBufferPointer { t in
        for i in 0..<b {
          let row = l.baseAddress! + origin + i * b
          for j in 0..<i {
            let other = l.baseAddress! + origin + j * b
            var sum = row[j]
            for k in 0..<j { sum -= row[k] * other[k] }
            row[j] = sum / other[j]
          }
          var pivot = row[i] + 1e-10 * max(row[i], 1e-6)
          for k in 0..<i { pivot -= row[k] * row[k] }
          guard pivot > 0, pivot.isFinite else { return false }
          row[i] = pivot.squareRoot()
          let target = t.baseAddress! + (s * b + i) * lanes
          var score = scores[s * b + i]
          for k in 0..<i where row[k] != 0 {
            let source = t.baseAddress! + (s * b + k) * lanes
            for lane in 0..<lanes { target[lane] -= row[k] * source[lane] }
            score -= row[k] * scores[s * b + k]
          }
          let scale = 1 / row[i]
          for lane in 0..<lanes { target[lane] *= scale }
          scores[s * b + i] = score * scale
        }
        return true
      }
    }
  }
}
