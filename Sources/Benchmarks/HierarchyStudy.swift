import Forecasting
import Foundation
import LinearAlgebra
import Tables
import TimeSeries

/// Ambulance incidents a day by region, health board, category and nature: every
/// level of the hierarchy forecast 28 days ahead from several origins, before and
/// after reconciliation.
///
/// MASE and scaled quantile loss are means over the series of a level; their scale
/// is the in-sample error of the seasonal naive of a week up to each origin.
enum HierarchyStudy {
  static let file = "ems_incidents_daily_wide.csv.gz"
  static let grouping = "region/lhb+category+nature"
  static let horizon = 28
  static let season = 7

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(StudyLine.text(["study": "hierarchy", "error": "needs --data with the demand series"]))
      return
    }
    do {
      let (panel, keys) = try incidents("\(directory)/\(file)")
      let settings = ProcessInfo.processInfo.environment
      let origins = settings["HIERARCHY_ORIGINS"].flatMap(Int.init) ?? 4
      let wanted = settings["HIERARCHY_GROUPING"] ?? grouping
      let hierarchy = try Hierarchy(GroupingExpression(wanted), keys: keys)
      try score(panel, hierarchy, grouping: wanted, origins: origins, emit: emit)
    } catch {
      emit(StudyLine.text(["study": "hierarchy", "error": "\(error)"]))
    }
  }

  /// Rows are series; the columns after the four keys are days.
  private static func incidents(_ path: String) throws -> (Panel, [[String]]) {
    let table = try TableReader.read(path: path).table
    let keys = table.columns.prefix(4).map { column -> [String] in
      guard case .text(let text) = column.values else { return [] }
      return text.codes.map { text.dictionary[Int($0)] }
    }
    let days = table.columns.dropFirst(4).map { column -> [Double] in
      switch column.values {
      case .integer(let values): values.map(Double.init)
      case .double(let values): values
      default: []
      }
    }
    let series = (0..<table.rowCount).map { row in
      Series(
        id: keys.map { $0[row] }.joined(separator: "/"), firstStep: 0,
        values: days.map { $0[row] })
    }
    let index = TimeIndex(
      domain: .integer, frequency: .index(step: 1), start: 0, count: days.count)
    return (
      Panel(index: index, series: series), (0..<table.rowCount).map { row in keys.map { $0[row] } }
    )
  }

  private static func score(
    _ panel: Panel, _ hierarchy: Hierarchy, grouping: String, origins: Int,
    emit: (String) -> Void
  ) throws {
    let methods = ["base"] + ReconciliationMethod.allCases.map(\.rawValue)
    var scores = hierarchy.levels.map { _ in methods.map { _ in ForecastScores() } }
    var used = [Double](repeating: 0, count: methods.count)
    for origin in (1...origins).reversed() {
      let end = panel.index.count - origin * horizon
      let past = cut(panel, to: end)
      let options = HierarchyOptions(
        forecast: ForecastOptions(horizon: horizon, seasonalPeriods: [season], threads: 2))
      var start = processorSeconds()
      let first = try forecast(bottom: past, hierarchy: hierarchy, options: options)
      used[0] += processorSeconds() - start
      let truth = HierarchyPanel(
        hierarchy, bottom: panel, horizon: horizon, seasonalPeriods: [season])
      for (k, method) in methods.enumerated() {
        start = processorSeconds()
        let made = try ReconciliationMethod(rawValue: method).map { try first.reconciled(by: $0) }
        if k > 0 { used[k] += processorSeconds() - start }
        var done = Set<Int>()
        for (place, node) in hierarchy.nodes.enumerated() {
          guard done.insert(node.level << 32 | node.row).inserted else { continue }
          let values = truth.panel.series[node.row].values
          let scale = ForecastScores.scale(Array(values[..<end]), period: season)
          let own = made?.series[place].forecast ?? first.base.series[node.row].forecast
          scores[node.level][k].add(
            actual: Array(values[end..<(end + horizon)]), forecast: own, scale: scale)
        }
      }
    }
    for (k, method) in methods.enumerated() {
      for (level, description) in hierarchy.levels.enumerated() {
        for (measure, value) in [
          ("mase", scores[level][k].meanMASE), ("sql", scores[level][k].meanSQL),
          ("coverage_95", scores[level][k].coverage95),
          ("coverage_80", scores[level][k].coverage80),
        ] {
          emit(
            StudyLine.text([
              "study": "hierarchy", "case": description.title, "method": method,
              "measure": measure, "value": value, "origins": origins, "grouping": grouping,
            ]))
        }
      }
      emit(
        StudyLine.text([
          "study": "hierarchy", "case": "all", "method": method,
          "measure": "cpu_seconds_per_origin", "value": used[k] / Double(origins),
          "nodes": hierarchy.rowCount,
        ]))
    }
  }

  private static func cut(_ panel: Panel, to end: Int) -> Panel {
    var past = panel
    past.index.count = end
    for k in past.series.indices { past.series[k].values = Array(past.series[k].values[..<end]) }
    return past
  }
}
