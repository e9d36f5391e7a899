import Foundation

/// Stretches without values, of one value, on a line, and of zeros.
extension DetectorExamination {
  mutating func findMissing() {
    for detector in 0..<count {
      var perDay = [Int](repeating: 0, count: days.dates.count)
      var total = 0
      for step in 0..<stepCount where values[step * count + detector].isNaN {
        perDay[Int(days.day[step])] += 1
        total += 1
        doubt[step * count + detector] = 2
      }
      guard total > 0 else { continue }
      if total == stepCount {
        add(
          detector, .missing, main, steps: 0...(stepCount - 1), affected: total,
          severity: .serious, evidence: 1, meaning: "share of steps without a value",
          "no value at all")
        continue
      }
      var told = 0
      var day = 0
      while day < perDay.count {
        func isGap(_ day: Int) -> Bool {
          Double(perDay[day]) > 0.2 * Double(days.steps[day].count)
        }
        guard isGap(day) else {
          day += 1
          continue
        }
        let first = day
        var missing = 0
        while day < perDay.count, isGap(day) {
          missing += perDay[day]
          day += 1
        }
        told += missing
        let range = days.steps[first].lowerBound...(days.steps[day - 1].upperBound - 1)
        let share = Double(missing) / Double(range.count)
        add(
          detector, .missing, main, steps: range, affected: missing, evidence: share,
          meaning: "share of steps without a value",
          "\(percent(share)) of the values are missing on \(day - first) "
            + "day\(day - first == 1 ? "" : "s")")
      }
      let rest = total - told
      if rest > 0 {
        let share = Double(rest) / Double(stepCount)
        add(
          detector, .missing, main, steps: 0...(stepCount - 1), affected: rest,
          severity: share >= 0.05 ? .warning : .note, evidence: share,
          meaning: "share of steps without a value",
          "\(rest) scattered values are missing (\(percent(share)))")
      }
    }
  }

  /// Runs of zeros, judged by the counts that the detector usually has at those times.
  ///
  /// With a usual count λ and variance φλ, a run of zeros has the probability e^(−Σλ/φ) at
  /// most; half of λ is used, so that a quiet day is no fault.
  mutating func findZeros() {
    let limit = surprise(of: values.count)
    // Share of the detectors that count anything, step by step.
    var active = [Double](repeating: 0, count: stepCount)
    for step in 0..<stepCount {
      var (positive, present) = (0, 0)
      for detector in 0..<count {
        let value = values[step * count + detector]
        if value.isNaN { continue }
        present += 1
        if value > 0 { positive += 1 }
      }
      active[step] = present > 0 ? Double(positive) / Double(present) : 0
    }
    findSkippedHour(active)
    for detector in 0..<count {
      let spread = overdispersion(detector)
      var step = 0
      var stretches: [ClosedRange<Int>] = []
      while step < stepCount {
        guard values[step * count + detector] == 0 else {
          step += 1
          continue
        }
        let first = step
        var expected = 0.0
        while step < stepCount, values[step * count + detector] == 0 {
          let usual = profile.value(at: step, days, detector: detector)
          if usual.isFinite {
            switch main {
            case .flow: expected += 0.5 * usual / spread
            // A speed of zero is no speed where the detector usually has one.
            case .speed: expected += usual > 0 ? limit : 0
            case .occupancy: expected += usual > 0.01 ? limit / 6 : 0
            }
          }
          step += 1
        }
        if expected >= limit { stretches.append(first...(step - 1)) }
      }
      let isDead = (0..<stepCount).allSatisfy { step in
        let value = values[step * count + detector]
        return value.isNaN || value == 0
      }
      if isDead, (0..<stepCount).contains(where: { !values[$0 * count + detector].isNaN }) {
        doubtSteps(0..<stepCount, detector, 2)
        doubtfulZeros[detector] = stepCount
        add(
          detector, .zeros, main, steps: 0...(stepCount - 1), affected: stepCount,
          severity: .serious, evidence: 1, meaning: "share of values that are zero",
          "nothing but zeros")
        continue
      }
      for stretch in merged(stretches) {
        let zeros = stretch.filter { values[$0 * count + detector] == 0 }
        doubtSteps(zeros, detector, 2)
        doubtfulZeros[detector] += zeros.count
        let others = zeros.reduce(0) { $0 + active[$1] } / Double(zeros.count)
        let usual = zeros.reduce(0) {
          let value = profile.value(at: $1, days, detector: detector)
          return $0 + (value.isFinite ? value : 0)
        }
        add(
          detector, .zeros, main, steps: stretch, affected: zeros.count,
          evidence: main == .flow ? usual : Double(zeros.count),
          meaning: main == .flow ? "vehicles usually counted in that time" : "zeros",
          others < 0.1
            ? "\(counted(zeros.count)) while nearly all detectors show zeros: an outage of all"
            : "\(counted(zeros.count)) while \(percent(others)) of the detectors count"
              + (main == .flow ? ", where it usually counts \(Int(usual.rounded())) vehicles" : ""))
      }
    }
  }

