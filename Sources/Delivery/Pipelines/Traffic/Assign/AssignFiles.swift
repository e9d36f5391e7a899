import Briefings
import Provenance
import Tables
import Traffic

/// The tables that an assignment leaves for other programs.
struct AssignFiles {
  static let links = "link_flows.csv"
  static let bottlenecks = "bottlenecks.csv"
  static let unserved = "unserved.csv"
  static let skims = "skims.csv"
  static let selectLink = "select_link.csv"
  static let selectLinkFlows = "select_link_flows.csv"
  static let zones = "zones.csv"
  static let demand = "estimated_demand.csv"
  static let counts = "counts.csv"
  static let rounds = "rounds.csv"

  private let record: AssignRecord
  private var run: AssignRun { record.run }
  private var network: RoadNetwork { run.final.network }

  init(_ record: AssignRecord) { self.record = record }

  var files: RunFiles {
    var files = RunFiles()
    files[Self.links] = linkFlows
    files[Self.bottlenecks] = bottlenecks
    files[Self.unserved] = unservedPairs
    files[Self.rounds] = roundLines
    if run.change != nil { files[Self.zones] = zoneLines }
    if let selection = record.selection {
      files[Self.selectLink] = selectedPairs(selection)
      files[Self.selectLinkFlows] = selectedFlows(selection)
    }
    if run.request.writesSkims { files[Self.skims] = skimLines }
    if let estimate = run.estimate {
      files[Self.demand] = demandLines(estimate)
      files[Self.counts] = countLines(estimate)
    }
    if run.request.keepsFlows {
      files[OriginFlowsFile.name] = OriginFlowsFile.bytes(of: run.final)
    }
    return files
  }

  private func add(_ value: Double?, _ writer: inout CSVWriter) {
    if let value, value.isFinite {
      writer.number(FileNumbers.significant(value))
    } else {
      writer.missing()
    }
  }

  private var linkFlows: [UInt8] {
    let final = run.final
    let hasDraws = !record.flowRanges.isEmpty
    var header = ["link", "from", "to", "capacity", "free_flow_time", "flow"]
    if hasDraws { header += ["flow_lo-80", "flow_hi-80"] }
    header += ["time", "cost", "vc", "delay_hours"]
    if hasDraws { header += ["delay_hours_lo-80", "delay_hours_hi-80"] }
    header.append("delay_cost")
    if run.change != nil { header += ["base_flow", "flow_change", "base_time"] }
    if final.classes.count > 1 { header += final.classes.map { "flow_\($0.name)" } }
    var writer = CSVWriter(header: header)
    let delays = final.delays
    for link in network.links.indices {
      let values = network.links[link]
      writer.integer(link + 1)
      writer.text(network.nodeNames[values.tail])
      writer.text(network.nodeNames[values.head])
      add(values.capacity, &writer)
      add(values.time(at: 0), &writer)
      add(final.flows[link], &writer)
      if hasDraws { for value in record.flowRanges[link] { add(value, &writer) } }
      add(values.isOpen ? final.times[link] : nil, &writer)
      add(values.isOpen ? final.times[link] + network.fixedCost(of: link) : nil, &writer)
      add(record.ratio(link), &writer)
      add(delays[link] * record.hours, &writer)
      if hasDraws {
        for value in record.delayRanges[link] { add(value * record.hours, &writer) }
      }
      add(delays[link] * record.hours * run.request.valueOfTime, &writer)
      if run.change != nil {
        add(run.base.flows[link], &writer)
        add(final.flows[link] - run.base.flows[link], &writer)
        add(run.base.times[link], &writer)
      }
      if final.classes.count > 1 {
        for flows in final.classFlows { add(flows[link], &writer) }
      }
      writer.endRow()
    }
    return writer.bytes
  }

  /// Every link with delay, the most first.
  private var bottlenecks: [UInt8] {
    var writer = CSVWriter(header: [
      "rank", "link", "from", "to", "delay_hours", "share_of_delay", "delay_cost", "vc", "flow",
      "time", "free_flow_time",
    ])
    let delays = run.final.delays
    let total = run.final.totalDelay
    let order = delays.indices.filter { delays[$0] > 0 }.sorted {
      (delays[$0], $1) > (delays[$1], $0)
    }
    for (rank, link) in order.enumerated() {
      let values = network.links[link]
      writer.integer(rank + 1)
      writer.integer(link + 1)
      writer.text(network.nodeNames[values.tail])
      writer.text(network.nodeNames[values.head])
      add(delays[link] * record.hours, &writer)
      add(delays[link] / total, &writer)
      add(delays[link] * record.hours * run.request.valueOfTime, &writer)
      add(record.ratio(link), &writer)
      add(run.final.flows[link], &writer)
      add(run.final.times[link], &writer)
      add(values.time(at: 0), &writer)
      writer.endRow()
    }
    return writer.bytes
  }

