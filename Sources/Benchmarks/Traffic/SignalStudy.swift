import Foundation
import Traffic

/// Fixed-time plans for the signal cases of a folder: each case is a folder with a
/// `.net.xml` and a `.rou.xml`, gzipped or not. `DIR` is one case, a folder of cases, or a folder
/// with a folder `signals` of cases. The plan of each, the table a judge takes
/// (`Notebooks/traffic/judge_signals.py`), goes to `signal-plans/<case>.csv` below the working
/// directory.
enum SignalStudy {
  private static let plans = URL(filePath: "signal-plans")

  private struct Case {
    let name: String
    let folder: URL
    let network: URL
    let routes: URL

    init?(_ folder: URL) {
      guard let network = file(in: folder, ending: ".net.xml"),
        let routes = file(in: folder, ending: ".rou.xml")
      else { return nil }
      name = folder.standardizedFileURL.lastPathComponent
      self.folder = folder
      self.network = network
      self.routes = routes
    }
  }

  static func run(directory: String?, emit: (String) -> Void) {
    let found = directory.map { cases(URL(filePath: $0)) } ?? []
    guard !found.isEmpty else {
      emit(#"{"study":"signals","error":"needs --data with signal cases (.net.xml, .rou.xml)"}"#)
      return
    }
    for one in found {
      do {
        try study(
          one.name, network: one.network, routes: one.routes, folder: one.folder, emit: emit)
      } catch {
        let text = "\(error)".replacing("\\", with: "/").replacing("\"", with: "'")
          .replacing("\n", with: " ")
        emit(#"{"study":"signals","case":"\#(one.name)","error":"\#(text)"}"#)
      }
    }
  }

  private static func cases(_ folder: URL) -> [Case] {
    if let own = Case(folder) { return [own] }
    for parent in [folder, folder.appending(path: "signals")] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
      let found = names.sorted().compactMap { Case(parent.appending(path: $0)) }
      if !found.isEmpty { return found }
    }
    return []
  }

  private static func study(
    _ label: String, network: URL, routes: URL, folder: URL, emit: (String) -> Void
  ) throws {
    let streets = try StreetNetwork(network: bytes(network))
    let demand = try TripDemand(demand: bytes(routes), on: streets)
    let period = period(folder)
    let model = CorridorModel(network: streets, demand: demand, period: period)
    var start = Stopwatch.cpuSeconds
    let given = model.outcome(of: streets.plan, seed: 1)
    let once = Stopwatch.cpuSeconds - start
    emit(
      Measurement.line(
        study: "signals", case: label, measure: "own_plan_delay", value: given.delay,
        more: [
          "cpu_seconds": once, "vehicles": Double(given.vehicles),
          "signals": Double(streets.plan.programs.count),
          "unfinished": Double(given.unfinished),
        ]))
    start = Stopwatch.cpuSeconds
    let found = SignalOptimizer().optimum(network: streets, demand: demand, period: period)
    emit(
      Measurement.line(
        study: "signals", case: label, measure: "plan_delay", value: found.delay,
        more: [
          "before": found.delayBefore, "simulations": Double(found.simulations),
          "kept_own": found.keepsGiven ? 1 : 0, "cpu_seconds": Stopwatch.cpuSeconds - start,
        ]))
    try FileManager.default.createDirectory(at: plans, withIntermediateDirectories: true)
    try Data(found.plan.csv.utf8).write(to: plans.appending(path: "\(label).csv"))
  }

  /// Begin and end of the case's own configuration; nil where it has none.
  private static func period(_ folder: URL) -> Range<Double>? {
    guard let url = file(in: folder, ending: ".sumocfg"),
      let text = try? String(decoding: bytes(url), as: UTF8.self)
    else { return nil }
    func value(_ name: String) -> Double? {
      guard let tag = text.range(of: "<\(name) "),
        let from = text.range(of: "value=\"", range: tag.upperBound..<text.endIndex),
        let to = text.range(of: "\"", range: from.upperBound..<text.endIndex)
      else { return nil }
      return Double(text[from.upperBound..<to.lowerBound])
    }
    guard let begin = value("begin"), let end = value("end"), begin < end else { return nil }
    return begin..<end
  }

  private static func file(in folder: URL, ending: String) -> URL? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let found = names.sorted().first { $0.hasSuffix(ending) || $0.hasSuffix(ending + ".gz") }
    return found.map { folder.appending(path: $0) }
  }

  private static func bytes(_ url: URL) throws -> [UInt8] {
    guard url.pathExtension == "gz" else { return Array(try Data(contentsOf: url)) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", url.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Array(data)
  }
}
