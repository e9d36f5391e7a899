import CommandLineInterface
import Provenance

/// The file a planner edits to staff a service that answers by priority, day and night.
public struct EmergencyRecipe: ParsedRecipe {
  public var title: String
  public var data: StaffingRecipe.Source
  public var forecast: StaffingRecipe.ForecastPart
  public var response: Response
  public var schedule: StaffingRecipe.SchedulePart
  public var sources: [String: String]

  /// What is promised, and what a call takes.
  public struct Response: Sendable {
    /// The most urgent first; named as in the data.
    public var classes: [CallClass]
    public var confidence: Double
    public var shrinkage: Double
    public var minimumCrews: Int
    public var replications: Int
  }

  public struct CallClass: Sendable {
    public var name: String
    public var jobSeconds: Double
    public var waySeconds: Double
    /// Standard deviation of the way over its mean.
    public var wayVariation: Double
    public var share: Double
    public var withinSeconds: Double
  }

  enum Fields {
    static let kind = RecipeField(
      "kind", .oneOf(["emergency"]), isRequired: true, help: "What the recipe decides.")
    static let top: [any RecipeFieldDeclaration] = [
      StaffingRecipe.Fields.version, kind, StaffingRecipe.Fields.title,
    ]
    static let confidence = RecipeField(
      "confidence", .real(between: 0, and: 1), default: 0.8,
      help: "How sure to be of the promises in each interval.")
    static let shrinkage = StaffingRecipe.Fields.shrinkage
    static let minimumCrews = RecipeField(
      "minimumCrews", .integer(0...10_000), default: 1, help: "Fewest crews at any time.")
    static let replications = RecipeField(
      "replications", .integer(10...100_000), default: 400,
      help: "How often the finished plan is played through.")
    static let response: [any RecipeFieldDeclaration] = [
      confidence, shrinkage, minimumCrews, replications,
    ]

    static let name = RecipeField(
      "name", .text, isRequired: true, help: "Name of the class in the data.")
    static let jobSeconds = RecipeField(
      "jobSeconds", .real(above: 0), isRequired: true,
      help: "Mean time from a crew's departure until it is free again.")
    static let waySeconds = RecipeField(
      "waySeconds", .real(above: 0), isRequired: true, help: "Mean time a crew is on the way.")
    static let wayVariation = RecipeField(
      "wayVariation", .real(above: 0), default: 0.5,
      help: "Standard deviation of the way, over its mean.")
    static let share = RecipeField(
      "share", .real(between: 0, and: 1), isRequired: true,
      help: "Share of calls reached within withinSeconds.")
    static let withinSeconds = RecipeField(
      "withinSeconds", .real(above: 0), isRequired: true,
      help: "From the call to the arrival, in seconds.")
    static let callClass: [any RecipeFieldDeclaration] = [
      name, jobSeconds, waySeconds, wayVariation, share, withinSeconds,
    ]
  }

  /// Reads a recipe.
  public init(parsing bytes: [UInt8], file: String) throws(RecipeError) {
    typealias F = Fields
    let top = try RecipeSection(parsing: bytes, file: file)
    try top.refuseUnknown(
      besides: F.top.map(\.name) + ["data", "forecast", "response", "schedule", "sources"])
    _ = try top[StaffingRecipe.Fields.version]
    _ = try top[F.kind]
    title = try top[StaffingRecipe.Fields.title] ?? ""
    data = try StaffingRecipe.Source(top.requiredSection("data"))
    forecast = try StaffingRecipe.ForecastPart(top.section("forecast"))
    let section = try top.requiredSection("response")
    try section.refuseUnknown(besides: F.response.map(\.name) + ["classes"])
    let list = try section.list("classes", of: "classes of calls, the most urgent first")
    response = Response(
      classes: try list.map { entry throws(RecipeError) in
        try entry.refuseUnknown(besides: F.callClass.map(\.name))
        return CallClass(
          name: try entry[F.name] ?? "", jobSeconds: try entry[F.jobSeconds] ?? 0,
          waySeconds: try entry[F.waySeconds] ?? 0, wayVariation: try entry[F.wayVariation] ?? 0.5,
          share: try entry[F.share] ?? 0, withinSeconds: try entry[F.withinSeconds] ?? 0)
      },
      confidence: try section[F.confidence] ?? 0.8, shrinkage: try section[F.shrinkage] ?? 0,
      minimumCrews: try section[F.minimumCrews] ?? 1,
      replications: try section[F.replications] ?? 400)
    schedule = try StaffingRecipe.SchedulePart(top.requiredSection("schedule"))
    sources = try top.sources()
    let names = response.classes.map(\.name)
    if let twin = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw section.error(
        at: "classes[\(twin)].name", "response.classes has \"\(names[twin])\" twice.")
    }
  }
}