  private var unservedPairs: [UInt8] {
    var writer = CSVWriter(header: ["class", "from", "to", "trips"])
    for pair in run.final.unreachable {
      writer.text(run.final.classes[pair.travelClass].name)
      writer.text(network.zoneName(pair.origin))
      writer.text(network.zoneName(pair.destination))
      add(pair.trips, &writer)
      writer.endRow()
    }
    return writer.bytes
  }

  private var roundLines: [UInt8] {
    var writer = CSVWriter(header: ["network", "round", "relative_gap", "objective", "lower_bound"])
    let runs =
      run.change == nil ? [("today", run.final)] : [("today", run.base), ("changed", run.final)]
    for (name, assigned) in runs {
      for round in assigned.rounds {
        writer.text(name)
        writer.integer(round.number)
        add(round.relativeGap, &writer)
        writer.number(round.objective)
        writer.number(round.lowerBound)
        writer.endRow()
      }
    }
    return writer.bytes
  }

  private var zoneLines: [UInt8] {
    var writer = CSVWriter(header: [
      "zone", "trips", "minutes_before", "minutes_after", "change_hours",
    ])
    for zone in record.zones?.lines(hoursPerUnit: record.hours) ?? [] {
      writer.text(zone.name)
      for value in [zone.trips, zone.minutesBefore, zone.minutesAfter, zone.hours] {
        add(value, &writer)
      }
      writer.endRow()
    }
    return writer.bytes
  }

  private func selectedPairs(_ selection: SelectedTraffic) -> [UInt8] {
    var writer = CSVWriter(header: ["class", "from", "to", "trips"])
    for pair in selection.pairs {
      writer.text(run.final.classes[pair.travelClass].name)
      writer.text(network.zoneName(pair.origin))
      writer.text(network.zoneName(pair.destination))
      add(pair.trips, &writer)
      writer.endRow()
    }
    return writer.bytes
  }

  private func selectedFlows(_ selection: SelectedTraffic) -> [UInt8] {
    var writer = CSVWriter(header: ["link", "from", "to", "flow", "share"])
    for link in network.links.indices where selection.flows[link] > 0 {
      writer.integer(link + 1)
      writer.text(network.nodeNames[network.links[link].tail])
      writer.text(network.nodeNames[network.links[link].head])
      add(selection.flows[link], &writer)
      add(selection.flows[link] / max(run.final.flows[link], selection.flows[link]), &writer)
      writer.endRow()
    }
    return writer.bytes
  }

  private var skimLines: [UInt8] {
    var writer = CSVWriter(header: ["class", "from", "to", "cost", "time", "toll", "length"])
    for (index, travelClass) in run.final.classes.enumerated() {
      let skims = run.final.skims(travelClass: index, threads: run.request.threads)
      for origin in 0..<network.zoneCount {
        for destination in 0..<network.zoneCount where destination != origin {
          guard skims.cost[origin, destination].isFinite else { continue }
          writer.text(travelClass.name)
          writer.text(network.zoneName(origin))
          writer.text(network.zoneName(destination))
          for matrix in [skims.cost, skims.time, skims.toll, skims.length] {
            add(matrix[origin, destination], &writer)
          }
          writer.endRow()
        }
      }
    }
    return writer.bytes
  }

  private func demandLines(_ estimate: EstimatedDemand) -> [UInt8] {
    let prior = run.inputs.classes[0].trips
    var writer = CSVWriter(header: ["from", "to", "trips", "prior", "change"])
    for origin in 0..<prior.zoneCount {
      for pair in prior.originStart[origin]..<prior.originStart[origin + 1] {
        writer.text(network.zoneName(origin))
        writer.text(network.zoneName(prior.destinations[pair]))
        let (after, before) = (estimate.trips.trips[pair], prior.trips[pair])
        for value in [after, before, after - before] { add(value, &writer) }
        writer.endRow()
      }
    }
    return writer.bytes
  }

  private func countLines(_ estimate: EstimatedDemand) -> [UInt8] {
    var writer = CSVWriter(header: [
      "link", "from", "to", "count", "prior_flow", "estimated_flow", "left_out_flow",
    ])
    for (row, count) in estimate.counts.enumerated() {
      let values = network.links[count.link]
      writer.integer(count.link + 1)
      writer.text(network.nodeNames[values.tail])
      writer.text(network.nodeNames[values.head])
      for value in [
        count.vehicles, estimate.priorFlows[row], estimate.flows[row], estimate.leftOutFlows[row],
      ] { add(value, &writer) }
      writer.endRow()
    }
    return writer.bytes
  }
}
