/// An append-only list of runs, each line bound to the line before by a hash.
///
/// A line is the canonical JSON of
/// `{"hash", "previous", "run", "run_json", "sequence"}`: `run` is the manifest,
/// `run_json` the digest of the file `run.json`, `previous` the hash of the line
/// before (64 zeros for the first), and `hash` the SHA-256 of the line's own
/// canonical JSON without the member `hash`. A change to any earlier line
/// therefore breaks every hash after it. Lines cut off at the end cannot be seen
/// from the ledger itself: keep the hash of its last line elsewhere for that.
public struct Ledger: Sendable {
  public static let fileName = "ledger.jsonl"
  static let origin = String(repeating: "0", count: 64)

  /// The text of the ledger, one entry a line.
  public private(set) var text: String

  /// A ledger to go on with; empty for a new one.
  public init(text: String = "") {
    self.text = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
  }

  /// The hash of the last line, or 64 zeros.
  public var head: String {
    guard let line = lines.last, let entry = try? JSONValue(parsing: Array(line.utf8)) else {
      return Ledger.origin
    }
    return entry["hash"]?.stringValue ?? Ledger.origin
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: true) }

  /// Adds a run as the last line.
  ///
  /// - Parameters:
  ///   - manifest: of the run.
  ///   - runFile: the bytes of `run.json` as they are written.
  public mutating func append(_ manifest: RunManifest, runFile: [UInt8]) {
    var members: [String: JSONValue] = [
      "sequence": .integer(Int64(lines.count + 1)),
      "previous": .string(head),
      "run": manifest.json,
      "run_json": .string(SHA256.hexDigest(of: runFile)),
    ]
    members["hash"] = .string(Ledger.hash(of: members))
    text += JSONValue.object(members).canonicalText + "\n"
  }

  static func hash(of members: [String: JSONValue]) -> String {
    var rest = members
    rest["hash"] = nil
    return SHA256.hexDigest(of: JSONValue.object(rest).canonicalText.utf8)
  }
}
