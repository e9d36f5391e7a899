import Foundation

/// Which part of a roster a neighbourhood frees: few people on all days, all people on few
/// days, or something between.
struct NeighbourhoodShape {
  /// Days freed for so many person-days in all.
  private let daysOf: (Double) -> Int
  /// Person-days freed; moves with the work that they take.
  var size: Double
  /// What was gained a unit of work lately.
  var yield = 1e-6

  static func all(_ model: RosterModel) -> [NeighbourhoodShape] {
    let people = model.personCount
    let days = model.days
    var shapes = [
      NeighbourhoodShape(
        daysOf: { _ in days }, size: Double(days) * min(max(4, Double(people) / 3), 8))
    ]
    guard days > 10, people > 4 else { return shapes }
    shapes.append(
      NeighbourhoodShape(
        daysOf: { Int(($0 / Double(people)).rounded()) }, size: Double(people * 6),
        yield: 1e-4))
    guard days > 20 else { return shapes }
    shapes.append(
      NeighbourhoodShape(
        // A week for two people, and as many more people as the square root lets on.
        daysOf: { Int(max(7, 3.5 * ($0 / 3.5).squareRoot().squareRoot() * 2)) },
        size: Double(people * 7)))
    return shapes
  }

  func days(_ model: RosterModel) -> Int { min(max(daysOf(size), 2), model.days) }

  func people(_ model: RosterModel) -> Int {
    min(max(Int((size / Double(days(model))).rounded()), 2), model.personCount)
  }
}

/// Large neighbourhoods solved by column generation, their shapes and sizes chosen by what
/// they bring (adaptive large neighbourhood search; Ropke & Pisinger 2006).
extension RosterSearch {
  /// Work after which a neighbourhood is quickly settled, has taken long, is given up.
  private static let quickWork = 10_000_000
  private static let longWork = 60_000_000
  private static let mostWork = 200_000_000

  /// Frees some people on some days and solves for them anew. Returns whether that helped.
  func neighbourhood() -> Bool {
    let which = chooseShape()
    let shape = shapes[which]
    let window = chooseWindow(length: shape.days(model))
    let people = chooseGroup(size: shape.people(model), window: window)
    let before = cost
    guard let part = RosterModel(model, people: people, window: window, of: best) else {
      return false
    }
    let isSettled = solve(part, people: people, window: window)
    model.spend(part.work + 100_000)
    let gain = before - cost
    shapes[which].yield = 0.85 * shape.yield + 0.15 * gain / Double(part.work + 1_000_000)
    if part.work > Self.longWork, gain <= 0 || part.work > Self.mostWork {
      shapes[which].size *= 0.85
    } else if isSettled || part.work < Self.quickWork {
      let most = Double(model.days * model.personCount)
      shapes[which].size = min(shape.size * 1.06, most)
    }
    return gain > 0
  }

  /// Whether nothing better is left in the part.
  private func solve(_ part: RosterModel, people: [Int], window: Range<Int>) -> Bool {
    let rosters = people.map { Array(best.duties[$0][window]) }
    var residual = part.needIndices.map { model.needs[$0].required - best.present[$0] }
    var current = 0.0
    for (i, left) in residual.enumerated() {
      current += left > 0 ? Double(left) * part.needs[i].under : Double(-left) * part.needs[i].over
    }
    for (slot, duties) in rosters.enumerated() {
      current += part.pricers[slot].ownCost(of: duties) ?? .infinity
      for (day, duty) in duties.enumerated() where duty > 0 {
        for n in part.needsOf[day * model.dutyCount + Int(duty)] { residual[Int(n)] += 1 }
      }
    }
    guard current < .infinity else { return false }
    let master = RosterMaster(part, people: Array(people.indices), residual: residual)
    master.start(from: rosters)
    master.centre(at: part.needIndices.map { prices[$0] })
    if window.count == model.days {
      for (slot, person) in people.enumerated() { master.add(pool[person], slot: slot) }
    }
    let stops = {
      self.shouldStop || part.work >= Self.mostWork
        || (self.limit < .max && self.model.work + part.work >= self.limit)
    }
    let cutoff = model.cutoff(current)
    let outcome = master.generate(cutoff: cutoff, rounds: 60, shouldStop: stops)
    if outcome == .cutOff { return true }
    guard !shouldStop,
      let found = master.diveByDuties(cutoff: cutoff, rounds: 12, shouldStop: stops)
    else { return false }
    var state = best
    for (slot, person) in people.enumerated() {
      var duties = state.duties[person]
      duties.replaceSubrange(window, with: found[slot])
      state.give(person, duties, model)
    }
    if state.cost(model) < cost - 1e-9 { accept(state) }
    return false
  }

  private func chooseShape() -> Int {
    let total = shapes.reduce(0) { $0 + $1.yield }
    var left = random.uniform()
    for (i, shape) in shapes.enumerated() {
      let share = total > 0 ? shape.yield / total : 1 / Double(shapes.count)
      left -= 0.2 / Double(shapes.count) + 0.8 * share
      if left < 0 { return i }
    }
    return shapes.count - 1
  }

  /// Days somewhere, rather where the roster pays for cover.
  private func chooseWindow(length: Int) -> Range<Int> {
    guard length < model.days else { return 0..<model.days }
    var weight = [Double](repeating: 0, count: model.days)
    for (n, need) in model.needs.enumerated() {
      let gap = need.required - best.present[n]
      weight[model.problem.cover[n].day] +=
        gap > 0 ? Double(gap) * need.under : Double(-gap) * need.over
    }
    let floor = max(weight.reduce(0, +), 1) / Double(model.days)
    var left = random.uniform() * (weight.reduce(0, +) + floor * Double(model.days))
    var day = 0
    while day < model.days - 1 {
      left -= weight[day] + floor
      if left < 0 { break }
      day += 1
    }
    let first = day - random.integer(below: length)
    let start = min(max(first, 0), model.days - length)
    return start..<start + length
  }

  /// People at random, or those who could work where the roster pays for cover.
  private func chooseGroup(size: Int, window: Range<Int>) -> [Int] {
    guard size < model.personCount else { return Array(0..<model.personCount) }
    var weight = [Double](repeating: 1, count: model.personCount)
    if random.uniform() < 0.5 {
      let day = window.lowerBound + random.integer(below: window.count)
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
