import Foundation
import Statistics

/// The search for one problem: first a descent, then the relaxation and a dive, then
/// neighbourhoods solved by the same column generation, then branching.
final class RosterSearch {
  /// Work after which a group has taken long, about a third of a second.
  private static let longTurn = 30_000_000

  let model: RosterModel
  let limit: Int
  let stopsEarly: (() -> Bool)?
  private(set) var best: RosterState
  private(set) var cost: Double
  var bound = -Double.infinity
  /// Rosters met so far, by person; those of the relaxation's last prices first.
  private(set) var pool: [[[UInt8]]]
  private var random: RandomStream
  /// People freed by a neighbourhood, as a number that moves slowly.
  private var width: Double

  init(_ model: RosterModel, start: RosterState, limits: RosterLimits, pool: [[[UInt8]]]) {
    self.model = model
    best = start
    cost = start.cost(model)
    limit = limits.work
    stopsEarly = limits.shouldStop
    self.pool = pool
    width = max(4, Double(model.personCount) / 3)
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
        person, $0.baseAddress!, below: current - 1e-7, width: current == .infinity ? 16 : nil)
    }
    guard let better = found.rosters.first else { return false }
    best.give(person, better.duties, model)
    cost = best.cost(model)
    return true
  }

  // MARK: Relaxation

  /// The master over all people, as far as it gets.
  func relax() -> RosterMaster {
    let master = RosterMaster(
      model, people: Array(0..<model.personCount), residual: model.needs.map(\.required))
    master.start(from: best.duties)
    for person in pool.indices { master.add(pool[person], slot: person) }
    while !shouldStop {
      let outcome = master.generate(cutoff: cost - 1e-6, rounds: 5) { self.shouldStop }
      raise(master.bound)
      // Where the next whole price above both is the same, the rest proves nothing more.
      let isSettled =
        model.grain > 0 && model.roundedUp(master.bound) >= model.roundedUp(master.objective)
      if outcome != .stopped || isSettled { break }
    }
    fillPool(from: master)
    // Most columns were of use only on the way: without them every step is cheaper.
    let slim = RosterMaster(model, people: master.people, residual: model.needs.map(\.required))
    slim.start(from: best.duties)
    for person in pool.indices { slim.add(pool[person], slot: person) }
    _ = slim.generate(cutoff: cost - 1e-6, rounds: 50) { self.shouldStop }
    return slim
  }

  func fillPool(from master: RosterMaster) {
    guard let costs = master.reducedCosts() else { return }
    for (slot, person) in master.people.enumerated() {
      let order = master.columnsOf[slot].sorted { (costs[$0], $0) < (costs[$1], $1) }
      pool[person] = order.prefix(40).map { master.columns[$0].duties }
    }
  }

  func dive(_ master: RosterMaster) {
    guard
      let rosters = master.diveByDuties(
        cutoff: model.cutoff(cost), rounds: 10, shouldStop: { self.shouldStop })
    else { return }
    let state = RosterState(model, duties: rosters)
    if state.cost(model) < cost - 1e-9 { accept(state) }
  }

  // MARK: Neighbourhoods

  /// Frees a few people and solves for them anew. Returns whether that helped.
  func neighbourhood() -> Bool {
    let people = chooseGroup(size: max(2, min(Int(width), model.personCount)))
    let before = model.work
    var residual = model.needs.indices.map { model.needs[$0].required - best.present[$0] }
    for person in people {
      for (day, duty) in best.duties[person].enumerated() where duty > 0 {
        for n in model.needsOf[day * model.dutyCount + Int(duty)] { residual[Int(n)] += 1 }
      }
    }
    let others = cost - best.coverCost(model) - people.reduce(0) { $0 + best.ownCosts[$1] }
    let master = RosterMaster(model, people: people, residual: residual)
    master.start(from: people.map { best.duties[$0] })
    for (slot, person) in people.enumerated() { master.add(pool[person], slot: slot) }
    let cutoff = model.cutoff(cost) - others
    let outcome = master.generate(cutoff: cutoff, rounds: 60) { self.shouldStop }
    var isBetter = false
    var rosters: [[UInt8]]?
    if outcome != .cutOff, !shouldStop {
      rosters = master.diveByDuties(
        cutoff: cutoff, rounds: 12, shouldStop: { self.shouldStop })
    }
    if let rosters {
      var state = best
      for (slot, person) in people.enumerated() { state.give(person, rosters[slot], model) }
      if state.cost(model) < cost - 1e-9 {
        accept(state)
        isBetter = true
      }
    }
    // Groups grow while they are quickly settled, and shrink when they take long.
    if outcome == .cutOff {
      width = min(width + 0.5, Double(model.personCount))
    } else if !isBetter, model.work - before > Self.longTurn {
      width = max(width - 0.5, 4)
    }
    return isBetter
  }

  /// People at random, or those who could work where the roster pays for cover.
  private func chooseGroup(size: Int) -> [Int] {
    var weight = [Double](repeating: 1, count: model.personCount)
    if random.uniform() < 0.5 {
      let day = random.integer(below: model.days)
      let near = max(0, day - 2)...min(model.days - 1, day + 2)
      for (n, need) in model.problem.cover.enumerated() where near.contains(need.day) {
        guard best.present[n] != need.required else { continue }
        for s in need.shifts {
          let duty = need.day * model.dutyCount + s + 1
          for p in weight.indices where model.pricers[p].wishes[duty] < .infinity {
            weight[p] += best.duties[p][need.day] == UInt8(s + 1) ? 2 : 1
          }
        }
      }
    } else {
      for p in weight.indices { weight[p] += best.ownCosts[p] > 0 ? 1 : 0 }
    }
    // The largest of uniform^(1/weight) are a draw without replacement (Efraimidis &
    // Spirakis 2006).
    let keys = weight.map { pow(random.uniformOpen(), 1 / $0) }
    return Array(keys.indices.sorted { (keys[$0], $0) > (keys[$1], $1) }.prefix(size)).sorted()
  }
}
