import CommandLineInterface
import Foundation
import Provenance
public import Staffing
public import TimeSeries

/// The file a planner edits and `apportion run` executes: which data, which
/// forecast, which service, which shifts.
public struct StaffingRecipe: ParsedRecipe {
  public var title: String
  public var data: Source
  public var forecast: ForecastPart
  public var requirement: RequirementPart
  public var schedule: SchedulePart
  public var intraday: IntradayPart
  /// Where each assumption comes from, by the name of its member.
  public var sources: [String: String]

  /// Which file, and what its columns mean.
  public struct Source: Sendable {
    /// As written in the recipe, relative to the recipe's folder.
    public var file: String
    public var time: String?
    public var value: String?
    public var id: [String]
    public var timeZone: String?
    /// Path of a holiday calendar, relative to the recipe's folder.
    public var calendar: String?
    /// Further ones, such as school terms.
    public var calendars: [String]
    public var learnsDays: Bool
    /// What a step without a row means.
    public var fill: PanelOptions.AbsenceRule
    public var unit: String
  }

  public struct ForecastPart: Sendable {
    public var horizonDays: Int
    public var levels: [Double]
    public var model: String
    public var backtestOrigins: Int
    /// Steps between those; nil for the horizon or less.
    public var backtestStep: Int?
    /// Nil: from the frequency of the data.
    public var seasons: [Int]?
    /// Columns that are known ahead too; nil for none.
    public var regressors: [String]?
    /// File with their future, relative to the recipe's folder; nil where the
    /// data go on in rows without a value.
    public var future: String?
    public var seed: UInt64
  }

  public struct RequirementPart: Sendable {
    public var meanHandleSeconds: Double
    public var patienceSeconds: Double?
    public var answeredShare: Double?
    public var withinSeconds: Double?
    public var maximumAbandonment: Double?
    public var maximumWaitSeconds: Double?
    public var maximumOccupancy: Double?
    public var shrinkage: Double
    public var confidence: Double
    public var minimumAgents: Int
    public var method: Method
    public var uncertainty: Uncertainty
    /// Of a sampled plan: what a missed contact is worth; nil for the least price at which
    /// days keep the promise with the recipe's confidence.
    public var missedContactPrice: Double?

    /// What the forecast's spread is turned into.
    public enum Uncertainty: String, Sendable, CaseIterable {
      /// A need in each interval, at the recipe's confidence there.
      case intervals
      /// A price of too few people in each interval, from sample paths of whole days; the
      /// confidence is that of a day.
      case sampled
    }

    /// How an interval is seen.
    public enum Method: String, Sendable, CaseIterable {
      /// With what the intervals before it left behind.
      case timeVarying = "time-varying"
      /// By itself, in steady state.
      case stationary
    }
  }

  public struct SchedulePart: Sendable {
    public var patterns: [ShiftPattern]
    public var rotations: [Rotation]
    public var currency: String
    public var overCoverCostPerHour: Double
    /// Nil: every interval must be covered.
    public var underCoverCostPerHour: Double?
    public var relativeGap: Double
    public var nodeLimit: Int
    /// What the command asks of the search; no part of the recipe.
    var planning = PlanningOptions()
  }
}

extension StaffingRecipe {
  enum Fields {
    static let version = RecipeField(
      "version", .integer(1...1), isRequired: true, help: "Version of the recipe format.")
    static let kind = RecipeField(
      "kind", .oneOf(["staffing"]), isRequired: true, help: "What the recipe decides.")
    static let title = RecipeField(
      "title", .text, isRequired: true, help: "Heading of the report.")

