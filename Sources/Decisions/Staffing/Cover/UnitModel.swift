import CivilTime
import Optimization

/// The cover problem of one unit and what its rows and variables stand for.
struct UnitModel: Sendable {
  /// A row that is neither cover nor link.
  struct Limit: Sendable {
    var text: String
    var row: Int
  }

  /// A variable that places one break of the persons of a duty.
  struct BreakVariable: Sendable {
    var duty: Int
    var rule: Int
    var placement: Int
  }

  let unit: String
  let grid: CoverGrid
  let patterns: [ShiftPattern]
  let rules: CoverRules
  let candidates: Candidates
  let problem: Problem
  /// The row of each interval; nil where nobody is required.
  let coverRows: [Int?]
  let limits: [Limit]
  /// Variables: the columns of `candidates` first, then these, then shortfalls.
  let breakVariables: [BreakVariable]

  init(
    _ unit: String, on grid: CoverGrid, patterns: [ShiftPattern], rules: CoverRules
  ) throws(StaffingError) {
    self.unit = unit
    self.grid = grid
    self.patterns = patterns
    self.rules = rules
    var candidates = try Candidates(patterns, unit: unit, on: grid, rules: rules)
    candidates.dropDominated(patterns, required: grid.intervals.map(\.required), rules: rules)
    self.candidates = candidates
    var build = UnitModelBuilder(unit: unit, grid: grid, candidates: candidates, rules: rules)
    build.addCoverRows()
    build.addLimits(patterns)
    build.addColumns()
    build.addBreaks(patterns)
    build.addShortfalls()
    problem = build.problem
    coverRows = build.coverRows
    limits = build.limits
    breakVariables = build.breakVariables
  }

  /// The intervals in which someone is required and no column is present.
  var uncoverable: [CoverInterval] {
    var isCovered = [Bool](repeating: false, count: grid.intervals.count)
    for column in candidates.columns {
      if column.breaks != nil {
        for interval in column.presence { isCovered[Int(interval)] = true }
        continue
      }
      for duty in column.duties.map({ candidates.duties[$0] }) {
        // Breaks may all fall on an interval wherever they are placed.
        let always = duty.placements.map { places in
          places.dropFirst().reduce(Set(places.first?.absent ?? [])) {
            $0.intersection($1.absent)
          }
        }
        for interval in duty.span where !always.contains(where: { $0.contains(interval) }) {
          isCovered[Int(interval)] = true
        }
      }
    }
    return grid.intervals.indices.filter { grid.intervals[$0].required > 0 && !isCovered[$0] }
      .map { grid.intervals[$0] }
  }
}

/// Collects the rows, then the variables with their entries.
struct UnitModelBuilder {
  let unit: String
  let grid: CoverGrid
  let candidates: Candidates
  let rules: CoverRules
  var problem = Problem()
  var coverRows: [Int?] = []
  var limits: [UnitModel.Limit] = []
  var breakVariables: [UnitModel.BreakVariable] = []
  /// Rows, beside cover, that each column takes part in.
  private var columnRows: [[Problem.Entry]]

  init(unit: String, grid: CoverGrid, candidates: Candidates, rules: CoverRules) {
    self.unit = unit
    self.grid = grid
    self.candidates = candidates
    self.rules = rules
    columnRows = [[Problem.Entry]](repeating: [], count: candidates.columns.count)
  }

  mutating func addCoverRows() {
    for interval in grid.intervals {
      problem.objectiveConstant -= rules.overCoverPrice * interval.hours * interval.required
      guard interval.required > 0 else {
        coverRows.append(nil)
        continue
      }
      // Persons are whole: without priced shortfalls a fraction asks for one more.
      let required =
        rules.underCoverPrice == nil
        ? (interval.required - 1e-9).rounded(.up) : interval.required
      coverRows.append(problem.addConstraint("cover", lower: required))
    }
  }

