import CommandLineInterface
import Provenance
import Tables

/// A recipe of any kind, carried out as its "kind" says.
public struct RecipeRun: Sendable {
  public let recipeFile: String
  public let version: String
  public let threads: Int
  /// Reads this file instead of the one the recipe names.
  public var dataFile: String?
  public var setsRejectsAside: Bool
  public var showsValues: Bool
  public var planning: PlanningOptions

  public init(
    recipeFile: String, version: String, threads: Int, dataFile: String? = nil,
    setsRejectsAside: Bool = false, showsValues: Bool = false,
    planning: PlanningOptions = PlanningOptions()
  ) {
    self.recipeFile = recipeFile
    self.version = version
    self.threads = threads
    self.dataFile = dataFile
    self.setsRejectsAside = setsRejectsAside
    self.showsValues = showsValues
    self.planning = planning
  }

  static let kinds = ["staffing", "roster", "backlog", "emergency", "appointments"]

  public func run(into folder: String) throws -> RunOutcome {
    let top = try RecipeSection(parsing: WholeFile.read(recipeFile), file: recipeFile)
    switch top.members["kind"]?.stringValue {
    case "staffing":
      var pipeline = try StaffingPipeline(
        recipeFile: recipeFile, version: version, threads: threads)
      pipeline.dataFile = dataFile
      pipeline.setsRejectsAside = setsRejectsAside
      pipeline.showsValues = showsValues
      pipeline.planning = planning
      return try pipeline.run(into: folder)
    case "roster":
      if dataFile != nil {
        throw PipelineError(.usage, "a roster recipe names several files: --data has no place.")
      }
      var pipeline = try RosterPipeline(recipeFile: recipeFile, version: version)
      pipeline.planning = planning
      return try pipeline.run(into: folder)
    case "backlog":
      var pipeline = try BacklogPipeline(recipeFile: recipeFile, version: version)
      pipeline.threads = threads
      pipeline.dataFile = dataFile
      pipeline.setsRejectsAside = setsRejectsAside
      pipeline.showsValues = showsValues
      pipeline.planning = planning
      return try pipeline.run(into: folder)
    case "emergency":
      var pipeline = try EmergencyPipeline(recipeFile: recipeFile, version: version)
      pipeline.threads = threads
      pipeline.dataFile = dataFile
      pipeline.setsRejectsAside = setsRejectsAside
      pipeline.showsValues = showsValues
      pipeline.planning = planning
      return try pipeline.run(into: folder)
    case "appointments":
      var pipeline = try AppointmentPipeline(recipeFile: recipeFile, version: version)
      pipeline.dataFile = dataFile
      if planning.export != nil {
        throw PipelineError(
          .usage,
          "an appointment book is found by a search that proves itself, not by a linear program: "
            + "there is nothing to --export.")
      }
      return try pipeline.run(into: folder)
    case let kind:
      let hint = kind.flatMap { nearestName(to: $0, among: Self.kinds) }
      throw top.error(
        at: kind == nil ? nil : "kind",
        "kind \(kind == nil ? "is missing: it " : "")must be one of \(Self.kinds.joined(separator: ", "))."
          + (hint.map { " Did you mean \"\($0)\"?" } ?? ""))
    }
  }
}
