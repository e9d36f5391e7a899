import Briefings
import CivilTime
import Foundation
import Provenance
import Tables
import TimeSeries

/// A log of requests, read, with its days counted.
struct RequestsLog {
  let table: Table
  let options: EventLogOptions
  let log: EventLog
  /// What came in on each day, as a panel of one series for the forecast.
  let panel: Panel
  let first: CivilDate
  let last: CivilDate
  /// By day from `first` to `last`: came in, closed, open at its end.
  let came: [Double]
  let closed: [Double]
  let open: [Double]
  let record: FileRecord
  let notes: [String]
  let rejects: [UInt8]?
  let rejectedCount: Int

  init(_ recipe: RequestsRecipe, path: String, manner: RecipeManner) throws {
    let data = recipe.data
    var reading = ReadOptions()
    try SchemaBeside.apply(to: &reading, file: path, package: nil)
    reading.rejects = manner.setsRejectsAside ? .setAside : .fail
    reading.showValues = manner.showsValues
    let others = [data.key, data.group].compactMap { $0 } + data.filters.map(\.column)
    var seen: Set<String> = []
    reading.columns = ([data.created, data.closed] + others).filter { seen.insert($0).inserted }
    for column in [data.created, data.closed] where reading.types[column] == nil {
      reading.types[column] = .time
    }
    for column in others where reading.types[column] == nil { reading.types[column] = .text }
    let result = try TableReader.read(path: path, options: reading)
    table = result.table
    rejects = result.rejects.count > 0 ? result.rejects.csv : nil
    rejectedCount = result.rejects.count
    record = try FileRecord(path: path, at: path)
    var options = EventLogOptions(created: data.created)
    options.closed = data.closed
    options.key = data.key
    options.filters = data.filters
    options.from = data.from
    options.through = data.through
    var notes = result.inference.asSentences
    do {
      if data.from == nil || data.through == nil {
        let dense = try EventLog(from: table, options: options).counts(every: .daily)
        notes += dense.quality.notes
        options.from = data.from ?? dense.index.date(ofStep: 0)
        options.through = data.through ?? dense.index.date(ofStep: dense.index.count - 1)
      }
      let log = try EventLog(from: table, options: options)
      var panel = try log.counts(every: .daily)
      let stock = try log.backlog(every: .daily)
      guard let first = panel.index.date(ofStep: 0),
        let last = panel.index.date(ofStep: panel.index.count - 1), panel.index.count >= 56,
        let arrivals = panel.series.first?.values, let open = stock.series.first?.values,
        arrivals.count == open.count
      else {
        throw PipelineError(
          .data,
          "\(path): the log has to hold 8 whole weeks at least; it holds "
            + "\(panel.index.count) whole days.")
      }
      panel.series[0].id = data.unit
      self.log = log
      self.panel = panel
      (self.first, self.last, came, self.open) = (first, last, arrivals, open)
      closed = open.indices.map { arrivals[$0] + ($0 > 0 ? open[$0 - 1] : 0) - open[$0] }
    } catch let error as TimeSeriesError {
      throw PipelineError(.data, "\(path): \(sentence("\(error)"))")
    }
    self.options = options
    let quality = log.quality
    if quality.rowsFilteredOut > 0 {
      notes.append("\(quality.rowsFilteredOut) rows did not pass the filter.")
    }
    if quality.rowsOutsideDates > 0 {
      notes.append("\(quality.rowsOutsideDates) rows were created before or after these days.")
    }
    if quality.rowsRepeated > 0 {
      notes.append("\(quality.rowsRepeated) rows repeat a request and count once.")
    }
    if quality.negativeDurations > 0 {
      notes.append(
        "\(quality.negativeDurations) requests end before they begin: counted as demand, left "
          + "out of times to close.")
    }
    if quality.open > 0 {
      notes.append(
        "\(quality.open) requests were still open at the end: times to close count them as "
          + "open that long, not as closed.")
    }
    self.notes = notes
  }

  /// The place of a day in the arrays; nil outside them.
  func day(_ date: CivilDate) -> Int? {
    let place = date.daysSinceEpoch - first.daysSinceEpoch
    return came.indices.contains(place) ? place : nil
  }

  /// Times to close of what came in between two days, by group where one is named.
  func closing(from: CivilDate, through: CivilDate, by group: String? = nil) throws -> EventLog {
    var part = options
    part.from = from
    part.through = through
    part.observedUntil = last.adding(days: 1)
    part.groups = group.map { [$0] } ?? []
    do { return try EventLog(from: table, options: part) } catch {
      throw PipelineError(.data, "\(record.path): \(sentence("\(error)"))")
    }
  }

  /// The data as the report states them.
  func facts(unit: String) -> DataFacts {
    var fingerprint = SHA256()
    fingerprint.update(HistoryFile.bytes(of: DemandTables.rows(of: panel)))
    return DataFacts(
      file: record.path.split(separator: "/").last.map(String.init) ?? record.path,
      fingerprint: fingerprint.hexDigest(), unit: unit, step: panel.index.frequency.noun,
      stepSeconds: 86_400, rowsRead: log.quality.rowsRead + rejectedCount,
      rowsRejected: rejectedCount, stepsExpected: came.count, stepsMissing: 0, seriesCount: 1,
      firstLabel: panel.index.label(ofStep: 0),
      lastLabel: panel.index.label(ofStep: came.count - 1), timeZone: nil, notes: notes)
  }
}

extension LoadedSeries {
  /// Series that were counted from a log.
  init(_ log: RequestsLog) {
    self.init(
      panel: log.panel, record: log.record, notes: log.notes, rejects: log.rejects,
      rejectedCount: log.rejectedCount)
  }
}
