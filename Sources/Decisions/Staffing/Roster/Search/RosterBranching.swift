/// Branch and price: what no relaxation and no neighbourhood settles is split on whether a
/// person has a duty on a day, best bound first.
final class RosterBranching {
  private struct Node {
    var bound: Double
    /// Decisions from the root: slot, `day · dutyCount + duty`, and whether it is given.
    var decisions: [(slot: Int, duty: Int, isGiven: Bool)]
  }

  private let search: RosterSearch
  private let master: RosterMaster
  private var model: RosterModel { search.model }
  private var open: [Node]

  init(_ search: RosterSearch, _ master: RosterMaster) {
    self.search = search
    self.master = master
    open = [Node(bound: search.bound, decisions: [])]
  }

  /// Works off nodes until the plan is proved, the search is to stop or `share` units of
  /// work are used. Returns whether anything is left to do.
  func run(share: Int) -> Bool {
    let end = min(model.work, Int.max - share) + share
    while let node = takeBest() {
      search.raise(node.bound)
      if search.isProved { return false }
      guard model.work < end, !search.shouldStop else {
        open.append(node)
        return true
      }
      if !expand(node) {
        open.append(node)
        return true
      }
    }
    search.raise(search.cost)
    return false
  }

  private func takeBest() -> Node? {
    guard
      let i = open.indices.min(by: {
        (open[$0].bound, -open[$0].decisions.count) < (open[$1].bound, -open[$1].decisions.count)
      })
    else { return nil }
    return open.remove(at: i)
  }

  private func apply(_ decisions: [(slot: Int, duty: Int, isGiven: Bool)]) {
    var bans = [[Bool]?](repeating: nil, count: master.people.count)
    for d in decisions {
      var ban = bans[d.slot] ?? [Bool](repeating: false, count: model.days * model.dutyCount)
      if d.isGiven {
        let day = d.duty / model.dutyCount
        for k in day * model.dutyCount..<(day + 1) * model.dutyCount where k != d.duty {
          ban[k] = true
        }
      } else {
        ban[d.duty] = true
      }
      bans[d.slot] = ban
    }
    for slot in bans.indices where bans[slot] != nil || master.bans[slot] != nil {
      master.ban(slot: slot, bans[slot])
    }
  }

  /// Solves a node and splits it; false when it could not be finished.
  private func expand(_ node: Node) -> Bool {
    apply(node.decisions)
    defer { apply([]) }
    for slot in master.people.indices where master.bans[slot] != nil {
      switch master.findColumn(slot: slot) {
      case .some(true): break
      case .some(false): return true
      case nil: return false
      }
    }
    let cutoff = model.cutoff(search.cost)
    let outcome = master.generate(cutoff: cutoff, rounds: 400) { self.search.shouldStop }
    if outcome == .cutOff { return true }
    guard outcome == .converged else { return false }
    let bound = max(node.bound, model.roundedUp(master.bound))
    if bound >= cutoff { return true }
    guard let shares = master.shares() else { return false }
    guard let (slot, duty) = choose(shares) else {
      let state = RosterState(model, duties: master.wholeRosters(shares))
      let cost = state.cost(model)
      if cost < search.cost - 1e-9 { search.accept(state) }
      // Where pricing was not exact, a whole solution is not the node's best for sure.
      return bound >= cost - 1e-6 * max(1, abs(cost))
    }
    let decisions = node.decisions
    if node.decisions.count % 4 == 0,
      let rosters = master.diveByDuties(
        cutoff: cutoff, rounds: 12, shouldStop: { self.search.shouldStop })
    {
      let state = RosterState(model, duties: rosters)
      if state.cost(model) < search.cost - 1e-9 { search.accept(state) }
    }
    for isGiven in [true, false] {
      open.append(Node(bound: bound, decisions: decisions + [(slot, duty, isGiven)]))
    }
    return true
  }

  /// The duty nearest to undecided; days off and work before kinds of shift.
  private func choose(_ shares: [[Double]]) -> (slot: Int, duty: Int)? {
    var best: (score: Double, slot: Int, duty: Int)?
    for (slot, share) in shares.enumerated() {
      for (k, value) in share.enumerated() where value > 1e-3 && value < 1 - 1e-3 {
        let score = min(value, 1 - value) + (k % model.dutyCount == 0 ? 0.1 : 0)
        if best == nil || score > best!.score + 1e-12 { best = (score, slot, k) }
      }
    }
    return best.map { ($0.slot, $0.duty) }
  }
}
