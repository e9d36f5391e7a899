import Provenance
import Tables

/// A recipe of one kind, as its file is read.
public protocol ParsedRecipe: Sendable {
  init(parsing bytes: [UInt8], file: String) throws(RecipeError)
}

/// How a recipe is to be carried out, whatever its kind.
public struct RecipeManner: Sendable {
  public var threads: Int
  /// Read instead of the file the recipe names.
  public var dataFile: String?
  public var setsRejectsAside: Bool
  public var showsValues: Bool
  /// How the program is searched, and whether it is written for other solvers.
  public var planning: PlanningOptions
  /// What the forecast's intervals are stretched by.
  public var calibration: IntervalFactors?

  public init(
    threads: Int = 1, dataFile: String? = nil, setsRejectsAside: Bool = false,
    showsValues: Bool = false, planning: PlanningOptions = PlanningOptions(),
    calibration: IntervalFactors? = nil
  ) {
    self.calibration = calibration
    self.threads = threads
    self.dataFile = dataFile
    self.setsRejectsAside = setsRejectsAside
    self.showsValues = showsValues
    self.planning = planning
  }
}

/// A recipe and the file it was read from.
struct RecipeFile<Recipe: ParsedRecipe>: Sendable {
  let recipe: Recipe
  let path: String
  let record: FileRecord

  init(_ path: String) throws {
    let bytes = try WholeFile.read(path)
    recipe = try Recipe(parsing: bytes, file: path)
    record = FileRecord(path: path, content: bytes)
    self.path = path
  }

  /// Paths in a recipe are relative to it.
  func beside(_ path: String) -> String { RecipeRequest.path(path, beside: self.path) }
}

/// A kind of recipe, carried out.
protocol RecipePipeline: Sendable {
  associatedtype Recipe: ParsedRecipe
  var source: RecipeFile<Recipe> { get }
  var version: String { get }
  var manner: RecipeManner { get set }

  init(recipeFile: String, version: String) throws
  func run(into folder: String) throws -> RunOutcome
}

extension RecipePipeline {
  var recipe: Recipe { source.recipe }
  var recipeFile: String { source.path }
  var recipeRecord: FileRecord { source.record }
  var threads: Int { manner.threads }
  var planning: PlanningOptions { manner.planning }

  /// What the recipe asks of a forecast, under its title.
  func request(title: String) -> RecipeRequest {
    RecipeRequest(
      recipeFile: recipeFile, title: title, version: version, threads: threads,
      dataFile: manner.dataFile, setsRejectsAside: manner.setsRejectsAside,
      showsValues: manner.showsValues, calibration: manner.calibration)
  }
}
