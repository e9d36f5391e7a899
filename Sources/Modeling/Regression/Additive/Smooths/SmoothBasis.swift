public import LinearAlgebra

/// The functions a smooth term is a combination of, after its constraint, in the coordinates in
/// which its penalty is diagonal.
///
/// The sum-to-zero constraint 1ᵀX β = 0 over the rows of the fit is absorbed by an orthonormal
/// basis of its null space (Wood 2017, sec. 5.4.1), and the penalty's eigenvectors turn the rest
/// (the natural parametrization, sec. 5.4.2): both turns are orthogonal, so log determinants are
/// those of the raw basis, and a penalty of 10¹⁰ cannot blur the functions it leaves free.
public struct SmoothBasis: Codable, Sendable {
  /// One kernel a covariate.
  let kernels: [SplineKernel]
  /// A row for each row of the kernels' tables (products of rows for two covariates),
  /// a column for each coefficient.
  let table: Matrix
  /// Rows of each kernel's own table.
  let tableRows: [Int]
  /// Diagonals of the penalties, each of `columns` values; zero where the function is free.
  /// Scaled so that a smoothing parameter of 1 weighs like the data's own sums of squares.
  public let penalties: [[Double]]

  /// Coefficients of the smooth.
  public var columns: Int { table.columns }

  /// Functions that no penalty reaches.
  public var freeColumns: Int {
    (0..<columns).count { j in penalties.allSatisfy { $0[j] == 0 } }
  }

  /// The smooth's functions at each of the values: `values[0].count × columns`.
  ///
  /// Beyond the values of the fit a cubic spline goes on as a straight line, a cyclic one around.
  public func evaluate(_ values: [[Double]]) -> Matrix {
    let rows = values[0].count
    let panel = RowPanel(columns: columns, capacity: max(1, rows))
    var scratch = LocalRows()
    fill(panel, from: 0, values: values, rows: 0..<rows, scratch: &scratch)
    var result = Matrix(rows: rows, columns: columns)
    for j in 0..<columns {
      for i in 0..<rows { result.storage[i + j * rows] = panel.column(j)[i] }
    }
    return result
  }

  /// Rows of the table that each of some values meets.
  struct LocalRows {
    var rows: [Int32] = []
    var weights: [Double] = []
  }

  /// Writes the functions at some rows into columns of a panel.
  func fill(
    _ panel: borrowing RowPanel, from start: Int, values: [[Double]], rows range: Range<Int>,
    scratch: inout LocalRows
  ) {
    let count = range.count
    let each = kernels.count == 1 ? 4 : 16
    if scratch.rows.count < each * count {
      scratch.rows = [Int32](repeating: 0, count: each * count)
      scratch.weights = [Double](repeating: 0, count: each * count)
    }
    locate(values: values, rows: range, into: &scratch)
    scratch.rows.withUnsafeBufferPointer { places in
      scratch.weights.withUnsafeBufferPointer { weights in
        table.storage.withUnsafeBufferPointer { table in
          for j in 0..<columns {
            let target = panel.column(start + j)
            let source = table.baseAddress! + j * self.table.rows
            if each == 4 {
              for i in 0..<count {
                var sum = weights[i] * source[Int(places[i])]
                sum += weights[count + i] * source[Int(places[count + i])]
                sum += weights[2 * count + i] * source[Int(places[2 * count + i])]
                sum += weights[3 * count + i] * source[Int(places[3 * count + i])]
                target[i] = sum
              }
            } else {
              for i in 0..<count {
                var sum = 0.0
                for m in 0..<each {
                  sum += weights[m * count + i] * source[Int(places[m * count + i])]
                }
                target[i] = sum
              }
            }
          }
        }
      }
    }
  }

  /// Slot m of row i is at m · count + i.
  private func locate(values: [[Double]], rows range: Range<Int>, into scratch: inout LocalRows) {
    let count = range.count
    scratch.rows.withUnsafeMutableBufferPointer { places in
      scratch.weights.withUnsafeMutableBufferPointer { weights in
        for (i, row) in range.enumerated() {
          let first = kernels[0].local(values[0][row])
          if kernels.count == 1 {
            for m in 0..<4 {
              places[m * count + i] = first.rows[m]
              weights[m * count + i] = first.weights[m]
            }
          } else {
            let second = kernels[1].local(values[1][row])
            for a in 0..<4 {
              for b in 0..<4 {
                places[(4 * a + b) * count + i] =
                  first.rows[a] * Int32(tableRows[1]) + second.rows[b]
                weights[(4 * a + b) * count + i] = first.weights[a] * second.weights[b]
              }
            }
          }
        }
      }
    }
  }

  /// Whether every covariate is where the data of the fit were.
  func covers(_ values: [Double]) -> Bool {
    zip(kernels, values).allSatisfy { $0.covers($1) }
  }
}

extension SmoothBasis {
  /// Where the first covariate was in the rows of the fit, as far as the knots tell.
  public var extent: (low: Double, high: Double) {
    let knots = kernels[0].knots
    switch kernels[0].kind {
    case .cubic, .cyclic, .levels: return (knots[0], knots[knots.count - 1])
    case .bSpline: return (knots[3], knots[knots.count - 4])
    }
  }
}
