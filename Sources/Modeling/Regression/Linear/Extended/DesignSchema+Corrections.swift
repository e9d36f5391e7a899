import LinearAlgebra

extension DesignSchema {
  /// More work than this (rows times squared columns) is not done again with twice
  /// the digits, so that what products lost is not worth knowing.
  private static let mostWork = 1e6

  /// The design with what the doubles of its powers and products lost: `I(x^2)`,
  /// `poly(x, 3, raw: true)`, `x:z`. Others are left as they are.
  ///
  /// - Parameter rows: of the frame, the design's own.
  func correcting(
    _ design: DesignMatrix, of frame: ModelFrame, rows: [Int]
  ) throws(RegressionError) -> DesignMatrix {
    let width = Double(design.columns)
    guard Double(design.rows) * width * width < Self.mostWork else { return design }
    let products = ExtendedEvaluator(FrameEvaluator(frame))
    var corrections: [Int: [Double]] = [:]
    for (term, span) in zip(terms.terms, spans.suffix(terms.terms.count)) {
      guard let columns = try exactColumns(of: term, products),
        columns.count == span.columns.count
      else { continue }
      for (column, exact) in zip(span.columns, columns) {
        // Relative to the double that stands in the design, however it was rounded.
        let low = zip(rows, design.column(column)).map { row, stored in
          let rest = (exact.high[row] - stored) + exact.low[row]
          return rest.isFinite ? rest : 0
        }
        if low.contains(where: { $0 != 0 }) { corrections[column] = low }
      }
    }
    guard !corrections.isEmpty else { return design }
    return DesignMatrix(
      rows: design.rows, names: design.names, blocks: design.blocks, corrections: corrections)
  }

  /// The columns of a term over the rows of the frame; nil where one of its atoms is
  /// no product of numbers.
  private func exactColumns(
    of term: [Int], _ products: ExtendedEvaluator
  ) throws(RegressionError) -> [ExtendedColumn]? {
    var columns: [ExtendedColumn] = []
    for atom in term {
      let coding = codings[atom]
      guard coding.factor == nil, coding.spline == nil else { return nil }
      var own: [ExtendedColumn]
      if let polynomial = coding.polynomial {
        guard polynomial.raw, case .call(_, let arguments) = terms.atoms[atom],
          let x = try products.column(arguments[0].value)
        else { return nil }
        own = (1...polynomial.degree).map { x.power($0) }
      } else {
        guard let x = try products.column(terms.atoms[atom]) else { return nil }
        own = [x]
      }
      columns = columns.isEmpty ? own : own.flatMap { b in columns.map { a in a * b } }
    }
    return columns
  }
}

/// Expressions of sums and products over all rows of a frame, to twice the digits.
private struct ExtendedEvaluator {
  private let frame: FrameEvaluator

  init(_ frame: FrameEvaluator) { self.frame = frame }

  /// Nil where the expression is no number.
  func column(_ expression: FormulaExpression) throws(RegressionError) -> ExtendedColumn? {
    switch expression {
    case .negated(let inner):
      return try column(inner).map { ExtendedColumn(repeating: -1, count: frame.rowCount) * $0 }
    case .binary(let sign, let left, let right):
      if sign == .power {
        guard case .number(let exponent) = right, exponent >= 0, exponent <= 64,
          exponent == exponent.rounded()
        else { break }
        return try column(left)?.power(Int(exponent))
      }
      guard let a = try column(left), let b = try column(right) else { return nil }
      switch sign {
      case .plus: return a + b
      case .minus: return a + ExtendedColumn(repeating: -1, count: frame.rowCount) * b
      case .times: return a * b
      case .over, .power: break
      }
    case .call(.identity, let arguments): return try column(arguments[0].value)
    default: break
    }
    switch try frame.value(of: expression) {
    case .constant(let value): return ExtendedColumn(repeating: value, count: frame.rowCount)
    case .numeric(let values): return ExtendedColumn(values)
    case .factor, .time: return nil
    }
  }
}
