public import Foundation

/// What is wrong in a calendar file, and where: `holidays[3].rule.nth: must be
/// 1…5 or "last"`.
public struct HolidayCalendarError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The key, from the top of the file; empty for the file as a whole.
  public var key: String
  public var problem: String

  public var description: String { key.isEmpty ? problem : "\(key): \(problem)" }
}

extension HolidayCalendar {
  /// Reads a calendar file; its form is described in
  /// `Models/calendars/holiday-calendar.schema.json`.
  ///
  /// - Throws: `HolidayCalendarError`, with the key that is wrong. A key the
  ///   form does not know is an error too: a misspelt `firstYear` would
  ///   otherwise give wrong holidays without a word.
  public init(json: Data) throws(HolidayCalendarError) {
    let value: JSONValue
    do {
      value = try JSONDecoder().decode(JSONValue.self, from: json)
    } catch {
      throw HolidayCalendarError(key: "", problem: "not a JSON file")
    }
    let top = try Node(value: value, key: "").object(
      allowing: ["$schema", "name", "source", "note", "holidays", "periods"])
    var periods: [CalendarPeriod] = []
    for item in try top.optional("periods")?.array() ?? [] {
      periods.append(try CalendarPeriod(item))
    }
    // A file of school terms names no holiday.
    let items =
      periods.isEmpty
      ? try top.required("holidays").array() : try top.optional("holidays")?.array() ?? []
    guard !items.isEmpty || !periods.isEmpty else {
      throw HolidayCalendarError(key: "holidays", problem: "names no holiday")
    }
    var rules: [HolidayRule] = []
    for item in items { rules.append(try HolidayRule(item)) }
    self.init(
      name: try top.required("name").string(), source: try top.required("source").string(),
      rules: rules, periods: periods)
  }
}

extension HolidayRule {
  fileprivate init(_ node: Node) throws(HolidayCalendarError) {
    let fields = try node.object(allowing: [
      "name", "rule", "plusDays", "observed", "firstYear", "lastYear", "exceptYears", "closed",
      "note",
    ])
    let first = try fields.optional("firstYear")?.integer(1_583...9_999) ?? 1_583
    let last = try fields.optional("lastYear")?.integer(first...9_999) ?? 9_999
    var except: [Int] = []
    for year in try fields.optional("exceptYears")?.array() ?? [] {
      except.append(try year.integer(1_583...9_999))
    }
    self.init(
      name: try fields.required("name").string(),
      day: try Day(fields.required("rule")),
      plusDays: try fields.optional("plusDays")?.integer(-366...366) ?? 0,
      observance: try fields.optional("observed")?.oneOf(Observance.allCases) ?? .none,
      years: first...last, exceptYears: except,
      isClosed: try fields.optional("closed")?.boolean() ?? true)
  }
}

extension CalendarPeriod {
  fileprivate init(_ node: Node) throws(HolidayCalendarError) {
    let fields = try node.object(allowing: [
      "name", "from", "through", "dates", "firstYear", "lastYear", "note",
    ])
    let first = try fields.optional("firstYear")?.integer(1_583...9_999) ?? 1_583
    let last = try fields.optional("lastYear")?.integer(first...9_999) ?? 9_999
    let span: Span
    if let dates = fields.optional("dates") {
      guard fields.optional("from") == nil, fields.optional("through") == nil else {
        throw HolidayCalendarError(key: node.key, problem: "needs either dates or from and through")
      }
      var stretches: [ClosedRange<CivilDate>] = []
      for item in try dates.array() {
        let ends = try item.array()
        guard ends.count == 2 else {
          throw HolidayCalendarError(key: item.key, problem: "must be a first and a last day")
        }
        let (from, through) = (try ends[0].date(), try ends[1].date())
        guard from <= through else {
          throw HolidayCalendarError(key: item.key, problem: "ends before it begins")
        }
        stretches.append(from...through)
      }
      span = .dates(stretches)
    } else {
      let from = try PeriodEnd(fields.required("from"))
      let through = try PeriodEnd(fields.required("through"))
      span = .rule(
        from: from.day, plus: from.plusDays, through: through.day, plusThrough: through.plusDays)
    }
    self.init(name: try fields.required("name").string(), span: span, years: first...last)
  }
}

/// The first or the last day of a period, by rule.
private struct PeriodEnd {
  var day: HolidayRule.Day
  var plusDays: Int

  init(_ node: Node) throws(HolidayCalendarError) {
    let fields = try node.object(allowing: ["rule", "plusDays"])
    day = try HolidayRule.Day(fields.required("rule"))
    if case .special = day {
      throw HolidayCalendarError(key: node.key, problem: "takes no special dates; use dates")
    }
    plusDays = try fields.optional("plusDays")?.integer(-366...366) ?? 0
  }
}