    static let file = RecipeField(
      "file", .path, isRequired: true, help: "Data file, relative to the recipe.")
    static let time = RecipeField("time", .text, help: "Column with the start of each interval.")
    static let value = RecipeField("value", .text, help: "Column with the count.")
    static let id = RecipeField(
      "id", Constraint.text.list(), help: "Columns that name the unit, such as a queue or a site.")
    static let timeZone = RecipeField(
      "timeZone", .text, help: "IANA name of the zone whose clock the data show.")
    static let calendar = RecipeField(
      "calendar", .path, help: "Holiday calendar, relative to the recipe.")
    static let calendars = RecipeField(
      "calendars", Constraint.text.list(),
      help: "Further calendars, such as school terms, relative to the recipe.")
    static let learnDays = RecipeField(
      "learnDays", .oneOf(["yes", "no"]), default: "no",
      help: "Whether to look for days of the year that stand out in the data.")
    static let fill = RecipeField(
      "fill", .oneOf(PanelOptions.AbsenceRule.allCases.map(\.rawValue)), default: "gap",
      help: "What a step without a row means: gap, not known, or zero, nothing happened.")
    static let unit = RecipeField(
      "unit", .text, default: "contacts", help: "What is counted, in the plural.")

    static let horizonDays = RecipeField(
      "horizonDays", .integer(1...366), default: 7, help: "How many days to plan.")
    static let levels = RecipeField(
      "levels", Constraint.real(between: 0, and: 100).list(), default: [50, 80, 95],
      help: "Levels of the printed intervals, in per cent.")
    static let model = RecipeField("model", .text, default: "auto", help: "Forecasting model.")
    static let backtestOrigins = RecipeField(
      "backtestOrigins", .integer(1...200), default: 8,
      help: "How many past weeks the forecast is tested on.")
    static let backtestStep = RecipeField(
      "backtestStep", .integer(1...100_000), help: "Steps between the tests.")
    static let seasons = RecipeField(
      "season", Constraint.integer(1...).list(),
      help: "Season lengths in steps; leave out to take them from the frequency.")
    static let regressors = RecipeField(
      "regressors", Constraint.text.list(), help: "Columns of numbers that are known ahead too.")
    static let future = RecipeField(
      "future", .path, help: "File with their values over the horizon, relative to the recipe.")
    static let seed = RecipeField("seed", .seed, default: 1, help: "Seed of every random draw.")

    static let meanHandleSeconds = RecipeField(
      "meanHandleSeconds", .real(above: 0), isRequired: true,
      help: "Mean time an agent is busy with one contact.")
    static let patienceSeconds = RecipeField(
      "patienceSeconds", .real(above: 0),
      help: "Mean time a caller is willing to wait; leave out if nobody hangs up.")
    static let answeredShare = RecipeField(
      "answeredShare", .real(between: 0, and: 1),
      help: "Share of contacts to answer within withinSeconds.")
    static let withinSeconds = RecipeField(
      "withinSeconds", .real(0..<86_400), help: "The waiting time answeredShare is about.")
    static let maximumAbandonment = RecipeField(
      "maximumAbandonment", .real(between: 0, and: 1), help: "Largest share that may hang up.")
    static let maximumWaitSeconds = RecipeField(
      "maximumWaitSeconds", .real(above: 0), help: "Largest mean wait.")
    static let maximumOccupancy = RecipeField(
      "maximumOccupancy", .real(between: 0, and: 1.000001), help: "Largest share of busy time.")
    static let shrinkage = RecipeField(
      "shrinkage", .real(0..<1), default: 0,
      help: "Share of paid time away from contacts: training, meetings, sickness.")
    static let confidence = RecipeField(
      "confidence", .real(between: 0, and: 1), default: 0.8,
      help: "How sure to be of the target in each interval.")
    static let minimumAgents = RecipeField(
      "minimumAgents", .integer(0...), default: 0, help: "Fewest agents while open.")

    static let method = RecipeField(
      "method", .oneOf(StaffingRecipe.RequirementPart.Method.allCases.map(\.rawValue)),
      default: StaffingRecipe.RequirementPart.Method.timeVarying.rawValue,
      help: "Whether an interval is staffed for what the ones before it left behind, or by itself.")

    static let uncertainty = RecipeField(
      "uncertainty",
      .oneOf(StaffingRecipe.RequirementPart.Uncertainty.allCases.map(\.rawValue)),
      default: StaffingRecipe.RequirementPart.Uncertainty.intervals.rawValue,
      help: "intervals: be sure in each interval; sampled: be sure of each day as a whole, from "
        + "the forecast's sample paths.")
    static let missedContactPrice = RecipeField(
      "missedContactPrice", .real(above: 0),
      help: "Of a sampled plan: worth of a contact not served as promised, instead of confidence.")

