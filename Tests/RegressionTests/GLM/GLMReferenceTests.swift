import Foundation
import Regression
import TestSupport
import XCTest

/// Fits beside R's, in every family and most links.
final class GLMReferenceTests: XCTestCase {
  private func check(
    _ name: String, _ fit: GLMFit, _ expected: [String: [Double]], tolerance: Double = 1e-9
  ) throws {
    func compare(_ quantity: String, _ values: [Double?], scale: Double = 0) {
      guard let wanted = expected[quantity] else { return }
      XCTAssertEqual(values.count, wanted.count, "\(name) \(quantity)")
      for (i, (value, wanted)) in zip(values, wanted).enumerated() {
        guard let value else {
          XCTFail("\(name) \(quantity)[\(i)] is missing")
          continue
        }
        let error = abs(value - wanted) / max(abs(wanted), scale)
        XCTAssert(
          error <= tolerance || value == wanted,
          "\(name) \(quantity)[\(i)]: \(value), not \(wanted); relative error \(error)")
      }
    }
    XCTAssert(fit.converged, name)
    compare("coefficient", fit.estimates, scale: 0.01)
    compare("error", fit.coefficients.map(\.standardError))
    compare("p", fit.coefficients.map(\.pValue), scale: 1e-3)
    compare("deviance", [fit.deviance])
    compare("null", [fit.nullDeviance])
    compare("dispersion", [fit.dispersion])
    compare("loglik", [fit.logLikelihood])
    compare("aic", [fit.aic])
    compare("bic", [fit.bic])
    compare("theta", [fit.theta])
    compare("theta_error", [fit.thetaStandardError])
    func head(_ values: [Double]) -> [Double] { Array(values.prefix(5)) }
    compare("hat", head(try fit.hatValues()))
    compare("deviance_residual", head(try fit.residuals(.deviance)), scale: 0.1)
    compare("pearson_residual", head(try fit.residuals(.pearson)), scale: 0.1)
    compare("working_residual", head(try fit.residuals(.working)), scale: 0.1)
    compare("standardized", head(try fit.residuals(.standardizedDeviance)), scale: 0.1)
    let data = try XCTUnwrap(fit.data)
    compare(
      "predictor", head(try fit.linearPredictor(design: data.design, offset: data.offset)),
      scale: 0.1)
    compare("predictor_error", head(fit.predictorErrors(design: data.design)))
  }

  func testEveryFamilyEqualsR() throws {
    let reference = try GLMReference()
    var seen: Set<String> = []
    func run(
      _ name: String, _ response: String, _ family: GLMFamily, _ link: GLMLink,
      trials: String? = nil, weights: String? = nil, exposure: String? = nil,
      tolerance: Double = 1e-9
    ) throws {
      let fit = try GLMFit(
        design: reference.design,
        response: response == "more" ? reference["count"].map { $0 + 3 } : reference[response],
        trials: trials.map { reference[$0] }, weights: weights.map { reference[$0] },
        exposure: exposure.map { reference[$0] }, family: family, link: link)
      try check(name, fit, try XCTUnwrap(reference.values[name], name), tolerance: tolerance)
      seen.insert(name)
    }
    try run("gaussian:identity", "gauss", .gaussian, .identity)
    try run("gaussian:log", "gauss", .gaussian, .log)
    try run("gaussian:inverse", "gauss", .gaussian, .inverse)
    try run("gaussian:identity:weights", "gauss", .gaussian, .identity, weights: "weight")
    try run("poisson:log", "count", .poisson, .log)
    try run("poisson:log:exposure", "count", .poisson, .log, exposure: "exposure")
    try run("poisson:log:weights", "count", .poisson, .log, weights: "weight")
    try run("poisson:identity", "more", .poisson, .identity)
    try run("poisson:sqrt", "count", .poisson, .squareRoot)
    try run("quasipoisson:log:exposure", "count", .quasiPoisson, .log, exposure: "exposure")
    for (name, link) in [
      ("logit", GLMLink.logit), ("probit", .probit), ("cloglog", .complementaryLogLog),
      ("cauchit", .cauchit),
    ] { try run("binomial:\(name)", "success", .binomial, link, trials: "trials") }
    try run("binary:logit", "binary", .binomial, .logit)
    try run("binary:logit:weights", "binary", .binomial, .logit, weights: "weight")
    try run("quasibinomial:logit", "success", .quasiBinomial, .logit, trials: "trials")
    try run("gamma:log", "amount", .gamma, .log)
    try run("gamma:inverse", "amount", .gamma, .inverse)
    try run("gamma:identity", "amount", .gamma, .identity)
    try run("gamma:log:weights", "amount", .gamma, .log, weights: "weight")
    try run("inverse-gaussian:log", "skewed", .inverseGaussian, .log)
    try run("inverse-gaussian:inverse-square", "skewed", .inverseGaussian, .inverseSquare)
    try run("negative-binomial:fixed", "nb", .negativeBinomial(theta: 2), .log)
    try run("negative-binomial:estimated", "nb", .negativeBinomial(), .log)
    try run("tweedie:1.5", "claim", .tweedie(power: 1.5), .log)
    try run("tweedie:1.2:power", "claim", .tweedie(power: 1.2), .power(0.5))
    XCTAssertEqual(seen, Set(reference.values.keys))
  }
}
