public import LinearAlgebra

/// The columns of a regression, never dense by accident.
///
/// Numeric columns are the caller's own arrays, shared; a factor of hundreds of
/// levels is one code a row. What needs all columns together reads them a panel
/// of rows at a time (`fill`), so a million rows cost a megabyte of scratch.
public struct DesignMatrix: Sendable {
  /// One or more neighbouring columns.
  public enum Block: Sendable {
    /// A column of ones, not stored.
    case intercept
    case column([Double])
    case matrix(Matrix)
    /// `width` columns of which row i has its value, or 1, in column `codes[i]`,
    /// and zeros elsewhere; only zeros where the code is −1.
    case indicators(codes: [Int32], width: Int, values: [Double]?)
    case sparse(SparseMatrix)

    public var width: Int {
      switch self {
      case .intercept, .column: 1
      case .matrix(let matrix): matrix.columns
      case .indicators(_, let width, _): width
      case .sparse(let matrix): matrix.columns
      }
    }

    var rows: Int? {
      switch self {
      case .intercept: nil
      case .column(let values): values.count
      case .matrix(let matrix): matrix.rows
      case .indicators(let codes, _, _): codes.count
      case .sparse(let matrix): matrix.rows
      }
    }
  }

  public let rows: Int
  /// One name a column.
  public let names: [String]
  public let blocks: [Block]
  /// The first column of each block.
  public let starts: [Int]
  /// What the values of a column lost in rounding, by column: the column is its
  /// double plus this (a power or a product of columns, see `ExtendedColumn`).
  /// Read by least squares where a design is ill conditioned, by nothing else.
  public let corrections: [Int: [Double]]

  public var columns: Int { names.count }

  /// - Precondition: every block has `rows` rows, and there is a name a column.
  public init(
    rows: Int, names: [String], blocks: [Block], corrections: [Int: [Double]] = [:]
  ) {
    precondition(
      corrections.allSatisfy { names.indices.contains($0.key) && $0.value.count == rows },
      "corrections of existing columns, a value a row")
    self.corrections = corrections
    precondition(blocks.allSatisfy { ($0.rows ?? rows) == rows }, "blocks of one length")
    precondition(blocks.reduce(0) { $0 + $1.width } == names.count, "one name a column")
    self.rows = rows
    self.names = names
    self.blocks = blocks
    var start = 0
    starts = blocks.map { block in
      defer { start += block.width }
      return start
    }
  }

  /// A design over a dense matrix; columns are named x1, x2, … by default.
  public init(_ matrix: Matrix, names: [String]? = nil) {
    self.init(
      rows: matrix.rows, names: names ?? (0..<matrix.columns).map { "x\($0 + 1)" },
      blocks: [.matrix(matrix)])
  }

  /// Every value, for a design that is known to be small.
  public func dense() -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    for (block, start) in zip(blocks, starts) {
      for j in 0..<block.width { result.setColumn(start + j, to: block.column(j, rows: rows)) }
    }
    return result
  }

  /// Column `j`, written out.
  public func column(_ j: Int) -> [Double] {
    precondition(j >= 0 && j < columns, "column index out of range")
    let index = starts.lastIndex { $0 <= j }!
    return blocks[index].column(j - starts[index], rows: rows)
  }

  /// The rows named, in that order.
  public func selecting(rows chosen: [Int]) -> DesignMatrix {
    DesignMatrix(
      rows: chosen.count, names: names, blocks: blocks.map { $0.selecting(rows: chosen) },
      corrections: corrections.mapValues { old in chosen.map { old[$0] } })
  }

  /// The columns named, in that order; blocks that are kept whole stay as they are.
  public func selecting(columns chosen: [Int]) -> DesignMatrix {
    var kept: [Block] = []
    var position = 0
    while position < chosen.count {
      let index = starts.lastIndex { $0 <= chosen[position] }!
      let (block, start) = (blocks[index], starts[index])
      let end = min(chosen.count, position + block.width)
      if chosen[position] == start, end - position == block.width,
        Array(chosen[position..<end]) == Array(start..<start + block.width)
      {
        kept.append(block)
        position = end
      } else if case .indicators = block {
        var run = [chosen[position] - start]
        while position + run.count < chosen.count,
          chosen[position + run.count] > run.last! + start,
          chosen[position + run.count] < start + block.width
        {
          run.append(chosen[position + run.count] - start)
        }
        kept.append(block.keeping(run))
        position += run.count
      } else {
        kept.append(.column(block.column(chosen[position] - start, rows: rows)))
        position += 1
      }
    }
    var carried: [Int: [Double]] = [:]
    for (new, old) in chosen.enumerated() { carried[new] = corrections[old] }
    return DesignMatrix(
      rows: rows, names: chosen.map { names[$0] }, blocks: kept, corrections: carried)
  }
}

extension DesignMatrix.Block {
  func column(_ j: Int, rows: Int) -> [Double] {
    switch self {
    case .intercept: return [Double](repeating: 1, count: rows)
    case .column(let values): return values
    case .matrix(let matrix): return matrix.column(j)
    case .indicators(let codes, _, let values):
      let wanted = Int32(j)
      return codes.indices.map { codes[$0] == wanted ? (values?[$0] ?? 1) : 0 }
    case .sparse(let matrix):
      var result = [Double](repeating: 0, count: rows)
      for k in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
        result[Int(matrix.rowIndices[k])] = matrix.values[k]
      }
      return result
    }
  }

  func selecting(rows chosen: [Int]) -> Self {
    switch self {
    case .intercept: return .intercept
    case .column(let values): return .column(chosen.map { values[$0] })
    case .matrix(let matrix):
      var storage: [Double] = []
      storage.reserveCapacity(chosen.count * matrix.columns)
      for j in 0..<matrix.columns {
        for i in chosen { storage.append(matrix.storage[i + j * matrix.rows]) }
      }
      return .matrix(Matrix(rows: chosen.count, columns: matrix.columns, storage: storage))
    case .indicators(let codes, let width, let values):
      return .indicators(
        codes: chosen.map { codes[$0] }, width: width,
        values: values.map { old in chosen.map { old[$0] } })
    case .sparse(let matrix):
      var places = [[Int32]](repeating: [], count: matrix.rows)
      for (new, old) in chosen.enumerated() { places[old].append(Int32(new)) }
      var triplets: [SparseMatrix.Triplet] = []
      for j in 0..<matrix.columns {
        for k in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
          for row in places[Int(matrix.rowIndices[k])] {
            triplets.append(.init(row: Int(row), column: j, value: matrix.values[k]))
          }
        }
      }
      return .sparse(
        SparseMatrix(rows: chosen.count, columns: matrix.columns, triplets: triplets))
    }
  }

  /// Some of an indicator block's columns, ascending.
  func keeping(_ columns: [Int]) -> Self {
    guard case .indicators(let codes, let width, let values) = self else { return self }
    var place = [Int32](repeating: -1, count: width)
    for (new, old) in columns.enumerated() { place[old] = Int32(new) }
    return .indicators(
      codes: codes.map { $0 < 0 ? -1 : place[Int($0)] }, width: columns.count, values: values)
  }
}
