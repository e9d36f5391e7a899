import Briefings
import Foundation
import Provenance
import Tables

/// By what a forecast's intervals are stretched, learnt from what came of earlier ones:
/// `calibration.json`, by level and steps ahead.
public struct IntervalFactors: Codable, Sendable, Equatable {
  public static let fileName = "calibration.json"

  public struct Entry: Codable, Sendable, Equatable {
    /// In per cent.
    public var level: Double
    public var fromStep: Int
    public var toStep: Int
    public var factor: Double
    /// Actual values it was learnt from.
    public var observations: Int
  }

  /// Says what the file is.
  public var kind = "interval-calibration"
  public var entries: [Entry]

  init(entries: [Entry]) { self.entries = entries }

  /// - Parameter path: a file, or a folder that `feedback actuals` wrote.
  /// - Throws: `TableError.input` where there is none, `PipelineError` for another file.
  public init(reading path: String) throws {
    let file = RunFolder(path).exists ? "\(path)/\(Self.fileName)" : path
    let bytes = try WholeFile.read(file)
    let read: IntervalFactors
    do { read = try JSONDecoder().decode(IntervalFactors.self, from: Data(bytes)) } catch {
      throw Self.problem(file)
    }
    guard read.kind == "interval-calibration", !read.entries.isEmpty,
      read.entries.allSatisfy({
        $0.factor > 0 && $0.factor <= 100 && $0.level > 0 && $0.level < 100
          && $0.fromStep >= 1 && $0.toStep >= $0.fromStep
      })
    else { throw Self.problem(file) }
    self = read
  }

  private static func problem(_ file: String) -> PipelineError {
    PipelineError(
      .data,
      "\(file): this is not a calibration: give the folder, or its calibration.json, that "
        + "apportion feedback actuals wrote.")
  }

  var bytes: [UInt8] {
    let entries = entries.map { entry in
      JSONValue.object([
        "level": .number(entry.level), "fromStep": .integer(Int64(entry.fromStep)),
        "toStep": .integer(Int64(entry.toStep)), "factor": .number(entry.factor),
        "observations": .integer(Int64(entry.observations)),
      ])
    }
    let value = JSONValue.object(["kind": .string(kind), "entries": .array(entries)])
    return Array(value.prettyText.utf8)
  }

  /// Of the level nearest to one; steps beyond all take the farthest.
  func factor(level: Double, step: Int) -> Double {
    let nearest = entries.map(\.level).min { abs($0 - level) < abs($1 - level) } ?? level
    let own = entries.filter { $0.level == nearest }.sorted { $0.fromStep < $1.fromStep }
    return own.first { step <= $0.toStep }?.factor ?? own.last?.factor ?? 1
  }

  /// Its intervals stretched about the median, a wider one never inside a narrower.
  func stretched(_ row: ForecastRow, step: Int) -> ForecastRow {
    var row = row
    for place in row.bands.indices {
      let factor = factor(level: row.bands[place].level, step: step)
      var band = row.bands[place]
      band.lower = row.median - factor * (row.median - band.lower)
      band.upper = row.median + factor * (band.upper - row.median)
      // What was counted stays above nothing where the forecast did.
      if row.bands[place].lower >= 0 { band.lower = max(0, band.lower) }
      if place > 0 {
        band.lower = min(band.lower, row.bands[place - 1].lower)
        band.upper = max(band.upper, row.bands[place - 1].upper)
      }
      row.bands[place] = .init(
        level: band.level, lower: FileNumbers.rounded(band.lower),
        upper: FileNumbers.rounded(band.upper))
    }
    return row
  }

  /// The same of a sum over steps, by the mean of their factors: near and far steps alike.
  func stretched(_ row: TotalRow) -> TotalRow {
    var row = row
    for place in row.bands.indices {
      let factor = meanFactor(level: row.bands[place].level)
      let band = row.bands[place]
      let lower = row.median - factor * (row.median - band.lower)
      row.bands[place] = .init(
        level: band.level,
        lower: FileNumbers.rounded(band.lower >= 0 ? max(0, lower) : lower),
        upper: FileNumbers.rounded(row.median + factor * (band.upper - row.median)))
    }
    return row
  }

  private func meanFactor(level: Double) -> Double {
    let nearest = entries.map(\.level).min { abs($0 - level) < abs($1 - level) } ?? level
    let own = entries.filter { $0.level == nearest }.map(\.factor)
    return own.reduce(0, +) / Double(own.count)
  }

  /// These on top of others: what was learnt about intervals that were stretched already.
  func following(_ earlier: IntervalFactors?) -> IntervalFactors {
    guard let earlier else { return self }
    return IntervalFactors(
      entries: entries.map { entry in
        var entry = entry
        entry.factor *= earlier.factor(level: entry.level, step: entry.fromStep)
        return entry
      })
  }

  /// In words, for reports.
  var sentence: String {
    let levels = Set(entries.map(\.level)).sorted()
    let parts = levels.map { level in
      let factors = entries.filter { $0.level == level }.map(\.factor)
      let words = Set(factors.map { PlainFactor.text($0) }).sorted().joined(separator: " to ")
      return "\(FileNumbers.spelling(level)) %: \(words)"
    }
    return "Ranges were set by what came of earlier forecasts; their width was multiplied by "
      + parts.joined(separator: "; ") + ". Sample futures (paths.csv) are as the model gave them."
  }
}

/// A factor in two digits.
enum PlainFactor {
  static func text(_ factor: Double) -> String {
    let whole = Int((factor * 100).rounded())
    let rest = whole % 100
    return "\(whole / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
