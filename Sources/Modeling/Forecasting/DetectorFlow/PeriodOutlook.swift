/// What detectors will count in a stretch of the coming working days, and how wrong that may be.
///
/// The forecast of each coming working day is summed over the stretch. Its error is not taken
/// from the model but from the past: the last weeks are each forecast from what was known before
/// them, and the ratio of counted to forecast vehicles, all detectors together, is one sample of
/// what a day may be. So the samples carry what moves a whole area at once (weather, events,
/// slow growth), which bounds of single detectors do not.
public struct PeriodOutlook: Sendable {
  /// Stretch of the day in slots of the calendar.
  public let slots: Range<Int>
  /// Vehicles each detector is expected to count in the stretch, mean of the coming working days;
  /// NaN where nothing is known.
  public let expected: [Double]
  /// Standard deviation of counted over forecast of each detector, around its mean; NaN where
  /// fewer than two days tell.
  public let relativeError: [Double]
  /// Shares of the stretch's traffic that fall on each slot; they add up to 1.
  public let profile: [Double]
  /// Samples of a day's traffic over the expected, ascending: the coming days against each
  /// other, times the errors of the past.
  public let dayFactors: [Double]
  /// Mean absolute error of a detector's stretch a week ahead, as a share of what was counted,
  /// and of a copy of the same day a week before the forecast's first.
  public let error: Double
  public let baselineError: Double
  /// Working days forecast in the past, and the weeks they are from.
  public let daysChecked: Int

  /// The factor that a share of days does not exceed, by linear interpolation.
  public func factor(at share: Double) -> Double {
    guard let last = dayFactors.indices.last, last > 0 else { return dayFactors.first ?? 1 }
    let place = min(max(share, 0), 1) * Double(last)
    let below = min(Int(place), last - 1)
    return dayFactors[below] + (place - Double(below)) * (dayFactors[below + 1] - dayFactors[below])
  }

  /// Days as different as the samples say, `count` of them, in no order of time.
  public func playedFactors(_ count: Int) -> [Double] {
    (0..<count).map { factor(at: (Double($0) + 0.5) / Double(count)) }
  }

  /// - Parameters:
  ///   - history: counts; its calendar reaches `days` beyond the last step.
  ///   - stretches: of the day, in slots of the calendar.
  ///   - days: coming days, 1...7; the working days among them count.
  ///   - weeks: past weeks that are forecast too.
  ///   - counted: detectors that may tell how busy a day is.
  /// - Returns: nil where the history is too short for a forecast, or no working day comes.
  public static func outlooks(
    _ history: DetectorHistory, stretches: [Range<Int>], days: Int, weeks: Int, counted: [Bool],
    threads: Int = 1
  ) -> [PeriodOutlook]? {
    let calendar = history.calendar
    let perDay = calendar.slotsPerDay
    let last = history.steps - 1
    guard last > 0 else { return nil }
    let ends = (0...weeks).map { week -> Int? in
      guard week > 0 else { return last + 1 }
      return calendar.step(last, daysBefore: 7 * week).map { $0 + 1 }
    }
    var options = DetectorForecaster.Options.quick
    options.threads = threads
    var forecasts: [(end: Int, forecast: DetectorForecast)] = []
    for case let end? in ends {
      let known = DetectorHistory(
        detectors: history.detectors, calendar: calendar,
        values: Array(history.values[..<(end * history.count)]))
      guard
        let model = DetectorForecaster(known, fitUntil: end, judgeUntil: end, options: options)
      else { continue }
      let steps = min(days * perDay, calendar.steps - end)
      guard steps > 0 else { continue }
      forecasts.append(
        (
          end,
          model.forecast(
            steps: steps, coverages: [], calibration: model.calibration(from: 0, until: 0),
            isNonNegative: true)
        ))
    }
    guard let first = forecasts.first, first.end == last + 1 else { return nil }
    let outlooks = stretches.compactMap { stretch in
      PeriodOutlook(
        history, stretch: stretch, forecast: first.forecast, past: Array(forecasts.dropFirst()),
        counted: counted)
    }
    return outlooks.count == stretches.count ? outlooks : nil
  }

