/// What stands against a plan on the street: greens that cross, clearances that are missing,
/// stages too short for people on foot.
public struct PlanCheck: Equatable, Sendable {
  public enum Fault: Equatable, Sendable {
    /// A state has another number of letters than the signal has links.
    case letters(have: Int, links: Int)
    /// Two links with the right of way at once cross each other.
    case conflict(link: Int, other: Int)
    /// A link goes from green to red with no yellow between.
    case noYellow(link: Int)
    /// A yellow below the 3 s that the Manual on Uniform Traffic Control Devices (2009, section
    /// 4D.26) has as the least.
    case shortYellow(seconds: Double)
    /// A stage below what people on foot need.
    case shortStage(seconds: Double, needs: Double)
  }

  /// The program's identifier, and the phase counted from 0 (of the stage for `shortStage`).
  public let signal: String
  public let phase: Int
  public let fault: Fault

  /// Whether the program cannot be used at all.
  public var isFatal: Bool { if case .letters = fault { true } else { false } }

  /// Faults of a plan's programs for signals of the network, in the order of the plan.
  /// - Parameter stageMinimums: seconds for each stage of a signal, by its identifier.
  public static func faults(
    of plan: SignalPlan, on network: StreetNetwork, stageMinimums: [String: [Double]] = [:]
  ) -> [PlanCheck] {
    plan.programs.flatMap { program -> [PlanCheck] in
      guard let place = network.plan.program(program.id) else { return [] }
      let rules = network.turns(ofSignal: place)
      let links = (rules.map(\.link).max() ?? -1) + 1
      if let wrong = program.phases.firstIndex(where: { $0.state.count < links }) {
        return [
          PlanCheck(
            signal: program.id, phase: wrong,
            fault: .letters(have: program.phases[wrong].state.count, links: links))
        ]
      }
      return conflicts(program, rules, network) + clearances(program, rules)
        + stages(program, stageMinimums[program.id] ?? [])
    }
  }

  private static func conflicts(
    _ program: SignalProgram, _ rules: [(turn: Int, link: Int)], _ network: StreetNetwork
  ) -> [PlanCheck] {
    let linkOf = Dictionary(rules.map { ($0.turn, $0.link) }) { first, _ in first }
    var found: [PlanCheck] = []
    for (k, phase) in program.phases.enumerated() {
      var seen = Set<[Int]>()
      for (turn, link) in rules where phase.state[link] == 0x47 {
        for other in network.turns[turn].conflicts {
          guard let against = linkOf[other], against > link, phase.state[against] == 0x47,
            network.turns[turn].toLane != network.turns[other].toLane,
            seen.insert([link, against]).inserted
          else { continue }
          found.append(
            PlanCheck(signal: program.id, phase: k, fault: .conflict(link: link, other: against)))
        }
      }
    }
    return found
  }

  private static func clearances(
    _ program: SignalProgram, _ rules: [(turn: Int, link: Int)]
  ) -> [PlanCheck] {
    var found: [PlanCheck] = []
    let phases = program.phases
    guard phases.count > 1 else { return [] }
    for (k, phase) in phases.enumerated() {
      let next = phases[(k + 1) % phases.count]
      let cut = Set(rules.map(\.link)).sorted().first {
        isGo(phase.state[$0]) && next.state[$0] == 0x72
      }
      if let cut {
        found.append(PlanCheck(signal: program.id, phase: k, fault: .noYellow(link: cut)))
      }
      let isYellow = Set(rules.map(\.link)).contains {
        phase.state[$0] == 0x79 || phase.state[$0] == 0x59
      }
      if isYellow, phase.duration < 3 {
        found.append(
          PlanCheck(
            signal: program.id, phase: k, fault: .shortYellow(seconds: phase.duration)))
      }
    }
    return found
  }

  private static func stages(_ program: SignalProgram, _ needs: [Double]) -> [PlanCheck] {
    guard let staged = StagedProgram(program) else { return [] }
    return zip(staged.stages, needs).enumerated().compactMap { k, pair in
      pair.0.green < pair.1
        ? PlanCheck(
          signal: program.id, phase: k,
          fault: .shortStage(seconds: pair.0.green, needs: pair.1)) : nil
    }
  }
}
