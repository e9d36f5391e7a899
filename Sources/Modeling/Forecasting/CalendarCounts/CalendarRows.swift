import Foundation

/// The observed steps of a series in the order the regression takes them: by
/// slot of the day, then by day.
struct CalendarRows: Sendable {
  /// Step of each row.
  private(set) var step: [Int32] = []
  private(set) var slotStart: [Int] = [0]
  private(set) var closedCells: [Bool]
  private(set) var seenKinds: [Bool]
  private(set) var lastDay: Int32
  private(set) var spanYears: Double
  /// Place of each step's day among the days of the axis, 0 for the first.
  let dayPlace: [Int32]
  /// Day and kind of each place.
  private let placeDay: [Int32]
  private let placeKind: [Int32]
  private let values: [Double]
  private let steps: CalendarSteps
  private let regressors: CalendarRegressors
  private let unit: Double

  var dayCount: Int { placeDay.count }

  init(values: [Double], steps: CalendarSteps, regressors: CalendarRegressors, unit: Double) {
    self.values = values
    self.steps = steps
    self.regressors = regressors
    self.unit = unit
    let n = values.count
    var places = [Int32](repeating: 0, count: n)
    var days: [Int32] = []
    var kinds: [Int32] = []
    for t in 0..<n {
      if days.last != steps.days[t] {
        days.append(steps.days[t])
        kinds.append(0)
      }
      // A day with shut hours is of the kind of its open ones.
      if steps.kinds[t] >= 2 { kinds[days.count - 1] = steps.kinds[t] }
      places[t] = Int32(days.count - 1)
    }
    (dayPlace, placeDay, placeKind) = (places, days, kinds)
    let slots = steps.slotCount
    closedCells = CalendarRows.closed(values, steps: steps)
    var bySlot = [[Int32]](repeating: [], count: slots)
    seenKinds = [Bool](repeating: false, count: steps.kindNames.count)
    var first: Int32?
    lastDay = days.last ?? 0
    for t in 0..<n where !values[t].isNaN && steps.kinds[t] != 1 {
      let slot = Int(steps.slots[t])
      if closedCells[steps.weekday(steps.days[t]) * slots + slot] { continue }
      bySlot[slot].append(Int32(t))
      if steps.kinds[t] >= 2 { seenKinds[Int(steps.kinds[t]) - 2] = true }
      if first == nil { first = steps.days[t] }
      lastDay = steps.days[t]
    }
    let year = steps.yearLength ?? 365.2425
    spanYears = Double(lastDay - (first ?? lastDay)) / year
    for rows in bySlot {
      step += rows
      slotStart.append(step.count)
    }
  }

  /// Cells of the week that held nothing but zeros where thirty would have been
  /// expected at the mean rate.
  private static func closed(_ values: [Double], steps: CalendarSteps) -> [Bool] {
    let slots = steps.slotCount
    var sums = [Double](repeating: 0, count: steps.weekLength * slots)
    var counts = sums
    for t in values.indices where !values[t].isNaN && steps.kinds[t] == 0 {
      let cell = steps.weekday(steps.days[t]) * slots + Int(steps.slots[t])
      sums[cell] += values[t]
      counts[cell] += 1
    }
    let mean = sums.reduce(0, +) / max(counts.reduce(0, +), 1)
    return zip(sums, counts).map { $0 == 0 && $1 >= 4 && $1 * mean >= 30 }
  }

  /// Mean of the observations of each slot; 0 where it has none.
  var slotMeans: [Double] {
    (0..<slotStart.count - 1).map { s in
      let rows = step[slotStart[s]..<slotStart[s + 1]]
      let sum = rows.reduce(0) { $0 + values[Int($1)] }
      return rows.isEmpty ? 0 : sum / Double(rows.count)
    }
  }

