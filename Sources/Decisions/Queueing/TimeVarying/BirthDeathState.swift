import Foundation

/// The distribution of the number in an M/M/s+M system and how it moves: the forward
/// equations over a window of states, which follows the probability.
///
/// With constant rates over a step, by uniformization (Jensen 1953; Gross and Miller
/// 1984, "The randomization technique as a modeling tool", Operations Research 32(2)):
/// sums of products of non-negative numbers, with an error bound in hand. With a rate that
/// is a straight line in time, by the commutator-free fourth-order Magnus scheme of two
/// exponentials (Blanes and Moan 2006, "Fourth- and sixth-order commutator-free Magnus
/// integrators", Applied Numerical Mathematics 56), each again a birth-death process with
/// constant rates, under step doubling.
struct BirthDeathState {
  /// The first state of the window.
  private(set) var low: Int
  /// Probabilities of the states from `low` on.
  private(set) var p: [Double]
  /// Probability that went missing or through the walls of the window, and the estimated
  /// error of steps with varying rates: a bound on the error of any probability.
  private(set) var error = 0.0

  /// The states' distribution within a span of time, summed up.
  struct Sojourn {
    var low = 0
    /// ∫ p dt, seconds.
    var time: [Double] = []
    /// ∫ λ p dt, arrivals.
    var arrivals: [Double] = []
  }

  /// Departures: service with `serviceRate` by each of `servers`, and each who waits leaves
  /// with `abandonmentRate`. One unit of time throughout.
  struct Rates {
    var serviceRate: Double
    var abandonmentRate: Double
    var servers: Int

    @inline(__always) func departure(_ n: Int) -> Double {
      n <= servers
        ? Double(n) * serviceRate
        : Double(servers) * serviceRate + Double(n - servers) * abandonmentRate
    }
  }

  /// Everything in one state.
  init(at state: Int) {
    low = state
    p = [1]
  }

  /// Mass left out at an end of the window, at most.
  private static let dust = 1e-17
  /// Error of the probabilities allowed in a step with a varying rate. The system forgets, and
  /// step doubling overstates: over sinusoidal days the shares come out right to about 3e-9.
  private static let tolerance = 1e-7
  /// Wall flow tolerated before the window is widened.
  private static let leak = 1e-15

  /// Moves on by `seconds`, the arrival rate going straight from `first` to `last`, and adds
  /// the sojourn.
  mutating func advance(
    _ seconds: Double, arrivals first: Double, to last: Double, _ rates: Rates,
    into sojourn: inout Sojourn
  ) {
    if seconds <= 0 { return }
    if abs(first - last) <= 1e-13 * max(first, last) {
      let time = evolve(seconds, (first + last) / 2, rates)
      sojourn.add(time.low, time.values, rate: (first + last) / 2)
      return
    }
    let slope = (last - first) / seconds
    var done = 0.0
    var step = seconds
    while done < seconds {
      step = min(step, seconds - done)
      if seconds - done - step < 1e-9 * seconds { step = seconds - done }
      let rate = first + slope * done
      var coarse = self
      var whole = Sojourn()
      coarse.addStep(step, rate, slope, rates, &whole)
      var fine = self
      var parts = Sojourn()
      fine.addStep(step / 2, rate, slope, rates, &parts)
      fine.addStep(step / 2, rate + slope * step / 2, slope, rates, &parts)
      let difference =
        max(fine.distance(to: coarse), parts.arrivalDistance(to: whole)) / 15
      if difference <= Self.tolerance || step <= 1e-3 * seconds {
        fine.error += difference
        self = fine
        sojourn.add(parts)
        done += step
      }
      let ratio = difference > 0 ? pow(Self.tolerance / difference, 0.2) : 4
      step *= min(4, max(0.2, 0.9 * ratio))
    }
  }

  private mutating func addStep(
    _ seconds: Double, _ rate: Double, _ slope: Double, _ rates: Rates, _ sum: inout Sojourn
  ) {
    let before = self
    let parts = magnusStep(seconds, rate, slope, rates)
    for time in parts {
      sum.add(time.low, time.values, rate: rate + slope * seconds / 2)
    }
    // ∫ λ p = λ(middle) ∫ p + slope ∫ (t − middle) p, the second to fourth order.
    let weight = slope * seconds * seconds / 12
    sum.addArrivals(before.low, before.p, -weight)
    sum.addArrivals(low, p, weight)
  }

