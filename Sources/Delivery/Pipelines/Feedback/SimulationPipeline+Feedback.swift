import CivilTime
import Foundation

extension SimulationPipeline {
  /// The comments whose themes the README finds.
  ///
  /// - Returns: names of the files written.
  public static func feedback(
    start: String, days: Int, perDay: Double, seed: UInt64, into folder: String
  ) throws -> [String] {
    guard let first = CivilDate(iso8601: start) else {
      throw PipelineError(.usage, "--start must be a date such as 2024-01-01; got '\(start)'.")
    }
    let simulation = FeedbackSimulation(seed: seed, firstDay: first, days: days, perDay: perDay)
    let package = GeneratedPackage(
      name: "feedback", title: "What residents of a made-up city write",
      description:
        "Generated, not observed: comments on four services of a made-up city over \(days) days "
        + "from \(first), with the theme a made-up reader gave them. From "
        + "\(simulation.queueStart) on more and more are about waiting on the phone. Names, "
        + "numbers and addresses in them are invented.",
      command:
        "apportion simulate feedback --start \(first) --days \(days) --per-day "
        + "\(FileText.plain(perDay)) --seed \(seed)",
      resources: [
        .init(
          name: "comments", path: "data.csv", content: simulation.csv(),
          fields: [
            .init("id", "integer", "Number of the comment."),
            .init("date", "date", format: "%Y-%m-%d", "Day it was written."),
            .init("service", "string", "Service it is about."),
            .init("question", "string", "Question it answers."),
            .init("score", "integer", "1 very poor to 5 very good."),
            .init("theme", "string", "Theme a reader gave it; 1 in 25 is wrong."),
            .init("split", "string", "train, or test where it is kept for testing."),
            .init("text", "string", "The comment."),
          ])
      ])
    return try package.write(into: folder)
  }
}
