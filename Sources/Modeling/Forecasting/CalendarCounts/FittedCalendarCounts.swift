import Foundation
import LinearAlgebra
import Statistics

/// Calendar regression of one series with the state of its level.
public struct FittedCalendarCounts: FittedForecaster {
  public var modelName: String { CalendarCounts.name }
  @MissingAsNull public private(set) var fittedValues: [Double] = []
  @MissingAsNull private var values: [Double] = []
  var steps: CalendarSteps
  let terms: CalendarTerms
  let regressors: CalendarRegressors
  let coefficients: ArrowCoefficients
  /// Covariance of the border coefficients with the dispersion of whole days.
  let borderCovariance: Matrix
  /// Dispersion of each slot of the day, the level known.
  let alpha: [Double]
  /// Whether each cell, weekday · slots + slot, is shut.
  let closedCells: [Bool]
  let calibration: CountCalibration
  let isInteger: Bool
  /// Observations are multiplied by this for the regression; 1 for counts.
  let unit: Double
  /// The level of the day being observed, before that day's total.
  private(set) var level: DayLevel
  /// What was observed of that day so far, and what the calendar says of it.
  private var openTotal = 0.0
  private var openExpected = 0.0
  private var openDay: Int32?
  private let logLikelihood: Double
  private let converged: Bool
  /// Mean of the calendar alone for each training step.
  @MissingAsNull private var calendarMeans: [Double] = []

