extension Panel {
  /// How finer values make a coarser one.
  public enum Aggregation: String, Sendable, CaseIterable {
    /// Counts: the day's calls are the sum of the half hours'.
    case sum
    /// Levels and rates: the day's occupancy is the mean.
    case mean
  }

  /// What becomes of a coarse step of which some fine steps have no value.
  public enum PartialPeriods: Sendable, Equatable {
    /// It is missing.
    case drop
    /// It is worked out from the values there are, if they are at least this
    /// share (0…1) of its steps: a sum is scaled up to the whole.
    case scale(atLeast: Double)
  }

  /// The panel on a coarser frequency.
  ///
  /// Coarse steps begin at round times (midnight, Monday, the first of a month,
  /// quarter or year). Fine steps that lie on the axis count towards a step:
  /// with opening hours, the open ones. Steps at the ends of a series that are
  /// missing by the rule are trimmed, and a series without any step is left out.
  ///
  /// - Throws: `TimeSeriesError.badOption` when the frequency is not coarser or
  ///   the index is of integers.
  public func aggregated(
    to frequency: Frequency, by rule: Aggregation = .sum, partial: PartialPeriods = .drop
  ) throws(TimeSeriesError) -> Panel {
    guard let fine = index.frequency.nominalSeconds, let coarse = frequency.nominalSeconds,
      coarse > fine
    else {
      throw .badOption("cannot make steps of a \(frequency) from steps of a \(index.frequency)")
    }
    let map = try CoarseSteps(index, frequency)
    var result = Panel(index: map.coarse, series: [], quality: quality)
    var partialCount = 0
    for one in series {
      var sums = [Double](repeating: 0, count: map.coarse.count)
      var counts = [Int](repeating: 0, count: map.coarse.count)
      for (k, value) in one.values.enumerated() where !value.isNaN {
        guard let step = map.coarseStep[one.firstStep + k] else { continue }
        sums[step] += value
        counts[step] += 1
      }
      var values = [Double](repeating: .nan, count: map.coarse.count)
      for step in values.indices where counts[step] > 0 {
        let expected = map.expected[step]
        if counts[step] < expected {
          partialCount += 1
          guard case .scale(let least) = partial,
            Double(counts[step]) >= least * Double(expected)
          else { continue }
        }
        let mean = sums[step] / Double(counts[step])
        switch rule {
        case .mean: values[step] = mean
        case .sum: values[step] = counts[step] == expected ? sums[step] : mean * Double(expected)
        }
      }
      guard let first = values.firstIndex(where: { !$0.isNaN }),
        let last = values.lastIndex(where: { !$0.isNaN })
      else { continue }
      result.series.append(
        Series(id: one.id, firstStep: first, values: Array(values[first...last])))
    }
    if partialCount > 0 {
      let how = partial == .drop ? "left missing" : "scaled up or left missing"
      result.quality.notes.append(
        "\(partialCount) of the steps of a \(frequency) lack some of their values: \(how).")
    }
    result.trimAxis()
    result.countSteps()
    return result
  }

  /// Sums of series by a name each id maps to: the districts of a city, say.
  ///
  /// A sum is missing where a member that has begun and not ended has no value:
  /// a total of what happens to be there would be a wrong count. Series are
  /// sorted by name.
  public func rolledUp(by parent: (String) -> String) -> Panel {
    let named = series.map { (name: parent($0.id), series: $0) }
    let names = Array(Set(named.map(\.name))).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    var result = Panel(index: index, series: [], quality: quality)
    for name in names {
      let members = named.filter { $0.name == name }.map(\.series)
      let first = members.map(\.firstStep).min() ?? 0
      let end = members.map { $0.firstStep + $0.values.count }.max() ?? first
      var values = [Double](repeating: 0, count: end - first)
      var covered = [Bool](repeating: false, count: end - first)
      for member in members {
        for (k, value) in member.values.enumerated() {
          values[member.firstStep - first + k] += value
          covered[member.firstStep - first + k] = true
        }
      }
      for k in values.indices where !covered[k] { values[k] = .nan }
      result.series.append(Series(id: name, firstStep: first, values: values))
    }
    result.countSteps()
    return result
  }

  /// Sums by the first `depth` parts of ids joined by "/": "north/ward 3/noise"
  /// at depth 2 is "north/ward 3"; at depth 0 all series make one, "total".
  public func rolledUp(toDepth depth: Int) -> Panel {
    rolledUp { id in
      depth == 0 ? "total" : id.split(separator: "/").prefix(depth).joined(separator: "/")
    }
  }

  /// Drops steps at both ends of the axis that no series reaches.
  private mutating func trimAxis() {
    guard let first = series.map(\.firstStep).min(),
      let end = series.map({ $0.firstStep + $0.values.count }).max()
    else {
      index.count = 0
      return
    }
    index.start = index.position(ofStep: first)
    index.count = end - first
    for k in series.indices { series[k].firstStep -= first }
  }

  private mutating func countSteps() {
    quality.stepsExpected = series.reduce(0) { $0 + $1.values.count }
    quality.stepsMissing = series.reduce(0) { $0 + $1.values.count { $0.isNaN } }
  }
}

/// Which coarse step each step of an index belongs to.
private struct CoarseSteps {
  var coarse: TimeIndex
  /// One a step of the fine index; nil for none.
  var coarseStep: [Int?]
  /// How many steps of the continued fine axis each coarse step has.
  var expected: [Int]

  init(_ fine: TimeIndex, _ frequency: Frequency) throws(TimeSeriesError) {
    coarse = TimeIndex(domain: fine.domain, frequency: frequency, start: fine.start, count: 0)
    if let opening = fine.opening, let slot = coarse.slotSeconds {
      let ratio = slot / opening.slotSeconds
      guard slot % opening.slotSeconds == 0 else {
        throw .badOption("steps of a \(frequency) do not hold whole steps of a \(fine.frequency)")
      }
      let flags = (0..<(opening.isOpen.count / ratio)).map { k in
        opening.isOpen[(k * ratio)..<((k + 1) * ratio)].contains(true)
      }
      if flags.contains(false) { coarse.opening = OpeningHours(slotSeconds: slot, isOpen: flags) }
    }
    coarse.start = try TimeIndex.alignedStart(
      for: frequency, at: fine.start, in: fine.domain)
    if let opening = coarse.opening {
      // Slots of opening hours are those of the local clock.
      let wall = fine.wallTime(ofPosition: fine.start).wallSeconds
      let size = Int64(opening.slotSeconds)
      coarse.start = fine.position(ofWallSeconds: floorDivide(wall, size) * size)
    }
    coarseStep = []
    var last = 0
    for k in 0..<fine.count {
      let step = coarse.step(containing: fine.position(ofStep: k))
      coarseStep.append(step)
      last = max(last, step ?? 0)
    }
    coarse.count = fine.count == 0 ? 0 : last + 1
    expected = [Int](repeating: 0, count: coarse.count)
    for step in coarseStep { if let step { expected[step] += 1 } }
    // The first and the last coarse step may reach beyond the fine axis.
    var before = -1
    while fine.count > 0, coarse.step(containing: fine.position(ofStep: before)) == 0 {
      expected[0] += 1
      before -= 1
    }
    var after = fine.count
    while fine.count > 0, coarse.step(containing: fine.position(ofStep: after)) == last {
      expected[last] += 1
      after += 1
    }
  }
}
