public import CivilTime
import Foundation
public import Provenance
import Reports
public import Tables
public import TimeSeries

/// A file of counts, and what its columns mean.
public struct SeriesSource: Sendable {
  /// A path, or `-` for standard input.
  public var path: String
  /// Name to print and record; the path where nil.
  public var displayName: String?
  public var reading = ReadOptions()
  public var columns = PanelOptions()
  /// IANA name or fixed offset.
  public var timeZone: String?
  /// Columns known ahead too.
  public var known: KnownColumnsSource?

  public init(path: String) { self.path = path }
}

/// The text with a full stop, where it has none.
func sentence(_ text: String) -> String {
  text.hasSuffix(".") || text.hasSuffix("?") ? text : text + "."
}

extension Inference {
  /// What was decided about a file, in sentences; of many columns, the first few.
  var asSentences: [String] {
    let shown = columns.prefix(8).map(\.sentence)
    let more = columns.count - shown.count
    return (shown + (more > 0 ? ["and \(more) more columns"] : []) + notes)
      .map { PlainWords.sentence(sentence($0)) }
  }
}

/// A file that has become series, and what was decided on the way.
public struct LoadedSeries: Sendable {
  public var panel: Panel
  public var record: FileRecord
  public var notes: [String]
  /// Rows set aside, as a CSV file; nil for none.
  public var rejects: [UInt8]?
  public var rejectedCount: Int
  /// Edition of the time zone data, where a zone was used.
  public var timeZoneData: String?
  /// Columns known ahead too.
  public var known: KnownColumns?

  /// Series that something else read.
  init(
    panel: Panel, record: FileRecord, notes: [String], rejects: [UInt8]?, rejectedCount: Int
  ) {
    self.panel = panel
    self.record = record
    self.notes = notes
    self.rejects = rejects
    self.rejectedCount = rejectedCount
  }

  /// Reads and understands the file.
  ///
  /// - Throws: `TableError` where the file cannot be read, `PipelineError` where
  ///   its columns do not make series.
  public init(_ source: SeriesSource) throws {
    let name = source.displayName ?? source.path
    var options = source.columns
    if let zone = source.timeZone {
      options.timeZone = try LoadedSeries.rules(for: zone)
      timeZoneData = TimeZoneFiles.dataVersion()
    }
    var reading = source.reading
    // What a column is for says what it must hold: a value that is not a number
    // is then a fault of its row, with its line, and not a column of text.
    reading.typesWherePresent.merge(
      ["unique_id": .text, "ds": .timeOrInteger, "y": .number], uniquingKeysWith: { own, _ in own })
    var expected = Dictionary(
      uniqueKeysWithValues: (options.id ?? []).map { ($0, ColumnType.text) })
    if let time = options.time { expected[time] = .timeOrInteger }
    if let value = options.value { expected[value] = .number }
    for name in source.known?.names ?? [] { expected[name] = .number }
    reading.types.merge(expected, uniquingKeysWith: { own, _ in own })
    let result = try TableReader.read(path: source.path, options: reading)
    do {
      panel = try Panel(from: result.table, options: options)
    } catch {
      throw PipelineError(.data, "\(name): \(sentence("\(error)"))")
    }
    guard !panel.series.isEmpty else {
      throw PipelineError(.data, "\(name): no row has both a time and a value.")
    }
    if let wanted = source.known {
      known = try KnownColumns(
        wanted, table: result.table, name: name, reading: source.reading, options: options,
        on: panel.index)
    }
    panel.quality.rowsRejected = result.rejects.count
    record = try LoadedSeries.record(of: source, name: name)
    notes = result.inference.asSentences + panel.quality.notes
    notes += known?.notes(for: panel) ?? []
    rejectedCount = result.rejects.count
    rejects = result.rejects.count > 0 ? result.rejects.csv : nil
  }

  /// The rules of a zone by IANA name ("America/Chicago") or offset ("-06:00").
  public static func rules(for name: String) throws -> TimeZoneRules {
    if name == "UTC" || name == "Z" { return .utc }
    if let fixed = TimeZoneRules(fixedOffset: name) { return fixed }
    let bytes = try TimeZoneFiles.bytes(for: name)
    do { return try TimeZoneRules(identifier: name, tzif: bytes) } catch {
      throw PipelineError(.data, "time zone \(name): \(error)")
    }
  }

  /// What was read from standard input is recorded by name alone: it is gone.
  private static func record(of source: SeriesSource, name: String) throws -> FileRecord {
    guard source.path != "-" else { return FileRecord(path: "-", bytes: 0, sha256: "") }
    return try FileRecord(path: name, at: source.path)
  }

  /// SHA-256 of the series as they were understood. It does not depend on the
  /// order of rows, on how numbers were spelt, or on the file's name.
  public var fingerprint: String {
    var hash = SHA256()
    func add(_ text: String) { hash.update(Array((text + "\n").utf8)) }
    add(panel.index.label(ofStep: 0))
    add(panel.index.frequency.description)
    for series in panel.series {
      add(series.id)
      add(String(series.firstStep))
      var bytes: [UInt8] = []
      bytes.reserveCapacity(8 * series.values.count)
      for value in series.values {
        let bits = value.isNaN ? UInt64.max : value.bitPattern
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
      }
      hash.update(bytes)
    }
    return hash.hexDigest()
  }
}
