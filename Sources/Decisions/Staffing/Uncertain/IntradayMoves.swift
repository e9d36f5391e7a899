import Foundation
public import Optimization
public import Queueing

/// The best overtime, early leave and break moves for the rest of a day that turns out other
/// than forecast, with as little change as pays.
///
/// Every line of the published schedule is dealt to its options (to stay as it is, to end later
/// or earlier, to take breaks at other places its pattern allows), whole persons to each:
///
///     minimize    Σ (change of pay + price of a change) x + Σ price of missing persons
///     subject to  Σ_options x = persons of the line,  cover as in `CoverModel`,  x ≥ 0 integer
///
/// with the convex prices of `DayPromise` at λ a missed contact: the least λ at which the rest
/// of the day keeps its promise on enough courses (Mehrotra, Ozlük and Saltzman 2010,
/// "Intelligent procedures for intra-day updating of call center agent schedules", POM 19(3),
/// with the courses that the morning leaves instead of one forecast).
public struct IntradayMoves: Sendable {
  /// A line of the published schedule.
  public struct Line: Sendable, Hashable {
    public var id: String
    /// Positions on the time axis, seconds.
    public var start: Int64
    public var end: Int64
    public var breaks: [Range<Int64>]
    /// Where each break may begin; empty for breaks that may not move.
    public var places: [[Int64]]
    /// Persons who are there.
    public var count: Int
    /// Pay of an hour.
    public var wage: Double

    public init(
      id: String, start: Int64, end: Int64, breaks: [Range<Int64>], places: [[Int64]], count: Int,
      wage: Double
    ) {
      self.id = id
      self.start = start
      self.end = end
      self.breaks = breaks
      self.places = places
      self.count = count
      self.wage = wage
    }
  }

  /// What may be asked of people on the day.
  public struct Rules: Sendable, Hashable {
    /// Seconds between now and the first change.
    public var notice: Int64
    /// The most seconds a shift may last longer, and what an hour of it costs as a share of
    /// the wage.
    public var longestOvertime: Int64
    public var overtimeFactor: Double
    /// The most seconds a shift may end earlier, and the share of the wage that this saves.
    public var longestEarlyLeave: Int64
    public var earlyLeaveSaving: Double
    /// Price of changing the day of one person.
    public var changePrice: Double

    public init(
      notice: Int64, longestOvertime: Int64, overtimeFactor: Double, longestEarlyLeave: Int64,
      earlyLeaveSaving: Double, changePrice: Double
    ) {
      self.notice = notice
      self.longestOvertime = longestOvertime
      self.overtimeFactor = overtimeFactor
      self.longestEarlyLeave = longestEarlyLeave
      self.earlyLeaveSaving = earlyLeaveSaving
      self.changePrice = changePrice
    }
  }

  /// Persons of a line who do something else.
  public struct Move: Sendable, Hashable {
    /// Place of the line in the list.
    public var line: Int
    public var count: Int
    public var end: Int64
    public var breaks: [Range<Int64>]
    /// Change of pay of all of them together.
    public var cost: Double
  }

  public struct Outcome: Sendable {
    public var moves: [Move]
    /// Persons in each interval of the rest.
    public var people: [Int]
    /// Change of pay.
    public var cost: Double
    /// Of the program solved: pay, changes and misses, and what they cannot be below.
    public var objective: Double
    public var bound: Double
    public var status: SolutionStatus
    /// Price of a missed contact.
    public var price: Double
    /// What one more person in each interval would save, by the linear relaxation.
    public var savings: [Double]
    /// Share of the courses on which the rest of the day keeps its promise.
    public var chance: Double
  }

  public let lines: [Line]
  public let rules: Rules
  /// Position of now.
  public let now: Int64
  /// Starts of the intervals of the rest, in time order, and their common length.
  public let starts: [Int64]
  public let seconds: Int64
  public let promise: DayPromise
  /// Persons wanted in each interval whatever a contact is worth.
  public private(set) var floors: [Int]
  public let shrinkage: Shrinkage
  public let limits: SolverLimits
  private let misses: [StaffingPenalty]

  /// - Parameters:
  ///   - starts: intervals that begin at `now` or later; they follow each other.
  ///   - promise: of these intervals, over the courses that the morning leaves.
  public init(
    lines: [Line], rules: Rules, now: Int64, starts: [Int64], seconds: Int64,
    promise: DayPromise, floors: [Int], shrinkage: Shrinkage,
    limits: SolverLimits = SolverLimits()
  ) {
    precondition(
      starts.count == promise.intervalCount && floors.count == starts.count,
      "one floor and one rate an interval")
    self.lines = lines
    self.rules = rules
    self.now = now
    self.starts = starts
    self.seconds = seconds
    self.promise = promise
    self.floors = floors
    self.shrinkage = shrinkage
    self.limits = limits
    misses = PromisedCover.penalties(
      of: promise, floors: [Int](repeating: 0, count: starts.count), weights: nil, shrinkage)
  }

