import LinearAlgebra

/// How far each column moved each row's raw score from its mean.
///
/// `base[k]` and the `values[k][feature][row]` of all features add up to the raw
/// score of output k, offset left out.
public struct TreeShapley: Codable, Equatable, Sendable {
  public let features: [String]
  public let base: [Double]
  public let values: [[[Double]]]
}

extension BoostedTrees {
  /// Exact Shapley values where a column left out is averaged over the training rows
  /// that reached each split (the path-dependent expectation of Lundberg et al. 2020,
  /// algorithm 1).
  ///
  /// A leaf of value v whose path has the columns j contributes to column i
  /// v (oᵢ − zᵢ) ∫₀¹ Π_{j≠i} (zⱼ (1 − t) + oⱼ t) dt, with oⱼ whether the row passes all
  /// splits by j and zⱼ the share of training rows that do: the multilinear extension
  /// of Owen (1972, equation 5). The integrand is a polynomial, so Gauss–Legendre
  /// quadrature is exact; all its factors are positive, so nothing cancels; and sums
  /// of leaves are carried up the tree, which makes the work of a row linear in leaves
  /// (Yu et al. 2022, "Linear TreeShap").
  public func shapleyValues(
    _ frame: ModelFrame, threads: Int = 1
  ) throws(RegressionError) -> TreeShapley {
    let rows = try TreeRows(frame, features: features)
    let forest = TreeForest(self)
    var base = base
    for (t, tree) in trees.enumerated() { base[t % outputs] += tree.expectation }
    return shapley(rows, base: base, threads: threads) {
      PathWalker(forest, width: features.count)
    }
  }

  /// Exact Shapley values where a column left out takes the values of the rows of
  /// `background` in turn (the interventional expectation of Lundberg et al. 2020,
  /// algorithm 3; Janzing et al. 2020). Time grows with the rows of both.
  public func shapleyValues(
    _ frame: ModelFrame, against background: ModelFrame, threads: Int = 1
  ) throws(RegressionError) -> TreeShapley {
    guard background.rowCount > 0 else { throw .tooFewRows(rows: 0, columns: features.count) }
    let rows = try TreeRows(frame, features: features)
    let others = try TreeRows(background, features: features)
    let forest = TreeForest(self)
    let base = try rawScores(background).map { $0.reduce(0, +) / Double($0.count) }
    let width = features.count
    var panel = [Double](repeating: 0, count: max(1, others.count * width))
    panel.withUnsafeMutableBufferPointer {
      others.panel(0..<others.count, into: $0.baseAddress!)
    }
    let sides = forest.sides(panel, rows: others.count, width: width)
    return shapley(rows, base: base, threads: threads) {
      PairWalker(forest, width: width, sides: sides, others: others.count)
    }
  }

  private func shapley<Walker: ShapleyWalker>(
    _ rows: TreeRows, base: [Double], threads: Int, _ walker: @Sendable () -> Walker
  ) -> TreeShapley {
    let stretch = 64
    let (width, outputs) = (features.count, outputs)
    let parts = parallelMap((rows.count + stretch - 1) / stretch, threads: threads) { part in
      let range = part * stretch..<min(rows.count, (part + 1) * stretch)
      var panel = [Double](repeating: 0, count: range.count * width)
      var values = [Double](repeating: 0, count: range.count * width * outputs)
      var walker = walker()
      panel.withUnsafeMutableBufferPointer { panel in
        values.withUnsafeMutableBufferPointer { values in
          rows.panel(range, into: panel.baseAddress!)
          for row in 0..<range.count {
            walker.explain(
              panel.baseAddress! + row * width, into: values.baseAddress! + row * width * outputs)
          }
        }
      }
      return values
    }
    var values = [[[Double]]](
      repeating: [[Double]](
        repeating: [Double](repeating: 0, count: rows.count), count: width), count: outputs)
    for (part, block) in parts.enumerated() {
      for k in 0..<block.count {
        let (row, place) = k.quotientAndRemainder(dividingBy: width * outputs)
        values[place / width][place % width][part * stretch + row] = block[k]
      }
    }
    return TreeShapley(features: features.map(\.name), base: base, values: values)
  }
}

/// Explains rows one after another.
protocol ShapleyWalker {
  /// Adds to outputs × columns values what the row at `row` makes of each.
  mutating func explain(_ row: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>)
}
