public import TimeSeries

/// What every detector of an area recorded, on one clock.
public struct DetectorHistory: Sendable {
  public let detectors: [String]
  public let calendar: FlowCalendar
  /// Steps recorded.
  public let steps: Int
  /// Value of step t and detector i at t · detectors.count + i; NaN is missing.
  public let values: [Double]

  /// - Parameter values: time by time, as kept; of `steps` × detectors numbers.
  /// - Precondition: the sizes agree, and the calendar reaches past the last step.
  public init(detectors: [String], calendar: FlowCalendar, values: [Double]) {
    precondition(!detectors.isEmpty && values.count % detectors.count == 0, "whole steps")
    self.detectors = detectors
    self.calendar = calendar
    self.values = values
    steps = values.count / detectors.count
    precondition(steps <= calendar.steps, "a calendar for every step")
  }

  /// - Parameter zeroIsMissing: some exports write 0 where nothing was measured. Never
  ///   assumed: the caller says so.
  public init(_ panel: Panel, calendar: FlowCalendar, zeroIsMissing: Bool) {
    let count = panel.series.count
    let steps = min(panel.index.count, calendar.steps)
    var values = [Double](repeating: .nan, count: steps * count)
    for (i, series) in panel.series.enumerated() {
      for (k, value) in series.values.enumerated() {
        let step = series.firstStep + k
        guard step >= 0, step < steps, !(zeroIsMissing && value == 0) else { continue }
        values[step * count + i] = value
      }
    }
    self.init(detectors: panel.series.map(\.id), calendar: calendar, values: values)
  }

  public var count: Int { detectors.count }

  public subscript(step: Int, detector: Int) -> Double { values[step * count + detector] }
}
