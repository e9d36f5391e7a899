import Foundation
import Optimization
import Staffing

/// What a planning command is asked about its search, beside the recipe.
public struct PlanningOptions: Sendable {
  /// CPU seconds after which the best plan so far is the answer; nil for no limit.
  public var timeLimit: Double?
  /// The program is written to this .mps or .lp file, for other solvers; nil for none.
  public var export: String?

  public init(timeLimit: Double? = nil, export: String? = nil) {
    self.timeLimit = timeLimit
    self.export = export
  }

  /// `limits` with the time limit, counted from now.
  func applied(to limits: SolverLimits) -> SolverLimits {
    var limited = limits
    if let stop { limited.shouldStop = stop }
    return limited
  }

  /// The same for a search of rosters.
  func applied(to limits: RosterLimits) -> RosterLimits {
    var limited = limits
    if let stop { limited.shouldStop = stop }
    return limited
  }

  private var stop: (@Sendable () -> Bool)? {
    guard let timeLimit else { return nil }
    let started = clock()
    return { Double(clock() - started) > timeLimit * Double(CLOCKS_PER_SEC) }
  }

  /// Writes a program where one was asked for.
  ///
  /// - Parameter comment: lines that say what the program holds, at the head of the file.
  func write(_ problem: Problem, named name: String, comment: [String] = []) throws {
    guard let export else { return }
    let text: String
    switch ProgramFile.Format(path: export) {
    case .mps?:
      text = comment.map { "* \($0)\n" }.joined() + MPSWriter.write(problem, name: name)
    case .lp?: text = comment.map { "\\ \($0)\n" }.joined() + LPWriter.write(problem)
    case nil:
      throw PipelineError(
        .usage, "\(export): the ending says neither .mps nor .lp, so there is no format to write.")
    }
    do { try text.write(toFile: export, atomically: true, encoding: .utf8) } catch {
      throw PipelineError(.cannotCreate, "\(export): cannot be written.")
    }
  }
}
