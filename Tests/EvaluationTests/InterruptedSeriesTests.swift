import Regression
import Statistics
import TestSupport
import XCTest

@testable import Evaluation

final class InterruptedSeriesTests: XCTestCase {
  private static let folder = "evaluation/interrupted-series"

  private func made() throws -> (series: InterruptedSeries, counts: [Double]) {
    let file = try ReferenceRows("\(Self.folder)/series.csv")
    let series = InterruptedSeries(
      values: file.column("y"), firstAfter: 60, covariates: [.init("x", file.column("x"))])
    return (series, file.column("count"))
  }

  private func options(_ response: InterruptedSeries.Response) -> InterruptedSeries.Options {
    var options = InterruptedSeries.Options()
    options.response = response
    options.seasons = [.harmonics(period: 12, pairs: 1)]
    return options
  }

  /// The names that the reference gives the columns, in our order.
  private static let names = ["(Intercept)", "trend", "c1", "s1", "x", "step", "slope"]

  func testCoefficientsAndErrorsAreThoseOfR() throws {
    let rows = try ReferenceRows("\(Self.folder)/fits.csv").rows
    let (series, counts) = try made()
    var gaps = series
    for t in [4, 19, 20, 69] { gaps.values[t] = .nan }
    var counted = series
    counted.values = counts
    let cases: [(String, InterruptedSeries, InterruptedSeries.Response, Double)] = [
      ("ar1", series, .arma(p: 1, q: 0), 2e-6), ("arma11", series, .arma(p: 1, q: 1), 1e-3),
      ("ar1-gaps", gaps, .arma(p: 1, q: 0), 2e-6),
      ("andrews", series, .neweyWest(.andrews1991), 1e-9),
      ("newey-west-4", series, .neweyWest(.fixed(4)), 1e-9),
      ("quasi-poisson", counted, .quasiPoisson(.fixed(4)), 1e-7),
      ("negative-binomial", counted, .negativeBinomial(.fixed(4)), 1e-5),
    ]
    for (name, data, response, tolerance) in cases {
      let fit = try data.segmentedFit(options(response))
      var compared = 0
      for row in rows where row["case"] == name {
        let value = Double(row["value"]!)!
        let error = Double(row["error"]!) ?? .nan
        if let k = Self.names.firstIndex(of: row["name"]!) {
          let found = fit.coefficients[k]
          XCTAssertEqual(
            found.estimate, value, accuracy: tolerance * max(abs(value), error), "\(name) \(row)")
          assertClose(found.standardError!, error, relative: 3 * tolerance, "\(name) \(row)")
          compared += 1
        } else if row["name"] == "phi" {
          XCTAssertEqual(fit.autoregressive[0], value, accuracy: 10 * tolerance, name)
        } else if row["name"] == "theta" {
          XCTAssertEqual(fit.movingAverage[0], value, accuracy: 10 * tolerance, name)
        } else {
          let found = row["name"] == "relative" ? fit.relative : fit.average
          assertClose(found.value, value, relative: 1e-7, "\(name) \(row)")
          assertClose(found.standardError, error, relative: 1e-6, "\(name) \(row)")
        }
      }
      XCTAssertEqual(compared, 7, name)
    }
  }

  func testEffectsAddUp() throws {
    let (series, _) = try made()
    for response in [InterruptedSeries.Response.arma(p: 1, q: 0), .quasiPoisson(.fixed(4))] {
      var data = series
      if case .quasiPoisson = response { data.values = data.values.map { max(0, $0.rounded()) } }
      let fit = try data.segmentedFit(options(response))
      XCTAssertEqual(fit.steps.map(\.step), Array(60..<96))
      let sum = fit.steps.reduce(0) { $0 + $1.effect.value }
      assertClose(fit.cumulative.value, sum, relative: 1e-12)
      assertClose(fit.average.value * 36, sum, relative: 1e-12)
      let base = fit.steps.reduce(0) { $0 + $1.counterfactual.value }
      assertClose(fit.relative.value, sum / base, relative: 1e-12)
      for step in fit.steps {
        assertClose(
          step.counterfactual.value + step.effect.value, fit.fitted[step.step], relative: 1e-12)
        XCTAssert(step.effect.lower < step.effect.value && step.effect.value < step.effect.upper)
      }
    }
  }

  /// A step whose size is known is found, and a shift of the whole series or another
  /// unit changes nothing else.
  func testEquivariance() throws {
    let (series, _) = try made()
    let fit = try series.segmentedFit(options(.arma(p: 1, q: 0)))
    var other = series
    other.values = series.values.map { 7 - 3 * $0 }
    let turned = try other.segmentedFit(options(.arma(p: 1, q: 0)))
    assertClose(turned.average.value, -3 * fit.average.value, relative: 1e-6)
    assertClose(turned.average.standardError, 3 * fit.average.standardError, relative: 1e-5)
    var raised = series
    for t in 60..<96 { raised.values[t] += 5 }
    let more = try raised.segmentedFit(options(.arma(p: 1, q: 0)))
    assertClose(more.average.value, fit.average.value + 5, relative: 1e-6)
  }

