extension RosterMaster {
  /// A roster a slot out of the relaxation: the fractional column of largest value is held
  /// and the rest priced again, until all are whole. Nil when the cutoff is passed.
  func dive(cutoff: Double, rounds: Int, shouldStop: () -> Bool) -> [[UInt8]]? {
    defer {
      for slot in people.indices where held[slot] != nil { hold(slot: slot, column: nil) }
    }
    while true {
      guard resolve() else { return nil }
      let primal = program.primal
      var isWhole = true
      var best = (value: -1.0, column: -1)
      var whole: [Int] = []
      for (c, column) in columns.enumerated() where held[column.slot] == nil {
        let v = value(c, primal)
        if v > 1 - 1e-6 {
          whole.append(c)
        } else if v > 1e-6 {
          isWhole = false
          if v > best.value { best = (v, c) }
        }
      }
      if isWhole {
        var result = people.map { _ in [UInt8]() }
        for c in whole { result[columns[c].slot] = columns[c].duties }
        for (slot, c) in held.enumerated() { if let c { result[slot] = columns[c].duties } }
        return result.contains(where: \.isEmpty) ? nil : result
      }
      hold(slot: columns[best.column].slot, column: best.column)
      let outcome = generate(cutoff: cutoff, rounds: rounds, shouldStop: shouldStop)
      if outcome == .cutOff || shouldStop() { return nil }
      if outcome == .converged, objective > cutoff { return nil }
    }
  }

  /// As `dive`, by duties instead of rosters: those the relaxation is most decided on are
  /// given for good, a few people at a time, and all priced again. Gentler and slower; where
  /// the cutoff is passed the last step is taken back and its first duty forbidden.
  func diveByDuties(cutoff: Double, rounds: Int, shouldStop: () -> Bool) -> [[UInt8]]? {
    let before = bans
    defer { restore(before) }
    var retries = 4
    while true {
      guard !shouldStop(), let shares = shares() else { return nil }
      let undecided = undecidedDuties(shares)
      guard let first = undecided.first else { return wholeRosters(shares) }
      let saved = bans
      var chosen: [(slot: Int, duty: Int)] = []
      var isTaken = [Bool](repeating: false, count: people.count)
      let most = max(1, people.count / 8)
      for u in undecided where !isTaken[u.slot] && (chosen.isEmpty || u.share > 0.6) {
        chosen.append((u.slot, u.duty))
        isTaken[u.slot] = true
        if chosen.count == most { break }
      }
      var isPossible = true
      for c in chosen {
        give(slot: c.slot, duty: c.duty)
        isPossible = isPossible && ensureColumn(slot: c.slot)
      }
      let outcome =
        isPossible ? generate(cutoff: cutoff, rounds: rounds, shouldStop: shouldStop) : .cutOff
      guard outcome == .cutOff || (outcome == .converged && objective > cutoff) else { continue }
      guard retries > 0 else { return nil }
      retries -= 1
      restore(saved)
      var ban = bans[first.slot] ?? [Bool](repeating: false, count: model.days * model.dutyCount)
      ban[first.duty] = true
      self.ban(slot: first.slot, ban)
      guard ensureColumn(slot: first.slot) else { return nil }
      if generate(cutoff: cutoff, rounds: rounds, shouldStop: shouldStop) == .cutOff { return nil }
    }
  }

  private func restore(_ saved: [[Bool]?]) {
    for slot in people.indices where bans[slot] != saved[slot] { ban(slot: slot, saved[slot]) }
  }

  /// Leaves the person in a slot no other duty on that day.
  private func give(slot: Int, duty: Int) {
    var ban = bans[slot] ?? [Bool](repeating: false, count: model.days * model.dutyCount)
    let day = duty / model.dutyCount
    for k in day * model.dutyCount..<(day + 1) * model.dutyCount where k != duty { ban[k] = true }
    self.ban(slot: slot, ban)
  }

  /// Duties with a fractional share, the largest first.
  private func undecidedDuties(
    _ shares: [[Double]]
  ) -> [(slot: Int, duty: Int, share: Double)] {
    var list: [(slot: Int, duty: Int, share: Double)] = []
    for (slot, share) in shares.enumerated() {
      for (k, value) in share.enumerated() where value > 1e-5 && value < 1 - 1e-5 {
        list.append((slot, k, value))
      }
    }
    return list.sorted { ($1.share, $0.slot, $0.duty) < ($0.share, $1.slot, $1.duty) }
  }
}
