public import CommandLineInterface
import Provenance

/// One member of a recipe's section, declared once: the reader, the error
/// sentence and the JSON schema are made from this.
public struct RecipeField<Value: Sendable>: RecipeFieldDeclaration {
  public let name: String
  public let constraint: Constraint<Value>
  public let defaultValue: Value?
  public let isRequired: Bool
  public let help: String

  public init(
    _ name: String, _ constraint: Constraint<Value>, default defaultValue: Value? = nil,
    isRequired: Bool = false, help: String
  ) {
    self.name = name
    self.constraint = constraint
    self.defaultValue = defaultValue
    self.isRequired = isRequired
    self.help = help
  }

  public var schema: String {
    var members = ["\"description\": \(JSONValue.string(help).canonicalText)", constraint.schema]
    if let value = defaultValue {
      let text = constraint.format(value)
      let item = { (text: String) in
        constraint.isText ? JSONValue.string(text).canonicalText : text
      }
      let spelt =
        constraint.isList
        ? "[" + text.split(separator: ",").map { item(String($0)) }.joined(separator: ", ") + "]"
        : item(text)
      members.append("\"default\": " + spelt)
    }
    return "{" + members.joined(separator: ", ") + "}"
  }
}

/// What the schema and the check for unknown members need of a field.
public protocol RecipeFieldDeclaration: Sendable {
  var name: String { get }
  var isRequired: Bool { get }
  var help: String { get }
  var schema: String { get }
}

/// A section of a recipe being read: a JSON object and where it stands.
struct RecipeSection {
  let file: String
  let document: JSONDocument
  let path: String
  let members: [String: JSONValue]

  /// The whole document as a section.
  init(file: String, document: JSONDocument) throws(RecipeError) {
    guard let members = document.value.objectValue else {
      throw RecipeError(
        file: file, place: document.place(of: ""), message: "a recipe is a JSON object: { … }")
    }
    self.file = file
    self.document = document
    path = ""
    self.members = members
  }

  /// A recipe's file as a section.
  init(parsing bytes: [UInt8], file: String) throws(RecipeError) {
    let document: JSONDocument
    do { document = try JSONDocument(parsing: bytes) } catch {
      throw RecipeError(
        file: file, place: TextPlace(line: error.line, column: error.column),
        message: "this is not JSON: expected \(error.expected).")
    }
    try self.init(file: file, document: document)
  }

  /// Where each assumption comes from, by the name of its member.
  func sources() throws(RecipeError) -> [String: String] {
    var sources: [String: String] = [:]
    guard let section = try section("sources") else { return sources }
    for (name, value) in section.members {
      guard let text = value.stringValue else {
        throw section.error(at: name, "sources.\(name) must be some text.")
      }
      sources[name] = text
    }
    return sources
  }

  private init(file: String, document: JSONDocument, path: String, members: [String: JSONValue]) {
    self.file = file
    self.document = document
    self.path = path
    self.members = members
  }

  /// The section of that name, or nil where it is absent.
  func section(_ name: String) throws(RecipeError) -> RecipeSection? {
    guard let value = members[name] else { return nil }
    guard let inner = value.objectValue else {
      throw error(at: name, "\(full(name)) must be an object: { … }")
    }
    return RecipeSection(file: file, document: document, path: full(name), members: inner)
  }

  /// The objects of a list that has to be there and to hold one at least.
  func list(_ name: String, of what: String) throws(RecipeError) -> [RecipeSection] {
    guard let items = members[name]?.arrayValue, !items.isEmpty else {
      throw error(
        at: members[name] == nil ? nil : name, "\(full(name)) must be a list of \(what).")
    }
    var sections: [RecipeSection] = []
    for (place, item) in items.enumerated() {
      let key = "\(name)[\(place)]"
      guard let inner = item.objectValue else {
        throw error(at: key, "\(full(key)) must be an object: { … }")
      }
      sections.append(
        RecipeSection(file: file, document: document, path: full(key), members: inner))
    }
    return sections
  }

  /// The section of that name, which has to be there.
  func requiredSection(_ name: String) throws(RecipeError) -> RecipeSection {
    guard let section = try section(name) else {
      throw error(at: nil, "the section \"\(full(name))\" is missing.")
    }
    return section
  }

  subscript<Value>(_ field: RecipeField<Value>) -> Value? {
    get throws(RecipeError) {
      guard let value = members[field.name], value != .null else {
        if field.isRequired {
          throw error(
            at: nil,
            "\(full(field.name)) is missing: \(field.help) It must be "
              + "\(field.constraint.description).")
        }
        return field.defaultValue
      }
      let text: String? =
        switch value {
        case .string(let text): field.constraint.isText ? text : nil
        case .integer, .number: field.constraint.isText ? nil : value.canonicalText
        case .array(let items): items.map(RecipeSection.bare).joined(separator: ",")
        case .null, .bool, .object: nil
        }
      guard let parsed = text.flatMap(field.constraint.parse) else {
        throw error(
          at: field.name,
          "\(full(field.name)) must be \(field.constraint.description).\(hint(field, value))")
      }
      return parsed
    }
  }

  /// What was likely meant: a number and not a text, a share and not per cent.
  private func hint<Value>(_ field: RecipeField<Value>, _ value: JSONValue) -> String {
    switch value {
    case .string(let text) where !field.constraint.isText && field.constraint.parse(text) != nil:
      return " Write it without quotation marks: \(text)."
    case .integer, .number:
      guard let percent = Double(value.canonicalText), percent > 1, percent <= 100 else {
        return ""
      }
      let share = RecipeSection.spelt(percent / 100)
      guard field.constraint.parse(share) != nil, field.constraint.parse("1.5") == nil else {
        return ""
      }
      return " \(RecipeSection.spelt(percent)) % is \(share)."
    case .null, .bool, .string, .array, .object: return ""
    }
  }

  private static func spelt(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(value)
  }

  /// Refuses members nobody reads: most are typing errors.
  func refuseUnknown(besides known: [String]) throws(RecipeError) {
    for name in members.keys.sorted() where !known.contains(name) && !name.hasPrefix("$") {
      let hint = nearestName(to: name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
      throw error(
        at: name,
        "nothing reads \"\(full(name))\".\(hint) Known here: \(known.joined(separator: ", ")).")
    }
  }

  func error(at name: String?, _ message: String) -> RecipeError {
    // A member that is missing has no place; the nearest thing around it has one.
    var path = name.map(full) ?? path
    while document.place(of: path) == nil,
      let dot = path.lastIndex(where: { $0 == "." || $0 == "[" })
    {
      path = String(path[..<dot])
    }
    let place = document.place(of: path) ?? document.place(of: "")
    return RecipeError(file: file, place: place, message: message)
  }

  func full(_ name: String) -> String { path.isEmpty ? name : path + "." + name }

  private static func bare(_ value: JSONValue) -> String {
    if case .string(let text) = value { text } else { value.canonicalText }
  }
}
