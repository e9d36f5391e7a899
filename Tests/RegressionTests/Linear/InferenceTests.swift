import Foundation
import LinearAlgebra
import Regression
import TestSupport
import XCTest

/// Errors of coefficients against R's sandwich and clubSandwich.
final class InferenceTests: XCTestCase {
  func testSummary() throws {
    let reference = try LinearReference()
    for (name, fit) in try reference.fits {
      let rows = fit.classicalInference.coefficients(level: 0.9)
      assertAll(rows.map(\.estimate), reference.values("\(name).coefficients"), relative: 1e-12)
      assertAll(rows.map { $0.standardError! }, reference.values("\(name).errors"), relative: 1e-12)
      assertAll(rows.map { $0.statistic! }, reference.values("\(name).t"), relative: 1e-12)
      for (row, p) in zip(rows, reference.values("\(name).p")) {
        assertClose(row.pValue!, p, relative: 1e-10)
      }
      assertAll(
        rows.map { $0.lower! } + rows.map { $0.upper! }, reference.values("\(name).confidence"),
        relative: 1e-11)
      let f = fit.fTest
      assertAll(
        [
          fit.rSquared, fit.adjustedRSquared, fit.sigma, f.statistic, f.degreesOfFreedom!,
          f.denominator!, f.pValue, fit.logLikelihood, fit.aic, fit.bic,
        ], reference.values("\(name).summary"), relative: 1e-9)
      assertClose(f.pValue, reference.values("\(name).summary")[6], relative: 1e-9)
    }
  }

  func testHeteroscedastic() throws {
    let reference = try LinearReference()
    for (name, fit) in try reference.fits {
      for kind in CovarianceEstimator.SmallSample.allCases {
        let key = "\(name).\(kind.rawValue.uppercased())"
        let found = try fit.inference(.heteroscedastic(kind))
        assertAll(
          found.covariance.storage, reference.values(key), relative: 1e-10, key)
        XCTAssertEqual(found.degreesOfFreedom?.first, 115)
      }
    }
  }

  func testNeweyWest() throws {
    let reference = try LinearReference()
    for (name, fit) in try reference.fits {
      let bandwidths = reference.values("\(name).hac.bandwidths")
      let sandwich = try fit.sandwich()
      assertClose(
        sandwich.bandwidth(.neweyWest1994), bandwidths[0].rounded(.down) + 1, relative: 1e-14)
      assertClose(sandwich.bandwidth(.andrews1991), bandwidths[1], relative: 1e-9)
      for (key, estimator) in [
        ("fixed4", CovarianceEstimator.neweyWest(.fixed(4))),
        ("nw94", .neweyWest(.neweyWest1994, corrected: false)),
        ("andrews", .neweyWest(.andrews1991, corrected: false)),
      ] {
        assertAll(
          try fit.inference(estimator).covariance.storage, reference.values("\(name).hac.\(key)"),
          relative: 1e-9, "\(name) \(key)")
      }
      // Without lags it is White's covariance.
      assertAll(
        try fit.inference(.neweyWest(.fixed(0), corrected: false)).covariance.storage,
        reference.values("\(name).HC0"), relative: 1e-10)
    }
  }

  func testClusters() throws {
    let reference = try LinearReference()
    let (group, other) = (reference.codes("group"), reference.codes("other"))
    for (name, fit) in try reference.fits {
      let cr1 = try fit.inference(.cluster(group, .cr1))
      assertAll(cr1.covariance.storage, reference.values("\(name).cr1"), relative: 1e-10, "cr1")
      XCTAssertEqual(cr1.degreesOfFreedom?[0], 10)
      let both = try fit.inference(.twoWayCluster(group, other))
      assertAll(both.covariance.storage, reference.values("\(name).twoway"), relative: 1e-10, "two")
      XCTAssertEqual(both.degreesOfFreedom?[0], 6)
      let cr2 = try fit.inference(.cluster(group, .cr2))
      assertAll(cr2.covariance.storage, reference.values("\(name).cr2"), relative: 1e-9, "cr2")
      assertAll(
        cr2.degreesOfFreedom!, reference.values("\(name).cr2.df"), relative: 1e-9, "\(name) df")
      for (row, p) in zip(cr2.coefficients(), reference.values("\(name).cr2.p")) {
        assertClose(row.pValue!, p, relative: 1e-7)
      }
    }
  }

