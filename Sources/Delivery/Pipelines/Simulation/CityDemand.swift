import Foundation
import Statistics
import Tables

/// Who lives and works where in the made city, and the trips of the morning's busiest hour.
struct CityDemand {
  private struct Zone {
    let name: String
    let district: String
    let households: Double
    let jobs: Double
    let x: Double
    let y: Double
  }

  private let zones: [Zone]

  /// Households and jobs of each zone, those beyond the map among them at the ends of Main Street.
  private static let sizes: [(prefix: String, households: Double, jobs: Double)] = [
    ("W", 3_300, 1_500), ("E", 2_600, 2_100), ("MW", 1_500, 500), ("ME", 900, 1_300),
    ("S", 1_400, 450), ("C", 500, 1_300), ("H", 1_700, 250), ("U", 600, 1_500),
  ]

  init(seed: UInt64, streets: CityStreets) {
    zones = streets.nodes.filter(\.isZone).map { node in
      let size =
        Self.sizes.filter { node.name.hasPrefix($0.prefix) }
        .max { $0.prefix.count < $1.prefix.count } ?? Self.sizes[0]
      var draws = RandomStream(seed: seed, "city zones", node.name)
      let households = size.households * (0.85 + 0.3 * draws.uniform())
      let jobs = size.jobs * (0.85 + 0.3 * draws.uniform())
      return Zone(
        name: node.name, district: node.district, households: (households / 10).rounded() * 10,
        jobs: (jobs / 10).rounded() * 10, x: Double(node.x), y: Double(node.y))
    }
  }

  /// Trips leave homes and some jobs, and go where jobs are, the nearer the more.
  func csv() -> [UInt8] {
    var writer = CSVWriter(header: ["from", "to", "trips"])
    for origin in zones {
      let out = 0.17 * origin.households + 0.045 * origin.jobs
      let pulls = zones.map { zone -> Double in
        guard zone.name != origin.name else { return 0 }
        let metres = hypot(zone.x - origin.x, zone.y - origin.y)
        return (zone.jobs + 0.1 * zone.households) * exp(-metres / 2_500)
      }
      let total = pulls.reduce(0, +)
      for (zone, pull) in zip(zones, pulls) where pull > 0 {
        let trips = (out * pull / total).rounded()
        guard trips > 0 else { continue }
        writer.text(origin.name)
        writer.text(zone.name)
        writer.integer(Int(trips))
        writer.endRow()
      }
    }
    return writer.bytes
  }

  func districtsCSV() -> [UInt8] {
    var writer = CSVWriter(header: ["district", "households", "jobs"])
    for district in ["West", "Centre", "East", "North Bank"] {
      let own = zones.filter { $0.district == district }
      writer.text(district)
      writer.integer(Int(own.reduce(0) { $0 + $1.households }))
      writer.integer(Int(own.reduce(0) { $0 + $1.jobs }))
      writer.endRow()
    }
    return writer.bytes
  }
}
