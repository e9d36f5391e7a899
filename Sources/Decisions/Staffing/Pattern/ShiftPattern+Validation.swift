/// What is wrong with a shift pattern: the JSON key, what was expected there,
/// and what was found.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
  /// For example `shifts[2].breaks[0].latest`.
  public var key: String
  public var expected: String
  /// Nil where the key is missing.
  public var found: String?

  public init(key: String, expected: String, found: String? = nil) {
    self.key = key
    self.expected = expected
    self.found = found
  }

  public var description: String {
    "\(key): expected \(expected)" + (found.map { ", found \($0)" } ?? ", which is missing")
  }
}

extension ShiftPattern {
  /// Throws for the first value that makes no sense.
  ///
  /// - Parameter path: what stands before the key in the message, for example
  ///   `shifts[2]`.
  public func validate(path: String = "") throws(PatternError) {
    func require(
      _ holds: Bool, _ key: String, _ expected: String, _ found: some CustomStringConvertible
    ) throws(PatternError) {
      if holds { return }
      throw PatternError(
        key: path.isEmpty ? key : path + "." + key, expected: expected,
        found: found.description)
    }
    try require(!name.isEmpty, "name", "a name", "an empty text")
    if let units {
      try require(!units.isEmpty, "units", "at least one unit (or no such key, for all)", "none")
    }
    try require(
      !days.isEmpty && days.allSatisfy { (1...7).contains($0) }
        && days == Array(Set(days)).sorted(),
      "days", "distinct weekdays from 1 (Monday) to 7 (Sunday) in order", "\(days)")
    try require(
      earliestStart.minuteOfDay < 1440, "earliestStart", "a time before 24:00", earliestStart)
    try require((1...1440).contains(startEvery), "startEvery", "1 to 1440 minutes", startEvery)
    try require((1...10_080).contains(length), "length", "1 to 10080 minutes", length)
    if let paidMinutes {
      try require(
        (0...length).contains(paidMinutes), "paidMinutes", "0 to \(length) (the length)",
        paidMinutes)
    }
    for (k, rule) in breaks.enumerated() {
      let key = "breaks[\(k)]"
      try require(rule.minutes >= 1, key + ".minutes", "1 minute or more", rule.minutes)
      try require(rule.earliest >= 0, key + ".earliest", "0 minutes or more", rule.earliest)
      try require(
        rule.latest >= rule.earliest, key + ".latest", "\(rule.earliest) (earliest) or more",
        rule.latest)
      try require(rule.every >= 1, key + ".every", "1 minute or more", rule.every)
      try require(
        rule.latest + rule.minutes <= length, key + ".latest",
        "at most \(length - rule.minutes), so that the break ends within the shift", rule.latest)
    }
    try require(paidLength >= 0, "breaks", "no more unpaid minutes than the shift is long", length)
    for (least, most, scope) in [
      (minimumPerDay, maximumPerDay, "PerDay"), (minimumTotal, maximumTotal, "Total"),
    ] {
      try require((least ?? 0) >= 0, "minimum" + scope, "0 or more", least ?? 0)
      try require(
        (most ?? .max) >= (least ?? 0), "maximum" + scope, "at least the minimum, \(least ?? 0)",
        most ?? 0)
    }
    for (price, key) in [
      (costPerHour, "costPerHour"), (fixedCost, "fixedCost"),
      (weekendPremium, "weekendPremium"), (nightPremium?.perHour ?? 0, "nightPremium.perHour"),
    ] {
      try require(price.isFinite && price >= 0, key, "a price of 0 or more", price)
    }
    if let tour {
      try require(
        (1...min(7, days.count)).contains(tour.daysOn), "tour.daysOn",
        "1 to \(days.count) (the number of days)", tour.daysOn)
      try require(length <= 1440, "length", "at most 1440 minutes with a tour", length)
    }
  }

  /// Throws for the first pattern of a list that makes no sense, or that bears
  /// the name of one before it.
  public static func validate(
    _ patterns: [ShiftPattern], path: String = "shifts"
  ) throws(PatternError) {
    if patterns.isEmpty {
      throw PatternError(key: path, expected: "at least one shift pattern", found: "none")
    }
    for (k, pattern) in patterns.enumerated() {
      try pattern.validate(path: "\(path)[\(k)]")
      if let twin = patterns[..<k].firstIndex(where: { $0.name == pattern.name }) {
        throw PatternError(
          key: "\(path)[\(k)].name", expected: "a name that \(path)[\(twin)] does not bear",
          found: "\"\(pattern.name)\"")
      }
    }
  }
}
