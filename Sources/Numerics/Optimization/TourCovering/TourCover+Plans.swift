extension TourCover {
  /// Takes the tour that covers most missing people for its cost until none are missing,
  /// a little more of the shortage counting a little more; empty where kinds cannot cover
  /// all slots.
  func greedyPlan() -> [Double] {
    var missing = demand
    var plan = [Double](repeating: 0, count: kinds.count * (dayCount + 1))
    var left = demand.reduce(0) { $0 + max(0, $1) }
    while left > 0 {
      var best: (kind: Int, days: [Int], gain: Double, score: Double) = (-1, [], 0, 0)
      for (k, kind) in kinds.enumerated() {
        var gains: [(gain: Double, cost: Double, day: Int)] = []
        for d in 0..<dayCount {
          var gain = 0.0
          for slot in kind.slots where missing[(d * slotsPerDay + slot) % demand.count] > 0 {
            gain += 1
          }
          gains.append((gain, kind.costs[d], d))
        }
        gains.sort {
          $0.gain != $1.gain ? $0.gain > $1.gain : ($0.cost, $0.day) < ($1.cost, $1.day)
        }
        let taken = gains.prefix(daysOn)
        let gain = taken.reduce(0) { $0 + $1.gain }
        let score = gain / max(1e-9, taken.reduce(0) { $0 + $1.cost })
        if gain > 0, score > best.score { best = (k, taken.map(\.day), gain, score) }
      }
      guard best.kind >= 0 else { return [] }
      let base = best.kind * (dayCount + 1)
      plan[base] += 1
      for d in best.days {
        plan[base + 1 + d] += 1
        for slot in kinds[best.kind].slots {
          let t = (d * slotsPerDay + slot) % demand.count
          if missing[t] > 0 { left -= min(1, missing[t]) }
          missing[t] -= 1
        }
      }
    }
    return plan
  }

  /// Splits the numbers on duty by day into tours: whoever is left out on a day has that
  /// day off, and as long as every day needs no more people than there are, taking the days
  /// that need most keeps it so.
  func tours(_ primal: [Double]) -> [Tour] {
    var result: [Tour] = []
    for k in kinds.indices {
      let base = k * (dayCount + 1)
      var left = Int(primal[base].rounded())
      var need = (0..<dayCount).map { Int(primal[base + 1 + $0].rounded()) }
      while left > 0 {
        let order = need.indices.sorted { need[$0] != need[$1] ? need[$0] > need[$1] : $0 < $1 }
        let days = order.prefix(daysOn).sorted()
        for d in days { need[d] -= 1 }
        left -= 1
        if let last = result.indices.last, result[last].kind == k, result[last].days == days {
          result[last].count += 1
        } else {
          result.append(Tour(kind: k, days: days, count: 1))
        }
      }
    }
    return result
  }
}
