import CivilTime

extension Candidates {
  /// One column for every place in the cycle at which a crew may begin, through the whole
  /// horizon; places that give the same days of it count once.
  mutating func addRotation(
    _ rotation: Rotation, index: Int, _ patterns: [ShiftPattern], on grid: CoverGrid,
    rules: CoverRules
  ) throws(StaffingError) {
    if let period = grid.period, Int(period / 86_400) % rotation.cycle.count != 0 {
      throw .invalidRule(
        "rotation \"\(rotation.name)\"",
        "its cycle of \(rotation.cycle.count) days does not divide repeatEveryDays")
    }
    let named = Set(rotation.cycle.compactMap { $0 })
    let origin = (rules.weekOrigin ?? grid.intervals[0].wallStart.date).daysSinceEpoch
    var dutyOf: [CivilDate: [String: Int]] = [:]
    for (k, duty) in duties.enumerated() {
      let pattern = patterns[duty.pattern]
      if named.contains(pattern.name) { dutyOf[duty.date, default: [:]][pattern.name] = k }
    }
    let dates = dutyOf.keys.sorted()
    let hasBreaks = patterns.contains { named.contains($0.name) && !$0.breaks.isEmpty }
    var seen: Set<[Int]> = []
    for phase in stride(from: 0, to: rotation.cycle.count, by: rotation.phaseEvery) {
      let chosen = dates.compactMap { date in
        rotation.pattern(onDay: date.daysSinceEpoch - origin, phase: phase).flatMap {
          dutyOf[date]?[$0]
        }
      }
      guard !chosen.isEmpty, seen.insert(chosen).inserted else { continue }
      columns.append(
        Candidate(
          duties: chosen, breaks: hasBreaks ? nil : [],
          presence: Array(Set(chosen.flatMap { duties[$0].span })).sorted(),
          cost: chosen.reduce(0) { $0 + duties[$1].cost },
          paidHours: chosen.reduce(0) { $0 + duties[$1].paidHours }, rotation: index))
    }
    if hasBreaks {
      implicitDuties = Set(implicitDuties).union(dutyOf.values.flatMap(\.values)).sorted()
    }
  }
}
