import Foundation

/// The files of one network, and what its source says of them.
struct RoadFiles {
  let name: String
  let net: URL
  let trips: URL
  private(set) var tollWeight = 0.0
  private(set) var lengthWeight = 0.0
  private var objective: Double?

  init?(_ folder: URL) {
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    func file(_ part: String) -> URL? {
      files.first { $0.hasSuffix(part) || $0.hasSuffix(part + ".gz") }
        .map { folder.appending(path: $0) }
    }
    guard let net = file("_net.tntp"), let trips = file("_trips.tntp") else { return nil }
    name = folder.lastPathComponent
    self.net = net
    self.trips = trips
    guard
      let text = try? String(
        contentsOf: folder.appending(path: "SOURCE-README.md"), encoding: .utf8)
    else { return }
    func number(after key: String, in line: Substring) -> Double? {
      guard let range = line.range(of: key) else { return nil }
      return line[range.upperBound...].split(whereSeparator: \.isWhitespace).first
        .flatMap { Double($0.hasSuffix(".") ? $0.dropLast() : $0) }
    }
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("Toll:") { tollWeight = number(after: "Toll:", in: line) ?? tollWeight }
      if line.hasPrefix("Distance:") {
        lengthWeight = number(after: "Distance:", in: line) ?? lengthWeight
      }
      objective = number(after: "objective function value:", in: line) ?? objective
    }
  }

  /// The published objective, in the unit of ours: one source divides it by 100,000.
  func bestKnown(near value: Double) -> Double? {
    guard let objective else { return nil }
    return abs(objective * 1e5 / value - 1) < 0.1 ? objective * 1e5 : objective
  }

  func bytes(_ url: URL) throws -> [UInt8] {
    guard url.pathExtension == "gz" else { return [UInt8](try Data(contentsOf: url)) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", url.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return [UInt8](data)
  }

  /// AequilibraE on one core; nil where it cannot be run.
  func aequilibrae(gap: Double, factor: Double) -> [String: Double]? {
    let script = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Notebooks/traffic/assignment_peers.py")
    guard let text = try? String(contentsOf: script, encoding: .utf8) else { return nil }
    return PythonPeer.run(
      text,
      arguments: [
        net.path, trips.path, "--gap", "\(gap)", "--toll", "\(tollWeight)", "--length",
        "\(lengthWeight)", "--factor", "\(factor)", "--seconds", "120",
      ])
  }
}
