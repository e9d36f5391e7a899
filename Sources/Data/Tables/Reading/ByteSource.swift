import Glibc

/// Where the bytes come from: memory, a file, a gzip file, or a stream.
///
/// Offsets count decompressed bytes.
final class ByteSource {
  private enum Kind {
    case memory([UInt8])
    case file
    case gzip
    /// A pipe or terminal; what was read is kept so that it can be read again,
    /// until it is longer than `replayLimit`.
    case stream
  }

  /// The input's name in messages.
  let name: String
  private let path: String
  private let kind: Kind
  private var descriptor: Int32 = -1
  private var offset = 0
  /// How much of a pipe is kept for a second look.
  private let replayLimit: Int
  private var replay: [UInt8] = []
  private var replayIsWhole = true
  private var gzip: GzipProcess?

  init(bytes: [UInt8], name: String) {
    replayLimit = 0
    self.name = name
    path = name
    kind = .memory(bytes)
  }

  /// Opens a path; `-` is standard input.
  init(path: String, replayLimit: Int = 64 << 20) throws(TableError) {
    self.replayLimit = replayLimit
    self.path = path
    if path == "-" {
      name = "standard input"
      descriptor = STDIN_FILENO
      kind = .stream
      return
    }
    name = path
    descriptor = try WholeFile.openForReading(path)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      kind = .stream
      return
    }
    var magic: (UInt8, UInt8) = (0, 0)
    if pread(descriptor, &magic, 2, 0) == 2, magic == (0x1F, 0x8B) {
      close(descriptor)
      descriptor = -1
      kind = .gzip
      gzip = try GzipProcess(path: path)
    } else {
      kind = .file
    }
  }

  deinit {
    if descriptor > STDIN_FILENO { close(descriptor) }
  }

  /// The length in bytes where it is known beforehand.
  var size: Int? {
    switch kind {
    case .memory(let bytes): return bytes.count
    case .file:
      var status = stat()
      return fstat(descriptor, &status) == 0 ? Int(status.st_size) : nil
    case .gzip, .stream: return nil
    }
  }

  /// Fills the front of `buffer`, short only at the end of the input; 0 is the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = try readSome(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Goes back so that the next byte read is the one at `target`; false where
  /// the stream cannot.
  func rewind(to target: Int) throws(TableError) -> Bool {
    switch kind {
    case .memory: break
    case .file:
      guard lseek(descriptor, off_t(target), SEEK_SET) >= 0 else { return false }
    case .gzip:
      gzip?.stop()
      gzip = try GzipProcess(path: path)
      offset = 0
      var skip = [UInt8](repeating: 0, count: min(target, 1 << 20))
      while offset < target {
        let wanted = min(skip.count, target - offset)
        var got = 0
        var failure: TableError?
        skip.withUnsafeMutableBytes { bytes in
          do throws(TableError) {
            got = try readSome(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
          } catch { failure = error }
        }
        if let failure { throw failure }
        if got == 0 { return false }
      }
    case .stream:
      guard replayIsWhole, target <= replay.count else { return false }
    }
    offset = target
    return true
  }

  private func readSome(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    var got = 0
    switch kind {
    case .memory(let bytes):
      got = min(buffer.count, bytes.count - offset)
      bytes.withUnsafeBytes { source in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<(offset + got)]))
      }
    case .file:
      got = try readDescriptor(descriptor, into: buffer)
    case .gzip:
      got = try readDescriptor(gzip!.output, into: buffer)
      if got == 0 { try gzip!.checkEnd() }
    case .stream:
      if offset < replay.count, replayIsWhole {
        got = min(buffer.count, replay.count - offset)
        replay.withUnsafeBytes { source in
          buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<(offset + got)]))
        }
      } else {
        got = try readDescriptor(descriptor, into: buffer)
        if replayIsWhole {
          if replay.count + got > replayLimit {
            replayIsWhole = false
            replay = []
          } else {
            replay.append(contentsOf: buffer[..<got])
          }
        }
      }
    }
    offset += got
    return got
  }

  private func readDescriptor(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(TableError) -> Int {
    while true {
      let got = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
      if got >= 0 { return got }
      if errno != EINTR { throw .input(path: name, reason: systemReason(errno)) }
    }
  }
}