    static let currency = RecipeField("currency", .text, default: "$", help: "Sign of money.")
    static let overCover = RecipeField(
      "overCoverCostPerHour", .real(0..<1e6), default: 0,
      help: "Price of an hour of cover above need, beside its wage.")
    static let underCover = RecipeField(
      "underCoverCostPerHour", .real(above: 0),
      help: "Price of an hour of need left open; leave out to forbid it.")
    static let relativeGap = RecipeField(
      "relativeGap", .real(0..<1), default: 0, help: "Gap to the optimum at which to stop.")
    static let nodeLimit = RecipeField(
      "nodeLimit", .integer(1...), default: 20_000, help: "Most branch-and-bound nodes.")

    static let top: [any RecipeFieldDeclaration] = [version, kind, title]
    static let data: [any RecipeFieldDeclaration] = [
      file, time, value, id, timeZone, calendar, calendars, learnDays, fill, unit,
    ]
    static let forecast: [any RecipeFieldDeclaration] = [
      horizonDays, levels, model, backtestOrigins, backtestStep, seasons, regressors, future, seed,
    ]
    static let requirement: [any RecipeFieldDeclaration] = [
      meanHandleSeconds, patienceSeconds, answeredShare, withinSeconds, maximumAbandonment,
      maximumWaitSeconds, maximumOccupancy, shrinkage, confidence, minimumAgents, method,
      uncertainty,
      missedContactPrice,
    ]
    static let schedule: [any RecipeFieldDeclaration] = [
      currency, overCover, underCover, relativeGap, nodeLimit,
    ]
  }

  /// Reads a recipe.
  ///
  /// - Parameters:
  ///   - bytes: the file's content.
  ///   - file: its name, for messages.
  public init(parsing bytes: [UInt8], file: String) throws(RecipeError) {
    let top = try RecipeSection(parsing: bytes, file: file)
    try top.refuseUnknown(
      besides: Fields.top.map(\.name)
        + ["data", "forecast", "requirement", "schedule", "intraday", "sources"])
    _ = try top[Fields.version]
    _ = try top[Fields.kind]
    title = try top[Fields.title] ?? ""
    data = try Source(top.requiredSection("data"))
    forecast = try ForecastPart(top.section("forecast"))
    requirement = try RequirementPart(top.requiredSection("requirement"))
    schedule = try SchedulePart(top.requiredSection("schedule"))
    intraday = try IntradayPart(top.section("intraday"))
    sources = try top.sources()
  }
}

extension StaffingRecipe.Source {
  init(_ section: RecipeSection) throws(RecipeError) {
    typealias F = StaffingRecipe.Fields
    try section.refuseUnknown(besides: F.data.map(\.name))
    file = try section[F.file] ?? ""
    time = try section[F.time]
    value = try section[F.value]
    id = try section[F.id] ?? []
    timeZone = try section[F.timeZone]
    calendar = try section[F.calendar]
    calendars = try section[F.calendars] ?? []
    learnsDays = try section[F.learnDays] == "yes"
    fill = try section[F.fill].flatMap(PanelOptions.AbsenceRule.init) ?? .gap
    unit = try section[F.unit] ?? "contacts"
  }
}

extension StaffingRecipe.ForecastPart {
  init(_ section: RecipeSection?) throws(RecipeError) {
    typealias F = StaffingRecipe.Fields
    try section?.refuseUnknown(besides: F.forecast.map(\.name))
    horizonDays = try section?[F.horizonDays] ?? F.horizonDays.defaultValue!
    levels = (try section?[F.levels] ?? F.levels.defaultValue!).sorted()
    model = try section?[F.model] ?? F.model.defaultValue!
    backtestOrigins = try section?[F.backtestOrigins] ?? F.backtestOrigins.defaultValue!
    backtestStep = try section?[F.backtestStep]
    seasons = try section?[F.seasons]
    regressors = try section?[F.regressors]
    future = try section?[F.future]
    seed = try section?[F.seed] ?? F.seed.defaultValue!
    if let section, future != nil, regressors == nil {
      throw section.error(
        at: "future", "future needs regressors: the columns whose values it holds.")
    }
  }
}

