public import CivilTime

/// What to take from a table, and how to decide where it leaves a choice.
public struct PanelOptions: Sendable {
  /// What to do with rows that give different values for one series and time.
  /// Rows that are equal in every column are one row in any case.
  public enum ConflictRule: String, Sendable, CaseIterable {
    /// Refuse, naming how many and where.
    case error
    /// Add them up: counts listed by a finer category.
    case sum
    case mean
    /// Keep the one that stands last in the file, a correction. The only rule
    /// under which the order of rows matters.
    case last
  }

  /// Which hours are on the axis.
  public enum Opening: Sendable, Equatable {
    /// Found out from the data; see `OpeningInference`.
    case infer
    /// All of them.
    case always
    case schedule(WeeklySchedule)
  }

  /// What a step means of which the table says nothing.
  public enum AbsenceRule: String, Sendable, CaseIterable {
    /// The value is not known.
    case gap
    /// Nothing happened: a series is zero on such steps from its first value
    /// through the end of the panel. A row without a value stays a gap.
    case zero
  }

  /// Columns whose texts, joined by "/", name the series. Nil: `unique_id`
  /// where there is one, else the whole table is one series.
  public var id: [String]?
  /// Nil: `ds` where there is one, else the only column of times.
  public var time: String?
  /// Nil: `y` where there is one, else the only column of numbers left.
  public var value: String?
  /// Nil: found out from the times.
  public var frequency: Frequency?
  /// The zone whose clock times without an offset were read from, and in which
  /// days begin.
  public var timeZone: TimeZoneRules?
  public var opening: Opening
  public var conflicts: ConflictRule
  public var absence: AbsenceRule

  public init(
    id: [String]? = nil, time: String? = nil, value: String? = nil, frequency: Frequency? = nil,
    timeZone: TimeZoneRules? = nil, opening: Opening = .infer, conflicts: ConflictRule = .error,
    absence: AbsenceRule = .gap
  ) {
    self.id = id
    self.time = time
    self.value = value
    self.frequency = frequency
    self.timeZone = timeZone
    self.opening = opening
    self.conflicts = conflicts
    self.absence = absence
  }
}

/// Hours of the week, as people write them.
public struct WeeklySchedule: Sendable, Equatable {
  /// One stretch of one day: seconds from local midnight.
  public struct Stretch: Sendable, Equatable {
    /// 1 is Monday.
    public var weekday: Int
    public var from: Int
    public var to: Int
  }
  public var stretches: [Stretch]

  /// Reads `Mon-Fri 07:00-21:05; Sat 09:00-13:00`. A stretch that ends before
  /// it begins runs past midnight (`Fri 22:00-06:00`); `Mon-Sun 00:00-24:00` is
  /// always open. Nil for anything else.
  public init?(_ text: String) {
    stretches = []
    for part in text.split(separator: ";") {
      let words = part.split(separator: " ")
      guard words.count == 2, let days = WeeklySchedule.days(words[0]) else { return nil }
      for hours in words[1].split(separator: ",") {
        let ends = hours.split(separator: "-").map(WeeklySchedule.second)
        guard ends.count == 2, let from = ends[0], let to = ends[1], from != to else { return nil }
        for day in days {
          if from < to {
            stretches.append(Stretch(weekday: day, from: from, to: to))
          } else {
            stretches.append(Stretch(weekday: day, from: from, to: 86_400))
            if to > 0 { stretches.append(Stretch(weekday: day % 7 + 1, from: 0, to: to)) }
          }
        }
      }
    }
    if stretches.isEmpty { return nil }
  }

  private static func days(_ text: Substring) -> [Int]? {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    var days: [Int] = []
    for range in text.lowercased().split(separator: ",") {
      let ends = range.split(separator: "-").map { end in
        names.firstIndex { end.hasPrefix($0) }.map { $0 + 1 }
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1]
      else { return nil }
      var day = first
      days.append(day)
      while day != last {
        day = day % 7 + 1
        days.append(day)
      }
    }
    return days
  }

  private static func second(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), let hour = parts[0], (0...24).contains(hour) else {
      return nil
    }
    let minute = parts.count == 2 ? parts[1] : 0
    guard let minute, (0..<60).contains(minute), hour < 24 || minute == 0 else { return nil }
    return hour * 3_600 + minute * 60
  }
}

extension OpeningHours {
  /// The slots that begin within a stretch of the schedule; nil where there is
  /// none.
  public init?(_ schedule: WeeklySchedule, slotSeconds: Int) {
    guard slotSeconds > 0, 86_400 % slotSeconds == 0 else { return nil }
    let perDay = 86_400 / slotSeconds
    var flags = [Bool](repeating: false, count: 7 * perDay)
    for stretch in schedule.stretches {
      let first = (stretch.from + slotSeconds - 1) / slotSeconds
      let last = (stretch.to + slotSeconds - 1) / slotSeconds
      for slot in first..<max(first, last) { flags[(stretch.weekday - 1) * perDay + slot] = true }
    }
    guard flags.contains(true) else { return nil }
    self.init(slotSeconds: slotSeconds, isOpen: flags)
  }
}
