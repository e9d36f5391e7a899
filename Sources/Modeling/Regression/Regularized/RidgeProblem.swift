import Foundation
import LinearAlgebra

/// The penalized columns of a ridge regression, weighted, scaled and rid of what the
/// unpenalized ones explain, a block of rows at a time.
struct RidgeProblem {
  struct Solved {
    var lambdas: [Double]
    var path: Matrix
    var effectiveDegrees: [Double]
    var generalized: [Double]
    var leaveOneOut: [Double]
  }

  private let slopes: DesignMatrix
  private let columns: Int
  /// Positions in the whole design.
  private let penalized: [Int]
  /// Positions among the slopes.
  private let penalizedSlopes: [Int]
  /// sⱼ √vⱼ of the penalized columns.
  private let units: [Double]
  private let roots: [Double]
  /// √w y less its projection on the unpenalized columns.
  private let residual: [Double]
  private let response: [Double]
  /// Orthonormal basis of the weighted unpenalized columns, n × u.
  private let basis: Matrix
  /// The unpenalized columns in the order of the basis, and their triangle.
  private let free: [Int]
  private let triangle: Matrix
  /// basisᵀ √W X of the penalized columns in their units, u × p.
  private let overlap: Matrix
  private(set) var notes: [FitNote] = []

  private static let blockRows = 2048
  /// Values of a design that is decomposed whole, with the accuracy of the SVD.
  private static let small = 500_000

  init(
    design whole: DesignMatrix, response: [Double], weights: [Double]?, factors: [Double]?,
    standardize: Bool
  ) throws(RegressionError) {
    let split = SlopeDesign(whole)
    slopes = split.slopes
    columns = whole.columns
    self.response = response
    roots = weights?.map { $0.squareRoot() } ?? [Double](repeating: 1, count: whole.rows)
    let moments = ColumnMoments(of: slopes, weights: weights)
    var (penalized, inSlopes, units): ([Int], [Int], [Double]) = ([], [], [])
    var freeColumns = split.intercept.map { [$0] } ?? []
    for (j, position) in split.positions.enumerated() {
      let factor = factors?[position] ?? 1
      if factor == 0 {
        freeColumns.append(position)
      } else if moments.spreads[j] > 1e-12 * abs(moments.means[j]) {
        penalized.append(position)
        inSlopes.append(j)
        units.append((standardize ? moments.spreads[j] : 1) * factor.squareRoot())
      } else {
        notes.append(
          FitNote(
            .droppedColumn,
            "Column \(slopes.names[j]) does not vary; its coefficient is zero."))
      }
    }
    self.penalized = penalized
    penalizedSlopes = inSlopes
    self.units = units

    // The unpenalized columns: few, so written out.
    var block = Matrix(rows: whole.rows, columns: freeColumns.count)
    var norms: [Double] = []
    for (a, position) in freeColumns.enumerated() {
      let column = zip(whole.column(position), roots).map { $0 * $1 }
      let norm = euclideanNorm(column)
      norms.append(norm > 0 ? norm : 1)
      block.setColumn(a, to: column.map { $0 / norms[a] })
    }
    do {
      let factored = try PivotedQR(block)
      let rank = factored.rank()
      let order = Array(factored.permutation.prefix(rank))
      free = order.map { freeColumns[$0] }
      for a in factored.permutation.dropFirst(rank).sorted() {
        notes.append(
          FitNote(
            .droppedColumn, "Column \(whole.names[freeColumns[a]]) repeats other columns."))
      }
      basis = factored.thinQ()[0..<whole.rows, 0..<rank]
      var upper = factored.upper[0..<rank, 0..<rank]
      for b in 0..<rank {
        for a in 0...b { upper[a, b] *= norms[order[b]] }
      }
      triangle = upper
    } catch {
      throw .singular("the unpenalized columns: \(error)")
    }
    var overlap = Matrix(rows: free.count, columns: penalized.count)
    for a in free.indices {
      let weighted = zip(basis.column(a), roots).map { $0 * $1 }
      let products = slopes.transposeTimes(weighted)
      for (b, j) in inSlopes.enumerated() { overlap[a, b] = products[j] / units[b] }
    }
    self.overlap = overlap
    let rooted = zip(response, roots).map { $0 * $1 }
    let fitted = basis * basis.transposeTimes(rooted)
    residual = zip(rooted, fitted).map { $0 - $1 }
  }

  /// Rows of the penalized columns: weighted, in their units, orthogonal to the basis.
  private func block(_ rows: Range<Int>) -> Matrix {
    let panel = RowPanel(columns: slopes.columns, capacity: rows.count)
    roots.withUnsafeBufferPointer {
      slopes.fill(panel, rows: rows, scaledBy: $0.baseAddress! + rows.lowerBound)
    }
    var result = Matrix(rows: rows.count, columns: penalized.count)
    for (b, j) in penalizedSlopes.enumerated() {
      let column = panel.column(j)
      for i in 0..<rows.count { result.storage[i + b * rows.count] = column[i] / units[b] }
    }
    if free.isEmpty { return result }
    return result - basis[rows, 0..<free.count] * overlap
  }

