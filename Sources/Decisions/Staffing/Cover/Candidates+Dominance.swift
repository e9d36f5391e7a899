extension Candidates {
  /// Drops columns that another column beats: one that costs no more, is paid
  /// no more, and is there whenever this one is needed. Of equal columns the
  /// first stays.
  ///
  /// Only shifts of patterns without limits take part, and only while presence
  /// beyond the requirement costs nothing. Columns are compared within buckets
  /// of equal first or equal last needed interval: shifts that reach into
  /// closed hours at either end are found there, and so are duplicates.
  ///
  /// - Parameter required: persons required in each interval.
  mutating func dropDominated(
    _ patterns: [ShiftPattern], required: [Double], rules: CoverRules
  ) {
    guard rules.overCoverPrice == 0 else { return }
    let words = (required.count + 63) / 64
    var needed = [UInt64](repeating: 0, count: columns.count * words)
    var first = [Int](repeating: -1, count: columns.count)
    var last = [Int](repeating: -1, count: columns.count)
    var isDropped = [Bool](repeating: false, count: columns.count)
    var takesPart = [Bool](repeating: false, count: columns.count)
    for (k, column) in columns.enumerated() {
      let duty = duties[column.duties[0]]
      let pattern = patterns[duty.pattern]
      guard pattern.tour == nil, column.rotation == nil, column.breaks != nil, !pattern.hasLimits
      else { continue }
      for interval in column.presence.map({ Int($0) }) where required[interval] > 0 {
        needed[k * words + interval / 64] |= 1 << UInt64(interval % 64)
        if first[k] < 0 { first[k] = interval }
        last[k] = interval
      }
      takesPart[k] = true
      // A shift that nobody needs.
      if first[k] < 0 { isDropped[k] = true }
    }

    func beats(_ b: Int, _ a: Int) -> Bool {
      let (x, y) = (columns[b], columns[a])
      if x.cost > y.cost || rules.maximumPaidHours != nil && x.paidHours > y.paidHours {
        return false
      }
      for word in 0..<words where needed[a * words + word] & ~needed[b * words + word] != 0 {
        return false
      }
      return true
    }
    for ends in [first, last] {
      var buckets = [[Int]](repeating: [], count: required.count)
      for k in columns.indices where takesPart[k] && !isDropped[k] { buckets[ends[k]].append(k) }
      for bucket in buckets {
        for a in bucket {
          for b in bucket where b != a && !isDropped[b] && beats(b, a) {
            // Of two equal columns each beats the other.
            if b > a && beats(a, b) { continue }
            isDropped[a] = true
            break
          }
        }
      }
    }
    columns = columns.indices.filter { !isDropped[$0] }.map { columns[$0] }
  }
}

extension ShiftPattern {
  var hasLimits: Bool {
    minimumPerDay != nil || maximumPerDay != nil || minimumTotal != nil || maximumTotal != nil
  }
}
