import Briefings
import CivilTime
import Tables

/// One interval to staff: its forecast, its end, and what the wall clock shows.
struct ForecastSlot: Sendable {
  var row: ForecastRow
  var end: IntervalLabel
  var wall: WallTime

  var seconds: Int { Int(end.position - row.start.position) }
  /// Nothing is expected and nothing can come: the place is closed.
  var isClosed: Bool { row.mean <= 0 && row.bands.allSatisfy { $0.upper <= 0 } }

  /// The intervals of a forecast file, by unit and time.
  ///
  /// An interval lasts to the next one, or as long as most do where the next
  /// begins later (a night between them).
  static func slots(of rows: [ForecastRow], file: String) throws -> [ForecastSlot] {
    var byUnit: [(unit: String, rows: [ForecastRow])] = []
    for row in rows {
      if let known = byUnit.firstIndex(where: { $0.unit == row.id }) {
        byUnit[known].rows.append(row)
      } else {
        byUnit.append((row.id, [row]))
      }
    }
    byUnit.sort { $0.unit.utf8.lexicographicallyPrecedes($1.unit.utf8) }
    var slots: [ForecastSlot] = []
    for (unit, unsorted) in byUnit {
      let rows = unsorted.sorted { $0.start.position < $1.start.position }
      let step = try commonStep(of: rows, unit: unit, file: file)
      for (position, row) in rows.enumerated() {
        guard let wall = row.start.wallTime, let plain = row.start.adding(seconds: step) else {
          throw PipelineError(
            .data, "\(file): unit \"\(unit)\": staffing needs intervals with a time of day.")
        }
        let next = position + 1 < rows.count ? rows[position + 1].start : nil
        let isNextAdjacent = next.map { $0.position == plain.position } ?? false
        slots.append(
          ForecastSlot(row: row, end: isNextAdjacent ? next ?? plain : plain, wall: wall))
      }
    }
    return slots
  }

  /// The most frequent distance between neighbours, in seconds.
  private static func commonStep(of rows: [ForecastRow], unit: String, file: String) throws
    -> Int64
  {
    var counts: [Int64: Int] = [:]
    for (a, b) in zip(rows, rows.dropFirst()) {
      let step = b.start.position - a.start.position
      guard step > 0 else {
        throw PipelineError(.data, "\(file): unit \"\(unit)\" has \(b.start.text) twice.")
      }
      counts[step, default: 0] += 1
    }
    let step = counts.max { $0.value != $1.value ? $0.value < $1.value : $0.key > $1.key }?.key
    guard let step else {
      throw PipelineError(
        .data, "\(file): unit \"\(unit)\" has one interval, so its length is not known.")
    }
    guard step < 86_400 else {
      throw PipelineError(
        .data,
        "\(file): intervals of a day or longer say nothing about the hours to staff. "
          + "Forecast half hours or the like.")
    }
    return step
  }
}
