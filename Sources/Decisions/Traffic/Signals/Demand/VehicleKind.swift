/// How a kind of vehicle drives.
///
/// Units are metres and seconds. The values of a class are those of the demand format's own
/// defaults; a demand file may set each.
public struct VehicleKind: Equatable, Sendable {
  public var length = 5.0
  /// Metres kept to the vehicle ahead when standing.
  public var minGap = 2.5
  public var acceleration = 2.6
  public var deceleration = 4.5
  /// Seconds kept to the vehicle ahead.
  public var headway = 1.0
  /// The share of one second's acceleration lost at random (Krauss's ε), 0…1.
  public var imperfection = 0.5
  public var maximumSpeed = 55.56
  /// Mean and standard deviation of a driver's own speed over the limit.
  public var speedFactor = 1.0
  public var speedDeviation = 0.1
  public var classes = VehicleClasses.passenger

  public init() {}

  /// The usual values of a class; those of a car where the class is not known.
  init(className: String) {
    classes = .named(className)
    switch className {
    case "bus", "coach":
      (length, acceleration, deceleration) = (12, 1.2, 4)
      maximumSpeed = className == "bus" ? 23.61 : 27.78
      (speedDeviation, imperfection) = (0, 0.5)
      if className == "coach" { (acceleration, speedDeviation) = (2, 0.05) }
    case "truck":
      (length, acceleration, deceleration, maximumSpeed) = (7.1, 1.3, 4, 36.11)
      speedDeviation = 0.05
    case "trailer":
      (length, acceleration, deceleration, maximumSpeed) = (16.5, 1.1, 4, 36.11)
      speedDeviation = 0.05
    case "delivery":
      length = 6.5
      speedDeviation = 0.05
    case "motorcycle", "moped":
      (length, acceleration, deceleration) = (2.2, 6, 10)
      if className == "moped" { (length, acceleration, deceleration) = (2.1, 1.1, 7) }
    case "bicycle":
      (length, minGap, acceleration, deceleration) = (1.6, 0.5, 1.2, 3)
      maximumSpeed = 13.89
    default:
      if classes.isEmpty { classes = .passenger }
    }
  }
}