  private mutating func magnusStep(
    _ h: Double, _ rate: Double, _ slope: Double, _ rates: Rates
  ) -> [(low: Int, values: [Double])] {
    // Gauss points 1/2 ∓ √3/6 with weights 1/4 ± √3/6, in terms of a straight line.
    let middle = rate + slope * h / 2
    let shift = slope * h / 3
    let one = evolve(h / 2, max(0, middle - shift), rates)
    let two = evolve(h / 2, max(0, middle + shift), rates)
    return [one, two]
  }

  /// Moves on with constant rates; returns ∫ p dt.
  private mutating func evolve(
    _ seconds: Double, _ arrivalRate: Double, _ rates: Rates
  ) -> (low: Int, values: [Double]) {
    var total = Sojourn()
    var left = seconds
    var margin = 24
    while left > 0 {
      let highest = low + p.count - 1
      let upper = highest + (arrivalRate > 0 ? margin : 0)
      let fastest = arrivalRate + rates.departure(upper)
      // Nobody is there and nobody comes.
      if fastest == 0 {
        total.add(low, p.map { $0 * left }, rate: 0)
        break
      }
      // Steps of at most 256 expected events, so that the walls need not be far.
      let step = min(left, 256 / fastest)
      let lower = max(0, low - margin)
      let outcome = uniformize(step, arrivalRate, rates, lower, upper, steps: left / step)
      if outcome.leak > Self.leak, margin < 2048 {
        margin *= 2
        continue
      }
      error += outcome.leak + outcome.tail
      total.add(lower, outcome.time, rate: 0)
      left = outcome.isSettled ? 0 : left - step
      if left < 1e-12 * seconds { left = 0 }
      low = lower
      p = outcome.p
      trim()
    }
    return (total.low, total.time)
  }

  private struct Outcome {
    var p: [Double]
    var time: [Double]
    /// What walked against the walls of the window.
    var leak: Double
    /// Poisson weights left out.
    var tail: Double
    /// Nothing moves any more: `time` covers all steps.
    var isSettled: Bool
  }

  private func uniformize(
    _ step: Double, _ arrivalRate: Double, _ rates: Rates, _ lower: Int, _ upper: Int,
    steps: Double
  ) -> Outcome {
    let count = upper - lower + 1
    let fastest = arrivalRate + rates.departure(upper)
    let expected = fastest * step
    // A 0 before the states, and 0 behind them up to whole lanes.
    let room = (count + 7) / 8 * 8 + 2
    var now = [Double](repeating: 0, count: room)
    var next = now
    for k in p.indices { now[low - lower + k + 1] = p[k] }
    var stay = now
    var fall = now
    for k in 0..<count {
      let departure = k == 0 ? 0 : rates.departure(lower + k)
      let arrival = k == count - 1 ? 0 : arrivalRate
      stay[k + 1] = 1 - (arrival + departure) / fastest
      fall[k] = departure / fastest
    }
    fall[count] = 0
    let up = arrivalRate / fastest
    var out = [Double](repeating: 0, count: room)
    var time = out
    var weight = exp(-expected)
    var remaining = 1 - weight
    var isSettled = false
    for k in out.indices {
      out[k] = weight * now[k]
      time[k] = remaining / fastest * now[k]
    }
    let limit = Int(expected + 9 * expected.squareRoot() + 20)
    var k = 0
    while remaining > 0, k < limit {
      // All weights to come, by the geometric series that bounds them.
      let following = Double(k + 1)
      if following > expected, weight * expected / (following - expected) < 1e-16 { break }
      k += 1
      weight *= expected / Double(k)
      remaining = max(0, remaining - weight)
      let stays = remaining / fastest
      Self.jump(from: now, to: &next, stay, fall, up: up, weight, stays, &out, &time, count)
      swap(&now, &next)
      // Later jumps move no more than this one did: a bound on all that is to come.
      if k & 15 == 0 {
        var moved = 0.0
        for n in 1...count { moved += abs(now[n] - next[n]) }
        if moved * (steps * expected + Double(limit)) < 1e-14 {
          isSettled = true
          break
        }
      }
    }
    if isSettled {
      for k in 1...count { out[k] += remaining * now[k] }
      let missing = steps * step - time[1...count].reduce(0, +)
      for k in 1...count { time[k] += missing * now[k] }
    }
    let leakage =
      (lower > 0 ? rates.departure(lower) * time[1] : 0)
      + arrivalRate * time[count]
    return Outcome(
      p: Array(out[1...count]), time: Array(time[1...count]), leak: leakage,
      tail: isSettled ? 1e-14 : max(0, remaining), isSettled: isSettled)
  }

