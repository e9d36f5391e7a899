import CommandLineInterface
import Provenance
import Tables

/// A recipe of any kind, carried out as its "kind" says.
public struct RecipeRun: Sendable {
  public let recipeFile: String
  public let version: String
  public var manner: RecipeManner

  public init(recipeFile: String, version: String, manner: RecipeManner = RecipeManner()) {
    self.recipeFile = recipeFile
    self.version = version
    self.manner = manner
  }

  static let kinds = [
    "staffing", "roster", "backlog", "emergency", "appointments", "corridor", "requests",
  ]

  public func run(into folder: String) throws -> RunOutcome {
    let top = try RecipeSection(parsing: WholeFile.read(recipeFile), file: recipeFile)
    switch top.members["kind"]?.stringValue {
    case "staffing": return try carryOut(StaffingPipeline.self, into: folder)
    case "roster": return try carryOut(RosterPipeline.self, into: folder)
    case "backlog": return try carryOut(BacklogPipeline.self, into: folder)
    case "emergency": return try carryOut(EmergencyPipeline.self, into: folder)
    case "appointments": return try carryOut(AppointmentPipeline.self, into: folder)
    case "corridor": return try carryOut(CorridorPipeline.self, into: folder)
    case "requests": return try carryOut(RequestsPipeline.self, into: folder)
    case let kind:
      let hint = kind.flatMap { nearestName(to: $0, among: Self.kinds) }
      throw top.error(
        at: kind == nil ? nil : "kind",
        "kind \(kind == nil ? "is missing: it " : "")must be one of \(Self.kinds.joined(separator: ", "))."
          + (hint.map { " Did you mean \"\($0)\"?" } ?? ""))
    }
  }

  private func carryOut<Kind: RecipePipeline>(_: Kind.Type, into folder: String) throws
    -> RunOutcome
  {
    var pipeline = try Kind(recipeFile: recipeFile, version: version)
    pipeline.manner = manner
    return try pipeline.run(into: folder)
  }
}