  mutating func addLimits(_ patterns: [ShiftPattern]) {
    let firstDay = grid.intervals[0].wallStart.date
    let lastDay =
      grid.period.map { firstDay.adding(days: Int($0 / 86_400) - 1) }
      ?? grid.wall(at: grid.intervals[grid.intervals.count - 1].end - 1).date
    for (index, pattern) in patterns.enumerated() where pattern.serves(unit) {
      let own = candidates.columns.indices.filter {
        candidates.columns[$0].rotation == nil
          && candidates.duties[candidates.columns[$0].duties[0]].pattern == index
      }
      addLimit(
        "\"\(pattern.name)\"", "in total", pattern.minimumTotal, pattern.maximumTotal,
        columns: own.filter(isCounted))
      if pattern.minimumPerDay == nil && pattern.maximumPerDay == nil { continue }
      var byDay: [CivilDate: [Int]] = [:]
      for column in candidates.columns.indices {
        for duty in candidates.columns[column].duties
        where candidates.duties[duty].pattern == index {
          byDay[candidates.duties[duty].date, default: []].append(column)
        }
      }
      // A day before the horizon has a most, but need not have anything.
      for day in byDay.keys.sorted() where day < firstDay {
        addLimit(
          "\"\(pattern.name)\"", "on \(day)", nil, pattern.maximumPerDay, columns: byDay[day]!)
      }
      for offset in 0...lastDay.daysSinceEpoch - firstDay.daysSinceEpoch {
        let day = firstDay.adding(days: offset)
        guard pattern.days.contains(day.weekday) else { continue }
        addLimit(
          "\"\(pattern.name)\"", "on \(day)", pattern.minimumPerDay, pattern.maximumPerDay,
          columns: byDay[day] ?? [])
      }
    }
    for (index, rotation) in rules.rotations.enumerated() {
      addLimit(
        "\"\(rotation.name)\"", "in total", rotation.minimum, rotation.maximum,
        columns: candidates.columns.indices.filter { candidates.columns[$0].rotation == index })
    }
    if let hours = rules.maximumPaidHours {
      let row = problem.addConstraint("paid hours", upper: hours)
      limits.append(UnitModel.Limit(text: "at most \(hours) paid hours", row: row))
      for (k, column) in candidates.columns.enumerated() where column.paidHours != 0 && isCounted(k)
      {
        columnRows[k].append(Problem.Entry(row: row, value: column.paidHours))
      }
    }
  }

  /// Whether a column reaches into the span that totals are about.
  private func isCounted(_ column: Int) -> Bool {
    guard let span = rules.countedSpan else { return true }
    return candidates.columns[column].duties.contains {
      let duty = candidates.duties[$0]
      return duty.start < span.upperBound && span.lowerBound < duty.end
    }
  }

  private mutating func addLimit(
    _ name: String, _ scope: String, _ least: Int?, _ most: Int?, columns: [Int]
  ) {
    guard (least ?? 0) > 0 || most != nil else { return }
    let row = problem.addConstraint(
      "limit", lower: least.map { Double($0) } ?? -.infinity,
      upper: most.map { Double($0) } ?? .infinity)
    for column in columns { columnRows[column].append(Problem.Entry(row: row, value: 1)) }
    var bounds: [String] = []
    if let least, least > 0 { bounds.append("at least \(least)") }
    if let most { bounds.append("at most \(most)") }
    limits.append(
      UnitModel.Limit(
        text: "\(name): \(bounds.joined(separator: " and ")) \(scope)", row: row))
  }

  mutating func addColumns() {
    // One row a duty and break: as many breaks are placed as persons work it.
    var links = [[Int]](repeating: [], count: candidates.duties.count)
    for duty in candidates.implicitDuties {
      for rule in candidates.duties[duty].placements.indices {
        links[duty].append(problem.addConstraint("breaks", lower: 0, upper: 0))
        for placement in candidates.duties[duty].placements[rule].indices {
          breakVariables.append(
            UnitModel.BreakVariable(duty: duty, rule: rule, placement: placement))
        }
      }
    }
    for (k, column) in candidates.columns.enumerated() {
      var entries = coverEntries(column.presence, 1)
      entries += columnRows[k]
      for duty in column.duties {
        entries += links[duty].map { Problem.Entry(row: $0, value: 1) }
      }
      problem.addColumn(
        cost: column.cost + overCost(of: column.presence), entries: entries, isInteger: true)
    }
    breakLinks = links
  }

  private var breakLinks: [[Int]] = []

  mutating func addBreaks(_ patterns: [ShiftPattern]) {
    for variable in breakVariables {
      let place = candidates.duties[variable.duty].placements[variable.rule][variable.placement]
      var entries = coverEntries(place.absent, -1)
      entries.append(Problem.Entry(row: breakLinks[variable.duty][variable.rule], value: -1))
      problem.addColumn(
        cost: -place.saving - overCost(of: place.absent), entries: entries, isInteger: true)
    }
  }

  mutating func addShortfalls() {
    for (k, row) in coverRows.enumerated() {
      guard let row else { continue }
      for step in grid.intervals[k].shortfallSteps {
        problem.addColumn(
          cost: step.pricePerPerson + rules.overCoverPrice * grid.intervals[k].hours,
          entries: [Problem.Entry(row: row, value: 1)], upper: Double(step.persons),
          isInteger: true)
      }
      guard grid.intervals[k].shortfallSteps.isEmpty, let price = rules.underCoverPrice else {
        continue
      }
      // Where whole persons are required, whole persons are missing.
      let required = grid.intervals[k].required
      problem.addColumn(
        cost: (price + rules.overCoverPrice) * grid.intervals[k].hours,
        entries: [Problem.Entry(row: row, value: 1)], isInteger: required == required.rounded())
    }
  }

  private func coverEntries(_ intervals: [Int32], _ value: Double) -> [Problem.Entry] {
    intervals.compactMap { interval in
      coverRows[Int(interval)].map { Problem.Entry(row: $0, value: value) }
    }
  }

  private func overCost(of presence: [Int32]) -> Double {
    guard rules.overCoverPrice > 0 else { return 0 }
    return presence.reduce(0) { $0 + rules.overCoverPrice * grid.intervals[Int($1)].hours }
  }
}
