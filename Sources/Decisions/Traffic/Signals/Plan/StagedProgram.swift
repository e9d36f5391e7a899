/// A program as greens to be timed and clearances that are kept.
///
/// A stage is a phase in which drivers may go and no link is yellow. What stands between two
/// stages (yellow, all red) is a clearance, kept second for second. Where stages between two are
/// left out, their clearance is made anew: links that lose their green are yellow for the longest
/// yellow, then red for the longest all-red, of the clearances left out.
public struct StagedProgram: Equatable, Sendable {
  public struct Stage: Equatable, Sendable {
    public let state: [UInt8]
    /// Phases after it, until the next stage.
    public let clearance: [SignalProgram.Phase]
    /// Seconds of green in the program it came from.
    public let green: Double
  }

  public let id: String
  public let offset: Double
  public let stages: [Stage]

  /// Nil where the program has no stage: nothing to time.
  public init?(_ program: SignalProgram) {
    let phases = program.phases
    guard let first = phases.firstIndex(where: \.isGreen) else { return nil }
    var stages: [Stage] = []
    var i = 0
    while i < phases.count {
      let phase = phases[(first + i) % phases.count]
      i += 1
      var clearance: [SignalProgram.Phase] = []
      while i < phases.count, !phases[(first + i) % phases.count].isGreen {
        clearance.append(phases[(first + i) % phases.count])
        i += 1
      }
      stages.append(.init(state: phase.state, clearance: clearance, green: phase.duration))
    }
    id = program.id
    self.stages = stages
    // Phases before the first stage belong to the end of the cycle.
    let lead = phases[..<first].reduce(0) { $0 + $1.duration }
    offset = program.offset + lead
  }

  /// Seconds between stage `from` and stage `to` when those between are left out.
  public func clearance(from: Int, to: Int) -> [SignalProgram.Phase] {
    if (from + 1) % stages.count == to { return stages[from].clearance }
    if from == to { return [] }
    var passed: [SignalProgram.Phase] = []
    var k = from
    while k != to {
      passed += stages[k].clearance
      k = (k + 1) % stages.count
    }
    let yellow = passed.filter { $0.state.contains(0x79) || $0.state.contains(0x59) }
    let red = passed.filter { !$0.state.contains { isGo($0) || $0 == 0x79 || $0 == 0x59 } }
    let before = stages[from].state
    let after = stages[to].state
    func letters(losing: UInt8) -> String {
      String(
        decoding: before.indices.map { i -> UInt8 in
          guard isGo(before[i]) else { return before[i] }
          guard isGo(after[i]) else { return losing }
          return before[i] == after[i] ? before[i] : 0x67
        }, as: UTF8.self)
    }
    guard before.indices.contains(where: { isGo(before[$0]) && !isGo(after[$0]) }) else {
      return []
    }
    var result: [SignalProgram.Phase] = []
    if let seconds = yellow.map(\.duration).max() {
      result.append(.init(duration: seconds, state: letters(losing: 0x79)))
    }
    if let seconds = red.map(\.duration).max() {
      result.append(.init(duration: seconds, state: letters(losing: 0x72)))
    }
    return result
  }

  /// Seconds of clearance in a cycle that shows the stages `kept`.
  public func lost(kept: [Int]) -> Double {
    guard kept.count > 1 else { return 0 }
    return kept.indices.reduce(0) { sum, k in
      clearance(from: kept[k], to: kept[(k + 1) % kept.count]).reduce(sum) { $0 + $1.duration }
    }
  }

  /// The program that shows stage k for `greens[k]` seconds; stages of 0 seconds are left out.
  /// - Parameter offset: start of the first stage shown, seconds after a multiple of the cycle.
  public func program(greens: [Double], offset: Double) -> SignalProgram {
    let kept = greens.indices.filter { greens[$0] > 0 }
    var phases: [SignalProgram.Phase] = []
    for (k, stage) in kept.enumerated() {
      phases.append(
        .init(
          duration: greens[stage], state: String(decoding: stages[stage].state, as: UTF8.self)))
      if kept.count > 1 { phases += clearance(from: stage, to: kept[(k + 1) % kept.count]) }
    }
    return SignalProgram(id: id, offset: offset, phases: phases)
  }
}
