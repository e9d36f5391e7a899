/// A roster problem made ready for search: duty graphs, prices of wishes, requirements.
/// Duties are 0 for a day off and a shift's index + 1 otherwise.
final class RosterModel {
  struct Need {
    var required: Int
    var under: Double
    var over: Double
  }

  let problem: RosterProblem
  let days: Int
  let dutyCount: Int
  let needs: [Need]
  /// The needs a duty counts for: those of `day · dutyCount + duty`.
  let needsOf: [[Int32]]
  /// Which of the problem's requirements the needs are.
  let needIndices: [Int]
  let pricers: [RosterPricer]
  private let graphs: [DutyRules: DutyGraph]
  /// All prices are multiples of this; 0 where they are no whole numbers.
  let grain: Double
  let labels: RosterLabels
  /// What the search pays for one person too few or too many where that is forbidden.
  let hardPrice: Double
  private(set) var work = 0
  /// Asked by everything that can take long.
  var shouldStop: (@Sendable () -> Bool)? {
    didSet { labels.shouldStop = shouldStop }
  }

  var personCount: Int { pricers.count }

  /// - Parameter other: a model whose graphs are taken over where rules are the same.
  init(_ problem: RosterProblem, like other: RosterModel? = nil) {
    self.problem = problem
    labels = RosterLabels()
    days = problem.days
    dutyCount = problem.shifts.count + 1
    let prices = Self.softPrices(problem)
    grain = Self.grain(prices)
    // Several times any one price is enough, and larger prices make the duals swing.
    let hardPrice = max(20, 5 * (prices.max() ?? 0).rounded(.up))
    self.hardPrice = hardPrice
    func price(_ force: RosterForce) -> Double {
      if case .soft(let weight) = force { return weight }
      return hardPrice
    }
    needs = problem.cover.map {
      Need(required: $0.required, under: price($0.under), over: price($0.over))
    }
    needIndices = Array(problem.cover.indices)
    var needsOf = [[Int32]](repeating: [], count: days * dutyCount)
    for (i, need) in problem.cover.enumerated() {
      for s in Set(need.shifts).sorted() { needsOf[need.day * dutyCount + s + 1].append(Int32(i)) }
    }
    self.needsOf = needsOf
    var graphs = other.map { $0.hasSameDays(as: problem) ? $0.graphs : [:] } ?? [:]
    pricers = problem.people.indices.map { p in
      let rules = DutyRules(problem.people[p])
      let graph: DutyGraph
      if let known = graphs[rules] {
        graph = known
      } else {
        graph = DutyGraphBuilder(problem: problem, rules: rules).build(history: rules.history)
        graphs[rules] = graph
      }
      return RosterPricer(graph: graph, wishes: Self.wishes(problem, p))
    }
    self.graphs = graphs
  }

  /// Some people on some days, everything else of `roster` being settled. Nil where that
  /// leaves somebody no roster.
  init?(_ whole: RosterModel, people: [Int], window: Range<Int>, of roster: RosterState) {
    problem = whole.problem
    labels = whole.labels
    shouldStop = whole.shouldStop
    graphs = [:]
    days = window.count
    dutyCount = whole.dutyCount
    grain = whole.grain
    hardPrice = whole.hardPrice
    if window.count == whole.days {
      needs = whole.needs
      needsOf = whole.needsOf
      needIndices = whole.needIndices
      pricers = people.map { RosterPricer(like: whole.pricers[$0]) }
      return
    }
    var place = [Int32](repeating: -1, count: whole.needs.count)
    var needs: [Need] = []
    var indices: [Int] = []
    for (i, need) in whole.problem.cover.enumerated() where window.contains(need.day) {
      place[i] = Int32(needs.count)
      needs.append(whole.needs[i])
      indices.append(i)
    }
    self.needs = needs
    needIndices = indices
    let duties = window.lowerBound * dutyCount..<window.upperBound * dutyCount
    needsOf = whole.needsOf[duties].map { $0.map { place[Int($0)] } }
    var pricers: [RosterPricer] = []
    for person in people {
      let pricer = whole.pricers[person]
      guard let graph = pricer.graph.window(window, of: roster.duties[person]) else { return nil }
      let part = RosterPricer(graph: graph, wishes: Array(pricer.wishes[duties]))
      part.startLike(pricer)
      pricers.append(part)
    }
    self.pricers = pricers
  }

  private func hasSameDays(as other: RosterProblem) -> Bool {
    problem.days == other.days && problem.firstWeekday == other.firstWeekday
      && problem.shifts == other.shifts
  }