extension StaffingRecipe.RequirementPart {
  init(_ section: RecipeSection) throws(RecipeError) {
    typealias F = StaffingRecipe.Fields
    try section.refuseUnknown(besides: F.requirement.map(\.name))
    meanHandleSeconds = try section[F.meanHandleSeconds] ?? 0
    patienceSeconds = try section[F.patienceSeconds]
    answeredShare = try section[F.answeredShare]
    withinSeconds = try section[F.withinSeconds]
    maximumAbandonment = try section[F.maximumAbandonment]
    maximumWaitSeconds = try section[F.maximumWaitSeconds]
    maximumOccupancy = try section[F.maximumOccupancy]
    shrinkage = try section[F.shrinkage] ?? 0
    confidence = try section[F.confidence] ?? 0.8
    minimumAgents = try section[F.minimumAgents] ?? 0
    method = try section[F.method].flatMap(Method.init) ?? .timeVarying
    uncertainty = try section[F.uncertainty].flatMap(Uncertainty.init) ?? .intervals
    missedContactPrice = try section[F.missedContactPrice]
    if missedContactPrice != nil, uncertainty != .sampled {
      throw section.error(
        at: "missedContactPrice", "missedContactPrice needs \"uncertainty\": \"sampled\".")
    }
    if (answeredShare == nil) != (withinSeconds == nil) {
      throw section.error(
        at: answeredShare == nil ? "withinSeconds" : "answeredShare",
        "answeredShare and withinSeconds go together: 0.8 and 20 mean 80 % within 20 seconds.")
    }
    let hasTarget =
      answeredShare != nil || maximumAbandonment != nil || maximumWaitSeconds != nil
      || maximumOccupancy != nil
    guard hasTarget else {
      throw section.error(
        at: nil,
        "requirement has no service target. Give answeredShare and withinSeconds, "
          + "maximumAbandonment, maximumWaitSeconds or maximumOccupancy.")
    }
    if uncertainty == .sampled, answeredShare == nil, maximumAbandonment == nil,
      maximumWaitSeconds == nil
    {
      throw section.error(
        at: "uncertainty",
        "a sampled plan needs a promise to contacts: answeredShare, maximumAbandonment or "
          + "maximumWaitSeconds.")
    }
    if maximumAbandonment != nil, patienceSeconds == nil {
      throw section.error(
        at: "maximumAbandonment",
        "maximumAbandonment needs patienceSeconds: without it nobody "
          + "hangs up.")
    }
  }
}

extension StaffingRecipe.SchedulePart {
  init(_ section: RecipeSection) throws(RecipeError) {
    typealias F = StaffingRecipe.Fields
    try section.refuseUnknown(besides: F.schedule.map(\.name) + ["shifts", "rotations"])
    currency = try section[F.currency] ?? "$"
    overCoverCostPerHour = try section[F.overCover] ?? 0
    underCoverCostPerHour = try section[F.underCover]
    relativeGap = try section[F.relativeGap] ?? 0
    nodeLimit = try section[F.nodeLimit] ?? 20_000
    guard let shifts = section.members["shifts"], shifts.arrayValue?.isEmpty == false else {
      throw section.error(
        at: section.members["shifts"] == nil ? nil : "shifts",
        "schedule.shifts must be a list of at least one shift pattern.")
    }
    do {
      let json = JSONValue.object(["shifts": shifts]).canonicalText
      patterns = try JSONDecoder().decode(ShiftList.self, from: Data(json.utf8)).shifts
      try ShiftPattern.validate(patterns)
      let crews = JSONValue.object(
        ["rotations": section.members["rotations"] ?? .array([])]
      ).canonicalText
      rotations = try JSONDecoder().decode(RotationList.self, from: Data(crews.utf8)).rotations
      try Rotation.validate(rotations, patterns)
    } catch let error as PatternError {
      throw section.error(at: error.key, "schedule.\(error).")
    } catch {
      throw section.error(at: "shifts", "schedule.shifts cannot be understood: \(error)")
    }
  }

  private struct RotationList: Decodable {
    var rotations: [Rotation]
  }

  private struct ShiftList: Decodable {
    var shifts: [ShiftPattern]
  }
}
