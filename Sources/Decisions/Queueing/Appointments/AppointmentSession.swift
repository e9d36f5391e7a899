import Foundation

/// A session of one server (a doctor, an officer) to whom customers come by appointment, some
/// of whom do not show up.
///
/// Expected waits, idle time and overtime are exact for service times on a grid of `step`
/// seconds: the work found at a slot is carried from slot to slot by convolution (Lindley
/// 1952; the model is that of Kaandorp and Koole 2007, "Optimal outpatient appointment
/// scheduling", Health Care Management Science 10(3), with any service distribution).
public struct AppointmentSession: Sendable, Equatable {
  /// How many slots there are.
  public let slots: Int
  /// The time between slots, seconds.
  public let slotSeconds: Double
  /// The probability that a customer comes, the same for all and independent.
  public let showProbability: Double
  /// The grid of times, seconds.
  public let step: Double
  /// P(service = k steps).
  let service: [Double]
  /// Steps a slot.
  let stepsPerSlot: Int

  /// The service time is rounded to whole steps: mass between k − ½ and k + ½ steps goes to k.
  /// `step` divides the slot; finer is closer to a continuous service time and slower. What
  /// lies beyond the first million steps or a probability of 1e-12 is cut off.
  public init(
    slots: Int, slotSeconds: Double, service: DurationDistribution, showProbability: Double = 1,
    step: Double
  ) throws(QueueingError) {
    try require(slots >= 1, "slots", Double(slots), "at least 1")
    try require(
      slotSeconds > 0 && slotSeconds.isFinite, "slot", slotSeconds, "above 0 seconds")
    try require(step > 0 && step <= slotSeconds, "step", step, "above 0, at most a slot")
    let perSlot = (slotSeconds / step).rounded()
    try require(
      abs(perSlot * step - slotSeconds) <= 1e-9 * slotSeconds, "step", step,
      "a whole part of a slot")
    try require(
      showProbability > 0 && showProbability <= 1, "probability to show up", showProbability,
      "above 0, at most 1")
    var mass: [Double] = []
    var above = 1.0
    while above > 1e-12, mass.count < 1_000_000 {
      let next = service.survival((Double(mass.count) + 0.5) * step)
      mass.append(above - next)
      above = next
    }
    let total = mass.reduce(0, +)
    self.slots = slots
    self.slotSeconds = slotSeconds
    self.showProbability = showProbability
    self.step = step
    self.service = mass.map { $0 / total }
    stepsPerSlot = Int(perSlot)
  }

  /// What a schedule gives.
  public struct Performance: Sendable, Equatable {
    /// Sum of the expected waits of those who come, seconds.
    public let totalWait: Double
    /// Mean wait of those booked in each slot who come, seconds; 0 for an empty slot.
    public let waitBySlot: [Double]
    /// Expected idle time within the session, seconds.
    public let idle: Double
    /// Expected time from the session's end until the last customer is served, seconds.
    public let overtime: Double
    /// The probability of any overtime.
    public let probabilityOfOvertime: Double
  }

  /// What `schedule`, the number of customers booked at the start of each slot, gives. Customers
  /// of one slot are served in a fixed order.
  public func performance(schedule: [Int]) throws(QueueingError) -> Performance {
    try require(
      schedule.count == slots, "slots of the schedule", Double(schedule.count), "\(slots)")
    for count in schedule { try require(count >= 0, "booked", Double(count), "at least 0") }
    return evaluate(schedule)
  }

  func evaluate(_ schedule: [Int]) -> Performance {
    let visit = visitMass
    // P(work at hand = k steps).
    var work = [1.0]
    var total = 0.0
    var bySlot: [Double] = []
    for booked in schedule {
      var slotWait = 0.0
      for _ in 0..<booked {
        slotWait += Self.mean(work) * step
        work = Self.convolve(work, visit)
      }
      // A customer's wait does not depend on whether the customer comes.
      bySlot.append(booked > 0 ? slotWait / Double(booked) : 0)
      total += slotWait * showProbability
      work = Self.pass(work, stepsPerSlot)
    }
    let overtime = Self.mean(work) * step
    let booked = Double(schedule.reduce(0, +))
    let offered = booked * showProbability * Self.mean(service) * step
    return Performance(
      totalWait: total, waitBySlot: bySlot,
      idle: max(0, Double(slots) * slotSeconds - offered + overtime), overtime: overtime,
      probabilityOfOvertime: max(0, 1 - work[0]))
  }

  /// P(work that a booking brings = k steps).
  private var visitMass: [Double] {
    var mass = service.map { $0 * showProbability }
    mass[0] += 1 - showProbability
    return mass
  }

  private static func mean(_ mass: [Double]) -> Double {
    var sum = 0.0
    for (k, p) in mass.enumerated() { sum += Double(k) * p }
    return sum
  }

  private static func convolve(_ a: [Double], _ b: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: a.count + b.count - 1)
    sum.withUnsafeMutableBufferPointer { sum in
      b.withUnsafeBufferPointer { b in
        for (i, p) in a.enumerated() where p > 0 {
          for k in 0..<b.count { sum[i + k] += p * b[k] }
        }
      }
    }
    // A tail below 1e-14 in all is moved to its start.
    var tail = 0.0
    while sum.count > 1, tail + sum[sum.count - 1] < 1e-14 { tail += sum.removeLast() }
    sum[sum.count - 1] += tail
    return sum
  }

  /// Time goes by, and the work with it.
  private static func pass(_ work: [Double], _ steps: Int) -> [Double] {
    if work.count <= steps { return [work.reduce(0, +)] }
    var left = Array(work[steps...])
    left[0] += work[..<steps].reduce(0, +)
    return left
  }
}
