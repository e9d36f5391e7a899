public import TimeSeries

/// The bottom series of a hierarchy and their sums as one panel.
///
/// - A series that has not begun, or that stopped more than a horizon before the
///   end of the panel, counts as zero there.
/// - A sum at a step where some of its series have no value is made with an
///   estimate from their level and season where those series are at most a tenth
///   of the sum, and is missing otherwise.
public struct HierarchyPanel: Sendable {
  /// One series a row of the system, in the order of the rows; ids of the nodes.
  public let panel: Panel
  /// What was decided, in sentences.
  public let notes: [String]

  /// Share of a sum that may be estimated.
  static let estimable = 0.1

  public init(_ hierarchy: Hierarchy, bottom: Panel, horizon: Int, seasonalPeriods: [Int]) {
    precondition(bottom.series.count == hierarchy.bottomCount, "one series a bottom row")
    let length = bottom.series.map { $0.firstStep + $0.values.count }.max() ?? 0
    var ended = 0
    var values: [[Double]] = []
    var filled: [[Double]] = []
    var levels: [Double] = []
    for series in bottom.series {
      var full = [Double](repeating: 0, count: min(series.firstStep, length))
      full += series.values
      let observed = full.indices.last { full[$0].isFinite } ?? -1
      let isOver = length - 1 - observed > horizon
      if isOver { ended += 1 }
      full += [Double](repeating: .nan, count: length - full.count)
      for t in (observed + 1)..<max(length, observed + 1) { full[t] = isOver ? 0 : .nan }
      values.append(full)
      filled.append(SeasonalFill.completed(full, seasonalPeriods: seasonalPeriods))
      let known = full.filter(\.isFinite)
      levels.append(known.isEmpty ? 0 : known.reduce(0) { $0 + abs($1) } / Double(known.count))
    }
    var series: [Series] = []
    var estimated = 0
    for row in 0..<hierarchy.aggregateCount {
      let members = hierarchy.bottoms(ofRow: row)
      let size = members.reduce(0) { $0 + levels[$1] }
      var sums = [Double](repeating: 0, count: length)
      for t in 0..<length {
        var missing = 0.0
        for j in members {
          sums[t] += filled[j][t]
          if !values[j][t].isFinite { missing += levels[j] }
        }
        if missing > HierarchyPanel.estimable * size {
          sums[t] = .nan
        } else if missing > 0 {
          estimated += 1
        }
      }
      series.append(
        Series(id: hierarchy.nodes[hierarchy.nodeOfRow[row]].id, firstStep: 0, values: sums))
    }
    for (j, own) in bottom.series.enumerated() {
      series.append(
        Series(
          id: hierarchy.nodes[hierarchy.nodeOfRow[hierarchy.aggregateCount + j]].id,
          firstStep: own.firstStep, values: Array(values[j][own.firstStep...])))
    }
    var notes: [String] = []
    if ended > 0 {
      notes.append(
        "\(ended) series stopped more than a horizon before the end: taken as zero since.")
    }
    if estimated > 0 {
      notes.append(
        "\(estimated) values of sums hold an estimate for a missing part of at most a tenth.")
    }
    panel = Panel(index: bottom.index, series: series, quality: bottom.quality)
    self.notes = notes
  }
}
