import Foundation

/// The most memory this process has held, from the kernel's own count (Linux).
enum PeakMemory {
  /// Starts the count anew from what is held now.
  static func reset() {
    try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
  }

  /// Bytes held at most since the start, or since `reset`; NaN where the kernel does
  /// not tell.
  static var bytes: Double { kilobytes("VmHWM:") * 1024 }

  /// Bytes held now.
  static var current: Double { kilobytes("VmRSS:") * 1024 }

  private static func kilobytes(_ key: String) -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else {
      return .nan
    }
    return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
      ?? .nan
  }
}
