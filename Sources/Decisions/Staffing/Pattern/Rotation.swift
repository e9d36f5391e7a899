/// A cycle of working days and days off that a crew goes through again and again, such as the
/// Pitman 2-2-3 or the DuPont rotation: every day names a shift pattern, or is off.
///
/// A pattern that a rotation names is worked in rotations alone.
public struct Rotation: Hashable, Sendable, Codable {
  /// Names the rotation in plans and messages; distinct from others and from patterns.
  public var name: String
  /// The units that may use it; nil for all.
  public var units: [String]?
  /// One entry a day: the name of a shift pattern, nil for a day off.
  public var cycle: [String?]
  /// Days between the starts of crews in the cycle: 1 lets a crew begin anywhere in it.
  public var phaseEvery: Int
  /// How many persons must and may work it.
  public var minimum: Int?
  public var maximum: Int?

  public init(
    name: String, units: [String]? = nil, cycle: [String?], phaseEvery: Int = 1,
    minimum: Int? = nil, maximum: Int? = nil
  ) {
    self.name = name
    self.units = units
    self.cycle = cycle
    self.phaseEvery = phaseEvery
    self.minimum = minimum
    self.maximum = maximum
  }

  /// What a day off is called in a recipe.
  static let off = "off"

  public func serves(_ unit: String) -> Bool { units?.contains(unit) ?? true }

  /// The pattern of a day, counted from the origin, for a crew at a place in the cycle.
  func pattern(onDay day: Int, phase: Int) -> String? {
    let place = (day + phase) % cycle.count
    return cycle[place < 0 ? place + cycle.count : place]
  }

  /// Throws for the first value that makes no sense beside these patterns.
  public func validate(_ patterns: [ShiftPattern], path: String = "") throws(PatternError) {
    func fail(_ key: String, _ expected: String, _ found: String) throws(PatternError) {
      throw PatternError(
        key: path.isEmpty ? key : path + "." + key, expected: expected, found: found)
    }
    if name.isEmpty { try fail("name", "a name", "an empty text") }
    if patterns.contains(where: { $0.name == name }) {
      try fail("name", "a name that no shift bears", "\"\(name)\"")
    }
    if !(1...366).contains(cycle.count) { try fail("cycle", "1 to 366 days", "\(cycle.count)") }
    if !cycle.contains(where: { $0 != nil }) { try fail("cycle", "a day of work", "none") }
    if !(1...max(1, cycle.count)).contains(phaseEvery) {
      try fail("phaseEvery", "1 to \(cycle.count) days (the cycle)", "\(phaseEvery)")
    }
    if (minimum ?? 0) < 0 { try fail("minimum", "0 or more", "\(minimum ?? 0)") }
    if let maximum, maximum < minimum ?? 0 {
      try fail("maximum", "at least the minimum, \(minimum ?? 0)", "\(maximum)")
    }
    for (day, entry) in cycle.enumerated() {
      guard let entry else { continue }
      guard let pattern = patterns.first(where: { $0.name == entry }) else {
        throw PatternError(
          key: (path.isEmpty ? "" : path + ".") + "cycle[\(day)]",
          expected: "\"off\" or one of " + patterns.map(\.name).joined(separator: ", "),
          found: "\"\(entry)\"")
      }
      if pattern.tour != nil || pattern.startMinutes.count > 1 || pattern.length > 1_440 {
        try fail(
          "cycle[\(day)]", "a shift with one start, of at most a day and without a tour",
          "\"\(entry)\"")
      }
    }
  }

  /// Throws for the first of a list that makes no sense, or that bears the name of another.
  public static func validate(
    _ rotations: [Rotation], _ patterns: [ShiftPattern], path: String = "rotations"
  ) throws(PatternError) {
    for (k, rotation) in rotations.enumerated() {
      try rotation.validate(patterns, path: "\(path)[\(k)]")
      if rotations[..<k].contains(where: { $0.name == rotation.name }) {
        throw PatternError(
          key: "\(path)[\(k)].name", expected: "a name no other rotation bears",
          found: "\"\(rotation.name)\"")
      }
    }
  }
}

extension Rotation {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, units, cycle, phaseEvery, minimum, maximum
  }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    self.init(
      name: try json.required(String.self, .name, "a name"),
      units: try json.optional([String].self, .units, "a list of names"),
      cycle: try json.required(
        [String].self, .cycle, "a list of shifts, \"off\" for a day off"
      ).map { $0 == Rotation.off ? nil : $0 },
      phaseEvery: try json.optional(Int.self, .phaseEvery, "a whole number of days") ?? 1,
      minimum: try json.optional(Int.self, .minimum, "a whole number"),
      maximum: try json.optional(Int.self, .maximum, "a whole number"))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(units, forKey: .units)
    try container.encode(cycle.map { $0 ?? Rotation.off }, forKey: .cycle)
    try container.encode(phaseEvery, forKey: .phaseEvery)
    try container.encodeIfPresent(minimum, forKey: .minimum)
    try container.encodeIfPresent(maximum, forKey: .maximum)
  }
}
