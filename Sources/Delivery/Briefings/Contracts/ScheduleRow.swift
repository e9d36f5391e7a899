public import Tables

/// One line of `schedule.csv`: a shift, and how many people work it.
public struct ScheduleRow: Sendable, Equatable {
  /// "S001": unique within the file.
  public var shiftID: String
  public var unit: String
  /// Name of the pattern the shift follows.
  public var pattern: String
  public var start: IntervalLabel
  public var end: IntervalLabel
  /// Breaks as `12:00-12:30`, several separated by a space; empty for none.
  public var breaks: String
  public var count: Int
  /// Of all `count` people together, in the recipe's currency.
  public var cost: Double

  public init(
    shiftID: String, unit: String, pattern: String, start: IntervalLabel, end: IntervalLabel,
    breaks: String, count: Int, cost: Double
  ) {
    self.shiftID = shiftID
    self.unit = unit
    self.pattern = pattern
    self.start = start
    self.end = end
    self.breaks = breaks
    self.count = count
    self.cost = rounded(cost)
  }
}

/// `schedule.csv`: `shift_id, unit, start, end, breaks, count, cost, pattern`.
public enum ScheduleFile {
  public static let name = "schedule.csv"

  public static func bytes(of rows: [ScheduleRow]) -> [UInt8] {
    var writer = CSVWriter(
      header: ["shift_id", "unit", "start", "end", "breaks", "count", "cost", "pattern"])
    for row in rows {
      writer.text(row.shiftID)
      writer.text(row.unit)
      writer.text(row.start.text)
      writer.text(row.end.text)
      writer.text(row.breaks)
      writer.integer(row.count)
      writer.number(row.cost)
      writer.text(row.pattern)
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [ScheduleRow] {
    let ids = try table.text("shift_id")
    let units = try table.text("unit")
    let starts = try table.labels("start")
    let ends = try table.labels("end")
    let breaks = try table.optionalText("breaks")
    let counts = try table.counts("count")
    let costs = try table.numbers("cost")
    let patterns = table.has("pattern") ? try table.text("pattern") : ids.map { _ in "shift" }
    return ids.indices.map { row in
      ScheduleRow(
        shiftID: ids[row], unit: units[row], pattern: patterns[row], start: starts[row],
        end: ends[row], breaks: breaks[row], count: counts[row], cost: costs[row])
    }
  }
}

/// One line of `coverage.csv`: what the plan gives an interval.
public struct CoverageRow: Sendable, Equatable {
  public var unit: String
  public var start: IntervalLabel
  public var end: IntervalLabel
  public var required: Int
  /// People on duty for the whole interval.
  public var covered: Int
  /// Expected share answered in time with this cover, and its 80 % range over
  /// what the forecast leaves open; NaN where the target is of another kind.
  public var serviceLevel: Double
  public var serviceLow: Double
  public var serviceHigh: Double
  /// Expected share of busy time.
  public var occupancy: Double
  /// Expected share who hang up; 0 where nobody does.
  public var abandonment: Double
  /// What one more required person in this interval would cost, by the linear
  /// relaxation.
  public var price: Double

  public init(
    unit: String, start: IntervalLabel, end: IntervalLabel, required: Int, covered: Int,
    serviceLevel: Double, serviceLow: Double, serviceHigh: Double, occupancy: Double,
    abandonment: Double, price: Double
  ) {
    self.unit = unit
    self.start = start
    self.end = end
    self.required = required
    self.covered = covered
    self.serviceLevel = rounded(serviceLevel)
    self.serviceLow = rounded(serviceLow)
    self.serviceHigh = rounded(serviceHigh)
    self.occupancy = rounded(occupancy)
    self.abandonment = rounded(abandonment)
    self.price = rounded(price)
  }
}

/// `coverage.csv`.
public enum CoverageFile {
  public static let name = "coverage.csv"

  public static func bytes(of rows: [CoverageRow]) -> [UInt8] {
    var writer = CSVWriter(header: [
      "unit", "start", "end", "required", "covered", "service_level", "service_lo", "service_hi",
      "occupancy", "abandonment", "price",
    ])
    for row in rows {
      writer.text(row.unit)
      writer.text(row.start.text)
      writer.text(row.end.text)
      writer.integer(row.required)
      writer.integer(row.covered)
      for value in [
        row.serviceLevel, row.serviceLow, row.serviceHigh, row.occupancy, row.abandonment,
        row.price,
      ] {
        if value.isFinite { writer.number(value) } else { writer.missing() }
      }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [CoverageRow] {
    let units = try table.text("unit")
    let starts = try table.labels("start")
    let ends = try table.labels("end")
    let required = try table.counts("required")
    let covered = try table.counts("covered")
    let service = try table.optionalNumbers("service_level")
    let low = try table.optionalNumbers("service_lo")
    let high = try table.optionalNumbers("service_hi")
    let occupancy = try table.optionalNumbers("occupancy")
    let abandonment = try table.optionalNumbers("abandonment")
    let prices = try table.optionalNumbers("price")
    return units.indices.map { row in
      CoverageRow(
        unit: units[row], start: starts[row], end: ends[row], required: required[row],
        covered: covered[row], serviceLevel: service[row], serviceLow: low[row],
        serviceHigh: high[row], occupancy: occupancy[row], abandonment: abandonment[row],
        price: prices[row])
    }
  }
}
