import Foundation

/// Values no road can have, and days that fail the daily statistics.
extension DetectorExamination {
  mutating func findImplausible() {
    let hours = Double(record.stepSeconds) / 3_600
    let perLane = options.capacityPerLane ?? (record.stepSeconds < 900 ? 3_000 : 2_600)
    for detector in 0..<count {
      if let flow = record.flow {
        let lanes = record.detectors[detector].lanes
        let most = lanes.map { $0 * perLane * hours } ?? .infinity
        flag(detector, .flow, flow, "below zero") { $0 < 0 }
        flag(
          detector, .flow, flow,
          "above what \(lanes.map { "\(Int($0.rounded()))" } ?? "") lanes carry "
            + "(\(Int(perLane)) vehicles an hour and lane)"
        ) { $0 > most }
        let bound = spikeBound(flow, detector)
        flag(detector, .flow, flow, "more than three times what it ever counts otherwise") {
          $0 > bound && $0 <= most
        }
      }
      if let occupancy = record.occupancy {
        flag(detector, .occupancy, occupancy, "an occupancy outside 0 to 100 %") {
          $0 < 0 || $0 > 1
        }
      }
      if let speed = record.speed {
        let most =
          switch record.speedUnit {
          case .milesPerHour: 130.0
          case .kilometresPerHour, nil: 210.0
          }
        flag(detector, .speed, speed, "a speed below 0 or above \(Int(most))") {
          $0 < 0 || $0 > most
        }
      }
      findContradictions(detector)
    }
  }

  /// Three times the value that 199 of 200 stay below; none for detectors that count little.
  private func spikeBound(_ flow: [Double], _ detector: Int) -> Double {
    if record.measureIsAssumed { return .infinity }
    var own: [Double] = []
    for step in 0..<stepCount where flow[step * count + detector] > 0 {
      own.append(flow[step * count + detector])
    }
    guard own.count >= 100 else { return .infinity }
    own.sort()
    return 3 * max(10, own[Int(0.995 * Double(own.count - 1))])
  }

  private mutating func flag(
    _ detector: Int, _ measure: DetectorRecord.Measure, _ numbers: [Double], _ what: String,
    _ isWrong: (Double) -> Bool
  ) {
    let steps = (0..<stepCount).filter { isWrong(numbers[$0 * count + detector]) }
    guard let first = steps.first, let last = steps.last else { return }
    doubtSteps(steps, detector, 2)
    implausibleSteps[detector] += steps.count
    let worst = steps.map { numbers[$0 * count + detector] }.max { abs($0) < abs($1) } ?? 0
    add(
      detector, .implausible, measure, steps: first...last, affected: steps.count,
      severity: max(.warning, severity(steps: steps.count)), evidence: worst,
      meaning: "\(measure.rawValue) farthest out",
      "\(steps.count) value\(steps.count == 1 ? "" : "s") \(what)")
  }

  /// Flow, occupancy and speed agree through the effective length of vehicles, v · occupancy ·
  /// T / q (the g-factor of Jia et al. 2001): 3 to 18 m where lanes and units are known, and
  /// within a factor of 1.6 of the detector's own median on every day.
  private mutating func findContradictions(_ detector: Int) {
    guard let flow = record.flow, let occupancy = record.occupancy, let speed = record.speed
    else { return }
    var daily: [Double] = []
    var dayOf: [Int] = []
    for (day, steps) in days.steps.enumerated() {
      var lengths: [Double] = []
      for step in steps {
        let cell = step * count + detector
        if flow[cell] >= 10, occupancy[cell] >= 0.02, speed[cell] > 0 {
          lengths.append(
            speed[cell] * occupancy[cell] * Double(record.stepSeconds) / flow[cell])
        }
      }
      if lengths.count >= 12 {
        daily.append(medianInPlace(&lengths))
        dayOf.append(day)
      }
    }
    guard !daily.isEmpty else { return }
    let usual = medianOf(daily)
    for (value, day) in zip(daily, dayOf) where abs(log(value / usual)) > log(1.6) {
      let steps = days.steps[day]
      doubtSteps(steps, detector, 1)
      add(
        detector, .implausible, nil, steps: steps.lowerBound...(steps.upperBound - 1),
        affected: steps.count, severity: .warning, evidence: value / usual,
        meaning: "length of vehicles against the detector's usual",
        "flow, occupancy and speed contradict each other on \(days.dates[day])")
    }
    guard let lanes = record.detectors[detector].lanes, let unit = record.speedUnit else { return }
    let metres = usual * lanes * unit.metresPerSecond
    if metres < 3 || metres > 18 {
      doubtSteps(0..<stepCount, detector, 1)
      add(
        detector, .implausible, nil, steps: 0...(stepCount - 1), affected: stepCount,
        severity: .serious, evidence: metres, meaning: "implied length of vehicles in metres",
        "flow, occupancy and speed together mean vehicles of "
          + "\((metres * 10).rounded() / 10) m")
    }
  }

