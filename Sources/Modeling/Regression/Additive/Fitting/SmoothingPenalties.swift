import Foundation
import LinearAlgebra

/// All penalties of a model, each a diagonal over the columns of one term, and their sum for
/// given logarithms ρ of the smoothing parameters.
struct SmoothingPenalties: Sendable {
  /// One parameter's penalty: columns of its term, and the diagonal over them.
  struct Part: Sendable {
    var range: Range<Int>
    var diagonal: [Double]
  }

  let columns: Int
  let parts: [Part]
  /// Columns that a penalty reaches.
  let penalized: [Int]

  init(terms: [AdditiveTerm], columns: Int, dropped: [Int]) {
    self.columns = columns
    parts = terms.flatMap { term in
      term.basis.penalties.map { diagonal in
        Part(
          range: term.range,
          diagonal: zip(term.range, diagonal).map { dropped.contains($0) ? 0 : $1 })
      }
    }
    var reached = [Bool](repeating: false, count: columns)
    for part in parts {
      for (j, value) in zip(part.range, part.diagonal) where value > 0 { reached[j] = true }
    }
    penalized = reached.indices.filter { reached[$0] }
  }

  /// λₖ Sₖ, over the columns of part k.
  func scaled(_ k: Int, _ rho: [Double]) -> [Double] {
    let factor = exp(rho[k])
    return parts[k].diagonal.map { factor * $0 }
  }

  /// Σ λₖ Sₖ, a value a column.
  func total(_ rho: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: columns)
    for k in parts.indices {
      for (j, value) in zip(parts[k].range, scaled(k, rho)) { sum[j] += value }
    }
    return sum
  }

  /// ln |Σ λₖ Sₖ|₊ with its exact derivatives by ρ.
  func logDeterminant(
    _ rho: [Double]
  ) -> (value: Double, gradient: [Double], hessian: Matrix) {
    let sum = total(rho)
    var value = 0.0
    for j in penalized { value += log(sum[j]) }
    var gradient = [Double](repeating: 0, count: parts.count)
    var hessian = Matrix(rows: parts.count, columns: parts.count)
    for k in parts.indices {
      let own = scaled(k, rho)
      for (j, term) in zip(parts[k].range, own) where term > 0 {
        gradient[k] += term / sum[j]
        hessian[k, k] += term / sum[j]
      }
      for l in parts.indices where parts[l].range == parts[k].range {
        let other = scaled(l, rho)
        for (i, j) in parts[k].range.enumerated() where own[i] > 0 && other[i] > 0 {
          hessian[k, l] -= own[i] / sum[j] * (other[i] / sum[j])
        }
      }
    }
    return (value, gradient, hessian)
  }
}

extension SmoothingPenalties {
  /// Where to look for ρ: from a penalty that does nothing to one that leaves nothing to bend,
  /// and a start between.
  func limits(_ gram: Matrix) -> (lower: [Double], start: [Double], upper: [Double]) {
    var (lower, start, upper): ([Double], [Double], [Double]) = ([], [], [])
    for part in parts {
      var (data, penalty, count) = (0.0, 0.0, 0.0)
      var (smallest, largest) = (Double.infinity, 0.0)
      for (j, value) in zip(part.range, part.diagonal) where value > 0 && gram[j, j] > 0 {
        data += gram[j, j]
        penalty += value
        count += 1
        smallest = min(smallest, value / gram[j, j])
        largest = max(largest, value / gram[j, j])
      }
      guard count > 0 else {
        lower.append(0)
        start.append(0)
        upper.append(0)
        continue
      }
      lower.append(log(1e-10 / largest))
      upper.append(log(1e8 / smallest))
      start.append(log(data / penalty))
    }
    return (lower, start, upper)
  }
}
