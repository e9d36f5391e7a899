import Briefings
import Forecasting
import LinearAlgebra
import Tables
import TimeSeries

/// What to do about outliers and level shifts before models see the past.
public enum RepairRule: String, Sendable, CaseIterable {
  /// Find and report them, change nothing.
  case none
  /// Replace outliers and temporary changes.
  case outliers
  /// The same, and move the past to the level of the end.
  case all
}

/// Examines a panel for what stands out, and repairs it where asked to.
struct AnomalyStep {
  static let fileName = "anomalies.csv"
  /// A panel of more values is not examined unless a repair is asked for: it would
  /// take longer than many a forecast.
  static let mostValues = 20_000_000
  /// Up to so many series the forecast is made both ways, to state the difference.
  static let mostCompared = ReportSelection.full
  /// The clearest are kept for the report.
  private static let kept = 200

  let rule: RepairRule
  let labels: AxisLabels
  private let isExamining: Bool
  private(set) var examined = 0
  private(set) var affected = 0
  private(set) var counts: [String: Int] = [:]
  private var items: [AnomalyFacts.Item] = []

  init(rule: RepairRule, labels: AxisLabels, panel: Panel) {
    self.rule = rule
    self.labels = labels
    isExamining =
      rule != .none
      || panel.series.reduce(0) { $0 + $1.values.count } <= AnomalyStep.mostValues
  }

  static var header: [UInt8] {
    CSVWriter(header: ["unique_id", "ds", "kind", "observed", "expected", "score"]).bytes
  }

  /// What one block of series becomes by the rule, and by the other way: repaired
  /// where the rule says none, as recorded where it says to repair; nil where
  /// nothing stands out.
  mutating func examine(
    _ block: Panel, _ setting: ForecastStep.Setting, into sink: FileSink
  ) throws -> (panel: Panel, other: Panel?) {
    guard isExamining else { return (block, nil) }
    let detector = AnomalyDetector(seasonalPeriods: setting.options.seasonalPeriods)
    let effects = setting.days?.effects
    let findings = parallelMap(block.series.count, threads: setting.options.threads) { place in
      let series = block.series[place]
      let isExempt =
        effects.map { days in
          series.values.indices.map { days.kind(at: series.firstStep + $0) != .ordinary }
        } ?? []
      return detector.examine(series.values, isExempt: isExempt)
    }
    var writer = CSVWriter()
    var repaired = block
    for (place, found) in findings.enumerated() {
      if found.isTested { examined += 1 }
      guard !found.anomalies.isEmpty else { continue }
      affected += 1
      let series = block.series[place]
      for anomaly in found.anomalies {
        counts[anomaly.kind.rawValue, default: 0] += 1
        let item = AnomalyFacts.Item(
          id: series.id, start: labels.text(series.firstStep + anomaly.offset),
          kind: anomaly.kind.rawValue, observed: anomaly.observed, expected: anomaly.expected,
          score: anomaly.score)
        items.append(item)
        writer.text(item.id)
        writer.text(item.start)
        writer.text(item.kind)
        writer.number(item.observed)
        writer.number(item.expected)
        writer.number(item.score)
        writer.endRow()
      }
      repaired.series[place].values =
        rule == .outliers ? found.withoutOutliers : found.onLastLevel
    }
    try sink(AnomalyStep.fileName, writer.drain())
    let isTouched = findings.contains { !$0.anomalies.isEmpty }
    // The clearest stay; the order of equals is that of the file.
    if items.count > AnomalyStep.kept {
      let ranked = items.indices.sorted {
        items[$0].score != items[$1].score ? items[$0].score > items[$1].score : $0 < $1
      }
      items = ranked.prefix(AnomalyStep.kept).sorted().map { items[$0] }
    }
    return rule == .none
      ? (block, isTouched ? repaired : nil) : (repaired, isTouched ? block : nil)
  }

  func facts(effects: [AnomalyFacts.Effect]) -> AnomalyFacts {
    let ids = Set(items.map(\.id))
    return AnomalyFacts(
      repair: rule.rawValue, examined: examined, affected: affected, counts: counts,
      items: items.sorted { $0.score != $1.score ? $0.score > $1.score : $0.start < $1.start },
      effects: effects.filter { ids.contains($0.id) }, wasLeftOut: isExamining ? nil : true)
  }
}
