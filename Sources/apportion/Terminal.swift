import Foundation

/// Standard output for data, standard error for words.
enum Terminal {
  static func out(_ text: String) { write(Array(text.utf8), to: STDOUT_FILENO) }
  static func out(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }
  static func err(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

  /// Says what was decided or done, one line each.
  static func note(_ lines: [String]) {
    for line in lines { err(line + "\n") }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if written < 0 {
          // A reader that has seen enough (`| head`) is no fault.
          if errno == EPIPE { exit(0) }
          if errno == EINTR { continue }
          exit(74)
        }
        rest = rest.dropFirst(written)
      }
    }
  }
}

extension Slice where Base == UnsafeRawBufferPointer {
  fileprivate var baseAddress: UnsafeRawPointer? {
    base.baseAddress.map { $0 + startIndex }
  }
}
