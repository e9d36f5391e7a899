import CommandLineInterface
import Foundation
import Pipelines
import Provenance

enum VerifyCommand {
  static let command: Command = Command(
    "verify", summary: "recompute the hashes of a folder of answers and say what changed",
    discussion: [
      "Checks the chain of the folder's ledger.jsonl, every file its last run wrote, and the "
        + "inputs where they are at hand. Exit code 0 means intact, 65 that something changed."
    ],
    positionals: [Positional("DIR", help: "A folder that apportion wrote.")],
    examples: [.init("apportion verify out", "Says \"intact\", or names each file that changed.")]
  ) { arguments in
    let folder = arguments.positionals[0]
    let result = try RunFolder(folder).verify()
    for finding in result.findings { Terminal.out(words(for: finding) + "\n") }
    Terminal.out("ledger head: \(result.head)\n")
    guard result.isIntact else {
      throw Failure(.data, "\(folder) is not as it was written.")
    }
    Terminal.out("\(folder) is intact.\n")
  }

  private static func words(for finding: Verification.Finding) -> String {
    switch finding {
    case .unchanged(let path): "ok        \(path)"
    case .changed(let path, let recorded, let found):
      "CHANGED   \(path): recorded \(recorded.prefix(12))…, now \(found.prefix(12))…"
    case .missing(let path): "MISSING   \(path)"
    case .inputNotAtHand(let path): "no input  \(path): not at hand, so not checked"
    case .notRecorded(let path): "stray     \(path): no run wrote it"
    case .brokenLedger(let line, let reason): "BROKEN    ledger.jsonl line \(line): \(reason)"
    }
  }
}
