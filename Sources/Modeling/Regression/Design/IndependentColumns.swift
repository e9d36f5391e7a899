import Foundation
public import LinearAlgebra

/// Which columns of a design a regression can tell apart.
///
/// Columns are taken in their order, so that of two that say the same the first
/// stays: a column whose remainder, after those kept before it, is shorter than
/// `tolerance` times itself is dropped (the limited pivoting of R's `lm`, LINPACK's
/// `dqrdc2`). What it equals is worked out in terms of the kept ones.
public struct IndependentColumns: Equatable, Sendable {
  /// A multiple of a kept column.
  public struct Part: Equatable, Sendable {
    public var column: Int
    public var factor: Double
  }

  public struct Dropped: Equatable, Sendable {
    public var column: Int
    public var name: String
    /// What it equals, but for rounding; nothing where it is zero in every row.
    public var parts: [Part]
    /// "dropped b: it equals 2 × a".
    public var sentence: String
  }

  /// Ascending.
  public let kept: [Int]
  public let dropped: [Dropped]

  /// A note a dropped column; of many, the first of them and how many more there are.
  public var notes: [FitNote] {
    let shown = dropped.count <= Self.mostNamed ? dropped.count : Self.mostNamed - 1
    var notes = dropped[..<shown].map { column in
      FitNote(
        .droppedColumn, column.sentence.prefix(1).uppercased() + column.sentence.dropFirst() + ".")
    }
    if shown < dropped.count {
      notes.append(
        FitNote(
          .droppedColumn,
          "Dropped \(dropped.count - shown) more columns that others already tell."))
    }
    return notes
  }

  private static let mostNamed = 10

  /// Relative length of the remainder below which a column is dropped by default.
  /// Columns that repeat others leave about 10⁻¹⁶; the powers of a polynomial of
  /// degree ten on ten units leave 10⁻⁸.
  public static let tolerance = 1e-10

  /// From the triangle R of a QR factorization of the design, whose first columns
  /// are the design's.
  public init(
    triangle: Matrix, names: [String], tolerance: Double = IndependentColumns.tolerance
  ) {
    let order = names.count
    precondition(triangle.rows >= order && triangle.columns >= order, "a triangle of the design")
    // Without a dropped column R is the factor already. Each dropped one leaves
    // a row too many, which reflections of the later columns take up.
    var (kept, dropped): ([Int], [(column: Int, solution: [Double])]) = ([], [])
    var factor: [[Double]] = []
    var reflectors: [(start: Int, vector: [Double])] = []
    let lengths = (0..<order).map { j in
      (0...j).reduce(0.0) { hypot($0, triangle[$1, j]) }
    }
    for j in 0..<order {
      var column = (0...j).map { triangle[$0, j] }
      for reflector in reflectors {
        let end = reflector.start + reflector.vector.count
        var product = 0.0
        for i in reflector.start..<end {
          product += reflector.vector[i - reflector.start] * column[i]
        }
        for i in reflector.start..<end {
          column[i] -= 2 * product * reflector.vector[i - reflector.start]
        }
      }
      let place = kept.count
      let remainder = column[place...].reduce(0.0) { hypot($0, $1) }
      guard remainder > tolerance * lengths[j] else {
        dropped.append((j, Self.solve(factor, Array(column[..<place]))))
        continue
      }
      if column.count > place + 1 {
        var vector = Array(column[place...])
        vector[0] += vector[0] < 0 ? -remainder : remainder
        let length = vector.reduce(0.0) { hypot($0, $1) }
        reflectors.append((place, vector.map { $0 / length }))
        column[place] = column[place] < 0 ? remainder : -remainder
      }
      factor.append(Array(column[...place]))
      kept.append(j)
    }
    self.init(kept: kept, dropped: dropped, lengths: lengths, names: names)
  }

