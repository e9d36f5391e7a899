/// The seconds people on foot need of a stage in which they cross.
///
/// A stage lasts for the walk signal and for the way across, from kerb to kerb at the walking
/// speed: 7 s and 3.5 ft/s (1.07 m/s) in the Manual on Uniform Traffic Control Devices (2009,
/// section 4E.06), which allows up to 4 ft/s (1.2 m/s) where slower people can ask for more time.
/// No part of the way is charged to the yellow or the all-red after it.
public struct PedestrianTimes: Equatable, Sendable {
  /// Seconds of the walk signal.
  public var walk = 7.0
  /// Metres a second.
  public var speed = 1.07

  public init() {}

  /// Seconds a stage lasts at least for a crossing of that length in metres.
  public func shortest(crossing metres: Double) -> Double { walk + metres / speed }

  /// Reads rows of `tls_id, stage` with `seconds`, or with `crossing_m` and, where they differ
  /// from these, `walk_s` and `speed_m_s`; stages count from 0 in the order of the program. Of
  /// several rows for one stage the longest time holds.
  /// - Returns: seconds for each stage of a signal, by its identifier; 0 for stages without a row.
  /// - Throws: `SignalFileError` naming the line.
  public func minimums(csv bytes: [UInt8]) throws(SignalFileError) -> [String: [Double]] {
    var columns: [String] = []
    var result: [String: [Double]] = [:]
    for (i, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let fields = try SignalPlan.fields(line, line: i + 1)
      if fields.allSatisfy(\.isEmpty) { continue }
      if columns.isEmpty {
        columns = fields
        for name in ["tls_id", "stage"] where !columns.contains(name) {
          throw .missing(attribute: name, of: "header", line: i + 1)
        }
        guard columns.contains("seconds") || columns.contains("crossing_m") else {
          throw .missing(attribute: "seconds or crossing_m", of: "header", line: i + 1)
        }
        continue
      }
      guard fields.count == columns.count else {
        throw .malformed(
          line: i + 1, reason: "\(fields.count) fields where the header has \(columns.count)")
      }
      func value(
        _ name: String, above least: Double
      ) throws(SignalFileError) -> Double? {
        guard let k = columns.firstIndex(of: name), !fields[k].isEmpty else { return nil }
        guard let number = Double(fields[k]), number.isFinite else {
          throw .notANumber(attribute: name, of: "row", value: fields[k], line: i + 1)
        }
        guard number > least else {
          throw .malformed(line: i + 1, reason: "\(name) must be above \(Int(least))")
        }
        return number
      }
      guard let id = columns.firstIndex(of: "tls_id").map({ fields[$0] }), !id.isEmpty,
        let stage = try value("stage", above: -1), let place = Int(exactly: stage), place < 1000
      else { throw .malformed(line: i + 1, reason: "a stage is a whole number from 0") }
      var times = self
      times.walk = try value("walk_s", above: 0) ?? walk
      times.speed = try value("speed_m_s", above: 0) ?? speed
      var seconds = try value("seconds", above: 0)
      if seconds == nil, let metres = try value("crossing_m", above: 0) {
        seconds = times.shortest(crossing: metres)
      }
      guard let seconds else {
        throw .malformed(line: i + 1, reason: "neither seconds nor crossing_m is given")
      }
      var list = result[id] ?? []
      while list.count <= place { list.append(0) }
      list[place] = max(list[place], seconds)
      result[id] = list
    }
    guard !result.isEmpty else { throw .empty("times for people on foot") }
    return result
  }
}
