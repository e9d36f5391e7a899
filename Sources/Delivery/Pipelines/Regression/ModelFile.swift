import Foundation
import Provenance
import Tables

/// A fitted model as a file: the model, what wrote it, and a checksum of both, so that a
/// file that was cut short or edited is not taken for a model.
///
/// The checksum is over the canonical form of the JSON: laying the file out anew does not
/// break it, changing a number does.
enum ModelFile {
  static let name = "model.json"
  static let format = "apportion regression model"
  /// Raised when older programs could no longer read the file.
  static let version: Int64 = 1

  static func bytes(of model: some Encodable, programVersion: String) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let value = try JSONValue(parsing: Array(encoder.encode(model)))
    let members: [(String, JSONValue)] = [
      ("format", .string(format)), ("format_version", .integer(version)),
      ("program_version", .string(programVersion)), ("sha256", .string(checksum(of: value))),
      ("model", value),
    ]
    let lines = members.map { "\(JSONValue.string($0).canonicalText): \($1.canonicalText)" }
    return Array(("{\n" + lines.joined(separator: ",\n") + "\n}\n").utf8)
  }

  /// - Throws: `TableError.input` where there is no such file, `PipelineError` where it is not
  ///   a whole, unchanged model this program can read.
  static func read<Model: Decodable>(_ type: Model.Type, from path: String) throws -> (
    model: Model, record: FileRecord
  ) {
    let bytes = try WholeFile.read(path)
    func problem(_ what: String, _ fix: String) -> PipelineError {
      PipelineError(.data, "\(path): \(what). \(fix)")
    }
    let again = "Fit the model again with apportion regress fit."
    let value: JSONValue
    do { value = try JSONValue(parsing: bytes) } catch {
      throw PipelineError(
        .data,
        "\(path):\(error.line):\(error.column): this is not a whole JSON file: expected "
          + "\(error.expected). It may have been cut short. \(again)")
    }
    guard value["format"]?.stringValue == format, let number = value["format_version"]?.doubleValue
    else {
      throw problem("this is not a model that apportion regress fit wrote", "Name its model.json.")
    }
    guard number <= Double(version) else {
      throw problem(
        "this model was written by a later version of apportion (format \(Int(number)), and this "
          + "program reads up to \(version))", "Use that version, or fit the model again.")
    }
    guard let content = value["model"], let sum = value["sha256"]?.stringValue else {
      throw problem("the model is missing from this file", again)
    }
    guard sum == checksum(of: content) else {
      throw problem(
        "this model was changed after it was written: its checksum does not fit", again)
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      let model = try decoder.decode(type, from: Data(content.canonicalText.utf8))
      return (model, FileRecord(path: path, content: bytes))
    } catch {
      throw problem("this model is not as this program writes one", again)
    }
  }

  private static func checksum(of model: JSONValue) -> String {
    SHA256.hexDigest(of: Array(model.canonicalText.utf8))
  }
}
