import Foundation

extension DataPackage {
  /// Reads a `datapackage.json`.
  ///
  /// - Throws: `TableError.input` where it is missing, `.data` where it is no data
  ///   package; the message names the key.
  public static func read(_ path: String) throws(TableError) -> DataPackage {
    try DataPackage(json: WholeFile.read(path, limit: 16 << 20), file: path)
  }

  /// - Parameter file: the name of the file in messages.
  public init(json: [UInt8], file: String) throws(TableError) {
    let parsed: Any
    do {
      parsed = try JSONSerialization.jsonObject(with: Data(json))
    } catch {
      let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
      throw .data(
        DataProblem(file: file, what: "not JSON" + (detail.map { " (\($0))" } ?? "")))
    }
    let root = try JSONNode(value: parsed, path: "", file: file).object()
    name = try root.string("name") ?? "data"
    title = try root.string("title")
    description = try root.string("description")
    resources = []
    guard let list = try root.list("resources"), !list.isEmpty else {
      throw root.fault("resources", "a list of at least one resource is needed")
    }
    for item in list { resources.append(try Resource(item.object())) }
  }

  /// The package as JSON with sorted keys; the same value gives the same bytes.
  public func json() -> [UInt8] {
    var root: [String: Any] = ["name": name, "profile": "tabular-data-package"]
    root["title"] = title
    root["description"] = description
    root["resources"] = resources.map(\.dictionary)
    let data = try? JSONSerialization.data(
      withJSONObject: root, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    // Strings, numbers and booleans alone are always valid JSON.
    return Array(data!) + [Ascii.lineFeed]
  }
}

extension DataPackage.Resource {
  fileprivate init(_ node: JSONObject) throws(TableError) {
    guard let path = try node.string("path") else {
      throw node.fault("path", "the file's path is needed")
    }
    let schema = try node.object("schema")
    var fields: [DataPackage.Field] = []
    for item in try schema?.list("fields") ?? [] {
      fields.append(try DataPackage.Field(item.object()))
    }
    self.init(
      name: try node.string("name") ?? path, path: path,
      description: try node.string("description"), fields: fields,
      bytes: try node.integer("bytes"))
    if let hash = try node.string("hash") {
      // "sha256:…"; a hash without a name is MD5 and of no use here.
      let parts = hash.split(separator: ":")
      if parts.count == 2, parts[0] == "sha256" { sha256 = String(parts[1]) }
    }
    if let values = try schema?.list("missingValues") {
      missingValues = []
      for value in values { missingValues!.append(try value.string()) }
    }
    if let dialect = try node.object("dialect") {
      delimiter = try dialect.character("delimiter")
      hasHeader = try dialect.boolean("header") ?? true
    }
    if let encoding = try node.string("encoding") {
      switch encoding.lowercased() {
      case "utf-8", "utf8", "us-ascii", "ascii": self.encoding = .utf8
      case "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252": self.encoding = .latin1
      default:
        throw node.fault("encoding", "\"\(encoding)\" is not known; utf-8 and iso-8859-1 are")
      }
    }
  }

  fileprivate var dictionary: [String: Any] {
    var schema: [String: Any] = ["fields": fields.map(\.dictionary)]
    schema["missingValues"] = missingValues
    var result: [String: Any] = [
      "name": name, "path": path, "profile": "tabular-data-resource", "format": "csv",
      "mediatype": "text/csv", "encoding": encoding == .latin1 ? "iso-8859-1" : "utf-8",
      "schema": schema,
    ]
    result["description"] = description
    result["hash"] = sha256.map { "sha256:\($0)" }
    result["bytes"] = bytes
    var dialect: [String: Any] = [:]
    dialect["delimiter"] = delimiter.map { String(UnicodeScalar($0)) }
    if !hasHeader { dialect["header"] = false }
    if !dialect.isEmpty { result["dialect"] = dialect }
    return result
  }
}

extension DataPackage.Field {
  fileprivate init(_ node: JSONObject) throws(TableError) {
    guard let name = try node.string("name") else {
      throw node.fault("name", "the column's name is needed")
    }
    let type = try node.string("type") ?? "any"
    guard let kind = DataPackage.Kind(rawValue: type) else {
      let known = DataPackage.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw node.fault("type", "\"\(type)\" is not one of \(known)")
    }
    self.init(
      name: name, kind: kind, format: try node.string("format"),
      description: try node.string("description"))
    if let format, format != "any", format != "default", [.date, .datetime].contains(kind),
      TimePattern(format) == nil
    {
      throw node.fault("format", "\"\(format)\" is not a date pattern such as %Y-%m-%d %H:%M:%S")
    }
    decimal = try node.character("decimalChar")
    group = try node.character("groupChar")
    isBareNumber = try node.boolean("bareNumber") ?? true
  }

  fileprivate var dictionary: [String: Any] {
    var result: [String: Any] = ["name": name, "type": kind.rawValue]
    result["format"] = format
    result["description"] = description
    result["decimalChar"] = decimal.map { String(UnicodeScalar($0)) }
    result["groupChar"] = group.map { String(UnicodeScalar($0)) }
    if !isBareNumber { result["bareNumber"] = false }
    return result
  }
}

/// A JSON value and the path of keys that led to it.
private struct JSONNode {
  let value: Any
  let path: String
  let file: String

  func fault(_ what: String) -> TableError {
    .data(DataProblem(file: file, what: path.isEmpty ? what : "\(path): \(what)"))
  }

  func object() throws(TableError) -> JSONObject {
    guard let keys = value as? [String: Any] else { throw fault("an object {…} is needed") }
    return JSONObject(keys: keys, path: path, file: file)
  }

  func string() throws(TableError) -> String {
    guard let text = value as? String else { throw fault("a text is needed") }
    return text
  }
}

/// A JSON object; absent keys and nulls are nil, values of another type are faults.
private struct JSONObject {
  let keys: [String: Any]
  let path: String
  let file: String

  private func node(_ key: String) -> JSONNode? {
    guard let value = keys[key], !(value is NSNull) else { return nil }
    return JSONNode(value: value, path: path.isEmpty ? key : "\(path).\(key)", file: file)
  }

  func fault(_ key: String, _ what: String) -> TableError {
    JSONNode(value: 0, path: path.isEmpty ? key : "\(path).\(key)", file: file).fault(what)
  }

  func string(_ key: String) throws(TableError) -> String? { try node(key)?.string() }

  func object(_ key: String) throws(TableError) -> JSONObject? { try node(key)?.object() }

  func list(_ key: String) throws(TableError) -> [JSONNode]? {
    guard let node = node(key) else { return nil }
    guard let values = node.value as? [Any] else { throw node.fault("a list […] is needed") }
    return values.enumerated().map {
      JSONNode(value: $1, path: "\(node.path)[\($0)]", file: file)
    }
  }

  func boolean(_ key: String) throws(TableError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let flag = node.value as? Bool else { throw node.fault("true or false is needed") }
    return flag
  }

  func integer(_ key: String) throws(TableError) -> Int? {
    guard let node = node(key) else { return nil }
    guard let number = node.value as? Int else { throw node.fault("a whole number is needed") }
    return number
  }

  func character(_ key: String) throws(TableError) -> UInt8? {
    guard let text = try string(key) else { return nil }
    guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80 else {
      throw fault(key, "one ASCII character is needed")
    }
    return byte
  }
}
