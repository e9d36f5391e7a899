import Foundation
import Tables
import Traffic

/// User equilibrium on networks in TNTP files: objective, gap, an independent check of both,
/// CPU seconds to several gaps, two threads against one, and AequilibraE's bi-conjugate
/// Frank–Wolfe in the same run where `python3` has it.
///
/// The folder holds one network (`*_net.tntp`, `*_trips.tntp`, `.gz` or not) or folders of
/// them. A `SOURCE-README.md` beside a network gives the weights of toll and length and the
/// best known objective.
enum AssignmentOfTrafficStudy {
  private static let gaps = [1e-3, 1e-4, 1e-5, 1e-6, 1e-8, 1e-10, 1e-12]

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(#"{"study":"assign","error":"needs --data with networks in TNTP files"}"#)
      return
    }
    let root = URL(filePath: directory)
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let folders = [root] + entries.sorted().map { root.appending(path: $0) }
    for folder in folders {
      guard let files = RoadFiles(folder) else { continue }
      do {
        try run(files, factor: 1, emit)
        // Twice its demand is the congested case its source recommends.
        if files.name == "Chicago-Sketch" { try run(files, factor: 2, emit) }
      } catch {
        let text = "\(error)".replacing("\"", with: "'").replacing("\n", with: " ")
        emit(#"{"study":"assign","case":"\#(files.name)","error":"\#(text)"}"#)
      }
    }
  }

  private static func run(
    _ files: RoadFiles, factor: Double, _ emit: (String) -> Void
  ) throws {
    let name = files.name + (factor == 1 ? "" : "-x2")
    let network = try TNTPReader.network(
      files.bytes(files.net), name: files.net.lastPathComponent, tollWeight: files.tollWeight,
      lengthWeight: files.lengthWeight)
    let trips = try TNTPReader.trips(
      files.bytes(files.trips), name: files.trips.lastPathComponent, zoneCount: network.zoneCount
    ).scaled(by: factor)
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-12
    let start = Stopwatch.cpuSeconds
    var reached: [Double: Double] = [:]
    var firstRound = 0.0
    let result = TrafficAssignment(network: network, trips: trips, options: options).solve {
      round in
      let now = Stopwatch.cpuSeconds - start
      if round.number == 0 { firstRound = now }
      for gap in gaps where round.relativeGap <= gap && reached[gap] == nil { reached[gap] = now }
      return now < 600
    }
    let seconds = Stopwatch.cpuSeconds - start
    let check = PlainCheck(network, trips, flows: result.flows)
    var more: [String: Double] = [
      "converged": result.status == .converged ? 1 : 0, "rounds": Double(result.rounds.count),
      "relative_gap": result.relativeGap, "bound": result.lowerBound,
      "total_cost": result.totalCost, "cpu_seconds": seconds,
      "checked_relative_gap": check.relativeGap, "checked_objective": check.objective,
      "checked_imbalance": check.imbalance,
      "unreachable_pairs": Double(result.unreachable.count),
      "unreachable_trips": result.unreachable.reduce(0) { $0 + $1.trips },
    ]
    // What a whole round gets through after the first: labels, excess costs, moves.
    if result.rounds.count > 1 {
      more["origin_links_per_second_in_rounds"] =
        Double(trips.zoneCount * network.links.count * (result.rounds.count - 1))
        / (seconds - firstRound)
    }
    for (gap, time) in reached { more["cpu_seconds_to_\(label(gap))"] = time }
    if factor == 1, let best = files.bestKnown(near: result.objective) {
      more["best_known"] = best
      more["error"] = abs(result.objective - best) / best
    }
    // Wall time: what a second core is for. It means something on a quiet machine only.
    // The least of up to five in turn, so that what else the machine does weighs on neither.
    var single = wallSeconds(network, trips, threads: 1)
    var double = wallSeconds(network, trips, threads: 2)
    for _ in 0..<4 where single.seconds < 1 {
      single.seconds = min(single.seconds, wallSeconds(network, trips, threads: 1).seconds)
      double.seconds = min(double.seconds, wallSeconds(network, trips, threads: 2).seconds)
    }
    more["wall_seconds_1_thread"] = single.seconds
    more["wall_seconds_2_threads"] = double.seconds
    more["speedup_of_2_threads"] = single.seconds / double.seconds
    more["same_bits_with_2_threads"] = single.flows == double.flows ? 1 : 0
    let gap = trips.zoneCount > 500 ? 1e-4 : 1e-6
    if let peer = files.aequilibrae(gap: gap, factor: factor), let ours = reached[gap] {
      for (key, value) in peer { more["aequilibrae_\(key)"] = value }
      // Stopped by its limit, its seconds are a lower bound of what it needs.
      if let theirs = peer["seconds"] {
        more["times_faster_than_aequilibrae_at_\(label(gap))"] = theirs / ours
      }
    }
    emit(
      Measurement.line(
        study: "assign", case: name, measure: "objective", value: result.objective, more: more))
    let search = ShortestPathSearch(network)
    let zones = min(network.zoneCount, 200)
    let costs = network.links.indices.map { network.cost(of: $0, at: result.flows[$0]) }
    let time = Stopwatch.least(of: 3) {
      let priced = search.priced(costs)
      for zone in 0..<zones {
        _ = priced.labels(from: network.zoneNodes[zone])
      }
    }
    emit(
      Measurement.line(
        study: "assign", case: name, measure: "origin_links_per_second",
        value: Double(zones) * Double(network.links.count) / time,
        more: ["zones": Double(zones), "cpu_seconds": time]))
  }

  private static func label(_ gap: Double) -> String { "1e-\(Int((-log10(gap)).rounded()))" }

  private static func wallSeconds(
    _ network: RoadNetwork, _ trips: TripTable, threads: Int
  ) -> (seconds: Double, flows: [UInt64]) {
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-6
    options.threads = threads
    let start = DispatchTime.now().uptimeNanoseconds
    let result = TrafficAssignment(network: network, trips: trips, options: options).solve()
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
    return (Double(nanoseconds) / 1e9, result.flows.map(\.bitPattern))
  }
}
