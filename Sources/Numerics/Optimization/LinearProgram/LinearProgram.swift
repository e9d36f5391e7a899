/// A linear program set up for repeated solving: scaled, in a `Simplex` that keeps
/// its basis between calls. Values go in and out in the problem's own units.
final class LinearProgram {
  let simplex: Simplex
  let rowCount: Int
  let variableCount: Int
  /// x = scaled x · columnScale; scaled row = row · rowScale.
  private let columnScale: [Double]
  private let rowScale: [Double]
  private let differencing: RowDifferencing?
  /// Whether it is a cover of time, which differences of rows shorten.
  var isDifferenced: Bool { differencing != nil }

  /// - Parameter keptRows: so many rows at the end that are never rewritten.
  init(
    columns: SparseColumns, cost: [Double], lower: [Double], upper: [Double],
    rowLower: [Double], rowUpper: [Double], keptRows: Int = 0
  ) {
    rowCount = columns.rowCount
    variableCount = columns.columnCount
    if let d = RowDifferencing(
      columns, rowLower: rowLower, rowUpper: rowUpper, keptRows: keptRows)
    {
      differencing = d
      rowScale = [Double](repeating: 1, count: rowCount)
      columnScale = [Double](repeating: 1, count: d.columns.columnCount)
      let bounds = d.rowBounds
      simplex = Simplex(
        columns: d.columns, cost: d.extended(cost) { _ in 0 },
        lower: d.extended(lower) { rowLower[$0] }, upper: d.extended(upper) { rowUpper[$0] },
        rowLower: bounds.lower, rowUpper: bounds.upper, isDifference: d.isDifference)
      var start = simplex.basisSnapshot()
      for i in 0..<rowCount where d.activityVariable[i] >= 0 {
        start[d.activityVariable[i]] = .basic
        start[simplex.structuralCount + i] = .atLower
      }
      simplex.restore(start)
      return
    }
    differencing = nil
    var scaled = columns
    let scales = Self.scale(&scaled)
    rowScale = scales.rows
    columnScale = scales.columns
    simplex = Simplex(
      columns: scaled,
      cost: zip(cost, scales.columns).map { $0 * $1 },
      lower: zip(lower, scales.columns).map { $0 / $1 },
      upper: zip(upper, scales.columns).map { $0 / $1 },
      rowLower: zip(rowLower, scales.rows).map { $0 * $1 },
      rowUpper: zip(rowUpper, scales.rows).map { $0 * $1 })
  }

  /// Geometric scaling by powers of two (Fourer 1979), left out where all
  /// coefficients are of one size anyway: it would only blur a 0/1 structure.
  static func scale(_ a: inout SparseColumns) -> (rows: [Double], columns: [Double]) {
    var rows = [Double](repeating: 1, count: a.rowCount)
    var columns = [Double](repeating: 1, count: a.columnCount)
    var least = Double.infinity
    var largest = 0.0
    for v in a.values {
      least = min(least, abs(v))
      largest = max(largest, abs(v))
    }
    guard least < 0.2 || largest > 5 else { return (rows, columns) }
    for _ in 0..<6 {
      var rowLeast = [Double](repeating: .infinity, count: a.rowCount)
      var rowLargest = [Double](repeating: 0, count: a.rowCount)
      for j in 0..<a.columnCount {
        for k in a.starts[j]..<a.starts[j + 1] {
          let i = Int(a.rows[k])
          let v = abs(a.values[k]) * columns[j]
          rowLeast[i] = min(rowLeast[i], v)
          rowLargest[i] = max(rowLargest[i], v)
        }
      }
      for i in 0..<a.rowCount where rowLargest[i] > 0 {
        rows[i] = 1 / (rowLeast[i] * rowLargest[i]).squareRoot()
      }
      for j in 0..<a.columnCount {
        var columnLeast = Double.infinity
        var columnLargest = 0.0
        for k in a.starts[j]..<a.starts[j + 1] {
          let v = abs(a.values[k]) * rows[Int(a.rows[k])]
          columnLeast = min(columnLeast, v)
          columnLargest = max(columnLargest, v)
        }
        if columnLargest > 0 { columns[j] = 1 / (columnLeast * columnLargest).squareRoot() }
      }
    }
    rows = rows.map(powerOfTwo)
    columns = columns.map(powerOfTwo)
    for j in 0..<a.columnCount {
      for k in a.starts[j]..<a.starts[j + 1] { a.values[k] *= rows[Int(a.rows[k])] * columns[j] }
    }
    return (rows, columns)
  }

