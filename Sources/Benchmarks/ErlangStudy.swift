import Queueing

/// How fast Erlang values and requirements come, against the textbook recursion.
enum ErlangStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    for servers in [10, 100, 1_000, 10_000] {
      let load = Double(servers) * 0.95
      let repeats = 2_000_000 / (servers + 200)
      var sink = 0.0
      let recursion = Stopwatch.least(of: 3) {
        for k in 0..<repeats { sink += textbook(servers, load + Double(k) * 1e-9) }
      }
      let own = Stopwatch.least(of: 3) {
        for k in 0..<repeats {
          sink +=
            (try? ErlangB.blocking(servers: servers, offeredLoad: load + Double(k) * 1e-9)) ?? 0
        }
      }
      precondition(sink.isFinite)
      emit(
        Measurement.line(
          study: "erlang", case: "B \(servers) servers", measure: "time relative to recursion",
          value: own / recursion,
          more: ["nanoseconds": own / Double(repeats) * 1e9]))
    }
    let target = ServiceTarget.answer(share: 0.8, within: 20)
    guard let queue = try? ContactQueue(meanHandleTime: 300, meanPatience: 180) else { return }
    for load in [5.0, 50, 500] {
      guard
        let rate = try? RateDistribution(mean: load * 12, coefficientOfVariation: 0.1)
      else { continue }
      var agents = 0
      let seconds = Stopwatch.least(of: 3) {
        for _ in 0..<200 {
          agents = (try? queue.agentsRequired(rate: rate, target: target, confidence: 0.8)) ?? 0
        }
      }
      emit(
        Measurement.line(
          study: "erlang", case: "A requirement, load \(Int(load))", measure: "microseconds",
          value: seconds / 200 * 1e6, more: ["agents": Double(agents)]))
    }
  }

  /// B(n) = a B(n − 1) / (n + a B(n − 1)).
  private static func textbook(_ servers: Int, _ load: Double) -> Double {
    var blocking = 1.0
    for n in 1...servers { blocking = load * blocking / (Double(n) + load * blocking) }
    return blocking
  }
}
