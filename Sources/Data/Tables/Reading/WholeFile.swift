import Glibc

/// Reads a small file at once, or any file block by block.
public enum WholeFile {
  /// True where something of that name is there.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The bytes of the file at `path`.
  ///
  /// - Parameter limit: the most bytes taken; a longer file is an error.
  /// - Throws: `TableError.input` where it is missing, a directory, unreadable or too long.
  public static func read(_ path: String, limit: Int = 1 << 30) throws(TableError) -> [UInt8] {
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    let step = 1 << 16
    while true {
      let filled = bytes.count
      var got = 0
      bytes.append(contentsOf: repeatElement(0, count: step))
      bytes.withUnsafeMutableBytes { buffer in
        got = Glibc.read(descriptor, buffer.baseAddress! + filled, step)
      }
      let code = errno
      bytes.removeLast(step - max(0, got))
      if got < 0 && code == EINTR { continue }
      guard got >= 0 else { throw .input(path: path, reason: systemReason(code)) }
      if got == 0 { return bytes }
      guard bytes.count <= limit else {
        throw .input(path: path, reason: "longer than the \(limit) bytes expected of such a file")
      }
    }
  }

  /// Hands over the bytes of a file of any length, a block at a time.
  ///
  /// - Throws: `TableError.input` where it is missing, a directory or unreadable.
  public static func blocks(
    of path: String, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(TableError) {
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      var got = 0
      block.withUnsafeMutableBytes { buffer in
        got = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
      }
      if got < 0 {
        if errno == EINTR { continue }
        throw .input(path: path, reason: systemReason(errno))
      }
      if got == 0 { return }
      block.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
    }
  }

  /// A descriptor open for reading on something that is not a directory.
  static func openForReading(_ path: String) throws(TableError) -> Int32 {
    guard !path.utf8.contains(0) else {
      throw .input(path: path, reason: "a path cannot hold a NUL byte")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .input(path: path, reason: systemReason(errno)) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .input(path: path, reason: "it is a directory, not a file. Name a file in it")
    }
    return descriptor
  }
}
