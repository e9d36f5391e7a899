/// Kinds of vehicle a lane admits, as a set of bits.
public struct VehicleClasses: OptionSet, Hashable, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The class names of the street network format, in the order of their bits.
  static let names = [
    "private", "emergency", "authority", "army", "vip", "pedestrian", "passenger", "hov", "taxi",
    "bus", "coach", "delivery", "truck", "trailer", "motorcycle", "moped", "bicycle", "evehicle",
    "tram", "rail_urban", "rail", "rail_electric", "rail_fast", "ship", "container", "cable_car",
    "subway", "aircraft", "wheelchair", "scooter", "drone", "custom1", "custom2",
  ]

  public static let all = VehicleClasses(rawValue: .max)
  public static let passenger = named("passenger")
  public static let pedestrian = named("pedestrian")

  /// The class of that name; none where the name is not known.
  static func named(_ name: String) -> VehicleClasses {
    guard let bit = names.firstIndex(of: name) else { return [] }
    return VehicleClasses(rawValue: 1 << UInt64(bit))
  }

  /// What attributes `allow` and `disallow` of a lane leave.
  init(allow: String?, disallow: String?) {
    func set(_ text: String) -> VehicleClasses {
      text == "all"
        ? .all
        : text.split(separator: " ").reduce(into: []) { $0.formUnion(.named(String($1))) }
    }
    if let allow {
      self = set(allow)
    } else if let disallow {
      self = VehicleClasses.all.subtracting(set(disallow))
    } else {
      self = .all
    }
  }
}
