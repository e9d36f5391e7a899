import Briefings
import Tables

/// What really came, by unit and interval.
struct Actuals {
  private var counts: [String: Double] = [:]
  private let file: String

  /// `unique_id` may be left out where there is one unit.
  init(_ table: ContractTable, file: String) throws {
    self.file = file
    let starts = try table.labels("ds")
    let values = try table.numbers("y")
    let ids = table.has("unique_id") ? try table.text("unique_id") : starts.map { _ in "" }
    for k in starts.indices {
      guard values[k] >= 0, values[k].isFinite else {
        throw PipelineError(.data, "\(file):\(k + 2): column \"y\": expected 0 or more.")
      }
      counts["\(starts[k].position) \(ids[k])", default: 0] += values[k]
    }
  }

  /// What came in an interval; nil where it is not known.
  func count(of slot: ForecastSlot) -> Double? {
    let start = slot.row.start.position
    return counts["\(start) \(slot.row.id)"] ?? counts["\(start) "]
  }

  /// One number an interval.
  ///
  /// - Throws: `PipelineError` naming the first interval that is missing.
  func values(of slots: [ForecastSlot]) throws -> [Double] {
    try slots.map { slot in
      let start = slot.row.start.position
      if let own = counts["\(start) \(slot.row.id)"] ?? counts["\(start) "] { return own }
      if slot.isClosed { return 0 }
      throw PipelineError(
        .data, "\(file): there is no row for \(slot.row.start.text), which the plan covers.")
    }
  }
}
