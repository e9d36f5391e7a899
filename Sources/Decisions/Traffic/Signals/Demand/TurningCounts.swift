public import Tables

/// Vehicles an hour counted on turns from one street into the next.
public struct TurningCounts: Sendable {
  public struct Count: Sendable, Equatable {
    /// Streets, as positions in the network.
    public let from: Int
    public let to: Int
    /// An hour, at least 0.
    public let vehicles: Double
  }

  public let counts: [Count]

  /// A row a turn: `from`, `to` (streets by identifier) and `vehicles` (or `count`) an hour. Turns
  /// that stand in no row carry nobody.
  ///
  /// - Throws: `TableError` with file, line, and the street or turn.
  public init(
    csv bytes: [UInt8], name: String = "turns.csv", on network: StreetNetwork
  ) throws(TableError) {
    let table = try CSVColumns(bytes, name: name)
    let ends = [try table.texts("from", "from_link"), try table.texts("to", "to_link")]
    let values = try table.numbers("vehicles", "count")
    guard let values else { throw table.lacks(["vehicles", "count"]) }
    var allowed = Set<[Int]>()
    for turn in network.turns {
      allowed.insert([network.lanes[turn.fromLane].street, network.lanes[turn.toLane].street])
    }
    var problems = DataProblemList()
    var lines: [[Int]: Int] = [:]
    var counts: [Count] = []
    for row in 0..<table.rowCount {
      let line = table.line(row)
      func note(_ column: String, _ what: String, _ fix: String) {
        problems.add(DataProblem(file: name, line: line, column: column, what: what, fix: fix))
      }
      var turn: [Int] = []
      for (column, texts) in zip(["from", "to"], ends) {
        if let street = texts[row].flatMap({ network.street($0) }) {
          turn.append(street)
        } else {
          note(
            column, texts[row].map { "no street \($0) in the network" } ?? "no street given",
            "Expected the identifier of a link.")
        }
      }
      guard turn.count == 2 else { continue }
      let words = "from \(network.streets[turn[0]].id) to \(network.streets[turn[1]].id)"
      guard allowed.contains(turn) else {
        note("to", "no turn \(words)", "Expected streets of which one leads into the other.")
        continue
      }
      if let first = lines.updateValue(line, forKey: turn) {
        note("to", "the turn \(words) stands in line \(first) too", "Give each turn one row.")
        continue
      }
      guard let vehicles = values[row], vehicles >= 0, vehicles <= 1e6 else {
        note(
          "vehicles", "\(words): no number from 0 to a million",
          "Expected vehicles an hour; leave the row out where there are none.")
        continue
      }
      counts.append(Count(from: turn[0], to: turn[1], vehicles: vehicles))
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    self.counts = counts
  }
}
