/// The signals along the strongest stream of a network, in the order it passes them.
public struct SignalLine: Sendable {
  public struct Stop: Sendable {
    /// The signal, as a position in the network's plan.
    public let signal: Int
    /// Metres from the first stop line, and seconds at free speed.
    public let metres: Double
    public let seconds: Double
    /// Links of the signal that the stream uses, and the strongest stream the other way; nil
    /// where nobody drives the other way.
    public let outboundLink: Int
    public let inboundLink: Int?
  }

  public let stops: [Stop]

  /// Nil where the stream passes fewer than three signals.
  public init?(network: StreetNetwork, demand: TripDemand) {
    let neighbours = SignalNeighbours(network: network, demand: demand)
    let line = neighbours.mainLine()
    guard line.count >= 2 else { return nil }
    func back(_ k: Int) -> SignalNeighbours.Pair? {
      neighbours.pairs.first { $0.from == line[k].to && $0.to == line[k].from }
    }
    var stops = [
      Stop(
        signal: line[0].from, metres: 0, seconds: 0, outboundLink: line[0].fromLink,
        inboundLink: back(0)?.toLink)
    ]
    var metres = 0.0
    var seconds = 0.0
    for (k, pair) in line.enumerated() {
      metres += pair.metres
      seconds += pair.seconds
      let inbound = k + 1 < line.count ? back(k + 1)?.toLink : back(k)?.fromLink
      stops.append(
        Stop(
          signal: pair.to, metres: metres, seconds: seconds, outboundLink: pair.toLink,
          inboundLink: inbound))
    }
    self.stops = stops
  }
}
