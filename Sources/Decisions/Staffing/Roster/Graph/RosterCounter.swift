/// What is added up over the horizon, and what the sum costs at its end.
struct RosterCounter {
  /// What one unit stands for: minutes are counted by their common divisor.
  let unit: Int
  /// The price of every sum, from 0 to the most that can be reached; infinite where
  /// it is forbidden.
  private(set) var prices: [Double]
  /// The sums no penalty touches, in units: at least `lower`, at most `upper`.
  private(set) var lower = 0
  private(set) var upper = Int.max / 4
  /// The most a unit above `upper`, or below `lower`, can cost.
  private(set) var overPrice = 0.0
  private(set) var underPrice = 0.0

  init(unit: Int, most: Int) {
    self.unit = unit
    prices = [Double](repeating: 0, count: most + 1)
  }

  var most: Int { prices.count - 1 }

  mutating func limit(min: Int, max: Int?, force: RosterForce) {
    for v in prices.indices {
      let amount = v * unit
      if let max { prices[v] += force.price(Double(amount - max)) }
      prices[v] += force.price(Double(min - amount))
    }
    if min > 0 {
      lower = Swift.max(lower, (min + unit - 1) / unit)
      underPrice += force.price(Double(unit))
    }
    if let max {
      upper = Swift.min(upper, max / unit)
      overPrice += force.price(Double(unit))
    }
  }

  /// The counter of the days left once `sum` is reached, of which at most `most` more can come.
  func advanced(by sum: Int, most: Int) -> RosterCounter {
    var rest = self
    rest.prices = Array(prices[min(sum, prices.count - 1)..<min(sum + most + 1, prices.count)])
    rest.lower = Swift.max(lower - sum, 0)
    rest.upper = upper - sum
    return rest
  }

  /// Whether no sum that can be reached costs anything.
  var isIdle: Bool { prices.allSatisfy { $0 == 0 } }

  /// The least of price(v) − multiplier·v over the sums, and where it lies.
  func conjugate(_ multiplier: Double) -> (value: Double, at: Int) {
    var best = (value: Double.infinity, at: 0)
    prices.withUnsafeBufferPointer { prices in
      for v in 0..<prices.count {
        let value = prices[v] - multiplier * Double(v)
        if value < best.value { best = (value, v) }
      }
    }
    return best
  }
}