  private init?(
    _ history: DetectorHistory, stretch: Range<Int>, forecast: DetectorForecast,
    past: [(end: Int, forecast: DetectorForecast)], counted: [Bool]
  ) {
    let calendar = history.calendar
    let count = history.count
    let coming = Self.workdays(of: forecast, calendar: calendar, stretch: stretch)
    guard !coming.isEmpty else { return nil }
    let ahead = coming.map { Self.totals(of: forecast, steps: $0) }
    // Past days: what was forecast, what was counted, what a copy would have said.
    var ratios: [[Double]] = .init(repeating: [], count: count)
    var dayRatios: [Double] = []
    var (missed, copied, total) = (0.0, 0.0, 0.0)
    var checked = 0
    for (_, forecast) in past {
      for steps in Self.workdays(of: forecast, calendar: calendar, stretch: stretch) {
        let expected = Self.totals(of: forecast, steps: steps)
        let real = Self.totals(of: history, steps: steps)
        let copy = Self.totals(
          of: history, steps: steps.compactMap { calendar.step($0, daysBefore: 7) })
        var (sum, forecastSum) = (0.0, 0.0)
        for i in 0..<count where counted[i] && real[i].isFinite && expected[i] > 0 {
          ratios[i].append(real[i] / expected[i])
          sum += real[i]
          forecastSum += expected[i]
          if copy[i].isFinite {
            missed += abs(real[i] - expected[i])
            copied += abs(real[i] - copy[i])
            total += real[i]
          }
        }
        if forecastSum > 0 {
          dayRatios.append(sum / forecastSum)
          checked += 1
        }
      }
    }
    let bias = dayRatios.isEmpty ? 1 : dayRatios.reduce(0, +) / Double(dayRatios.count)
    slots = stretch
    expected = (0..<count).map { i in
      bias * ahead.reduce(0) { $0 + $1[i] } / Double(ahead.count)
    }
    relativeError = ratios.map(Self.deviation)
    let dayTotals = ahead.map { day in
      day.indices.reduce(0) { $0 + (counted[$1] && day[$1].isFinite ? day[$1] : 0) }
    }
    let mean = dayTotals.reduce(0, +) / Double(dayTotals.count)
    let between = mean > 0 ? dayTotals.map { $0 / mean } : [1]
    let errors = dayRatios.isEmpty ? [1] : dayRatios.map { $0 / bias }
    dayFactors = between.flatMap { day in errors.map { day * $0 } }.sorted()
    error = total > 0 ? missed / total : .nan
    baselineError = total > 0 ? copied / total : .nan
    daysChecked = checked
    var spread = [Double](repeating: 0, count: stretch.count)
    for steps in coming {
      for (k, step) in steps.enumerated() {
        for i in 0..<count where counted[i] {
          let value = forecast.median[(step - forecast.origin - 1) * count + i]
          if value.isFinite { spread[k] += value }
        }
      }
    }
    let all = spread.reduce(0, +)
    profile = spread.map { all > 0 ? $0 / all : 1 / Double(stretch.count) }
  }

  /// Steps of the stretch on each working day that a forecast has whole.
  private static func workdays(
    of forecast: DetectorForecast, calendar: FlowCalendar, stretch: Range<Int>
  ) -> [[Int]] {
    let steps = forecast.origin + 1..<forecast.origin + 1 + forecast.steps
    guard let last = steps.last else { return [] }
    return (calendar.day[steps.lowerBound]...calendar.day[last]).compactMap { day in
      guard calendar.kind[day] == .workday else { return nil }
      let places = stretch.compactMap { calendar.step(day: day, slot: $0) }
      guard places.count == stretch.count, places.allSatisfy(steps.contains) else { return nil }
      return places
    }
  }

  private static func totals(of forecast: DetectorForecast, steps: [Int]) -> [Double] {
    (0..<forecast.detectors).map { i in
      steps.reduce(0) {
        $0 + forecast.median[($1 - forecast.origin - 1) * forecast.detectors + i]
      }
    }
  }

  /// NaN where a step is missing.
  private static func totals(of history: DetectorHistory, steps: [Int]) -> [Double] {
    (0..<history.count).map { i in
      steps.reduce(0) { $0 + ($1 < history.steps ? history[$1, i] : .nan) }
    }
  }

  private static func deviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return .nan }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }
}