  /// The power of two next below a number.
  static func powerOfTwo(_ v: Double) -> Double {
    Double(sign: .plus, exponent: max(-40, min(40, v.exponent)), significand: 1)
  }

  func setBounds(_ j: Int, _ lower: Double, _ upper: Double) {
    simplex.lower[j] = lower / columnScale[j]
    simplex.upper[j] = upper / columnScale[j]
  }

  func bounds(_ j: Int) -> (lower: Double, upper: Double) {
    (simplex.lower[j] * columnScale[j], simplex.upper[j] * columnScale[j])
  }

  func value(_ j: Int) -> Double { simplex.x[j] * columnScale[j] }

  var primal: [Double] { (0..<variableCount).map(value) }

  /// Prices of the rows: minus the reduced costs of their logicals.
  var rowDuals: [Double] {
    let logical = simplex.structuralCount
    let y = (0..<rowCount).map { -simplex.reducedCost[logical + $0] * rowScale[$0] }
    return differencing?.originalDuals(y) ?? y
  }

  var reducedCosts: [Double] {
    (0..<variableCount).map { simplex.reducedCost[$0] / columnScale[$0] }
  }

  /// After `.infeasible`: multipliers of the rows, in either sign.
  var ray: [Double] { multipliersOfInverseRow }

  /// What the row of the inverse in `rho` makes of the rows as they were given.
  private var multipliersOfInverseRow: [Double] {
    let y = (0..<rowCount).map { simplex.rho[$0] * rowScale[$0] }
    return differencing?.originalDuals(y) ?? y
  }

  /// The variables that are basic, with the places they are basic in, which the next
  /// factorization may change.
  func basicVariables() -> [(variable: Int, place: Int)] {
    if !simplex.hasFactors { simplex.factorize() }
    return (0..<rowCount).compactMap {
      let j = Int(simplex.basic[$0])
      return j < variableCount ? (j, $0) : nil
    }
  }

  /// Multipliers of the rows whose combination has coefficient one in the variable that is
  /// basic in `place`, as `basicVariables` just said, and zero in all other basic ones.
  func tableauMultipliers(place: Int) -> [Double] {
    simplex.computeInverseRow(place)
    let scale = columnScale[Int(simplex.basic[place])]
    return multipliersOfInverseRow.map { $0 * scale }
  }

  /// Takes up the basis and the edge weights of a program that has other rows at its end;
  /// rows that are new here are basic by themselves, and those gone were basic there.
  ///
  /// - Parameter places: of each row here, its number there, or −1.
  func takeBasis(of other: LinearProgram, places: [Int]) {
    let (new, old) = (simplex, other.simplex)
    guard new.structuralCount == old.structuralCount else { return }
    var states = Array(old.basisSnapshot().prefix(old.structuralCount))
    var weights = [Double](repeating: 1, count: old.totalCount)
    for i in 0..<old.rowCount { weights[Int(old.basic[i])] = old.edgeWeight[i] }
    var newWeights = Array(weights.prefix(old.structuralCount))
    for place in places {
      states.append(place < 0 ? .basic : old.state[old.structuralCount + place])
      newWeights.append(place < 0 ? 1 : weights[old.structuralCount + place])
    }
    guard states.count(where: { $0 == .basic }) == new.rowCount else { return }
    new.restore(states)
    for i in 0..<new.rowCount { new.edgeWeight[i] = newWeights[Int(new.basic[i])] }
  }
}
