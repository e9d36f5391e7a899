import Glibc

/// A pipe whose ends do not pass to programs started meanwhile.
private func openPipe(_ ends: inout [Int32]) -> Bool {
  guard pipe(&ends) == 0 else { return false }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return true
}

/// The system's `gzip -dc` running on a file.
final class GzipProcess {
  private let path: String
  private var process: pid_t = 0
  /// Decompressed bytes are read from here.
  private(set) var output: Int32 = -1
  private var errors: Int32 = -1

  init(path: String) throws(TableError) {
    self.path = path
    var outputPipe: [Int32] = [-1, -1]
    var errorPipe: [Int32] = [-1, -1]
    guard openPipe(&outputPipe) else {
      throw .input(path: path, reason: systemReason(errno))
    }
    guard openPipe(&errorPipe) else {
      let code = errno
      close(outputPipe[0])
      close(outputPipe[1])
      throw .input(path: path, reason: systemReason(code))
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, outputPipe[1], 1)
    posix_spawn_file_actions_adddup2(&actions, errorPipe[1], 2)
    let words: [String] = ["gzip", "-dc", "--", path]
    var arguments: [UnsafeMutablePointer<CChar>?] = []
    for word in words { arguments.append(strdup(word)) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    let code = posix_spawnp(&process, "gzip", &actions, nil, &arguments, environ)
    close(outputPipe[1])
    close(errorPipe[1])
    guard code == 0 else {
      close(outputPipe[0])
      close(errorPipe[0])
      throw .input(
        path: path,
        reason: code == ENOENT
          ? "it is compressed, and the program gzip is not installed. "
            + "Install the package gzip, or decompress the file elsewhere."
          : "gzip cannot be started: \(systemReason(code))")
    }
    output = outputPipe[0]
    errors = errorPipe[0]
  }

  deinit { stop() }

  /// Stops reading; gzip ends by itself once its output is closed.
  func stop() {
    guard output >= 0 else { return }
    close(output)
    close(errors)
    output = -1
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// At the end of the output: throws unless gzip says that the file was whole.
  func checkEnd() throws(TableError) {
    guard output >= 0 else { return }
    var words: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 512)
    while true {
      let got = Glibc.read(errors, &buffer, buffer.count)
      if got < 0, errno == EINTR { continue }
      if got <= 0 { break }
      words.append(contentsOf: buffer[..<got])
    }
    close(output)
    close(errors)
    output = -1
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    // 2 is gzip's warning: everything was decompressed, with something after it.
    let exit = status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    guard exit == 0 || exit == 2 else {
      let lines = String(decoding: words, as: UTF8.self).split(separator: "\n")
      // gzip prints "gzip: NAME: reason", after an empty line.
      let reason = lines.first.map { $0.split(separator: ": ").last ?? $0 } ?? "it stopped"
      throw .data(
        DataProblem(
          file: path, what: "the gzip file is damaged or incomplete (gzip says: \(reason))",
          fix: "Fetch or copy the file again."))
    }
  }
}