  private func counted(_ zeros: Int) -> String { "\(zeros) zero\(zeros == 1 ? "" : "s")" }

  /// An hour that clocks skip in spring and a file without its zone fills with zeros.
  private mutating func findSkippedHour(_ active: [Double]) {
    guard case .wall = record.index.domain, count > 2, record.stepSeconds <= 3_600 else { return }
    let perHour = days.slotsPerDay / 24
    for (day, steps) in days.steps.enumerated() {
      let date = days.dates[day]
      guard date.weekday == 7, [3, 4, 9, 10].contains(date.month) else { continue }
      for hour in 1...2 {
        let own = steps.filter { Int(days.slot[$0]) / perHour == hour }
        let around = steps.filter { [hour - 1, hour + 1].contains(Int(days.slot[$0]) / perHour) }
        guard own.count == perHour, let first = own.first, let last = own.last,
          own.allSatisfy({ active[$0] < 0.05 }), around.count == 2 * perHour,
          around.allSatisfy({ active[$0] > 0.5 })
        else { continue }
        findings.append(
          DetectorFinding(
            detector: nil, subject: "all", kind: .clock, measure: main, steps: first...last,
            stepsAffected: own.count, severity: .warning, evidence: Double(own.count),
            meaning: "steps of zeros",
            message: "all detectors show zeros in one small hour of Sunday \(date), as where "
              + "clocks go forward: give the time zone"))
      }
    }
  }

  /// Stretches of one day become one, so that a faulty week is a line and not a page.
  private func merged(_ stretches: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    for stretch in stretches {
      if let last = result.last, days.day[stretch.lowerBound] - days.day[last.upperBound] <= 1 {
        result[result.count - 1] = last.lowerBound...stretch.upperBound
      } else {
        result.append(stretch)
      }
    }
    return result
  }

  /// φ of counts around the profile: the median of (x − λ)²/λ over that of χ² with one degree
  /// of freedom, at least 1.
  private func overdispersion(_ detector: Int) -> Double {
    var ratios: [Double] = []
    for step in stride(from: 0, to: stepCount, by: max(1, stepCount / 2_000)) {
      let value = values[step * count + detector]
      let usual = profile.value(at: step, days, detector: detector)
      if value > 0, usual >= 1 { ratios.append((value - usual) * (value - usual) / usual) }
    }
    return ratios.count < 20 ? 2 : max(1, medianInPlace(&ratios) / 0.4549)
  }

  /// Runs of one value, and of equal differences.
  mutating func findRuns() {
    for measure in record.measures {
      guard let numbers = measure == main ? values : record[measure] else { continue }
      let chances = RepeatChances(numbers, detectors: count, isCount: measure == .flow)
      let limit = surprise(of: numbers.count)
      for detector in 0..<count {
        var (stuck, filled) = ([ClosedRange<Int>](), [ClosedRange<Int>]())
        var step = 0
        while step < stepCount {
          let value = numbers[step * count + detector]
          guard value != 0, !value.isNaN else {
            step += 1
            continue
          }
          var end = step
          while end + 1 < stepCount, numbers[(end + 1) * count + detector] == value { end += 1 }
          let length = end - step + 1
          if length >= 4, -Double(length - 1) * log(chances.same(value, detector)) >= limit {
            stuck.append(step...end)
          }
          step = end + 1
        }
        step = 0
        while step + 2 < stepCount {
          let a = numbers[step * count + detector]
          let slope = numbers[(step + 1) * count + detector] - a
          guard slope.isFinite, slope != 0 else {
            step += 1
            continue
          }
          var end = step + 1
          while end + 1 < stepCount {
            let next = numbers[(end + 1) * count + detector] - numbers[end * count + detector]
            guard abs(next - slope) <= 1e-6 * max(abs(a), 1) else { break }
            end += 1
          }
          let length = end - step + 1
          if length >= 5, -Double(length - 2) * log(chances.line(detector)) >= limit {
            filled.append(step...end)
          }
          step = max(step + 1, end)
        }
        report(stuck, .stuck, measure, detector)
        report(filled, .filled, measure, detector)
      }
    }
  }

