import Foundation
import Statistics

extension RegressionCore {
  /// Tests of what the method takes for granted, each told in words.
  ///
  /// - Parameter isInOrder: whether neighbouring rows are neighbours in time.
  func assumptionTests(
    _ rows: RegressionRows, isInOrder: Bool
  ) throws(RegressionError) -> [TestRow] {
    switch self {
    case .linear(let core): try core.assumptionTests(rows, isInOrder: isInOrder)
    case .generalized(let core): try core.assumptionTests()
    default: []
    }
  }

  /// What collinear terms and single rows do to the fit, where it matters.
  func influenceNotes(_ spans: [TermSpan]) throws(RegressionError) -> [FitNote] {
    guard case .linear(let core) = self, core.fit.residualDegreesOfFreedom > 0 else { return [] }
    var notes: [FitNote] = []
    for inflation in core.fit.classicalInference.varianceInflation(spans)
    where inflation.perColumn > 10.0.squareRoot() {
      notes.append(
        FitNote(
          .illConditioned,
          "\(inflation.label) is nearly told by the other terms (variance inflation "
            + String(format: "%.0f", inflation.factor) + "): its own effect is uncertain."))
    }
    guard core.fit.count <= TestRow.mostRowsForInfluence else { return notes }
    let moved = try core.fit.influence().cooksDistance.count { $0 > 1 }
    if moved > 0 {
      notes.append(
        FitNote(
          .other,
          moved == 1
            ? "One row alone moves the fit (Cook's distance above 1): look at it."
            : "\(moved) rows each move the fit alone (Cook's distance above 1): look at them."))
    }
    return notes
  }
}

extension TestRow {
  /// Below this a test speaks against what it tests.
  static let significance = 0.05
  /// Influence is looked at row by row, up to this many.
  static let mostRowsForInfluence = 100_000

  /// The sentence that fits what the test found.
  fileprivate init?(_ result: TestResult, against: String, without: String) {
    guard result.pValue.isFinite else { return nil }
    let p = result.pValue < 0.001 ? "p < .001" : String(format: "p = %.3f", result.pValue)
    self.init(result, (result.pValue < Self.significance ? against : without) + " (\(p)).")
  }
}

extension LinearCore {
  fileprivate func assumptionTests(
    _ rows: RegressionRows, isInOrder: Bool
  ) throws(RegressionError) -> [TestRow] {
    guard fit.residualDegreesOfFreedom > 2, fit.residualSumOfSquares > 0 else { return [] }
    let isRobust = estimator != "classical"
    var tests: [TestRow?] = [
      TestRow(
        try fit.breuschPagan(),
        against: "The size of the errors changes with the inputs"
          + (isRobust ? "; the standard errors allow for it" : ": use errors hc3"),
        without: "No sign that the size of the errors changes with the inputs")
    ]
    if let reset = try? fit.reset() {
      tests.append(
        TestRow(
          reset,
          against: "Some effect is not a straight line: try s(…) or a power of an input",
          without: "No sign of bends or interactions that the formula lacks"))
    }
    tests.append(
      TestRow(
        try fit.jarqueBera(),
        against: "The errors are not normal: ranges of single rows are approximate",
        without: "No sign that the errors are not normal"))
    if isInOrder, rows.weights == nil {
      let allows = estimator.hasPrefix("HAC")
      let advice = allows ? "; the standard errors allow for it" : ": use errors hac"
      if let durbin = try? fit.durbinWatson() {
        tests.append(
          TestRow(
            durbin, against: "Neighbouring rows err alike\(advice)",
            without: "No sign that neighbouring rows err alike"))
      }
      let order = min(7, fit.residualDegreesOfFreedom / 5)
      if order > 0, let godfrey = try? fit.breuschGodfrey(order: order) {
        tests.append(
          TestRow(
            godfrey, against: "Errors are correlated up to \(order) rows apart\(advice)",
            without: "No sign that errors are correlated up to \(order) rows apart"))
      }
    }
    return tests.compactMap(\.self)
  }
}

extension GLMCore {
  fileprivate func assumptionTests() throws(RegressionError) -> [TestRow] {
    guard fit.family == .poisson, fit.residualDegreesOfFreedom > 2,
      let result = try? fit.overdispersionTest().test
    else { return [] }
    return [
      TestRow(
        result,
        against: "The counts vary more than a Poisson count does"
          + (robust == nil
            ? ": use the method negbin or quasipoisson" : "; the errors allow for it"),
        without: "No sign that the counts vary more than a Poisson count does")
    ].compactMap(\.self)
  }
}
