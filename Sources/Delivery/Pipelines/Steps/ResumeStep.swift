import Briefings
public import CivilTime
public import Forecasting
import Foundation
import LinearAlgebra
public import Provenance
import Tables
public import TimeSeries

/// A saved forecast model taken on over a newer file: no fit is made again.
///
/// The step stands in for a forecast: it takes the loaded series and returns the
/// merged history with one `SeriesForecast` a series, so that rows, totals and
/// report are made as always.
public struct ResumeStep: Sendable {
  public var calendar: HolidayCalendar?
  public var threads = 1

  public init() {}

  /// What the step made.
  public struct Result: Sendable {
    /// Saved and new values together.
    public var panel: Panel
    public var forecast: PanelForecast
    public var changes: [SeriesChange]
    /// The state to save for the next time.
    public var state: ForecastState
    /// `changes.csv`.
    public var files: RunFiles
    /// What changed, in sentences.
    public var notes: [String]
  }

  /// Reads a model that `--save-model` wrote.
  public static func state(at path: String) throws -> ForecastState {
    let bytes = try WholeFile.read(path)
    do throws(ResumeError) { return try ForecastState(json: Data(bytes)) } catch {
      throw PipelineError(.data, "\(path): \(error.words)")
    }
  }

  /// The bytes of a model file; the same state gives the same bytes.
  public static func bytes(of state: ForecastState) throws(PipelineError) -> [UInt8] {
    do throws(ResumeError) { return Array(try state.json()) + [0x0A] } catch {
      throw PipelineError(.software, error.words)
    }
  }

  /// - Parameters:
  ///   - loaded: the whole newer file, or new rows alone.
  ///   - state: from `state(at:)`.
  public func run(
    _ loaded: LoadedSeries, from state: ForecastState
  ) throws(PipelineError) -> Result { try run(loaded, from: state, nil) }

  func run(
    _ loaded: LoadedSeries, from state: ForecastState, _ other: OtherColumns?
  ) throws(PipelineError) -> Result {
    let newer = try columns(of: loaded, for: state, other)
    let made: ResumedForecast
    let panel: Panel
    var kept: SavedColumns?
    do throws(ResumeError) {
      panel = try state.merged(with: loaded.panel)
      var regressors = newer
      if let newer {
        let merged = try state.merged(columns: newer, of: loaded.panel)
        kept = SavedColumns(merged)
        regressors = merged
      }
      let periods = PanelRegressors.columns(
        of: calendar, on: panel.index, horizon: state.options.horizon)
      if !periods.isEmpty {
        regressors = regressors ?? PanelRegressors()
        regressors?.shared += periods
      }
      let days = calendar.map {
        DayKinds(calendar: $0, panel: panel, horizon: state.options.horizon)
      }
      made = try resume(
        state, panel: panel, fingerprint: loaded.fingerprint, calendar: days?.effects,
        regressors: regressors, threads: threads)
    } catch {
      throw PipelineError(.data, error.words)
    }
    var next = made.state
    next.columns = kept
    var files = RunFiles()
    files[ChangesFile.name] = ChangesFile.bytes(
      of: made.changes, levels: state.options.levels)
    return Result(
      panel: panel, forecast: made.forecast, changes: made.changes, state: next,
      files: files, notes: notes(made, was: state))
  }

  /// What the newer file says of the columns the model was made with.
  private func columns(
    of loaded: LoadedSeries, for state: ForecastState, _ other: OtherColumns?
  ) throws(PipelineError) -> PanelRegressors? {
    let had = state.columns?.names ?? []
    let given = loaded.known?.source.names ?? []
    guard Set(had) == Set(given) else {
      throw PipelineError(
        .usage,
        had.isEmpty
          ? "the saved model was made without columns beside the values: leave --regressors out, "
            + "or forecast anew with --save-model."
          : "the saved model was made with the columns \(had.joined(separator: ", ")): give "
            + "--regressors \(had.joined(separator: ",")), and what they will be.")
    }
    var step = ForecastStep(reach: .steps(state.options.horizon))
    step.calendar = nil
    return try step.regressors(
      of: loaded.panel, known: loaded.known, horizon: state.options.horizon, other)
  }

  private func notes(_ made: ResumedForecast, was state: ForecastState) -> [String] {
    var notes: [String] = []
    let updated = made.changes.filter { $0.kind == .updated }
    if made.changes.allSatisfy({ $0.kind == .unchanged }) {
      notes.append("Nothing new since the model was saved: the forecast is the same.")
    }
    if !updated.isEmpty {
      let values = updated.reduce(0) { $0 + $1.newValues }
      notes.append(
        "\(values) new values in \(updated.count) series taken in; members and weights were kept.")
      let tested = updated.filter { $0.meanAbsoluteError.isFinite && $0.backtestError > 0 }
      if !tested.isEmpty {
        let ratio =
          tested.reduce(0) { $0 + $1.meanAbsoluteError / $1.backtestError } / Double(tested.count)
        let percent = Int((ratio * 100).rounded())
        notes.append("Forecasts since were off by \(percent) % of what the backtest had shown.")
        if ratio > 1.5 {
          notes.append("That is much more than expected: make the forecast anew.")
        }
      }
    }
    for (kind, words) in [
      (SeriesChange.Kind.new, "not in the saved model: fitted from its beginning"),
      (.refitted, "with a past other than the saved one: fitted anew"),
    ] {
      let count = made.changes.count { $0.kind == kind }
      if count > 0 { notes.append("\(count) series \(words).") }
    }
    let dated = made.changes.count { !$0.refittedMembers.isEmpty }
    if dated > 0 {
      notes.append(
        "In \(dated) series the members that know dates or regressors were fitted anew.")
    }
    return notes
  }
}

extension ResumeError {
  /// The error as a sentence that says what to do.
  var words: String {
    switch self {
    case .unreadable(let reason): "\(reason)."
    case .otherVersion(let found, let known):
      "a saved model of format \(found), and this program reads \(known): forecast anew with "
        + "--save-model."
    case .otherAxis:
      "the data have another frequency, time zone or opening hours than the saved model: forecast "
        + "anew with --save-model."
    case .forecast(let error): "\(error)"
    }
  }
}

/// `changes.csv`: what became of each series since the model was saved.
enum ChangesFile {
  static let name = "changes.csv"

  static func bytes(of changes: [SeriesChange], levels: [Double]) -> [UInt8] {
    let coverage = levels.map { "coverage-\(FileNumbers.spelling($0 * 100))" }
    var writer = CSVWriter(
      header: ["unique_id", "change", "new_steps", "new_values", "mae", "backtest_mae"] + coverage
        + ["mean_before", "mean_now", "refitted_members"])
    for change in changes {
      writer.text(change.id)
      writer.text(change.kind.rawValue)
      writer.integer(change.newSteps)
      writer.integer(change.newValues)
      writer.number(FileNumbers.rounded(change.meanAbsoluteError))
      writer.number(FileNumbers.rounded(change.backtestError))
      for place in levels.indices {
        writer.number(
          FileNumbers.rounded(place < change.coverage.count ? change.coverage[place] : .nan))
      }
      writer.number(FileNumbers.rounded(change.meanBefore))
      writer.number(FileNumbers.rounded(change.meanNow))
      writer.text(change.refittedMembers.joined(separator: " "))
      writer.endRow()
    }
    return writer.bytes
  }
}
