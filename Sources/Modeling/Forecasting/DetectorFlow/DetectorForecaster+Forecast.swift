extension DetectorForecaster {
  /// The next steps after the last recorded one, with bounds.
  ///
  /// - Parameters:
  ///   - steps: at least 1, at most a week of them, and no more than the calendar has.
  ///   - coverages: in (0, 1), ascending.
  ///   - isNonNegative: counts, speeds and shares of time have no values below zero.
  public func forecast(
    steps: Int, coverages: [Double], calibration: FlowCalibration, isNonNegative: Bool
  ) -> DetectorForecast {
    let origin = residuals.history.steps - 1
    let outlook = FlowOutlook(
      residuals, knownBefore: residuals.history.calendar.day[origin] + 1)
    return forecast(
      origin: origin, steps: steps, coverages: coverages, calibration: calibration,
      isNonNegative: isNonNegative, outlook: outlook)
  }

  func forecast(
    origin: Int, steps: Int, coverages: [Double], calibration: FlowCalibration,
    isNonNegative: Bool, outlook: FlowOutlook?
  ) -> DetectorForecast {
    let count = residuals.count
    let horizon = options.horizon
    let near = forecasts(origins: [origin])[0]
    let places = steps * count
    var result = DetectorForecast(
      origin: origin, detectors: count, coverages: coverages,
      median: [Double](repeating: .nan, count: places),
      lower: coverages.map { _ in [Double](repeating: .nan, count: places) },
      upper: coverages.map { _ in [Double](repeating: .nan, count: places) })
    for i in 0..<count where residuals.isKnown[i] {
      let far =
        steps > horizon ? farAutoregression.forecast(residuals, detector: i, origin: origin) : []
      for ahead in 1...steps {
        let step = origin + ahead
        let block = block(of: step)
        let expected: Double
        let correction: Double
        let errors: FlowIntervals
        let row: Int
        if ahead <= horizon {
          expected = residuals.expected[step * count + i]
          correction = Double(near[(ahead - 1) * count + i])
          errors = calibration.near
          row = ahead - 1
        } else {
          expected = outlook?.expected(step: step, detector: i) ?? 0
          (correction, row) = farCorrection(
            far, ahead: ahead, last: Double(near[(horizon - 1) * count + i]))
          errors = calibration.far
        }
        let scale = residuals.scale[i]
        let place = (ahead - 1) * count + i
        func value(_ error: Double) -> Double {
          let value = expected + scale * (correction + error)
          return isNonNegative ? max(0, value) : value
        }
        result.median[place] = value(0)
        for (c, coverage) in coverages.enumerated() {
          let tail = (1 - coverage) / 2
          // Bounds that leave out the median would say it is not one.
          let low = errors.quantile(tail, horizon: row, block: block, detector: i)
          let high = errors.quantile(1 - tail, horizon: row, block: block, detector: i)
          result.lower[c][place] = value(min(low, 0))
          result.upper[c][place] = value(max(high, 0))
        }
      }
    }
    return result
  }

  /// The autoregression's correction between the horizons it has equations for, and
  /// which of them bounds its error.
  private func farCorrection(
    _ far: [Double], ahead: Int, last: Double
  ) -> (correction: Double, row: Int) {
    let horizons = farAutoregression.horizons
    guard let row = horizons.firstIndex(where: { $0 >= ahead }) else {
      return (far.last ?? 0, max(0, horizons.count - 1))
    }
    let start = row > 0 ? horizons[row - 1] : options.horizon
    let before = row > 0 ? far[row - 1] : last
    let part = Double(ahead - start) / Double(horizons[row] - start)
    return (before + part * (far[row] - before), row)
  }
}
