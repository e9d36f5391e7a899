import Foundation
import LinearAlgebra

/// Penalized least squares from the triangle of √W [X y].
///
/// Everything the rows have to say is in the triangle, so each trial of smoothing parameters
/// costs only what a matrix of `columns` rows costs (Wood 2017, sec. 6.5.1).
struct GaussianSmoothness: Sendable {
  let triangle: Matrix
  let criterion: SmoothnessCriterion
  /// Columns set aside as linear combinations of others.
  let dropped: [Int]

  private var columns: Int { criterion.penalties.columns }

  func state(_ rho: [Double]) throws(RegressionError) -> SmoothingState {
    let penalties = criterion.penalties
    let total = penalties.total(rho)
    let extra = penalties.penalized + dropped
    var stacked = Matrix(rows: columns + extra.count, columns: columns)
    for j in 0..<columns {
      for i in 0...j { stacked[i, j] = triangle[i, j] }
    }
    for (i, j) in extra.enumerated() {
      // A column of zeros gets a coefficient of zero and a determinant of one.
      stacked[columns + i, j] = i < penalties.penalized.count ? total[j].squareRoot() : 1
    }
    var right = [Double](repeating: 0, count: stacked.rows)
    for i in 0..<columns { right[i] = triangle[i, columns] }
    do {
      let qr = try QR(stacked)
      let coefficients = try qr.leastSquares(right)
      let root = try qr.upper.solveTriangle(.upper, .identity(columns))
      var logDeterminant = 0.0
      for value in qr.upper.diagonal { logDeterminant += 2 * log(abs(value)) }
      var deviance = triangle[columns, columns] * triangle[columns, columns]
      for i in 0..<columns {
        var residual = triangle[i, columns]
        for j in i..<columns { residual -= triangle[i, j] * coefficients[j] }
        deviance += residual * residual
      }
      return SmoothingState(
        rho: rho, coefficients: coefficients, root: root, logDeterminant: logDeterminant,
        halfDeviance: deviance / 2, slopes: criterion.slopes(coefficients, root, rho))
    } catch {
      throw .singular("penalized least squares: \(error)")
    }
  }

  /// XᵀWX.
  func gram() -> Matrix { triangle[0..<columns, 0..<columns].triangle(.upper).gram() }
}
