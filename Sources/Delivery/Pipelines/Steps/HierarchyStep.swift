import Briefings
public import Forecasting
import LinearAlgebra
public import Provenance
import Tables
public import TimeSeries

/// From the single series of a file to coherent forecasts of all their sums.
///
/// The step stands in for a forecast of the series themselves: it takes the loaded
/// series and the options of the forecast and returns the series of all nodes with
/// one `SeriesForecast` each, so that everything made from a forecast (rows,
/// totals, backtest, report) is made from it in the same way.
public struct HierarchyStep: Sendable {
  public var grouping: GroupingExpression
  public var method = ReconciliationMethod.shrinkage
  /// Joint draws from which quantiles of sparse nodes come.
  public var drawCount = 1_000
  /// Digits after the point to which printed means add up.
  static let digits = 4

  /// - Parameter grouping: `region/lhb,category,nature`; see `GroupingExpression`.
  /// - Throws: `PipelineError` that says what is wrong with the expression.
  public init(grouping: String) throws(PipelineError) {
    do throws(HierarchyError) { self.grouping = try GroupingExpression(grouping) } catch {
      throw PipelineError(.usage, error.words)
    }
  }

  /// What the step made.
  public struct Result: Sendable {
    /// The series of all nodes in place of those of the file, in the order of
    /// `forecast.series`.
    public var nodes: Panel
    /// One series a node. Means are rounded so that the printed ones add up.
    public var forecast: PanelForecast
    /// The whole of it: levels, accuracy before and after, totals.
    public var hierarchy: HierarchyForecast
    /// `hierarchy.csv` and `hierarchy_accuracy.csv`.
    public var files: RunFiles
    public var notes: [String]
  }

  /// The source read so that every combination of the columns is a series.
  ///
  /// - Throws: `PipelineError` where the caller named other id columns.
  public func source(_ source: SeriesSource) throws(PipelineError) -> SeriesSource {
    var source = source
    if let named = source.columns.id, Set(named) != Set(grouping.columns) {
      throw PipelineError(
        .usage,
        "--id \(named.joined(separator: ",")) and --hierarchy \(grouping.columns.joined(separator: ",")) "
          + "name different columns: leave --id out.")
    }
    source.columns.id = grouping.columns
    return source
  }

  /// - Parameters:
  ///   - loaded: read from `source(_:)`.
  ///   - options: of the forecast of every node.
  ///   - calendar: kinds of day, nil for all ordinary.
  ///   - regressors: of the single series; a sum has the mean of its parts' columns.
  public func run(
    _ loaded: LoadedSeries, options: ForecastOptions, calendar: CalendarEffects? = nil,
    regressors: PanelRegressors? = nil
  ) throws(PipelineError) -> Result {
    let keys = try keys(of: loaded.panel)
    let made: HierarchyForecast
    let hierarchy: Hierarchy
    do throws(HierarchyError) {
      hierarchy = try Hierarchy(grouping, keys: keys)
      made = try forecast(
        bottom: loaded.panel, hierarchy: hierarchy,
        options: HierarchyOptions(forecast: options, method: method, pathCount: drawCount),
        calendar: calendar,
        regressors: regressors?.summed(
          hierarchy.nodes.map { node in
            (node.id, hierarchy.bottoms(ofRow: node.row).map { loaded.panel.series[$0].id })
          }, spare: HierarchyStep.longestLag(loaded.panel)))
    } catch {
      throw PipelineError(.data, error.words)
    }
    let rounding = CoherentRounding(hierarchy, digits: HierarchyStep.digits)
    let above = hierarchy.aggregateCount
    let printed = (0..<made.means.columns).map {
      rounding.system(ofBottom: Array(made.means.column($0)[above...]))
    }
    var series = made.series
    for (place, node) in hierarchy.nodes.enumerated() {
      series[place].forecast.replaceMean(printed.map { $0[node.row] })
    }
    let panel = Panel(
      index: loaded.panel.index,
      series: hierarchy.nodes.map { node in
        var own = made.panel.panel.series[node.row]
        own.id = node.id
        return own
      }, quality: loaded.panel.quality)
    var files = RunFiles()
    files[HierarchyFile.name] = HierarchyFile.bytes(of: hierarchy)
    files[HierarchyFile.accuracyName] = HierarchyFile.bytes(of: made.accuracy)
    return Result(
      nodes: panel,
      forecast: PanelForecast(
        options: options, series: series, accuracy: made.base.accuracy, notes: made.notes),
      hierarchy: made, files: files, notes: made.notes + notes(made))
  }

