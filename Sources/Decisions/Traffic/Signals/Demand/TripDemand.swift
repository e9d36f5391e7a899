/// Every vehicle of a period, with its way and its time of departure.
public struct TripDemand: Sendable {
  public enum DepartureLane: Equatable, Sendable {
    /// The lane nearest the kerb that the vehicle may use.
    case first
    /// The emptiest of the lanes that lead furthest along its way.
    case best
    case number(Int)
  }

  public enum DepartureSpeed: Equatable, Sendable {
    case value(Double)
    /// As fast as the traffic allows.
    case maximum
  }

  public struct Trip: Sendable {
    public let id: String
    /// Seconds since midnight.
    public var departure: Double
    /// Streets in order, as positions in the network.
    public var route: [Int]
    public let kind: Int
    public let lane: DepartureLane
    public let speed: DepartureSpeed
    /// Where the driver chooses the way at departure, the streets it must hold: first, last and
    /// those between in order; `route` is then the quickest at free speed. Else empty.
    public var stops: [Int] = []
  }

  public var kinds: [VehicleKind]
  /// In order of departure.
  public var trips: [Trip]
  /// Trips that no way through the network serves.
  public var unserved: [String] = []
  /// Vehicles led another way than they were assigned, for turns that the streets do not allow.
  public var rerouted = 0

  public init(kinds: [VehicleKind], trips: [Trip]) {
    self.kinds = kinds
    self.trips = trips
  }

  /// The demand times `factor`: each trip stands ⌊factor⌋ or ⌈factor⌉ times, spread evenly over
  /// the list, repeats half the usual gap later.
  public func scaled(by factor: Double) -> TripDemand {
    guard factor != 1, !trips.isEmpty else { return self }
    var result = self
    result.trips = []
    var owed = 0.0
    for (i, trip) in trips.enumerated() {
      owed += factor
      let next = i + 1 < trips.count ? trips[i + 1].departure : trip.departure
      var copy = 0
      while owed >= 0.5 {
        owed -= 1
        var again = trip
        if copy > 0 { again.departure = (trip.departure + next) / 2 }
        result.trips.append(again)
        copy += 1
      }
    }
    result.trips.sort { $0.departure < $1.departure }
    return result
  }

  /// The trips that leave within a period, seconds since midnight.
  public func during(_ period: Range<Double>) -> TripDemand {
    var result = self
    result.trips.removeAll { !period.contains($0.departure) }
    return result
  }
}
