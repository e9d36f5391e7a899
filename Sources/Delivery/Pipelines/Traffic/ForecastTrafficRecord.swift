import Briefings
import CivilTime
import Forecasting
import Provenance
import Reports
import Tables
import TimeSeries
import Traffic

/// The forecast itself: models fitted, a part kept back and judged, alarms raised, files made.
struct TrafficForecastRecord {
  private(set) var facts = TrafficForecastFacts()
  private(set) var files = RunFiles()

  private let request: TrafficForecastPipeline
  private let index: TimeIndex
  private let history: DetectorHistory
  /// Values as recorded, zeros as zeros.
  private let recorded: [Double]
  private let steps: Int

  init(
    _ request: TrafficForecastPipeline, record: DetectorRecord, holidays: HolidayCalendar?
  ) throws {
    self.request = request
    index = record.index
    guard let measure = request.measure ?? record.mainMeasure, let values = record[measure] else {
      throw PipelineError(
        .data,
        "\(request.path): no \(request.measure?.rawValue ?? "measure") in it; it has "
          + "\(record.measures.map(\.rawValue).joined(separator: ", ")).")
    }
    recorded = values
    steps = try Self.steps(request, record)
    let slots = max(1, 86_400 / record.stepSeconds)
    guard
      let calendar = FlowCalendar(
        index: index, steps: record.stepCount + steps + 9 * slots,
        isHoliday: { holidays?.holiday(on: $0) != nil })
    else {
      throw PipelineError(
        .data,
        "\(request.path): a step of \(record.stepSeconds) seconds does not divide a day, or the "
          + "times are no dates: a daily profile needs both.")
    }
    let kept = request.zeroIsMissing ? values.map { $0 == 0 ? .nan : $0 } : values
    history = DetectorHistory(
      detectors: record.detectors.map(\.id), calendar: calendar, values: kept)
    describe(record, measure: measure)
    try forecast()
  }

  private static func steps(
    _ request: TrafficForecastPipeline, _ record: DetectorRecord
  ) throws -> Int {
    let size = record.stepSeconds
    let steps =
      switch request.horizon {
      case .steps(let count): count
      case .seconds(let seconds): (seconds + size - 1) / size
      }
    let most = 7 * 86_400 / size
    guard steps >= 1, steps <= most else {
      throw PipelineError(
        .usage,
        "--horizon is \(steps) steps of \(size) seconds; give 1 to \(most) steps (7d).")
    }
    return steps
  }

  private mutating func describe(_ record: DetectorRecord, measure: DetectorRecord.Measure) {
    let count = record.detectorCount
    facts.title = request.title ?? "Traffic of \(PlainWords.count(count, "detector"))"
    facts.file = request.path.split(separator: "/").last.map(String.init) ?? request.path
    facts.unit =
      switch measure {
      case .flow: "vehicles"
      case .occupancy: "share of time"
      case .speed: record.speedUnit == .milesPerHour ? "mph" : "km/h"
      }
    if measure == .speed, record.speedUnit == nil { facts.unit = "units of the file" }
    facts.stepMinutes = Double(record.stepSeconds) / 60
    facts.detectors = count
    facts.steps = record.stepCount
    facts.horizon = steps
    facts.first = index.label(ofStep: 0)
    facts.last = index.label(ofStep: record.stepCount - 1)
    facts.zeroIsMissing = request.zeroIsMissing
    facts.quick = request.quick
    facts.alarmsPerWeek = request.falseAlarmsPerWeek
    facts.notes = record.reading.notes
    let finite = recorded.count { $0.isFinite }
    let zeros = recorded.count { $0 == 0 }
    facts.missingShare = 1 - Double(finite) / Double(max(1, recorded.count))
    facts.zeroShare = Double(zeros) / Double(max(1, finite))
    for i in 0..<count {
      let values = (0..<record.stepCount).map { recorded[$0 * count + i] }
      guard let reason = Self.doubt(values) else { continue }
      facts.doubtCount += 1
      if facts.doubts.count < 30 {
        facts.doubts.append(.init(detector: record.detectors[i].id, reason: reason))
      }
    }
  }

