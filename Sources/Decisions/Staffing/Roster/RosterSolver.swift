/// A roster with what is known about it.
public struct RosterPlan: Sendable {
  public var roster: Roster
  /// Penalties, violations and breaches, by `RosterChecker`.
  public var review: RosterReview
  /// No roster that keeps the hard rules has a smaller penalty.
  public var bound: Double
  /// Steps used, in the units of `RosterLimits.work`.
  public var work: Int
  /// Rosters of each person that were worth considering, to start a later search from.
  public var pool: RosterPool

  public var penalty: Double { review.penalty }
  /// Whether the roster keeps the hard rules and no other is cheaper.
  public var isProved: Bool {
    review.isFeasible && review.penalty <= bound + 1e-6 * Swift.max(1, abs(bound))
  }
  /// (penalty − bound) / penalty; 0 for a roster proved best.
  public var gap: Double {
    guard !isProved else { return 0 }
    return penalty > 0 ? Swift.max(penalty - bound, 0) / penalty : 1
  }
}

/// Rosters of each person kept from one search for the next.
public struct RosterPool: Sendable {
  var duties: [[[UInt8]]]
}

/// Why there is no roster at all.
public enum RosterError: Error, Equatable, Sendable {
  case invalid(RosterProblemError)
  /// A person's own hard rules, wishes and leave leave no roster: these, together.
  case conflict(person: String, rules: [String])
  /// The search was stopped before it had a roster for everybody.
  case noRosterWithinLimit
}

extension RosterError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalid(let error): error.description
    case .conflict(let person, let rules):
      "no roster for \(person) keeps all of: \(rules.joined(separator: "; "))"
    case .noRosterWithinLimit: "the limit was reached before everybody had a roster"
    }
  }
}

/// Makes rosters of named people by column generation.
///
/// A column is one person's roster over the whole horizon; the linear program over all of
/// them gives the bound, dives and neighbourhoods in it the rosters (Burke & Curtois 2014,
/// "New approaches to nurse rostering benchmark instances"; Omer & Legrain 2023).
public struct RosterSolver {
  let model: RosterModel

  /// - Throws: `.invalid` for a problem that means nothing.
  /// - Parameter other: the solver of a problem much like it: rules of people that are the
  ///   same in both are not worked out again.
  public init(_ problem: RosterProblem, like other: RosterSolver? = nil) throws(RosterError) {
    do { try problem.validate() } catch { throw .invalid(error) }
    model = RosterModel(problem, like: other?.model)
  }

  /// The best roster found, with a bound.
  ///
  /// - Parameters:
  ///   - start: a roster to start from; it may break rules.
  ///   - pool: rosters kept from an earlier search of a problem like this one.
  /// - Throws: `.conflict` where somebody's own hard rules leave nothing,
  ///   `.noRosterWithinLimit`.
  public func solve(
    limits: RosterLimits = .init(), start: Roster? = nil, pool: RosterPool? = nil
  ) throws(RosterError) -> RosterPlan {
    let begin = model.work
    var limits = limits
    limits.work = limits.work > Int.max - begin ? Int.max : limits.work + begin
    model.shouldStop = nil
    let state = try firstState(start)
    model.shouldStop = limits.shouldStop
    defer { model.shouldStop = nil }
    let known = pool.map(usable) ?? Array(repeating: [], count: model.personCount)
    let search = RosterSearch(model, start: state, limits: limits, pool: known)
    search.run()
    return plan(search, since: begin)
  }

  private func usable(_ pool: RosterPool) -> [[[UInt8]]] {
    guard pool.duties.count == model.personCount else {
      return Array(repeating: [], count: model.personCount)
    }
    return pool.duties.enumerated().map { person, list in
      list.filter { duties in
        duties.count == model.days && duties.allSatisfy { Int($0) < model.dutyCount }
          && model.pricers[person].ownCost(of: duties) != nil
      }
    }
  }

  /// A roster in which everybody's own rules hold: one person after another is given the
  /// best against those before.
  private func firstState(_ start: Roster?) throws(RosterError) -> RosterState {
    if let start {
      do { try model.problem.validate(start) } catch { throw .invalid(error) }
    }
    var state = RosterState(model)
    var left: [Int] = []
    let given = start?.duties.map { $0.map { $0.map { UInt8($0 + 1) } ?? 0 } }
    for person in 0..<model.personCount {
      if let given, model.pricers[person].ownCost(of: given[person]) != nil {
        state.give(person, given[person], model)
      } else {
        left.append(person)
      }
    }
    for person in left {
      var prices = state.responsePrices(of: person, model)
      // Where a roster was given, the one nearest to it.
      if let given {
        for (day, duty) in given[person].enumerated() {
          prices[day * model.dutyCount + Int(duty)] -= model.hardPrice
        }
      }
      var found = PricingResult(bound: -.infinity, rosters: [], work: 0)
      for width in [4, 16, 64, 256, nil] where found.rosters.isEmpty {
        // Limits too tight for the cheapest labels to meet are met at an even pace.
        model.pricers[person].pace = (width ?? 0) >= 64 ? 2 * model.hardPrice : 0
        found = prices.withUnsafeBufferPointer {
          model.cheapest(person, $0.baseAddress!, below: .infinity, width: width)
        }
      }
      model.pricers[person].pace = 0
      guard let first = found.rosters.first else {
        // A search that was given up has not shown that there is none.
        throw found.bound == .infinity ? conflict(of: person) : .noRosterWithinLimit
      }
      state.give(person, first.duties, model)
    }
    return state
  }

  private func plan(_ search: RosterSearch, since begin: Int) -> RosterPlan {
    let roster = Roster(duties: search.best.duties.map { $0.map { $0 == 0 ? nil : Int($0) - 1 } })
    guard let review = try? RosterChecker(model.problem).review(roster) else {
      preconditionFailure("a search makes one known duty a person and day")
    }
    return RosterPlan(
      roster: roster, review: review, bound: search.bound, work: model.work - begin,
      pool: RosterPool(duties: search.pool))
  }
}
