import Foundation

/// Detectors that show another's values, and levels that move.
extension DetectorExamination {
  /// Days on which two detectors agree in every value, zeros and flat days apart.
  mutating func findCopies() {
    var seen: [UInt64: [Int]] = [:]
    var pairs: [Int: [Int: [Int]]] = [:]
    for (day, steps) in days.steps.enumerated() {
      seen.removeAll(keepingCapacity: true)
      for detector in 0..<count {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        var changes = 0
        var before = Double.nan
        for step in steps {
          let value = values[step * count + detector]
          hash = (hash ^ value.bitPattern) &* 0x0000_0100_0000_01B3
          hash ^= hash >> 29
          if value != before, !value.isNaN, value != 0 { changes += 1 }
          before = value
        }
        guard changes >= 20 else { continue }
        for other in seen[hash] ?? [] where agree(other, detector, steps) {
          pairs[detector, default: [:]][other, default: []].append(day)
          break
        }
        seen[hash, default: []].append(detector)
      }
    }
    for detector in pairs.keys.sorted() {
      for (other, shared) in (pairs[detector] ?? [:]).sorted(by: { $0.key < $1.key }) {
        let steps = shared.flatMap { Array(days.steps[$0]) }
        doubtSteps(steps, detector, 2)
        add(
          detector, .copied, main, steps: (steps.first ?? 0)...(steps.last ?? 0),
          affected: steps.count, evidence: Double(shared.count),
          meaning: "days with the same values",
          "the same values as \(record.detectors[other].id) on \(shared.count) "
            + "day\(shared.count == 1 ? "" : "s")")
      }
    }
  }

  private func agree(_ a: Int, _ b: Int, _ steps: Range<Int>) -> Bool {
    steps.allSatisfy {
      let (x, y) = (values[$0 * count + a], values[$0 * count + b])
      return x == y || x.isNaN && y.isNaN
    }
  }

  /// Logarithm of each day's total against the profile's over the same steps; NaN where fewer
  /// than half of the steps can be trusted.
  private func dailyLevels() -> [Double] {
    var levels = [Double](repeating: .nan, count: days.dates.count * count)
    for (day, steps) in days.steps.enumerated() {
      for detector in 0..<count {
        var (sum, usual, used) = (0.0, 0.0, 0)
        for step in steps where doubt[step * count + detector] < 2 {
          let typical = profile.value(at: step, days, detector: detector)
          guard typical.isFinite else { continue }
          sum += values[step * count + detector]
          usual += typical
          used += 1
        }
        if 2 * used >= days.slotsPerDay, sum > 0, usual > 0 {
          levels[day * count + detector] = log(sum / usual)
        }
      }
    }
    return levels
  }

  /// The detectors a level is judged against: the eight nearest where places are known, else
  /// all others.
  private func neighbours(of detector: Int) -> [Int] {
    let others = (0..<count).filter { $0 != detector }
    guard let place = record.detectors[detector].place else { return others }
    let near = others.compactMap { other -> (Double, Int)? in
      guard let there = record.detectors[other].place else { return nil }
      let (dx, dy) = (there.x - place.x, there.y - place.y)
      return (dx * dx + dy * dy, other)
    }.sorted { $0 < $1 }
    return near.count < 8 ? others : near.prefix(8).map(\.1)
  }

  mutating func findDrift() {
    let dayCount = days.dates.count
    guard dayCount >= 10 else {
      notes.append("Drift needs at least 10 days; the file has \(dayCount).")
      return
    }
    if count < 3 {
      notes.append(
        "With fewer than three detectors, drift is judged against the detector's own past alone.")
    }
    let levels = dailyLevels()
    for detector in 0..<count {
      let others = neighbours(of: detector)
      var points: [(day: Int, value: Double)] = []
      for day in 0..<dayCount {
        let own = levels[day * count + detector]
        guard !own.isNaN else { continue }
        var around = others.map { levels[day * count + $0] }.filter { !$0.isNaN }
        let level = count < 3 ? 0 : around.isEmpty ? .nan : medianInPlace(&around)
        if !level.isNaN { points.append((day, own - level)) }
      }
      guard points.count >= 10 else { continue }
      judge(points, detector)
    }
  }

  /// A step or a slope, whichever leaves the smaller deviations.
  private mutating func judge(_ points: [(day: Int, value: Double)], _ detector: Int) {
    let values = points.map(\.value)
    let n = values.count
    var best = (split: 0, score: 0.0, shift: 0.0, left: Double.infinity)
    for split in 4...(n - 4) {
      let (a, b) = (medianOf(Array(values[..<split])), medianOf(Array(values[split...])))
      let residuals = values.enumerated().map { abs($0.element - ($0.offset < split ? a : b)) }
      // A day's noise, at least 3 %; medians vary 1.2533 times as much as means.
      let sigma = max(0.03, 1.4826 * medianOf(residuals))
      let error = 1.2533 * sigma * (1 / Double(split) + 1 / Double(n - split)).squareRoot()
      let score = abs(b - a) / error
      if score > best.score { best = (split, score, b - a, residuals.reduce(0, +)) }
    }
    var slopes: [Double] = []
    for i in 0..<n {
      for j in (i + 1)..<n {
        slopes.append((values[j] - values[i]) / Double(points[j].day - points[i].day))
      }
    }
    let slope = medianInPlace(&slopes)
    let level = medianOf(points.map { $0.value - slope * Double($0.day) })
    let deviations = points.map { abs($0.value - level - slope * Double($0.day)) }
    let isSlope = deviations.reduce(0, +) < best.left
    let span = Double(points[n - 1].day - points[0].day)
    if isSlope {
      // A rise over n even days has the error σ√(12/n), a twentieth more for medians.
      let sigma = max(0.03, 1.4826 * medianOf(deviations))
      best.score = abs(slope) * span / (1.05 * sigma * (12 / Double(n)).squareRoot())
    }
    let change = isSlope ? slope * span : best.shift
    let least = log(1 + options.leastDrift) * (count < 3 ? 2 : 1)
    guard abs(change) >= least, best.score >= 8 else { return }
    let first = points[isSlope ? 0 : best.split].day
    let last = points[n - 1].day
    let share = exp(change) - 1
    let steps = days.steps[first].lowerBound...(days.steps[last].upperBound - 1)
    // The shorter side of a step is the one in doubt.
    let doubted =
      !isSlope && best.split < n - best.split
      ? days.steps[points[0].day].lowerBound..<days.steps[points[best.split].day].lowerBound
      : steps.lowerBound..<(steps.upperBound + 1)
    doubtSteps(doubted, detector, 1)
    let words = "\(percent(abs(share))) \(share > 0 ? "more" : "less")"
    let against = count < 3 ? "before" : "before, against its neighbours"
    add(
      detector, .drift, main, steps: steps, affected: steps.count,
      severity: abs(share) >= 0.4 ? .serious : .warning, evidence: share,
      meaning: "change of level as a share",
      isSlope
        ? "drifts to \(words) than \(against)"
        : "\(words) from \(days.dates[first]) on than \(against)")
  }
}
