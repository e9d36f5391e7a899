import Foundation

/// A Python program run beside ours, on one thread: arrays go over as raw binary
/// files, answers come back as one JSON object of numbers.
enum PythonPeer {
  /// One array for the peer: little-endian 64-bit values.
  enum Values {
    case doubles([Double])
    case integers([Int32])
  }

  /// Runs a script with the folder of the files as its only argument.
  ///
  /// - Parameters:
  ///   - script: reads `FOLDER/NAME.f64` (or `.i32`) and prints a JSON object whose
  ///     last line holds numbers alone. It times the fit by `time.process_time()`.
  ///   - arrays: by name.
  /// - Returns: nil where Python or a package is missing, or the script fails.
  static func run(_ script: String, arrays: [(name: String, values: Values)]) -> [String: Double]? {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "regression-peer-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, values) in arrays {
        switch values {
        case .doubles(let values): try write(values, to: folder.appending(path: "\(name).f64"))
        case .integers(let values): try write(values, to: folder.appending(path: "\(name).i32"))
        }
      }
    } catch { return nil }
    return run(script, arguments: [folder.path])
  }

  /// Runs a script with these arguments; see `run(_:arrays:)`.
  static func run(_ script: String, arguments: [String]) -> [String: Double]? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    var environment = ProcessInfo.processInfo.environment
    for name in [
      "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
    ] {
      environment[name] = "1"
    }
    environment["PYTHONWARNINGS"] = "ignore"
    process.environment = environment
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let line = String(decoding: text, as: UTF8.self).split(separator: "\n").last
    else { return nil }
    return try? JSONDecoder().decode([String: Double].self, from: Data(line.utf8))
  }

  /// In pieces, so that a large array is never copied whole.
  private static func write<Element>(_ values: [Element], to file: URL) throws {
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    try values.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + 1 << 24)
        try handle.write(contentsOf: Data(bytes[start..<end]))
        start = end
      }
    }
  }
}
