import CommandLineInterface

/// What detectors, a road network and today's signals say about the streets.
enum TrafficCommand {
  static let command: Command = Command(
    "traffic", summary: "from detector counts and a road network to better signals",
    discussion: [
      "Each verb reads plain files and writes a folder with tables, a report and a manifest."
    ],
    examples: [],
    subcommands: [TrafficCheckCommand.command, TrafficSignalsCommand.command])
}
