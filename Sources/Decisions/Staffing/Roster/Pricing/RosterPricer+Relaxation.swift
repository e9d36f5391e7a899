extension RosterPricer {
  struct Relaxation {
    var bound: Double
    var work: Int
    /// The cheapest roster met on the way, and its cost; nothing costs less than needed
    /// to look for more than `known` when only one roster is wanted.
    var path: PricedRoster?
    /// The path, where it is proved to be the cheapest.
    var optimum: PricedRoster?
    var known = Double.infinity
  }

  /// Raises the bound by the multipliers of the counters: deflected subgradients (Camerini,
  /// Fratta & Maffioli 1975) with steps of Polyak's length (Held, Wolfe & Crowder 1974), from
  /// the multipliers of the call before.
  func relax(_ prices: UnsafePointer<Double>, ceiling: Double) -> Relaxation {
    let counterCount = graph.counters.count
    var result = Relaxation(bound: -.infinity, work: 0)
    var best = multipliers
    var scale = 1.0
    var isAtBest = false
    // A step costs far less than the labels that a better bound spares.
    let isOpen = ceiling == .infinity
    let steps = counterCount == 0 ? 1 : isOpen ? 300 : 60
    var idle = 0
    var direction = [Double](repeating: 0, count: counterCount)
    var slope = direction
    var wanted = [Int](repeating: 0, count: counterCount)
    for step in 0..<steps {
      let least = backward(prices)
      result.work += graph.arcClass.count
      if least == .infinity {
        result.bound = .infinity
        return result
      }
      var conjugate = 0.0
      for c in 0..<counterCount {
        let (value, at) = graph.counters[c].conjugate(multipliers[c])
        conjugate += value
        wanted[c] = at
      }
      let bound = least + conjugate
      isAtBest = bound > result.bound
      if isAtBest {
        result.bound = bound
        best = multipliers
        conjugates = conjugate
        idle = 0
      } else {
        idle += 1
      }
      let path = walk(prices)
      if path.cost < result.known {
        result.known = path.cost
        result.path = PricedRoster(cost: path.cost, duties: path.duties)
      }
      if result.known <= result.bound + 1e-9 {
        result.optimum = result.path
        break
      }
      let isShort = scale <= (isOpen ? 0.001 : 0.03)
      guard result.bound < ceiling, !isShort, step < steps - 1 else { break }
      if idle == (isOpen ? 12 : 3) {
        scale *= 0.5
        idle = 0
        if !isOpen {
          // Shorter steps set out from the best place.
          multipliers = best
          for c in direction.indices { direction[c] = 0 }
          continue
        }
      }
      var product = 0.0
      var square = 0.0
      for c in 0..<counterCount {
        let counter = graph.counters[c]
        let sum = Int(path.counts[c])
        // Every sum within the limits is as good where the multiplier is nothing.
        let aim = multipliers[c] == 0 ? min(max(sum, counter.lower), counter.upper) : wanted[c]
        slope[c] = Double(sum - aim)
        product += slope[c] * direction[c]
        square += direction[c] * direction[c]
      }
      let share = square > 0 ? max(0, -1.5 * product / square) : 0
      var norm = 0.0
      for c in 0..<counterCount {
        direction[c] = slope[c] + share * direction[c]
        norm += direction[c] * direction[c]
      }
      if norm == 0 { break }
      let target = min(ceiling, result.known)
      let distance = target < .infinity ? max(target - bound, 1e-6) : 1 + abs(bound) * 0.1
      for c in 0..<counterCount {
        let counter = graph.counters[c]
        var moved = multipliers[c] + scale * distance / norm * direction[c]
        if counter.lower == 0 { moved = max(moved, 0) }
        if counter.upper >= counter.most { moved = min(moved, 0) }
        multipliers[c] = moved
      }
    }
    if !isAtBest {
      multipliers = best
      if result.bound < ceiling {
        _ = backward(prices)
        result.work += graph.arcClass.count
      }
    }
    return result
  }

  /// The cheapest roster at the multipliers as they are, what it and the counters come to,
  /// and how the bound changes with each multiplier.
  func relaxedRoster(
    _ prices: UnsafePointer<Double>
  ) -> (bound: Double, duties: [UInt8], slope: [Double]) {
    setKindPrices(prices)
    return kindPrices.withUnsafeBufferPointer { kindPrices in
      let least = backward(kindPrices.baseAddress!)
      var bound = least
      let path = walk(kindPrices.baseAddress!)
      var slope = [Double](repeating: 0, count: multipliers.count)
      for c in slope.indices {
        let (value, at) = graph.counters[c].conjugate(multipliers[c])
        bound += value
        slope[c] = Double(Int(path.counts[c]) - at)
      }
      return (bound, translated(path.duties), slope)
    }
  }

  /// The least each node's remainder costs at the multipliers; returns the root's.
  private func backward(_ prices: UnsafePointer<Double>) -> Double {
    let graph = self.graph
    var gain = [Double](repeating: 0, count: graph.increments.count)
    for (i, increment) in graph.increments.enumerated() {
      for c in multipliers.indices { gain[i] += multipliers[c] * Double(increment[c]) }
    }
    graph.arcStart.withUnsafeBufferPointer { arcStart in
      graph.arcClass.withUnsafeBufferPointer { arcClass in
        graph.arcTarget.withUnsafeBufferPointer { arcTarget in
          graph.arcCost.withUnsafeBufferPointer { arcCost in
            graph.arcIncrement.withUnsafeBufferPointer { arcIncrement in
              gain.withUnsafeBufferPointer { gain in
                potential.withUnsafeMutableBufferPointer { potential in
                  arcReduced.withUnsafeMutableBufferPointer { reduced in
                    for node in graph.layerStart[graph.days]..<graph.nodeCount {
                      potential[node] = graph.nodeFinish[node]
                    }
                    for day in stride(from: graph.days - 1, through: 0, by: -1) {
                      let price = prices + day * graph.classes.count
                      for node in graph.layerStart[day]..<graph.layerStart[day + 1] {
                        var least = Double.infinity
                        for a in Int(arcStart[node])..<Int(arcStart[node + 1]) {
                          let r = arcCost[a] + price[Int(arcClass[a])] + gain[Int(arcIncrement[a])]
                          reduced[a] = r
                          least = min(least, r + potential[Int(arcTarget[a])])
                        }
                        potential[node] = least
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return potential[0]
  }

  /// The cheapest path of the relaxation, its sums and what it really costs.
  private func walk(
    _ prices: UnsafePointer<Double>
  ) -> (duties: [UInt8], counts: Counts, cost: Double) {
    var duties = [UInt8](repeating: 0, count: graph.days)
    var counts = Counts()
    var cost = 0.0
    var node = 0
    for day in 0..<graph.days {
      var least = Double.infinity
      var chosen = Int(graph.arcStart[node])
      for a in Int(graph.arcStart[node])..<Int(graph.arcStart[node + 1]) {
        let r = arcReduced[a] + potential[Int(graph.arcTarget[a])]
        if r < least {
          least = r
          chosen = a
        }
      }
      let kind = graph.arcClass[chosen]
      duties[day] = kind
      cost += graph.arcCost[chosen] + prices[day * graph.classes.count + Int(kind)]
      counts &+= graph.increments[Int(graph.arcIncrement[chosen])]
      node = Int(graph.arcTarget[chosen])
    }
    cost += graph.nodeFinish[node]
    for (c, counter) in graph.counters.enumerated() { cost += counter.prices[Int(counts[c])] }
    return (duties, counts, cost)
  }
}
