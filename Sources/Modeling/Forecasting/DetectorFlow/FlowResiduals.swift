/// A history beside what its profile expected of it, day by day, each day's
/// expectation made from earlier days.
struct FlowResiduals: Sendable {
  let history: DetectorHistory
  /// Expected value of step t and detector i at t · count + i, for every step of the
  /// calendar within a day of the last recorded one; 0 where nothing is known.
  let expected: [Double]
  /// Recorded less expected over the detector's scale; 0 where missing or unknown, so
  /// that a gap counts as an ordinary moment.
  let scaled: [Float]
  /// Mean absolute residual of each detector, positive.
  let scale: [Double]
  /// Whether a detector has ever shown a value.
  let isKnown: [Bool]
  /// Mean expected value of each detector, positive.
  let level: [Double]
  /// The profile after the last day, for days further ahead.
  let profile: RecentProfile
  /// First step whose expectation rests on more than a week of days.
  let firstReliable: Int

  var count: Int { history.count }
  /// Steps with an expectation.
  var steps: Int { expected.count / history.count }

  /// - Parameter scaleUntil: detectors are scaled by residuals of steps before this
  ///   one, so that nothing later is used.
  init(_ history: DetectorHistory, options: RecentProfile.Options, scaleUntil: Int) {
    self.history = history
    let calendar = history.calendar
    let count = history.count
    let slots = calendar.slotsPerDay
    var profile = RecentProfile(slots: slots, detectors: count, options: options)
    let lastDay = history.steps > 0 ? calendar.day[history.steps - 1] : 0
    let places = calendar.day.firstIndex { $0 > lastDay + 1 } ?? calendar.steps
    var expected = [Double](repeating: 0, count: places * count)
    for day in 0...min(lastDay + 1, calendar.days - 1) {
      if day > 0 {
        let usual = profile.expected(kind: calendar.kind[day], weekday: calendar.weekday[day])
        for slot in 0..<slots {
          guard let step = calendar.step(day: day, slot: slot) else { continue }
          for i in 0..<count {
            let value = usual[slot * count + i]
            expected[step * count + i] = value.isFinite ? value : 0
          }
        }
      }
      profile.learn(
        day: day, kind: calendar.kind[day], weekday: calendar.weekday[day],
        values: FlowResiduals.values(of: day, in: history))
    }
    let firstReliable = calendar.day.firstIndex { $0 >= min(8, max(1, lastDay / 2)) } ?? 0
    let until = max(firstReliable, min(scaleUntil, history.steps))
    var sums = [Double](repeating: 0, count: count)
    var sizes = sums
    var counts = sums
    for step in firstReliable..<until {
      for i in 0..<count {
        let value = history[step, i]
        sizes[i] += expected[step * count + i]
        guard value.isFinite else { continue }
        sums[i] += abs(value - expected[step * count + i])
        counts[i] += 1
      }
    }
    let scale = (0..<count).map { max(sums[$0] / max(1, counts[$0]), 1e-3) }
    var scaled = [Float](repeating: 0, count: places * count)
    for step in 0..<min(history.steps, places) where calendar.day[step] > 0 {
      for i in 0..<count {
        let value = history[step, i]
        guard value.isFinite else { continue }
        scaled[step * count + i] = Float((value - expected[step * count + i]) / scale[i])
      }
    }
    self.expected = expected
    self.scaled = scaled
    self.scale = scale
    level = (0..<count).map { max(sizes[$0] / Double(max(1, until - firstReliable)), 1e-3) }
    isKnown = (0..<count).map { i in
      (0..<history.steps).contains { history[$0, i].isFinite }
    }
    self.profile = profile
    self.firstReliable = firstReliable
  }

  /// What was recorded on a day, slot by slot; NaN where nothing was.
  private static func values(of day: Int, in history: DetectorHistory) -> [Double] {
    let slots = history.calendar.slotsPerDay
    var values = [Double](repeating: .nan, count: slots * history.count)
    for slot in 0..<slots {
      guard let step = history.calendar.step(day: day, slot: slot), step < history.steps else {
        continue
      }
      for i in 0..<history.count { values[slot * history.count + i] = history[step, i] }
    }
    return values
  }
}

extension FlowResiduals {
  /// The profile as it stood before a day: it learns anew from the four weeks before,
  /// which carry nearly all of its weight.
  func profile(before day: Int) -> RecentProfile {
    let calendar = history.calendar
    var profile = RecentProfile(
      slots: calendar.slotsPerDay, detectors: count, options: self.profile.options)
    for known in max(0, day - 28)..<max(day, 1) where known < day {
      profile.learn(
        day: known, kind: calendar.kind[known], weekday: calendar.weekday[known],
        values: FlowResiduals.values(of: known, in: history))
    }
    return profile
  }

  /// Day of the week of a step, from 0.
  func weekday(of step: Int) -> Int { history.calendar.weekday[history.calendar.day[step]] - 1 }
}
