import Foundation
import LinearAlgebra
import Statistics

extension QuantileProblem {
  /// 1 − objective / that of the best constant.
  func goodness(of objective: Double, level: Double, unweighted response: [Double]) -> Double {
    let order = response.indices.sorted { response[$0] < response[$1] }
    let total = weights.map(laneSum) ?? Double(rows)
    var (below, constant) = (0.0, response[order[0]])
    for i in order {
      below += weights?[i] ?? 1
      constant = response[i]
      if below >= level * total { break }
    }
    let null = response.indices.reduce(0.0) { sum, i in
      let r = response[i] - constant
      return sum + (weights?[i] ?? 1) * (r > 0 ? level * r : (level - 1) * r)
    }
    return null > 0 ? 1 - objective / null : 0
  }

  /// One a column; nil where there are too few rows.
  func standardErrors(
    of fit: Vertex, level: Double, by errors: QuantileRegression.Errors
  ) throws(RegressionError) -> [Double]? {
    let p = design.columns
    guard rows > p + 1, p > 0 else { return nil }
    switch errors {
    case .none: return nil
    case .identical: return try identicalErrors(fit, level)
    case .sandwich:
      let width = halfWidth(level)
      let upper = try solve(level: level + width).coefficients
      let lower = try solve(level: level - width).coefficients
      let spread = times(zip(upper, lower).map { $0 - $1 })
      let densities = spread.map { max(0, 2 * width / ($0 - Self.tiny)) }
      return sandwichErrors(densities, level)
    case .kernel:
      let width = halfWidth(level)
      let quartiles = SampleQuantile.of(fit.residuals, at: [0.25, 0.75])
      let scale = min(
        Descriptive.standardDeviation(fit.residuals), (quartiles[1] - quartiles[0]) / 1.34)
      let reach =
        (SpecialFunctions.normalQuantile(level + width)
          - SpecialFunctions.normalQuantile(level - width)) * scale
      guard reach > 0 else { return nil }
      return sandwichErrors(
        fit.residuals.map { SpecialFunctions.normalDensity($0 / reach) / reach }, level)
    case .bootstrap(let samples, let seed):
      return try bootstrapErrors(level, samples: samples, seed: seed)
    }
  }

  /// √ε: what separates a residual from zero.
  private static let tiny = Double.ulpOfOne.squareRoot()

  /// Bandwidth of Hall & Sheather (1988), made to fit between 0 and 1.
  private func halfWidth(_ level: Double) -> Double {
    var width = hallSheather(level)
    while level - width < 0 || level + width > 1 { width /= 2 }
    return width
  }

  private func hallSheather(_ level: Double) -> Double {
    let x = SpecialFunctions.normalQuantile(level)
    let density = SpecialFunctions.normalDensity(x)
    let z = SpecialFunctions.normalQuantile(0.975)
    return pow(Double(rows), -1.0 / 3) * pow(z, 2.0 / 3)
      * pow(1.5 * density * density / (2 * x * x + 1), 1.0 / 3)
  }

  /// Sparsity as the slope of the ordered residuals around zero, by a median fit.
  private func identicalErrors(_ fit: Vertex, _ level: Double) throws(RegressionError) -> [Double]?
  {
    let p = design.columns
    let zeros = fit.residuals.count { abs($0) < Self.tiny }
    let width = max(p + 1, Int((Double(rows) * hallSheather(level)).rounded(.up)))
    let last = min(rows, zeros + width + 1)
    guard last - zeros > 2 else { return nil }
    let nearest = fit.residuals.sorted { abs($0) < abs($1) }
    let ordered = nearest[zeros..<last].sorted()
    let places = (zeros + 1...last).map { Double($0) / Double(rows - p) }
    let line = QuantileProblem(
      design: DesignMatrix(
        rows: ordered.count, names: ["", ""], blocks: [.intercept, .column(places)]),
      response: ordered, weights: nil, threads: 1)
    let sparsity = try line.solve(level: 0.5).coefficients[1]
    guard let inverse = try? Cholesky(gram([Double](repeating: 1, count: rows))).inverse() else {
      return nil
    }
    let factor = sparsity * (level * (1 - level)).squareRoot()
    return inverse.diagonal.map { factor * $0.squareRoot() }
  }

  /// τ (1 − τ) H⁻¹ (XᵀX) H⁻¹ with H = Σ fᵢ xᵢxᵢᵀ.
  private func sandwichErrors(_ densities: [Double], _ level: Double) -> [Double]? {
    guard let bread = try? Cholesky(gram(densities)).inverse() else { return nil }
    let meat = gram([Double](repeating: 1, count: rows))
    return (bread * meat * bread).diagonal.map { (level * (1 - level) * $0).squareRoot() }
  }

  private func bootstrapErrors(
    _ level: Double, samples: Int, seed: UInt64
  ) throws(RegressionError) -> [Double] {
    let stream = RandomStream(seed: seed, "quantile regression", "rows")
    let draws = parallelMap(samples, threads: threads) { k -> [Double]? in
      var random = stream.substream(k)
      var counts = [Double](repeating: 0, count: rows)
      for _ in 0..<rows { counts[random.integer(below: rows)] += 1 }
      // A row drawn twice weighs twice.
      let used = counts.indices.filter { counts[$0] > 0 }
      let factors = used.map { counts[$0] * (weights?[$0] ?? 1) }
      let sample = QuantileProblem(
        design: design.selecting(rows: used),
        response: used.map { response[$0] * counts[$0] }, weights: factors, threads: 1)
      return try? sample.solve(level: level).coefficients
    }
    let solved = draws.compactMap { $0 }
    guard solved.count >= max(2, samples / 2) else {
      throw .singular("most samples of the rows")
    }
    return (0..<design.columns).map { j in
      Descriptive.standardDeviation(solved.map { $0[j] })
    }
  }
}
