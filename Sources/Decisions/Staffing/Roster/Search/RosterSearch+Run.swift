extension RosterSearch {
  /// Work of the first turn, about a second.
  private static let firstTurn = 100_000_000
  /// Person-days up to which a problem is small.
  private static let smallProblem = 400

  /// Everything in turn, until the roster is proved or the limit is reached.
  func run() {
    descend()
    guard !shouldStop else { return }
    let begin = model.work
    let ascent = RosterAscent(model)
    var turn = Self.firstTurn
    // Small problems are settled by the relaxation before anything else pays.
    let isLarge = model.personCount * model.days > Self.smallProblem
    if isLarge {
      // A few hundred steps, however long the horizon.
      let step = model.pricers.reduce(0) { $0 + $1.graph.arcClass.count }
      ascent.run(
        ceiling: model.cutoff(cost), work: max(turn, 300 * step),
        shouldStop: { self.shouldStop })
      raise(ascent.bound)
      prices = ascent.prices
      if isProved || shouldStop { return }
      improve(work: turn, quiet: 30)
    }
    let whole = wholeMaster()
    if isLarge { whole.centre(at: prices, bound: ascent.bound) }
    var leastDive = 0
    while !relax(whole, work: turn, slack: isLarge ? 0.002 : 0), !isProved, !shouldStop {
      // A relaxation that takes long waits for a good roster: each has half of the work.
      if whole.objective < .infinity {
        ascent.run(
          from: whole.duals, goal: whole.objective, ceiling: model.cutoff(cost), work: turn / 4,
          shouldStop: { self.shouldStop })
        raise(ascent.bound)
        if ascent.bound > whole.bound { whole.centre(at: ascent.prices, bound: ascent.bound) }
      }
      fillPool(from: whole)
      prices = whole.stable
      // A relaxation far below the roster shows what a dive can reach, finished or not. One that
      // was too long is tried again with several times the work.
      if whole.objective < cost - 0.02 * abs(cost), turn >= leastDive {
        let before = cost
        dive(whole, work: 4 * turn)
        if cost == before { leastDive = 3 * turn }
      }
      improve(work: turn, quiet: .max)
      turn += turn / 2
    }
    if isProved || shouldStop { return }
    let master = slimmed(whole)
    if isProved || shouldStop { return }
    dive(master, work: max(3 * (model.work - begin), Self.firstTurn))
    let branching = RosterBranching(self, master)
    var canBranch = true
    // Neighbourhoods while they help, branching between them: each turn has the same work.
    turn = Self.firstTurn
    while !isProved, !shouldStop {
      let helped = improve(work: turn, quiet: canBranch ? 20 + 2 * model.personCount : .max)
      if !helped, canBranch, !isProved, !shouldStop {
        canBranch = branching.run(share: turn)
        turn += turn / 8
      }
    }
  }

  /// Neighbourhoods until the work is done or `quiet` of them on end have not helped.
  /// Returns whether any has.
  @discardableResult
  private func improve(work: Int, quiet most: Int) -> Bool {
    let end = min(model.work, Int.max - work) + work
    var helped = false
    var quiet = 0
    while model.work < end, !isProved, !shouldStop, quiet <= most {
      if neighbourhood() {
        helped = true
        quiet = 0
      } else {
        quiet += 1
      }
    }
    return helped
  }
}
