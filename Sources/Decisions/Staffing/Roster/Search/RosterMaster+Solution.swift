import Optimization

extension RosterMaster {
  /// Reduced costs of the columns at the last solution; nil before there is one.
  func reducedCosts() -> [Double]? {
    guard resolve() else { return nil }
    return Array(program.reducedCosts[firstColumn...])
  }

  /// How much of each duty the last solution gives each person.
  func shares() -> [[Double]]? {
    guard resolve() else { return nil }
    let primal = program.primal
    var shares = people.map { _ in [Double](repeating: 0, count: model.days * model.dutyCount) }
    for (c, column) in columns.enumerated() {
      let v = value(c, primal)
      guard v > 1e-9 else { continue }
      for (day, duty) in column.duties.enumerated() {
        shares[column.slot][day * model.dutyCount + Int(duty)] += v
      }
    }
    return shares
  }

  /// The rosters of a solution without fractions.
  func wholeRosters(_ shares: [[Double]]) -> [[UInt8]] {
    shares.map { share in
      (0..<model.days).map { day in
        let today = share[day * model.dutyCount..<(day + 1) * model.dutyCount]
        return UInt8(today.indices.max { today[$0] < today[$1] }! - today.startIndex)
      }
    }
  }

  /// Whether the person in a slot has a column that the bans allow, or can be given one.
  func ensureColumn(slot: Int) -> Bool { findColumn(slot: slot) == true }

  /// True where there is a column that the bans allow, found if need be; false where no
  /// roster is left; nil where the search for one was given up.
  func findColumn(slot: Int) -> Bool? {
    if columnsOf[slot].contains(where: isAllowed) { return true }
    var duty = model.pricers[people[slot]].wishes
    for k in duty.indices {
      for n in model.needsOf[k] { duty[k] -= stable[Int(n)] }
      if let ban = bans[slot], ban[k] { duty[k] = .infinity }
    }
    var result = PricingResult(bound: -.infinity, rosters: [], work: 0)
    for width in [8, nil] where result.rosters.isEmpty {
      result = duty.withUnsafeBufferPointer {
        model.cheapest(people[slot], $0.baseAddress!, below: .infinity, width: width)
      }
    }
    add(result.rosters.map(\.duties), slot: slot)
    if result.rosters.isEmpty { return result.bound == .infinity ? false : nil }
    return true
  }
}
