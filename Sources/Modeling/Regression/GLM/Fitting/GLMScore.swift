import LinearAlgebra

/// The score Xᵀ(y − μ) of a canonical link at some coefficients, in one reading of the
/// columns where they lie: a third of what a scoring step's sums cost.
struct GLMScore {
  let values: [Double]
  /// Σ w, the information of a constant.
  let weight: Double

  init(_ design: DesignMatrix, _ kernel: GLMKernel, at b: [Double], threads: Int) {
    // As many as of `NormalEquations`: the sums do not depend on the threads.
    let stripes = max(1, min(8, design.rows / 32_768))
    let parts = parallelMap(stripes, threads: threads) { stripe in
      let low = design.rows * stripe / stripes
      let high = design.rows * (stripe + 1) / stripes
      return Self.sums(design, kernel, b, low..<high)
    }
    var (values, weight) = ([Double](repeating: 0, count: b.count), 0.0)
    for part in parts {
      for j in values.indices { values[j] += part.score[j] }
      weight += part.weight
    }
    (self.values, self.weight) = (values, weight)
  }

  private static func sums(
    _ design: DesignMatrix, _ kernel: GLMKernel, _ b: [Double], _ range: Range<Int>
  ) -> (score: [Double], weight: Double) {
    let slice = ColumnsInPlace.sliceRows(columns: design.columns)
    var (score, weight) = ([Double](repeating: 0, count: b.count), 0.0)
    let scratch = UnsafeMutablePointer<Double>.allocate(capacity: 2 * slice)
    defer { scratch.deallocate() }
    design.withColumnsInPlace { columns in
      var first = range.lowerBound
      while first < range.upperBound {
        let rows = first..<min(range.upperBound, first + slice)
        columns.times(b, rows: rows, into: scratch)
        weight += kernel.canonicalScore(rows, scratch, scratch + slice)
        columns.addTransposeTimes(scratch, rows: rows, to: &score)
        first = rows.upperBound
      }
    }
    return (score, weight)
  }
}
