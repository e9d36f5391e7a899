import CommandLineInterface
import Foundation
import Pipelines

/// A linear or mixed-integer program from a file, solved with its proof and its prices.
enum SolveCommand {
  private static let timeLimit = Option(
    "time-limit", "SECONDS", Constraint<Double>.real(above: 0),
    help: "CPU seconds; the best plan so far is then the answer, with its gap.")
  private static let gap = Option(
    "gap", "SHARE", Constraint<Double>.real(0..<1), default: 1e-9,
    help: "How far from the bound, as a share of it, a plan may be.")
  private static let ranging = Flag(
    "ranging",
    help: "Say between which costs the plan, and between which limits its prices stay as they "
      + "are (linear programs).")
  private static let write = Option(
    "write", "FILE", .path,
    help: "Write the program to this .mps or .lp file, for other solvers, and do not solve it.")

  static let command: Command = Command(
    "solve", summary: "solve a program from an MPS or LP file, with its bound and prices",
    discussion: [
      "Minimizes or maximizes, as the file says, and prints status, objective, the bound that is "
        + "proved, the plan, reduced costs and prices. Where no plan is possible it names a "
        + "smallest set of constraints and bounds that contradict each other, and the smallest "
        + "change of limits that helps; the exit code is then 75."
    ],
    positionals: [Positional("FILE", help: "A .mps or .lp file, or either with .gz.")],
    options: [
      .init("Solving", [timeLimit, gap, ranging]), .init("Output", [CommonOptions.json, write]),
    ],
    examples: [
      .init("apportion solve model.mps --json", "The whole answer for a machine to read."),
      .init("apportion solve model.mps --write model.lp", "The same program in the other format."),
    ]
  ) { arguments in
    let path = arguments.positionals[0]
    if let target = arguments[write] {
      let text = try SolvePipeline.converted(path, to: target)
      do {
        try text.write(toFile: target, atomically: true, encoding: .utf8)
      } catch {
        throw Failure(.cannotCreate, "\(target): cannot be written.")
      }
      return
    }
    let answer = try SolvePipeline(
      timeLimit: arguments[timeLimit], relativeGap: arguments.require(gap),
      findsRanges: arguments[ranging]
    ).solve(path)
    Terminal.out(arguments[CommonOptions.json] ? answer.json : answer.text)
    if let failure = answer.failure { throw Failure(failure.code, failure.message) }
  }
}
