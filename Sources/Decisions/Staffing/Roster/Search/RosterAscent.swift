/// A bound without a linear program: needs and counters are both relaxed with multipliers,
/// so that a step costs one shortest path a person, and the multipliers climb along
/// deflected subgradients (Camerini, Fratta & Maffioli 1975) by Polyak's step.
///
/// The prices it ends with start column generation close to where it has to go, which
/// spares it the wide swings of its first rounds.
final class RosterAscent {
  private let model: RosterModel
  private(set) var bound = -Double.infinity
  /// Prices of the needs with the best bound.
  private(set) var prices: [Double]
  private var trial: [Double]
  private var direction: [Double]
  private var counterDirection: [[Double]]
  private var bestMultipliers: [[Double]]
  /// How much a counter's multiplier moves against a need's price: what a duty adds, squared.
  private let scale: [[Double]]
  /// The best of the run at hand.
  private var peak = -Double.infinity
  private var peakPrices: [Double]
  private var goal: Double?
  private var length = 1.0
  private var idle = 0

  init(_ model: RosterModel) {
    self.model = model
    prices = [Double](repeating: 0, count: model.needs.count)
    trial = prices
    peakPrices = prices
    direction = prices
    counterDirection = model.pricers.map { [Double](repeating: 0, count: $0.multipliers.count) }
    bestMultipliers = model.pricers.map(\.multipliers)
    scale = model.pricers.map { pricer in
      pricer.multipliers.indices.map { c in
        let most = pricer.graph.increments.map { Double($0[c]) }.max() ?? 1
        return 1 / max(most * most, 1)
      }
    }
  }

  /// Climbs until steps are short, the bound passes `ceiling` or the work is done.
  ///
  /// - Parameters:
  ///   - start: prices to set out from; nil for those of the best bound.
  ///   - goal: what the bound cannot pass, a relaxation's value say, where that is known.
  func run(
    from start: [Double]? = nil, goal: Double? = nil, ceiling: Double, work: Int,
    shouldStop: () -> Bool
  ) {
    let end = model.work + work
    self.goal = goal
    length = 1
    peak = -.infinity
    peakPrices = start ?? prices
    bestMultipliers = model.pricers.map(\.multipliers)
    setOut()
    while length > 0.003, max(peak, bound) < ceiling, model.work < end, !shouldStop() {
      step(ceiling: ceiling)
    }
    for (p, pricer) in model.pricers.enumerated() { pricer.multipliers = bestMultipliers[p] }
    if peak > bound {
      bound = peak
      prices = peakPrices
    }
  }

  /// From the best place of this run, in no direction yet.
  private func setOut() {
    idle = 0
    trial = zip(peakPrices, model.needs).map { min(max($0, -$1.over), $1.under) }
    for (p, pricer) in model.pricers.enumerated() { pricer.multipliers = bestMultipliers[p] }
    for i in direction.indices { direction[i] = 0 }
    for p in counterDirection.indices {
      for c in counterDirection[p].indices { counterDirection[p][c] = 0 }
    }
  }

  private func step(ceiling: Double) {
    var left = model.needs.map { Double($0.required) }
    var total = 0.0
    for i in left.indices { total += trial[i] * left[i] }
    var slopes: [[Double]] = []
    var duty = [Double](repeating: 0, count: model.days * model.dutyCount)
    for pricer in model.pricers {
      for k in duty.indices {
        duty[k] = pricer.wishes[k]
        for n in model.needsOf[k] { duty[k] -= trial[Int(n)] }
      }
      let answer = duty.withUnsafeBufferPointer { pricer.relaxedRoster($0.baseAddress!) }
      total += answer.bound
      for (day, d) in answer.duties.enumerated() where d > 0 {
        for n in model.needsOf[day * model.dutyCount + Int(d)] { left[Int(n)] -= 1 }
      }
      slopes.append(answer.slope)
      model.spend(pricer.graph.arcClass.count)
    }
    if total > peak {
      idle = total > peak + 1e-4 * max(1, abs(total)) ? 0 : idle + 1
      peak = total
      peakPrices = trial
      bestMultipliers = model.pricers.map(\.multipliers)
    } else {
      idle += 1
    }
    if idle >= 15 {
      // Shorter steps set out from the best place known.
      length *= goal == nil ? 0.8 : 0.6
      setOut()
      return
    }
    move(left, slopes, from: total, ceiling: ceiling)
  }

  private func move(
    _ left: [Double], _ slopes: [[Double]], from total: Double, ceiling: Double
  ) {
    var slope = left
    var product = 0.0
    var square = 0.0
    for (i, need) in model.needs.enumerated() {
      // What pushes against the price's own limits leads nowhere.
      if (slope[i] > 0 && trial[i] >= need.under) || (slope[i] < 0 && trial[i] <= -need.over) {
        slope[i] = 0
      }
      product += slope[i] * direction[i]
      square += direction[i] * direction[i]
    }
    let share = square > 0 ? max(0, -1.5 * product / square) : 0
    var norm = 0.0
    for i in slope.indices {
      direction[i] = slope[i] + share * direction[i]
      norm += direction[i] * direction[i]
    }
    for (p, own) in slopes.enumerated() {
      for c in own.indices {
        counterDirection[p][c] = own[c] + share * counterDirection[p][c]
        norm += scale[p][c] * counterDirection[p][c] * counterDirection[p][c]
      }
    }
    guard norm > 0 else {
      length = 0
      return
    }
    let goal = goal ?? peak + 0.3 * (ceiling - peak)
    let step = length * max(goal - total, 1e-6) / norm
    for (i, need) in model.needs.enumerated() {
      trial[i] = min(max(trial[i] + step * direction[i], -need.over), need.under)
    }
    for (p, pricer) in model.pricers.enumerated() {
      for c in pricer.multipliers.indices {
        pricer.multipliers[c] += step * scale[p][c] * counterDirection[p][c]
      }
    }
  }
}
