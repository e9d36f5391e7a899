import CommandLineInterface

/// What detectors, a road network and today's signals say about the streets.
enum TrafficCommand {
  static let command: Command = Command(
    "traffic", summary: "from detector counts and a road network to better signals",
    discussion: [
      "Each verb reads plain files and writes a folder with tables, a report and a manifest."
    ],
    examples: [
      .init(
        "apportion traffic check counts.csv --stations stations.csv --out checked",
        "Which detectors can be trusted."),
      .init(
        "apportion traffic assign --network city_net.tntp --trips city_trips.tntp --out today",
        "Where the traffic of a city goes, and where it is slow."),
    ],
    subcommands: [
      TrafficCheckCommand.command, TrafficForecastCommand.command, TrafficAssignCommand.command,
      TrafficSignalsCommand.command, TrafficEvaluateCommand.command,
    ])
}