  /// Numbers of groups, and the order of their first rows, mean nothing; each row a
  /// group of its own is HC1 and, by CR2, HC2.
  func testClustersOfOneRow() throws {
    let reference = try LinearReference()
    let n = Int32(reference.design.rows)
    for (_, fit) in try reference.fits {
      let own = (0..<n).map { (7 * $0 + 3) % n }
      let hc1 = try fit.inference(.hc1).covariance.storage
      assertAll(
        try fit.inference(.cluster(own, .cr1)).covariance.storage, hc1, relative: 1e-11)
      let group = reference.codes("group")
      let renamed = group.map { 100 - 3 * $0 }
      for correction in [CovarianceEstimator.ClusterCorrection.cr1, .cr2] {
        let one = try fit.inference(.cluster(group, correction))
        let other = try fit.inference(.cluster(renamed, correction))
        assertAll(other.covariance.storage, one.covariance.storage, relative: 1e-12)
      }
    }
    let plain = try reference.fits[0].fit
    let own = (0..<n).map { $0 }
    assertAll(
      try plain.inference(.cluster(own, .cr2)).covariance.storage,
      try plain.inference(.hc2).covariance.storage, relative: 1e-11)
  }

  /// With an indicator for each cluster, the clusters' own columns absorb a
  /// direction of each: CR2 then takes the inverse root of what is left.
  func testBellMcCaffreyWithClusterIndicators() throws {
    let reference = try LinearReference()
    let group = reference.codes("group")
    let x = reference.numbers("x")
    let design = DesignMatrix(
      rows: x.count, names: ["x"] + (0..<11).map { "g\($0)" },
      blocks: [.column(x), .indicators(codes: group, width: 11, values: nil)])
    let fit = try LinearFit(design: design, response: reference.numbers("y"))
    let within = try fit.inference(.cluster(group, .cr2))
    // The same from x and y less their group means, by which the indicators fall away.
    func centered(_ values: [Double]) -> [Double] {
      var sums = [Double](repeating: 0, count: 11)
      var counts = sums
      for (v, g) in zip(values, group) {
        sums[Int(g)] += v
        counts[Int(g)] += 1
      }
      return zip(values, group).map { $0 - sums[Int($1)] / counts[Int($1)] }
    }
    let y = reference.numbers("y")
    let inner = try LinearFit(
      design: DesignMatrix(rows: x.count, names: ["x"], blocks: [.column(centered(x))]),
      response: centered(y))
    let absorbed = try inner.inference(.cluster(group, .cr2))
    assertClose(within.estimates[0], absorbed.estimates[0], relative: 1e-11)
    assertClose(within.standardErrors[0], absorbed.standardErrors[0], relative: 1e-9)
    assertClose(within.degreesOfFreedom![0], absorbed.degreesOfFreedom![0], relative: 1e-8)
  }

  /// The same estimators over the scores of generalized linear models.
  func testGeneralizedLinearModels() throws {
    let reference = try LinearReference()
    let other = reference.codes("other")
    let models: [(String, GLMFit)] = [
      (
        "poisson",
        try GLMFit(
          design: reference.design, response: reference.numbers("group"), family: .poisson)
      ),
      (
        "gamma",
        try GLMFit(
          design: reference.design.selecting(columns: [0, 1, 2]),
          response: reference.numbers("w"), weights: other.map { 1 + Double($0) },
          family: .gamma, link: .log)
      ),
    ]
    for (name, model) in models {
      assertAll(
        model.estimates, reference.values("\(name).coefficients"), relative: 1e-5, name)
      for (key, estimator) in [
        ("HC0", CovarianceEstimator.hc0), ("HC3", .hc3), ("hac.fixed4", .neweyWest(.fixed(4))),
        ("cr1", .cluster(other, .cr1)), ("cr2", .cluster(other, .cr2)),
      ] {
        assertAll(
          try model.inference(estimator).covariance.storage, reference.values("\(name).\(key)"),
          relative: 2e-7, "\(name) \(key)")
      }
    }
    // Of known dispersion: compared with the normal. Otherwise Satterthwaite's t.
    XCTAssertNil(try models[0].1.inference(.cluster(other, .cr2)).degreesOfFreedom)
    assertAll(
      try models[1].1.inference(.cluster(other, .cr2)).degreesOfFreedom!,
      reference.values("gamma.cr2.df"), relative: 1e-8)
  }

