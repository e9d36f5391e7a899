import Briefings
import Tables

/// Sample futures of a forecast, by unit and interval: `paths.csv` in memory.
struct SamplePaths: Sendable {
  /// How many a plan asks a forecast for.
  static let count = 300

  /// By unit, then position of the interval: one value a path, in the order of the file.
  private var values: [String: [Int64: [Double]]] = [:]

  init(_ table: ContractTable) throws(TableError) {
    let ids = try table.text("unique_id")
    let starts = try table.text("ds")
    let counts = try table.numbers("y")
    var positions: [String: Int64] = [:]
    for row in ids.indices {
      let position: Int64
      if let known = positions[starts[row]] {
        position = known
      } else if let label = IntervalLabel(starts[row]) {
        position = label.position
        positions[starts[row]] = position
      } else {
        throw .data(
          DataProblem(
            file: table.file, line: row + 2,
            what: "column \"ds\" should be an ISO 8601 date or time, or an integer", fix: nil))
      }
      values[ids[row], default: [:]][position, default: []].append(counts[row])
    }
  }

  /// The paths of a file's bytes.
  init(bytes: [UInt8], file: String) throws(TableError) {
    var options = ReadOptions()
    options.types["unique_id"] = .text
    options.types["ds"] = .text
    options.missing = [""]
    try self.init(
      ContractTable(
        try TableReader.read(bytes: bytes, name: file, options: options).table, file: file))
  }

  /// Counts by path, then interval; nil unless every interval has the same number of paths, two
  /// at least.
  func counts(of slots: ArraySlice<ForecastSlot>) -> [[Double]]? {
    var columns: [[Double]] = []
    for slot in slots {
      guard let column = values[slot.row.id]?[slot.row.start.position],
        column.count == columns.first?.count ?? column.count
      else { return nil }
      columns.append(column)
    }
    guard let paths = columns.first?.count, paths >= 2 else { return nil }
    return (0..<paths).map { path in columns.map { $0[path] } }
  }
}
