/// The tables of a run that reports are made from; empty where a step was not run.
public struct RunTables: Sendable {
  public var forecast: [ForecastRow] = []
  public var history: [ObservationRow] = []
  public var totals: [TotalRow] = []
  public var accuracy: [AccuracyLine] = []
  /// Every series at a glance. Of a run over more than `ReportSelection.full`
  /// series the other tables hold those that are drawn, and no more.
  public var series: [SeriesLine] = []
  public var members: [MemberLine] = []
  public var requirement: [RequirementRow] = []
  public var coverage: [CoverageRow] = []
  public var schedule: [ScheduleRow] = []
  public var roster: [RosterRow] = []

  public init() {}

  /// Ids of the series, in file order.
  var ids: [String] { series.isEmpty ? distinct(forecast.map(\.id)) : series.map(\.id) }
  var hasSeveralSeries: Bool { series.isEmpty ? ids.count > 1 : series.count > 1 }

  /// The value of a metric, nil where it is missing.
  func metric(_ metric: String, of id: String, isBaseline: Bool) -> Double? {
    accuracy.first {
      $0.id == id && $0.metric == metric && ($0.model == AccuracyLine.baseline) == isBaseline
        && $0.value.isFinite
    }?.value
  }
}

extension AccuracyLine {
  /// The model every forecast is held against.
  public static let baseline = "seasonal-naive"
}

/// The values in order of first appearance.
func distinct<Value: Hashable>(_ values: [Value]) -> [Value] {
  var seen: Set<Value> = []
  return values.filter { seen.insert($0).inserted }
}
