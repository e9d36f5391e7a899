/// What a network is told at a moment of one detector: its last residuals, what the
/// profile expects next, how off the profile was at those times yesterday and a week
/// ago, and how off it has been on average lately. All scaled by detector.
struct FlowInputs: Sendable {
  static let lags = 12
  let horizon: Int
  private let residuals: FlowResiduals
  private let running: RunningSums
  /// Expected value relative to the detector's level, for each step and detector.
  private let shape: [Float]
  /// Steps over which recent means are taken.
  private let spans: [Int]

  init(_ residuals: FlowResiduals, running: RunningSums, horizon: Int) {
    self.residuals = residuals
    self.running = running
    self.horizon = horizon
    let count = residuals.count
    let slots = residuals.history.calendar.slotsPerDay
    spans = [slots / 12, slots / 6, slots / 4, slots, 7 * slots].map { max(1, $0) }
    shape = residuals.expected.indices.map {
      let level = residuals.level[$0 % count]
      return Float((residuals.expected[$0] - level) / level)
    }
  }

  /// Inputs of one moment and detector.
  var width: Int { FlowInputs.lags + 3 * horizon + spans.count + 4 }
  var detectors: Int { residuals.count }

  /// Writes the inputs of several moments: input by input, and in each moment by
  /// moment and detector by detector.
  ///
  /// - Parameter out: `width` × `origins.count` × detectors numbers.
  func write(origins: [Int], into out: UnsafeMutablePointer<Float>) {
    let count = residuals.count
    let columns = origins.count * count
    let calendar = residuals.history.calendar
    let lastKnown = residuals.history.steps - 1
    for (b, origin) in origins.enumerated() {
      var row = 0
      func put(_ source: UnsafePointer<Float>?) {
        let place = out + row * columns + b * count
        row += 1
        guard let source else {
          place.update(repeating: 0, count: count)
          return
        }
        place.update(from: source, count: count)
      }
      residuals.scaled.withUnsafeBufferPointer { scaled in
        func residual(_ step: Int?) -> UnsafePointer<Float>? {
          guard let step, step >= 0, step <= min(origin, lastKnown) else { return nil }
          return scaled.baseAddress.map { $0 + step * count }
        }
        for lag in 0..<FlowInputs.lags { put(residual(origin - lag)) }
        shape.withUnsafeBufferPointer { shape in
          for ahead in 1...horizon {
            let step = origin + ahead
            put(step < residuals.steps ? shape.baseAddress.map { $0 + step * count } : nil)
          }
        }
        for days in [1, 7] {
          for ahead in 1...horizon {
            let step = origin + ahead
            put(step < calendar.steps ? residual(calendar.step(step, daysBefore: days)) : nil)
          }
        }
      }
      func putMean(end: Int?, span: Int) {
        running.writeMeans(end: end ?? -1, span: span, into: out + row * columns + b * count)
        row += 1
      }
      for span in spans { putMean(end: origin, span: span) }
      let yesterday = calendar.step(origin, daysBefore: 1)
      let lastWeek = calendar.step(origin, daysBefore: 7)
      residuals.scaled.withUnsafeBufferPointer { scaled in
        for step in [yesterday, lastWeek] {
          put(step.flatMap { step in scaled.baseAddress.map { $0 + step * count } })
        }
      }
      for step in [yesterday, lastWeek] { putMean(end: step, span: FlowInputs.lags) }
    }
  }
}
