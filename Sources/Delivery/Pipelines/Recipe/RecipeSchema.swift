import Provenance

/// JSON Schema of recipes, made from the declarations the reader itself uses.
public enum RecipeSchema {
  /// Draft 2020-12 schema of a roster recipe.
  public static var roster: String {
    typealias F = RosterRecipe.Fields
    let list = { (meaning: String) in
      "{\"type\": \"array\", \"items\": {\"type\": \"object\"}, \"description\": "
        + JSONValue.string(meaning).canonicalText + "}"
    }
    let price = { (meaning: String) in
      "{\"type\": \"number\", \"minimum\": 0, \"description\": "
        + JSONValue.string(meaning).canonicalText + "}"
    }
    let terms =
      "{\"type\": \"object\", \"additionalProperties\": false, "
      + "\"required\": [\"shifts\", \"contracts\"], \"properties\": {"
      + "\"shifts\": \(list("Kinds of shift: name, start, length, paidMinutes, skills.")), "
      + "\"contracts\": \(list("What people of a contract may be asked.")), "
      + "\"needs\": \(list("People needed by weekday: shift, days, people, must (true: may not fall short).")), "
      + "\"restHours\": \(price("Hours between two shifts, at least.")), "
      + "\"underPrice\": \(price("Price of one person too few in a shift.")), "
      + "\"overPrice\": \(price("Price of one person too many.")), "
      + "\"changePrice\": \(price("Price of a duty that differs from a published roster."))}}"
    return schema(
      "Roster recipe", required: ["version", "kind", "title", "period", "files", "roster"],
      [
        properties(F.top), "\"period\": " + object(F.period), "\"files\": " + object(F.files),
        "\"roster\": " + terms,
      ])
  }

  /// Draft 2020-12 schema of a staffing recipe.
  public static var staffing: String {
    typealias F = StaffingRecipe.Fields
    return schema(
      "Staffing recipe", required: ["version", "kind", "title", "data", "requirement", "schedule"],
      [
        properties(F.top),
        "\"data\": " + object(F.data),
        "\"forecast\": " + object(F.forecast),
        "\"requirement\": " + object(F.requirement),
        "\"schedule\": "
          + object(F.schedule, more: shifts),
        "\"intraday\": " + object(StaffingRecipe.IntradayPart.fields),
      ])
  }

  /// Draft 2020-12 schema of a backlog recipe.
  public static var backlog: String {
    typealias F = BacklogRecipe.Fields
    return schema(
      "Backlog recipe", required: ["version", "kind", "title", "data", "backlog", "staff"],
      [
        properties(F.top), "\"data\": " + object(StaffingRecipe.Fields.data),
        "\"forecast\": " + object(F.forecast), "\"backlog\": " + object(F.goal),
        "\"staff\": " + object(F.staff),
      ])
  }

  /// Draft 2020-12 schema of an emergency recipe.
  public static var emergency: String {
    typealias F = EmergencyRecipe.Fields
    let classes =
      "\"classes\": {\"type\": \"array\", \"minItems\": 1, \"items\": "
      + object(F.callClass) + "}"
    return schema(
      "Emergency recipe", required: ["version", "kind", "title", "data", "response", "schedule"],
      [
        properties(F.top), "\"data\": " + object(StaffingRecipe.Fields.data),
        "\"forecast\": " + object(StaffingRecipe.Fields.forecast),
        "\"response\": " + object(F.response, more: classes),
        "\"schedule\": " + object(StaffingRecipe.Fields.schedule, more: shifts),
      ])
  }

  /// Draft 2020-12 schema of an appointment recipe.
  public static var appointments: String {
    typealias F = AppointmentRecipe.Fields
    return schema(
      "Appointment recipe",
      required: ["version", "kind", "title", "files", "session", "weights"],
      [
        properties(F.top), "\"files\": " + object(F.files), "\"session\": " + object(F.session),
        "\"weights\": " + object(F.weights),
      ])
  }

  /// Draft 2020-12 schema of a corridor recipe.
  public static var corridor: String {
    typealias F = CorridorRecipe.Fields
    return schema(
      "Corridor recipe",
      required: ["version", "kind", "title", "files", "periods", "value"],
      [
        properties(F.top), "\"files\": " + object(F.files),
        "\"detectors\": " + object(F.detectors),
        "\"periods\": {\"type\": \"array\", \"minItems\": 1, \"items\": " + object(F.period)
          + "}",
        "\"forecast\": " + object(F.forecast), "\"assignment\": " + object(F.assignment),
        "\"signals\": " + object(F.signals), "\"value\": " + object(F.value),
      ])
  }

  /// Draft 2020-12 schema of a requests recipe.
  public static var requests: String {
    typealias F = RequestsRecipe.Fields
    return schema(
      "Requests recipe", required: ["version", "kind", "title", "data", "crews"],
      [
        properties(F.top), "\"data\": " + object(F.data), "\"forecast\": " + object(F.forecast),
        "\"promise\": " + object(F.promise), "\"crews\": " + object(F.crews),
      ])
  }

  /// The kinds of shift of a schedule.
  private static var shifts: String {
    let shift =
      "{\"type\": \"object\", \"description\": \"A kind of shift; see the README of Staffing.\", "
      + "\"required\": [\"name\", \"earliestStart\", \"length\", \"costPerHour\"]}"
    let rotation =
      "{\"type\": \"object\", \"description\": "
      + "\"A cycle of days: shifts by name, and off.\", \"required\": [\"name\", \"cycle\"]}"
    return "\"shifts\": {\"type\": \"array\", \"minItems\": 1, \"items\": \(shift)}, "
      + "\"rotations\": {\"type\": \"array\", \"items\": \(rotation)}"
  }

  private static func schema(_ title: String, required: [String], _ members: [String]) -> String {
    let members =
      ["\"$schema\": {\"type\": \"string\"}"] + members
      + ["\"sources\": {\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}}"]
    let names = required.map { JSONValue.string($0).canonicalText }.joined(separator: ", ")
    let text =
      "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", "
      + "\"title\": \(JSONValue.string(title).canonicalText), \"type\": \"object\", "
      + "\"additionalProperties\": false, \"required\": [\(names)], "
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
