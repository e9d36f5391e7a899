/// The share of paid time that agents are away from contacts: breaks, training, leave,
/// sickness.
public struct Shrinkage: Sendable, Equatable, Codable {
  /// In [0, 1).
  public let share: Double

  public init(_ share: Double) throws(QueueingError) {
    try require(share >= 0 && share < 1, "shrinkage", share, "at least 0 and below 1")
    self.share = share
  }

  /// Shares that apply one after another: of those not on leave, some are in training.
  public init(successive shares: [Double]) throws(QueueingError) {
    var present = 1.0
    for share in shares { present *= 1 - (try Shrinkage(share)).share }
    try self.init(1 - present)
  }

  /// The people to roster so that `agents` are at work: agents / (1 − shrinkage), rounded
  /// up.
  public func rostered(agents: Int) -> Int {
    let exact = Double(agents) / (1 - share)
    // 70 / (1 − 0.3) must be 100, not 101 by a rounding error.
    let whole = exact.rounded()
    return Int(abs(exact - whole) < 1e-9 * max(1, whole) ? whole : exact.rounded(.up))
  }

  /// The agents at work when `rostered` people are paid: rostered · (1 − shrinkage).
  public func present(rostered: Int) -> Double { Double(rostered) * (1 - share) }
}
