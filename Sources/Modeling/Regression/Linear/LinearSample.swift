import LinearAlgebra

/// The rows a linear fit was made on: shared arrays, not copies.
public struct LinearSample: Sendable {
  public let design: DesignMatrix
  public let response: [Double]
  /// Prior weights, at least 0; nil where every row weighs 1.
  public let weights: [Double]?
  /// A known part of the linear predictor; nil for none.
  public let offset: [Double]?

  /// - Throws: `.tooFewRows` without rows or columns, `.notFinite` for a response,
  ///   weight or offset that is no number, `.setting` for a negative weight or
  ///   arrays that are not of one length. Values of the design are looked at by the fit.
  public init(
    design: DesignMatrix, response: [Double], weights: [Double]? = nil, offset: [Double]? = nil
  ) throws(RegressionError) {
    let rows = design.rows
    for (name, values) in [("response", response), ("weights", weights), ("offset", offset)] {
      guard let values else { continue }
      guard values.count == rows else {
        throw .setting(name, reason: "\(values.count) values for \(rows) rows")
      }
      if let row = values.firstNotFinite() { throw .notFinite(column: name, row: row) }
    }
    guard rows > 0, design.columns > 0 else {
      throw .tooFewRows(rows: rows, columns: design.columns)
    }
    if let weights {
      if let row = weights.firstIndex(where: { $0 < 0 }) {
        throw .setting("weights", reason: "row \(row + 1) has a negative weight")
      }
      guard weights.contains(where: { $0 > 0 }) else {
        throw .setting("weights", reason: "no row has a weight above 0")
      }
    }
    self.design = design
    self.response = response
    self.weights = weights
    self.offset = offset
  }

  /// Rows that count: those of weight above 0.
  public var count: Int { weights.map { $0.count { $0 > 0 } } ?? response.count }

  /// The response less the offset.
  var adjustedResponse: [Double] {
    guard let offset else { return response }
    var result = response
    for i in result.indices { result[i] -= offset[i] }
    return result
  }

  /// √w, or nil where every row weighs 1.
  var roots: [Double]? { weights.map { $0.map { $0.squareRoot() } } }

  /// The design's first value that is not a finite number.
  func unusableValue() -> RegressionError { design.notFiniteValue }
}
