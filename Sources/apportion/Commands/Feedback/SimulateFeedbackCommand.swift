import CommandLineInterface
import Pipelines

extension SimulateCommand {
  private static let feedbackStart = Option(
    "start", "DATE", .text, default: "2024-01-01", help: "First day.")
  private static let feedbackDays = Option(
    "days", "N", .integer(30...3_660), default: 731, help: "How many days.")
  private static let perDay = Option(
    "per-day", "N", Constraint<Double>.real(above: 0), default: 4, help: "Comments a day.")
  private static let feedbackSeed = Option("seed", "N", .seed, default: 2024, help: "Seed.")

  static let feedback: Command = Command(
    "feedback", summary: "what residents of a made-up city write about its services",
    discussion: [
      "Two years of comments with their themes. From the end of May of the second year on more and more "
        + "are about waiting on the phone; some hold invented names and numbers that no report "
        + "may show."
    ],
    options: [
      .init("Simulation", [feedbackStart, feedbackDays, perDay, feedbackSeed, CommonOptions.out])
    ],
    examples: [
      .init(
        "apportion simulate feedback --out Datasets/feedback",
        "Writes data.csv and datapackage.json.")
    ]
  ) { arguments in
    let folder = try arguments.require(CommonOptions.out)
    let files = try SimulationPipeline.feedback(
      start: arguments.require(feedbackStart), days: arguments.require(feedbackDays),
      perDay: arguments.require(perDay), seed: arguments.require(feedbackSeed), into: folder)
    Terminal.note(["Wrote \(folder): \(files.joined(separator: ", "))."])
  }
}
