public import Tables

/// The numbers of a column on the steps of an axis that is there already: what is
/// known of steps besides the values, past and future.
public struct AxisColumn: Sendable {
  /// A number of a series, or of all of them, on a step.
  public struct Entry: Sendable, Equatable {
    /// Id of the series; nil where the table has no column of ids.
    public var id: String?
    public var step: Int
    public var value: Double
  }
  /// By series and step; one for each step that has a value. Steps may lie before
  /// and after those observed.
  public var entries: [Entry] = []

  /// Places the column `options.value` on an axis by the times beside it.
  ///
  /// A time belongs to the step whose interval holds it; times in closed hours are
  /// left out. Different values on one step are averaged under the rules `sum` and
  /// `mean`.
  ///
  /// - Throws: `TimeSeriesError` where a column is missing or of the wrong kind,
  ///   where times are not of the kind of the axis, and under the rule `error`
  ///   where rows differ for one step.
  public init(
    _ table: Table, options: PanelOptions, on index: TimeIndex
  ) throws(TimeSeriesError) {
    let hasIDs = try !PanelColumns(table, options).id.isEmpty
    let reading = try RowReading(table, options)
    guard reading.domain == index.domain else {
      throw .badOption("its times are not written like those of the series")
    }
    var placed: [(step: Int, row: Row)] = []
    for row in reading.rows where row.value.isFinite {
      if let step = index.step(containing: row.position) { placed.append((step, row)) }
    }
    placed.sort {
      ($0.row.series, $0.step, $0.row.number) < ($1.row.series, $1.step, $1.row.number)
    }
    var first = 0
    while first < placed.count {
      let (step, row) = placed[first]
      var end = first + 1
      while end < placed.count, placed[end].step == step, placed[end].row.series == row.series {
        end += 1
      }
      let group = placed[first..<end].map(\.row)
      var value = row.value
      if group.contains(where: { $0.value != value }) {
        switch options.conflicts {
        case .error:
          throw .conflictingRows(
            times: 1, rows: group.map { Int($0.number) + 1 }, cause: .unknown)
        case .sum, .mean: value = group.reduce(0) { $0 + $1.value } / Double(group.count)
        case .last: value = group[group.count - 1].value
        }
      }
      entries.append(
        Entry(id: hasIDs ? reading.ids[Int(row.series)] : nil, step: step, value: value))
      first = end
    }
  }
}