  /// One jump of the uniformized chain, with what it adds to `out` and `time`. The arrays
  /// begin with one 0 and are padded to a multiple of eight beyond their `count` states.
  @inline(never)
  private static func jump(
    from now: [Double], to next: inout [Double], _ stay: [Double], _ fall: [Double], up: Double,
    _ weight: Double, _ stays: Double, _ out: inout [Double], _ time: inout [Double], _ count: Int
  ) {
    typealias Lanes = SIMD8<Double>
    now.withUnsafeBytes { now in
      stay.withUnsafeBytes { stay in
        fall.withUnsafeBytes { fall in
          next.withUnsafeMutableBytes { next in
            out.withUnsafeMutableBytes { out in
              time.withUnsafeMutableBytes { time in
                var at = 8
                let end = (count + 1) * 8
                while at < end {
                  let below = now.loadUnaligned(fromByteOffset: at - 8, as: Lanes.self)
                  let here = now.loadUnaligned(fromByteOffset: at, as: Lanes.self)
                  let above = now.loadUnaligned(fromByteOffset: at + 8, as: Lanes.self)
                  let value =
                    up * below + stay.loadUnaligned(fromByteOffset: at, as: Lanes.self) * here
                    + fall.loadUnaligned(fromByteOffset: at, as: Lanes.self) * above
                  next.storeBytes(of: value, toByteOffset: at, as: Lanes.self)
                  out.storeBytes(
                    of: out.loadUnaligned(fromByteOffset: at, as: Lanes.self) + weight * value,
                    toByteOffset: at, as: Lanes.self)
                  time.storeBytes(
                    of: time.loadUnaligned(fromByteOffset: at, as: Lanes.self) + stays * value,
                    toByteOffset: at, as: Lanes.self)
                  at += 64
                }
                next.storeBytes(of: 0, toByteOffset: end, as: Double.self)
              }
            }
          }
        }
      }
    }
  }

  /// Drops the ends of the window that hold nothing.
  private mutating func trim() {
    var first = 0
    var last = p.count - 1
    var lost = 0.0
    while first < last, lost + p[first] < Self.dust {
      lost += p[first]
      first += 1
    }
    var above = 0.0
    while last > first, above + p[last] < Self.dust {
      above += p[last]
      last -= 1
    }
    guard first > 0 || last < p.count - 1 else { return }
    error += lost + above
    low += first
    p = Array(p[first...last])
  }

  /// Σ |p − q|.
  func distance(to other: BirthDeathState) -> Double {
    let from = min(low, other.low)
    let to = max(low + p.count, other.low + other.p.count)
    var sum = 0.0
    for n in from..<to { sum += abs(self[n] - other[n]) }
    return sum
  }

  /// P(n in the system).
  subscript(n: Int) -> Double { n >= low && n < low + p.count ? p[n - low] : 0 }

  /// Forgets the errors so far, to be counted from here on.
  mutating func clearError() { error = 0 }
}

extension BirthDeathState.Sojourn {
  /// Makes room for the states from `first` on.
  private mutating func cover(_ first: Int, _ count: Int) {
    if time.isEmpty { low = first }
    if first < low {
      let zeros = [Double](repeating: 0, count: low - first)
      time.insert(contentsOf: zeros, at: 0)
      arrivals.insert(contentsOf: zeros, at: 0)
      low = first
    }
    let missing = first + count - low - time.count
    if missing > 0 {
      time.append(contentsOf: repeatElement(0, count: missing))
      arrivals.append(contentsOf: repeatElement(0, count: missing))
    }
  }

  mutating func add(_ first: Int, _ values: [Double], rate: Double) {
    cover(first, values.count)
    for (k, value) in values.enumerated() {
      time[first - low + k] += value
      arrivals[first - low + k] += rate * value
    }
  }

  mutating func addArrivals(_ first: Int, _ values: [Double], _ weight: Double) {
    cover(first, values.count)
    for (k, value) in values.enumerated() { arrivals[first - low + k] += weight * value }
  }

  /// Σ of the differences of ∫ λ p, as a share of all arrivals.
  func arrivalDistance(to other: Self) -> Double {
    var (sum, total) = (0.0, 0.0)
    for n in min(low, other.low)..<max(low + time.count, other.low + other.time.count) {
      func value(_ of: Self) -> Double {
        n >= of.low && n < of.low + of.time.count ? of.arrivals[n - of.low] : 0
      }
      sum += abs(value(self) - value(other))
      total += value(self)
    }
    return total > 0 ? sum / total : 0
  }

  mutating func add(_ other: Self) {
    if other.time.isEmpty { return }
    cover(other.low, other.time.count)
    for k in other.time.indices {
      time[other.low - low + k] += other.time[k]
      arrivals[other.low - low + k] += other.arrivals[k]
    }
  }
}
