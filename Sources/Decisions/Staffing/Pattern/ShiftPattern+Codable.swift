/// JSON as people edit it: absent keys take their defaults, a key that is not
/// known is an error that lists those that are, and every error says which key
/// it is about and what was expected.
extension ShiftPattern {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, units, days, earliestStart, latestStart, startEvery, length, endsByClock
    case paidMinutes, breaks
    case minimumPerDay, maximumPerDay, minimumTotal, maximumTotal
    case costPerHour, fixedCost, weekendPremium, nightPremium, tour
  }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    let earliest = try json.required(ClockTime.self, .earliestStart, "a time such as \"07:30\"")
    self.init(
      name: try json.required(String.self, .name, "a name"),
      units: try json.optional([String].self, .units, "a list of names"),
      days: try json.optional([Int].self, .days, "a list of weekdays, 1 (Monday) to 7 (Sunday)")
        ?? [1, 2, 3, 4, 5, 6, 7],
      earliestStart: earliest,
      latestStart: try json.optional(ClockTime.self, .latestStart, "a time such as \"07:30\"")
        ?? earliest,
      startEvery: try json.optional(Int.self, .startEvery, "a whole number of minutes") ?? 30,
      length: try json.required(Int.self, .length, "a whole number of minutes"),
      endsByClock: try json.optional(Bool.self, .endsByClock, "true or false") ?? true,
      paidMinutes: try json.optional(Int.self, .paidMinutes, "a whole number of minutes"),
      breaks: try json.optional([BreakRule].self, .breaks, "a list of breaks") ?? [],
      minimumPerDay: try json.optional(Int.self, .minimumPerDay, "a whole number"),
      maximumPerDay: try json.optional(Int.self, .maximumPerDay, "a whole number"),
      minimumTotal: try json.optional(Int.self, .minimumTotal, "a whole number"),
      maximumTotal: try json.optional(Int.self, .maximumTotal, "a whole number"),
      costPerHour: try json.required(Double.self, .costPerHour, "a price"),
      fixedCost: try json.optional(Double.self, .fixedCost, "a price") ?? 0,
      weekendPremium: try json.optional(Double.self, .weekendPremium, "a price") ?? 0,
      nightPremium: try json.optional(
        NightPremium.self, .nightPremium, "an object with from, to, perHour"),
      tour: try json.optional(TourRule.self, .tour, "an object with daysOn"))
    try validate(path: jsonPath(decoder.codingPath))
  }
}

extension BreakRule {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case minutes, earliest, latest, every, paid
  }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    let minutes = "a whole number of minutes"
    let earliest = try json.required(Int.self, .earliest, minutes + " after the start")
    self.init(
      minutes: try json.required(Int.self, .minutes, minutes), earliest: earliest,
      latest: try json.optional(Int.self, .latest, minutes + " after the start") ?? earliest,
      every: try json.optional(Int.self, .every, minutes) ?? 15,
      paid: try json.optional(Bool.self, .paid, "true or false") ?? false)
  }
}

extension NightPremium {
  enum CodingKeys: String, CodingKey, CaseIterable { case from, to, perHour }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    self.init(
      from: try json.required(ClockTime.self, .from, "a time such as \"22:00\""),
      to: try json.required(ClockTime.self, .to, "a time such as \"06:00\""),
      perHour: try json.required(Double.self, .perHour, "a price"))
  }
}

extension TourRule {
  enum CodingKeys: String, CodingKey, CaseIterable { case daysOn, consecutiveDaysOff }

  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    self.init(
      daysOn: try json.required(Int.self, .daysOn, "a number of days, 1 to 7"),
      consecutiveDaysOff: try json.optional(Bool.self, .consecutiveDaysOff, "true or false")
        ?? true)
  }
}

/// `shifts[2].breaks[0]` for the place a decoder has reached.
func jsonPath(_ path: [any CodingKey]) -> String {
  path.reduce("") { text, key in
    if let index = key.intValue { return text + "[\(index)]" }
    return text.isEmpty ? key.stringValue : text + "." + key.stringValue
  }
}

/// Reads the keys of an object, and refuses those it does not know.
struct StrictReader<Key: CodingKey & CaseIterable & RawRepresentable<String>> {
  private let container: KeyedDecodingContainer<AnyKey>
  private let path: [any CodingKey]

  init(_ decoder: any Decoder) throws {
    path = decoder.codingPath
    guard let container = try? decoder.container(keyedBy: AnyKey.self) else {
      throw PatternError(
        key: jsonPath(path), expected: "an object { … }", found: "something else")
    }
    self.container = container
    let known = Key.allCases.map(\.rawValue)
    // A key beginning with "$" or "_" is a remark.
    let unknown = container.allKeys.map(\.stringValue)
      .filter { !known.contains($0) && !$0.hasPrefix("$") && !$0.hasPrefix("_") }
    if let stranger = unknown.min() {
      throw PatternError(
        key: jsonPath(path), expected: "only the keys " + known.joined(separator: ", "),
        found: "\"\(stranger)\"")
    }
  }

  func required<Value: Decodable>(
    _ type: Value.Type, _ key: Key, _ expected: String
  ) throws -> Value {
    guard let value = try optional(type, key, expected) else {
      throw PatternError(key: name(key), expected: expected)
    }
    return value
  }

  /// Nil for an absent key and for `null`.
  func optional<Value: Decodable>(
    _ type: Value.Type, _ key: Key, _ expected: String
  ) throws -> Value? {
    do {
      return try container.decodeIfPresent(type, forKey: AnyKey(stringValue: key.rawValue))
    } catch let error as PatternError {
      throw error
    } catch {
      throw PatternError(key: name(key), expected: expected, found: "something else")
    }
  }

  private func name(_ key: Key) -> String {
    let place = jsonPath(path)
    return place.isEmpty ? key.rawValue : place + "." + key.rawValue
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { return nil }
}