  /// How many steps before the end of the panel the first of the series ends: a
  /// forecast of all of them must reach so much further.
  private static func longestLag(_ panel: Panel) -> Int {
    panel.series.map { panel.index.count - $0.firstStep - $0.values.count }.max() ?? 0
  }

  /// The texts of the columns, from the ids that were joined from them.
  private func keys(of panel: Panel) throws(PipelineError) -> [[String]] {
    var keys: [[String]] = []
    for series in panel.series {
      let parts = series.id.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == grouping.columns.count else {
        throw PipelineError(
          .data,
          "\"\(series.id)\" cannot be taken apart into \(grouping.columns.joined(separator: ", ")): "
            + "a value holds the sign /. Write it in another way.")
      }
      keys.append(parts.map(String.init))
    }
    return keys
  }

  private func notes(_ made: HierarchyForecast) -> [String] {
    let hierarchy = made.hierarchy
    var notes = [
      "\(hierarchy.bottomCount) series and \(hierarchy.nodes.count - hierarchy.bottomCount) sums of "
        + "them on \(hierarchy.levels.count - 1) levels; their forecasts add up."
    ]
    if let shrinkage = made.shrinkage {
      let percent = Int((shrinkage * 100).rounded())
      notes.append("Correlations between errors of nodes were drawn \(percent) % toward none.")
    }
    return notes
  }
}

extension HierarchyError {
  /// The error as a sentence that says what to do.
  var words: String {
    switch self {
    case .badExpression(let text, let reason):
      "--hierarchy \(text): \(reason). Columns nested in one another are joined by /, crossed ones "
        + "by a comma, side by side by +: region/district,service."
    case .repeatedKey(let key):
      "two series have the same values \(key.joined(separator: ", ")): name one more column."
    case .wrongKeyCount(let expected, let got): "\(got) columns where \(expected) were named."
    case .noSeries: "there is no series to sum."
    case .forecast(let error): "\(error)"
    case .notFactorable:
      "the forecasts of some series are not finite, so that sums cannot be made of them."
    }
  }
}

/// `hierarchy.csv`: every node, its level and its keys; an empty key is summed over.
enum HierarchyFile {
  static let name = "hierarchy.csv"
  static let accuracyName = "hierarchy_accuracy.csv"

  static func bytes(of hierarchy: Hierarchy) -> [UInt8] {
    var writer = CSVWriter(header: ["unique_id", "level", "series"] + hierarchy.columns)
    for node in hierarchy.nodes {
      writer.text(node.id)
      writer.text(hierarchy.levels[node.level].title)
      writer.integer(hierarchy.bottoms(ofRow: node.row).count)
      for key in node.keys {
        if let key { writer.text(key) } else { writer.missing() }
      }
      writer.endRow()
    }
    return writer.bytes
  }

  /// MASE of each level in the backtest, before and after.
  static func bytes(of accuracy: [LevelAccuracy]) -> [UInt8] {
    var writer = CSVWriter(header: ["level", "series", "method", "metric", "value"])
    for row in accuracy {
      writer.text(row.level)
      writer.integer(row.series)
      writer.text(row.method)
      writer.text("MASE")
      writer.number(FileNumbers.rounded(row.mase))
      writer.endRow()
    }
    return writer.bytes
  }
}
