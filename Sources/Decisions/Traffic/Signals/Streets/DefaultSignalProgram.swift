/// A program for a signal that has none: stages as a ring of the National Electrical
/// Manufacturers Association orders them, to be timed by others.
///
/// Approaches that face each other share their stages: first their left turns alone, where a lane
/// is kept for them, then all of their traffic, left turns yielding. An approach that faces
/// nobody has a stage of its own. Yellow is 1 + v/(2·3.05) s, 3…6, and all red the seconds to
/// clear the longest way across less one, 0…3 (Institute of Transportation Engineers 2020,
/// eqs. 1 and 4), whole seconds. Greens divide a cycle of 60 s (two stages), 80 (three) or 100,
/// left turns alone having half the share of other stages; 6 s at least.
struct DefaultSignalProgram {
  private let stages: [(state: [UInt8], weight: Double)]
  private let yellow: [Double]
  private let red: [Double]

  init(_ junction: Junction, rights: [Junction.Rights], speeds: [Double]) {
    var roads: [[Int]] = []
    for a in junction.approaches.indices {
      let hasTurns = junction.turns.contains { $0.approach == a }
      guard hasTurns, !roads.contains(where: { $0.contains(a) }) else { continue }
      let facing = junction.approaches.indices.filter { b in
        b > a && junction.areOpposite(a, b) && !roads.contains { $0.contains(b) }
          && junction.turns.contains { $0.approach == b }
      }.max { first, second in
        func bend(_ b: Int) -> Double {
          abs(
            Junction.turned(
              from: junction.approaches[a].bearing, to: junction.approaches[b].bearing))
        }
        return (bend(first), second) < (bend(second), first)
      }
      roads.append([a] + (facing.map { [$0] } ?? []))
    }
    func state(_ active: [Int]) -> [UInt8] {
      var letters = [UInt8](repeating: 0x72, count: junction.width)
      for k in active {
        let yields = rights[k].yieldsTo.contains { active.contains($0) }
        let letter = junction.turns[k].letter
        letters[letter] = yields || letters[letter] == 0x67 ? 0x67 : 0x47
      }
      return letters
    }
    var made: [(state: [UInt8], weight: Double)] = []
    for road in roads {
      let all = junction.turns.indices.filter { road.contains(junction.turns[$0].approach) }
      let alone = all.filter { k in
        let turn = junction.turns[k]
        let isKept = all.allSatisfy {
          let other = junction.turns[$0]
          return other.from != turn.from || other.lane != turn.lane || other.angle > 45
        }
        return turn.angle > 45 && isKept && rights[k].yieldsTo.contains { all.contains($0) }
      }
      let letters = Set(alone.map { junction.turns[$0].letter })
      let isFree = all.allSatisfy {
        !letters.contains(junction.turns[$0].letter) || alone.contains($0)
      }
      if !alone.isEmpty, isFree { made.append((state(alone), 0.5)) }
      made.append((state(all), 1))
    }
    stages = made
    func most(_ state: [UInt8], _ value: (Int) -> Double) -> Double {
      junction.turns.indices.filter { isGo(state[junction.turns[$0].letter]) }.map(value).max() ?? 0
    }
    yellow = made.map { stage in
      let speed = most(stage.state) { speeds[junction.turns[$0].from] }
      return min(6, max(3, (1 + speed / (2 * 3.05)).rounded()))
    }
    red = made.map { stage in
      let seconds = most(stage.state) { (rights[$0].length + 6) / max(rights[$0].speed, 1) }
      return min(3, max(0, (seconds - 1).rounded()))
    }
  }

  func program(id: String) -> SignalProgram {
    guard stages.count > 1 else {
      let text = String(decoding: stages.first?.state ?? [], as: UTF8.self)
      return SignalProgram(id: id, offset: 0, phases: [.init(duration: 60, state: text)])
    }
    let cycle = stages.count == 2 ? 60.0 : stages.count == 3 ? 80 : 100
    var clearances: [[SignalProgram.Phase]] = []
    for k in stages.indices {
      let (before, after) = (stages[k].state, stages[(k + 1) % stages.count].state)
      func letters(losing: UInt8) -> String {
        let text = before.indices.map { i -> UInt8 in
          isGo(before[i]) ? (before[i] == after[i] ? before[i] : losing) : before[i]
        }
        return String(decoding: text, as: UTF8.self)
      }
      var phases = [SignalProgram.Phase(duration: yellow[k], state: letters(losing: 0x79))]
      if red[k] > 0 { phases.append(.init(duration: red[k], state: letters(losing: 0x72))) }
      clearances.append(phases)
    }
    let lost = clearances.joined().reduce(0) { $0 + $1.duration }
    let weight = stages.reduce(0) { $0 + $1.weight }
    var phases: [SignalProgram.Phase] = []
    for (k, stage) in stages.enumerated() {
      let green = max(6, ((cycle - lost) * stage.weight / weight).rounded())
      phases.append(.init(duration: green, state: String(decoding: stage.state, as: UTF8.self)))
      phases += clearances[k]
    }
    return SignalProgram(id: id, offset: 0, phases: phases)
  }
}
