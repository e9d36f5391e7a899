extension RosterMaster {
  /// A roster a slot out of the relaxation: duties it is most decided on are given for
  /// good, many at a time, and all priced again. A step that costs more than a
  /// little is taken back, for a smaller one and then for forbidding its duty; only where
  /// that costs as much is the price paid (diving with limited backtracking; Sadykov,
  /// Vanderbeck, Pessoa, Tahiri & Uchoa 2019).
  func diveByDuties(cutoff: Double, rounds: Int, shouldStop: () -> Bool) -> [[UInt8]]? {
    let before = bans
    let (bound, prices) = (self.bound, stable)
    let multipliers = model.pricers.map(\.multipliers)
    defer {
      restore(before)
      centre(at: prices, bound: bound)
      for (p, pricer) in model.pricers.enumerated() { pricer.multipliers = multipliers[p] }
    }
    guard resolve() else { return nil }
    let step = max(model.grain, 0.004 * abs(objective))
    var target = objective + step
    var retries = 8 + people.count / 4
    var batch = 1
    while true {
      guard !shouldStop(), let shares = shares() else { return nil }
      let undecided = undecidedDuties(shares)
      guard let first = undecided.first else { return wholeRosters(shares) }
      let saved = bans
      /// Gives duties and prices again; whether that stays below the target.
      func attempt(_ chosen: [(slot: Int, duty: Int, share: Double)]) -> Bool {
        for c in chosen { give(slot: c.slot, duty: c.duty) }
        for slot in Set(chosen.map(\.slot)).sorted() where !ensureColumn(slot: slot) {
          return false
        }
        let limit = min(cutoff, target)
        let goal = objective + 0.05 * step
        return generate(cutoff: limit, rounds: rounds, goal: goal, shouldStop: shouldStop)
          != .cutOff && objective <= limit
      }
      // As long as steps cost nothing they grow: each takes as long whatever it gives.
      let chosen = firstPerDay(undecided, max(batch, undecided.count { $0.share > 0.85 }))
      if chosen.count > 1 {
        if attempt(chosen) {
          batch = min(2 * batch, max(4 + people.count, undecided.count / 12))
          continue
        }
        batch = max(min(batch, chosen.count) / 4, 1)
        restore(saved)
        if batch > 1 { continue }
      }
      if attempt([first]) { continue }
      if retries > 0 {
        retries -= 1
        restore(saved)
        var ban = bans[first.slot] ?? [Bool](repeating: false, count: model.days * model.dutyCount)
        ban[first.duty] = true
        self.ban(slot: first.slot, ban)
        if attempt([]), ensureColumn(slot: first.slot) { continue }
        restore(saved)
        give(slot: first.slot, duty: first.duty)
      }
      guard ensureColumn(slot: first.slot), !shouldStop(),
        generate(cutoff: cutoff, rounds: rounds, shouldStop: shouldStop) != .cutOff,
        objective <= cutoff
      else { return nil }
      target = objective + step
    }
  }

  /// The first so many of a list, no two of them on one day of a person.
  private func firstPerDay(
    _ list: [(slot: Int, duty: Int, share: Double)], _ count: Int
  ) -> [(slot: Int, duty: Int, share: Double)] {
    var isTaken = [Bool](repeating: false, count: people.count * model.days)
    var chosen: [(slot: Int, duty: Int, share: Double)] = []
    for entry in list where chosen.count < count {
      let day = entry.slot * model.days + entry.duty / model.dutyCount
      if isTaken[day] { continue }
      isTaken[day] = true
      chosen.append(entry)
    }
    return chosen
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
      for (k, value) in share.enumerated() where value > 1e-3 && value < 1 - 1e-3 {
        list.append((slot, k, value))
      }
    }
    return list.sorted { ($1.share, $0.slot, $0.duty) < ($0.share, $1.slot, $1.duty) }
  }
}
