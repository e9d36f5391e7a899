import CommandLineInterface
import Provenance

/// The file a traffic engineer edits to retime a corridor: from detector counts to plans.
public struct CorridorRecipe: ParsedRecipe {
  public var title: String
  public var files: Files
  public var detectors: Detectors
  public var periods: [Period]
  public var forecast: ForecastPart
  public var assignment: Assignment
  public var signals: Signals
  public var value: Value
  /// Where each assumption comes from, by the name of its member.
  public var sources: [String: String]

  /// Paths, relative to the recipe.
  public struct Files: Sendable {
    public var nodes: String
    public var links: String
    public var demand: String
    public var signals: String?
    public var stations: String
    public var detectors: String
    public var calendar: String?
  }

  /// How the counts are to be read.
  public struct Detectors: Sendable {
    public var timeZone: String
    public var zeroIsMissing: Bool
    /// A detector less trusted than this tells nothing about demand.
    public var leastTrust: Double
  }

  /// Hours of a day that get one plan.
  public struct Period: Sendable, Equatable {
    public var name: String
    /// Seconds since midnight.
    public var from: Double
    public var to: Double
    /// The program of `files.signals` in use then; the period's own name where nil.
    public var program: String?

    public var hours: Double { (to - from) / 3600 }
  }

  public struct ForecastPart: Sendable {
    public var horizonDays: Int
    /// Weeks before the end of the data that are forecast from the weeks before them.
    public var backtestWeeks: Int
    public var seed: UInt64
  }

  public struct Assignment: Sendable {
    public var relativeGap: Double
    public var maximumRounds: Int
  }

  public struct Signals: Sendable {
    /// Links of the main street in the order driven; empty where none is named.
    public var corridor: [String]
    public var minimumGreen: Double
    public var shortestCycle: Double
    public var longestCycle: Double
    public var simulations: Int
    /// How busy a day the plans are made for: the share of days that are no busier.
    public var busyDay: Double
    /// Days played to compare the plans, each with drivers of its own.
    public var playedDays: Int
    public var writesVehicles: Bool
  }

  /// What a saved hour is worth and what a retiming costs.
  public struct Value: Sendable {
    public var currency: String
    public var hourValue: Double
    public var occupants: Double
    public var daysPerYear: Double
    public var costPerSignal: Double
    public var years: Double
    public var discount: Double
  }

  /// Reads a recipe.
  public init(parsing bytes: [UInt8], file: String) throws(RecipeError) {
    typealias F = Fields
    let top = try RecipeSection(parsing: bytes, file: file)
    try top.refuseUnknown(
      besides: F.top.map(\.name) + [
        "files", "detectors", "periods", "forecast", "assignment", "signals", "value", "sources",
      ])
    _ = try top[F.version]
    _ = try top[F.kind]
    title = try top[F.title] ?? ""
    let files = try top.requiredSection("files")
    try files.refuseUnknown(besides: F.files.map(\.name))
    self.files = Files(
      nodes: try files[F.nodes] ?? "", links: try files[F.links] ?? "",
      demand: try files[F.demand] ?? "", signals: try files[F.signalsFile],
      stations: try files[F.stations] ?? "", detectors: try files[F.detectorsFile] ?? "",
      calendar: try files[F.calendar])
    let detectors = try top.section("detectors")
    try detectors?.refuseUnknown(besides: F.detectors.map(\.name))
    self.detectors = Detectors(
      timeZone: try detectors?[F.timeZone] ?? "",
      zeroIsMissing: try detectors?[F.zeros] == "missing",
      leastTrust: try detectors?[F.leastTrust] ?? 0.6)
    periods = try Self.periods(top)
    let forecast = try top.section("forecast")
    try forecast?.refuseUnknown(besides: F.forecast.map(\.name))
    self.forecast = ForecastPart(
      horizonDays: try forecast?[F.horizonDays] ?? 7,
      backtestWeeks: try forecast?[F.backtestWeeks] ?? 3, seed: try forecast?[F.seed] ?? 1)
    let assignment = try top.section("assignment")
    try assignment?.refuseUnknown(besides: F.assignment.map(\.name))
    self.assignment = Assignment(
      relativeGap: try assignment?[F.relativeGap] ?? 1e-9,
      maximumRounds: try assignment?[F.maximumRounds] ?? 1_000)
    let signals = try top.section("signals")
    try signals?.refuseUnknown(besides: F.signals.map(\.name))
    self.signals = Signals(
      corridor: try signals?[F.corridor] ?? [],
      minimumGreen: try signals?[F.minimumGreen] ?? 7,
      shortestCycle: try signals?[F.shortestCycle] ?? 40,
      longestCycle: try signals?[F.longestCycle] ?? 120,
      simulations: try signals?[F.simulations] ?? 1_500, busyDay: try signals?[F.busyDay] ?? 0.9,
      playedDays: try signals?[F.playedDays] ?? 20,
      writesVehicles: try signals?[F.vehicles] == "yes")
    guard self.signals.shortestCycle <= self.signals.longestCycle else {
      throw top.error(
        at: "signals.shortestCycle", "signals.shortestCycle is above signals.longestCycle.")
    }
    let value = try top.requiredSection("value")
    try value.refuseUnknown(besides: F.value.map(\.name))
    self.value = Value(
      currency: try value[F.currency] ?? "$", hourValue: try value[F.hourValue] ?? 0,
      occupants: try value[F.occupants] ?? 1, daysPerYear: try value[F.daysPerYear] ?? 250,
      costPerSignal: try value[F.costPerSignal] ?? 0, years: try value[F.years] ?? 3,
      discount: try value[F.discount] ?? 0.03)
    sources = try top.sources()
  }

  private static func periods(_ top: RecipeSection) throws(RecipeError) -> [Period] {
    typealias F = Fields
    var periods: [Period] = []
    for entry in try top.list("periods", of: "hours of a working day, each with one plan") {
      try entry.refuseUnknown(besides: F.period.map(\.name))
      let period = Period(
        name: try entry[F.periodName] ?? "", from: try clock(F.from, in: entry),
        to: try clock(F.to, in: entry), program: try entry[F.program])
      guard period.from < period.to else {
        throw entry.error(at: "to", "\(entry.full("to")) must be later than from.")
      }
      if let other = periods.first(where: { $0.from < period.to && period.from < $0.to }) {
        throw entry.error(
          at: "from", "\(entry.path) overlaps with \"\(other.name)\": give hours that do not.")
      }
      guard !periods.contains(where: { $0.name == period.name }) else {
        throw entry.error(at: "name", "periods has \"\(period.name)\" twice.")
      }
      periods.append(period)
    }
    return periods.sorted { $0.from < $1.from }
  }

  /// Seconds since midnight of a time such as 07:30.
  private static func clock(
    _ field: RecipeField<String>, in section: RecipeSection
  ) throws(RecipeError) -> Double {
    let text = try section[field] ?? ""
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0...24).contains(hour), (0..<60).contains(minute), hour < 24 || minute == 0
    else {
      throw section.error(
        at: field.name, "\(section.full(field.name)) must be a time of day such as 07:30.")
    }
    return Double(hour * 3600 + minute * 60)
  }
}
