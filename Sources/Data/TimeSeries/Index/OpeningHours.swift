public import CivilTime

/// The slots of the week at which a place is open.
public struct OpeningHours: Sendable, Hashable {
  /// Length of a slot in seconds; divides a day.
  public let slotSeconds: Int
  /// One flag a slot of the week, from Monday 00:00 on the local clock.
  public let isOpen: [Bool]
  /// The open slots of the week, ascending.
  public let openSlots: [Int]
  /// How many open slots lie before each slot of the week.
  let openBefore: [Int]

  public init(slotSeconds: Int, isOpen: [Bool]) {
    precondition(slotSeconds > 0 && 86_400 % slotSeconds == 0, "slots divide a day")
    precondition(isOpen.count == 7 * 86_400 / slotSeconds, "one flag a slot of the week")
    precondition(isOpen.contains(true), "open at least once a week")
    self.slotSeconds = slotSeconds
    self.isOpen = isOpen
    openSlots = isOpen.indices.filter { isOpen[$0] }
    var before: [Int] = []
    var count = 0
    for open in isOpen {
      before.append(count)
      count += open ? 1 : 0
    }
    openBefore = before
  }

  public static func == (a: OpeningHours, b: OpeningHours) -> Bool {
    a.slotSeconds == b.slotSeconds && a.isOpen == b.isOpen
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(slotSeconds)
    hasher.combine(isOpen)
  }

  public var slotsPerDay: Int { 86_400 / slotSeconds }

  /// How many slots of a week are open.
  public var openPerWeek: Int { openSlots.count }

  /// Open slots on each day, Monday first.
  public var openPerDay: [Int] {
    (0..<7).map { day in isOpen[(day * slotsPerDay)..<((day + 1) * slotsPerDay)].count { $0 } }
  }

  /// The number of open slots of an open day, where all open days agree.
  public var commonOpenPerDay: Int? {
    let counts = openPerDay.filter { $0 > 0 }
    return counts.allSatisfy { $0 == counts[0] } ? counts[0] : nil
  }

  /// Whether the place is open at that time on the local clock.
  public func isOpen(at wall: WallTime) -> Bool {
    isOpen[(wall.date.weekday - 1) * slotsPerDay + wall.secondOfDay / slotSeconds]
  }
}

extension OpeningHours: Codable {
  private enum CodingKeys: String, CodingKey { case slotSeconds, isOpen }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let seconds = try container.decode(Int.self, forKey: .slotSeconds)
    let flags = try container.decode([Bool].self, forKey: .isOpen)
    guard seconds > 0, 86_400 % seconds == 0, flags.count == 7 * 86_400 / seconds,
      flags.contains(true)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .isOpen, in: container,
        debugDescription: "needs one flag a slot of the week, at least one of them true")
    }
    self.init(slotSeconds: seconds, isOpen: flags)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(slotSeconds, forKey: .slotSeconds)
    try container.encode(isOpen, forKey: .isOpen)
  }
}

// Open slots counted through, week after week, from the Monday of the week of
// 1970-01-01. Both directions are one division and one table look-up.
extension OpeningHours {
  private static let week: Int64 = 7 * 86_400
  /// 1970-01-01 was a Thursday: its week began three days before.
  private static let firstMonday: Int64 = -3 * 86_400

  /// The running number of the slot that begins at `wallSeconds`; nil where
  /// no slot begins then or it is closed.
  func ordinal(ofWallSeconds wallSeconds: Int64) -> Int64? {
    let since = wallSeconds - OpeningHours.firstMonday
    let week = floorDivide(since, OpeningHours.week)
    let second = Int(since - week * OpeningHours.week)
    guard second % slotSeconds == 0, isOpen[second / slotSeconds] else { return nil }
    return week * Int64(openPerWeek) + Int64(openBefore[second / slotSeconds])
  }

  func wallSeconds(ofOrdinal ordinal: Int64) -> Int64 {
    let week = floorDivide(ordinal, Int64(openPerWeek))
    let slot = openSlots[Int(ordinal - week * Int64(openPerWeek))]
    return OpeningHours.firstMonday + week * OpeningHours.week + Int64(slot * slotSeconds)
  }
}

/// The quotient rounded towards −∞ (`divisor` positive).
func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
  let quotient = dividend / divisor
  return dividend % divisor < 0 ? quotient - 1 : quotient
}
