import Forecasting
public import Provenance
import Tables
import TimeSeries

/// Which columns of a file are known ahead too, and where their future stands.
public struct KnownColumnsSource: Sendable {
  public var names: [String]
  /// File with their values over the horizon, with the columns of ids and time of
  /// the data; nil where the data go on in rows without a value.
  public var futureFile: String?
  /// Other futures: files like that of the future, with some of the columns.
  public var scenarios: [Scenario] = []

  /// Another future and what to call it.
  public struct Scenario: Sendable, Equatable {
    public var name: String
    public var file: String

    public init(name: String, file: String) {
      self.name = name
      self.file = file
    }
  }

  public init(names: [String], futureFile: String? = nil) {
    self.names = names
    self.futureFile = futureFile
  }
}

/// Columns that stand beside the values of a file: temperature, a campaign, an event.
public struct KnownColumns: Sendable {
  public let source: KnownColumnsSource
  /// Of the files with the future and the scenarios.
  public let records: [FileRecord]
  /// By column, in the order of the names.
  private let past: [AxisColumn]
  private let future: [AxisColumn?]
  /// By scenario and column; nil for a column that stays as it is.
  private let scenarios: [[AxisColumn?]]

  /// - Parameters:
  ///   - table: the data.
  ///   - name: of the data, for messages.
  ///   - reading: how the data were read.
  ///   - options: columns of ids and time.
  init(
    _ source: KnownColumnsSource, table: Table, name: String, reading: ReadOptions,
    options: PanelOptions, on index: TimeIndex
  ) throws {
    self.source = source
    past = try KnownColumns.columns(source.names, of: table, name: name, options, on: index)
    // Another file need not have the other columns of the data.
    var reading = reading
    reading.typesWherePresent.merge(reading.types) { _, own in own }
    reading.types = Dictionary(source.names.map { ($0, .number) }) { one, _ in one }
    future =
      try source.futureFile.map {
        let table = try TableReader.read(path: $0, options: reading).table
        return try KnownColumns.columns(source.names, of: table, name: $0, options, on: index)
      } ?? []
    reading.typesWherePresent.merge(reading.types) { _, own in own }
    reading.types = [:]
    scenarios = try source.scenarios.map { scenario in
      let table = try TableReader.read(path: scenario.file, options: reading).table
      let held = source.names.filter { table[$0] != nil }
      guard !held.isEmpty else {
        throw PipelineError(
          .data,
          "\(scenario.file): no column of --regressors \(source.names.joined(separator: ",")).")
      }
      let columns = try KnownColumns.columns(
        held, of: table, name: scenario.file, options, on: index)
      return source.names.map { name in held.firstIndex(of: name).map { columns[$0] } }
    }
    records = try ([source.futureFile].compactMap { $0 } + source.scenarios.map(\.file)).map {
      try FileRecord(path: $0, at: $0)
    }
  }

  private static func columns(
    _ names: [String], of table: Table, name: String, _ options: PanelOptions,
    on index: TimeIndex
  ) throws -> [AxisColumn] {
    // A file without the columns of ids speaks of all series.
    let hasIDs = options.id?.contains { table[$0] != nil } ?? true
    return try names.map { column in
      var options = options
      if !hasIDs { options.id = nil }
      options.value = column
      do throws(TimeSeriesError) {
        return try AxisColumn(table, options: options, on: index)
      } catch {
        throw PipelineError(.data, "\(name): --regressors \(column): \(sentence("\(error)"))")
      }
    }
  }

  /// The columns on the panel's axis through the horizon.
  ///
  /// - Parameter looksAhead: false where nothing is forecast beyond the data; the
  ///   horizon then holds the last known value, which no answer depends on.
  /// - Throws: `PipelineError` where a series that reaches the end of the data has
  ///   no value on a step to forecast.
  func regressors(
    of panel: Panel, horizon: Int, scenario: Int? = nil, looksAhead: Bool = true
  ) throws(PipelineError) -> PanelRegressors {
    let index = panel.index
    let steps = index.count + horizon
    var own: [String: [Regressor]] = [:]
    for place in source.names.indices {
      let columns = placed(
        place, scenario: scenario, steps: steps, observed: index.count)
      for series in panel.series {
        var values = columns.everywhere
        for (step, value) in columns.own[series.id] ?? [:] { values[step] = value }
        if !looksAhead, let last = values.last(where: \.isFinite) {
          for step in index.count..<steps where values[step].isNaN { values[step] = last }
        }
        own[series.id, default: []].append(
          Regressor(name: source.names[place], values: values))
        // A series that ended long ago has no rows any more.
        guard looksAhead, series.firstStep + series.values.count == index.count else { continue }
        let missing = (index.count..<steps).filter { values[$0].isNaN }
        guard let first = missing.first, let last = missing.last else { continue }
        let times =
          first == last
          ? index.label(ofStep: first)
          : "\(missing.count) of the \(horizon) steps to forecast, "
            + "\(index.label(ofStep: first)) to \(index.label(ofStep: last))"
        throw PipelineError(
          .data,
          "--regressors \(source.names[place]): series \"\(series.id)\" has no value for \(times). "
            + (source.futureFile.map { "Add it to \($0)." }
              ?? "Give the future values with --future FILE."))
      }
    }
    return PanelRegressors(own: own)
  }

  /// Numbers of one column by step: those of all series, and those of single ones.
  private func placed(_ place: Int, scenario: Int? = nil, steps: Int, observed: Int) -> (
    everywhere: [Double], own: [String: [Int: Double]]
  ) {
    var everywhere = [Double](repeating: .nan, count: steps)
    var own: [String: [Int: Double]] = [:]
    func add(_ column: AxisColumn, isFuture: Bool) {
      for entry in column.entries where (0..<steps).contains(entry.step) {
        // The past is what the data say, the future what the file of the future says.
        let isFirmer = isFuture == (entry.step >= observed)
        if let id = entry.id {
          if isFirmer || own[id]?[entry.step] == nil {
            own[id, default: [:]][entry.step] = entry.value
          }
        } else if isFirmer || everywhere[entry.step].isNaN {
          everywhere[entry.step] = entry.value
          // What holds for all series comes after what was said of one.
          if isFuture, isFirmer {
            for id in own.keys { own[id]?[entry.step] = nil }
          }
        }
      }
    }
    add(past[place], isFuture: false)
    if future.indices.contains(place), let column = future[place] {
      add(column, isFuture: true)
    }
    if let scenario, let column = scenarios[scenario][place] { add(column, isFuture: true) }
    return (everywhere, own)
  }

  /// What was found, in sentences.
  func notes(for panel: Panel) -> [String] {
    source.names.enumerated().compactMap { place, name in
      let columns = placed(place, steps: panel.index.count, observed: panel.index.count)
      var missing = 0
      for series in panel.series {
        for step in series.firstStep..<series.firstStep + series.values.count
        where (columns.own[series.id]?[step] ?? columns.everywhere[step]).isNaN {
          missing += 1
        }
      }
      guard missing > 0 else { return nil }
      return "Column \"\(name)\" has no value on \(missing) past steps; tests from before them go "
        + "without it."
    }
  }
}