  init?(
    values: [Double], steps: CalendarSteps, regressors: CalendarRegressors, isInteger: Bool,
    settings: CalendarCounts
  ) {
    let observed = values.filter { !$0.isNaN }
    let mean = observed.reduce(0, +) / Double(observed.count)
    // What is no count has no Poisson variance: large units make it vanish.
    unit = isInteger ? 1 : 1e4 / mean
    self.isInteger = isInteger
    self.steps = steps
    self.regressors = regressors
    let rows = CalendarRows(values: values, steps: steps, regressors: regressors, unit: unit)
    closedCells = rows.closedCells
    terms = CalendarTerms(
      steps, settings: settings, lastDay: rows.lastDay, span: rows.spanYears, seen: rows.seenKinds)
    let design = rows.design(terms, memoryYears: settings.memoryYears)
    var start = ArrowCoefficients(
      border: [Double](repeating: 0, count: design.width),
      block: [Double](repeating: 0, count: design.slotCount * design.blockCount))
    start.border[0] = log(mean * unit)
    for (slot, slotMean) in rows.slotMeans.enumerated() where terms.hasBlocks && slotMean > 0 {
      for phase in 0..<terms.weekLength {
        start.block[slot * terms.blockCount + phase] = log(slotMean / mean)
      }
    }
    var penalties = terms.penalties()
    if regressors.count > 0 {
      penalties.append(
        CountPenalty(
          .border, design.border..<design.width,
          .diagonal([Double](repeating: 1, count: regressors.count)), deviation: 0.1, errorDays: 1))
    }
    guard
      let fit = PenalizedCounts(
        adaptive: design, start: start, penalties: penalties, isPoissonLike: isInteger)
    else { return nil }
    coefficients = fit.coefficients
    borderCovariance = fit.dailyDispersion * fit.borderCovariance
    logLikelihood = fit.logLikelihood
    converged = fit.converged
    let means = rows.means(eta: fit.eta, design: design, count: values.count)
    let totals = rows.totals(values: values, means: means)
    let countNoise = isInteger ? 1.0 : 0
    let parameters = totals.bestLevel(countNoise: countNoise)
    let past = FilteredDays(totals, parameters: parameters, countNoise: countNoise)
    alpha = past.dispersion(
      rows: rows, values: values, means: means, countNoise: countNoise,
      slotCount: steps.slotCount)
    calibration = past.calibration(
      rows: rows, values: values, means: means, alpha: alpha, isInteger: isInteger, unit: unit)
    level = DayLevel(parameters)
    update(with: values)
  }

  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }

  var countNoise: Double { isInteger ? 1 : 0 }

  /// The mean the calendar gives to a step, in units of the regression, and the
  /// variance of its logarithm that comes from the coefficients of days.
  func calendarMean(_ t: Int, border: [Double]) -> Double {
    let slot = Int(steps.slots[t])
    let day = steps.days[t]
    if steps.kinds[t] == 1 || closedCells[terms.weekday(day) * steps.slotCount + slot] { return 0 }
    var eta = 0.0
    for (k, value) in border.enumerated() { eta += value * coefficients.border[k] }
    for (k, value) in regressors.row(t).enumerated() {
      eta += value * coefficients.border[terms.borderCount + k]
    }
    for entry in terms.block(day: day, kind: steps.kinds[t]) {
      eta += entry.value * coefficients.block[slot * terms.blockCount + entry.column]
    }
    return exp(min(max(eta, -30), 30))
  }

  public mutating func update(with new: [Double]) {
    steps.extend(to: values.count + new.count)
    var border = [Double](repeating: 0, count: terms.borderCount)
    var known: (day: Int32, kind: Int32)?
    for value in new {
      let t = values.count
      let day = steps.days[t]
      let kind = steps.kinds[t]
      if openDay != day {
        close()
        openDay = day
      }
      if known?.day != day || known?.kind != kind {
        terms.border(day: day, kind: kind, into: &border)
        known = (day, kind)
      }
      let mean = calendarMean(t, border: border)
      calendarMeans.append(mean / unit)
      fittedValues.append(mean * exp(level.value) / unit)
      values.append(value)
      if !value.isNaN && mean > 0 {
        openTotal += value * unit
        openExpected += mean
      }
    }
  }

  /// Ends the day being observed and goes on to the next.
  private mutating func close() {
    if openDay != nil {
      level.observe(total: openTotal, expected: openExpected, countNoise: countNoise)
    }
    level.advance()
    openTotal = 0
    openExpected = 0
  }

  /// The level with what is known of the day being observed, and that day.
  var current: (level: DayLevel, day: Int32?) {
    var level = level
    level.observe(total: openTotal, expected: openExpected, countNoise: countNoise)
    return (level, openDay)
  }

  /// How many steps were observed.
  var length: Int { values.count }

  public var components: [Component] {
    [
      Component(name: "calendar", values: calendarMeans),
      Component(
        name: "level",
        values: zip(fittedValues, calendarMeans).map { $1 > 0 ? $0 / $1 : 1 }),
    ]
  }

  public var summary: ModelSummary {
    let p = level.parameters
    var parameters: [ModelSummary.Parameter] = [
      .init(name: "level", value: exp(current.level.value)),
      .init(name: "level noise a day", value: p.slowNoise.squareRoot()),
      .init(name: "level decay", value: p.slowDecay),
      .init(name: "passing deviation", value: p.fastVariance.squareRoot()),
      .init(name: "passing decay", value: p.fastDecay),
      .init(name: "day deviation", value: p.ownVariance.squareRoot()),
      .init(
        name: "dispersion", value: alpha.reduce(0, +) / Double(max(alpha.count, 1))),
    ]
    for (k, place) in terms.kindPlace.enumerated() where place >= 0 {
      var effect = coefficients.border[terms.kindStart + place]
      effect += coefficients.border[terms.pooledStart + (terms.kindIsHoliday[k] ? 0 : 2)]
      parameters.append(.init(name: "effect of " + steps.kindNames[k], value: exp(effect)))
    }
    for (k, name) in regressors.names.enumerated() {
      parameters.append(
        .init(
          name: "effect of " + name + " per unit",
          value: exp(coefficients.border[terms.borderCount + k] / regressors.scales[k])))
    }
    return ModelSummary(
      name: modelName, parameters: parameters, logLikelihood: logLikelihood, converged: converged)
  }
}
