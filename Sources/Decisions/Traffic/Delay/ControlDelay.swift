import Foundation

/// Control delay of a lane group: Highway Capacity Manual, 6th edition, chapter 19.
///
/// Seconds a vehicle; `total` is what level of service is judged by.
public struct ControlDelay: Equatable, Sendable {
  /// d1: arrivals at an even rate (in platoons where the input says so).
  public let uniform: Double
  /// d2: random arrivals and oversaturation within the period.
  public let incremental: Double
  /// d3: a queue left from before the period.
  public let initialQueue: Double
  public let volumeToCapacity: Double

  public var total: Double { uniform + incremental + initialQueue }
  public var levelOfService: LevelOfService {
    LevelOfService(controlDelay: total, volumeToCapacity: volumeToCapacity)
  }

  /// What a lane group meets.
  public struct Input: Sendable {
    /// Cycle and effective green, seconds.
    public var cycle: Double
    public var green: Double
    /// Demand, vehicles an hour, above 0.
    public var flow: Double
    /// Vehicles an hour of green.
    public var saturation: Double
    /// The period, hours.
    public var period = 0.25
    /// The part of vehicles that arrive in green over the part of time that is green: 1 for
    /// arrivals at random.
    public var platoonRatio = 1.0
    /// k: 0.5 for fixed time; see `incrementalFactor` for actuated phases.
    public var incrementalFactor = 0.5
    /// I: 1 for an isolated signal; see `upstreamFilter`.
    public var upstreamFilter = 1.0
    /// Vehicles waiting when the period begins.
    public var initialQueue = 0.0

    public init(cycle: Double, green: Double, flow: Double, saturation: Double) {
      self.cycle = cycle
      self.green = green
      self.flow = flow
      self.saturation = saturation
    }
  }

  public init(_ input: Input) {
    let share = min(1, input.green / input.cycle)
    let capacity = share * input.saturation
    let x = input.flow / capacity
    volumeToCapacity = x
    let arriving = min(1, input.platoonRatio * share)
    let free = Self.uniform(
      cycle: input.cycle, green: input.green, volumeToCapacity: x, arrivingInGreen: arriving)
    incremental = Self.incremental(
      volumeToCapacity: x, capacity: capacity, period: input.period, k: input.incrementalFactor,
      filter: input.upstreamFilter)
    initialQueue = Self.initialQueue(
      input.initialQueue, flow: input.flow, capacity: capacity, period: input.period)
    // While a queue is left over, the phase is saturated whatever the demand.
    let clearing =
      input.initialQueue > 0
      ? Self.clearing(
        input.initialQueue, flow: input.flow, capacity: capacity, period: input.period)
      : 0
    let full = Self.uniform(
      cycle: input.cycle, green: input.green, volumeToCapacity: max(1, x),
      arrivingInGreen: arriving)
    let part = clearing / input.period
    uniform = full * part + free * (1 - part)
  }

  /// d1: 0.5 C(1−g/C)²/(1−min(1,X) g/C), times the progression factor
  /// for a part `arrivingInGreen` of the vehicles.
  public static func uniform(
    cycle: Double, green: Double, volumeToCapacity x: Double, arrivingInGreen: Double? = nil
  ) -> Double {
    let share = min(1, green / cycle)
    guard share < 1 else { return 0 }
    let y = min(1, x) * share
    let even = 0.5 * cycle * (1 - share) * (1 - share) / (1 - y)
    guard let p = arrivingInGreen, p != share else { return even }
    guard p < 1 else { return 0 }
    let factor =
      (1 - p) / (1 - share) * (1 - y) / (1 - min(1, x) * p)
      * (1 + y * (1 - p / share) / (1 - share))
    return even * max(0, factor)
  }

  /// d2: 900 T [(X−1) + √((X−1)² + 8 k I X/(c T))].
  ///
  /// - Parameters:
  ///   - capacity: vehicles an hour.
  ///   - period: hours.
  public static func incremental(
    volumeToCapacity x: Double, capacity: Double, period: Double, k: Double = 0.5,
    filter: Double = 1
  ) -> Double {
    let root = ((x - 1) * (x - 1) + 8 * k * filter * x / (capacity * period)).squareRoot()
    return 900 * period * ((x - 1) + root)
  }

  /// d3, seconds a vehicle.
  public static func initialQueue(
    _ queue: Double, flow: Double, capacity: Double, period: Double
  ) -> Double {
    guard queue > 0 else { return 0 }
    let time = clearing(queue, flow: flow, capacity: capacity, period: period)
    let end = queue + time * (flow - capacity)
    let without = flow >= capacity ? period * (flow - capacity) : 0
    let area =
      time * (queue + end - without) / 2 + (end * end - without * without) / (2 * capacity)
      - queue * queue / (2 * capacity)
    return 3600 / (flow * period) * area
  }

  /// Hours of the period during which a queue from before it lasts.
  static func clearing(
    _ queue: Double, flow: Double, capacity: Double, period: Double
  ) -> Double {
    flow >= capacity ? period : min(queue / (capacity - flow), period)
  }

  /// k of an actuated phase, 0.04…0.5.
  ///
  /// - Parameters:
  ///   - passage: seconds of extension a vehicle.
  ///   - ratio: demand over the capacity at the longest green the phase may have.
  public static func incrementalFactor(passage: Double, volumeToAvailable ratio: Double) -> Double {
    let least = max(
      0.04,
      -0.375 + 0.354 * passage - 0.0910 * passage * passage
        + 0.00889 * passage * passage * passage)
    return min(0.5, max(least, (1 - 2 * least) * (ratio - 0.5) + least))
  }

  /// I behind another signal: 1 − 0.91 X_u^2.68, at least 0.09.
  public static func upstreamFilter(volumeToCapacityUpstream x: Double) -> Double {
    x >= 1 ? 0.09 : max(0.09, 1 - 0.91 * pow(max(0, x), 2.68))
  }
}