  func design(_ terms: CalendarTerms, memoryYears: Double) -> ArrowDesign {
    let year = terms.yearLength > 0 ? terms.yearLength : 365.2425
    let y = step.map { values[Int($0)] * unit }
    let weight = step.map { t in
      exp2(-Double(lastDay - steps.days[Int(t)]) / year / memoryYears)
    }
    var x: [Double] = []
    for t in step where regressors.count > 0 { x += regressors.row(Int(t)) }
    var design = ArrowDesign(
      slotStart: slotStart, day: step.map { dayPlace[Int($0)] }, y: y, weight: weight, x: x,
      extra: regressors.count, border: terms.borderCount, blockCount: terms.blockCount)
    var row = [Double](repeating: 0, count: terms.borderCount)
    for (day, kind) in zip(placeDay, placeKind) {
      terms.border(day: day, kind: kind, into: &row)
      design.append(border: row, block: terms.block(day: day, kind: kind))
    }
    return design
  }

  /// Mean of the calendar by step; NaN where the step is no row.
  func means(eta: [Double], design: ArrowDesign, count: Int) -> [Double] {
    var means = [Double](repeating: .nan, count: count)
    for (row, t) in step.enumerated() { means[Int(t)] = exp(eta[row]) }
    return means
  }

  func totals(values: [Double], means: [Double]) -> DayTotals {
    var totals = DayTotals(
      actual: [Double](repeating: 0, count: dayCount),
      expected: [Double](repeating: 0, count: dayCount))
    for t in means.indices where !means[t].isNaN {
      totals.actual[Int(dayPlace[t])] += values[t] * unit
      totals.expected[Int(dayPlace[t])] += means[t]
    }
    return totals
  }

  /// Slot of a step.
  func slot(_ t: Int) -> Int { Int(steps.slots[t]) }
}

/// The level of every day as it was known the day before.
struct FilteredDays {
  private var value: [Double] = []
  private var variance: [Double] = []

  init(_ totals: DayTotals, parameters: DayLevel.Parameters, countNoise: Double) {
    var level = DayLevel(parameters)
    for day in totals.expected.indices {
      level.advance()
      value.append(level.value)
      variance.append(level.variance)
      level.observe(
        total: totals.actual[day], expected: totals.expected[day], countNoise: countNoise)
    }
  }

  /// α of each slot beyond what the level leaves open, by the method of moments,
  /// drawn toward that of all slots as if 50 more rows had it.
  func dispersion(
    rows: CalendarRows, values: [Double], means: [Double], countNoise: Double, slotCount: Int,
    unit: Double = 1
  ) -> [Double] {
    var excess = [Double](repeating: 0, count: slotCount)
    var squares = excess
    var counts = excess
    for t in means.indices where !means[t].isNaN {
      let day = Int(rows.dayPlace[t])
      let m = means[t] * exp(value[day])
      let gap = values[t] * unit - m
      let slot = rows.slot(t)
      excess[slot] += gap * gap - countNoise * m - variance[day] * m * m
      squares[slot] += m * m
      counts[slot] += 1
    }
    let all = max(excess.reduce(0, +) / max(squares.reduce(0, +), 1e-300), 0)
    return excess.indices.map { s in
      let own = squares[s] > 0 ? max(excess[s] / squares[s], 0) : all
      return (counts[s] * own + 50 * all) / (counts[s] + 50)
    }
  }

  /// How outcomes stood in the distributions of the day before: at most 2,000 of
  /// them, the latest of two years' worth at even distances.
  func calibration(
    rows: CalendarRows, values: [Double], means: [Double], alpha: [Double], isInteger: Bool,
    unit: Double
  ) -> CountCalibration {
    let usable = means.indices.filter { !means[$0].isNaN && means[$0] > 0 }
    // The first weeks had no level yet.
    let late = usable.dropFirst(min(usable.count / 5, 24 * 28))
    let stride = max(1, late.count / 2_000)
    var bounds: [(below: Double, through: Double)] = []
    var days = Set<Int32>()
    for (k, t) in late.enumerated() where k % stride == 0 {
      let day = Int(rows.dayPlace[t])
      let m = means[t] * exp(value[day])
      let margin = CountMargin(
        mean: m, relativeVariance: variance[day] + alpha[rows.slot(t)], isInteger: isInteger)
      bounds.append(margin.bounds(of: values[t] * unit))
      days.insert(rows.dayPlace[t])
    }
    return CountCalibration(bounds: bounds, independent: Double(days.count))
  }
}
