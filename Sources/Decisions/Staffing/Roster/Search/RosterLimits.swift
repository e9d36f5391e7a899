/// How far a roster search may go. Work is counted in steps of the algorithms, so the same
/// limits give the same roster on any machine.
public struct RosterLimits: Sendable {
  /// Steps of pricing and of the simplex method; about 150 million a second of a
  /// processor of 2020.
  public var work: Int
  /// Asked now and then; true ends the search with what it has.
  public var shouldStop: (@Sendable () -> Bool)?
  /// Names the sequence of groups that neighbourhoods free.
  public var seed: UInt64

  public init(
    work: Int = 1_000_000_000, shouldStop: (@Sendable () -> Bool)? = nil, seed: UInt64 = 1
  ) {
    self.work = work
    self.shouldStop = shouldStop
    self.seed = seed
  }
}