  /// The same with another floor in one interval.
  func with(floor: Int, interval: Int) -> IntradayMoves {
    var other = self
    other.floors[interval] = floor
    return other
  }

  /// Persons in each interval when nothing changes.
  public var unchanged: [Int] {
    starts.map { start in
      lines.reduce(0) { $0 + (covers($1, $1.end, $1.breaks, start) ? $1.count : 0) }
    }
  }

  public func chance(people: [Int]) -> Double {
    promise.chance(agents: PromisedCover.agents(people, shrinkage))
  }

  /// No change at all.
  public var asPublished: Outcome {
    let people = unchanged
    return Outcome(
      moves: [], people: people, cost: 0, objective: 0, bound: 0, status: .optimal, price: 0,
      savings: people.map { _ in 0 }, chance: chance(people: people))
  }

  /// The cheapest moves with which the rest of the day keeps its promise on a share `chance`
  /// of its courses, or comes as near as moves can bring it.
  ///
  /// - Parameters:
  ///   - allowsMore: whether people may be asked to stay longer.
  ///   - allowsLess: whether people may be let go earlier.
  public func moves(chance wanted: Double, allowsMore: Bool, allowsLess: Bool) -> Outcome {
    let wage = lines.map(\.wage).max() ?? 1
    let scale = max(1e-6, wage * Double(seconds) / 3_600)
    var low = log(scale * 1e-2)
    var high = log(scale * 1e3)
    var best = solve(price: exp(high), allowsMore, allowsLess)
    guard best.chance >= wanted - 1e-9 else {
      // Out of reach: what a contact may cost is bounded by what helps at all.
      let most = best.chance
      for _ in 0..<8 {
        let middle = (low + high) / 2
        let trial = solve(price: exp(middle), allowsMore, allowsLess)
        if trial.chance >= most - 1e-9 {
          best = trial
          high = middle
        } else {
          low = middle
        }
      }
      return best
    }
    for _ in 0..<10 {
      let middle = (low + high) / 2
      let trial = solve(price: exp(middle), allowsMore, allowsLess)
      if trial.chance >= wanted - 1e-9 {
        best = trial
        high = middle
      } else {
        low = middle
      }
    }
    return best
  }

  /// The best moves at a price a missed contact.
  public func moves(price: Double, allowsMore: Bool = true, allowsLess: Bool = true) -> Outcome {
    solve(price: price, allowsMore, allowsLess)
  }

  // MARK: The program

  private struct Option {
    var end: Int64
    var breaks: [Range<Int64>]
    /// Change of pay of one person.
    var cost: Double
    var isChange: Bool
  }

  private func solve(price: Double, _ allowsMore: Bool, _ allowsLess: Bool) -> Outcome {
    var problem = Problem()
    var rows: [Int?] = []
    // Below the floor a person missing is dearer than any contact.
    let grave = 1e3 * max(price, lines.map(\.wage).max() ?? 1)
    var steps: [[ShortfallStep]] = []
    for k in starts.indices {
      let most = max(misses[k].agents.last ?? 0, floors[k])
      var list = misses[k].pieces.reversed().filter { $0.to > floors[k] }.map { piece in
        ShortfallStep(
          persons: piece.to - max(piece.from, floors[k]),
          pricePerPerson: piece.savingPerAgent * price)
      }
      if floors[k] > 0 { list.append(ShortfallStep(persons: floors[k], pricePerPerson: grave)) }
      steps.append(list)
      rows.append(most > 0 ? problem.addConstraint("cover", lower: Double(most)) : nil)
    }
    var columns: [(line: Int, option: Option)] = []
    for (number, line) in lines.enumerated() where line.count > 0 {
      let all = problem.addConstraint(
        "persons", lower: Double(line.count), upper: Double(line.count))
      for option in options(of: line, allowsMore, allowsLess) {
        var entries = starts.indices.compactMap { k in
          covers(line, option.end, option.breaks, starts[k])
            ? rows[k].map { Problem.Entry(row: $0, value: 1) } : nil
        }
        entries.append(Problem.Entry(row: all, value: 1))
        problem.addColumn(
          cost: option.cost + (option.isChange ? rules.changePrice : 0), entries: entries,
          upper: Double(line.count), isInteger: true)
        columns.append((number, option))
      }
    }
    for (k, row) in rows.enumerated() {
      guard let row else { continue }
      for step in steps[k] where step.persons > 0 {
        problem.addColumn(
          cost: step.pricePerPerson, entries: [Problem.Entry(row: row, value: 1)],
          upper: Double(step.persons), isInteger: true)
      }
    }
    guard !columns.isEmpty else {
      var outcome = asPublished
      outcome.price = price
      return outcome
    }
    let solution = minimize(problem, limits: limits)
    guard solution.status == .optimal || solution.status == .feasible else {
      // Stopped before any plan was found: the published one stands, and its bound with it.
      var outcome = asPublished
      outcome.price = price
      outcome.status = .feasible
      outcome.objective = keptObjective(steps, rows)
      outcome.bound = min(outcome.objective, solution.bound)
      return outcome
    }
    var moves: [Move] = []
    var people = [Int](repeating: 0, count: starts.count)
    for (column, entry) in columns.enumerated() {
      let count = Int(solution.primal[column].rounded())
      guard count > 0 else { continue }
      for k in starts.indices
      where covers(lines[entry.line], entry.option.end, entry.option.breaks, starts[k]) {
        people[k] += count
      }
      if entry.option.isChange {
        moves.append(
          Move(
            line: entry.line, count: count, end: entry.option.end, breaks: entry.option.breaks,
            cost: Double(count) * entry.option.cost))
      }
    }
    let cost = moves.reduce(0) { $0 + $1.cost }
    return Outcome(
      moves: moves, people: people, cost: cost, objective: solution.objective,
      bound: min(solution.bound, solution.objective), status: solution.status, price: price,
      savings: rows.map { row in
        row.map { solution.rowDuals.isEmpty ? 0 : max(0, solution.rowDuals[$0]) } ?? 0
      }, chance: chance(people: people))
  }

