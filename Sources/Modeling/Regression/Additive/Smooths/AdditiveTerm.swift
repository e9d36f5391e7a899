import LinearAlgebra

/// A smooth of a fitted model: its basis, where its coefficients stand, and whose rows it is of.
public struct AdditiveTerm: Codable, Sendable {
  public let label: String
  public let variables: [String]
  /// Of a smooth by factor: the level whose rows this one is for.
  public let level: String?
  /// Which of the smooths given to the fit this term comes from.
  public let source: Int
  public let basis: SmoothBasis
  /// Its coefficients among all.
  public let range: Range<Int>
  /// Its smoothing parameters among all.
  let parameters: Range<Int>

  let levelCode: Int32?
  /// Whether the rows' numbers multiply the smooth.
  let numericBy: Bool

  /// Zeros, or multiplied values, where `by` says so; NaN where a value is missing.
  func scale(
    _ panel: borrowing RowPanel, by: SmoothRows.By?, rows: Range<Int>
  ) {
    switch by {
    case .factor(let factor) where levelCode != nil:
      // New rows may list their levels in another order than those of the fit.
      let wanted = factor.levels.firstIndex(of: level!).map(Int32.init) ?? -2
      for (i, row) in rows.enumerated() where factor.codes[row] != wanted {
        for j in range { panel.column(j)[i] = 0 }
      }
    case .numeric(let numbers) where numericBy:
      for (i, row) in rows.enumerated() {
        for j in range { panel.column(j)[i] *= numbers[row] }
      }
    default: break
    }
  }

  /// The terms that smooths make, coefficients placed from `start` on.
  static func terms(
    _ smooths: [SmoothSpecification], from start: Int
  ) throws(RegressionError) -> [AdditiveTerm] {
    var terms: [AdditiveTerm] = []
    var (column, parameter) = (start, 0)
    for (source, smooth) in smooths.enumerated() {
      var constrained = smooth.basis != .random
      var levels: [(code: Int32, name: String)?] = [nil]
      var numericBy = false
      switch smooth.rows.by {
      case .factor(let factor):
        // A level no row has would be a smooth of nothing.
        let met = Set(factor.codes)
        levels = factor.levels.enumerated().compactMap {
          met.contains(Int32($0.offset)) ? (Int32($0.offset), $0.element) : nil
        }
      case .numeric(let numbers):
        if let row = numbers.firstIndex(where: { !$0.isFinite }) {
          throw .notFinite(column: smooth.label, row: row)
        }
        numericBy = true
        if numbers.contains(where: { $0 != numbers[0] }) { constrained = false }
      case nil: break
      }
      let basis = try SmoothBasis(smooth, constrained: constrained)
      for level in levels {
        let range = column..<column + basis.columns
        let own = parameter..<parameter + basis.penalties.count
        terms.append(
          AdditiveTerm(
            label: level.map { "\(smooth.label):\($0.name)" } ?? smooth.label,
            variables: smooth.variables, level: level?.name, source: source, basis: basis,
            range: range, parameters: own, levelCode: level?.code, numericBy: numericBy))
        (column, parameter) = (range.upperBound, own.upperBound)
      }
    }
    return terms
  }
}