  /// In 300 series with correlated errors and no trend change, 95 % intervals of the
  /// mean effect hold the truth 91 to 98 % of the time.
  func testIntervalsHoldWhatTheySay() throws {
    var held = 0
    let count = 300
    for run in 0..<count {
      var stream = RandomStream(seed: 11, "its", String(run))
      var e = 0.0
      let values = (0..<80).map { t -> Double in
        e = 0.5 * e + stream.normal()
        return 10 + 0.02 * Double(t) + (t >= 50 ? 2 : 0) + e
      }
      let options = { () -> InterruptedSeries.Options in
        var options = InterruptedSeries.Options()
        options.hasSlopeChange = false
        return options
      }()
      let fit = try InterruptedSeries(values: values, firstAfter: 50).segmentedFit(options)
      if fit.average.lower <= 2, fit.average.upper >= 2 { held += 1 }
    }
    XCTAssert((0.91...0.98).contains(Double(held) / Double(count)), "\(held) of \(count)")
  }

  func testPlacebosAndPreTrend() throws {
    var stream = RandomStream(seed: 5, "placebo")
    let quiet = (0..<120).map { t in 50 + stream.normal() + (t >= 90 ? 6.0 : 0) }
    var options = InterruptedSeries.Options()
    options.hasSlopeChange = false
    options.hasTrend = false
    let series = InterruptedSeries(values: quiet, firstAfter: 90)
    let placebos = try series.placeboDates(options)
    XCTAssertGreaterThan(placebos.placebos.count, 20)
    XCTAssert(placebos.passes)
    XCTAssertLessThan(placebos.pValue, 0.05)
    XCTAssertGreaterThan(try series.preTrendTest(options).pValue, 0.05)
    XCTAssertEqual(placebos, try series.placeboDates(options, threads: 2))
    // A series that rises all along, under a model without a trend.
    var rising = series
    for t in rising.values.indices { rising.values[t] += 0.2 * Double(t) }
    XCTAssertLessThan(try rising.preTrendTest(options).pValue, 0.001)
  }

  func testSeatBelts() throws {
    let file = ReferenceRows(
      text: try String(contentsOf: SharedData.url("trends/seatbelts.csv"), encoding: .utf8))
    let law = file.column("law")
    let start = law.firstIndex(of: 1)!
    var options = InterruptedSeries.Options()
    options.seasons = [.indicators(period: 12)]
    options.hasSlopeChange = false
    options.hasTrend = false
    let petrol = file.column("PetrolPrice").map { log($0) }
    func percent(_ name: String) throws -> EffectEstimate {
      let values = file.column(name).map { log($0) }
      return try InterruptedSeries(
        values: values, firstAfter: start, covariates: [.init("petrol", petrol)]
      ).segmentedFit(options).average
    }
    let drivers = try percent("drivers")
    XCTAssert((-25 ... -18).contains(100 * (exp(drivers.value) - 1)), "\(drivers)")
    XCTAssert(drivers.excludesZero)
    XCTAssert(try percent("front").excludesZero)
    XCTAssertFalse(try percent("rear").excludesZero)
  }

  func testBadInputIsNamed() throws {
    let (series, _) = try made()
    func error(_ change: (inout InterruptedSeries, inout InterruptedSeries.Options) -> Void)
      -> EvaluationError?
    {
      var (series, options) = (series, InterruptedSeries.Options())
      change(&series, &options)
      do throws(EvaluationError) {
        _ = try series.segmentedFit(options)
        return nil
      } catch {
        return error
      }
    }
    XCTAssertEqual(error { s, _ in s.firstAfter = 3 }, .tooFewBefore(have: 3, need: 5))
    XCTAssertEqual(error { s, _ in s.firstAfter = 95 }, .tooFewAfter(have: 1, need: 3))
    XCTAssertEqual(error { s, _ in s.values[7] = .infinity }, .notFinite("values", at: 7))
    XCTAssertEqual(error { s, _ in s.covariates[0].values[2] = .nan }, .notFinite("x", at: 2))
    XCTAssertEqual(
      error { s, _ in s.covariates[0].values.removeLast() }, .length("x", have: 95, need: 96))
    XCTAssertNotNil(error { _, o in o.level = 1 })
    XCTAssertNotNil(error { _, o in o.seasons = [.harmonics(period: 12, pairs: 7)] })
    XCTAssertNotNil(error { s, _ in s.exposure = [1] })
    XCTAssertNotNil(
      error { s, o in
        o.response = .quasiPoisson(.fixed(1))
        s.values[0] = -1
      })
    // A covariate that is the change itself.
    XCTAssertNotNil(
      error { s, o in
        o.hasSlopeChange = false
        s.covariates = [.init("law", s.values.indices.map { $0 >= 60 ? 1 : 0 })]
      })
  }
}
