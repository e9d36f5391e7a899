import Briefings
import Provenance
import Tables
import Traffic

/// `origin_flows.csv`: what a later assignment of the same links goes on from.
enum OriginFlowsFile {
  static let name = "origin_flows.csv"

  static func bytes(of assigned: AssignedTraffic) -> [UInt8] {
    var writer = CSVWriter(header: ["class", "origin", "link", "flow"])
    let network = assigned.network
    for entry in assigned.originFlows.entries {
      writer.text(assigned.classes[entry.travelClass].name)
      writer.text(network.zoneName(entry.origin))
      writer.integer(entry.link + 1)
      // All digits: rounded flows would be out of balance at every node.
      writer.number(entry.flow)
      writer.endRow()
    }
    return writer.bytes
  }

  /// - Throws: `PipelineError` where the folder holds no flows, or those of another network.
  static func read(
    folder: String, network: RoadNetwork, classes: [TravelClass]
  ) throws -> OriginFlows {
    let path = "\(folder)/\(name)"
    guard WholeFile.exists(path) else {
      throw PipelineError(
        .noInput,
        "--from \(folder): there is no \(name) in this folder. Run the earlier assignment with "
          + "--keep-flows.")
    }
    let rows = try ContractRows(
      try WholeFile.readDecompressed(path), path: path, text: ["class", "origin"],
      numbers: ["link", "flow"])
    var zones: [String: Int] = [:]
    for zone in 0..<network.zoneCount { zones[network.zoneName(zone)] = zone }
    var places: [String: Int] = [:]
    for (index, travelClass) in classes.enumerated() { places[travelClass.name] = index }
    var entries: [OriginFlows.Entry] = []
    for row in 0..<rows.count {
      let (link, flow) = (rows.numbers["link"]![row], rows.numbers["flow"]![row])
      guard let origin = zones[rows.text["origin"]![row]], let number = Int(exactly: link),
        network.links.indices.contains(number - 1), flow > 0, flow.isFinite
      else {
        throw rows.problem(
          "no such zone or link in this network", row,
          fix: "--from takes a run on a network of the same links in the same order.")
      }
      guard let travelClass = places[rows.text["class"]![row]] else { continue }
      entries.append(
        .init(travelClass: travelClass, origin: origin, link: number - 1, flow: flow))
    }
    return OriginFlows(entries)
  }
}