  private mutating func report(
    _ stretches: [ClosedRange<Int>], _ kind: DetectorFinding.Kind,
    _ measure: DetectorRecord.Measure, _ detector: Int
  ) {
    guard !stretches.isEmpty else { return }
    for stretch in stretches { doubtSteps(stretch, detector, 2) }
    stuckSteps[detector] += stretches.reduce(0) { $0 + $1.count }
    // Stretches of neighbouring days are one finding.
    var group: [ClosedRange<Int>] = []
    func tell(_ group: [ClosedRange<Int>]) -> (Int, Int, String) {
      let longest = group.map(\.count).max() ?? 0
      let hours = Double(longest * record.stepSeconds) / 3_600
      let text = hours >= 1 ? "\((hours * 10).rounded() / 10) hours" : "\(Int(hours * 60)) minutes"
      return (group.reduce(0) { $0 + $1.count }, longest, text)
    }
    for (place, stretch) in stretches.enumerated() {
      group.append(stretch)
      let isLast =
        place + 1 == stretches.count
        || days.day[stretches[place + 1].lowerBound] - days.day[stretch.upperBound] > 1
      guard isLast else { continue }
      let (steps, longest, text) = tell(group)
      let times = group.count == 1 ? "" : " (\(group.count) times)"
      add(
        detector, kind, measure, steps: group[0].lowerBound...stretch.upperBound,
        affected: steps, evidence: Double(longest), meaning: "steps of the longest stretch",
        kind == .stuck
          ? "\(measure.rawValue) stays on one value for up to \(text)\(times)"
          : "\(measure.rawValue) lies on a straight line for up to \(text)\(times): a gap was filled"
      )
      group = []
    }
  }
}

/// How often clean values repeat by chance.
///
/// Small counts repeat more than large ones, so chances go by half-octaves of the value. Of
/// each detector only runs of at most five count, that a stuck one does not excuse itself; the
/// chance used is the largest of the detector's own, the median over detectors, and for counts
/// that of two equal Poisson counts, 1/√(4πx).
struct RepeatChances {
  private var own: [Double]
  private var common: [Double]
  private var ownLine: [Double]
  private let bands = 64
  private let isCount: Bool

  init(_ values: [Double], detectors: Int, isCount: Bool) {
    self.isCount = isCount
    own = [Double](repeating: 0, count: detectors * bands)
    ownLine = [Double](repeating: 0, count: detectors)
    let steps = values.count / max(1, detectors)
    for detector in 0..<detectors {
      var pairs = [Int](repeating: 0, count: bands)
      var equal = pairs
      var (lines, changes) = (0, 0)
      var run = 0
      for step in 0..<max(0, steps - 2) {
        let a = values[step * detectors + detector]
        let b = values[(step + 1) * detectors + detector]
        let c = values[(step + 2) * detectors + detector]
        if a.isNaN || b.isNaN || a == 0 { continue }
        run = a == b ? run + 1 : 0
        let band = RepeatChances.band(a)
        if run <= 4 {
          pairs[band] += 1
          if a == b { equal[band] += 1 }
        }
        if !c.isNaN, a != b {
          changes += 1
          if abs((c - b) - (b - a)) <= 1e-6 * max(abs(a), 1) { lines += 1 }
        }
      }
      for band in 0..<bands {
        // One pair and a half beforehand, so that few values give no certainty.
        own[detector * bands + band] = (Double(equal[band]) + 0.5) / (Double(pairs[band]) + 1.5)
        if pairs[band] < 10 { own[detector * bands + band] = .nan }
      }
      ownLine[detector] = (Double(lines) + 0.5) / (Double(changes) + 1.5)
    }
    // A filled detector does not excuse itself either.
    let line = medianOf(ownLine)
    ownLine = ownLine.map { min(max(line, 0.02), max($0, 0.02)) }
    common = []
    for band in 0..<bands {
      common.append(
        medianOf((0..<detectors).map { own[$0 * bands + band] }.filter { !$0.isNaN }))
    }
  }

  private static func band(_ value: Double) -> Int {
    let octaves = 2 * log2(max(abs(value), 1e-6))
    return min(63, max(0, Int(octaves.rounded(.down)) + 40))
  }

  /// Probability that `value` is followed by itself.
  func same(_ value: Double, _ detector: Int) -> Double {
    let band = RepeatChances.band(value)
    var chance = 0.02
    let mine = own[detector * bands + band]
    if !mine.isNaN { chance = max(chance, mine) }
    if !common[band].isNaN { chance = max(chance, common[band]) }
    if isCount { chance = max(chance, 1 / (4 * Double.pi * max(value, 1)).squareRoot()) }
    return min(chance, 0.98)
  }

  /// Probability that a difference is followed by itself.
  func line(_ detector: Int) -> Double { min(max(ownLine[detector], 0.02), 0.98) }
}
