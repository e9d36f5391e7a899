import Foundation

/// What a day with so many people gives, by a measure that the search itself is not made of.
public struct MeasuredRest: Sendable, Equatable {
  /// Share of the courses on which the promise is kept.
  public var chance: Double
  /// Expected contacts missed in each interval.
  public var misses: [Double]

  /// Over all intervals.
  var total: Double { misses.reduce(0, +) }

  public init(chance: Double, misses: [Double]) {
    self.chance = chance
    self.misses = misses
  }
}

extension IntradayMoves {
  /// Moves, what the measure makes of them, and where the search ended.
  public struct Measured: Sendable {
    public var outcome: Outcome
    public var rest: MeasuredRest
    /// Whether the promise stays out of reach with everybody asked who could help.
    public var isOutOfStaff: Bool
  }

  /// The cheapest moves with which the rest of the day keeps its promise on a share `wanted` of
  /// its courses as `measure` finds it, or those that come nearest.
  ///
  /// The price of a missed contact is searched as in `moves(chance:allowsMore:allowsLess:)`, with
  /// the measure in place of steady states. Where the dearest contact still does not reach the
  /// share, though everybody in every interval they could be there for would, people are added
  /// one by one where the measure misses most, until it does or nobody is left to add.
  ///
  /// - Parameter measure: of the persons in each interval of the rest.
  public func moves(
    chance wanted: Double, allowsMore: Bool, allowsLess: Bool,
    measure: ([Int]) throws -> MeasuredRest
  ) rethrows -> Measured {
    var known: [[Int]: MeasuredRest] = [:]
    func seen(_ outcome: Outcome) throws -> MeasuredRest {
      if let rest = known[outcome.people] { return rest }
      let rest = try measure(outcome.people)
      known[outcome.people] = rest
      return rest
    }
    let enough = wanted - 1e-9
    let wage = lines.map(\.wage).max() ?? 1
    let scale = max(1e-6, wage * Double(seconds) / 3_600)
    var (low, high) = (log(scale * 1e-2), log(scale * 1e3))
    let dearest = moves(price: exp(high), allowsMore: allowsMore, allowsLess: allowsLess)
    var best = Measured(outcome: dearest, rest: try seen(dearest), isOutOfStaff: false)
    if best.rest.chance < enough, try measure(most(allowsMore, allowsLess)).chance < enough {
      best.isOutOfStaff = true
    } else if best.rest.chance < enough, allowsMore {
      best = try filled(best, price: exp(high), allowsLess: allowsLess, enough, seen)
      if best.rest.chance >= enough { return best }
    }
    // The least price with as good a day: as promised, or with hardly more misses than the best.
    let goal = min(enough, best.rest.chance)
    let most = best.rest.chance >= enough ? .infinity : best.rest.total * 1.01
    for _ in 0..<9 {
      let middle = (low + high) / 2
      let trial = moves(price: exp(middle), allowsMore: allowsMore, allowsLess: allowsLess)
      let rest = try seen(trial)
      if rest.chance >= goal && rest.total <= most {
        best = Measured(outcome: trial, rest: rest, isOutOfStaff: best.isOutOfStaff)
        high = middle
      } else {
        low = middle
      }
    }
    return best
  }

  /// More people where most is missed, one interval after the other.
  private func filled(
    _ start: Measured, price: Double, allowsLess: Bool, _ enough: Double,
    _ seen: (Outcome) throws -> MeasuredRest
  ) rethrows -> Measured {
    var best = start
    var current = start
    var raised = self
    var isFull = [Bool](repeating: false, count: starts.count)
    for _ in 0..<60 {
      let open = starts.indices.filter { !isFull[$0] && current.rest.misses[$0] > 1e-3 }
      guard
        let worst = open.max(by: {
          (current.rest.misses[$0], -$0) < (current.rest.misses[$1], -$1)
        })
      else {
        best.isOutOfStaff = true
        break
      }
      let before = raised.floors
      raised = raised.with(floor: current.outcome.people[worst] + 1, interval: worst)
      let trial = raised.moves(price: price, allowsMore: true, allowsLess: allowsLess)
      guard trial.people[worst] > current.outcome.people[worst] else {
        // Nobody more can be there; what was asked is taken back.
        raised = raised.with(floor: before[worst], interval: worst)
        isFull[worst] = true
        continue
      }
      current = Measured(outcome: trial, rest: try seen(trial), isOutOfStaff: false)
      // Prices of people who are asked for outright say nothing.
      current.outcome.savings = trial.savings.map { _ in 0 }
      if (current.rest.chance, -current.rest.total) > (best.rest.chance, -best.rest.total) {
        best = current
      }
      if best.rest.chance >= enough { break }
    }
    return best
  }
}
