import Forecasting
import Foundation
import LinearAlgebra
import TimeSeries

/// Ambulance incidents a day by region, health board, category and nature: every
/// level of the hierarchy forecast 28 days ahead from several origins, before and
/// after reconciliation, and by statsforecast with bottom-up and MinT.
///
/// MASE and scaled quantile loss are means over the series of a level; their scale
/// is the in-sample error of the seasonal naive of a week up to each origin. The case
/// "all" is the mean over every row. `HIERARCHY_ORIGINS` and `HIERARCHY_GROUPING` change
/// what their names say.
enum HierarchyStudy {
  static let grouping = "region/lhb+category+nature"

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(StudyLine.text(["study": "hierarchy", "error": "needs --data with the demand series"]))
      return
    }
    func failed(_ name: String, _ error: any Error) {
      emit(StudyLine.text(["study": "hierarchy", "case": name, "error": "\(error)"]))
    }
    let sets = DemandSet.all(in: directory, where: { $0.hasSuffix("_wide") }, failed: failed)
    let withPeers = ProcessInfo.processInfo.environment["DEMAND_PEERS"] != "0"
    for set in sets {
      do { try score(set, withPeers: withPeers, emit: emit) } catch { failed(set.name, error) }
    }
  }

  static func score(_ set: DemandSet, withPeers: Bool, emit: (String) -> Void) throws {
    let settings = ProcessInfo.processInfo.environment
    let origins = settings["HIERARCHY_ORIGINS"].flatMap(Int.init) ?? set.origins
    let wanted =
      settings["HIERARCHY_GROUPING"]
      ?? (set.keys.first?.count == 4 ? grouping : "1")
    let hierarchy = try Hierarchy(GroupingExpression(wanted), keys: set.keys)
    let season = set.scalePeriod
    let horizon = set.horizon
    let truth = HierarchyPanel(
      hierarchy, bottom: set.panel, horizon: horizon, seasonalPeriods: set.seasons
    ).panel.series.map(\.values)
    let methods = ["base"] + ReconciliationMethod.allCases.map(\.rawValue)
    var tally = LevelTally(hierarchy, names: methods.map { "apportion " + $0 })
    var used = [Double](repeating: 0, count: methods.count)
    let ends = (1...origins).reversed().map { set.panel.index.count - $0 * horizon }
    for end in ends {
      var start = processorSeconds()
      let first = try forecast(
        bottom: cut(set.panel, to: end), hierarchy: hierarchy,
        options: HierarchyOptions(
          forecast: ForecastOptions(horizon: horizon, seasonalPeriods: set.seasons)))
      used[0] += processorSeconds() - start
      for (k, method) in methods.enumerated() {
        start = processorSeconds()
        let made = try ReconciliationMethod(rawValue: method).map { try first.reconciled(by: $0) }
        if k > 0 { used[k] += processorSeconds() - start }
        tally.add(k, truth: truth, end: end, horizon: horizon, season: season) { place, row in
          made?.series[place].forecast ?? first.base.series[row].forecast
        }
      }
    }
    tally.emit(set.name, grouping: wanted, seconds: used, origins: origins, emit)
    guard withPeers else { return }
    let pasts = ends.flatMap { end in truth.map { Array($0[..<end]) } }
    let rows = hierarchy.rowCount
    var summing = (0..<rows).map { _ in [Double](repeating: 0, count: hierarchy.bottomCount) }
    for row in 0..<hierarchy.aggregateCount {
      for bottom in hierarchy.bottoms(ofRow: row) { summing[row][bottom] = 1 }
    }
    for bottom in 0..<hierarchy.bottomCount {
      summing[hierarchy.aggregateCount + bottom][bottom] = 1
    }
    guard
      let peers = DemandPeers.forecasts(
        pasts, horizon: horizon, seasons: set.seasons, isSparse: false, summing: summing)
    else {
      emit(StudyLine.text(["study": "hierarchy", "case": set.name, "error": "no statsforecast"]))
      return
    }
    var others = LevelTally(hierarchy, names: peers.map { "statsforecast " + $0.name })
    for (k, peer) in peers.enumerated() {
      for (origin, end) in ends.enumerated() {
        others.add(k, truth: truth, end: end, horizon: horizon, season: season) { _, row in
          peer.answer.forecasts[origin * rows + row]
        }
      }
    }
    others.emit(
      set.name, grouping: wanted, seconds: peers.map(\.answer.seconds), origins: origins, emit)
  }

  private static func cut(_ panel: Panel, to end: Int) -> Panel {
    var past = panel
    past.index.count = end
    for k in past.series.indices { past.series[k].values = Array(past.series[k].values[..<end]) }
    return past
  }
}

/// Scores of several methods by level of a hierarchy, and over all its rows.
private struct LevelTally {
  let hierarchy: Hierarchy
  let names: [String]
  /// By level and method; all rows last.
  private var scores: [[ForecastScores]]
  private var medians: [[ForecastScores]]

  init(_ hierarchy: Hierarchy, names: [String]) {
    self.hierarchy = hierarchy
    self.names = names
    scores = (0...hierarchy.levels.count).map { _ in names.map { _ in ForecastScores() } }
    medians = scores
  }

  /// - Parameter forecast: of a node by its place and its row in the system.
  mutating func add(
    _ method: Int, truth: [[Double]], end: Int, horizon: Int, season: Int,
    forecast: (_ place: Int, _ row: Int) -> Forecast
  ) {
    var done = Set<Int>()
    var rows = Set<Int>()
    for (place, node) in hierarchy.nodes.enumerated() {
      guard done.insert(node.level << 32 | node.row).inserted else { continue }
      let values = truth[node.row]
      let scale = ForecastScores.scale(Array(values[..<end]), period: season)
      let actual = Array(values[end..<(end + horizon)])
      let own = forecast(place, node.row)
      let isNew = rows.insert(node.row).inserted
      for level in isNew ? [node.level, hierarchy.levels.count] : [node.level] {
        scores[level][method].add(actual: actual, forecast: own, scale: scale)
        medians[level][method].add(actual: actual, mean: own.median, scale: scale)
      }
    }
  }

  func emit(
    _ name: String, grouping: String, seconds: [Double], origins: Int, _ emit: (String) -> Void
  ) {
    let titles = hierarchy.levels.map(\.title) + ["all"]
    for (k, model) in names.enumerated() {
      for (level, title) in titles.enumerated() {
        for (measure, value) in [
          ("mase", scores[level][k].meanMASE), ("mase_median", medians[level][k].meanMASE),
          ("sql", scores[level][k].meanSQL),
          ("coverage_95", scores[level][k].coverage95),
          ("coverage_80", scores[level][k].coverage80),
        ] {
          emit(
            StudyLine.text([
              "study": "hierarchy", "case": name, "level": title, "model": model,
              "measure": measure, "value": value, "origins": origins, "grouping": grouping,
            ]))
        }
      }
      emit(
        StudyLine.text([
          "study": "hierarchy", "case": name, "level": "all", "model": model,
          "measure": "cpu_seconds_per_origin", "value": seconds[k] / Double(origins),
          "nodes": hierarchy.rowCount,
        ]))
    }
  }
}