  private static func wishes(_ problem: RosterProblem, _ person: Int) -> [Double] {
    let someone = problem.people[person]
    var skillPrice = [Double](repeating: 0, count: problem.shifts.count + 1)
    for (s, shift) in problem.shifts.enumerated()
    where !shift.skills.allSatisfy(someone.skills.contains) {
      skillPrice[s + 1] = someone.withoutSkill.price(1)
    }
    var prices: [Double] = []
    for _ in 0..<problem.days { prices += skillPrice }
    for wish in someone.wishes {
      for duty in 0...problem.shifts.count
      where wish.isBroken(by: duty == 0 ? nil : duty - 1) {
        prices[wish.day * skillPrice.count + duty] += wish.force.price(1)
      }
    }
    return prices
  }

  private static func softPrices(_ problem: RosterProblem) -> [Double] {
    var forces = problem.cover.flatMap { [$0.under, $0.over] }
    for person in problem.people {
      forces.append(person.withoutSkill)
      forces += person.rules.map(\.force) + person.wishes.map(\.force)
    }
    return forces.compactMap { force -> Double? in
      if case .soft(let weight) = force { return weight > 0 ? weight : nil }
      return nil
    }
  }

  private static func grain(_ prices: [Double]) -> Double {
    var divisor = 0
    for price in prices {
      guard price == price.rounded(), price < 1e9 else { return 0 }
      var (a, b) = (divisor, Int(price))
      while b != 0 { (a, b) = (b, a % b) }
      divisor = a
    }
    return Double(divisor)
  }

  /// The least price a roster can have that is not below `bound`.
  func roundedUp(_ bound: Double) -> Double {
    guard grain > 0, bound.isFinite else { return bound }
    return ((bound - 1e-6) / grain).rounded(.up) * grain
  }

  /// The price a roster must stay below to be better than one of `penalty`.
  func cutoff(_ penalty: Double) -> Double {
    grain > 0 ? penalty - grain + 1e-6 : penalty - 1e-6 * max(1, abs(penalty))
  }

  func cheapest(
    _ person: Int, _ prices: UnsafePointer<Double>, below ceiling: Double, count: Int = 1,
    width: Int? = nil
  ) -> PricingResult {
    let result = pricers[person].cheapest(
      prices, below: ceiling, count: count, width: width, labels: labels)
    work += result.work
    return result
  }

  func spend(_ units: Int) { work += units }
}

/// A roster during a search, with how many people each need has.
struct RosterState {
  private(set) var duties: [[UInt8]]
  private(set) var ownCosts: [Double]
  private(set) var present: [Int]

  /// Nobody has a roster yet.
  init(_ model: RosterModel) {
    duties = Array(repeating: Array(repeating: 0, count: model.days), count: model.personCount)
    ownCosts = Array(repeating: .infinity, count: model.personCount)
    present = Array(repeating: 0, count: model.needs.count)
  }

  init(_ model: RosterModel, duties: [[UInt8]]) {
    self.duties = duties
    ownCosts = duties.indices.map { model.pricers[$0].ownCost(of: duties[$0]) ?? .infinity }
    present = [Int](repeating: 0, count: model.needs.count)
    for d in duties { count(d, 1, model) }
  }

  private mutating func count(_ duties: [UInt8], _ change: Int, _ model: RosterModel) {
    for (day, duty) in duties.enumerated() where duty > 0 {
      for i in model.needsOf[day * model.dutyCount + Int(duty)] { present[Int(i)] += change }
    }
  }

  mutating func give(_ person: Int, _ fresh: [UInt8], _ model: RosterModel) {
    count(duties[person], -1, model)
    duties[person] = fresh
    ownCosts[person] = model.pricers[person].ownCost(of: fresh) ?? .infinity
    count(fresh, 1, model)
  }

  func coverCost(_ model: RosterModel) -> Double {
    var cost = 0.0
    for (i, need) in model.needs.enumerated() {
      let gap = need.required - present[i]
      cost += gap > 0 ? Double(gap) * need.under : Double(-gap) * need.over
    }
    return cost
  }

  func cost(_ model: RosterModel) -> Double { ownCosts.reduce(0, +) + coverCost(model) }

  /// What each duty costs a person when the others keep theirs, wishes included: the
  /// change of cover cost against being off throughout.
  func responsePrices(of person: Int, _ model: RosterModel) -> [Double] {
    var prices = model.pricers[person].wishes
    let own = duties[person]
    for day in 0..<model.days {
      for duty in 1..<model.dutyCount {
        var change = 0.0
        for n in model.needsOf[day * model.dutyCount + duty] {
          let need = model.needs[Int(n)]
          var others = present[Int(n)]
          if own[day] > 0,
            model.needsOf[day * model.dutyCount + Int(own[day])].contains(n)
          {
            others -= 1
          }
          change += others < need.required ? -need.under : need.over
        }
        prices[day * model.dutyCount + duty] += change
      }
    }
    return prices
  }
}