  /// S1 … S4 of Chen et al. (2003), Table 2: of 2,041 samples from 5:00 to 22:00, more than
  /// 1,200 without occupancy, more than 50 with occupancy and no flow, more than 200 above an
  /// occupancy of 0.35, or an entropy below 4 bits. Counts become shares; the entropy is
  /// scaled by the logarithm of the number of samples.
  mutating func findDailyStatistics() {
    guard let occupancy = record.occupancy else { return }
    let slots = Double(days.slotsPerDay)
    for detector in 0..<count {
      var failed: [(day: Int, reason: String, share: Double)] = []
      for (day, steps) in days.steps.enumerated() {
        var samples: [Double] = []
        var empty = 0
        var high = 0
        var contrary = 0
        for step in steps {
          let hour = Double(days.slot[step]) * 24 / slots
          let value = occupancy[step * count + detector]
          guard hour >= 5, hour < 22, !value.isNaN else { continue }
          samples.append(value)
          if value == 0 { empty += 1 }
          if value > 0.35 { high += 1 }
          if value > 0, record.flow?[step * count + detector] == 0 { contrary += 1 }
        }
        // Half of the hours at least: the shares are those of whole days.
        guard samples.count >= 24,
          Double(samples.count) >= 0.5 * 17 / 24 * slots
        else { continue }
        let all = Double(samples.count)
        let entropy = Self.entropy(&samples)
        if Double(empty) / all > 1_200.0 / 2_041 {
          failed.append((day, "no occupancy", Double(empty) / all))
        } else if Double(contrary) / all > 50.0 / 2_041 {
          failed.append((day, "occupancy without flow", Double(contrary) / all))
        } else if Double(high) / all > 200.0 / 2_041 {
          failed.append((day, "occupancy above 35 %", Double(high) / all))
        } else if entropy < 4 * log2(all) / log2(2_041) {
          failed.append((day, "hardly any variation of occupancy", entropy))
        }
      }
      for reason in Set(failed.map(\.reason)).sorted() {
        let own = failed.filter { $0.reason == reason }
        let steps = own.flatMap { Array(days.steps[$0.day]) }
        doubtSteps(steps, detector, 1)
        add(
          detector, .dailyStatistics, .occupancy, steps: (steps.first ?? 0)...(steps.last ?? 0),
          affected: steps.count,
          evidence: own.map(\.share).reduce(0, +) / Double(own.count),
          meaning: reason.hasPrefix("hardly") ? "mean entropy in bits" : "mean share of samples",
          "\(reason) on \(own.count) day\(own.count == 1 ? "" : "s")")
      }
    }
  }

  /// Entropy in bits of the values as they stand.
  private static func entropy(_ values: inout [Double]) -> Double {
    values.sort()
    var result = 0.0
    var first = 0
    while first < values.count {
      var end = first + 1
      while end < values.count, values[end] == values[first] { end += 1 }
      let share = Double(end - first) / Double(values.count)
      result -= share * log2(share)
      first = end
    }
    return result
  }
}
