import Foundation

/// Left turns through gaps of oncoming traffic: Highway Capacity Manual, 6th edition, chapter 31
/// (exponential gaps; Harders 1968, Siegloch 1973).
public struct PermittedLeftTurn: Sendable {
  /// Oncoming vehicles an hour.
  public var opposingFlow: Double
  /// The shortest gap taken, and the time between two who take the same gap, seconds.
  public var criticalGap = 4.5
  public var followUp = 2.5
  /// Vehicles that turn after the green in each cycle, having waited inside the junction.
  public var sneakers = 2.0

  public init(opposingFlow: Double) { self.opposingFlow = opposingFlow }

  /// A turn that shares its lane waits longer between two: 4.5 s; one, and another where it
  /// turns too, goes after the green.
  public static func shared(opposingFlow: Double, leftShare: Double) -> PermittedLeftTurn {
    var turn = PermittedLeftTurn(opposingFlow: opposingFlow)
    turn.followUp = 4.5
    turn.sneakers = 1 + leftShare
    return turn
  }

  /// Vehicles an hour of green that is not blocked by an oncoming queue:
  /// v e^(−v t_cg/3600)/(1 − e^(−v t_fh/3600)); 3600/t_fh where nobody comes.
  public var saturation: Double {
    guard opposingFlow > 0 else { return 3600 / followUp }
    let v = opposingFlow / 3600
    return opposingFlow * exp(-v * criticalGap) / (1 - exp(-v * followUp))
  }

  /// Seconds of a green before the oncoming queue has cleared: v r/(s − v), at most the green.
  ///
  /// - Parameters:
  ///   - opposingSaturation: of all oncoming lanes, vehicles an hour of green.
  public func blocked(green: Double, cycle: Double, opposingSaturation: Double) -> Double {
    guard opposingFlow < opposingSaturation else { return green }
    return min(
      green, opposingFlow * (cycle - green) / (opposingSaturation - opposingFlow))
  }

  /// Vehicles an hour from a lane of its own with a green that yields, `green` seconds effective.
  public func capacity(green: Double, cycle: Double, opposingSaturation: Double) -> Double {
    let open = green - blocked(green: green, cycle: cycle, opposingSaturation: opposingSaturation)
    return (open * saturation + 3600 * sneakers) / cycle
  }

  /// Through vehicles one left turn is worth: E_L1 = s_o/s_p.
  public func equivalent(base: Double = 1900) -> Double { base / saturation }

  /// Seconds of green before the first left turn of a shared lane arrives: G e^(−0.860 LTC^0.629)
  /// less the start-up loss, or 0.882 and 0.717 where the approach has one lane.
  ///
  /// - Parameter leftTurnsPerCycle: LTC.
  public static func beforeFirst(
    green: Double, startUpLoss: Double, leftTurnsPerCycle: Double, isSingleLane: Bool
  ) -> Double {
    let rate =
      isSingleLane
      ? 0.882 * pow(leftTurnsPerCycle, 0.717) : 0.860 * pow(leftTurnsPerCycle, 0.629)
    return max(green * exp(-rate) - startUpLoss, 0)
  }

  /// Saturation flow of a lane shared by turns, vehicles an hour of green: the harmonic mean of
  /// what its vehicles are worth.
  public static func sharedLane(
    through: Double, leftShare: Double, leftEquivalent: Double, rightShare: Double = 0,
    rightEquivalent: Double = 1.18
  ) -> Double {
    through / (1 + leftShare * (leftEquivalent - 1) + rightShare * (rightEquivalent - 1))
  }
}
