import Foundation
import Statistics

/// The loss system M/M/c/c: a customer who finds every server busy is lost.
public enum ErlangB {
  /// The probability that all servers are busy, B(c, a). The load is the arrival rate
  /// times the mean service time, at least 0 (erlangs).
  ///
  /// The recursion B(c) = a B(c−1) / (c + a B(c−1)) (Erlang 1917; Jagerman 1974, "Some
  /// properties of the Erlang loss function", Bell System Tech. J. 53), which adds and
  /// multiplies positive numbers only: an error of about one rounding a server at most.
  public static func blocking(
    servers: Int, offeredLoad: Double
  ) throws(QueueingError) -> Double {
    try require(servers >= 0, "servers", Double(servers), "at least 0")
    try require(
      offeredLoad >= 0 && offeredLoad.isFinite, "offered load", offeredLoad,
      "at least 0 and finite")
    return blockingUnchecked(servers, offeredLoad)
  }

  /// The recursion forgets: an error in B(c−1) is multiplied by 1 − B(c) on the way to B(c),
  /// by e^(−L²/2a) in all over the L servers up to the load. From 9√a servers below the
  /// smaller of load and servers the fluid value 1 − c/a, right to some per cent, is thus as
  /// good a start as B(0) = 1.
  static func blockingUnchecked(_ servers: Int, _ load: Double) -> Double {
    if load == 0 { return servers > 0 ? 0 : 1 }
    let start = max(0, (min(Double(servers), load) - 9 * sqrt(load)).rounded(.down) - 5)
    var blocked = 1 - start / load
    var count = start
    let last = Double(servers)
    while count < last {
      count += 1
      let carried = load * blocked
      blocked = carried / (count + carried)
    }
    return blocked
  }

  /// B for a real number of servers ≥ 0, the analytic continuation
  /// 1/B(c, a) = a ∫₀^∞ e^(−at) (1 + t)^c dt = Γ(c + 1, a) e^a a^(−c) (Jagers and van Doorn
  /// 1986, "On the continued Erlang loss function", Operations Research Letters 5).
  public static func blocking(
    continuousServers servers: Double, offeredLoad: Double
  ) throws(QueueingError) -> Double {
    try require(servers >= 0 && servers.isFinite, "servers", servers, "at least 0 and finite")
    try require(
      offeredLoad >= 0 && offeredLoad.isFinite, "offered load", offeredLoad,
      "at least 0 and finite")
    if offeredLoad == 0 { return servers == 0 ? 1 : 0 }
    // From a number of servers below 1 up, by the same recursion.
    let whole = servers.rounded(.down)
    var count = servers - whole
    let logTail = SpecialFunctions.logRegularizedGammaQ(count + 1, offeredLoad)
    let logKernel =
      count * log(offeredLoad) - offeredLoad - SpecialFunctions.logGammaOnePlus(count)
    var blocked = exp(logKernel - logTail)
    while count < servers - 0.5 {
      count += 1
      let carried = offeredLoad * blocked
      blocked = carried / (count + carried)
    }
    return blocked
  }
}
