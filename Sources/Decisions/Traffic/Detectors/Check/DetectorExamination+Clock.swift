import Foundation

/// Days whose shape stands an hour beside the detector's own.
extension DetectorExamination {
  /// Each day's shape is laid on the profile at lags of a quarter of an hour up to two hours
  /// either way; the lag with the least absolute deviations counts. Three days running or more
  /// whose lag is an hour beside the detector's usual one, with deviations at least a quarter
  /// smaller than there, are a clock that was not changed, or changed for itself.
  mutating func findClockShifts() {
    let dayCount = days.dates.count
    guard dayCount >= 6 else {
      notes.append("Clocks are compared over at least 6 days; the file has \(dayCount).")
      return
    }
    guard main == .flow else {
      notes.append("Clocks are compared by counts; the file has none.")
      return
    }
    let block = max(record.stepSeconds, 900)
    guard block <= 1_800, 86_400 % block == 0, block % record.stepSeconds == 0 else {
      notes.append("Clocks cannot be compared at steps this long.")
      return
    }
    let shapes = Shapes(self, blockSeconds: block)
    let hour = 3_600 / block
    var shifted: [(detector: Int, days: [Int], lag: Int)] = []
    for detector in 0..<count {
      let lags = shapes.lags(of: detector, most: 2 * hour)
      let known = lags.compactMap { $0?.lag }
      guard known.count >= 6 else { continue }
      let counted = Dictionary(grouping: known) { $0 }
      let usual =
        counted.max { ($0.value.count, -abs($0.key)) < ($1.value.count, -abs($1.key)) }?.key ?? 0
      var run: [Int] = []
      var sign = 0
      func close() {
        if run.count >= 3 { shifted.append((detector, run, sign)) }
        run = []
      }
      for day in 0..<dayCount {
        guard let fit = lags[day] else { continue }
        let distance = fit.lag - usual
        let isHour =
          abs(abs(distance) - hour) <= (hour + 3) / 4
          && fit.deviation <= 0.75 * fit.deviations[usual + 2 * hour]
        if isHour, run.isEmpty || sign == distance.signum() {
          sign = distance.signum()
          run.append(day)
        } else {
          close()
          if isHour {
            sign = distance.signum()
            run = [day]
          }
        }
      }
      close()
    }
    report(shifted)
  }

  private mutating func report(_ shifted: [(detector: Int, days: [Int], lag: Int)]) {
    for entry in shifted {
      let (first, last) = (entry.days[0], entry.days[entry.days.count - 1])
      let steps = days.steps[first].lowerBound...(days.steps[last].upperBound - 1)
      for day in entry.days { doubtSteps(days.steps[day], entry.detector, 1) }
      add(
        entry.detector, .clock, main, steps: steps,
        affected: entry.days.reduce(0) { $0 + days.steps[$1].count }, severity: .serious,
        evidence: Double(entry.lag), meaning: "hours beside its own profile",
        "its day runs an hour \(entry.lag > 0 ? "late" : "early") on \(entry.days.count) days "
          + "from \(days.dates[first])")
    }
    // More than half of the detectors on one day: the file's clock rather than theirs.
    let detectors = Dictionary(grouping: shifted.flatMap { entry in entry.days.map { $0 } }) { $0 }
    let common = detectors.filter { 2 * $0.value.count > count && count > 2 }.keys.sorted()
    guard let first = common.first, let last = common.last else { return }
    let steps = days.steps[first].lowerBound...(days.steps[last].upperBound - 1)
    findings.append(
      DetectorFinding(
        detector: nil, subject: "all", kind: .clock, measure: main, steps: steps,
        stepsAffected: steps.count, severity: .serious, evidence: Double(common.count),
        meaning: "days",
        message: "more than half of the detectors run an hour beside their own "
          + "profile on \(common.count) days from \(days.dates[first]): the clock of the file, "
          + "or its time zone"))
  }
}

/// The days of detectors as shapes: blocks of a quarter of an hour that sum to one.
private struct Shapes {
  struct Fit {
    var lag: Int
    var deviation: Double
    /// At each lag from the earliest on.
    var deviations: [Double]
  }

  private let examination: DetectorExamination
  private let perBlock: Int
  private let blocks: Int

  init(_ examination: DetectorExamination, blockSeconds: Int) {
    self.examination = examination
    perBlock = blockSeconds / examination.record.stepSeconds
    blocks = 86_400 / blockSeconds
  }

  /// Mean of each block of a day, smoothed over three; NaN where nothing is known.
  private func blockMeans(_ value: (Int) -> Double) -> [Double] {
    var means = [Double](repeating: .nan, count: blocks)
    for block in 0..<blocks {
      var (sum, n) = (0.0, 0)
      for slot in (block * perBlock)..<((block + 1) * perBlock) {
        let one = value(slot)
        if one.isFinite {
          sum += one
          n += 1
        }
      }
      if n > 0 { means[block] = sum / Double(n) }
    }
    return (0..<blocks).map { block in
      let window = means[max(0, block - 1)...min(blocks - 1, block + 1)].filter { !$0.isNaN }
      return window.isEmpty || means[block].isNaN
        ? .nan : window.reduce(0, +) / Double(window.count)
    }
  }

  /// The lag of each day, positive where it runs late; nil where too little is known.
  func lags(of detector: Int, most: Int) -> [Fit?] {
    let days = examination.days
    let count = examination.count
    let usual = [false, true].map { weekend in
      blockMeans {
        examination.profile.value(isWeekend: weekend, slot: $0, detector: detector)
      }
    }
    return days.steps.indices.map { day in
      var bySlot = [Double](repeating: .nan, count: days.slotsPerDay)
      var busy = 0.0
      for step in days.steps[day] where examination.doubt[step * count + detector] < 2 {
        let value = examination.values[step * count + detector]
        bySlot[Int(days.slot[step])] = value
        busy += value
      }
      // Shapes of a few vehicles tell nothing.
      if examination.main == .flow, busy < 500 { return nil }
      let own = blockMeans { bySlot[$0] }
      guard own.count(where: { !$0.isNaN }) >= blocks * 3 / 4 else { return nil }
      let profile = usual[days.isWeekend(day) ? 1 : 0]
      var deviations: [Double] = []
      for lag in -most...most {
        var (mine, theirs) = (0.0, 0.0)
        // The same blocks of the day at every lag.
        for block in most..<(blocks - most) {
          let typical = profile[block - lag]
          if own[block].isNaN || typical.isNaN { continue }
          mine += own[block]
          theirs += typical
        }
        guard mine > 0, theirs > 0 else { return nil }
        var sum = 0.0
        for block in most..<(blocks - most) {
          let typical = profile[block - lag]
          if own[block].isNaN || typical.isNaN { continue }
          sum += abs(own[block] / mine - typical / theirs)
        }
        deviations.append(sum)
      }
      var best = most
      for (place, value) in deviations.enumerated() where value < deviations[best] { best = place }
      return Fit(lag: best - most, deviation: deviations[best], deviations: deviations)
    }
  }
}
