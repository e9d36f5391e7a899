import Foundation
public import Tables

/// A folder of answers on disk.
public struct RunFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// True where there is a folder of that name.
  public var exists: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// A file of the folder, nil where there is none.
  ///
  /// - Throws: `TableError.input` where there is one that cannot be read.
  public func read(_ name: String) throws(TableError) -> [UInt8]? {
    let file = "\(path)/\(name)"
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    return try WholeFile.read(file)
  }

  /// Recomputes every hash.
  ///
  /// - Throws: `TableError.input` where there is no folder or no ledger.
  public func verify() throws(TableError) -> Verification {
    guard exists else { throw .input(path: path, reason: "no such folder") }
    guard let bytes = try read(Ledger.fileName) else {
      throw .input(path: "\(path)/\(Ledger.fileName)", reason: "no such file: nothing to verify")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return Ledger(text: String(decoding: bytes, as: UTF8.self)).verify(
      present: names, output: { digest(of: "\(path)/\($0)") }, input: digest)
  }

  /// SHA-256 of a file, nil where it cannot be read.
  private func digest(of file: String) -> String? {
    (try? FileRecord(path: file, at: file))?.sha256
  }

  /// Writes all files, `run.json` and the ledger's next line, or nothing.
  ///
  /// - Parameters:
  ///   - files: the outputs.
  ///   - manifest: of the run; its `outputs` are filled in here.
  /// - Returns: the manifest as written.
  /// - Throws: `TableError.cannotCreate` or `.cannotWrite`.
  @discardableResult
  public func write(_ files: RunFiles, manifest: RunManifest) throws(TableError) -> RunManifest {
    var manifest = manifest
    manifest.outputs = files.names.map { FileRecord(path: $0, content: files[$0] ?? []) }
    try commit(files, manifest: manifest)
    return manifest
  }

  /// Writes some of a run's files anew; the others stay as they were recorded.
  ///
  /// - Throws: `TableError.cannotCreate` or `.cannotWrite`.
  public func rewrite(_ files: RunFiles, manifest: RunManifest) throws(TableError) {
    var manifest = manifest
    for name in files.names {
      let record = FileRecord(path: name, content: files[name] ?? [])
      if let known = manifest.outputs.firstIndex(where: { $0.path == name }) {
        manifest.outputs[known] = record
      } else {
        manifest.outputs.append(record)
      }
    }
    try commit(files, manifest: manifest)
  }

  private func commit(_ files: RunFiles, manifest: RunManifest) throws(TableError) {
    let folder = try OutputFolder(path)
    for name in files.names { try folder.add(name, files[name] ?? []) }
    try seal(folder, manifest: manifest)
  }

  /// Adds `run.json` and the ledger's next line to what is staged, and makes all
  /// of it appear.
  func seal(_ folder: OutputFolder, manifest: RunManifest) throws(TableError) {
    let runFile = Array(manifest.json.prettyText.utf8)
    let past = try read(Ledger.fileName).map { String(decoding: $0, as: UTF8.self) } ?? ""
    var ledger = Ledger(text: past)
    ledger.append(manifest, runFile: runFile)
    try folder.add("run.json", runFile)
    try folder.add(Ledger.fileName, ledger.text)
    try folder.commit()
  }
}
