import CommandLineInterface
import Foundation
import LinearAlgebra

/// Studies of speed and accuracy: ratios in one run, one JSON object a line.
@main
enum Main {
  /// A study by name; each is a file of this folder.
  private static let studies: [(name: String, run: @Sendable (String?, (String) -> Void) -> Void)] =
    [
      ("arima", ARIMAStudy.run), ("assign", AssignmentOfTrafficStudy.run),
      ("csv", CSVStudy.run), ("erlang", ErlangStudy.run),
      ("ets", ETSStudy.run), ("setcover", SetCoverStudy.run), ("gap", AssignmentStudy.run),
      ("mknap", AssignmentStudy.runKnapsacks), ("shiftcover", CoverStudy.run),
      ("m4", M4Study.run),
      ("train-combination", TrainCombination.run), ("demand", DemandStudy.run),
      ("hierarchy", HierarchyStudy.run), ("intermittent", IntermittentStudy.run),
      ("regression", RegressionStudy.run), ("risk", RiskStudy.run), ("rosters", RosterStudy.run),
      ("trends", TrendsStudy.run), ("changepoints", ChangePointStudy.run),
      ("topics", TopicStudy.run),
      ("train-global", TrainGlobalStudy.run), ("netlib", NetlibStudy.run),
      ("queueing", QueueingStudy.run), ("calllog", CallLogStudy.run),
      ("signals", SignalStudy.run), ("detectors", DetectorStudy.run),
      ("text", TextStudy.run),
    ]

  /// One case of a study of several.
  private static let parts = RegressionStudy.cases.map { (name: "regression-\($0.name)", $0.run) }

  private static let data = Option(
    "data", "DIR", .path, help: "Folder with the study's files, in the format of its data set.")
  private static let json = Flag("json", help: "Accepted for scripts: the output is always JSON.")

  static func main() {
    BLASThreads.set(1)
    let command = Command(
      "Benchmarks", summary: "measure speed and accuracy beside a peer or a baseline",
      discussion: ["Studies: \(studies.map(\.name).joined(separator: ", ")), or all."],
      positionals: [Positional("STUDY", isPath: false, help: "A study by name, or all.")],
      options: [.init("Options", [data, json])],
      examples: [.init("Benchmarks erlang", "One line of JSON a measurement.")]
    ) { arguments in
      let wanted = arguments.positionals[0]
      let chosen =
        studies.filter { wanted == "all" || $0.name == wanted }
        + parts.filter { $0.name == wanted }
      guard !chosen.isEmpty else {
        let hint = nearestName(to: wanted, among: (studies + parts).map(\.name))
        throw UsageError(
          "no study '\(wanted)'" + (hint.map { "; did you mean '\($0)'?" } ?? "."),
          path: arguments.path)
      }
      for study in chosen {
        study.run(arguments[data]) { line in
          FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
      }
    }
    do {
      switch try command.parse(Array(CommandLine.arguments.dropFirst())) {
      case .help(let command, let path): print(command.helpText(path: path), terminator: "")
      case .version: break
      case .run(let command, let arguments): try command.run(arguments)
      }
    } catch {
      FileHandle.standardError.write(Data("Benchmarks: \(error)\n".utf8))
      exit(error is UsageError ? ExitCode.usage.rawValue : ExitCode.software.rawValue)
    }
  }
}
