import Briefings
import Foundation
import Provenance
import Tables

/// From a file of counts to a folder with its forecast and a report.
public struct ForecastPipeline: Sendable {
  public var request: SeriesRequest
  /// Where the saved model came from that `step` resumes, for the record.
  public var resumedFile: String?
  /// Where to save the model for the next time.
  public var modelFile: String?
  /// Folder of an earlier run to set this one against.
  public var earlierFolder: String?

  public init(_ request: SeriesRequest) { self.request = request }

  public func run(into folder: String) throws -> RunOutcome {
    let earlier = try earlierFolder.map(EarlierRun.init)
    var opened = try request.opened()
    for path in [resumedFile].compactMap({ $0 }) {
      opened.inputs.append(try FileRecord(path: path, at: path))
    }
    if let earlier { opened.inputs.append(earlier.record) }
    opened.step.earlier = earlier
    let spool = try RunSpool(RunFolder(folder))
    let made = try opened.step.run(opened.loaded) { name, bytes in
      try spool.append(bytes, to: name)
    }
    let facts = RunFacts(
      title: request.title, data: made.data, forecast: made.forecast, anomalies: made.anomalies,
      since: made.since)
    var files = opened.files
    for name in made.files.names { files[name] = made.files[name] }
    var outcome = try request.assembly("forecast", opened).finish(
      facts: facts, tables: made.tables, files: files, into: spool, at: folder,
      notes: made.notes, summary: ForecastSummary.lines(facts: facts, tables: made.tables))
    if let modelFile, let state = made.state {
      try AtomicFile.write(ResumeStep.bytes(of: state), to: modelFile)
      outcome.summary.append(
        "Saved the model in \(modelFile): go on from it with --resume when new data are there.")
    }
    return outcome
  }
}
