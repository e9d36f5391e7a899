public import Tables

/// A file as it was when it was read or written.
public struct FileRecord: Sendable, Equatable {
  /// As it was named by the user or, for an output, within the output folder.
  public var path: String
  public var bytes: Int
  /// SHA-256 of the content, 64 hexadecimal digits.
  public var sha256: String

  public init(path: String, bytes: Int, sha256: String) {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
  }

  /// The record of content in memory.
  public init(path: String, content: [UInt8]) {
    self.init(path: path, bytes: content.count, sha256: SHA256.hexDigest(of: content))
  }

  /// The record of a file on disk, of any length.
  ///
  /// - Parameters:
  ///   - path: as it is to be named.
  ///   - file: where it lies.
  /// - Throws: `TableError.input` where it cannot be read.
  public init(path: String, at file: String) throws(TableError) {
    var hash = SHA256()
    var count = 0
    try WholeFile.blocks(of: file) { block in
      hash.update(block)
      count += block.count
    }
    self.init(path: path, bytes: count, sha256: hash.hexDigest())
  }

  var json: JSONValue {
    .object(["path": .string(path), "bytes": .integer(Int64(bytes)), "sha256": .string(sha256)])
  }

  init?(_ json: JSONValue) {
    guard let path = json["path"]?.stringValue, let sha256 = json["sha256"]?.stringValue,
      let bytes = json["bytes"]?.doubleValue
    else { return nil }
    self.init(path: path, bytes: Int(bytes), sha256: sha256)
  }
}

/// What a folder of answers was made from, and by what: `run.json`.
///
/// It holds nothing that differs between two runs over the same input, such as
/// the time of day, the number of threads or seconds of work, so that it is
/// byte-equal whenever the answers are.
public struct RunManifest: Sendable, Equatable {
  public var version: String
  /// The command and the options that shape its answers.
  public var command: [String]
  public var inputs: [FileRecord]
  public var outputs: [FileRecord]
  public var seed: UInt64
  /// The OpenBLAS kernel: results can differ in the last bits between kernels.
  public var blasCore: String
  /// The edition of the time zone data, where zones were used.
  public var timeZoneData: String?
  /// What the run found: status, objective, bound, gap and the like.
  public var results: [String: JSONValue]

  public init(
    version: String, command: [String], inputs: [FileRecord], outputs: [FileRecord] = [],
    seed: UInt64, blasCore: String, timeZoneData: String? = nil,
    results: [String: JSONValue] = [:]
  ) {
    self.version = version
    self.command = command
    self.inputs = inputs
    self.outputs = outputs
    self.seed = seed
    self.blasCore = blasCore
    self.timeZoneData = timeZoneData
    self.results = results
  }

  /// The manifest as JSON: `results` stand beside the other members.
  public var json: JSONValue {
    var members = results
    members["program"] = .string("apportion")
    members["version"] = .string(version)
    members["command"] = .array(command.map { .string($0) })
    members["inputs"] = .array(inputs.map(\.json))
    members["outputs"] = .array(outputs.map(\.json))
    members["seed"] = .string(String(seed))
    members["blas_core"] = .string(blasCore)
    if let timeZoneData { members["time_zone_data"] = .string(timeZoneData) }
    return .object(members)
  }
}

extension RunManifest {
  /// Reads a manifest back; nil where a member is missing.
  public init?(_ json: JSONValue) {
    guard var members = json.objectValue, let version = json["version"]?.stringValue,
      let command = json["command"]?.arrayValue?.compactMap(\.stringValue),
      let inputs = json["inputs"]?.arrayValue?.compactMap(FileRecord.init),
      let outputs = json["outputs"]?.arrayValue?.compactMap(FileRecord.init),
      let seed = json["seed"]?.stringValue.flatMap(UInt64.init),
      let blasCore = json["blas_core"]?.stringValue
    else { return nil }
    let own = [
      "program", "version", "command", "inputs", "outputs", "seed", "blas_core", "time_zone_data",
    ]
    let timeZoneData = json["time_zone_data"]?.stringValue
    for name in own { members[name] = nil }
    self.init(
      version: version, command: command, inputs: inputs, outputs: outputs, seed: seed,
      blasCore: blasCore, timeZoneData: timeZoneData, results: members)
  }
}