extension HolidayRule.Day {
  fileprivate init(_ node: Node) throws(HolidayCalendarError) {
    let kinds = [
      "fixed", "nthWeekday", "lastWeekday", "weekdayOnOrAfter", "weekdayOnOrBefore", "easter",
      "special",
    ]
    let rule = try node.object(allowing: kinds)
    guard rule.count == 1 else {
      throw HolidayCalendarError(
        key: node.key, problem: "needs exactly one of " + kinds.joined(separator: ", "))
    }
    if let fixed = rule.optional("fixed") {
      let (month, day, _) = try monthAndDay(fixed, extra: [])
      self = .fixed(month: month, day: day)
    } else if let nth = rule.optional("nthWeekday") {
      let fields = try nth.object(allowing: ["nth", "weekday", "month"])
      self = .nthWeekday(
        nth: try fields.required("nth").integer(1...5),
        weekday: try fields.required("weekday").weekday(),
        month: try fields.required("month").integer(1...12))
    } else if let last = rule.optional("lastWeekday") {
      let fields = try last.object(allowing: ["weekday", "month"])
      self = .nthWeekday(
        nth: -1, weekday: try fields.required("weekday").weekday(),
        month: try fields.required("month").integer(1...12))
    } else if let after = rule.optional("weekdayOnOrAfter") {
      let (month, day, fields) = try monthAndDay(after, extra: ["weekday"])
      self = .onOrAfter(weekday: try fields.required("weekday").weekday(), month: month, day: day)
    } else if let before = rule.optional("weekdayOnOrBefore") {
      let (month, day, fields) = try monthAndDay(before, extra: ["weekday"])
      self = .onOrBefore(weekday: try fields.required("weekday").weekday(), month: month, day: day)
    } else if let easter = rule.optional("easter") {
      _ = try easter.object(allowing: [])
      self = .easter
    } else {
      var dates: [CivilDate] = []
      for item in try rule.required("special").array() {
        dates.append(try item.date())
      }
      self = .special(dates)
    }
  }
}

private func monthAndDay(
  _ node: Node, extra: [String]
) throws(HolidayCalendarError) -> (month: Int, day: Int, fields: Fields) {
  let fields = try node.object(allowing: ["month", "day"] + extra)
  let month = try fields.required("month").integer(1...12)
  // A leap year's length: 29 February is a day to keep.
  let last = CivilDate.days(inMonth: month, of: 2_000)
  return (month, try fields.required("day").integer(1...last), fields)
}

/// A value of the file and the key it stands under.
private struct Node {
  var value: JSONValue
  var key: String

  private func fail(_ problem: String) -> HolidayCalendarError {
    HolidayCalendarError(key: key, problem: problem)
  }

  func object(allowing keys: [String]) throws(HolidayCalendarError) -> Fields {
    guard case .object(let members) = value else { throw fail("must be an object") }
    let prefix = key.isEmpty ? "" : key + "."
    for name in members.keys.sorted() where !keys.contains(name) {
      throw HolidayCalendarError(
        key: prefix + name,
        problem: keys.isEmpty
          ? "takes no keys" : "unknown key; known are " + keys.joined(separator: ", "))
    }
    return Fields(members: members, key: key)
  }

  func array() throws(HolidayCalendarError) -> [Node] {
    guard case .array(let items) = value else { throw fail("must be a list") }
    return items.enumerated().map { Node(value: $1, key: "\(key)[\($0)]") }
  }

  func string() throws(HolidayCalendarError) -> String {
    guard case .string(let text) = value, !text.isEmpty else { throw fail("must be a text") }
    return text
  }

  func date() throws(HolidayCalendarError) -> CivilDate {
    guard let date = CivilDate(iso8601: try string()) else {
      throw fail("must be a date like \"2025-01-09\"")
    }
    return date
  }

  func boolean() throws(HolidayCalendarError) -> Bool {
    guard case .boolean(let flag) = value else { throw fail("must be true or false") }
    return flag
  }

  func integer(_ range: ClosedRange<Int>) throws(HolidayCalendarError) -> Int {
    guard case .integer(let number) = value, range.contains(number) else {
      throw fail("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func weekday() throws(HolidayCalendarError) -> Int {
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    guard case .string(let text) = value, let place = names.firstIndex(of: text) else {
      throw fail("must be one of " + names.joined(separator: ", "))
    }
    return place + 1
  }

  func oneOf<Choice: RawRepresentable<String>>(
    _ choices: [Choice]
  ) throws(HolidayCalendarError) -> Choice {
    guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
      throw fail("must be one of " + choices.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }
}

/// The members of an object of the file.
private struct Fields {
  var members: [String: JSONValue]
  var key: String

  var count: Int { members.count }

  func optional(_ name: String) -> Node? {
    members[name].map { Node(value: $0, key: key.isEmpty ? name : "\(key).\(name)") }
  }

  func required(_ name: String) throws(HolidayCalendarError) -> Node {
    guard let node = optional(name) else {
      throw HolidayCalendarError(key: key.isEmpty ? name : "\(key).\(name)", problem: "is missing")
    }
    return node
  }
}

/// Any JSON value that a calendar file may hold.
private enum JSONValue: Decodable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case integer(Int)
  case boolean(Bool)
  /// Null and numbers that are not whole, which no key takes.
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .boolean(flag)
    } else if let number = try? container.decode(Int.self) {
      self = .integer(number)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let items = try? container.decode([JSONValue].self) {
      self = .array(items)
    } else if let members = try? container.decode([String: JSONValue].self) {
      self = .object(members)
    } else {
      self = .other
    }
  }
}
