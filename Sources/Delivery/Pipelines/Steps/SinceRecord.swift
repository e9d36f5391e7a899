import Briefings
import Forecasting
import Tables
import TimeSeries

/// Sets the forecasts of a panel against an earlier run's, series by series:
/// `since.csv`, and what of it a report shows.
struct SinceRecord {
  static let fileName = "since.csv"
  /// How many series a report names.
  private static let mostMoved = 12

  private let earlier: EarlierRun
  private let index: TimeIndex
  /// Id of the series that sums all up; nil to add the single ones up.
  private let total: String?
  private var lines: [SinceFacts.Line] = []
  private var new: [String] = []

  init(_ earlier: EarlierRun, index: TimeIndex, total: String?) {
    self.earlier = earlier
    self.index = index
    self.total = total
  }

  /// - Parameter series: as they were recorded, one an outcome.
  mutating func add(_ outcomes: [SeriesForecast], of series: [Series]) {
    for (outcome, series) in zip(outcomes, series) {
      guard let expected = earlier.expectations[outcome.id] else {
        new.append(outcome.id)
        continue
      }
      lines.append(line(outcome, series, expected))
    }
  }

  private func line(
    _ outcome: SeriesForecast, _ series: Series, _ expected: [EarlierRun.Expectation]
  ) -> SinceFacts.Line {
    let mean = outcome.forecast.mean
    var (common, then, now) = (0, 0.0, 0.0)
    var (seen, came, promised, missed) = (0, 0.0, 0.0, 0.0)
    var inside80: [Bool] = []
    var inside95: [Bool] = []
    for entry in expected {
      guard let step = index.step(ofPosition: entry.position) else { continue }
      if mean.indices.contains(step - outcome.firstStep) {
        common += 1
        then += entry.mean
        now += mean[step - outcome.firstStep]
      } else if series.values.indices.contains(step - series.firstStep),
        series.values[step - series.firstStep].isFinite
      {
        let value = series.values[step - series.firstStep]
        seen += 1
        came += value
        promised += entry.mean
        missed += abs(value - entry.mean)
        if let range = entry.range80 { inside80.append(range.contains(value)) }
        if let range = entry.range95 { inside95.append(range.contains(value)) }
      }
    }
    func share(_ inside: [Bool]) -> Double? {
      inside.isEmpty ? nil : Double(inside.count { $0 }) / Double(inside.count)
    }
    return SinceFacts.Line(
      id: outcome.id, commonSteps: common, then: common > 0 ? then : nil,
      now: common > 0 ? now : nil, observedSteps: seen, observed: seen > 0 ? came : nil,
      expected: seen > 0 ? promised : nil,
      meanAbsoluteError: seen > 0 ? missed / Double(seen) : nil, coverage80: share(inside80),
      coverage95: share(inside95), modelThen: earlier.models[outcome.id] ?? "",
      modelNow: outcome.modelName)
  }

  /// Series of the earlier run that are not in this one.
  private var gone: [String] {
    let here = Set(lines.map(\.id) + new)
    return earlier.expectations.keys.filter { !here.contains($0) }.sorted()
  }

  /// All single series together; the sum where there is one.
  private var whole: SinceFacts.Line {
    if let total, let line = lines.first(where: { $0.id == total }) { return line }
    func sum(_ value: (SinceFacts.Line) -> Double?) -> Double? {
      let known = lines.compactMap(value)
      return known.isEmpty ? nil : known.reduce(0, +)
    }
    func mean(_ value: (SinceFacts.Line) -> Double?) -> Double? {
      var (weighted, steps) = (0.0, 0)
      for line in lines {
        guard let value = value(line) else { continue }
        weighted += value * Double(line.observedSteps)
        steps += line.observedSteps
      }
      return steps > 0 ? weighted / Double(steps) : nil
    }
    return SinceFacts.Line(
      id: "", commonSteps: lines.map(\.commonSteps).max() ?? 0, then: sum(\.then), now: sum(\.now),
      observedSteps: lines.reduce(0) { $0 + $1.observedSteps }, observed: sum(\.observed),
      expected: sum(\.expected), meanAbsoluteError: mean(\.meanAbsoluteError),
      coverage80: mean(\.coverage80), coverage95: mean(\.coverage95), modelThen: "", modelNow: "")
  }

  /// - Parameter fingerprint: of the data of this run.
  func facts(fingerprint: String) -> SinceFacts {
    let single = lines.filter { $0.id != total }
    let ranked = single.indices.filter { (single[$0].change ?? 0) != 0 }.sorted { a, b in
      let (x, y) = (abs(single[a].change ?? 0), abs(single[b].change ?? 0))
      return x != y ? x > y : a < b
    }
    return SinceFacts(
      lastThen: earlier.facts.data.lastLabel,
      isSameData: earlier.facts.data.fingerprint == fingerprint, whole: whole,
      moved: ranked.prefix(SinceRecord.mostMoved).map { single[$0] }, shared: lines.count,
      new: new.count, gone: gone.count,
      otherModel: lines.count { !$0.modelThen.isEmpty && $0.modelThen != $0.modelNow })
  }

  /// `since.csv`: a row a series, those of the earlier run alone last.
  var file: [UInt8] {
    var writer = CSVWriter(
      header: [
        "unique_id", "status", "common_steps", "mean_then", "mean_now", "change",
        "observed_steps", "observed", "expected_then", "mae", "coverage-80", "coverage-95",
        "model_then", "model_now",
      ])
    func add(_ value: Double?) { if let value { writer.number(value) } else { writer.missing() } }
    for line in lines {
      writer.text(line.id)
      writer.text("both")
      writer.integer(line.commonSteps)
      for value in [line.then, line.now, line.change.map(FileNumbers.rounded)] { add(value) }
      writer.integer(line.observedSteps)
      for value in [
        line.observed, line.expected, line.meanAbsoluteError, line.coverage80, line.coverage95,
      ] { add(value) }
      writer.text(line.modelThen)
      writer.text(line.modelNow)
      writer.endRow()
    }
    for (ids, status) in [(new, "new"), (gone, "gone")] {
      for id in ids {
        writer.text(id)
        writer.text(status)
        writer.integer(0)
        for _ in 0..<3 { writer.missing() }
        writer.integer(0)
        for _ in 0..<7 { writer.missing() }
        writer.endRow()
      }
    }
    return writer.bytes
  }
}
