/// Regressors of a series, centred and scaled on its past.
struct CalendarRegressors: Sendable, Codable {
  private(set) var names: [String] = []
  private(set) var centres: [Double] = []
  private(set) var scales: [Double] = []
  /// Standardized values, those of one step side by side; 0 where not known.
  private(set) var values: [Double] = []

  var count: Int { names.count }

  /// - Throws: `unsuitable` where a column is not known on a step of the axis
  ///   after the last value: a forecast would silently take its mean.
  init(_ series: TrainingSeries) throws(FitError) {
    guard let context = series.context else { return }
    let past = series.values.count
    var columns: [[Double]] = []
    for (k, regressor) in context.regressors.enumerated() {
      let total = max(past, regressor.values.count - context.firstStep)
      let raw = (0..<total).map { context.value(k, at: $0) }
      let known = raw.prefix(past).filter(\.isFinite)
      guard !known.isEmpty else { continue }
      let centre = known.reduce(0, +) / Double(known.count)
      let squares = known.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
      let scale = (squares / Double(known.count)).squareRoot()
      // A column that never moved has taught nothing.
      guard scale > 1e-12 * max(abs(centre), 1e-300) else { continue }
      let end = context.axis.days.isEmpty ? total : context.axis.days.count - context.firstStep
      for t in past..<max(past, min(end, total)) where !raw[t].isFinite {
        throw .unsuitable("regressor \(regressor.name) is not known \(t - past + 1) steps ahead")
      }
      if total < end {
        throw .unsuitable(
          "regressor \(regressor.name) is not known \(total - past + 1) steps ahead")
      }
      names.append(regressor.name)
      centres.append(centre)
      scales.append(scale)
      columns.append(raw.map { $0.isFinite ? ($0 - centre) / scale : 0 })
    }
    let total = columns.map(\.count).max() ?? 0
    values.reserveCapacity(total * columns.count)
    for t in 0..<total {
      for column in columns { values.append(t < column.count ? column[t] : 0) }
    }
  }

  /// The values of a step; zeros, the mean of the past, where they are not known.
  func row(_ step: Int) -> ArraySlice<Double> {
    let start = step * count
    return start + count <= values.count
      ? values[start..<start + count] : ArraySlice([Double](repeating: 0, count: count))
  }
}
