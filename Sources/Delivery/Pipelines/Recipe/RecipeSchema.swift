import Provenance

/// JSON Schema of recipes, made from the declarations the reader itself uses.
public enum RecipeSchema {
  /// Draft 2020-12 schema of a staffing recipe.
  public static var staffing: String {
    typealias F = StaffingRecipe.Fields
    let shift =
      "{\"type\": \"object\", \"description\": \"A kind of shift; see the README of Staffing.\", "
      + "\"required\": [\"name\", \"earliestStart\", \"length\", \"costPerHour\"]}"
    let members = [
      "\"$schema\": {\"type\": \"string\"}",
      properties(F.top),
      "\"data\": " + object(F.data),
      "\"forecast\": " + object(F.forecast),
      "\"requirement\": " + object(F.requirement),
      "\"schedule\": "
        + object(
          F.schedule,
          more: "\"shifts\": {\"type\": \"array\", \"minItems\": 1, \"items\": \(shift)}"),
      "\"sources\": {\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}}",
    ]
    let text =
      "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", "
      + "\"title\": \"Staffing recipe\", \"type\": \"object\", \"additionalProperties\": false, "
      + "\"required\": [\"version\", \"kind\", \"title\", \"data\", \"requirement\", \"schedule\"], "
      + "\"properties\": {\(members.joined(separator: ", "))}}"
    guard let value = try? JSONValue(parsing: Array(text.utf8)) else {
      preconditionFailure("a declaration has a schema that is not JSON")
    }
    return value.prettyText
  }

  private static func properties(_ fields: [any RecipeFieldDeclaration]) -> String {
    fields.map { "\(JSONValue.string($0.name).canonicalText): \($0.schema)" }
      .joined(separator: ", ")
  }

  private static func object(_ fields: [any RecipeFieldDeclaration], more: String? = nil) -> String
  {
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.name).canonicalText }
    let inner = [properties(fields), more].compactMap { $0 }.joined(separator: ", ")
    return "{\"type\": \"object\", \"additionalProperties\": false, "
      + "\"required\": [\(required.joined(separator: ", "))], \"properties\": {\(inner)}}"
  }
}
