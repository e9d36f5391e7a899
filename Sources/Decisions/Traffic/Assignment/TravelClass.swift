/// Travellers who weigh tolls and length alike: one trip table, one generalised cost.
public struct TravelClass: Sendable {
  public var name: String
  public var trips: TripTable
  /// What one vehicle takes of a road's capacity, in passenger cars; above 0.
  public var carEquivalent: Double
  /// Cost of a unit of toll and of length, in units of time; nil takes the network's.
  public var tollWeight: Double?
  public var lengthWeight: Double?
  /// Links this class may not use, by index.
  public var closedLinks: [Int]

  public init(
    _ name: String = "all", trips: TripTable, carEquivalent: Double = 1,
    tollWeight: Double? = nil, lengthWeight: Double? = nil, closedLinks: [Int] = []
  ) {
    precondition(carEquivalent > 0)
    self.name = name
    self.trips = trips
    self.carEquivalent = carEquivalent
    self.tollWeight = tollWeight
    self.lengthWeight = lengthWeight
    self.closedLinks = closedLinks
  }

  /// What each link costs this class besides travel time; +∞ where it may not go.
  func fixedCosts(on network: RoadNetwork) -> [Double] {
    let (toll, length) = (tollWeight ?? network.tollWeight, lengthWeight ?? network.lengthWeight)
    var result = network.links.map { toll * $0.toll + length * $0.length }
    for link in closedLinks { result[link] = .infinity }
    return result
  }
}
