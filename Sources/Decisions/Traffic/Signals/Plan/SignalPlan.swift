/// Fixed-time programs of a set of signals.
public struct SignalPlan: Equatable, Sendable {
  /// In ascending order of id.
  public var programs: [SignalProgram]

  public init(programs: [SignalProgram]) {
    self.programs = programs.sorted { $0.id < $1.id }
  }

  public func program(_ id: String) -> Int? { programs.firstIndex { $0.id == id } }
}

/// The fixed-time program of one signal.
public struct SignalProgram: Equatable, Sendable {
  public struct Phase: Equatable, Sendable {
    /// Seconds, above 0.
    public var duration: Double
    /// A letter for every link: `G` green with the right of way, `g` green that yields,
    /// `y` yellow, `r` red, `u` red and yellow, `s` a stop sign, `o` and `O` off.
    public var state: [UInt8]

    public init(duration: Double, state: String) {
      self.duration = duration
      self.state = Array(state.utf8)
    }

    public var text: String { String(decoding: state, as: UTF8.self) }

    /// Whether drivers may use it to go: some link is green and none is yellow.
    public var isGreen: Bool {
      state.contains { isGo($0) } && !state.contains { $0 == 0x79 || $0 == 0x59 || $0 == 0x75 }
    }
  }

  public let id: String
  /// Seconds by which the first phase starts after a multiple of the cycle (time 0 is midnight).
  public var offset: Double
  public var phases: [Phase]

  public init(id: String, offset: Double, phases: [Phase]) {
    self.id = id
    self.offset = offset
    self.phases = phases
  }

  /// Seconds until the program starts again.
  public var cycle: Double { phases.reduce(0) { $0 + $1.duration } }

  /// The phase shown at an instant, seconds since midnight.
  public func phase(at time: Double) -> Int {
    var position = (time - offset).truncatingRemainder(dividingBy: cycle)
    if position < 0 { position += cycle }
    for (i, phase) in phases.enumerated() {
      if position < phase.duration { return i }
      position -= phase.duration
    }
    return phases.count - 1
  }
}

/// Whether a letter of a state lets drivers go.
func isGo(_ letter: UInt8) -> Bool { letter == 0x47 || letter == 0x67 }
