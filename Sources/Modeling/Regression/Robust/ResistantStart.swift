import Foundation
import LinearAlgebra
import Statistics

/// An S-estimate: the coefficients whose residuals have the smallest bisquare scale,
/// which half the rows cannot carry off (Rousseeuw & Yohai 1984). Found by the fast-S
/// search of Salibián-Barrera & Yohai (2006): fits through few rows drawn at random,
/// two steps of improvement each, and the best five followed to their minimum.
struct ResistantStart {
  let problem: RobustProblem
  let samples: Int
  let seed: UInt64

  /// At which half the rows may be wrong.
  private static let tuning = 1.54764
  private static let best = 5
  /// Beyond so many rows, samples are judged on so many drawn at random.
  private static let judged = 4000

  /// Mean of 1 − (1 − (r/(s c))²)³ over n − p equals one half: solved for s.
  static func scale(_ residuals: [Double], columns: Int, from start: Double? = nil) -> Double {
    var s = start ?? RobustProblem.medianScale(residuals)
    let freedom = Double(max(1, residuals.count - columns))
    guard s > 0 else { return 0 }
    for _ in 0..<500 {
      var sum = 0.0
      for r in residuals {
        let u = r / (s * tuning)
        let t = max(0, 1 - u * u)
        sum += 1 - t * t * t
      }
      let next = s * (2 * sum / freedom).squareRoot()
      if abs(next - s) <= 1e-14 * s { return next }
      s = next
    }
    return s
  }

  /// Coefficients and their scale; a scale of zero where half the rows lie on one fit.
  func estimate() throws(RegressionError) -> (b: [Double], scale: Double) {
    let p = problem.design.columns
    let stream = RandomStream(seed: seed, "robust regression", "samples")
    var random = stream.substream("rows judged")
    var pool = problem
    if problem.rows > 2 * Self.judged {
      var order = Array(0..<problem.rows)
      for k in 0..<Self.judged { order.swapAt(k, k + random.integer(below: order.count - k)) }
      let rows = order.prefix(Self.judged).sorted()
      pool = RobustProblem(
        design: problem.design.selecting(rows: rows), response: rows.map { problem.response[$0] },
        weights: problem.weights.map { all in rows.map { all[$0] } })
    }
    let values = pool.design.dense()
    var candidates: [(b: [Double], scale: Double)] = []
    for k in 0..<samples {
      var draw = stream.substream(k)
      guard let start = Self.fit(values, pool.response, columns: p, &draw),
        let refined = try? improve(start, on: pool, steps: 2)
      else { continue }
      candidates.append(refined)
      if refined.scale == 0 { break }
    }
    // Plain least squares is a start as well, and the only one when samples all fail.
    let plain = try problem.leastSquares(nil)
    candidates.sort { $0.scale < $1.scale }
    var result = try improve(plain, on: problem, steps: 500)
    for candidate in candidates.prefix(Self.best) {
      let found = try improve(candidate.b, on: problem, steps: 500)
      if found.scale < result.scale { result = found }
    }
    return result
  }

  /// The fit through p rows drawn at random; nil where they do not determine one.
  private static func fit(
    _ values: Matrix, _ response: [Double], columns p: Int, _ random: inout RandomStream
  ) -> [Double]? {
    for _ in 0..<20 {
      var rows: [Int] = []
      while rows.count < p {
        let row = random.integer(below: response.count)
        if !rows.contains(row) { rows.append(row) }
      }
      let square = Matrix(rows: rows.map(values.row))
      if let factored = try? LU(square), factored.reciprocalCondition > 1e-10 {
        return try? factored.solve(rows.map { response[$0] })
      }
    }
    return nil
  }

  /// Steps of reweighted least squares, each of which lowers the scale.
  private func improve(
    _ start: [Double], on problem: RobustProblem, steps: Int
  ) throws(RegressionError) -> (b: [Double], scale: Double) {
    let p = problem.design.columns
    let tiny = 1e-14 * problem.magnitude
    var b = start
    var residuals = problem.residuals(b)
    var scale = Self.scale(residuals, columns: p)
    for _ in 0..<steps {
      guard scale > tiny else { return (b, 0) }
      let size = scale
      let factors = residuals.map { RobustLoss.bisquare(c: Self.tuning).weight($0 / size) }
      let next = try problem.leastSquares(factors)
      residuals = problem.residuals(next)
      let lower = Self.scale(residuals, columns: p, from: scale)
      let settled = scale - lower <= 1e-13 * scale
      (b, scale) = (next, lower)
      if settled { break }
    }
    return (b, scale)
  }
}
