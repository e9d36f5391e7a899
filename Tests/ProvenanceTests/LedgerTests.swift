import Provenance
import XCTest

final class LedgerTests: XCTestCase {
  private let files: [String: [UInt8]] = [
    "forecast.csv": Array("a,b\n1,2\n".utf8), "report.html": Array("<p>".utf8),
  ]
  private let data = Array("ds,y\n".utf8)

  private func run() -> (ledger: Ledger, folder: [String: [UInt8]]) {
    let manifest = RunManifest(
      version: "1.0", command: ["run", "plan.json"],
      inputs: [FileRecord(path: "data.csv", content: data)],
      outputs: files.sorted { $0.key < $1.key }
        .map { FileRecord(path: $0.key, content: $0.value) },
      seed: 7, blasCore: "Generic", results: ["status": .string("optimal")])
    let runFile = Array(manifest.json.prettyText.utf8)
    var ledger = Ledger()
    ledger.append(manifest, runFile: runFile)
    ledger.append(manifest, runFile: runFile)
    var folder = files
    folder["run.json"] = runFile
    return (ledger, folder)
  }

  private func verify(_ ledger: Ledger, _ folder: [String: [UInt8]]) -> Verification {
    ledger.verify(
      present: Array(folder.keys), output: { folder[$0].map { SHA256.hexDigest(of: $0) } },
      input: { $0 == "data.csv" ? SHA256.hexDigest(of: self.data) : nil })
  }

  func testAnUntouchedFolderIsIntact() {
    let (ledger, folder) = run()
    let result = verify(ledger, folder)
    XCTAssert(result.isIntact, "\(result.findings)")
    XCTAssertEqual(result.findings.count, 4)
    XCTAssertEqual(result.head, ledger.head)
  }

  func testAChangedByteIsNamed() {
    var (ledger, folder) = run()
    folder["forecast.csv"]![4] ^= 1
    let result = verify(ledger, folder)
    XCTAssertFalse(result.isIntact)
    let changed = result.findings.compactMap { finding in
      if case .changed(let path, _, _) = finding { path } else { nil }
    }
    XCTAssertEqual(changed, ["forecast.csv"])
    ledger = Ledger(text: ledger.text)
    XCTAssertEqual(verify(ledger, folder), result)
  }

  func testAMissingAndAStrayFileAreNamed() {
    var (ledger, folder) = run()
    folder["report.html"] = nil
    folder["notes.txt"] = []
    ledger = Ledger(text: ledger.text)
    let findings = verify(ledger, folder).findings
    XCTAssert(findings.contains(.missing("report.html")))
    XCTAssert(findings.contains(.notRecorded("notes.txt")))
  }

  func testEveryAlteredByteOfTheLedgerIsSeen() {
    let (ledger, folder) = run()
    let bytes = Array(ledger.text.utf8)
    for position in stride(from: 0, to: bytes.count, by: 7) where bytes[position] != 0x0A {
      var altered = bytes
      altered[position] = altered[position] == 0x30 ? 0x31 : 0x30
      guard altered != bytes else { continue }
      let other = Ledger(text: String(decoding: altered, as: UTF8.self))
      XCTAssertFalse(verify(other, folder).isIntact, "byte \(position) altered unseen")
    }
  }

  func testAnEmptyLedgerIsNotIntact() {
    XCTAssertFalse(verify(Ledger(), run().folder).isIntact)
  }
}
