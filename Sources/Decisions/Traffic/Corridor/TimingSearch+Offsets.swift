extension TimingSearch {
  func wrapped(_ offset: Int, _ cycle: Int) -> Int {
    let rest = offset % cycle
    return rest < 0 ? rest + cycle : rest
  }

  /// Seconds from the start of the program to the green of a link.
  private func greenStart(_ room: TimingRoom, _ greens: [Int], link: Int) -> Double {
    let program = room.staged.program(greens: greens.map(Double.init), offset: 0)
    var at = 0.0
    var wasGo = program.phases.last.map { isGo($0.state[link]) } ?? false
    for phase in program.phases {
      let goes = isGo(phase.state[link])
      if goes, !wasGo { return at }
      wasGo = goes
      at += phase.duration
    }
    return 0
  }

  /// Offsets that let the first of each strong platoon pass, spread from the signals that have
  /// theirs already.
  func withOffsets(_ timing: SignalTiming, cycle: Int, fixed: [Int: Double]) -> SignalTiming {
    var result = timing
    let place = Dictionary(uniqueKeysWithValues: timed.enumerated().map { ($1, $0) })
    var links = [[(to: Int, shift: Double)]](repeating: [], count: timed.count)
    for pair in neighbours.tree(of: given.programs.count) {
      guard let a = place[pair.from], let b = place[pair.to] else { continue }
      let from = greenStart(rooms[a], timing.signals[a].greens, link: pair.fromLink)
      let to = greenStart(rooms[b], timing.signals[b].greens, link: pair.toLink)
      // The first of a platoon needs a little longer than free travel.
      let shift = from + pair.seconds * 1.05 + 1 - to
      links[a].append((b, shift))
      links[b].append((a, -shift))
    }
    var seen = [Bool](repeating: false, count: timed.count)
    for start in fixed.keys.sorted() { seen[start] = true }
    for start in fixed.keys.sorted() + timed.indices
    where fixed[start] != nil || !seen[start] {
      seen[start] = true
      var queue: [(signal: Int, offset: Double)] = [(start, fixed[start] ?? 0)]
      while let (signal, offset) = queue.popLast() {
        result.signals[signal].offset = wrapped(Int(offset.rounded()), cycle)
        for link in links[signal] where !seen[link.to] {
          seen[link.to] = true
          queue.append((link.to, offset + link.shift))
        }
      }
    }
    return result
  }

  // MARK: - Bands

  /// Offsets of the widest bands along the main line of signals, by place in `timed`: one band
  /// a direction, and bands of their own by street. None where no three signals stand in line.
  func bandOffsets(_ timing: SignalTiming, cycle: Int) -> [[Int: Double]] {
    let place = Dictionary(uniqueKeysWithValues: timed.enumerated().map { ($1, $0) })
    let line = neighbours.mainLine().filter { place[$0.from] != nil && place[$0.to] != nil }
    guard line.count >= 2 else { return [] }
    let members = ([line[0].from] + line.map(\.to)).compactMap { place[$0] }
    guard members.count == line.count + 1 else { return [] }
    func window(_ member: Int, _ link: Int) -> (start: Double, green: Double) {
      let greens = timing.signals[member].greens
      let program = rooms[member].staged.program(greens: greens.map(Double.init), offset: 0)
      let start = greenStart(rooms[member], greens, link: link)
      let green = program.phases.reduce(0) { $0 + (isGo($1.state[link]) ? $1.duration : 0) }
      return (start, green)
    }
    // The way back: the strongest stream between the same two signals.
    let back = line.map { pair in
      neighbours.pairs.first { $0.from == pair.to && $0.to == pair.from }
    }
    let signals = members.indices.map { k in
      let link = k < line.count ? line[k].fromLink : line[k - 1].toLink
      let backLink = k < line.count ? back[k]?.toLink : back[k - 1]?.fromLink
      let outbound = window(members[k], link)
      return ProgressionBands.Signal(
        outbound: outbound, inbound: backLink.map { window(members[k], $0) } ?? outbound)
    }
    let streets = line.indices.map { k in
      ProgressionBands.Street(
        outbound: (line[k].seconds * 1.05, Double(line[k].vehicles)),
        inbound: (
          (back[k]?.seconds ?? line[k].seconds) * 1.05, Double(back[k]?.vehicles ?? 0)
        ))
    }
    return [false, true].compactMap { byStreet in
      let bands = ProgressionBands(
        cycle: Double(cycle), signals: signals, streets: streets, variesByStreet: byStreet)
      guard let optimum = bands.widest(limits: .init(nodes: 500)) else { return nil }
      var result: [Int: Double] = [:]
      for (k, member) in members.enumerated() { result[member] = optimum.offsets[k] }
      return result
    }
  }
}
