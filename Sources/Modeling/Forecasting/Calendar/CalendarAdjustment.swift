/// What the calendar does to a forecast: one multiplier a step and how far it
/// may be off, learnt from the holidays before an origin.
///
/// The effect of a holiday is the sum of what happened on its steps over the sum
/// of what level and season led one to expect there, drawn toward the effect of
/// all holidays together as if that had been seen once more:
/// (Σ actual + pooled · ē) / (Σ expected + ē), ē the expected sum of one
/// occurrence. A holiday on which nothing was ever recorded, or only zeros, and
/// a step flagged `closed`, has the multiplier 0 and no uncertainty. A holiday
/// never seen before gets the pooled effect, 1 where no holiday was ever seen.
struct CalendarAdjustment: Sendable {
  /// Steps of the horizon that are not ordinary.
  var steps: [CalendarStep] = []
  /// Standard deviation of the multiplier of each of `steps`.
  var deviations: [Double] = []

  init(series: PreparedSeries, origin: Int, training: TrainingSeries, horizon: Int) {
    guard !series.kinds.isEmpty else { return }
    let ahead = (0..<horizon).filter { series.kinds[origin + $0] != .ordinary }
    guard !ahead.isEmpty else { return }
    let past = PastHolidays(series: series, origin: origin, training: training)
    for step in ahead {
      let kind = series.kinds[origin + step]
      let (multiplier, deviation) = past.effect(of: kind)
      steps.append(CalendarStep(step: step, kind: kind, multiplier: multiplier))
      deviations.append(deviation)
    }
  }

  /// The forecast with the calendar in it.
  func applied(to mean: [Double]) -> [Double] {
    var adjusted = mean
    for step in steps { adjusted[step.step] *= step.multiplier }
    return adjusted
  }
}

/// What was recorded on the holidays before an origin.
private struct PastHolidays {
  /// Actual and expected sums of one run of steps of one kind.
  struct Occurrence {
    var kind: CalendarEffects.DayKind
    var actual = 0.0
    var expected = 0.0
    var observed = 0
  }
  var occurrences: [Occurrence] = []

  init(series: PreparedSeries, origin: Int, training: TrainingSeries) {
    let base = training.values
    // Leading steps that the models are not shown have no expectation.
    let hidden = origin - base.count
    var previous = CalendarEffects.DayKind.ordinary
    for t in hidden..<max(hidden, origin) {
      let kind = series.kinds[t]
      defer { previous = kind }
      guard kind != .ordinary, kind != .closed else { continue }
      if kind != previous { occurrences.append(Occurrence(kind: kind)) }
      let last = occurrences.count - 1
      let actual = series.values[t]
      occurrences[last].expected += actual.isNaN ? 0 : max(0, base[t - hidden])
      guard !actual.isNaN else { continue }
      occurrences[last].actual += actual
      occurrences[last].observed += 1
    }
  }

  func effect(of kind: CalendarEffects.DayKind) -> (multiplier: Double, deviation: Double) {
    if kind == .closed { return (0, 0) }
    let mine = occurrences.filter { $0.kind == kind }
    if !mine.isEmpty && mine.allSatisfy({ $0.actual == 0 }) { return (0, 0) }
    let open = occurrences.filter { $0.expected > 0 && $0.actual != 0 && alike($0.kind, kind) }
    guard !open.isEmpty else { return (1, 0.25) }
    let pooled =
      open.reduce(0) { $0 + $1.actual } / open.reduce(0) { $0 + $1.expected }
    let ratios = open.map { $0.actual / $0.expected }
    let spread =
      (ratios.reduce(0) { $0 + ($1 - pooled) * ($1 - pooled) } / Double(ratios.count))
      .squareRoot()
    let seen = mine.filter { $0.expected > 0 }
    guard !seen.isEmpty else { return (pooled, max(spread, 0.1)) }
    let actual = seen.reduce(0) { $0 + $1.actual }
    let expected = seen.reduce(0) { $0 + $1.expected }
    let once = expected / Double(seen.count)
    let multiplier = max(0, (actual + pooled * once) / (expected + once))
    return (multiplier, max(spread, 0.1) / Double(seen.count + 1).squareRoot())
  }

  private func alike(_ a: CalendarEffects.DayKind, _ b: CalendarEffects.DayKind) -> Bool {
    switch (a, b) {
    case (.holiday, .holiday), (.adjacent, .adjacent): true
    default: false
    }
  }
}
