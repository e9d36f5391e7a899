import CivilTime
import Foundation
import Tables
import TimeSeries

/// One file of demand series, ready to be forecast from its last origins.
///
/// What a file is, its name and its columns say; files never seen before are
/// read by the same rules:
/// - `…_wide`: a row a series, the columns that are dates hold its values, the
///   others its keys (a hierarchy);
/// - `…_sparse`: a row a time and group with the count; what is not listed is 0;
/// - else `ds`, and `unique_id` where there are several series; the value is the
///   first column of numbers.
struct DemandSet {
  var name: String
  var panel: Panel
  /// The keys of each series of a `…_wide` file, else empty.
  var keys: [[String]] = []
  var horizon: Int
  var origins: Int
  /// Ascending; those that the command line would take.
  var seasons: [Int]

  /// Season of the scale of MASE.
  var scalePeriod: Int { seasons.max() ?? 1 }

  /// Whether the counts are so sparse that peers made for them are asked: three
  /// steps in ten without demand, over all series.
  var isSparse: Bool {
    var zeros = 0.0
    var all = 0.0
    for series in panel.series {
      for value in series.values where !value.isNaN {
        all += 1
        if value == 0 { zeros += 1 }
      }
    }
    return zeros >= 0.3 * all
  }

  /// The sets of a folder in the order of their names; what cannot be read is
  /// reported.
  static func all(
    in directory: String, where wanted: (String) -> Bool, failed: (String, any Error) -> Void
  ) -> [DemandSet] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    var sets: [DemandSet] = []
    for file in files.sorted() where file.hasSuffix(".csv.gz") || file.hasSuffix(".csv") {
      let name = String(file[..<(file.firstRange(of: ".csv")?.lowerBound ?? file.endIndex)])
      guard wanted(name) else { continue }
      do {
        sets.append(try read("\(directory)/\(file)", name: name))
      } catch { failed(name, error) }
    }
    return sets
  }

  private static func read(_ path: String, name: String) throws -> DemandSet {
    var keys: [[String]] = []
    let panel: Panel
    if name.hasSuffix("_wide") {
      (panel, keys) = try wide(path)
    } else if name.hasSuffix("_sparse") {
      panel = try sparse(path)
    } else {
      // Identifiers of figures alone stay text.
      var options = ReadOptions()
      options.types = ["unique_id": .text]
      let plain = try TableReader.read(path: path).table
      let table =
        plain["unique_id"] == nil
        ? plain : try TableReader.read(path: path, options: options).table
      panel = try Panel(
        from: table, options: PanelOptions(time: "ds", value: value(of: table)))
    }
    let longest = panel.series.map(\.values.count).max() ?? 0
    let seasons = panel.index.seasonalPeriods(seriesLength: longest)
    let horizon: Int
    switch panel.index.frequency {
    case .seconds: horizon = seasons.max() ?? 168
    case .days(1): horizon = 28
    case .days: horizon = 13
    case .months(1): horizon = 12
    case .months, .index: horizon = 8
    }
    return DemandSet(
      name: name, panel: panel, keys: keys, horizon: horizon,
      origins: panel.series.count < 5 ? 8 : panel.index.frequency == .daily ? 4 : 1,
      seasons: seasons)
  }

  /// The first column of numbers besides time and identifier.
  private static func value(of table: Table) -> String? {
    table.columns.first { column in
      guard column.name != "ds", column.name != "unique_id" else { return false }
      switch column.values {
      case .double, .integer: return true
      default: return false
      }
    }?.name
  }

  /// Rows are series; columns named by dates hold their values.
  private static func wide(_ path: String) throws -> (Panel, [[String]]) {
    let table = try TableReader.read(path: path).table
    var texts: [[String]] = []
    var days: [(day: Int, values: [Double])] = []
    for column in table.columns {
      let parts = column.name.split(separator: "-").compactMap { Int($0) }
      if parts.count == 3,
        let date = CivilDate(validYear: parts[0], month: parts[1], day: parts[2])
      {
        switch column.values {
        case .integer(let values): days.append((date.daysSinceEpoch, values.map(Double.init)))
        case .double(let values): days.append((date.daysSinceEpoch, values))
        default: break
        }
      } else if case .text(let text) = column.values {
        texts.append(text.codes.map { $0 < 0 ? "" : text.dictionary[Int($0)] })
      }
    }
    let keys = (0..<table.rowCount).map { row in texts.map { $0[row] } }
    let series = keys.enumerated().map { row, key in
      Series(id: key.joined(separator: "/"), firstStep: 0, values: days.map { $0.values[row] })
    }
    let index = TimeIndex(
      domain: .wall, frequency: .daily, start: Int64(days.first?.day ?? 0) * 86_400,
      count: days.count)
    return (Panel(index: index, series: series), keys)
  }

  /// A day by group from its first count on, where there are 30 days with any.
  private static func sparse(_ path: String) throws -> Panel {
    let table = try TableReader.read(path: path).table
    guard case .time(let times)? = table["ds"]?.values, let last = times.seconds.max(),
      let name = value(of: table), let column = table[name]
    else { throw CocoaError(.fileReadCorruptFile) }
    let counts: [Double]
    switch column.values {
    case .integer(let values): counts = values.map(Double.init)
    case .double(let values): counts = values
    default: throw CocoaError(.fileReadCorruptFile)
    }
    let groups = table.columns.compactMap { column -> [String]? in
      guard case .text(let text) = column.values else { return nil }
      return text.codes.map { $0 < 0 ? "" : text.dictionary[Int($0)] }
    }
    let start = times.seconds.min() ?? 0
    let length = Int((last - start) / 86_400) + 1
    var found: [String: (first: Int, values: [Double])] = [:]
    for row in 0..<table.rowCount {
      let key = groups.map { $0[row] }.joined(separator: "/")
      let day = Int((times.seconds[row] - start) / 86_400)
      var own = found[key] ?? (day, [Double](repeating: 0, count: length))
      own.first = min(own.first, day)
      own.values[day] += counts[row]
      found[key] = own
    }
    let series = found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { Series(id: $0, firstStep: $1.first, values: Array($1.values[$1.first...])) }
      .filter { $0.values.count { $0 > 0 } >= 30 }
    return Panel(
      index: TimeIndex(domain: .wall, frequency: .daily, start: start, count: length),
      series: series)
  }
}
