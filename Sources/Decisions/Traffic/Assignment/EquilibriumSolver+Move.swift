/// Moving flow between segments.
extension EquilibriumSolver {
  /// Takes the pairs found in order, those of either half of the map first; moves flow, and
  /// keeps those still in use.
  func moveFound() {
    // Tidying may have taken links of kept pairs off the lists.
    for pair in pairs.pairs {
      for place in pair.begin..<pair.end {
        flows.list(Int(pairs.linkBase[place]), of: Int(pair.commodity))
      }
    }
    forEach(0..<2) { half, _ in self.moveFound(in: Int32(half)) }
    moveFound(in: Int32(LinkRegions.across))
    for commodity in commodities.indices {
      let list = found[commodity]
      var place = 0
      while place < list.count {
        let (first, second) = (Int(list.elements[place]), Int(list.elements[place + 1]))
        if list.elements[place + 2] >= EquilibriumSolver.sharedMark, first > 0 {
          pairs.insert(
            commodity: commodity, list.elements + place + 3, first: first, second: second,
            region: UInt8(list.elements[place + 2] - EquilibriumSolver.sharedMark))
        }
        place += 3 + first + second
      }
    }
    pairs.filter { _ in true }
  }

  /// Added to the region of a pair found when both its segments carry flow after its move.
  private static let sharedMark: Int32 = 4

  private func moveFound(in region: Int32) {
    for commodity in commodities.indices {
      let list = found[commodity]
      var place = 0
      while place < list.count {
        let (first, second) = (Int(list.elements[place]), Int(list.elements[place + 1]))
        if list.elements[place + 2] == region,
          move(commodity, list.elements + place + 3, first, second).isShared
        {
          list.elements[place + 2] = region + EquilibriumSolver.sharedMark
        }
        place += 3 + first + second
      }
    }
  }

  /// One pass over the pairs kept, those at rest apart.
  ///
  /// - Parameters:
  ///   - negligible: a pair that would save less than its share of this is passed by.
  ///   - small: a pair that saves less than its share of this rests in the next sweeps.
  /// - Returns: cost saved, to first order: flow moved times the difference in cost.
  func sweep(negligible: Double, small: Double) -> Double {
    let share = 1 / Double(max(1, pairs.count))
    let (least, little) = (negligible * share, small * share)
    var rests = pairs.rests
    pairs.rests = []
    var sum = 0.0
    var isDropping = false
    rests.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let marks = buffer
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 16) { sums in
        sums.initialize(repeating: 0)
        // Eight apart: no two threads write to one line of the cache.
        nonisolated(unsafe) let saved = sums
        if pairs.linkCount < 256 {
          for half in 0..<2 { saved[8 * half] = sweep(half, least, little, marks) }
        } else {
          forEach(0..<2) { half, _ in saved[8 * half] = self.sweep(half, least, little, marks) }
        }
        sum = saved[0] + saved[8] + sweep(Int(LinkRegions.across), least, little, marks)
      }
      isDropping = buffer.contains(EquilibriumSolver.emptyMark)
    }
    pairs.rests = rests
    if isDropping { pairs.filter { rests[$0] != EquilibriumSolver.emptyMark } }
    return sum
  }

  /// Sweeps that pass by a pair which hardly saved anything.
  private static let rest: UInt8 = 4
  /// In place of a rest: one segment carries no flow any more.
  private static let emptyMark = UInt8.max

  private func sweep(
    _ region: Int, _ least: Double, _ little: Double, _ rests: UnsafeMutableBufferPointer<UInt8>
  ) -> Double {
    var saved = 0.0
    let base = pairs.linkBase
    pairs.pairs.withUnsafeBufferPointer { list in
      for index in pairs.regionStart[region]..<pairs.regionStart[region + 1] {
        guard rests[index] == 0 else {
          rests[index] -= 1
          continue
        }
        let pair = list[index]
        let outcome = move(
          Int(pair.commodity), base + pair.begin, pair.middle - pair.begin, pair.end - pair.middle,
          least: least)
        saved += outcome.saved
        if !outcome.isShared {
          rests[index] = EquilibriumSolver.emptyMark
        } else if outcome.saved < little {
          rests[index] = EquilibriumSolver.rest
        }
      }
    }
    return saved
  }

  /// Newton's step between two segments, held by the flow there is to move. Links of both are
  /// on the commodity's list.
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
    forLinks { links in for link in links { self.state.update(link) } }
  }
}