  /// What misses cost when nothing changes.
  private func keptObjective(_ steps: [[ShortfallStep]], _ rows: [Int?]) -> Double {
    zip(unchanged, steps).reduce(0) { sum, entry in
      var missing = max(0, entry.1.reduce(0) { $0 + $1.persons } - entry.0)
      return sum
        + entry.1.reduce(0) { cost, step in
          let persons = min(missing, step.persons)
          missing -= persons
          return cost + Double(persons) * step.pricePerPerson
        }
    }
  }

  /// Whether somebody is there through all of an interval.
  private func covers(
    _ line: Line, _ end: Int64, _ breaks: [Range<Int64>], _ start: Int64
  ) -> Bool {
    line.start <= start && start + seconds <= end
      && breaks.allSatisfy { $0.upperBound <= start || start + seconds <= $0.lowerBound }
  }

  // MARK: Options

  /// Persons in each interval if everybody were in all they could be there for.
  func most(_ allowsMore: Bool, _ allowsLess: Bool) -> [Int] {
    var people = [Int](repeating: 0, count: starts.count)
    for line in lines where line.count > 0 {
      let options = options(of: line, allowsMore, allowsLess)
      for k in starts.indices
      where options.contains(where: { covers(line, $0.end, $0.breaks, starts[k]) }) {
        people[k] += line.count
      }
    }
    return people
  }

  private func options(of line: Line, _ allowsMore: Bool, _ allowsLess: Bool) -> [Option] {
    let from = now + rules.notice
    var list = [Option(end: line.end, breaks: line.breaks, cost: 0, isChange: false)]
    guard line.end > from else { return list }
    if allowsMore {
      for longer in stride(from: seconds, through: rules.longestOvertime, by: Int(seconds)) {
        list.append(
          Option(
            end: line.end + longer, breaks: line.breaks,
            cost: Double(longer) / 3_600 * line.wage * rules.overtimeFactor, isChange: true))
      }
    }
    if allowsLess {
      for shorter in stride(from: seconds, through: rules.longestEarlyLeave, by: Int(seconds)) {
        let end = line.end - shorter
        // Who has not begun is not called off; a break is taken whole or falls away.
        guard end >= from, end > line.start else { break }
        guard !line.breaks.contains(where: { $0.contains(end) && $0.lowerBound < end }) else {
          continue
        }
        let kept = line.breaks.filter { $0.upperBound <= end }
        let unpaid = line.breaks.filter { $0.lowerBound >= end }.reduce(0) {
          $0 + $1.upperBound - $1.lowerBound
        }
        list.append(
          Option(
            end: end, breaks: kept,
            cost: -Double(shorter - unpaid) / 3_600 * line.wage * rules.earlyLeaveSaving,
            isChange: true))
      }
    }
    return list + breakMoves(of: line, from: from)
  }

  /// Other places of the breaks that have not begun, in the order of the rules.
  private func breakMoves(of line: Line, from: Int64) -> [Option] {
    guard line.places.count == line.breaks.count else { return [] }
    var choices: [[Range<Int64>]] = [[]]
    for (rest, places) in zip(line.breaks, line.places) {
      let length = rest.upperBound - rest.lowerBound
      var mine = [rest]
      if rest.lowerBound >= from {
        mine += places.filter {
          $0 >= from && $0 != rest.lowerBound && $0 >= line.start && $0 + length <= line.end
        }.map { $0..<$0 + length }
      }
      choices = choices.flatMap { chosen in
        mine.compactMap { place in
          chosen.contains { $0.overlaps(place) } ? nil : chosen + [place]
        }
      }
      // Several breaks with many places each: more choices than a day is worth.
      if choices.count > 400 { choices = Array(choices.prefix(400)) }
    }
    return choices.filter { $0 != line.breaks }.map {
      Option(end: line.end, breaks: $0, cost: 0, isChange: true)
    }
  }
}
