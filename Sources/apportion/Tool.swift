import CommandLineInterface

/// The program as a whole.
enum Tool {
  static let version = "0.1.0"

  static let command: Command = Command(
    "apportion",
    summary: "from a file of what happened to a decision about what to put where",
    discussion: [
      "Reads logs and counts, forecasts demand with its uncertainty, and turns the forecast into "
        + "a plan with its cost, its proof and a report anyone can check."
    ],
    examples: [
      .init(
        "apportion run Models/staffing/contact-center.json",
        "Forecasts a week of contacts, staffs it, and writes a folder of answers."),
      .init(
        "apportion forecast calls.csv --time ds --value calls --horizon 14 --out out",
        "Forecasts the next 14 steps of a file of counts."),
    ],
    subcommands: [
      RunCommand.command, DemandCommand.command, ForecastCommand.command,
      BacktestCommand.command, CompareCommand.command, RegressCommand.command,
      StaffCommand.command, TrafficCommand.command, FeedbackCommand.command,
      EvaluateCommand.command, SolveCommand.command,
      ReportCommand.command, VerifyCommand.command, SimulateCommand.command,
      DoctorCommand.command, SchemaCommand.command, CompletionsCommand.command,
      ManualCommand.command,
    ])
}
