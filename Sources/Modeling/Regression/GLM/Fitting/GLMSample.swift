import LinearAlgebra

/// A fit to a part of the rows, spread over all, itself begun on a part of those, where
/// that is enough rows for the columns.
struct GLMSample {
  let coefficients: [Double]
  private let system: GLMSystem
  /// Rows of the data a row of the sample.
  private let scale: Double

  /// Rows a column from which a step of the sample's information gains a factor of 25.
  private static let enough = 600
  /// Neighbours that are taken together: a column is read in runs.
  private static let group = 64

  /// Nil where the rows are too few, or the fit fails or takes long.
  init?(_ design: DesignMatrix, _ kernel: GLMKernel, _ limits: GLMIterations.Limits) {
    let every = min(32, max(8, design.rows / (Self.enough * design.columns)))
    guard design.rows >= limits.sampledRows, design.rows / every > 20 * design.columns else {
      return nil
    }
    // At a place of each period that no period of the data follows.
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    let period = Self.group * every
    let runs = stride(from: 0, to: design.rows - period + 1, by: period).map { first in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let start = first + Self.group * (Int(state >> 40) % every)
      return start..<start + Self.group
    }
    func chosen(_ values: [Double]) -> [Double] {
      var result: [Double] = []
      result.reserveCapacity(runs.count * Self.group)
      for run in runs { result += values[run] }
      return result
    }
    let rows = runs.flatMap { $0 }
    let part = DesignMatrix(
      rows: rows.count, names: design.names,
      blocks: design.blocks.map { block in
        if case .column(let values) = block { return .column(chosen(values)) }
        return block.selecting(rows: rows)
      })
    let kernel = GLMKernel(
      family: kernel.family, link: kernel.link, response: chosen(kernel.response),
      weights: kernel.weights.map(chosen), offset: kernel.offset.map(chosen))
    var rough = limits
    rough.sampledRows = 0
    // Its estimates are a standard error of its own from those of all rows in any case.
    rough.tolerance = 0.5
    // What takes longer may be on its way to infinity, where no start is good.
    rough.iterations = 8
    guard let result = try? GLMIterations(part, kernel, limits: rough), result.converged else {
      return nil
    }
    (coefficients, system) = (result.coefficients, result.system)
    scale = Double(design.rows) / Double(rows.count)
  }

  /// Nearer to the estimates of all rows; nil where the sample cannot lead there.
  func approach(
    _ design: DesignMatrix, _ kernel: GLMKernel, _ limits: GLMIterations.Limits
  ) -> GLMApproach? {
    guard kernel.isCanonical, design.fitsInPlace, system.kept.count == design.columns,
      system.leastPivot > GLMSystem.doubtful
    else { return nil }
    return GLMApproach(
      design, kernel, from: (coefficients, system), scale: scale, limits: limits)
  }
}
