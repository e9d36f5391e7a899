/// Streets lane by lane: what a signal plan acts on.
///
/// Lengths in metres, speeds in metres a second. Lanes of a street are numbered from the kerb.
public struct StreetNetwork: Sendable {
  /// One direction of a street between two junctions.
  public struct Street: Sendable {
    public let id: String
    public let from: String
    public let to: String
    /// Its lanes, as positions in `StreetNetwork.lanes`.
    public internal(set) var lanes: Range<Int>
  }

  public struct Lane: Sendable {
    public let street: Int
    public let length: Double
    public let speed: Double
    public let allows: VehicleClasses
    /// The turns that leave it, as positions in `StreetNetwork.turns`.
    public internal(set) var turns: [Int] = []
  }

  /// A way across a junction, from one lane into another.
  public struct Turn: Sendable {
    public let fromLane: Int
    public let toLane: Int
    /// Metres from the stop line to the far side, and the speed there.
    public let length: Double
    public let speed: Double
    /// Metres past the stop line to where a driver who must yield may wait inside the junction.
    public let waitingPoint: Double?
    /// Which signal and which letter of its states rules it; nil without a signal.
    public let signal: (signal: Int, link: Int)?
    public let direction: Direction
    /// Whether it yields without a signal (or where the signal is off).
    public let isMinor: Bool
    /// Turns it must yield to where its own green does not protect it, and all it crosses or
    /// merges with.
    public internal(set) var yieldsTo: [Int] = []
    public internal(set) var conflicts: [Int] = []
    /// Where conflict k begins and ends: metres past the stop line along this turn.
    public internal(set) var conflictSpans: [ClosedRange<Double>] = []
  }

  public enum Direction: String, Sendable {
    case straight = "s"
    case left = "l"
    case right = "r"
    case turnaround = "t"
    case partlyLeft = "L"
    case partlyRight = "R"
    case none = "invalid"
  }

  public internal(set) var streets: [Street]
  public internal(set) var lanes: [Lane]
  public internal(set) var turns: [Turn]
  /// The signals with the programs the network came with, by id in ascending order.
  public internal(set) var plan: SignalPlan

  let streetIndex: [String: Int]

  /// The position of a street by its id.
  public func street(_ id: String) -> Int? { streetIndex[id] }

  /// Turns of a signal, by link number; a link number may rule several turns.
  public func turns(ofSignal signal: Int) -> [(turn: Int, link: Int)] {
    turns.indices.compactMap { i in
      turns[i].signal.flatMap { $0.signal == signal ? (i, $0.link) : nil }
    }
  }
}
