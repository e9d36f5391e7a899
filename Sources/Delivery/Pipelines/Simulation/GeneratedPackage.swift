import Provenance
import Tables

/// A folder of generated data with its `datapackage.json`.
struct GeneratedPackage {
  struct Field {
    var name: String
    var type: String
    var format: String?
    var meaning: String

    init(_ name: String, _ type: String, format: String? = nil, _ meaning: String) {
      self.name = name
      self.type = type
      self.format = format
      self.meaning = meaning
    }

    fileprivate var json: JSONValue {
      var members: [String: JSONValue] = [
        "name": .string(name), "type": .string(type), "description": .string(meaning),
      ]
      if let format { members["format"] = .string(format) }
      return .object(members)
    }
  }

  struct Resource {
    var name: String
    var path: String
    var content: [UInt8]
    var fields: [Field]

    fileprivate var json: JSONValue {
      .object([
        "name": .string(name), "path": .string(path), "format": .string("csv"),
        "mediatype": .string("text/csv"), "encoding": .string("utf-8"),
        "bytes": .integer(Int64(content.count)),
        "hash": .string("sha256:" + SHA256.hexDigest(of: content)),
        "schema": .object([
          "fields": .array(fields.map(\.json)), "missingValues": .array([.string("")]),
        ]),
      ])
    }
  }

  var name: String
  var title: String
  var description: String
  /// The command that writes the same bytes again.
  var command: String
  var resources: [Resource]

  /// - Returns: names of the files written.
  func write(into folder: String) throws(TableError) -> [String] {
    let output = try OutputFolder(folder)
    for resource in resources { try output.add(resource.path, resource.content) }
    try output.add(DataPackage.fileName, json.prettyText)
    try output.commit()
    return resources.map(\.path) + [DataPackage.fileName]
  }

  private var json: JSONValue {
    .object([
      "name": .string(name), "title": .string(title), "description": .string(description),
      "licenses": .array([.object(["name": .string("Apache-2.0")])]),
      "sources": .array([.object(["title": .string(command)])]),
      "resources": .array(resources.map(\.json)),
    ])
  }
}
