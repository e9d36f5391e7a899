import TestSupport
import XCTest

@testable import Forecasting

final class ETSRecursionTests: XCTestCase {
  func testAll30FormsMatchR() throws {
    let reference = try ETSReference("recursion.csv")
    let y = reference("data", "y")
    let forms = reference.forms.filter { $0 != "data" }
    XCTAssertEqual(Set(forms), Set(ETSForm.all.map(\.code)))
    for code in forms {
      let form = ETSForm(code)
      let p = reference(code, "parameters")
      let run = ETSModel(form, period: 4).recursion(
        y, parameters: ETSParameters(alpha: p[0], beta: p[1], gamma: p[2], phi: p[3]),
        initialState: ETSReference.state(reference(code, "initial"), form))
      for (t, expected) in reference(code, "innovations").enumerated() {
        XCTAssertEqual(run.innovations[t], expected, accuracy: 1e-9 * max(1, abs(expected)), code)
      }
      for (t, expected) in reference(code, "levels").enumerated() {
        assertClose(run.level[t], expected, relative: 1e-9, code)
      }
      let final = ETSReference.state(reference(code, "final"), form)
      assertClose(run.finalState.level, final.level, relative: 1e-9, code)
      assertClose(run.finalState.trend, final.trend, relative: 1e-9, code)
      for (state, expected) in zip(run.finalState.season, final.season) {
        assertClose(state, expected, relative: 1e-9, code)
      }
      // R's criterion n log Σε² + 2 Σ log|μ| lacks the constants of the density.
      let n = Double(y.count)
      let density = -0.5 * (reference(code, "lik")[0] + n * (log(2 * Double.pi / n) + 1))
      assertClose(run.logLikelihood, density, relative: 1e-9, code)
    }
  }

  /// The kernels of the fit are separate code: they must agree with the equations.
  func testObjectiveEqualsTheRecursionAndItsDerivatives() throws {
    let y = try ETSReference("recursion.csv")("data", "y").map { $0 / 64 }
    for form in ETSForm.all {
      for missing in [false, true] {
        var values = y
        if missing { for t in [3, 11, 12] { values[t] = .nan } }
        let observed = values.count { !$0.isNaN }
        let model = ETSModel(form, period: 4)
        var objective = ETSObjective(model, values: values, observed: observed)
        var point = ETSObjective.Point()
        point.parameters = ETSParameters(alpha: 0.3, phi: form.trend.isDamped ? 0.9 : 1)
        if form.trend != .none { point.betaStar = 0.2 }
        if form.season != .none { point.gammaStar = 0.3 }
        point.place()
        point.state = ETSState(level: 0.75, trend: form.trend.isMultiplicative ? 1.015 : 0.012)
        if form.trend == .none { point.state.trend = 0 }
        if form.season == .additive { point.state.season = [-0.1, 0.14, 0.05, -0.09] }
        if form.season == .multiplicative { point.state.season = [0.9, 1.18, 1.04, 0.88] }
        let x = objective.variables(point)
        let run = model.recursion(
          values, parameters: point.parameters, initialState: point.state)
        let n = Double(observed)
        let value = objective.value(at: x)
        let likelihood = -0.5 * n * (log(2 * Double.pi * 2 * value / n) + 1)
        assertClose(likelihood, run.logLikelihood, relative: 1e-10, form.code)

        let size = objective.dimension
        var gradient = [Double](repeating: 0, count: size)
        var normal = [Double](repeating: 0, count: size * size)
        let again = objective.linearize(at: x, gradient: &gradient, normal: &normal)
        assertClose(again, value, relative: 1e-12, form.code)
        for i in 0..<size {
          var (up, down) = (x, x)
          let step = 1e-5
          up[i] += step
          down[i] -= step
          let slope = (objective.value(at: up) - objective.value(at: down)) / (2 * step)
          XCTAssertEqual(
            gradient[i], slope, accuracy: 1e-6 * max(1e-2, abs(slope)), "\(form.code) \(i)")
        }
      }
    }
  }

