import Briefings
import CivilTime
import Foundation
import Provenance
import Tables

/// From a file of counts to a folder with its forecast and a report.
public struct ForecastPipeline: Sendable {
  public var source: SeriesSource
  public var step: ForecastStep
  /// Path of a holiday calendar.
  public var calendarFile: String?
  /// Where the saved model came from that `step` resumes, for the record.
  public var resumedFile: String?
  /// Where to save the model for the next time.
  public var modelFile: String?
  public var title: String
  public var version: String

  public init(
    source: SeriesSource, step: ForecastStep, calendarFile: String? = nil, title: String,
    version: String
  ) {
    self.source = source
    self.step = step
    self.calendarFile = calendarFile
    self.title = title
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    var step = step
    var inputs: [FileRecord] = []
    if let calendarFile {
      let (calendar, record) = try CalendarFile.read(calendarFile)
      step.calendar = calendar
      inputs.append(record)
    }
    if let resumedFile {
      inputs.append(try FileRecord(path: resumedFile, at: resumedFile))
    }
    var source = source
    if case .hierarchy(let hierarchy) = step.manner { source = try hierarchy.source(source) }
    let loaded = try LoadedSeries(source)
    inputs.insert(loaded.record, at: 0)
    inputs += loaded.known?.records ?? []
    let spool = try RunSpool(RunFolder(folder))
    let made = try step.run(loaded) { name, bytes in try spool.append(bytes, to: name) }
    let facts = RunFacts(
      title: title, data: made.data, forecast: made.forecast, anomalies: made.anomalies)
    let run = RunAssembly(
      version: version, command: ["forecast", loaded.record.path], inputs: inputs,
      seed: step.seed, timeZoneData: loaded.timeZoneData)
    var outcome = try run.finish(
      facts: facts, tables: made.tables, files: made.files, into: spool, at: folder,
      notes: made.notes, summary: ForecastSummary.lines(facts: facts, tables: made.tables))
    if let modelFile, let state = made.state {
      try AtomicFile.write(ResumeStep.bytes(of: state), to: modelFile)
      outcome.summary.append(
        "Saved the model in \(modelFile): go on from it with --resume when new data are there.")
    }
    return outcome
  }
}

/// Reads holiday calendars.
enum CalendarFile {
  static func read(_ path: String, displayName: String? = nil) throws -> (
    HolidayCalendar, FileRecord
  ) {
    let bytes = try WholeFile.read(path)
    do {
      let calendar = try HolidayCalendar(json: Data(bytes))
      return (calendar, FileRecord(path: displayName ?? path, content: bytes))
    } catch {
      throw PipelineError(.data, "\(path): \(error)")
    }
  }
}
