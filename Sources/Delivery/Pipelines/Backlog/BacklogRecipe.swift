public import CivilTime
import CommandLineInterface
import Provenance

/// The file a planner edits to clear a stock of cases by a date.
public struct BacklogRecipe: ParsedRecipe {
  public var title: String
  public var data: StaffingRecipe.Source
  public var forecast: StaffingRecipe.ForecastPart
  public var goal: Goal
  public var staff: Staff
  /// Where each assumption comes from, by the name of its member.
  public var sources: [String: String]

  /// What is to be cleared, and by when.
  public struct Goal: Sendable {
    public var onHand: Double
    public var clearBy: CivilDate
    public var allowedLeft: Double
    public var certainty: Double
    public var paths: Int
    /// Weeks before and after the date that are priced too.
    public var pricedWeeks: Int
  }

  /// Who is there, and what may be done.
  public struct Staff: Sendable {
    public var people: Double
    public var hoursPerWeek: Double
    public var shrinkage: Double
    public var casesPerHour: Double
    public var currency: String
    public var costPerHour: Double
    public var overtimeCostPerHour: Double
    public var overtimeHoursPerWeek: Double
    public var hiresPerWeek: Int
    public var maximumHires: Int
    public var hireCost: Double
    public var trainingWeeks: Int
  }

  enum Fields {
    static let version = StaffingRecipe.Fields.version
    static let kind = RecipeField(
      "kind", .oneOf(["backlog"]), isRequired: true, help: "What the recipe decides.")
    static let title = StaffingRecipe.Fields.title
    static let top: [any RecipeFieldDeclaration] = [version, kind, title]

    static let onHand = RecipeField(
      "onHand", .real(0..<1e9), isRequired: true, help: "Cases waiting at the start.")
    static let clearBy = RecipeField(
      "clearBy", .text, isRequired: true, help: "The date by which they are to be cleared.")
    static let allowedLeft = RecipeField(
      "allowedLeft", .real(0..<1e9), default: 0,
      help: "Cases that may still be open then: the ordinary work in progress.")
    static let certainty = RecipeField(
      "certainty", .real(between: 0, and: 1), default: 0.9,
      help: "How sure to be of the date.")
    static let paths = RecipeField(
      "paths", .integer(20...2_000), default: 300,
      help: "Sample futures of the inflow to plan for; as many more check the plan.")
    static let pricedWeeks = RecipeField(
      "pricedWeeks", .integer(0...26), default: 4,
      help: "Weeks before and after the date that are priced too.")
    static let goal: [any RecipeFieldDeclaration] = [
      onHand, clearBy, allowedLeft, certainty, paths, pricedWeeks,
    ]

    static let people = RecipeField(
      "people", .real(0..<1e6), isRequired: true, help: "Full-time people on the cases now.")
    static let hoursPerWeek = RecipeField(
      "hoursPerWeek", .real(above: 0), default: 40, help: "Paid hours of a full-time person.")
    static let shrinkage = RecipeField(
      "shrinkage", .real(0..<1), default: 0,
      help: "Share of paid time away from cases: leave, training, meetings, sickness.")
    static let casesPerHour = RecipeField(
      "casesPerHour", .real(above: 0), isRequired: true,
      help: "Cases a person finishes in an hour of work on them.")
    static let currency = StaffingRecipe.Fields.currency
    static let costPerHour = RecipeField(
      "costPerHour", .real(0..<1e6), isRequired: true, help: "Cost of a paid hour.")
    static let overtimeCost = RecipeField(
      "overtimeCostPerHour", .real(0..<1e6), isRequired: true, help: "Cost of an hour of overtime.")
    static let overtimeHours = RecipeField(
      "overtimeHoursPerWeek", .real(0..<168), default: 0,
      help: "Most hours of overtime of a trained person in a week.")
    static let hiresPerWeek = RecipeField(
      "hiresPerWeek", .integer(0...100_000), default: 0, help: "Most people who can join in a week."
    )
    static let maximumHires = RecipeField(
      "maximumHires", .integer(0...100_000), default: 0, help: "Most people who can join in all.")
    static let hireCost = RecipeField(
      "hireCost", .real(0..<1e9), default: 0, help: "Cost of a new person beside the wage.")
    static let trainingWeeks = RecipeField(
      "trainingWeeks", .integer(0...104), default: 0,
      help: "Paid weeks before a new person works on cases.")
    static let staff: [any RecipeFieldDeclaration] = [
      people, hoursPerWeek, shrinkage, casesPerHour, currency, costPerHour, overtimeCost,
      overtimeHours, hiresPerWeek, maximumHires, hireCost, trainingWeeks,
    ]
    static let forecast: [any RecipeFieldDeclaration] = StaffingRecipe.Fields.forecast.filter {
      $0.name != StaffingRecipe.Fields.horizonDays.name
    }
  }

  /// Reads a recipe.
  public init(parsing bytes: [UInt8], file: String) throws(RecipeError) {
    typealias F = Fields
    let top = try RecipeSection(parsing: bytes, file: file)
    try top.refuseUnknown(
      besides: F.top.map(\.name) + ["data", "forecast", "backlog", "staff", "sources"])
    _ = try top[F.version]
    _ = try top[F.kind]
    title = try top[F.title] ?? ""
    data = try StaffingRecipe.Source(top.requiredSection("data"))
    let ahead = try top.section("forecast")
    try ahead?.refuseUnknown(besides: F.forecast.map(\.name))
    forecast = try StaffingRecipe.ForecastPart(ahead)
    let goal = try top.requiredSection("backlog")
    try goal.refuseUnknown(besides: F.goal.map(\.name))
    guard let date = try goal[F.clearBy].flatMap(RosterRecipe.date) else {
      throw goal.error(at: "clearBy", "backlog.clearBy must be a date such as 2025-06-30.")
    }
    self.goal = Goal(
      onHand: try goal[F.onHand] ?? 0, clearBy: date, allowedLeft: try goal[F.allowedLeft] ?? 0,
      certainty: try goal[F.certainty] ?? 0.9, paths: try goal[F.paths] ?? 300,
      pricedWeeks: try goal[F.pricedWeeks] ?? 4)
    let staff = try top.requiredSection("staff")
    try staff.refuseUnknown(besides: F.staff.map(\.name))
    self.staff = Staff(
      people: try staff[F.people] ?? 0, hoursPerWeek: try staff[F.hoursPerWeek] ?? 40,
      shrinkage: try staff[F.shrinkage] ?? 0, casesPerHour: try staff[F.casesPerHour] ?? 0,
      currency: try staff[F.currency] ?? "$", costPerHour: try staff[F.costPerHour] ?? 0,
      overtimeCostPerHour: try staff[F.overtimeCost] ?? 0,
      overtimeHoursPerWeek: try staff[F.overtimeHours] ?? 0,
      hiresPerWeek: try staff[F.hiresPerWeek] ?? 0, maximumHires: try staff[F.maximumHires] ?? 0,
      hireCost: try staff[F.hireCost] ?? 0, trainingWeeks: try staff[F.trainingWeeks] ?? 0)
    sources = try top.sources()
  }
}
