import Foundation

/// CPU time of this process, which a busy machine does not distort as it does
/// the clock on the wall.
enum Stopwatch {
  /// Seconds of user and system time so far, all threads together.
  static var cpuSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// CPU seconds of one call: the least of `repeats`, each after the other.
  static func least(of repeats: Int, _ body: () -> Void) -> Double {
    var best = Double.infinity
    for _ in 0..<repeats {
      let start = cpuSeconds
      body()
      best = min(best, cpuSeconds - start)
    }
    return best
  }
}

/// One line of a study's output.
enum Measurement {
  static func line(
    study: String, case name: String, measure: String, value: Double, more: [String: Double] = [:]
  ) -> String {
    var text = "{\"study\":\"\(study)\",\"case\":\"\(name)\",\"measure\":\"\(measure)\","
    text += "\"value\":\(number(value))"
    for key in more.keys.sorted() { text += ",\"\(key)\":\(number(more[key] ?? .nan))" }
    return text + "}"
  }

  private static func number(_ value: Double) -> String {
    value.isFinite ? value.description : "null"
  }
}
