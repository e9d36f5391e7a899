/// Models that learn from all series of a panel at once.
struct PooledMembers: Sendable {
  /// What was decided, for the report.
  var notes: [String] = []

  init(_ series: [PreparedSeries], options: ForecastOptions) {}

  /// Means at every origin of a series and at its end, by member.
  func means(series: Int) -> [(name: String, means: [[Double]?])] { [] }
}
