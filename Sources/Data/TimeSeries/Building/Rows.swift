import CivilTime
import Tables

/// One row of a table on its way into a panel.
struct Row {
  /// Place of the series among the ids in order.
  var series: Int32
  /// In the table, from 0.
  var number: Int32
  /// In the units of the domain.
  var position: Int64
  /// NaN is missing.
  var value: Double
}

/// The columns of a table that make a panel, read into rows.
struct RowReading {
  var domain: TimeDomain
  /// Distinct, by the bytes of their UTF-8.
  var ids: [String]
  var rows: [Row]
  var quality = PanelQuality()
  /// Times came as days, with no time of day.
  var areDates = false

  init(_ table: Table, _ options: PanelOptions) throws(TimeSeriesError) {
    let columns = try PanelColumns(table, options)
    let grouping = Grouping(columns.id, rows: table.rowCount, otherwise: columns.value.name)
    ids = grouping.names
    domain = .integer
    rows = []
    rows.reserveCapacity(table.rowCount)
    quality.rowsRead = table.rowCount
    quality.notes.append(columns.sentence)

    let times = try RowReading.times(of: columns.time)
    let values = try RowReading.numbers(of: columns.value)
    for k in 0..<table.rowCount {
      if columns.time.missing[k] {
        quality.rowsMissingTime += 1
        continue
      }
      if columns.value.missing[k] || !values[k].isFinite { quality.rowsMissingValue += 1 }
      let isMissing = columns.value.missing[k] || !values[k].isFinite
      rows.append(
        Row(
          series: grouping.codes[k], number: Int32(k), position: times[k],
          value: isMissing ? .nan : values[k]))
    }
    if grouping.missing > 0 {
      let rows = counted(grouping.missing, "row")
      quality.notes.append("\(rows) without an id: taken as the series \"(missing)\".")
    }
    if quality.rowsMissingTime > 0 {
      quality.notes.append(
        "\(counted(quality.rowsMissingTime, "row")) without a time left out.")
    }
    try place(columns.time, in: options.timeZone)
  }

  /// Finds the domain, and turns wall times into moments where a zone is given.
  private mutating func place(
    _ column: Column, in zone: TimeZoneRules?
  ) throws(TimeSeriesError) {
    guard case .time(let times) = column.values else {
      if zone != nil { quality.notes.append("The time is an integer index: no zone applies.") }
      return
    }
    areDates = times.kind == .date
    switch (times.kind, zone) {
    case (.instant, let zone):
      domain = .zoned(zone ?? .utc)
      if zone == nil {
        quality.notes.append(
          "The times name their offset and are told in UTC. For days, opening hours and clock "
            + "changes of a place, give --time-zone.")
      }
    case (_, nil): domain = .wall
    case (_, let zone?):
      domain = .zoned(zone)
      let result = LocalTimes.resolve(&rows, in: zone, areDates: areDates)
      quality.notes += result
    }
  }

  private static func times(of column: Column) throws(TimeSeriesError) -> [Int64] {
    switch column.values {
    case .time(let times): return times.seconds
    case .integer(let values):
      // Differences of such numbers cannot overflow.
      guard values.allSatisfy({ $0.magnitude < 1 << 53 }) else {
        throw .wrongKind(column: column.name, needed: "times or whole numbers below 2^53")
      }
      return values
    case .double(let values):
      var whole: [Int64] = []
      whole.reserveCapacity(values.count)
      for (k, value) in values.enumerated() {
        guard column.missing[k] || abs(value) < 0x1p53 && value == value.rounded() else {
          throw .wrongKind(column: column.name, needed: "times or whole numbers")
        }
        whole.append(column.missing[k] ? 0 : Int64(value))
      }
      return whole
    case .text: throw .wrongKind(column: column.name, needed: "times or whole numbers")
    }
  }

  static func numbers(of column: Column) throws(TimeSeriesError) -> [Double] {
    switch column.values {
    case .double(let values): return values
    case .integer(let values): return values.map(Double.init)
    case .text, .time: throw .wrongKind(column: column.name, needed: "numbers")
    }
  }
}

/// The columns of a table in their roles.
struct PanelColumns {
  var id: [Column]
  var time: Column
  var value: Column

  init(_ table: Table, _ options: PanelOptions) throws(TimeSeriesError) {
    let names = table.columns.map(\.name)
    func named(_ name: String) throws(TimeSeriesError) -> Column {
      guard let column = table[name] else { throw .noColumn(name, available: names) }
      return column
    }
    if let ids = options.id {
      id = []
      for name in ids { id.append(try named(name)) }
    } else {
      id = table["unique_id"].map { [$0] } ?? []
    }
    let idNames = id.map(\.name)
    if let name = options.time {
      time = try named(name)
    } else if let column = table["ds"] {
      time = column
    } else {
      let fitting = table.columns.filter {
        if case .time = $0.values { return !idNames.contains($0.name) }
        return false
      }
      guard fitting.count == 1 else {
        let dates = fitting.isEmpty ? names.filter { CivilDate(iso8601: $0) != nil } : []
        if dates.count > 1 { throw .wide(firstDate: dates[0], count: dates.count) }
        throw .unclearColumn(role: "time", candidates: fitting.map(\.name))
      }
      time = fitting[0]
    }
    let timeName = time.name
    if let name = options.value {
      value = try named(name)
    } else if let column = table["y"] {
      value = column
    } else {
      let fitting = table.columns.filter { column in
        switch column.values {
        case .double, .integer: column.name != timeName && !idNames.contains(column.name)
        case .text, .time: false
        }
      }
      guard fitting.count == 1 else {
        throw .unclearColumn(role: "value", candidates: fitting.map(\.name))
      }
      value = fitting[0]
    }
  }

  /// What was taken for what.
  var sentence: String {
    let series = id.map { "\"\($0.name)\"" }.joined(separator: " and ")
    return "Times from column \"\(time.name)\", numbers from column \"\(value.name)\""
      + (id.isEmpty ? "." : ", one series for each \(series).")
  }
}

/// "1 row", "3 rows".
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
