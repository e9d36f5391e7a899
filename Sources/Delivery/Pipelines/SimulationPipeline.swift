import CivilTime
import Foundation
import Provenance
import Tables

/// Writes generated data sets.
public enum SimulationPipeline {
  /// The contact centre of the README.
  ///
  /// - Returns: names of the files written.
  public static func contactCenter(
    start: String, days: Int, seed: UInt64, calendarFile: String, into folder: String
  ) throws -> [String] {
    guard let first = CivilDate(iso8601: start) else {
      throw PipelineError(.usage, "--start must be a date such as 2024-07-01; got '\(start)'.")
    }
    let (calendar, _) = try CalendarFile.read(calendarFile)
    let shift = first.adding(days: days * 7 / 10)
    let simulation = ContactCenterSimulation(
      seed: seed, firstDay: first, days: days, calendar: calendar, shiftDay: shift,
      shiftFactor: 1.15)
    let data = simulation.csv()
    let output = try OutputFolder(folder)
    try output.add("data.csv", data)
    try output.add("datapackage.json", package(of: data, simulation: simulation))
    try output.commit()
    return ["data.csv", "datapackage.json"]
  }

  private static func package(of data: [UInt8], simulation: ContactCenterSimulation) -> String {
    let last = simulation.firstDay.adding(days: simulation.days - 1)
    func field(_ name: String, _ type: String, _ format: String?, _ text: String) -> JSONValue {
      var members: [String: JSONValue] = [
        "name": .string(name), "type": .string(type), "description": .string(text),
      ]
      if let format { members["format"] = .string(format) }
      return .object(members)
    }
    let fields: [JSONValue] = [
      field("ds", "datetime", "%Y-%m-%dT%H:%M:%S", "Start of the half hour on the local clock."),
      field("contacts", "integer", nil, "Contacts that arrived in the half hour."),
    ]
    let resource: [String: JSONValue] = [
      "name": .string("contacts"), "path": .string("data.csv"), "format": .string("csv"),
      "mediatype": .string("text/csv"), "encoding": .string("utf-8"),
      "bytes": .integer(Int64(data.count)),
      "hash": .string("sha256:" + SHA256.hexDigest(of: data)),
      "schema": .object(["fields": .array(fields), "missingValues": .array([.string("")])]),
    ]
    let description =
      "Generated, not observed: half-hourly contacts of a made-up public contact centre from "
      + "\(simulation.firstDay) to \(last), with patterns of hour, week and month, closed federal "
      + "holidays, a rise of 15 % from \(simulation.shiftDay), counts more varied than Poisson, "
      + "and intervals the recorder missed."
    let package: [String: JSONValue] = [
      "name": .string("contact-center"), "title": .string("A made-up contact centre"),
      "description": .string(description),
      "licenses": .array([.object(["name": .string("Apache-2.0")])]),
      "sources": .array([
        .object([
          "title": .string(
            "apportion simulate contact-center --start \(simulation.firstDay) --days "
              + "\(simulation.days) --seed \(simulation.seed)")
        ])
      ]),
      "resources": .array([.object(resource)]),
    ]
    return JSONValue.object(package).prettyText
  }
}
