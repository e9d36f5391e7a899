import CivilTime
import Traffic

extension SimulationPipeline {
  /// The city whose corridor the README retimes.
  ///
  /// - Returns: names of the files written.
  public static func city(
    start: String, weeks: Int, blocks: Int, seed: UInt64, calendarFile: String,
    into folder: String
  ) throws -> [String] {
    guard let first = CivilDate(iso8601: start), first.weekday == 1 else {
      throw PipelineError(.usage, "--start must be a Monday such as 2025-08-11; got '\(start)'.")
    }
    let (calendar, _) = try CalendarFile.read(calendarFile)
    let simulation = CitySimulation(
      seed: seed, blocks: blocks, firstDay: first, weeks: weeks, calendar: calendar)
    let last = first.adding(days: 7 * weeks - 1)
    let files = try simulation.files()
    let package = GeneratedPackage(
      name: "city", title: "The streets of a made-up city",
      description:
        "Generated, not observed: a made-up city with a main street of \(blocks) signals, its "
        + "streets (nodes.csv, links.csv, movements.csv), the trips of the busiest hour of a "
        + "working morning, 7:30 to 8:30 (demand.csv), today's signal plans (signals.csv), and "
        + "twelve detectors (stations.csv) from \(first) to \(last): vehicles every quarter of an "
        + "hour (detectors.csv), and in the last week occupancy and speed. Counts follow the user "
        + "equilibrium of the trips in the morning and of their way back in the evening. Five "
        + "detectors have a fault each (faults.csv) and two incidents happened (incidents.csv).",
      command:
        "apportion simulate city --start \(first) --weeks \(weeks) --blocks \(blocks) "
        + "--seed \(seed)",
      resources: files.map { file in
        .init(
          name: file.name.replacing(".csv", with: ""), path: file.name, content: file.content,
          fields: fields(of: file.name, content: file.content))
      })
    return try package.write(into: folder)
  }

  private static func fields(of name: String, content: [UInt8]) -> [GeneratedPackage.Field] {
    switch name {
    case "nodes.csv":
      [
        .init("node", "string", "Name of the node."), .init("x", "integer", "Metres east."),
        .init("y", "integer", "Metres north."),
        .init("zone", "string", "Zone whose trips begin and end here; empty for none."),
        .init("control", "string", "signal, priority, or empty at the ends of streets."),
        .init("district", "string", "Part of the city."), .init("name", "string", "The place."),
      ]
    case "links.csv":
      [
        .init("link", "string", "Name of the link: one direction of a street."),
        .init("from", "string", "Node where it begins."),
        .init("to", "string", "Node where it ends."),
        .init("length", "number", "Kilometres."),
        .init("free_speed", "integer", "Kilometres an hour without traffic."),
        .init("lanes", "integer", "Lanes."),
        .init(
          "capacity", "integer",
          "Vehicles an hour; at a signal saturation flow times the share of green."),
        .init("turns", "string", "What lanes are for, from the centre line to the kerb."),
        .init("district", "string", "Part of the city."), .init("name", "string", "The street."),
      ]
    case "movements.csv":
      [
        .init("node", "string", "Junction."), .init("from", "string", "Link it comes from."),
        .init("to", "string", "Link it leads to."),
        .init("turn", "string", "r right, s straight on, l left."),
        .init("lanes", "integer", "Lane it leaves, from the kerb."),
        .init("to_lanes", "integer", "Lane it enters, from the kerb."),
        .init("link_index", "integer", "Place of its letter in the signal's states, from 0."),
      ]
    case "demand.csv":
      [
        .init("from", "string", "Zone of origin."), .init("to", "string", "Zone of destination."),
        .init("trips", "integer", "Vehicles between 7:30 and 8:30 of a working day."),
      ]
    case "districts.csv":
      [
        .init("district", "string", "Part of the city."),
        .init("households", "integer", "Households."), .init("jobs", "integer", "Jobs."),
      ]
    case "signals.csv":
      [
        .init("tls_id", "string", "Node of the signal."),
        .init("period", "string", "Name of the plan."),
        .init("from", "string", "Time of day it begins."),
        .init("to", "string", "Time of day it ends."),
        .init("offset_s", "integer", "Seconds after a multiple of the cycle, counted at midnight."),
        .init("phase_index", "integer", "Order of the phases, from 0."),
        .init("duration_s", "integer", "Seconds."),
        .init("state", "string", "A letter a turn: G green, g yields, y yellow, r red."),
      ]
    case "stations.csv":
      [
        .init("detector", "string", "Name of the detector."),
        .init("link", "string", "Link it stands on."), .init("x", "integer", "Metres east."),
        .init("y", "integer", "Metres north."), .init("lanes", "integer", "Lanes it covers."),
        .init("street", "string", "The street."),
      ]
    case "faults.csv":
      [
        .init("detector", "string", "Name of the detector."),
        .init("fault", "string", "stuck, outage, drift, place or conservation."),
        .init("from", "string", "When it begins, on the local clock."),
        .init("to", "string", "When it ends."), .init("what", "string", "In words."),
      ]
    case "incidents.csv":
      [
        .init("incident", "string", "Name."), .init("links", "string", "Links it blocks."),
        .init("from", "string", "When it begins, on the local clock."),
        .init("to", "string", "When it ends."), .init("what", "string", "In words."),
      ]
    default:
      fieldsOfDetectors(name, content)
    }
  }

  private static func fieldsOfDetectors(
    _ name: String, _ content: [UInt8]
  ) -> [GeneratedPackage.Field] {
    let header = String(decoding: content.prefix { $0 != 0x0A }, as: UTF8.self)
    let what =
      name == "detectors.csv"
      ? "Vehicles counted" : name == "speed.csv" ? "Mean kilometres an hour" : "Per cent occupied"
    return header.split(separator: ",").enumerated().map { k, column in
      k == 0
        ? .init(
          String(column), "datetime", format: "%Y-%m-%d %H:%M",
          "Start of the quarter of an hour on the local clock.")
        : .init(String(column), "integer", "\(what) at the detector; empty where it was out.")
    }
  }
}
