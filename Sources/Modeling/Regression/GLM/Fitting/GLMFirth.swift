import Foundation
import LinearAlgebra

/// The greatest of ln L + ½ ln det I(β): Firth (1993, Biometrika 80, eq. 3.1) with
/// Jeffreys' prior; Heinze & Schemper (2002) for separated data.
///
/// For canonical links the score gains hᵢ (½ − μᵢ) (logit) or hᵢ/2 (Poisson) a row,
/// h being the leverages, and the steps are scoring steps with halving.
struct GLMFirth {
  var result: GLMIterations
  /// ½ ln det I(β̂).
  var penalty: Double

  /// A step changes no coefficient by more than this (as logistf): far from
  /// the maximum the information is next to nothing.
  private static let longestStep = 5.0

  init(
    _ design: DesignMatrix, _ kernel: GLMKernel, limits: GLMIterations.Limits
  ) throws(RegressionError) {
    // A few plain steps find the columns to keep and a start.
    var few = limits
    few.iterations = 3
    var result = try GLMIterations(design, kernel, limits: few)
    let kept = result.system.kept

    struct Point {
      var coefficients: [Double]
      var sums: NormalEquations
      var system: GLMSystem
      var objective: Double
    }
    func point(at b: [Double]) throws(RegressionError) -> Point {
      let sums = NormalEquations(of: design, coefficients: b, threads: limits.threads) {
        kernel.step($0, $1, $2, $3)
      }
      let system = GLMSystem(gram: sums.gram, kept: kept, dropBelow: 0)
      return Point(
        coefficients: b, sums: sums, system: system,
        objective: -sums.totals.x / 2 + system.logDeterminant / 2)
    }
    func score(at point: Point) throws(RegressionError) -> [Double] {
      let forms = design.quadraticForm(try point.system.inverse(), columns: kept)
      let linear = design.times(point.coefficients)
      let extra = forms.indices.map { i -> Double in
        let predictor = linear[i] + (kernel.offset?[i] ?? 0)
        let mean = kernel.link.mean(predictor)
        let leverage = kernel.weight(i) * kernel.link.slope(predictor) * forms[i]
        return leverage * (kernel.family == .binomial ? 0.5 - mean : 0.5)
      }
      return zip(point.sums.cross, design.transposeTimes(extra)).map { $0 + $1 }
    }

    var now = try point(at: result.coefficients)
    result.converged = false
    result.iterations = 0
    iterating: while result.iterations < limits.iterations {
      result.iterations += 1
      let score = try score(at: now)
      var step = try now.system.solve(score)
      let decrement = max(0, dot(step, score))
      let longest = step.reduce(0) { max($0, abs($1)) }
      if longest > Self.longestStep {
        for j in step.indices { step[j] *= Self.longestStep / longest }
      }
      if decrement <= limits.tolerance * limits.tolerance {
        now = try point(at: zip(now.coefficients, step).map { $0 + $1 })
        result.converged = true
        break
      }
      for halving in 0... {
        let next = try point(at: zip(now.coefficients, step).map { $0 + $1 })
        if next.objective >= now.objective - 1e-10 * max(1, abs(now.objective)) {
          now = next
          break
        }
        guard halving < 40 else { break iterating }
        for j in step.indices { step[j] /= 2 }
      }
    }
    result.coefficients = now.coefficients
    result.deviance = now.sums.totals.x
    result.pearson = now.sums.totals.y
    result.system = now.system
    self.result = result
    penalty = now.system.logDeterminant / 2
  }
}
