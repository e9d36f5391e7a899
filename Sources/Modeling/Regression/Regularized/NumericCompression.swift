import Foundation
import LinearAlgebra
import Statistics

/// Columns of numbers on a scale that draws in long tails:
/// x → asinh((x − median) / spread), near the median a line and far from it a logarithm.
///
/// The spread is half the distance between the quartiles, or the mean distance from
/// the median where those are equal. Indicators and sparse columns stay as they are.
struct NumericCompression: Codable, Equatable, Sendable {
  private struct Place: Codable, Equatable, Sendable {
    var column: Int
    var center: Double
    var spread: Double
  }
  private var places: [Place] = []

  init(of design: DesignMatrix) {
    for (block, start) in zip(design.blocks, design.starts) {
      switch block {
      case .column, .matrix:
        for j in 0..<block.width {
          let values = design.column(start + j)
          let quartiles = SampleQuantile.of(values, at: [0.25, 0.5, 0.75])
          var spread = (quartiles[2] - quartiles[0]) / 2
          if !(spread > 0) {
            spread = values.reduce(0) { $0 + abs($1 - quartiles[1]) } / Double(values.count)
          }
          // Two values keep their meaning on any scale.
          let isBinary = values.allSatisfy { $0 == values[0] || $0 == quartiles[1] }
          if spread > 0, !isBinary {
            places.append(Place(column: start + j, center: quartiles[1], spread: spread))
          }
        }
      case .intercept, .indicators, .sparse: continue
      }
    }
  }

  var isEmpty: Bool { places.isEmpty }

  /// The design with its numbers drawn in, or beside them when `added`.
  func apply(to design: DesignMatrix, added: Bool) -> DesignMatrix {
    var names = design.names
    var blocks: [DesignMatrix.Block] = []
    var (drawn, drawnNames): ([DesignMatrix.Block], [String]) = ([], [])
    let byColumn = Dictionary(uniqueKeysWithValues: places.map { ($0.column, $0) })
    for (block, start) in zip(design.blocks, design.starts) {
      let own = (start..<start + block.width).filter { byColumn[$0] != nil }
      if own.isEmpty {
        blocks.append(block)
        continue
      }
      if added { blocks.append(block) }
      for column in start..<start + block.width {
        guard let place = byColumn[column] else {
          if !added { blocks.append(.column(design.column(column))) }
          continue
        }
        let values = design.column(column).map { asinh(($0 - place.center) / place.spread) }
        let name = "asinh(\(design.names[column]))"
        if added {
          drawn.append(.column(values))
          drawnNames.append(name)
        } else {
          blocks.append(.column(values))
          names[column] = name
        }
      }
    }
    return DesignMatrix(rows: design.rows, names: names + drawnNames, blocks: blocks + drawn)
  }
}