  private static func doubt(_ values: [Double]) -> String? {
    let known = values.filter(\.isFinite)
    guard let first = known.first else { return "never a value" }
    if known.allSatisfy({ $0 == 0 }) { return "always zero" }
    if known.allSatisfy({ $0 == first }) { return "always the same value" }
    let missing = 1 - Double(known.count) / Double(values.count)
    if missing > 0.2 { return "\(PlainWords.percent(missing)) missing" }
    let zeros = Double(known.count { $0 == 0 }) / Double(known.count)
    if zeros > 0.5 { return "\(PlainWords.percent(zeros)) zeros" }
    return nil
  }

  // MARK: - Models

  private func options() -> DetectorForecaster.Options {
    var options = request.quick ? DetectorForecaster.Options.quick : DetectorForecaster.Options()
    options.horizon = 12
    options.seed = request.seed
    options.threads = request.threads
    return options
  }

  private mutating func forecast() throws {
    let n = history.steps
    let slots = history.calendar.slotsPerDay
    // Members learn from all but the last fifth, which gives weights and bounds; what is
    // kept back for judging is the last fifth of a model that learnt from less.
    let split = n - max(n / 5, min(slots, n / 3))
    guard
      let model = DetectorForecaster(history, fitUntil: split, judgeUntil: n, options: options())
    else {
      throw PipelineError(
        .data,
        "\(request.path): \(n) steps are too few to learn a daily profile and its errors from: "
          + "give at least three days (\(3 * slots) steps), better four weeks.")
    }
    judge(split: split)
    let calibration = model.calibration(from: split, until: n)
    let ahead = model.forecast(
      steps: steps, coverages: request.coverages, calibration: calibration, isNonNegative: true)
    write(ahead)
    addFans(ahead)
    raiseAlarms(model)
  }

  private mutating func judge(split: Int) {
    let calendar = history.calendar
    let fitUntil = split - max(1, history.steps / 5)
    let last = history.steps - 13
    guard fitUntil > 0, last > split,
      let model = DetectorForecaster(
        history, fitUntil: fitUntil, judgeUntil: split, options: options())
    else {
      facts.notes.append("Too short to keep a part back: the errors are not known.")
      return
    }
    let masked = recorded.map { $0 == 0 ? .nan : $0 }
    let days = Dictionary(grouping: split...last, by: { calendar.day[$0] })
    var counted: [[DetectorScores]] = []
    var left: [[DetectorScores]] = []
    for day in days.keys.sorted() {
      // One moment in three says nearly as much as all: errors hang together.
      let origins = (days[day] ?? []).filter { $0 % 3 == 0 }
      guard !origins.isEmpty else { continue }
      counted.append(model.scores(origins: origins, against: recorded))
      left.append(model.scores(origins: origins, against: masked))
    }
    facts.heldOutDays = counted.count
    facts.heldOutFrom = index.label(ofStep: split)
    var tables = ForecastTrafficTables()
    for (isCounted, scores) in [(true, counted), (false, left)] {
      for method in (scores.first ?? []).indices {
        facts.scores.append(
          ForecastTrafficTables.total(scores.map { $0[method] }, zerosCounted: isCounted))
      }
    }
    let used = request.zeroIsMissing ? left : counted
    for method in ["same time last week", "profile"] {
      if let gain = ForecastTrafficTables.gain(of: "ensemble", over: method, days: used) {
        facts.gains.append(gain)
      }
    }
    let calibration = model.calibration(from: fitUntil, until: split)
    let shares = model.coverage(
      from: split, until: history.steps, every: 3, coverages: request.coverages,
      calibration: calibration)
    facts.coverage = zip(request.coverages, shares).map {
      .init(level: $0, shares: $1.shares, width: $1.width)
    }
    tables.addScores(facts.scores, stepMinutes: facts.stepMinutes)
    tables.addCoverage(facts.coverage)
    for (name, bytes) in tables.files { files[name] = bytes }
  }

  // MARK: - Files

