import Briefings
import Provenance
import Reports
import Tables
public import Traffic

/// From a detector file to what of it can be trusted.
public struct CheckPipeline: Sendable {
  public var source: DetectorSource
  /// Links of the network, for flow conservation and the map; nodes beside them where known.
  public var links: String?
  public var nodes: String?
  public var check = DetectorCheck.Options()
  public var title: String?
  public var seed: UInt64 = 1
  public var version: String

  public init(source: DetectorSource, version: String) {
    self.source = source
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    let loaded = try LoadedDetectors(source)
    var inputs = loaded.files
    var network: RoadNetwork?
    if let links {
      let nodeBytes = try nodes.map { try WholeFile.readDecompressed($0) }
      network = try NetworkCSVReader.network(
        nodes: nodeBytes, nodesName: nodes ?? "nodes.csv", links: WholeFile.readDecompressed(links),
        linksName: links)
      inputs.append(try FileRecord(path: links, at: links))
      if let nodes { inputs.append(try FileRecord(path: nodes, at: nodes)) }
    }
    let result = DetectorCheck(loaded.record, options: check, network: network)
    let record = CheckRecord(
      check: result, source: source, zeroIsMissing: check.zeroIsMissing, network: network,
      title: title)
    let facts = record.facts()
    var files = RunFiles()
    files["check.csv"] = record.findingsFile
    files["detectors.csv"] = record.detectorsFile
    if let greens = try greens() { files["greens.csv"] = greens }
    if loaded.record.reading.rejectedRows > 0 {
      files["rejects.csv"] = loaded.record.reading.rejectedCSV
    }
    let assembly = FactsAssembly(
      .traffic, verb: CheckFacts.verb, version: version, inputs: inputs, seed: seed,
      timeZoneData: loaded.timeZoneData,
      results: [
        "status": .string("checked"), "trust": .number(rounded3(result.trust)),
        "findings": .integer(Int64(result.findings.count)),
      ])
    return try assembly.finish(
      facts, files: files, into: folder, notes: facts.notes, summary: summary(facts))
  }

  private func summary(_ facts: CheckFacts) -> [String] {
    let good = facts.detectors.count { $0.trust >= CheckFacts.trusted }
    return [
      "\(PlainWords.number(Double(good))) of \(PlainWords.count(facts.detectors.count, "detector")) "
        + "can be trusted; \(PlainWords.percent(facts.trust, digits: 1)) of the values.",
      "\(PlainWords.count(facts.findingCount, "finding")), "
        + "\(PlainWords.number(Double(facts.seriousCount))) of them serious.",
    ]
  }

  /// Greens of every phase, where the file is a log of controller events.
  private func greens() throws -> [UInt8]? {
    guard source.path != "-" else { return nil }
    let bytes = try WholeFile.readDecompressed(source.path)
    let format = try source.options.format ?? DetectorFile.format(of: bytes, name: source.path)
    guard format == .events else { return nil }
    let log = try ControllerEvents.read(
      bytes: bytes, name: source.path, reading: source.reading)
    var writer = CSVWriter(header: [
      "device", "phase", "start", "green_s", "yellow_s", "red_clearance_s", "cycle_s",
    ])
    for green in log.greens() {
      writer.text(log.devices[green.device])
      writer.integer(green.phase)
      writer.text(CheckRecord.clock(milliseconds: green.start))
      for value in [green.green, green.yellow, green.redClearance, green.cycle] {
        writer.number(value)
      }
      writer.endRow()
    }
    return writer.bytes
  }
}
