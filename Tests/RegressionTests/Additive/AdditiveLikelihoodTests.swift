import LinearAlgebra
import Regression
import TestSupport
import XCTest

final class AdditiveLikelihoodTests: XCTestCase {
  /// Calls by hour and month, of families of counts.
  private func calls(
    _ name: String, _ family: GLMFamily,
    criterion: AdditiveOptions.Criterion = .restrictedLikelihood,
    tolerance: Double = 1e-7, line: UInt = #line
  ) throws -> AdditiveFit {
    let peer = try AdditiveReference.named(name)
    let fit = try AdditiveFit(
      parametric: peer.parametric(factor: "area"),
      smooths: [
        peer.smooth("hour", .cyclic(period: 24), size: 10),
        peer.smooth("month", .cyclic(period: 12), size: 7),
      ], response: peer.numbers("y"), offset: peer.numbers("o"), family: family,
      options: AdditiveOptions(criterion: criterion))
    try peer.assertEqual(
      fit, parametric: peer.parametric(factor: "area", new: true),
      smooths: [
        SmoothRows([peer.numbers("hour", new: true)]),
        SmoothRows([peer.numbers("month", new: true)]),
      ], offset: peer.numbers("o", new: true), tolerance: tolerance, comparesConcurvity: false,
      line: line)
    return fit
  }

  func testPoisson() throws { _ = try calls("poisson", .poisson) }

  func testPoissonByItsPredictionError() throws {
    _ = try calls("poisson_ubre", .poisson, criterion: .crossValidation)
  }

  func testQuasiPoisson() throws { _ = try calls("quasipoisson", .quasiPoisson) }

  func testNegativeBinomial() throws {
    _ = try calls("negbin_fixed", .negativeBinomial(theta: 2.5))
  }

  func testNegativeBinomialWithTheta() throws {
    let fit = try calls("negbin", .negativeBinomial(), tolerance: 1e-6)
    guard case .negativeBinomial(let theta) = fit.family else { return XCTFail() }
    assertClose(theta!, try AdditiveReference.named("negbin").theta!, relative: 1e-6)
  }

  /// Two cubic splines.
  private func two(
    _ name: String, _ family: GLMFamily, _ link: GLMLink? = nil, weights: Bool = false,
    tolerance: Double = 1e-7, line: UInt = #line
  ) throws {
    let peer = try AdditiveReference.named(name)
    let fit = try AdditiveFit(
      parametric: peer.parametric(),
      smooths: [peer.smooth("x", size: 10), peer.smooth("z", size: 8)],
      response: peer.numbers("y"), weights: weights ? peer.numbers("w") : nil, family: family,
      link: link)
    try peer.assertEqual(
      fit, parametric: peer.parametric(new: true),
      smooths: [
        SmoothRows([peer.numbers("x", new: true)]), SmoothRows([peer.numbers("z", new: true)]),
      ], tolerance: tolerance, comparesConcurvity: false, line: line)
  }

  func testBinomial() throws { try two("binomial", .binomial) }
  func testProbit() throws { try two("probit", .binomial, .probit) }
  func testSharesOfTrials() throws { try two("binomial_trials", .binomial, weights: true) }
  func testGamma() throws { try two("gamma", .gamma) }
  func testWeightedGamma() throws { try two("gamma_weighted", .gamma, weights: true) }

  func testCrossValidation() throws {
    let peer = try AdditiveReference.named("motorcycle_gcv")
    let fit = try AdditiveFit(
      parametric: peer.parametric(), smooths: [peer.smooth("t", size: 20)],
      response: peer.numbers("y"), options: AdditiveOptions(criterion: .crossValidation))
    try peer.assertEqual(
      fit, parametric: peer.parametric(new: true),
      smooths: [SmoothRows([peer.numbers("t", new: true)])])
  }
}