  private mutating func write(_ ahead: DetectorForecast) {
    let levels = request.coverages.map { ($0 * 100_000).rounded() / 1_000 }
    var writer = ForecastFile.writer(levels: levels)
    let labels = (0..<ahead.steps).map { IntervalLabel(index.label(ofStep: ahead.origin + 1 + $0)) }
    for i in 0..<history.count {
      var rows: [ForecastRow] = []
      for k in 0..<ahead.steps {
        let place = k * history.count + i
        guard ahead.median[place].isFinite, let label = labels[k] else { continue }
        rows.append(
          ForecastRow(
            id: history.detectors[i], start: label, mean: ahead.median[place],
            median: ahead.median[place],
            bands: levels.indices.map {
              .init(level: levels[$0], lower: ahead.lower[$0][place], upper: ahead.upper[$0][place])
            }))
      }
      ForecastFile.add(rows, to: &writer)
    }
    files[ForecastFile.name] = writer.bytes
  }

  /// The busiest detectors: a day back, a day ahead.
  private mutating func addFans(_ ahead: DetectorForecast) {
    let count = history.count
    let totals = (0..<count).map { i in
      (0..<history.steps).reduce(0.0) { sum, step in
        let value = history[step, i]
        return value.isFinite ? sum + value : sum
      }
    }
    let busiest = (0..<count).filter { ahead.median[$0].isFinite }
      .sorted { (-totals[$0], $0) < (-totals[$1], $1) }.prefix(3)
    let slots = history.calendar.slotsPerDay
    let past = Array(max(0, history.steps - slots)..<history.steps)
    let future = Array(0..<min(ahead.steps, slots))
    func wall(_ step: Int) -> Int64 { index.wallTime(ofStep: step)?.wallSeconds ?? 0 }
    facts.fans = busiest.map { i in
      TrafficForecastFacts.Fan(
        detector: history.detectors[i], past: past.map(wall),
        recorded: past.map { history[$0, i].isFinite ? history[$0, i] : nil },
        ahead: future.map { wall(ahead.origin + 1 + $0) },
        median: future.map { ForecastTrafficTables.rounded(ahead.median[$0 * count + i]) },
        levels: request.coverages,
        lower: ahead.lower.map { lower in
          future.map { ForecastTrafficTables.rounded(lower[$0 * count + i]) }
        },
        upper: ahead.upper.map { upper in
          future.map { ForecastTrafficTables.rounded(upper[$0 * count + i]) }
        })
    }
  }

  private mutating func raiseAlarms(_ model: DetectorForecaster) {
    let alarms = model.alarms(alarmsPerWeek: request.falseAlarmsPerWeek)
    func event(_ incident: Incident, detector i: Int?) -> TrafficForecastFacts.Event {
      TrafficForecastFacts.Event(
        detector: i.map { history.detectors[$0] }, start: index.label(ofStep: incident.start),
        end: index.label(ofStep: incident.end),
        observed: i.map { history[incident.peak, $0] }.flatMap { $0.isFinite ? $0 : nil },
        usual: i.map {
          ForecastTrafficTables.rounded(model.usual(step: incident.peak, detector: $0))
        },
        timesPerWeek: incident.timesPerWeek, excess: incident.excess,
        isDrop: incident.departure < 0)
    }
    let area = alarms.area.map { event($0, detector: nil) }
    let single = alarms.detectors.indices.flatMap { i in
      alarms.detectors[i].map { event($0, detector: i) }
    }
    facts.areaIncidentCount = area.count
    facts.incidentCount = single.count
    facts.weeksJudged =
      max(
        0, Double(history.steps) / Double(history.calendar.slotsPerDay) - alarms.learningDays) / 7
    files["incidents.csv"] = ForecastTrafficTables.incidents(area + single)
    // Of the whole area first, then what stood out most.
    let strongest = single.enumerated().sorted {
      ($0.element.timesPerWeek, -$0.element.excess, $0.offset)
        < ($1.element.timesPerWeek, -$1.element.excess, $1.offset)
    }.map(\.element)
    let areaStrongest = area.enumerated().sorted {
      ($0.element.timesPerWeek, $0.offset) < ($1.element.timesPerWeek, $1.offset)
    }.map(\.element)
    facts.incidents = Array((areaStrongest.prefix(5) + strongest).prefix(15))
  }
}
