/// Which letter each turn sees at each second of a plan.
struct SignalClock {
  private struct Face {
    let program: SignalProgram
    let links: [(turn: Int, link: Int)]
    var phase = -1
    /// When the next phase begins.
    var until = -Double.infinity
  }

  private var faces: [Face] = []
  /// Turns whose signal has no program: they yield by the signs of the junction.
  private var dark: [Int] = []

  init(network: StreetNetwork, plan: SignalPlan) {
    var byId: [String: Int] = [:]
    for (i, program) in plan.programs.enumerated() { byId[program.id] = i }
    var links = [[(turn: Int, link: Int)]](repeating: [], count: network.plan.programs.count)
    for (i, turn) in network.turns.enumerated() {
      if let signal = turn.signal { links[signal.signal].append((i, signal.link)) }
    }
    for (i, own) in network.plan.programs.enumerated() {
      if let k = byId[own.id], plan.programs[k].cycle > 0 {
        let width = plan.programs[k].phases.map(\.state.count).min() ?? 0
        faces.append(Face(program: plan.programs[k], links: links[i].filter { $0.link < width }))
      } else {
        dark += links[i].map(\.turn).filter { network.turns[$0].isMinor }
      }
    }
  }

  /// Writes the letters of the instant where they have changed.
  mutating func show(at time: Double, _ letters: UnsafeMutablePointer<UInt8>) {
    for i in faces.indices where time >= faces[i].until {
      let program = faces[i].program
      if faces[i].phase < 0 {
        faces[i].phase = program.phase(at: time)
        var position = (time - program.offset).truncatingRemainder(dividingBy: program.cycle)
        if position < 0 { position += program.cycle }
        let end = program.phases[...faces[i].phase].reduce(0) { $0 + $1.duration }
        faces[i].until = time + end - position
        for turn in dark { letters[turn] = 0x67 }
      } else {
        while time >= faces[i].until {
          faces[i].phase = (faces[i].phase + 1) % program.phases.count
          faces[i].until += program.phases[faces[i].phase].duration
        }
      }
      let state = program.phases[faces[i].phase].state
      for (turn, link) in faces[i].links { letters[turn] = state[link] }
    }
  }
}
