import Foundation

/// Least squares of a season and a step at every date, by one projection: with Q an
/// orthonormal basis of the season, the step of date τ lowers the squares by
/// (r·d_τ)² / (d_τ·d_τ), where r and d_τ are what Q leaves of the values and of the step
/// (Frisch & Waugh 1933).
struct ShiftScan {
  struct Best {
    var step: Int
    var size: Double
    /// Squares saved over squares left; the F statistic but for a constant.
    var ratio: Double
  }

  private let basis: [[Double]]
  private let candidates: [Int]
  /// What the season leaves of each candidate's step.
  private let steps: [[Double]]
  private let lengths: [Double]

  init(phases: [Double], harmonics: Int, trim: Double) {
    let count = phases.count
    var basis: [[Double]] = []
    func add(_ column: [Double]) {
      let left = Self.left(of: column, basis)
      let length = Self.dot(left, left).squareRoot()
      // A wave that the steps do not tell from the others adds nothing.
      guard length > 1e-8 * Double(count).squareRoot() else { return }
      basis.append(left.map { $0 / length })
    }
    add([Double](repeating: 1, count: count))
    for wave in stride(from: 1, through: harmonics, by: 1) {
      let angle = 2 * Double.pi * Double(wave)
      add(phases.map { cos(angle * $0) })
      add(phases.map { sin(angle * $0) })
    }
    self.basis = basis
    let edge = max(2, Int((trim * Double(count)).rounded(.up)))
    var candidates: [Int] = []
    var steps: [[Double]] = []
    var lengths: [Double] = []
    for step in edge...(count - edge) {
      let left = Self.left(of: (0..<count).map { $0 >= step ? 1 : 0 }, basis)
      let length = Self.dot(left, left)
      guard length > 1e-8 * Double(count) else { continue }
      candidates.append(step)
      steps.append(left)
      lengths.append(length)
    }
    self.candidates = candidates
    self.steps = steps
    self.lengths = lengths
  }

  func best(_ values: [Double]) -> Best {
    let left = Self.left(of: values, basis)
    let squares = Self.dot(left, left)
    var best = Best(step: candidates.first ?? 0, size: 0, ratio: 0)
    // What rounding leaves of a series that the season explains is no shift.
    var most = 1e-20 * Self.dot(values, values)
    for (k, step) in steps.enumerated() {
      let along = Self.dot(left, step)
      let saved = along * along / lengths[k]
      if saved > most {
        most = saved
        best = Best(
          step: candidates[k], size: along / lengths[k],
          ratio: saved / max(squares - saved, 1e-300))
      }
    }
    return best
  }

  func residuals(_ values: [Double], shift: Best) -> [Double] {
    let without = values.indices.map { values[$0] - ($0 >= shift.step ? shift.size : 0) }
    return Self.left(of: without, basis)
  }

  private static func left(of column: [Double], _ basis: [[Double]]) -> [Double] {
    var left = column
    // Twice, so that rounding leaves nothing of the basis (Giraud & Langou 2002).
    for _ in 0..<2 {
      for direction in basis {
        let along = dot(left, direction)
        for t in left.indices { left[t] -= along * direction[t] }
      }
    }
    return left
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for t in a.indices { sum += a[t] * b[t] }
    return sum
  }
}
