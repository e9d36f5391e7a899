public import CivilTime
import CommandLineInterface
import Provenance
public import TimeSeries

/// The file a planner edits to learn why cases are late, and what it takes to keep a promise.
public struct RequestsRecipe: ParsedRecipe {
  public var title: String
  public var data: Source
  public var forecast: StaffingRecipe.ForecastPart
  public var promise: Promise
  public var crews: Crews
  /// Where each assumption comes from, by the name of its member.
  public var sources: [String: String]

  /// The log, one row a request.
  public struct Source: Sendable {
    public var file: String
    public var created: String
    public var closed: String
    public var key: String?
    public var filters: [EventLogOptions.Filter]
    public var group: String?
    public var from: CivilDate?
    public var through: CivilDate?
    public var calendar: String?
    public var unit: String
  }

  /// What is promised, and in which season of the year it is planned for.
  public struct Promise: Sendable {
    public var share: Double
    public var withinDays: Int
    public var certainty: Double
    /// Month and day of the first and last day of the season.
    public var first: (month: Int, day: Int)
    public var last: (month: Int, day: Int)
    public var futures: Int
    /// Open at the start of the season; nil for as many as at the end of the log.
    public var onHand: Double?
  }

  public struct Crews: Sendable {
    public var casesPerDay: Double
    public var casesPerDayLow: Double
    public var casesPerDayHigh: Double
    /// 1 is Monday.
    public var workdays: [Int]
    public var currency: String
    public var costPerDay: Double?
  }

  enum Fields {
    static let version = StaffingRecipe.Fields.version
    static let kind = RecipeField(
      "kind", .oneOf(["requests"]), isRequired: true, help: "What the recipe decides.")
    static let title = StaffingRecipe.Fields.title
    static let top: [any RecipeFieldDeclaration] = [version, kind, title]

    static let file = StaffingRecipe.Fields.file
    static let created = RecipeField(
      "created", .text, default: "created", help: "Column with the time a request came in.")
    static let closed = RecipeField(
      "closed", .text, default: "closed",
      help: "Column with the time it was closed; empty while it is open.")
    static let key = RecipeField(
      "key", .text, help: "Column that names a request; rows with one name are one request.")
    static let filters = RecipeField(
      "where", Constraint.text.list(),
      help: "Rows to keep, each as column=value, such as duplicate=0.")
    static let group = RecipeField(
      "group", .text, help: "Column with the district or ward to compare.")
    static let from = RecipeField(
      "from", .text,
      help: "First day of creation to count; leave out to begin where the log is dense.")
    static let through = RecipeField(
      "through", .text,
      help: "Last day of creation to count; leave out to end where the log is dense.")
    static let calendar = StaffingRecipe.Fields.calendar
    static let unit = RecipeField(
      "unit", .text, default: "requests", help: "What is counted, in the plural.")
    static let data: [any RecipeFieldDeclaration] = [
      file, created, closed, key, filters, group, from, through, calendar, unit,
    ]

    static let share = RecipeField(
      "share", .real(between: 0, and: 1), default: 0.95, help: "Share to close in time.")
    static let withinDays = RecipeField(
      "withinDays", .integer(0...365), default: 5, help: "Days in which to close it.")
    static let certainty = RecipeField(
      "certainty", .real(between: 0, and: 1), default: 0.9,
      help: "How sure to be of the promise over the season.")
    static let seasonFrom = RecipeField(
      "seasonFrom", .text, default: "03-01", help: "First day of the season planned, month-day.")
    static let seasonThrough = RecipeField(
      "seasonThrough", .text, default: "05-31", help: "Its last day, month-day.")
    static let futures = RecipeField(
      "futures", .integer(20...2_000), default: 400,
      help: "Sample futures to plan for; as many more check the plan.")
    static let onHand = RecipeField(
      "onHand", .real(0..<1e9),
      help: "Open at the start of the season; leave out for as many as at the end of the log.")
    static let promise: [any RecipeFieldDeclaration] = [
      share, withinDays, certainty, seasonFrom, seasonThrough, futures, onHand,
    ]

    static let casesPerDay = RecipeField(
      "casesPerCrewDay", .real(above: 0), isRequired: true,
      help: "Requests a crew closes in a day, as likely as not.")
    static let casesLow = RecipeField(
      "casesPerCrewDayLow", .real(above: 0), help: "The least to be expected of it.")
    static let casesHigh = RecipeField(
      "casesPerCrewDayHigh", .real(above: 0), help: "The most to be expected of it.")
    static let workdays = RecipeField(
      "workdays", Constraint.integer(1...7).list(), default: [1, 2, 3, 4, 5],
      help: "Days of the week on which crews work; 1 is Monday.")
    static let currency = StaffingRecipe.Fields.currency
    static let cost = RecipeField(
      "costPerCrewDay", .real(0..<1e7), help: "Cost of a crew for a day.")
    static let crews: [any RecipeFieldDeclaration] = [
      casesPerDay, casesLow, casesHigh, workdays, currency, cost,
    ]
    static let forecast = BacklogRecipe.Fields.forecast.filter {
      $0.name != StaffingRecipe.Fields.regressors.name
        && $0.name != StaffingRecipe.Fields.future.name
    }
  }

