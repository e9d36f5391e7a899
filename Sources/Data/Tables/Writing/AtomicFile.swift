import Glibc

/// Writes a file so that it is there whole or not at all.
///
/// The bytes go to a temporary name in the same directory, are flushed to the
/// disk, and take the final name by `rename`, which replaces atomically (POSIX).
/// A target that exists and is not a regular file (`/dev/stdout`, a pipe) cannot
/// be replaced, and is written in place.
public enum AtomicFile {
  /// - Throws: `TableError.cannotCreate` where no file can be made there,
  ///   `.cannotWrite` where writing failed; nothing is left behind in either case.
  public static func write(_ bytes: [UInt8], to path: String) throws(TableError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .cannotCreate(path: path, reason: "not a file name")
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR {
      throw .cannotCreate(path: path, reason: "it is a directory")
    }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      try writeInPlace(bytes, to: path)
      return
    }
    let temporary = temporaryName(beside: path)
    try createAndFlush(bytes, at: temporary, for: path)
    // A replaced file keeps its permissions.
    if exists { chmod(temporary, status.st_mode & 0o7777) }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw .cannotCreate(path: path, reason: systemReason(code))
    }
    flushDirectory(of: path)
  }

  /// Writes text as UTF-8.
  public static func write(_ text: String, to path: String) throws(TableError) {
    try write(Array(text.utf8), to: path)
  }

  /// A hidden name in the same directory that no other process uses.
  static func temporaryName(beside path: String) -> String {
    let slash = path.utf8.lastIndex(of: 0x2F)
    let directory = slash.map { String(path[...$0]) } ?? ""
    let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    return "\(directory).\(name).\(getpid()).partial"
  }

  /// Creates `path`, writes and flushes it; removes it again on failure.
  /// Errors name `target`, the file the person asked for.
  static func createAndFlush(
    _ bytes: [UInt8], at path: String, for target: String
  ) throws(TableError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .cannotCreate(path: target, reason: systemReason(errno))
    }
    var failure = writeAll(bytes, to: descriptor)
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    guard failure == 0 else {
      unlink(path)
      throw .cannotWrite(path: target, reason: systemReason(failure))
    }
  }

  private static func writeInPlace(_ bytes: [UInt8], to path: String) throws(TableError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .cannotCreate(path: path, reason: systemReason(errno))
    }
    let failure = writeAll(bytes, to: descriptor)
    close(descriptor)
    guard failure == 0 else { throw .cannotWrite(path: path, reason: systemReason(failure)) }
  }

  /// Writes every byte, however many calls it takes; the error number, or 0.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let written = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if written < 0 {
          if errno == EINTR { continue }
          return errno
        }
        done += written
      }
      return 0
    }
  }

  /// Makes a rename survive a power cut; not an error where the system cannot.
  static func flushDirectory(of path: String) {
    let directory = path.utf8.lastIndex(of: 0x2F).map { String(path[...$0]) } ?? "."
    let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