  func testWald() throws {
    let reference = try LinearReference()
    for (name, fit) in try reference.fits {
      var restrictions = Matrix(rows: 2, columns: 5)
      restrictions[0, 1] = 1
      restrictions[1, 2] = 1
      restrictions[1, 3] = 1
      let wald = fit.classicalInference.waldTest(restrictions, equal: [1, 0])
      let expected = reference.values("\(name).wald")
      assertClose(wald.statistic, expected[0], relative: 1e-10)
      assertClose(wald.pValue, expected[1], relative: 1e-9)
      let robust = try fit.inference(.hc3).waldTest(columns: [3, 4])
      let other = reference.values("\(name).wald.hc3")
      assertClose(robust.statistic, other[0], relative: 1e-9)
      assertClose(robust.pValue, other[1], relative: 1e-9)
      // All slopes at once is the F test of the summary.
      assertClose(
        fit.classicalInference.waldTest(columns: [1, 2, 3, 4]).statistic, fit.fTest.statistic,
        relative: 1e-11)
    }
  }

  func testPredictionIntervals() throws {
    let reference = try LinearReference()
    let new = DesignMatrix(
      rows: 3, names: reference.design.names,
      blocks: [
        .intercept, .column([-1, 0, 2.5]), .column([4, 5, 9]), .column([0, 1, 0]),
        .column([0, 0, 1]),
      ])
    let fits = try reference.fits
    let plain = try fits[0].fit.predict(new, level: 0.8)
    assertAll(
      plain.meanLower! + plain.meanUpper!, reference.values("plain.confidence.interval"),
      relative: 1e-11)
    assertAll(
      plain.lower! + plain.upper!, reference.values("plain.prediction.interval"), relative: 1e-11)
    let weighted = try fits[1].fit.predict(new, weights: [0.5, 1, 2], level: 0.8)
    assertAll(
      weighted.lower! + weighted.upper!, reference.values("weighted.prediction.interval"),
      relative: 1e-11)
    let offset = try fits[0].fit.predict(new, offset: [1, 2, 3])
    XCTAssertNil(offset.lower)
    assertAll(zip(offset.mean, [1, 2, 3]).map { $0 - $1 }, plain.mean, relative: 1e-13)
    XCTAssertThrowsError(try fits[0].fit.predict(new.selecting(columns: [0, 1])))
    XCTAssertThrowsError(try fits[0].fit.predict(new, level: 1))
  }

  func testBadRequestsAreRefused() throws {
    let reference = try LinearReference()
    let fit = try reference.fits[0].fit
    let n = reference.design.rows
    for estimator in [
      CovarianceEstimator.cluster([0, 1], .cr1),
      .cluster([Int32](repeating: 4, count: n), .cr2),
      .cluster([Int32](repeating: -1, count: n), .cr1),
      .neweyWest(.fixed(-1)),
    ] {
      XCTAssertThrowsError(try fit.inference(estimator)) { error in
        guard case RegressionError.setting = error else { return XCTFail("\(error)") }
      }
    }
    let saved = try JSONDecoder().decode(LinearFit.self, from: JSONEncoder().encode(fit))
    XCTAssertNoThrow(try saved.inference(.classical))
    XCTAssertThrowsError(try saved.inference(.hc3))
    XCTAssertThrowsError(try saved.influence())
  }
}