  /// The normal equations are JᵀJ of the residuals the recursion reports.
  func testNormalEquationsMatchDifferencedResiduals() throws {
    let y = try ETSReference("recursion.csv")("data", "y").map { $0 / 64 }
    for code in ["AAdA", "MAM", "ANN", "MMdM"] {
      let form = ETSForm(code)
      let model = ETSModel(form, period: 4)
      var objective = ETSObjective(model, values: y, observed: y.count)
      var point = ETSObjective.Point()
      point.parameters = ETSParameters(alpha: 0.3, phi: form.trend.isDamped ? 0.9 : 1)
      if form.trend != .none { point.betaStar = 0.2 }
      if form.season != .none { point.gammaStar = 0.3 }
      point.place()
      point.state = ETSState(level: 0.75, trend: form.trend.isMultiplicative ? 1.015 : 0.012)
      if form.season == .additive { point.state.season = [-0.1, 0.14, 0.05, -0.09] }
      if form.season == .multiplicative { point.state.season = [0.9, 1.18, 1.04, 0.88] }
      let x = objective.variables(point)
      func residuals(_ x: [Double]) -> [Double] {
        let p = objective.point(x)
        let run = model.recursion(y, parameters: p.parameters, initialState: p.state)
        guard form.error == .multiplicative else { return run.innovations }
        let logs = run.fitted.map { log($0) }.reduce(0, +) / Double(y.count)
        return run.innovations.map { $0 * exp(logs) }
      }
      let size = objective.dimension
      let jacobian = (0..<size).map { i in
        var (up, down) = (x, x)
        up[i] += 1e-5
        down[i] -= 1e-5
        return zip(residuals(up), residuals(down)).map { ($0 - $1) / 2e-5 }
      }
      var gradient = [Double](repeating: 0, count: size)
      var normal = [Double](repeating: 0, count: size * size)
      _ = objective.linearize(at: x, gradient: &gradient, normal: &normal)
      for i in 0..<size {
        for j in 0...i {
          let expected = zip(jacobian[i], jacobian[j]).map(*).reduce(0, +)
          XCTAssertEqual(
            normal[i * size + j], expected, accuracy: 1e-6 * max(0.1, abs(expected)), code)
        }
      }
    }
  }

  func testAMissingValueLeavesNoTrace() {
    let model = ETSModel(ETSForm("AAA"), period: 3)
    let parameters = ETSParameters(alpha: 0.4, beta: 0.1, gamma: 0.2)
    let state = ETSState(level: 10, trend: 1, season: [-1, 0, 1])
    let run = model.recursion([10, .nan, 13], parameters: parameters, initialState: state)
    // The equations by hand: q = 11, μ = 10, e = 0; then two steps of trend.
    XCTAssertEqual(run.fitted, [10, 12, 14])
    XCTAssertTrue(run.innovations[1].isNaN)
    XCTAssertEqual(run.observed, 2)
    XCTAssertEqual(run.level[1], 12)
    XCTAssertEqual(run.sumOfSquares, 1)
    XCTAssertEqual(run.level[2], 13 - 0.4, accuracy: 1e-12)
    XCTAssertEqual(run.finalState.season, [-1, 0, 1 - 0.2])
  }

  func testAdmissibleRegion() {
    let seasonal = ETSModel(ETSForm("AAA"), period: 4)
    XCTAssertTrue(seasonal.isAdmissible(ETSParameters(alpha: 0.3, beta: 0.05, gamma: 0.2)))
    // Outside the usual region, and unstable: the level overshoots.
    XCTAssertFalse(seasonal.isAdmissible(ETSParameters(alpha: 2.1, beta: 0.05, gamma: 0.2)))
    var verdicts: [Bool: Int] = [:]
    for alpha in stride(from: 0.05, to: 2, by: 0.15) {
      for beta in stride(from: 0.0, through: alpha, by: 0.2) {
        for gamma in [0.0001, 0.02, 0.5 * (1 - alpha)] {
          let p = ETSParameters(alpha: alpha, beta: beta + 1e-4, gamma: gamma, phi: 0.95)
          let radius = discountRadius(p, period: 4)
          // At the border itself the growth over so few steps cannot tell.
          guard abs(radius - 1) > 5e-3 else { continue }
          XCTAssertEqual(seasonal.isAdmissible(p), radius < 1, "\(p) \(radius)")
          verdicts[radius < 1, default: 0] += 1
        }
      }
    }
    XCTAssertGreaterThan(verdicts[true, default: 0], 10)
    XCTAssertGreaterThan(verdicts[false, default: 0], 10)
    let nonseasonal = ETSModel(ETSForm("AAN"))
    XCTAssertTrue(nonseasonal.isAdmissible(ETSParameters(alpha: 0.5, beta: 0.3)))
    XCTAssertFalse(nonseasonal.isAdmissible(ETSParameters(alpha: 1.5, beta: 1.2)))
  }

  /// How fast the difference of two starts that predict differently fades: the
  /// spectral radius of the discount matrix, by its action over many steps.
  private func discountRadius(_ p: ETSParameters, period: Int) -> Double {
    let model = ETSModel(ETSForm(p.phi == 1 ? "AAA" : "AAdA"), period: period)
    let zero = ETSState(level: 0, season: [Double](repeating: 0, count: period))
    var other = zero
    other.level = 1
    other.trend = 0.3
    other.season = (0..<period).map { Double($0 * $0 % 5) - 1 }
    let steps = 2_000
    let silent = [Double](repeating: 0, count: steps)
    let a = model.recursion(silent, parameters: p, initialState: other).fitted
    func size(_ r: Range<Int>) -> Double { r.map { abs(a[$0]) }.max()! }
    let (early, late) = (size(400..<440), size(1_960..<2_000))
    if !late.isFinite { return .infinity }
    return late == 0 ? 0 : exp(log(late / early) / 1_560)
  }
}
