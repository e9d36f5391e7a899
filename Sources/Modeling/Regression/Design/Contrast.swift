public import LinearAlgebra

/// How a factor of L levels becomes L − 1 columns beside an intercept (Chambers &
/// Hastie 1992, "Statistical Models in S", §2.3.2; R's `contr.treatment`,
/// `contr.sum`, `contr.helmert`, `contr.poly`).
public enum Contrast: String, Codable, CaseIterable, Sendable {
  /// Each level against the reference, which has no column.
  case treatment
  /// Each level against the mean of all; the one left out is minus the sum of the others.
  case sum
  /// Each level after the first against the mean of those before it.
  case helmert
  /// Linear, quadratic, cubic … across the levels in order, orthonormal.
  case polynomial
}

/// A factor as it was when the model was fitted.
public struct FactorCoding: Codable, Equatable, Sendable {
  public var levels: [String]
  /// Rows of each level among those the model was fitted on.
  public var counts: [Int]
  public var contrast: Contrast
  /// The level without a column of its own, under treatment and sum contrasts.
  public var reference: Int

  public init(levels: [String], counts: [Int], contrast: Contrast, reference: Int) {
    self.levels = levels
    self.counts = counts
    self.contrast = contrast
    self.reference = reference
  }

  /// More levels than this are not written out in Helmert's or polynomial contrasts,
  /// which have no zeros to leave out.
  static let widestDense = 100

  /// `levels × (levels − 1)`, as R's `contr.*`, with the level left out where `reference` says.
  public var contrastMatrix: Matrix {
    let n = levels.count
    var matrix = Matrix(rows: n, columns: max(0, n - 1))
    guard n > 1 else { return matrix }
    switch contrast {
    case .treatment, .sum:
      for (j, level) in coded.enumerated() {
        matrix[level, j] = 1
        if contrast == .sum { matrix[reference, j] = -1 }
      }
    case .helmert:
      for j in 0..<n - 1 {
        for i in 0...j { matrix[i, j] = -1 }
        matrix[j + 1, j] = Double(j + 1)
      }
    case .polynomial:
      // Each degree from the one before, times the level's number, made orthogonal
      // to all lower ones twice: the three-term recurrence drifts beyond twenty levels.
      var columns = [[Double](repeating: 1 / Double(n).squareRoot(), count: n)]
      for _ in 1..<n {
        var next = columns[columns.count - 1]
        for i in next.indices { next[i] *= Double(i) - Double(n - 1) / 2 }
        for _ in 0..<2 {
          for column in columns {
            let part = dot(column, next)
            for i in next.indices { next[i] -= part * column[i] }
          }
        }
        let length = euclideanNorm(next)
        columns.append(next.map { $0 / length })
      }
      for j in 1..<n { matrix.setColumn(j - 1, to: columns[j]) }
    }
    return matrix
  }

  /// Levels that have a column under treatment and sum contrasts.
  var coded: [Int] { levels.indices.filter { $0 != reference } }

  /// What stands in brackets behind the factor's name, a column each.
  func columnLabels(full: Bool) -> [String] {
    if full { return levels }
    switch contrast {
    case .treatment: return coded.map { levels[$0] }
    case .sum: return coded.map { "S.\(levels[$0])" }
    case .helmert: return levels.dropFirst().map { "H.\($0)" }
    case .polynomial:
      return (1..<max(1, levels.count)).map { $0 <= 3 ? [".L", ".Q", ".C"][$0 - 1] : "^\($0)" }
    }
  }
}
