import CivilTime

/// Wall times of rows made into moments of a zone.
enum LocalTimes {
  /// Replaces the positions of `rows`, wall seconds, by seconds since the epoch,
  /// and says in sentences what had to be decided.
  ///
  /// A time the clock jumped over is read with the offset before the jump, so
  /// it moves behind it. A time the clock showed twice is the earlier moment
  /// when a series has it once; of several rows, the first half in the order of
  /// the file is the earlier moment and the second half the later. This is the
  /// one place where the order of rows tells something no column does.
  static func resolve(_ rows: inout [Row], in zone: TimeZoneRules, areDates: Bool) -> [String] {
    var moved = 0
    var folded: [(row: Int, earlier: Int64, later: Int64)] = []
    for k in rows.indices {
      let wall = WallTime(wallSeconds: rows[k].position)
      if areDates {
        rows[k].position = zone.startOfDay(wall.date).secondsSinceEpoch
        continue
      }
      switch zone.instants(of: wall) {
      case .unique(let instant): rows[k].position = instant.secondsSinceEpoch
      case .gap(_, let shifted):
        rows[k].position = shifted.secondsSinceEpoch
        moved += 1
      case .fold(let earlier, let later):
        folded.append((k, earlier.secondsSinceEpoch, later.secondsSinceEpoch))
        rows[k].position = earlier.secondsSinceEpoch
      }
    }
    folded.sort { a, b in
      let (x, y) = (rows[a.row], rows[b.row])
      if x.series != y.series { return x.series < y.series }
      return a.earlier != b.earlier ? a.earlier < b.earlier : x.number < y.number
    }
    var later = 0
    var first = 0
    while first < folded.count {
      var end = first + 1
      while end < folded.count, folded[end].earlier == folded[first].earlier,
        rows[folded[end].row].series == rows[folded[first].row].series
      {
        end += 1
      }
      for k in (first + (end - first + 1) / 2)..<end {
        rows[folded[k].row].position = folded[k].later
        later += 1
      }
      first = end
    }
    var notes: [String] = []
    if moved > 0 {
      notes.append(
        "\(counted(moved, "row")) at a time the clock of \(zone.identifier) skips in spring: "
          + "read with the offset before the change.")
    }
    if !folded.isEmpty {
      notes.append(
        "\(counted(folded.count, "row")) at a time the clock of \(zone.identifier) shows twice "
          + "in autumn: \(later) taken as the second time, the others as the first.")
    }
    return notes
  }
}
