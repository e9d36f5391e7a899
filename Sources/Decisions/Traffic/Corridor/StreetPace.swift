/// How fast every street was driven of late: what drivers who choose their way at departure know.
///
/// The mean over the last three minutes of the mean speed of the vehicles on the street, of the
/// limit in seconds in which it is empty. Three minutes are longer than a signal's cycle, so that
/// a red does not look like a jam.
struct StreetPace {
  /// Seconds remembered.
  private static let memory = 180

  private let network: StreetNetwork
  private let lengths: [Double]
  private let limits: [Double]
  private var sums: [Double]
  /// The speeds of the seconds remembered, street by street within a second.
  private var past: [Double]
  private var at = 0
  private var free: [VehicleClasses: [Double]] = [:]

  init(_ network: StreetNetwork) {
    self.network = network
    lengths = network.streets.map { network.lanes[$0.lanes.lowerBound].length }
    limits = network.streets.map { street in
      street.lanes.map { network.lanes[$0].speed }.max() ?? 1
    }
    sums = limits.map { $0 * Double(Self.memory) }
    past = (0..<Self.memory).flatMap { [limits] _ in limits }
  }

  /// Notes a second.
  /// - Parameter lane: the sum of the speeds on a lane, and how many drive there.
  mutating func note(_ lane: (Int) -> (sum: Double, count: Int)) {
    let base = at * limits.count
    for (i, street) in network.streets.enumerated() {
      var sum = 0.0
      var count = 0
      for k in street.lanes {
        let here = lane(k)
        sum += here.sum
        count += here.count
      }
      let speed = count > 0 ? sum / Double(count) : limits[i]
      sums[i] += speed - past[base + i]
      past[base + i] = speed
    }
    at = (at + 1) % Self.memory
  }

  /// Seconds along each street now for vehicles of those classes; infinite where they may not go.
  mutating func seconds(for classes: VehicleClasses) -> [Double] {
    if free[classes] == nil {
      free[classes] = network.streets.indices.map {
        RouteChoice.freeSeconds(on: $0, of: network, for: classes) ?? .infinity
      }
    }
    var result = free[classes] ?? []
    for i in result.indices where result[i].isFinite {
      result[i] = max(result[i], lengths[i] * Double(Self.memory) / max(sums[i], 1))
    }
    return result
  }
}
