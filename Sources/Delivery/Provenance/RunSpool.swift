public import Tables

/// The files of a run that are too long to be held in memory: they are staged on
/// disk and hashed as they grow, and appear with `run.json` or not at all.
public final class RunSpool {
  private let folder: RunFolder
  private let output: OutputFolder
  private var growing: [(name: String, bytes: Int, hash: SHA256)] = []

  /// - Throws: `TableError.cannotCreate`.
  public init(_ folder: RunFolder) throws(TableError) {
    self.folder = folder
    output = try OutputFolder(folder.path)
  }

  /// Names of the files begun, in order.
  public var names: [String] { growing.map(\.name) }

  /// Adds to the end of a file, which begins empty.
  ///
  /// - Throws: `TableError.cannotCreate` or `.cannotWrite`; nothing is then left of the run.
  public func append(_ bytes: [UInt8], to name: String) throws(TableError) {
    let place: Int
    if let known = growing.firstIndex(where: { $0.name == name }) {
      place = known
    } else {
      place = growing.count
      growing.append((name, 0, SHA256()))
    }
    try output.append(bytes, to: name)
    growing[place].bytes += bytes.count
    growing[place].hash.update(bytes)
  }

  /// Adds the last files, `run.json` and the ledger's next line, and makes all of
  /// it appear.
  ///
  /// - Returns: the manifest as written, its `outputs` filled in.
  /// - Throws: `TableError.cannotCreate` or `.cannotWrite`.
  @discardableResult
  public func finish(_ files: RunFiles, manifest: RunManifest) throws(TableError) -> RunManifest {
    var manifest = manifest
    manifest.outputs = growing.map {
      FileRecord(path: $0.name, bytes: $0.bytes, sha256: $0.hash.hexDigest())
    }
    for name in files.names {
      let bytes = files[name] ?? []
      manifest.outputs.append(FileRecord(path: name, content: bytes))
      try output.add(name, bytes)
    }
    try folder.seal(output, manifest: manifest)
    return manifest
  }
}
