public import Foundation
public import TimeSeries

/// What a forecast leaves behind so that new observations can be taken in without
/// fitting anything again: for each series the fitted members, their weights, the
/// errors its intervals rest on, what was forecast, and the values seen.
///
/// Written as JSON with a version. A state that is written and read is the state
/// that was never written, to the last bit.
public struct ForecastState: Sendable, Codable {
  public static let currentVersion = 2

  public let version: Int
  /// Of the forecast it was made with; horizon, seasons and model stay.
  public let options: ForecastOptions
  /// What the caller knows the data by (its SHA-256).
  public let fingerprint: String
  let axis: SavedAxis
  var series: [SavedSeries]
  /// Models learnt from all series together, coefficients kept.
  var pooled: [SavedPooledModel]
  /// The model of what the members say; nil for a panel too small for one.
  var stacked: StackedRidge?
  /// What else was known, where the caller keeps it; nil for nothing.
  public var columns: SavedColumns?

  init(
    options: ForecastOptions, fingerprint: String, axis: SavedAxis, series: [SavedSeries],
    pooled: [SavedPooledModel], stacked: StackedRidge?
  ) {
    version = ForecastState.currentVersion
    self.options = options
    self.fingerprint = fingerprint
    self.axis = axis
    self.series = series
    self.pooled = pooled
    self.stacked = stacked
  }

  /// Ids of the series held.
  public var ids: [String] { series.map(\.id) }

  /// - Throws: `ResumeError.otherVersion` for a state of a newer program,
  ///   `.unreadable` for anything that is not a state.
  public init(json: Data) throws(ResumeError) {
    struct Head: Decodable { var version: Int }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = ForecastState.numbers
    guard let head = try? decoder.decode(Head.self, from: json) else {
      throw .unreadable("it is not a saved forecast model")
    }
    guard head.version == ForecastState.currentVersion else {
      throw .otherVersion(found: head.version, known: ForecastState.currentVersion)
    }
    do { self = try decoder.decode(ForecastState.self, from: json) } catch {
      throw .unreadable("\(error)")
    }
  }

  /// The state as JSON with sorted keys: the same state, the same bytes.
  public func json() throws(ResumeError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do { return try encoder.encode(self) } catch { throw .unreadable("\(error)") }
  }

  private static var numbers: JSONDecoder.NonConformingFloatDecodingStrategy {
    .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }

  /// The saved values with those of a newer panel behind them, on the saved axis.
  ///
  /// The newer panel may hold the whole history or new rows alone. Where both have
  /// a value the newer one counts: a past that was revised is found by `resume`.
  ///
  /// - Throws: `.otherAxis` where the newer panel has another frequency, other
  ///   hours, or times that do not fall on the saved steps.
  public func merged(with newer: Panel) throws(ResumeError) -> Panel {
    guard let offset = axis.offset(of: newer.index) else { throw .otherAxis }
    let index = axis.continued(newer.index, offset: offset)
    let saved = Dictionary(uniqueKeysWithValues: series.map { ($0.id, $0) })
    var merged = newer
    merged.index = index
    merged.series = newer.series.map { own in
      let first = own.firstStep + offset
      guard let old = saved[own.id] else {
        return Series(id: own.id, firstStep: max(0, first), values: own.values.suffixing(first))
      }
      let start = max(0, min(first, old.start))
      let end = max(first + own.values.count, old.start + old.values.count)
      var values = [Double](repeating: .nan, count: end - start)
      for (k, value) in old.values.enumerated() where old.start + k >= start {
        values[old.start + k - start] = value
      }
      for (k, value) in own.values.enumerated() where first + k >= start && value.isFinite {
        values[first + k - start] = value
      }
      return Series(id: own.id, firstStep: start, values: values)
    }
    return merged
  }
}

/// Why a saved state cannot be gone on with.
public enum ResumeError: Error, Equatable, Sendable {
  case unreadable(String)
  case otherVersion(found: Int, known: Int)
  /// The newer data have another frequency, zone or opening hours, or begin
  /// between two saved steps.
  case otherAxis
  case forecast(ForecastError)
}

extension [Double] {
  /// Without the values before step 0 when the first stands at `first`.
  fileprivate func suffixing(_ first: Int) -> [Double] {
    first >= 0 ? self : Array(dropFirst(-first))
  }
}