  /// Back substitution with an upper triangle held by columns.
  private static func solve(_ factor: [[Double]], _ right: [Double]) -> [Double] {
    var x = right
    for k in stride(from: x.count - 1, through: 0, by: -1) {
      x[k] /= factor[k][k]
      for i in 0..<k { x[i] -= factor[k][i] * x[k] }
    }
    return x
  }

  init(
    kept: [Int], dropped: [(column: Int, solution: [Double])], lengths: [Double], names: [String]
  ) {
    self.kept = kept
    self.dropped = dropped.map { column, solution in
      // What is shorter than rounding could make it belongs to no combination.
      let parts = solution.indices.compactMap { k -> Part? in
        abs(solution[k]) * lengths[kept[k]] > 1e-7 * lengths[column]
          ? Part(column: kept[k], factor: solution[k]) : nil
      }
      return Dropped(
        column: column, name: names[column], parts: parts,
        sentence: "dropped \(names[column]): \(Self.words(parts, names))")
    }
  }

  private static func words(_ parts: [Part], _ names: [String]) -> String {
    if parts.isEmpty { return "it is zero in every row" }
    if parts.count == 1, names[parts[0].column] == DesignSchema.intercept {
      return "it has the same value in every row"
    }
    if parts.count > 4 {
      let first = parts.prefix(3).map { names[$0.column] }.joined(separator: ", ")
      return "it is a combination of \(first) and \(parts.count - 3) more columns"
    }
    var text = "it equals "
    for (k, part) in parts.enumerated() {
      let size = abs(part.factor)
      text += part.factor < 0 ? (k == 0 ? "−" : " − ") : (k == 0 ? "" : " + ")
      let number = abs(size - size.rounded()) < 1e-6 * size ? size.rounded() : size
      if names[part.column] == DesignSchema.intercept {
        text += String(format: "%.6g", number)
      } else {
        text += (number == 1 ? "" : String(format: "%.6g × ", number)) + names[part.column]
      }
    }
    return text
  }
}

extension DesignMatrix {
  /// The columns to keep, earlier ones first, and what each other one equals.
  ///
  /// One pass over the rows: a panel at a time into the triangle of a QR; where
  /// most columns are indicators of wide factors, into a Gram matrix, with the
  /// remainder of every doubtful column then measured on the rows themselves.
  /// - Parameters:
  ///   - tolerance: relative length of a remainder, in 0 ..< 1.
  ///   - weights: one a row, ≥ 0; rows of weight zero do not count.
  /// - Throws: `.notFinite` for a value of the design that is not.
  public func independentColumns(
    tolerance: Double = IndependentColumns.tolerance, weights: [Double]? = nil, threads: Int = 1
  ) throws(RegressionError) -> IndependentColumns {
    precondition(weights == nil || weights?.count == rows, "one weight a row")
    let indicators = blocks.reduce(0) { sum, block in
      if case .indicators(_, let width, _) = block { sum + width } else { sum }
    }
    let work = Double(rows) * Double(columns) * Double(columns)
    if indicators >= 64, 2 * indicators >= columns, work > 2e8 {
      return try GramScreening(self, weights, threads: threads).independentColumns(tolerance)
    }
    return try IndependentColumns(
      triangle: triangle(weights: weights), names: names, tolerance: tolerance)
  }

  /// The triangle of a QR of the rows, each by the root of its weight.
  func triangle(weights: [Double]? = nil) throws(RegressionError) -> Matrix {
    let panel = RowPanel(columns: columns)
    var triangle = StackedQR(columns: columns)
    var first = 0
    while first < rows {
      let range = first..<min(rows, first + panel.capacity)
      let roots = weights.map { $0[range].map { $0.squareRoot() } }
      fill(panel, rows: range, scaledBy: roots)
      do {
        try triangle.absorb(panel, rows: range.count)
      } catch {
        throw notFiniteValue
      }
      first = range.upperBound
    }
    // An infinity passes the check for NaN and spoils the triangle instead.
    guard triangle.upper.storage.allSatisfy(\.isFinite) else { throw notFiniteValue }
    return triangle.upper
  }
}
