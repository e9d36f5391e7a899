extension TimingSearch {
  /// Improves a timing until no step of any size helps or the budget is spent.
  mutating func descended(
    from start: (timing: SignalTiming, delay: Double), steps: [Int], budget: Int,
    shouldStop: () -> Bool
  ) -> (timing: SignalTiming, delay: Double) {
    var best = start
    for step in steps {
      var improved = true
      var rounds = 0
      while improved, rounds < 4 {
        improved = false
        rounds += 1
        let before = best.delay
        for move in cycleMoves(best.timing, step: step) {
          guard spent < budget, !shouldStop() else { return best }
          improved = take(move, &best) || improved
        }
        for signal in rooms.indices {
          var tried = Set<SignalTiming>()
          // Moves are made from the best timing so far, so each is made when it is tried.
          for index in 0..<moveCount(signal) {
            guard spent < budget, !shouldStop() else { return best }
            guard let move = move(index, of: signal, step: step, from: best.timing),
              tried.insert(move).inserted
            else { continue }
            if take(move, &best) { improved = true }
          }
        }
        for pair in neighbours.tree(of: given.programs.count) {
          for sign in [-1, 1] {
            guard spent < budget, !shouldStop() else { return best }
            if let move = branchMove(pair, by: sign * step, from: best.timing) {
              improved = take(move, &best) || improved
            }
          }
        }
        // Small gains at a coarse step are better sought at a finer one.
        if before - best.delay < 0.002 * before { break }
      }
    }
    return best
  }

  private mutating func take(
    _ timing: SignalTiming, _ best: inout (timing: SignalTiming, delay: Double)
  ) -> Bool {
    let value = delay(timing, below: best.delay)
    guard value < best.delay else { return false }
    best = (timing, value)
    return true
  }

  /// All signals to a longer or shorter cycle, splits and offsets in proportion.
  private func cycleMoves(_ timing: SignalTiming, step: Int) -> [SignalTiming] {
    [-step, step].compactMap { change in
      var result = timing
      for (k, signal) in timing.signals.enumerated() {
        let room = rooms[k]
        let old = room.cycle(signal.greens)
        let new = old + change
        guard Double(new) >= settings.cycles.lowerBound || change > 0,
          Double(new) <= settings.cycles.upperBound || change < 0,
          let greens = room.fitted(signal.greens.map(Double.init), cycle: new)
        else { return nil }
        result.signals[k].greens = greens
        result.signals[k].offset = signal.offset * new / old % new
      }
      return result
    }
  }

  private func moveCount(_ signal: Int) -> Int {
    let stages = rooms[signal].staged.stages.count
    // Offset both ways, every ordered pair of stages, dropping or restoring each, own cycle.
    return 2 + stages * stages + stages + 2
  }

  private func move(
    _ index: Int, of signal: Int, step: Int, from timing: SignalTiming
  ) -> SignalTiming? {
    let room = rooms[signal]
    var result = timing
    let greens = timing.signals[signal].greens
    let cycle = room.cycle(greens)
    let stages = greens.count
    if index < 2 {
      guard rooms.count > 1 else { return nil }
      let offset = timing.signals[signal].offset + (index == 0 ? step : cycle - step % cycle)
      result.signals[signal].offset = offset % cycle
      return result
    }
    if index < 2 + stages * stages {
      let from = (index - 2) / stages
      let to = (index - 2) % stages
      guard from != to, greens[from] > 0, greens[to] > 0 else { return nil }
      let moved = min(step, greens[from] - room.shortest[from])
      guard moved > 0 else { return nil }
      result.signals[signal].greens[from] -= moved
      result.signals[signal].greens[to] += moved
      return result
    }
    if index < 2 + stages * stages + stages {
      let stage = index - 2 - stages * stages
      guard room.mayDrop[stage] else { return nil }
      var weights = greens.map(Double.init)
      weights[stage] = greens[stage] > 0 ? 0 : Double(room.shortest[stage])
      guard let fitted = room.fitted(weights, cycle: cycle) else { return nil }
      result.signals[signal].greens = fitted
      return result
    }
    // A single signal has the cycle moves above; a signal among others may take half the
    // common cycle, or double its own.
    guard rooms.count > 1 else { return nil }
    let target = index % 2 == 0 ? cycle / 2 : cycle * 2
    guard index % 2 == 1 || cycle % 2 == 0, Double(target) <= settings.cycles.upperBound,
      let fitted = room.fitted(greens.map(Double.init), cycle: target)
    else { return nil }
    result.signals[signal].greens = fitted
    result.signals[signal].offset = timing.signals[signal].offset % target
    return result
  }

  /// Shifts all signals on the far side of a pair of neighbours.
  private func branchMove(
    _ pair: SignalNeighbours.Pair, by seconds: Int, from timing: SignalTiming
  ) -> SignalTiming? {
    let tree = neighbours.tree(of: given.programs.count)
    var side: Set<Int> = [pair.to]
    var grows = true
    while grows {
      grows = false
      for edge in tree where !(edge.from == pair.from && edge.to == pair.to) {
        if side.contains(edge.from) != side.contains(edge.to) {
          side.formUnion([edge.from, edge.to])
          grows = true
        }
      }
    }
    guard side.count > 1 else { return nil }
    var result = timing
    for (k, signal) in timed.enumerated() where side.contains(signal) {
      let cycle = rooms[k].cycle(timing.signals[k].greens)
      let offset = (timing.signals[k].offset + seconds) % cycle
      result.signals[k].offset = offset < 0 ? offset + cycle : offset
    }
    return result
  }
}