  private func blocks() -> [Range<Int>] {
    stride(from: 0, to: slopes.rows, by: Self.blockRows).map {
      $0..<min(slopes.rows, $0 + Self.blockRows)
    }
  }

  /// Right singular vectors of the block of all rows, and squares of its singular values.
  private func decomposed() throws(RegressionError) -> (rotation: Matrix, squares: [Double]) {
    let p = penalized.count
    do {
      if slopes.rows * p <= Self.small || slopes.rows <= p {
        let svd = try SVD(block(0..<slopes.rows))
        return (svd.rightTransposed.transpose, svd.values.map { $0 * $0 })
      }
      var gram = Matrix(rows: p, columns: p)
      for rows in blocks() { gram = gram + block(rows).gram() }
      let eigen = try SymmetricEigen(gram)
      return (eigen.vectors, eigen.values.map { max(0, $0) })
    } catch {
      throw .noConvergence("decomposition of the design: \(error)")
    }
  }

  func solve(_ options: Ridge.Options) throws(RegressionError) -> Solved {
    let (rotation, squares) = try decomposed()
    let top = squares.max() ?? 0
    let lambdas =
      options.lambdas?.sorted(by: >)
      ?? (0..<options.count).map {
        (top > 0 ? top : 1) * pow(10, 2 - 8 * Double($0) / Double(max(1, options.count - 1)))
      }
    let (rank, count) = (squares.count, lambdas.count)
    // Shrinkage of each direction by each λ; what the data say nothing of stays at zero.
    var inverses = Matrix(rows: rank, columns: count)
    for (k, lambda) in lambdas.enumerated() {
      for a in 0..<rank where squares[a] + lambda > 1e-14 * top {
        inverses[a, k] = 1 / (squares[a] + lambda)
      }
    }
    var cross = [Double](repeating: 0, count: penalized.count)
    for rows in blocks() {
      let part = block(rows).transposeTimes(Array(residual[rows]))
      for j in cross.indices { cross[j] += part[j] }
    }
    let rotated = rotation.transposeTimes(cross)
    var weightsOfDirections = inverses
    for k in 0..<count {
      for a in 0..<rank { weightsOfDirections[a, k] *= rotated[a] }
    }
    let scaled = rotation * weightsOfDirections

    let (sums, leftOut) = scores(rotation, inverses, weightsOfDirections)
    var solved = Solved(
      lambdas: lambdas, path: Matrix(rows: columns, columns: count), effectiveDegrees: [],
      generalized: [], leaveOneOut: leftOut)
    let rows = Double(roots.count { $0 > 0 })
    let rooted = zip(response, roots).map { $0 * $1 }
    let projected = basis.transposeTimes(rooted)
    for k in 0..<count {
      var degrees = Double(free.count)
      for a in 0..<rank { degrees += squares[a] * inverses[a, k] }
      solved.effectiveDegrees.append(degrees)
      solved.generalized.append(rows * sums[k] / ((rows - degrees) * (rows - degrees)))
      for (b, position) in penalized.enumerated() {
        solved.path[position, k] = scaled[b, k] / units[b]
      }
      let explained = overlap * scaled.column(k)
      let right = Matrix(column: zip(projected, explained).map { $0 - $1 })
      guard let freeValues = try? triangle.solveTriangle(.upper, right) else {
        throw .singular("the unpenalized columns")
      }
      for (a, position) in free.enumerated() { solved.path[position, k] = freeValues[a, 0] }
    }
    return solved
  }

  /// Residual sums of squares and leave-one-out mean squares, by λ.
  private func scores(
    _ rotation: Matrix, _ inverses: Matrix, _ directions: Matrix
  ) -> (sums: [Double], leftOut: [Double]) {
    let count = inverses.columns
    var sums = [Double](repeating: 0, count: count)
    var leftOut = sums
    for rows in blocks() {
      var coordinates = block(rows) * rotation
      let fitted = coordinates * directions
      for k in coordinates.storage.indices { coordinates.storage[k] *= coordinates.storage[k] }
      let leverage = coordinates * inverses
      for i in 0..<rows.count {
        var own = 0.0
        for a in free.indices {
          let q = basis[rows.lowerBound + i, a]
          own += q * q
        }
        for k in 0..<count {
          let error = residual[rows.lowerBound + i] - fitted[i, k]
          sums[k] += error * error
          // A row of no weight is in no sum, so leaving it out changes nothing.
          if roots[rows.lowerBound + i] > 0 {
            let left = 1 - own - leverage[i, k]
            leftOut[k] += left > 1e-12 ? error * error / (left * left) : .infinity
          }
        }
      }
    }
    let total = roots.reduce(0) { $0 + $1 * $1 }
    return (sums, leftOut.map { $0 / total })
  }
}
