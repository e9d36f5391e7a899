import Foundation

/// A line on the terminal that says how far a long step has come. It writes
/// nothing where standard error is not a terminal, and nothing in the first
/// second.
public final class ProgressBar: @unchecked Sendable {
  private let label: String
  private let isShown: Bool
  private let started = DispatchTime.now()
  private let lock = NSLock()
  private var lastPercent = -1

  public init(_ label: String) {
    self.label = label
    isShown = isatty(STDERR_FILENO) == 1
  }

  /// Says that `done` of `total` parts are finished. May be called on any thread.
  public func update(done: Int, of total: Int) {
    guard isShown, total > 0 else { return }
    lock.lock()
    defer { lock.unlock() }
    let percent = 100 * done / total
    let elapsed = DispatchTime.now().uptimeNanoseconds - started.uptimeNanoseconds
    guard percent != lastPercent, elapsed > 1_000_000_000 else { return }
    lastPercent = percent
    let filled = String(repeating: "█", count: percent / 5)
    let empty = String(repeating: "░", count: 20 - percent / 5)
    FileHandle.standardError.write(Data("\r\(label) \(filled)\(empty) \(percent) %".utf8))
  }

  /// Takes the line off the terminal.
  public func finish() {
    guard isShown, lastPercent >= 0 else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
