import Statistics

/// The search for one problem: first a descent, then the relaxation and a dive, then
/// neighbourhoods solved by the same column generation, then branching.
final class RosterSearch {
  let model: RosterModel
  let limit: Int
  let stopsEarly: (() -> Bool)?
  private(set) var best: RosterState
  private(set) var cost: Double
  /// Prices are never negative.
  var bound = 0.0
  /// Rosters met so far, by person; those of the relaxation's last prices first.
  private(set) var pool: [[[UInt8]]]
  /// Prices of the needs that neighbourhoods set out from.
  var prices: [Double]
  var random: RandomStream
  var shapes: [NeighbourhoodShape]

  init(_ model: RosterModel, start: RosterState, limits: RosterLimits, pool: [[[UInt8]]]) {
    self.model = model
    best = start
    cost = start.cost(model)
    limit = limits.work
    stopsEarly = limits.shouldStop
    self.pool = pool
    prices = Array(repeating: 0, count: model.needs.count)
    shapes = NeighbourhoodShape.all(model)
    random = RandomStream(seed: limits.seed, "roster")
  }

  var shouldStop: Bool { model.work >= limit || stopsEarly?() == true }
  var isProved: Bool { cost <= bound + 1e-6 * max(1, abs(bound)) }

  func accept(_ state: RosterState) {
    best = state
    cost = state.cost(model)
  }

  func raise(_ value: Double) { bound = max(bound, model.roundedUp(value)) }

  // MARK: Descent

  /// Gives one person after another the best roster against those of the others, until
  /// nobody's change helps.
  func descend() {
    var quiet = 0
    var person = 0
    while quiet < model.personCount, !shouldStop {
      if respond(person) { quiet = 0 } else { quiet += 1 }
      person = (person + 1) % model.personCount
    }
  }

  private func respond(_ person: Int) -> Bool {
    let prices = best.responsePrices(of: person, model)
    let own = best.duties[person]
    var current = Double.infinity
    if let rules = model.pricers[person].graph.price(of: own) {
      current = rules
      for (day, duty) in own.enumerated() { current += prices[day * model.dutyCount + Int(duty)] }
    }
    let found = prices.withUnsafeBufferPointer {
      model.cheapest(
        person, $0.baseAddress!, below: current - 1e-7, width: 16)
    }
    guard let better = found.rosters.first else { return false }
    best.give(person, better.duties, model)
    cost = best.cost(model)
    return true
  }

  // MARK: Relaxation

  /// The master over all people.
  func wholeMaster() -> RosterMaster {
    let master = RosterMaster(
      model, people: Array(0..<model.personCount), residual: model.needs.map(\.required))
    master.start(from: best.duties)
    for person in pool.indices { master.add(pool[person], slot: person) }
    return master
  }

  /// Solves the relaxation further with so much work; whether it needs no more.
  ///
  /// - Parameter slack: part of the relaxation's value that the bound may stay below it.
  func relax(_ master: RosterMaster, work: Int, slack: Double) -> Bool {
    let end = model.work + work
    for person in master.people { master.add([best.duties[person]], slot: person) }
    while model.work < end, !shouldStop {
      let outcome = master.generate(cutoff: model.cutoff(cost), rounds: 5) {
        self.shouldStop || self.model.work >= end
      }
      raise(master.bound)
      // Where the next whole price above both is the same, the rest proves nothing more.
      let isSettled =
        model.grain > 0 && model.roundedUp(master.bound) >= model.roundedUp(master.objective)
      // The last bit of a large relaxation takes as long as all before: neighbourhoods first.
      let isClose = master.objective - bound < slack * abs(master.objective)
      if outcome != .stopped || isSettled || isClose { return true }
    }
    return false
  }

  /// The same master without the columns that were of use only on the way: every step with
  /// it is cheaper.
  func slimmed(_ master: RosterMaster) -> RosterMaster {
    fillPool(from: master)
    let slim = wholeMaster()
    _ = slim.generate(cutoff: model.cutoff(cost), rounds: 50) { self.shouldStop }
    return slim
  }

  func fillPool(from master: RosterMaster) {
    guard let costs = master.reducedCosts() else { return }
    for (slot, person) in master.people.enumerated() {
      let order = master.columnsOf[slot].sorted { (costs[$0], $0) < (costs[$1], $1) }
      pool[person] = order.prefix(40).map { master.columns[$0].duties }
    }
  }

  func dive(_ master: RosterMaster, work: Int) {
    let end = min(model.work, Int.max - work) + work
    guard
      let rosters = master.diveByDuties(
        cutoff: model.cutoff(cost), rounds: 10,
        shouldStop: { self.shouldStop || self.model.work >= end })
    else { return }
    let state = RosterState(model, duties: rosters)
    if state.cost(model) < cost - 1e-9 { accept(state) }
  }
}
