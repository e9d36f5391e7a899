/// Moving flow between segments.
extension EquilibriumSolver {
  /// Takes the pairs found in order, moves flow, and keeps those still in use.
  func moveFound() {
    for commodity in commodities.indices {
      let list = found[commodity]
      var place = 0
      while place < list.count {
        let (first, second) = (Int(list.elements[place]), Int(list.elements[place + 1]))
        let segments = list.elements + place + 2
        place += 2 + first + second
        if move(commodity, segments, first, second).isShared, first > 0 {
          pairs.insert(commodity: commodity, segments, first: first, second: second)
        }
      }
    }
  }

  /// One pass over the pairs kept.
  ///
  /// - Parameter negligible: a pair that would save less than its share of this is passed by.
  /// - Returns: cost saved, to first order: flow moved times the difference in cost.
  func sweep(negligible: Double) -> Double {
    var isKept = [Bool](repeating: true, count: pairs.count)
    var dropped = 0
    var saved = 0.0
    let base = pairs.linkBase
    let least = negligible / Double(max(1, pairs.count))
    pairs.pairs.withUnsafeBufferPointer { list in
      for index in list.indices {
        let pair = list[index]
        let outcome = move(
          Int(pair.commodity), base + pair.begin, pair.middle - pair.begin, pair.end - pair.middle,
          least: least)
        saved += outcome.saved
        if !outcome.isShared {
          isKept[index] = false
          dropped += 1
        }
      }
    }
    if dropped > 0 { pairs.filter(isKept) }
    return saved
  }

  /// Newton's step between two segments, held by the flow there is to move.
  ///
  /// - Returns: whether both segments carry flow after it, and flow moved times the
  ///   difference in cost.
  @inline(__always)
  private func move(
    _ commodity: Int, _ segments: UnsafePointer<Int32>, _ first: Int, _ second: Int,
    least: Double = 0
  ) -> (isShared: Bool, saved: Double) {
    let cost = state.cost + commodities[commodity].travelClass * compact.linkCount
    let slope = state.slope
    var difference = 0.0
    var rise = 0.0
    for place in 0..<first {
      let link = Int(segments[place])
      difference -= cost[link]
      rise += slope[link]
    }
    for place in first..<(first + second) {
      let link = Int(segments[place])
      difference += cost[link]
      rise += slope[link]
    }
    let flow = flows.flow(of: commodity)
    let isForward = difference > 0 || first == 0
    let (from, to) =
      isForward ? (first..<(first + second), 0..<first) : (0..<first, first..<(first + second))
    var available = Double.infinity
    for place in from { available = min(available, flow[Int(segments[place])]) }
    guard available > 0 else { return (false, 0) }
    var shift = abs(difference)
    if first == 0 {
      shift = available
    } else if difference == 0 {
      return (true, 0)
    } else {
      shift = rise > 0 ? min(shift / rise, available) : available
    }
    guard shift * abs(difference) >= least || shift == available else { return (true, 0) }
    let total = state.flow
    for place in from {
      let link = Int(segments[place])
      flow[link] = max(0, flow[link] - shift)
      total[link] -= shift
      state.update(link)
    }
    for place in to {
      let link = Int(segments[place])
      flows.list(link, of: commodity)
      flow[link] += shift
      total[link] += shift
      state.update(link)
    }
    return (shift < available, shift * abs(difference))
  }

  /// Adds up link flows anew, so that rounding does not gather.
  func refresh() {
    for link in 0..<compact.linkCount { state.flow[link] = 0 }
    for commodity in commodities.indices {
      let flow = flows.flow(of: commodity)
      let used = flows.used[commodity]
      for place in 0..<used.count {
        let link = Int(used.elements[place])
        state.flow[link] += flow[link]
      }
    }
    for link in 0..<compact.linkCount { state.update(link) }
  }
}
