import CivilTime
public import Tables
import TimeSeries

/// Reads detector files of the usual layouts into one `DetectorRecord`.
///
/// The layout is found by the header:
///
/// | layout | known by |
/// |---|---|
/// | controller events | columns for time, device, event and parameter |
/// | SCATS | columns `V00`, `V01` … in one of the first lines |
/// | PeMS | no header; a time, a station, and twelve columns or five more a lane |
/// | long | a time, and columns by the usual names of detector, flow, occupancy or speed |
/// | wide | everything else: a column a detector, with or without times and names |
public struct DetectorFile {
  let bytes: [UInt8]
  let name: String
  let options: DetectorFileOptions
  let reading: ReadOptions

  /// - Parameters:
  ///   - name: stands for the file in messages; a word such as `speed` in it says what the
  ///     numbers of a wide file measure, where nothing else does.
  ///   - reading: dates, decimal signs, delimiters and what is done with rows that break a rule.
  /// - Throws: `TableError` with file, line and column.
  public static func read(
    bytes: [UInt8], name: String = "detectors.csv",
    options: DetectorFileOptions = DetectorFileOptions(), reading: ReadOptions = ReadOptions()
  ) throws(TableError) -> DetectorRecord {
    if let step = options.stepSeconds, step < 1 || step > 86_400 || 86_400 % step != 0 {
      throw .usage("a step of \(step) seconds does not divide a day")
    }
    let file = DetectorFile(bytes: bytes, name: name, options: options, reading: reading)
    let head = try HeadOfFile(bytes, name: name, reading: reading)
    let format = options.format ?? head.format(hasHeader: options.hasHeader)
    var record: DetectorRecord
    switch format {
    case .wide: record = try file.wide(head)
    case .long: record = try file.long()
    case .pems: record = try file.pems()
    case .scats: record = try file.scats(head)
    case .events:
      record = try ControllerEvents.read(bytes: bytes, name: name, reading: reading)
        .detectors(stepSeconds: options.eventStepSeconds, timeZone: options.timeZone)
    }
    record.speedUnit = options.speedUnit ?? record.speedUnit
    try file.settleUnits(&record)
    guard record.stepCount > 0, record.detectorCount > 0, !record.measures.isEmpty else {
      throw .data(DataProblem(file: name, what: "no detector and no step in it"))
    }
    return record
  }

  /// The layout that a file is taken to have.
  public static func format(
    of bytes: [UInt8], name: String = "detectors.csv", reading: ReadOptions = ReadOptions()
  ) throws(TableError) -> DetectorFileFormat {
    try HeadOfFile(bytes, name: name, reading: reading).format(hasHeader: nil)
  }

  /// Occupancies as shares, flows in the step.
  private func settleUnits(_ record: inout DetectorRecord) throws(TableError) {
    if let values = record.occupancy {
      var largest = 0.0
      for value in values where value.isFinite { largest = max(largest, value) }
      // A few values a little above 1 may be faults; a file in per cent has many above it.
      let above = values.count { $0 > 1.5 }
      if above > 0, Double(above) > 1e-3 * Double(values.count) || largest > 2 {
        record.occupancy = values.map { $0 / 100 }
        record.reading.notes.append("Occupancy is in per cent in the file (up to \(largest)).")
      }
    }
    if options.flowIsHourly, let values = record.flow {
      let share = Double(record.stepSeconds) / 3_600
      record.flow = values.map { $0 * share }
      record.reading.notes.append("Flows are vehicles an hour in the file, as said.")
    }
  }

  /// What bare numbers measure: as said, by the file's name, or taken for counts.
  func bareMeasure(_ column: String?) -> (measure: DetectorRecord.Measure, note: String?) {
    if let measure = options.measure { return (measure, nil) }
    for text in [column ?? "", String(name.split(separator: "/").last ?? "")] {
      if let measure = DetectorColumns.measure(inWordsOf: text) {
        return (measure, "The numbers are taken for \(measure.rawValue), by the name \(text).")
      }
    }
    return (.flow, "Nothing says what the numbers measure: taken for counts of vehicles.")
  }

  /// A record of the steps of an axis, without values.
  func record(on axis: DetectorAxis, ids: [String]) -> DetectorRecord {
    var record = DetectorRecord(index: axis.index, detectors: ids.map { .init(id: $0) })
    record.reading = axis.reading
    return record
  }

  /// Numbers of a column, NaN where missing.
  func numbers(_ column: Column, _ lines: RowLines) throws(TableError) -> [Double] {
    switch column.values {
    case .double(let values): return zip(values, column.missing).map { $1 ? .nan : $0 }
    case .integer(let values): return zip(values, column.missing).map { $1 ? .nan : Double($0) }
    case .text, .time:
      if column.missing.allSatisfy({ $0 }) { return column.missing.map { _ in .nan } }
      let row = column.missing.firstIndex(of: false) ?? 0
      throw .data(
        DataProblem(
          file: name, line: lines[row], column: column.name, what: "not numbers",
          fix: "Expected digits with a decimal point; say --rejects to set such rows aside."))
    }
  }

  /// The table of the file, with what its columns hold said beforehand.
  func table(
    hasHeader: Bool = true, types: [String: ColumnType] = [:], columns: [String]? = nil,
    of other: [UInt8]? = nil, dateOrder: DateOrder? = nil
  ) throws(TableError) -> ReadResult {
    var options = reading
    options.hasHeader = hasHeader
    options.columns = columns
    options.dateOrder = options.dateOrder ?? dateOrder
    for (column, type) in types where options.types[column] == nil { options.types[column] = type }
    return try TableReader.read(bytes: other ?? bytes, name: name, options: options)
  }
}
