import Foundation

/// For a customer who finds every server busy: the probability to be served in time, by how
/// many wait before. First come, first served.
///
/// With k before, the customer moves up at rate sμ + kθ: a pure death process, by
/// uniformization. Where the number of servers changes on the way, a server more takes one
/// from the queue's head at once; the customer of a server who leaves goes back to the
/// head of the queue (exponential services have no memory, so it is the same as being
/// handed over).
struct QueuePassage {
  /// Served in time, by the number before; a customer who loses patience is not.
  private(set) var served: [Double]
  /// The same for a customer who never gives up.
  private(set) var reached: [Double]

  /// `phases` from the arrival to the deadline: how long with how many servers. For up to
  /// `longest` customers before.
  init(
    phases: [(seconds: Double, servers: Int)], longest: Int, serviceRate: Double,
    abandonmentRate: Double
  ) {
    // Servers who leave put customers before this one: room for all of them.
    var room = longest
    var grown = longest
    for k in phases.indices.dropFirst() {
      grown += max(0, phases[k - 1].servers - phases[k].servers)
      room = max(room, grown)
    }
    served = [Double](repeating: 0, count: room + 1)
    reached = served
    // Backwards from the deadline, at which nobody in the queue is served any more.
    for k in phases.indices.reversed() {
      let phase = phases[k]
      evolve(phase.seconds, Double(phase.servers) * serviceRate, abandonmentRate)
      guard k > 0 else { break }
      let more = phase.servers - phases[k - 1].servers
      if more != 0 {
        served = Self.shift(served, by: more)
        reached = Self.shift(reached, by: more)
      }
    }
    served.removeLast(room - longest)
    reached.removeLast(room - longest)
  }

  private static func shift(_ values: [Double], by more: Int) -> [Double] {
    values.indices.map { k in
      let place = k - more
      return place < 0 ? 1 : place < values.count ? values[place] : 0
    }
  }

  private mutating func evolve(_ seconds: Double, _ service: Double, _ abandonment: Double) {
    let count = served.count
    let fastest = service + Double(count) * abandonment
    if seconds <= 0 || fastest <= 0 { return }
    var left = seconds
    while left > 0 {
      // e^(−256) is far from underflow.
      let step = min(left, 256 / fastest)
      left = left - step < 1e-12 * seconds ? 0 : left - step
      let expected = fastest * step
      var weight = exp(-expected)
      var remaining = 1 - weight
      var (now, patient) = (served, reached)
      for k in 0..<count {
        served[k] *= weight
        reached[k] *= weight
      }
      let limit = Int(expected + 9 * expected.squareRoot() + 20)
      var jumps = 0
      while jumps < limit, remaining > 1e-17 {
        jumps += 1
        weight *= expected / Double(jumps)
        remaining -= weight
        // From the back, so that the entry before is still the old one.
        for k in stride(from: count - 1, through: 0, by: -1) {
          let up = (service + Double(k) * abandonment) / fastest
          let leave = abandonment / fastest
          now[k] = up * (k == 0 ? 1 : now[k - 1]) + (1 - up - leave) * now[k]
          patient[k] = up * (k == 0 ? 1 : patient[k - 1]) + (1 - up) * patient[k]
          served[k] += weight * now[k]
          reached[k] += weight * patient[k]
        }
      }
    }
  }
}
