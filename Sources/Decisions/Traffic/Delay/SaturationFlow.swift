/// Saturation flow of a lane group: Highway Capacity Manual, 6th edition, chapter 19.
///
/// Lengths in feet, as the manual's tables are.
public struct SaturationFlow: Sendable {
  /// Base, passenger cars an hour of green a lane: 1,900 in large cities, else 1,750.
  public var base = 1900.0
  public var lanes = 1
  public var laneWidth = 12.0
  /// Heavy vehicles and approach grade, per cent (a climb above 0).
  public var heavyVehicles = 0.0
  public var grade = 0.0
  /// Parking beside the group: manoeuvres an hour; nil where parking is not allowed.
  public var parkingManoeuvres: Double?
  /// Buses that stop within 250 feet of the line, an hour.
  public var busStops = 0.0
  public var isCentralBusiness = false
  /// Demand on the average lane over that on the busiest.
  public var laneUtilization = 1.0
  /// Parts of the demand that turn, from the lanes of this group (1 for a lane of its own).
  public var rightTurns = 0.0
  public var protectedLeftTurns = 0.0

  public init() {}

  /// Equivalent through cars of a protected turn (the manual, chapter 31).
  static let rightTurnEquivalent = 1.18
  static let leftTurnEquivalent = 1.05

  /// Each factor by the manual's letters, in its order.
  public var factors: [(name: String, value: Double)] {
    let n = Double(lanes)
    let width = laneWidth < 10 ? 0.96 : laneWidth <= 12.9 ? 1.0 : 1.04
    let heavy =
      grade <= 0
      ? (100 - 0.79 * heavyVehicles - 2.07 * grade) / 100
      : (100 - 0.78 * heavyVehicles - 0.31 * grade * grade) / 100
    let parking = parkingManoeuvres.map {
      max(0.05, (n - 0.1 - 18 * min($0, 180) / 3600) / n)
    }
    let buses = max(0.05, (n - 14.4 * min(busStops, 250) / 3600) / n)
    return [
      ("fw", width), ("fHVg", heavy), ("fp", parking ?? 1), ("fbb", buses),
      ("fa", isCentralBusiness ? 0.9 : 1), ("fLU", laneUtilization),
      ("fLT", 1 / (1 + protectedLeftTurns * (Self.leftTurnEquivalent - 1))),
      ("fRT", 1 / (1 + rightTurns * (Self.rightTurnEquivalent - 1))),
    ]
  }

  /// Vehicles an hour of green, all lanes of the group together.
  public var value: Double { factors.reduce(base * Double(lanes)) { $0 * $1.value } }
}
