import Foundation
import Traffic

/// Fixed-time plans for the signal cases of a folder: each case is a folder with a
/// `.net.xml` and a `.rou.xml`, gzipped or not. The plan of each, the table a judge takes, goes to
/// `signal-plans/<case>.csv` below the working directory.
enum SignalStudy {
  private static let plans = URL(filePath: "signal-plans")

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory,
      let names = try? FileManager.default.contentsOfDirectory(atPath: directory)
    else {
      emit(#"{"study":"signals","error":"needs --data with signal cases"}"#)
      return
    }
    let folder = URL(filePath: directory)
    let own = file(in: folder, ending: ".net.xml") == nil ? names.sorted() : ["."]
    for name in own {
      let url = own == ["."] ? folder : folder.appending(path: name)
      guard let network = file(in: url, ending: ".net.xml"),
        let routes = file(in: url, ending: ".rou.xml")
      else { continue }
      let label = url.standardizedFileURL.lastPathComponent
      do {
        try study(label, network: network, routes: routes, folder: url, emit: emit)
      } catch {
        emit(#"{"study":"signals","case":"\#(label)","error":"\#(error)"}"#)
      }
    }
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
