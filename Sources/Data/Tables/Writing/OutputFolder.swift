import Glibc

/// A folder of results that appears whole or not at all.
///
/// Files are staged in a hidden folder beside the target. `commit` renames that
/// folder to the target's name where there is none yet, one atomic step; into a
/// folder that exists, each staged file is renamed over its namesake, and
/// whatever else the folder holds is left alone. Unless committed, the staged
/// files are removed by `discard` or at the end of the value's life.
public final class OutputFolder {
  public let path: String
  private let staging: String
  private var names: [String] = []
  /// Files that are still being added to.
  private var growing: [(name: String, descriptor: Int32)] = []
  private var isOpen = true

  /// Creates the staging folder, and the parents of the target where missing.
  ///
  /// - Throws: `TableError.cannotCreate`.
  public init(_ path: String) throws(TableError) {
    var trimmed = path
    while trimmed.utf8.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard !trimmed.isEmpty, !trimmed.utf8.contains(0) else {
      throw .cannotCreate(path: path, reason: "not a folder name")
    }
    var status = stat()
    let exists = stat(trimmed, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFDIR {
      throw .cannotCreate(path: path, reason: "a file of that name is in the way")
    }
    if exists, access(trimmed, W_OK) != 0 {
      throw .cannotCreate(path: path, reason: systemReason(errno))
    }
    self.path = trimmed
    // Inside a folder that exists, which may be a mount point or have a parent
    // that is not ours to write.
    staging =
      exists ? "\(trimmed)/.\(getpid()).partial" : AtomicFile.temporaryName(beside: trimmed)
    if !exists { try OutputFolder.createParents(of: trimmed) }
    OutputFolder.removeFiles(in: staging)
    guard mkdir(staging, 0o777) == 0 else {
      throw .cannotCreate(path: path, reason: systemReason(errno))
    }
  }

  deinit { discard() }

  /// Stages one file. A name is a plain file name, without `/`.
  ///
  /// - Throws: `TableError.cannotCreate` or `.cannotWrite`; nothing is then left of the folder.
  public func add(_ name: String, _ bytes: [UInt8]) throws(TableError) {
    precondition(isOpen, "the folder is committed or discarded")
    precondition(
      !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(0x2F)
        && !name.utf8.contains(0), "a plain file name")
    do {
      try AtomicFile.createAndFlush(bytes, at: "\(staging)/\(name)", for: "\(path)/\(name)")
    } catch {
      discard()
      throw error
    }
    if !names.contains(name) { names.append(name) }
  }

  /// Stages a text file as UTF-8.
  public func add(_ name: String, _ text: String) throws(TableError) {
    try add(name, Array(text.utf8))
  }

  /// Adds to the end of a staged file, which begins empty; for files too long to
  /// be held in memory.
  ///
  /// - Throws: `TableError.cannotCreate` or `.cannotWrite`; nothing is then left of the folder.
  public func append(_ bytes: [UInt8], to name: String) throws(TableError) {
    precondition(isOpen, "the folder is committed or discarded")
    let descriptor: Int32
    if let known = growing.first(where: { $0.name == name }) {
      descriptor = known.descriptor
    } else {
      try add(name, [])
      descriptor = open("\(staging)/\(name)", O_WRONLY | O_APPEND | O_CLOEXEC)
      guard descriptor >= 0 else {
        let code = errno
        discard()
        throw .cannotCreate(path: "\(path)/\(name)", reason: systemReason(code))
      }
      growing.append((name, descriptor))
    }
    let failure = AtomicFile.writeAll(bytes, to: descriptor)
    guard failure == 0 else {
      discard()
      throw .cannotWrite(path: "\(path)/\(name)", reason: systemReason(failure))
    }
  }

  /// Flushes and closes what was added to piece by piece.
  private func closeGrowing() throws(TableError) {
    var failed: (name: String, code: Int32)?
    for (name, descriptor) in growing {
      if fsync(descriptor) != 0, failed == nil { failed = (name, errno) }
      if close(descriptor) != 0, failed == nil { failed = (name, errno) }
    }
    growing = []
    guard let failed else { return }
    discard()
    throw .cannotWrite(path: "\(path)/\(failed.name)", reason: systemReason(failed.code))
  }

  /// Makes the staged files appear under their names.
  ///
  /// - Throws: `TableError.cannotCreate`, `.cannotWrite`; before the first rename
  ///   it is made sure that no directory stands in a file's way.
  public func commit() throws(TableError) {
    precondition(isOpen, "the folder is committed or discarded")
    try closeGrowing()
    var status = stat()
    if stat(path, &status) != 0 {
      guard rename(staging, path) == 0 else {
        let code = errno
        discard()
        throw .cannotCreate(path: path, reason: systemReason(code))
      }
    } else {
      for name in names where stat("\(path)/\(name)", &status) == 0 {
        guard status.st_mode & S_IFMT != S_IFDIR else {
          discard()
          throw .cannotCreate(path: "\(path)/\(name)", reason: "it is a directory")
        }
      }
      for name in names {
        guard rename("\(staging)/\(name)", "\(path)/\(name)") == 0 else {
          let code = errno
          discard()
          throw .cannotCreate(path: "\(path)/\(name)", reason: systemReason(code))
        }
      }
      rmdir(staging)
    }
    isOpen = false
    AtomicFile.flushDirectory(of: "\(path)/")
    AtomicFile.flushDirectory(of: path)
  }

  /// Removes what is staged; does nothing after `commit`.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    for (_, descriptor) in growing { close(descriptor) }
    growing = []
    OutputFolder.removeFiles(in: staging)
  }

  private static func createParents(of path: String) throws(TableError) {
    var slash = path.utf8.startIndex
    while let next = path.utf8[slash...].firstIndex(of: 0x2F) {
      let parent = String(path[..<next])
      if !parent.isEmpty, mkdir(parent, 0o777) != 0, errno != EEXIST {
        throw .cannotCreate(path: path, reason: systemReason(errno))
      }
      slash = path.utf8.index(after: next)
    }
  }

  /// Removes a folder that holds only files; does nothing where there is none.
  private static func removeFiles(in folder: String) {
    guard let handle = opendir(folder) else { return }
    var files: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { files.append(name) }
    }
    closedir(handle)
    for file in files { unlink("\(folder)/\(file)") }
    rmdir(folder)
  }
}
