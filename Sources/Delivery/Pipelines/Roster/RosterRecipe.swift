import Briefings
public import CivilTime
import CommandLineInterface
import Foundation
import Provenance
public import Staffing

/// The file a planner edits to roster named people.
public struct RosterRecipe: ParsedRecipe {
  public var title: String
  public var firstDay: CivilDate
  public var days: Int
  /// Paths as written, relative to the recipe.
  public var people: String
  public var requests: String?
  public var cover: String?
  public var terms: RosterTerms
  public var sources: [String: String]

  enum Fields {
    static let version = RecipeField(
      "version", .integer(1...1), isRequired: true, help: "Version of the recipe format.")
    static let kind = RecipeField(
      "kind", .oneOf(["roster"]), isRequired: true, help: "What the recipe decides.")
    static let title = RecipeField(
      "title", .text, isRequired: true, help: "Heading of the report.")
    static let firstDay = RecipeField(
      "firstDay", .text, isRequired: true, help: "First day of the roster, such as 2025-03-03.")
    static let days = RecipeField(
      "days", .integer(1...366), default: 28, help: "How many days to roster.")
    static let people = RecipeField(
      "people", .path, isRequired: true,
      help: "File with person, contract and skills (several separated by spaces).")
    static let requests = RecipeField(
      "requests", .path,
      help: "File with person, date, kind (leave, off, on, fixed), shift and price.")
    static let cover = RecipeField(
      "cover", .path,
      help: "File with date, shift, people and must (yes or no); without it the needs by weekday.")

    static let top: [any RecipeFieldDeclaration] = [version, kind, title]
    static let period: [any RecipeFieldDeclaration] = [firstDay, days]
    static let files: [any RecipeFieldDeclaration] = [people, requests, cover]
  }

  /// Reads a recipe.
  public init(parsing bytes: [UInt8], file: String) throws(RecipeError) {
    let top = try RecipeSection(parsing: bytes, file: file)
    try top.refuseUnknown(
      besides: Fields.top.map(\.name) + ["period", "files", "roster", "sources"])
    _ = try top[Fields.version]
    _ = try top[Fields.kind]
    title = try top[Fields.title] ?? ""
    let period = try top.requiredSection("period")
    try period.refuseUnknown(besides: Fields.period.map(\.name))
    guard let date = try period[Fields.firstDay].flatMap(RosterRecipe.date) else {
      throw period.error(at: "firstDay", "period.firstDay must be a date such as 2025-03-03.")
    }
    firstDay = date
    days = try period[Fields.days] ?? 28
    let files = try top.requiredSection("files")
    try files.refuseUnknown(besides: Fields.files.map(\.name))
    people = try files[Fields.people] ?? ""
    requests = try files[Fields.requests]
    cover = try files[Fields.cover]
    let roster = try top.requiredSection("roster")
    do {
      let json = JSONValue.object(roster.members).canonicalText
      terms = try JSONDecoder().decode(RosterTerms.self, from: Data(json.utf8))
    } catch let error as PatternError {
      throw roster.error(at: error.key, "roster.\(error).")
    } catch {
      throw roster.error(at: nil, "roster cannot be understood: \(error)")
    }
    sources = try top.sources()
  }

  /// An ISO date.
  static func date(_ text: String) -> CivilDate? {
    guard text.utf8.count == 10, let label = IntervalLabel(text),
      case .date(let date) = label.moment
    else { return nil }
    return date
  }
}
