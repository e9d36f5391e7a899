internal import LinearAlgebra

/// Incidents of every detector of an area, and of all of them together.
public struct PanelAlarms: Sendable, Equatable {
  /// In the order of the history's detectors; places are steps.
  public let detectors: [[Incident]]
  /// Moments at which the mean of all detectors was off; departures are in units of a
  /// detector's mean absolute error. Empty for fewer than three detectors.
  public let area: [Incident]
  /// Days at the beginning in which no alarm was raised.
  public let learningDays: Double
}

extension DetectorForecaster {
  /// Days that alarms learn from before the first may be raised.
  static let alarmLearningDays = 3

  /// Alarms on what every detector did beyond its profile, as the profile stood on the
  /// eve of each day. An incident's `departure` is recorded less expected.
  ///
  /// - Parameter rate: alarms a week asked for, of each detector and of the area.
  public func alarms(alarmsPerWeek rate: Double) -> PanelAlarms {
    let history = residuals.history
    let count = residuals.count
    let calendar = history.calendar
    let seconds = (0..<history.steps).map {
      (Double(calendar.day[$0]) + Double(calendar.slot[$0]) / Double(calendar.slotsPerDay)) * 86_400
    }
    // Short histories are judged from their third part on.
    let days = history.steps > 0 ? calendar.day[history.steps - 1] + 1 : 0
    let learning = min(DetectorForecaster.alarmLearningDays, max(2, days / 3))
    let start = calendar.day.firstIndex { $0 >= learning } ?? history.steps
    let monitor = AlarmMonitor(alarmsPerWeek: rate)
    // On the first day nothing is expected yet.
    let first = calendar.day.firstIndex { $0 >= 1 } ?? history.steps
    let detectors = parallelMap(count, threads: options.threads) { i -> [Incident] in
      let departures = (0..<history.steps).map { step in
        step < first ? .nan : history[step, i] - residuals.expected[step * count + i]
      }
      return monitor.incidents(seconds: seconds, departures: departures, from: start)
    }
    guard count >= 3 else {
      return PanelAlarms(detectors: detectors, area: [], learningDays: Double(learning))
    }
    let together = (0..<history.steps).map { step -> Double in
      guard step >= first else { return .nan }
      var sum = 0.0
      var known = 0
      for i in 0..<count where history[step, i].isFinite {
        // A single broken detector is no event of the area.
        sum += min(max(Double(residuals.scaled[step * count + i]), -4), 4)
        known += 1
      }
      return 2 * known >= count && known >= 3 ? sum / Double(known) : .nan
    }
    return PanelAlarms(
      detectors: detectors,
      area: monitor.incidents(seconds: seconds, departures: together, from: start),
      learningDays: Double(learning))
  }

  /// What the profile expected of a step and detector, as it stood on the eve of the day.
  public func usual(step: Int, detector i: Int) -> Double {
    residuals.expected[step * residuals.count + i]
  }
}
