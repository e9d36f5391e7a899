import CommandLineInterface
import Pipelines

/// Learn labels from a reader's, and use what was learnt.
enum FeedbackTrainCommand {
  private static let split = Option(
    "split", "COLUMN", .text, help: "Column that says train or test.")
  private static let holdout = Option(
    "holdout", "SHARE", .real(between: 0, and: 1), default: 0.2,
    help: "Share of the comments kept for testing where there is no --split.")
  private static let errorRate = Option(
    "error-rate", "SHARE", .real(between: 0, and: 1),
    help: "The most errors among decisions; what is less sure goes to a person.")
  private static let corrections = Option(
    "corrections", "FILE", .path,
    help: "A reviewer's labels (columns id and label); the report says what they changed.")
  static let model = Option(
    "model", "DIR", .path, help: "Folder that apportion feedback train wrote.")

  static let train: Command = Command(
    "train", summary: "learn labels of comments from a reader's",
    discussion: [
      "Tests the model on comments it has not seen, beside simpler rules. Writes model.json, "
        + "model_card.md, lexicon.csv, confusion.csv, report.html and run.json."
    ],
    positionals: [Positional("FILE", help: "Labelled comments, one a row; - is standard input.")],
    options: [
      .init(
        "Columns",
        [
          FeedbackOptions.text, FeedbackOptions.label, FeedbackOptions.features, FeedbackOptions.id,
          split,
        ]),
      .init("Training", [holdout, errorRate, corrections]),
      .init("Privacy", [FeedbackOptions.threshold]), DataOptions.reading, FeedbackOptions.output,
    ],
    examples: [
      .init(
        "apportion feedback train Datasets/feedback/data.csv --label theme --split split",
        "Learns the themes of the made-up city."),
      .init(
        "apportion feedback train data.csv --label theme --id id --corrections fixes.csv",
        "Learns again with a reviewer's corrections."),
    ]
  ) { arguments in
    var source = try FeedbackOptions.source(arguments)
    source.label = try arguments.require(FeedbackOptions.label)
    source.features = arguments[FeedbackOptions.features] ?? []
    source.split = arguments[split]
    var pipeline = TrainPipeline(source: source, version: Tool.version)
    pipeline.holdout = try arguments.require(holdout)
    pipeline.errorRate = arguments[errorRate]
    pipeline.corrections = arguments[corrections]
    pipeline.threshold = try arguments.require(FeedbackOptions.threshold)
    pipeline.title = arguments[RegressOptions.title]
    pipeline.seed = try arguments.require(CommonOptions.seed)
    pipeline.threads = try arguments.require(CommonOptions.threads)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  static let classify: Command = Command(
    "classify", summary: "label comments with a trained model",
    discussion: [
      "Writes labels.csv (one row a comment with its label, chance and reasons; not for "
        + "publication), report.html and run.json. The file needs the columns the model was "
        + "trained with."
    ],
    positionals: [Positional("FILE", help: "Comments, one a row; - is standard input.")],
    options: [
      .init("Columns", [FeedbackOptions.text, FeedbackOptions.id]), .init("Model", [model]),
      .init("Privacy", [FeedbackOptions.threshold]), DataOptions.reading, FeedbackOptions.output,
    ],
    examples: [
      .init(
        "apportion feedback classify new.csv --model model --out labelled",
        "Labels new comments."),
      .init(
        "apportion feedback classify survey.csv --text answer --id number --model model",
        "The same with other names of columns."),
    ]
  ) { arguments in
    var pipeline = ClassifyPipeline(
      source: try FeedbackOptions.source(arguments), model: try arguments.require(model),
      version: Tool.version)
    pipeline.threshold = try arguments.require(FeedbackOptions.threshold)
    pipeline.title = arguments[RegressOptions.title]
    pipeline.threads = try arguments.require(CommonOptions.threads)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }
}
