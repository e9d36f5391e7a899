/// A roster close to one that was published.
public struct RosterRepair: Sendable {
  /// Penalties and bound are those of the problem as it is now, changes apart.
  public var roster: Roster
  public var review: RosterReview
  /// Days on which somebody's duty differs from the published one.
  public var changes: Int
  /// No roster that keeps the hard rules has fewer changes.
  public var changesBound: Int
  /// Price of changes and penalties together, and what no other roster is below.
  public var combined: Double
  public var combinedBound: Double
  public var work: Int
}

/// What a changed duty weighs against the penalties of the roster.
public enum RosterChangeWeight: Hashable, Codable, Sendable {
  /// As few changes as the hard rules allow, then the least penalty.
  case fewestFirst
  /// A change costs as much as this penalty.
  case price(Double)
  /// The least penalty, then as few changes as that allows.
  case penaltyFirst
}

extension RosterSolver {
  /// The roster for the problem as it is now that differs least from a published one: what
  /// to do when someone calls in sick, who is given `RosterWish.leave` on the days in
  /// question before this solver is made.
  ///
  /// Every changed duty is a wish against the change, so the search, its bound and its
  /// checker are those of `solve`.
  /// - Parameter pool: the rosters kept from the search that made the published one.
  public func repair(
    _ published: Roster, weight: RosterChangeWeight = .fewestFirst, limits: RosterLimits = .init(),
    pool: RosterPool? = nil
  ) throws(RosterError) -> RosterRepair {
    do { try model.problem.validate(published) } catch { throw .invalid(error) }
    // The fewest changes, whatever they cost.
    let bare = try RosterSolver(
      model.problem.scaled(by: 0).resisting(changesFrom: published, price: 1), like: self)
    var share = limits
    share.work = limits.work / 4
    let fewest = try bare.solve(limits: share, start: published, pool: pool)
    let penalties = model.personCount * model.days + 1
    let weighted: RosterProblem
    switch weight {
    case .price(let price):
      weighted = model.problem.resisting(changesFrom: published, price: price)
    case .penaltyFirst:
      weighted = model.problem.scaled(by: Double(penalties))
        .resisting(changesFrom: published, price: 1)
    case .fewestFirst:
      // More than any roster found with the fewest changes can lose by penalties.
      let rough = try Self.review(model.problem, fewest.roster).penalty
      weighted = model.problem.resisting(
        changesFrom: published, price: rough.rounded(.up) + 1)
    }
    let solver = try RosterSolver(weighted, like: self)
    var rest = limits
    rest.work = max(limits.work - fewest.work, 1)
    let plan = try solver.solve(
      limits: rest, start: fewest.roster, pool: pool)
    return RosterRepair(
      roster: plan.roster, review: try Self.review(model.problem, plan.roster),
      changes: plan.roster.changes(from: published),
      changesBound: max(Int(fewest.bound.rounded(.up)), 0), combined: plan.penalty,
      combinedBound: plan.bound, work: fewest.work + plan.work)
  }

  private static func review(
    _ problem: RosterProblem, _ roster: Roster
  ) throws(RosterError) -> RosterReview {
    do { return try RosterChecker(problem).review(roster) } catch { throw .invalid(error) }
  }
}

extension RosterProblem {
  /// The same problem with all prices multiplied; what is forbidden stays so.
  func scaled(by factor: Double) -> RosterProblem {
    func scaled(_ force: RosterForce) -> RosterForce {
      if case .soft(let weight) = force { return .soft(weight * factor) }
      return .hard
    }
    var problem = self
    for p in problem.people.indices {
      problem.people[p].withoutSkill = scaled(people[p].withoutSkill)
      for r in people[p].rules.indices {
        problem.people[p].rules[r].force = scaled(people[p].rules[r].force)
      }
      for w in people[p].wishes.indices {
        problem.people[p].wishes[w].force = scaled(people[p].wishes[w].force)
      }
      // Rules without a price would only make the graphs larger.
      problem.people[p].rules.removeAll { $0.force == .soft(0) }
    }
    for c in problem.cover.indices {
      problem.cover[c].under = scaled(cover[c].under)
      problem.cover[c].over = scaled(cover[c].over)
    }
    return problem
  }

  /// The same problem where everybody would rather keep the duties of `roster`.
  func resisting(changesFrom roster: Roster, price: Double) -> RosterProblem {
    var problem = self
    for (p, duties) in roster.duties.enumerated() {
      problem.people[p].wishes += duties.enumerated().map { day, shift in
        RosterWish(
          day: day, shifts: shift.map { [$0] }, isWanted: shift != nil, .soft(price))
      }
    }
    return problem
  }
}
