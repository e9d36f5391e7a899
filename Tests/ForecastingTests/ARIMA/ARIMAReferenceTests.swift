import TestSupport
import XCTest

@testable import Forecasting

/// Values of one case of a golden file `case,kind,index,value`.
struct StateSpaceCase {
  let name: String
  private let rows: [[String: String]]

  static func read(_ path: String) throws -> [StateSpaceCase] {
    let rows = try ReferenceRows.read(path)
    var names: [String] = []
    for row in rows where names.last != row["case"] { names.append(row["case"] ?? "") }
    return names.map { name in
      StateSpaceCase(name: name, rows: rows.filter { $0["case"] == name })
    }
  }

  /// Every value of a kind; NaN where missing.
  subscript(kind: String) -> [Double] {
    ReferenceRows.column(rows, "value", of: kind, key: "kind")
  }
}

/// ARIMA models at given parameters, and their likelihoods, against statsmodels.
final class ARIMAReferenceTests: XCTestCase {
  private func cases() throws -> [StateSpaceCase] {
    try StateSpaceCase.read("forecasting/arima/arima.csv")
  }

  private func order(_ one: StateSpaceCase) -> ARIMAOrder {
    let o = one["order"].map { Int($0) }
    return ARIMAOrder(
      o[0], o[1], o[2], seasonal: (o[3], o[4], o[5]), period: max(1, o[6]))
  }

  func testLikelihoodPredictionsAndForecastsEqualReference() throws {
    let all = try cases().filter { !$0["order"].isEmpty }
    XCTAssertEqual(all.count, 9)
    for one in all {
      let fit = try FittedARIMA(
        order: order(one),
        coefficients: ARIMACoefficients(
          ar: one["ar"], ma: one["ma"], seasonalAR: one["sar"], seasonalMA: one["sma"]),
        constant: one["mean"].first, variance: one["variance"][0], values: one["series"])
      assertClose(
        try XCTUnwrap(fit.logLikelihood), one["likelihood"][0], relative: 1e-9, one.name)
      let forecast = fit.forecast(horizon: 15)
      for (h, mean) in one["forecast"].enumerated() {
        assertClose(forecast.mean[h], mean, relative: 1e-8, "\(one.name) mean \(h)")
        assertClose(
          forecast.standardDeviation[h], one["deviation"][h], relative: 1e-8,
          "\(one.name) deviation \(h)")
      }
      var compared = 0
      for (t, expected) in one["prediction"].enumerated() where !fit.fittedValues[t].isNaN {
        assertClose(fit.fittedValues[t], expected, relative: 1e-8, "\(one.name) step \(t)")
        compared += 1
      }
      XCTAssertGreaterThanOrEqual(compared, fit.values.count - 26, one.name)
    }
  }

  func testUpdateIsTheFilterOfTheWholeSeries() throws {
    for one in try cases().filter({ !$0["order"].isEmpty }) {
      let values = one["series"]
      let coefficients = ARIMACoefficients(
        ar: one["ar"], ma: one["ma"], seasonalAR: one["sar"], seasonalMA: one["sma"])
      let whole = try FittedARIMA(
        order: order(one), coefficients: coefficients, constant: one["mean"].first, variance: 1,
        values: values)
      var grown = try FittedARIMA(
        order: order(one), coefficients: coefficients, constant: one["mean"].first, variance: 1,
        values: Array(values.prefix(29)))
      grown.update(with: Array(values[29...]))
      let (a, b) = (whole.forecast(horizon: 6), grown.forecast(horizon: 6))
      for h in 0..<6 {
        assertClose(b.mean[h], a.mean[h], relative: 1e-9, one.name)
        assertClose(
          b.standardDeviation[h], a.standardDeviation[h], relative: 1e-9, one.name)
      }
    }
  }

  func testRegressionWithARIMAErrorsReachesTheReferenceMaximum() throws {
    let one = try XCTUnwrap(cases().first { $0.name == "regressors" })
    let values = one["series"]
    let context = SeriesContext(
      axis: StepAxis(days: [], secondsOfDay: []), firstStep: 0,
      regressors: [
        Regressor(name: "first", values: one["first"]),
        Regressor(name: "second", values: one["second"]),
      ], recorded: values)
    let series = TrainingSeries(
      id: "r", values: values, seasonalPeriods: [], context: context)
    let fit = try ARIMA(ARIMAOrder(1, 1, 1), hasConstant: false).fit(series)
    XCTAssertGreaterThanOrEqual(
      try XCTUnwrap(fit.logLikelihood), one["likelihood"][0] - 1e-6)
    XCTAssertEqual(fit.regressorNames, ["first", "second"])
    for (own, expected) in zip(fit.regressionCoefficients, one["coefficients"]) {
      assertClose(own, expected, relative: 1e-3)
    }
    // What is known of the future moves the forecast: step 4 ahead is a special day.
    var ordinary = context
    for step in values.count..<(values.count + 5) { ordinary.regressors[1].values[step] = 0 }
    let plain = try ARIMA(ARIMAOrder(1, 1, 1), hasConstant: false).fit(
      TrainingSeries(id: "r", values: values, seasonalPeriods: [], context: ordinary))
    let gap = zip(fit.forecast(horizon: 5).mean, plain.forecast(horizon: 5).mean).map { $0 - $1 }
    for (h, difference) in gap.enumerated() {
      let special = one["second"][values.count + h]
      XCTAssertEqual(difference, special * fit.regressionCoefficients[1], accuracy: 1e-6)
    }
  }

  func testNumbersOfDifferencesEqualReference() throws {
    let rows = try ReferenceRows.read("forecasting/arima/differences.csv")
    let all = try cases()
    XCTAssertEqual(rows.count, 7)
    for row in rows {
      let values = try XCTUnwrap(all.first { $0.name == row["case"] })["series"]
      assertClose(
        DifferencingTests.levelStatistic(values), Double(row["statistic"]!)!, relative: 1e-10)
      XCTAssertEqual(DifferencingTests.differences(values), Int(row["d"]!), row["case"]!)
      XCTAssertEqual(
        DifferencingTests.seasonalDifferences(values, period: 12), Int(row["D"]!), row["case"]!)
    }
  }
}
