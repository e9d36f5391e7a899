/// One directed link and its performance function.
///
/// Travel time at flow x is that of the Bureau of Public Roads (Traffic Assignment
/// Manual, 1964), t(x) = t₀(1 + b(x/c)ᵖ), with any p ≥ 0. What a traveller weighs is the
/// generalised cost t(x) + w_toll·toll + w_length·length, with weights of the network.
/// Powers above 8, which some models use for hard capacities, are followed up to
/// (x/c)ᵖ = 1e30 and on along the tangent there, so that no flow is beyond all numbers.
public struct RoadLink: Sendable, Equatable {
  /// Nodes by index.
  public var tail: Int
  public var head: Int
  /// c, vehicles in the period of the trip table; above 0 unless the time is constant.
  ///
  /// Of a link that ends at a signal it is what the signal lets through: saturation flow
  /// (about 1,800 vehicles an hour of green and lane) × lanes × the green's share of the cycle.
  /// A street of two lanes with half the cycle has 1,800, not 3,600.
  public var capacity: Double
  /// t₀ ≥ 0, in the network's unit of time.
  public var freeFlowTime: Double
  /// b ≥ 0; 0 makes the time constant.
  public var b: Double
  /// p ≥ 0.
  public var power: Double
  /// In the network's unit of length, at least 0.
  public var length: Double
  /// In the network's unit of money, at least 0.
  public var toll: Double
  /// False keeps the link in its place of the list and every path off it.
  public var isOpen: Bool
  /// Lanes, where the file tells.
  public var lanes: Double?
  /// Line of the file it was read from.
  public var line: Int?

  public init(
    from tail: Int, to head: Int, capacity: Double, freeFlowTime: Double, b: Double = 0.15,
    power: Double = 4, length: Double = 0, toll: Double = 0, isOpen: Bool = true,
    lanes: Double? = nil, line: Int? = nil
  ) {
    self.tail = tail
    self.head = head
    self.capacity = capacity
    self.freeFlowTime = freeFlowTime
    self.b = b
    self.power = power
    self.length = length
    self.toll = toll
    self.isOpen = isOpen
    self.lanes = lanes
    self.line = line
  }

  /// Whether travel time does not depend on flow.
  public var isConstant: Bool { freeFlowTime == 0 || b == 0 || power == 0 }

  /// t(x), x ≥ 0.
  public func time(at flow: Double) -> Double {
    if freeFlowTime == 0 || b == 0 { return freeFlowTime }
    if power == 0 { return freeFlowTime * (1 + b) }
    if power > 8 { return freeFlowTime * (1 + b * SteepPower(power).value(flow / capacity)) }
    return freeFlowTime * (1 + b * raise(flow / capacity, to: power))
  }

  /// ∫₀ˣ t(s) ds, the link's share of Beckmann's objective, toll and length apart.
  public func timeIntegral(to flow: Double) -> Double {
    if freeFlowTime == 0 || b == 0 { return freeFlowTime * flow }
    if power == 0 { return freeFlowTime * (1 + b) * flow }
    if power > 8 {
      return freeFlowTime
        * (flow + b * capacity * SteepPower(power).integral(flow / capacity))
    }
    return freeFlowTime * flow * (1 + b / (power + 1) * raise(flow / capacity, to: power))
  }
}

/// xᵖ for x ≥ 0: whole exponents up to 8 by products, which are several times faster
/// than the library's power and used wherever flows are priced.
@inline(__always)
func raise(_ x: Double, to power: Double) -> Double {
  if power == 4 {
    let square = x * x
    return square * square
  }
  if power == 1 { return x }
  if power == power.rounded(), power >= 0, power <= 8 {
    var result = 1.0
    for _ in 0..<Int(power) { result *= x }
    return result
  }
  return x == 0 ? 0 : generalPower(x, power)
}
