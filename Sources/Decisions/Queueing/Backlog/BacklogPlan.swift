/// How many agents clear a backlog of cases by a date, while new ones come in as sample paths
/// of a forecast say.
///
/// Work is a fluid: day by day, backlog ← max(0, backlog + arrivals − capacity). Nobody can
/// work on a case before it comes, so that a quiet week at the start is lost for the end.
public struct BacklogPlan: Sendable, Equatable {
  /// Cases on hand at the start.
  public let backlog: Double
  /// New cases on each day of each path.
  public let arrivals: [[Double]]
  /// Cases an agent finishes on each day, 0 on days off.
  public let casesPerAgent: [Double]
  /// Cases that may be left at the end of the last day.
  public let allowedLeft: Double

  /// All numbers at least 0. Every path has as many days as `casesPerAgent`.
  public init(
    backlog: Double, arrivals: [[Double]], casesPerAgent: [Double], allowedLeft: Double = 0
  ) throws(QueueingError) {
    try require(backlog >= 0 && backlog.isFinite, "backlog", backlog, "at least 0 cases")
    try require(allowedLeft >= 0, "cases left", allowedLeft, "at least 0")
    try require(!arrivals.isEmpty, "number of paths", 0, "at least 1")
    try require(!casesPerAgent.isEmpty, "number of days", 0, "at least 1")
    for cases in casesPerAgent {
      try require(cases >= 0 && cases.isFinite, "cases an agent", cases, "at least 0 a day")
    }
    for path in arrivals {
      try require(
        path.count == casesPerAgent.count, "days of a path", Double(path.count),
        "the number of days")
      for count in path {
        try require(count >= 0 && count.isFinite, "new cases", count, "at least 0 a day")
      }
    }
    self.backlog = backlog
    self.arrivals = arrivals
    self.casesPerAgent = casesPerAgent
    self.allowedLeft = allowedLeft
  }

  /// The backlog at the end of each day of a path, with `agents` (full-time equivalents).
  public func course(path: Int, agents: Double) -> [Double] {
    var left = backlog
    return zip(arrivals[path], casesPerAgent).map { new, cases in
      left = max(0, left + new - agents * cases)
      return left
    }
  }

  /// The fewest agents, in full-time equivalents, that leave at most what is allowed on a path;
  /// nil where the cases of the last days cannot be worked on.
  ///
  /// The backlog at the end is the largest of 0, the whole sum and all sums from some day on, of
  /// arrivals − capacity (Lindley 1952), so that the answer is the largest of as many ratios.
  public func agentsRequired(path: Int) -> Double? {
    var most = 0.0
    var cases = 0.0
    var capacity = 0.0
    for day in arrivals[path].indices.reversed() {
      cases += arrivals[path][day] + (day == 0 ? backlog : 0)
      capacity += casesPerAgent[day]
      let excess = cases - allowedLeft
      if excess <= 0 { continue }
      if capacity == 0 { return nil }
      most = max(most, excess / capacity)
    }
    return most
  }

  /// The fewest whole agents that clear the backlog in time on a share `confidence` of the
  /// paths.
  public func agentsRequired(confidence: Double) throws(QueueingError) -> Int {
    try require(
      confidence > 0 && confidence <= 1, "confidence", confidence, "above 0, at most 1")
    let needs = arrivals.indices.map { agentsRequired(path: $0) ?? .infinity }.sorted()
    let wanted = Int((confidence * Double(needs.count) - 1e-9).rounded(.up))
    let need = needs[max(0, wanted - 1)]
    guard need < Double(ContactQueue.agentLimit) else {
      throw .unattainable(limit: ContactQueue.agentLimit)
    }
    let whole = need.rounded()
    return Int(abs(need - whole) < 1e-9 * max(1, whole) ? whole : need.rounded(.up))
  }

  /// The share of paths on which `agents` clear the backlog in time.
  public func probabilityCleared(agents: Double) -> Double {
    var hits = 0.0
    for path in arrivals.indices {
      let left = course(path: path, agents: agents).last ?? backlog
      // A sum of days rounds.
      if left <= allowedLeft + 1e-9 * (backlog + allowedLeft + 1) { hits += 1 }
    }
    return hits / Double(arrivals.count)
  }

  /// The first day, counted from 0, at whose end at most the allowed cases are left, at the
  /// quantile `p` of the paths; nil where it is beyond the last day.
  public func clearingDay(agents: Double, quantile p: Double) -> Int? {
    let days = arrivals.indices.map { path in
      course(path: path, agents: agents).firstIndex { $0 <= allowedLeft + 1e-9 } ?? Int.max
    }.sorted()
    let wanted = Int((p * Double(days.count) - 1e-9).rounded(.up))
    let day = days[min(days.count - 1, max(0, wanted - 1))]
    return day == Int.max ? nil : day
  }
}
