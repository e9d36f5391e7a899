/// What holding a folder of answers against its ledger found.
public struct Verification: Sendable, Equatable {
  public enum Finding: Sendable, Equatable {
    /// The file is as it was recorded.
    case unchanged(String)
    /// The file's content is another one now.
    case changed(String, recorded: String, found: String)
    /// The file is not there.
    case missing(String)
    /// An input that is not at hand, so nothing can be said of it.
    case inputNotAtHand(String)
    /// A file in the folder that no run wrote.
    case notRecorded(String)
    /// A line of the ledger that was altered, or does not follow the one before.
    case brokenLedger(line: Int, reason: String)
  }
  public var findings: [Finding]
  /// The hash of the ledger's last line, to compare with one kept elsewhere.
  public var head: String

  /// True when nothing was altered and nothing is missing.
  public var isIntact: Bool {
    findings.allSatisfy { finding in
      switch finding {
      case .unchanged, .inputNotAtHand, .notRecorded: true
      case .changed, .missing, .brokenLedger: false
      }
    }
  }
}

extension Ledger {
  /// Recomputes every hash of the ledger and of the files its last run names.
  ///
  /// - Parameters:
  ///   - present: names of the files in the folder, in any order.
  ///   - output: SHA-256 of a file of the folder in hexadecimal digits, nil where there is none.
  ///   - input: the same of an input by its recorded path, nil where it is not at hand.
  public func verify(
    present: [String], output: (String) -> String?, input: (String) -> String?
  ) -> Verification {
    var findings: [Verification.Finding] = []
    var previous = Ledger.origin
    var last: [String: JSONValue]?
    for (offset, line) in lines.enumerated() {
      let number = offset + 1
      func broken(_ reason: String) { findings.append(.brokenLedger(line: number, reason: reason)) }
      guard let entry = try? JSONValue(parsing: Array(line.utf8)), let members = entry.objectValue
      else {
        broken("it is not a JSON object")
        continue
      }
      if members["hash"]?.stringValue != Ledger.hash(of: members) {
        broken("its content does not match its own hash")
      }
      if members["previous"]?.stringValue != previous {
        broken("it does not follow the line before")
      }
      if members["sequence"] != .integer(Int64(number)) {
        broken("its number should be \(number)")
      }
      previous = members["hash"]?.stringValue ?? ""
      last = members
    }
    guard let last else {
      if findings.isEmpty { findings.append(.brokenLedger(line: 1, reason: "it has no entries")) }
      return Verification(findings: findings, head: head)
    }
    let run = last["run"]
    let outputs = run?["outputs"]?.arrayValue?.compactMap(FileRecord.init) ?? []
    for record in outputs {
      findings.append(compare(record.path, record.sha256, with: output(record.path)))
    }
    let runFile = "run.json"
    findings.append(compare(runFile, last["run_json"]?.stringValue ?? "", with: output(runFile)))
    for record in run?["inputs"]?.arrayValue?.compactMap(FileRecord.init) ?? [] {
      guard let digest = input(record.path) else {
        findings.append(.inputNotAtHand(record.path))
        continue
      }
      findings.append(compare(record.path, record.sha256, with: digest))
    }
    let known = Set(outputs.map(\.path) + [runFile, Ledger.fileName])
    findings += present.filter { !known.contains($0) }.sorted().map { .notRecorded($0) }
    return Verification(findings: findings, head: head)
  }

  private func compare(_ path: String, _ recorded: String, with digest: String?)
    -> Verification.Finding
  {
    guard let found = digest else { return .missing(path) }
    return found == recorded
      ? .unchanged(path) : .changed(path, recorded: recorded, found: found)
  }
}
