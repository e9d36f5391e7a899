import Foundation
import Statistics

/// The delay system with impatient customers M/M/c+M, Palm's model: each leaves the
/// queue after an exponential time unless served first. It settles at any load.
///
/// Garnett, Mandelbaum and Reiman (2002), "Designing a call center with impatient
/// customers", M&SOM 4(3); the exact formulas are those of Mandelbaum and Zeltyn (2007),
/// "Service engineering in action: the Palm/Erlang-A queue", and Zeltyn and Mandelbaum
/// (2005), "Call centers with impatient customers: many-server asymptotics of the
/// M/M/n+G queue", Queueing Systems 51. With x = cμ/θ and y = λ/θ every measure follows
/// from Erlang's B and from A = Σ yʲ / ((x + 1)…(x + j)) = x eʸ y⁻ˣ γ(x, y).
public struct ErlangA: Sendable, Equatable {
  public let servers: Int
  public let arrivalRate: Double
  public let meanServiceTime: Double
  public let meanPatience: Double
  /// P(wait > 0): the share who find every server busy.
  public let probabilityOfWait: Double
  /// The share of customers who abandon.
  public let probabilityOfAbandonment: Double
  /// 1/A, the share of those who wait that find nobody waiting before them.
  private let first: Double

  /// One unit of time throughout. `servers` and `arrivalRate` are at least 0, the mean
  /// service time and the mean patience above 0.
  public init(
    servers: Int, arrivalRate: Double, meanServiceTime: Double, meanPatience: Double
  ) throws(QueueingError) {
    try require(servers >= 0, "servers", Double(servers), "at least 0")
    try require(
      arrivalRate >= 0 && arrivalRate.isFinite, "arrival rate", arrivalRate,
      "at least 0 and finite")
    try require(
      meanServiceTime > 0 && meanServiceTime.isFinite, "mean service time", meanServiceTime,
      "above 0 and finite")
    try require(
      meanPatience > 0 && meanPatience.isFinite, "mean patience", meanPatience,
      "above 0 and finite")
    self.servers = servers
    self.arrivalRate = arrivalRate
    self.meanServiceTime = meanServiceTime
    self.meanPatience = meanPatience
    if servers == 0 {
      (probabilityOfWait, probabilityOfAbandonment, first) = (1, 1, 0)
      return
    }
    if arrivalRate == 0 {
      (probabilityOfWait, probabilityOfAbandonment, first) = (0, 0, 1)
      return
    }
    let load = arrivalRate * meanServiceTime
    let count = Double(servers)
    let x = count * meanPatience / meanServiceTime
    let y = arrivalRate * meanPatience
    let blocked = ErlangB.blockingUnchecked(servers, load)
    let h = 1 / SpecialFunctions.scaledGammaP(x, y)
    first = h
    probabilityOfWait = blocked / (h + blocked * (1 - h))
    // P(abandon | wait) = (h − (1 − ρ)) / ρ, which cancels where few abandon; there the
    // mean queue is summed instead.
    let utilization = load / count
    var conditional = (h - (1 - utilization)) / utilization
    if utilization < 1, conditional < 0.05 {
      conditional = ErlangA.meanQueueOfDelayed(x, y) * h / y
    }
    probabilityOfAbandonment = probabilityOfWait * min(1, max(0, conditional))
  }

  /// Σ j yʲ / ((x + 1)…(x + j)) for y < x.
  private static func meanQueueOfDelayed(_ x: Double, _ y: Double) -> Double {
    var term = 1.0
    var sum = 0.0
    var j = 0.0
    while true {
      j += 1
      term *= y / (x + j)
      let next = sum + j * term
      if next == sum { return sum }
      sum = next
    }
  }

  private var rho: Double { arrivalRate * meanServiceTime / Double(servers) }

  /// The mean time in queue of all customers, served or not.
  public var meanWait: Double { probabilityOfAbandonment * meanPatience }

  /// The mean number waiting.
  public var meanQueue: Double { meanWait * arrivalRate }

  /// The share of time a server is busy.
  public var occupancy: Double {
    servers == 0 ? (arrivalRate > 0 ? 1 : 0) : min(1, rho * (1 - probabilityOfAbandonment))
  }

  /// P(V > t) for the offered wait V: what a customer who never abandons would wait.
  public func probabilityOfferedWaitExceeds(_ t: Double) -> Double {
    if t < 0 { return 1 }
    return probabilityOfWait * offeredTail(t)
  }

  /// P(wait > t) for the time in queue, which ends with service or abandonment.
  public func probabilityWaitExceeds(_ t: Double) -> Double {
    if t < 0 { return 1 }
    return probabilityOfWait * offeredTail(t) * exp(-t / meanPatience)
  }

  /// The share of all customers who are served after a wait of at most t.
  public func probabilityServedWithin(_ t: Double) -> Double {
    if t < 0 || servers == 0 { return 0 }
    if t == 0 || arrivalRate == 0 { return 1 - probabilityOfWait }
    // E[e^(−θV); 0 < V ≤ t | wait] = (1 − r − h (1 − K)) / ρ with r = P(V > t | wait), from
    // γ(x + 1, y) = x γ(x, y) − yˣ e⁻ʸ.
    let decayed = -first * expm1(kernelExponent(t))
    let served = ((1 - offeredTail(t)) - decayed) / rho
    return min(1, (1 - probabilityOfWait) + probabilityOfWait * max(0, served))
  }

  /// The share of all customers who abandon within t.
  public func probabilityAbandonedWithin(_ t: Double) -> Double {
    if t < 0 { return 0 }
    return max(0, 1 - probabilityServedWithin(t) - probabilityWaitExceeds(t))
  }

  /// log of (y′/y)ˣ e^(y − y′) with y′ = y e^(−θt).
  private func kernelExponent(_ t: Double) -> Double {
    -Double(servers) * t / meanServiceTime
      - arrivalRate * meanPatience * expm1(-t / meanPatience)
  }

  /// P(V > t | V > 0) = γ(x, y e^(−θt)) / γ(x, y).
  private func offeredTail(_ t: Double) -> Double {
    if servers == 0 || t == 0 { return 1 }
    if t == .infinity { return 0 }
    let x = Double(servers) * meanPatience / meanServiceTime
    let y = arrivalRate * meanPatience
    let later = y * exp(-t / meanPatience)
    if y > x {
      return SpecialFunctions.regularizedGammaP(x, later)
        / SpecialFunctions.regularizedGammaP(x, y)
    }
    // Below full load γ may underflow; its common factor is left out.
    return exp(kernelExponent(t)) * SpecialFunctions.scaledGammaP(x, later) * first
  }
}
