extension RosterSearch {
  /// Work of the first turn, about a second.
  private static let firstTurn = 100_000_000

  /// Everything in turn, until the roster is proved or the limit is reached.
  func run() {
    descend()
    guard !shouldStop else { return }
    let master = relax()
    if isProved || shouldStop { return }
    dive(master)
    let branching = RosterBranching(self, master)
    var canBranch = true
    // Neighbourhoods while they help, branching between them: each turn has the same work.
    var quiet = 0
    var turn = Self.firstTurn
    while !isProved, !shouldStop {
      let end = min(model.work, Int.max - turn) + turn
      var helped = false
      while model.work < end, !isProved, !shouldStop {
        if neighbourhood() {
          helped = true
          quiet = 0
        } else {
          quiet += 1
        }
        if quiet > 20 + 2 * model.personCount, canBranch { break }
      }
      if !helped, canBranch, !isProved, !shouldStop {
        canBranch = branching.run(share: turn)
        quiet = 0
        turn += turn / 8
      }
    }
  }
}
