/// Errors of past forecasts, taken in day by day, near and far ahead.
public struct FlowCalibration: Sendable {
  var near: FlowIntervals
  var far: FlowIntervals
  private var learnedDay: Int?

  init(near: Int, far: Int, detectors: Int) {
    self.near = FlowIntervals(horizons: near, detectors: detectors)
    self.far = FlowIntervals(horizons: max(1, far), detectors: detectors)
  }

  /// Weighs down what is older by the days gone by since the last time.
  mutating func reach(day: Int) {
    for _ in 0..<max(0, day - (learnedDay ?? day)) {
      near.age()
      far.age()
    }
    learnedDay = day
  }
}

extension DetectorForecaster {
  /// The part of the day of a step.
  func block(of step: Int) -> Int {
    let calendar = residuals.history.calendar
    return calendar.slot[step] * FlowIntervals.blocks / calendar.slotsPerDay
  }

  /// Bounds from errors after all origins between two steps.
  ///
  /// - Parameters:
  ///   - start: not before the members' own last step: errors on steps they learnt
  ///     from are too small.
  ///   - end: steps from this one on are not looked at.
  public func calibration(from start: Int, until end: Int) -> FlowCalibration {
    var calibration = FlowCalibration(
      near: options.horizon, far: farAutoregression.horizons.count, detectors: residuals.count)
    let calendar = residuals.history.calendar
    let last = min(end, residuals.history.steps) - 1
    guard start < last else { return calibration }
    for isSecondPass in [false, true] {
      for day in calendar.day[start]...calendar.day[last] {
        learn(day: day, from: start, until: last + 1, sizes: !isSecondPass, into: &calibration)
      }
      if !isSecondPass { calibration.restart() }
    }
    return calibration
  }

  /// Takes in the errors after origins of one day whose answers lie before `end`, as
  /// sizes or, sizes being known, as quotients.
  func learn(
    day: Int, from start: Int, until end: Int, sizes: Bool, into calibration: inout FlowCalibration
  ) {
    let history = residuals.history
    let calendar = history.calendar
    let count = residuals.count
    calibration.reach(day: day)
    // One moment in three says nearly as much as all: errors hang together.
    let origins = (0..<calendar.slotsPerDay).filter { $0 % 3 == 0 }
      .compactMap { calendar.step(day: day, slot: $0) }
      .filter { $0 >= start && $0 + 1 < end }
    for (k, forecast) in forecasts(origins: origins).enumerated() {
      for ahead in 0..<options.horizon where origins[k] + ahead + 1 < end {
        let step = origins[k] + ahead + 1
        let block = block(of: step)
        for i in 0..<count where history[step, i].isFinite {
          let error = Double(residuals.scaled[step * count + i] - forecast[ahead * count + i])
          if sizes {
            calibration.near.learnSize(horizon: ahead, block: block, detector: i, error: error)
          } else {
            calibration.near.learnQuotient(horizon: ahead, block: block, detector: i, error: error)
          }
        }
      }
    }
    learnFar(day: day, from: start, until: end, sizes: sizes, into: &calibration)
  }

  private func learnFar(
    day: Int, from start: Int, until end: Int, sizes: Bool, into calibration: inout FlowCalibration
  ) {
    let history = residuals.history
    let calendar = history.calendar
    let count = residuals.count
    // One moment for each part of the day: whatever the horizon, every part is reached.
    let parts = FlowIntervals.blocks
    let origins = (0..<parts).compactMap {
      calendar.step(day: day, slot: $0 * calendar.slotsPerDay / parts)
    }
    .filter { $0 >= start && $0 + options.horizon < end }
    guard !origins.isEmpty, !farAutoregression.horizons.isEmpty else { return }
    let outlook = FlowOutlook(residuals, knownBefore: day)
    for origin in origins {
      for i in 0..<count {
        let forecast = farAutoregression.forecast(residuals, detector: i, origin: origin)
        for (k, horizon) in farAutoregression.horizons.enumerated() where origin + horizon < end {
          let step = origin + horizon
          guard history[step, i].isFinite else { continue }
          let expected = outlook.expected(step: step, detector: i)
          let error = (history[step, i] - expected) / residuals.scale[i] - forecast[k]
          let block = block(of: step)
          if sizes {
            calibration.far.learnSize(horizon: k, block: block, detector: i, error: error)
          } else {
            calibration.far.learnQuotient(horizon: k, block: block, detector: i, error: error)
          }
        }
      }
    }
  }
}

extension FlowCalibration {
  /// A second pass over the same days: sizes stay.
  fileprivate mutating func restart() { learnedDay = nil }
}