  /// Reads a recipe.
  public init(parsing bytes: [UInt8], file: String) throws(RecipeError) {
    typealias F = Fields
    let top = try RecipeSection(parsing: bytes, file: file)
    try top.refuseUnknown(
      besides: F.top.map(\.name) + ["data", "forecast", "promise", "crews", "sources"])
    _ = try top[F.version]
    _ = try top[F.kind]
    title = try top[F.title] ?? ""
    data = try Source(top.requiredSection("data"))
    let ahead = try top.section("forecast")
    try ahead?.refuseUnknown(besides: F.forecast.map(\.name))
    forecast = try StaffingRecipe.ForecastPart(ahead)
    promise = try Promise(top.section("promise"), in: top)
    crews = try Crews(top.requiredSection("crews"))
    sources = try top.sources()
  }
}

extension RequestsRecipe.Source {
  init(_ section: RecipeSection) throws(RecipeError) {
    typealias F = RequestsRecipe.Fields
    try section.refuseUnknown(besides: F.data.map(\.name))
    file = try section[F.file] ?? ""
    created = try section[F.created] ?? "created"
    closed = try section[F.closed] ?? "closed"
    key = try section[F.key]
    group = try section[F.group]
    calendar = try section[F.calendar]
    unit = try section[F.unit] ?? "requests"
    filters = []
    for text in try section[F.filters] ?? [] {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw section.error(
          at: "where", "data.where must be a list of column=value, such as \"duplicate=0\".")
      }
      filters.append(.init(column: String(parts[0]), value: String(parts[1])))
    }
    from = try Self.date(section, F.from)
    through = try Self.date(section, F.through)
    if let from, let through, through < from {
      throw section.error(at: "through", "data.through must not be before data.from.")
    }
  }

  private static func date(_ section: RecipeSection, _ field: RecipeField<String>)
    throws(RecipeError) -> CivilDate?
  {
    guard let text = try section[field] else { return nil }
    guard let date = RosterRecipe.date(text) else {
      throw section.error(
        at: field.name, "data.\(field.name) must be a date such as 2024-03-31.")
    }
    return date
  }
}

extension RequestsRecipe.Promise {
  init(_ section: RecipeSection?, in top: RecipeSection) throws(RecipeError) {
    typealias F = RequestsRecipe.Fields
    try section?.refuseUnknown(besides: F.promise.map(\.name))
    share = try section?[F.share] ?? 0.95
    withinDays = try section?[F.withinDays] ?? 5
    certainty = try section?[F.certainty] ?? 0.9
    futures = try section?[F.futures] ?? 400
    onHand = try section?[F.onHand]
    first = try Self.day(section, F.seasonFrom) ?? (3, 1)
    last = try Self.day(section, F.seasonThrough) ?? (5, 31)
    guard (first.month, first.day) <= (last.month, last.day) else {
      throw (section ?? top).error(
        at: "seasonThrough",
        "promise.seasonThrough must not be before promise.seasonFrom in the calendar year.")
    }
  }

  private static func day(_ section: RecipeSection?, _ field: RecipeField<String>)
    throws(RecipeError) -> (Int, Int)?
  {
    guard let section, let text = try section[field] else { return nil }
    // A year without a leap day, so that the season is there every year.
    guard text.count == 5, let date = CivilDate(iso8601: "2023-\(text)") else {
      throw section.error(
        at: field.name, "promise.\(field.name) must be a month and a day such as 03-01.")
    }
    return (date.month, date.day)
  }
}

extension RequestsRecipe.Crews {
  init(_ section: RecipeSection) throws(RecipeError) {
    typealias F = RequestsRecipe.Fields
    try section.refuseUnknown(besides: F.crews.map(\.name))
    let likely = try section[F.casesPerDay] ?? 1
    casesPerDay = likely
    casesPerDayLow = try section[F.casesLow] ?? likely
    casesPerDayHigh = try section[F.casesHigh] ?? likely
    workdays = try section[F.workdays] ?? [1, 2, 3, 4, 5]
    currency = try section[F.currency] ?? "$"
    costPerDay = try section[F.cost]
    guard casesPerDayLow <= likely, likely <= casesPerDayHigh else {
      throw section.error(
        at: "casesPerCrewDay",
        "crews.casesPerCrewDay must lie between casesPerCrewDayLow and casesPerCrewDayHigh.")
    }
    guard !workdays.isEmpty else {
      throw section.error(at: "workdays", "crews.workdays must name a day at least.")
    }
  }
}
