public import CivilTime

/// Consecutive months or weeks, and the one each comment falls into.
public struct ThemePeriods: Sendable, Equatable {
  public enum Length: String, Codable, Sendable, CaseIterable {
    case month
    /// Monday to Sunday.
    case week
  }

  public let length: Length
  /// The first day of each period, ascending, without gaps.
  public let starts: [CivilDate]
  /// The period of each comment.
  public let indices: [Int]

  /// From the first to the last period that holds a comment.
  ///
  /// - Parameter dates: one a comment, at least one.
  /// - Throws: `.tooFew` for none, `.setting` for dates more than 10,000 periods apart.
  public init(of dates: [CivilDate], by length: Length) throws(TrendError) {
    guard let first = dates.min(), let last = dates.max() else {
      throw .tooFew("dated comments", have: 0, need: 1)
    }
    self.length = length
    let begin = Self.start(of: first, length)
    var starts: [CivilDate] = []
    let count = Self.index(last, begin, length) + 1
    guard count <= 10_000 else {
      throw .setting("dates", reason: "lie \(count) \(length.rawValue)s apart: is one mistyped?")
    }
    for k in 0..<count {
      starts.append(length == .month ? begin.adding(months: k) : begin.adding(days: 7 * k))
    }
    self.starts = starts
    indices = dates.map { Self.index($0, begin, length) }
  }

  public var count: Int { starts.count }

  /// Comments in each period.
  public var volumes: [Int] {
    var volumes = [Int](repeating: 0, count: count)
    for index in indices { volumes[index] += 1 }
    return volumes
  }

  private static func start(of date: CivilDate, _ length: Length) -> CivilDate {
    switch length {
    case .month: CivilDate(year: date.year, month: date.month, day: 1)
    // 1970-01-05 was a Monday.
    case .week:
      CivilDate(daysSinceEpoch: date.daysSinceEpoch - ((date.daysSinceEpoch - 4) % 7 + 7) % 7)
    }
  }

  private static func index(_ date: CivilDate, _ begin: CivilDate, _ length: Length) -> Int {
    switch length {
    case .month: 12 * (date.year - begin.year) + date.month - begin.month
    case .week: (date.daysSinceEpoch - begin.daysSinceEpoch) / 7
    }
  }
}
