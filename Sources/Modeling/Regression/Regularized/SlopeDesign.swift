import LinearAlgebra

/// A design parted into its intercept, which no penalty touches, and its slopes.
struct SlopeDesign: Sendable {
  /// The design without its columns of ones.
  let slopes: DesignMatrix
  /// Where each slope stands in the whole design, ascending.
  let positions: [Int]
  /// Where the intercept stands; nil where the design has none.
  let intercept: Int?

  init(_ design: DesignMatrix) {
    var (blocks, positions): ([DesignMatrix.Block], [Int]) = ([], [])
    var intercept: Int?
    for (block, start) in zip(design.blocks, design.starts) {
      if case .intercept = block {
        intercept = intercept ?? start
      } else {
        blocks.append(block)
        positions += start..<start + block.width
      }
    }
    slopes = DesignMatrix(
      rows: design.rows, names: positions.map { design.names[$0] }, blocks: blocks)
    self.positions = positions
    self.intercept = intercept
  }
}

extension DesignMatrix {
  /// This design with an intercept before its columns, unless it has one.
  public func withIntercept(named name: String = "(Intercept)") -> DesignMatrix {
    let hasOne = blocks.contains { if case .intercept = $0 { true } else { false } }
    if hasOne { return self }
    return DesignMatrix(rows: rows, names: [name] + names, blocks: [.intercept] + blocks)
  }

  /// - Throws: `.tooFewRows` for no rows, `.notFinite` with the first such value
  ///   of the response, the weights, the offset or the design; `.setting` for weights
  ///   that are negative or all zero.
  func requireFinite(
    response: [Double], weights: [Double]? = nil, offset: [Double]? = nil,
    checkingColumns: Bool = true
  ) throws(RegressionError) {
    precondition(response.count == rows, "a response a row")
    precondition(weights.map { $0.count == rows } ?? true, "a weight a row")
    precondition(offset.map { $0.count == rows } ?? true, "an offset a row")
    guard rows > 0 else { throw .tooFewRows(rows: 0, columns: columns) }
    for (name, values) in [("response", response), ("weights", weights), ("offset", offset)] {
      if let row = values?.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(column: name, row: row)
      }
    }
    if let weights {
      if let row = weights.firstIndex(where: { $0 < 0 }) {
        throw .setting("weights", reason: "row \(row + 1) has a negative weight")
      }
      if !weights.contains(where: { $0 > 0 }) {
        throw .setting("weights", reason: "every weight is zero")
      }
    }
    guard checkingColumns else { return }
    if let place = firstNotFinite() {
      throw .notFinite(column: names[place.column], row: place.row)
    }
  }
}
