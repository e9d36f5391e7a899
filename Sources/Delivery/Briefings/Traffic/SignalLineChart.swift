import Reports

/// How the greens line up along the strongest stream, before and after.
enum SignalLineChart {
  static func blocks(_ facts: SignalFacts) -> [Block] {
    guard let first = facts.line.first, let last = facts.line.last, facts.line.count > 2 else {
      return []
    }
    let before = panel("Before", facts) { $0.before }
    let after = panel("After", facts) { $0.after }
    let cycles = facts.signals.flatMap { [$0.before.cycle, $0.after.cycle] }
    func widths(_ panel: TimeSpaceDiagram.Panel) -> Double {
      panel.bands.reduce(0) { $0 + $1.width }
    }
    return [
      .chart(
        Chart(
          id: "time-space",
          takeaway:
            facts.keepsGiven
            ? "From \(first.signal) to \(last.signal) the green bands of both directions are \(PlainWords.number(widths(before), digits: 0)) s wide together."
            : "From \(first.signal) to \(last.signal) the green bands of both directions go from \(PlainWords.number(widths(before), digits: 0)) to \(PlainWords.number(widths(after), digits: 0)) s a cycle together.",
          reading:
            "Drivers who start in a band at free speed pass every signal of the line without a stop. The plan is chosen for least delay of all drivers, not for wide bands.",
          dataCaption: "Signals of the line and their green bands",
          .timeSpace(
            TimeSpaceDiagram(
              panels: facts.keepsGiven ? [before] : [before, after],
              duration: min(300, 2 * (cycles.max() ?? 60)),
              outboundName: "toward \(last.signal)", inboundName: "toward \(first.signal)"))))
    ]
  }

  private static func panel(
    _ title: String, _ facts: SignalFacts, _ timing: (SignalFacts.Signal) -> SignalFacts.Timing
  ) -> TimeSpaceDiagram.Panel {
    var signals: [TimeSpaceDiagram.Signal] = []
    var timings: [SignalFacts.Timing] = []
    for stop in facts.line {
      guard let signal = facts.signals.first(where: { $0.id == stop.signal }) else { continue }
      let times = timing(signal)
      timings.append(times)
      signals.append(
        TimeSpaceDiagram.Signal(
          stop.signal, distance: stop.metres, cycle: times.cycle, offset: times.offset,
          outboundGreens: greens(times, link: stop.outboundLink),
          inboundGreens: stop.inboundLink.map { greens(times, link: $0) } ?? []))
    }
    var bands: [TimeSpaceDiagram.Band] = []
    if timings.count == facts.line.count {
      for direction in TimeSpaceDiagram.Direction.allCases {
        if let band = band(direction, facts.line, timings) { bands.append(band) }
      }
    }
    return TimeSpaceDiagram.Panel(title, signals: signals, bands: bands)
  }

  /// When a link is green, seconds after the start of the program.
  static func greens(
    _ timing: SignalFacts.Timing, link: Int
  ) -> [TimeSpaceDiagram.Span] {
    var spans: [TimeSpaceDiagram.Span] = []
    var at = 0.0
    for phase in timing.phases {
      let letters = Array(phase.state.utf8)
      if link < letters.count, letters[link] == 0x47 || letters[link] == 0x67 {
        if let last = spans.last, last.end == at {
          spans[spans.count - 1].end = at + phase.seconds
        } else {
          spans.append(.init(at, at + phase.seconds))
        }
      }
      at += phase.seconds
    }
    return spans
  }

  /// The widest band in whole seconds; nil where cycles differ or none passes all signals.
  static func band(
    _ direction: TimeSpaceDiagram.Direction, _ line: [SignalFacts.Stop],
    _ timings: [SignalFacts.Timing]
  ) -> TimeSpaceDiagram.Band? {
    guard let cycle = timings.first?.cycle, cycle >= 1, cycle < 1e4,
      timings.allSatisfy({ $0.cycle == cycle }), let end = line.last
    else { return nil }
    let isOut = direction == .outbound
    let travel = line.map { isOut ? $0.seconds : end.seconds - $0.seconds }
    let count = Int(cycle)
    var passes = [Bool](repeating: true, count: count)
    for (k, stop) in line.enumerated() {
      guard let link = isOut ? stop.outboundLink : stop.inboundLink else { return nil }
      let spans = greens(timings[k], link: link)
      for start in 0..<count {
        // The middle of the second in which a driver sets out.
        var phase = (Double(start) + 0.5 + travel[k] - timings[k].offset)
          .truncatingRemainder(dividingBy: cycle)
        if phase < 0 { phase += cycle }
        if !spans.contains(where: { $0.start <= phase && phase < $0.end }) { passes[start] = false }
      }
    }
    guard passes.contains(true) else { return nil }
    // The longest run around the cycle.
    var best = (start: 0, length: 0)
    for start in 0..<count where passes[start] {
      var length = 0
      while length < count, passes[(start + length) % count] { length += 1 }
      if length > best.length { best = (start, length) }
    }
    let order = isOut ? Array(line.indices) : line.indices.reversed()
    return TimeSpaceDiagram.Band(
      direction: direction, width: Double(best.length), cycle: cycle,
      front: order.map {
        .init(time: Double(best.start) + travel[$0], distance: line[$0].metres)
      })
  }
}
