import Briefings
import CivilTime
import CommandLineInterface
import Evaluation
import Foundation
import Provenance
import Reports
import Tables
import Traffic

/// Whether a change at some detectors did what it was made for.
public struct EvaluatePipeline: Sendable {
  public var file: String
  /// The first day with the change, ISO.
  public var date: String
  public var changed: [String]
  /// Detectors to compare with; all others where empty.
  public var comparison: [String] = []
  public var measure: String?
  /// Seconds since midnight.
  public var hours: ClosedRange<Double> = 0...86_400
  public var calendarFile: String?
  public var timeZone: String?
  public var washout = 0
  public var level = 0.95
  /// As it reads after "the": "retiming".
  public var change = "change"
  public var title: String?
  public var version: String
  public var threads = 1

  public init(file: String, date: String, changed: [String], version: String) {
    self.file = file
    self.date = date
    self.changed = changed
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    var source = DetectorSource(path: file)
    source.timeZone = timeZone
    let loaded = try LoadedDetectors(source)
    let record = loaded.record
    var inputs = loaded.files
    var holidays: HolidayCalendar?
    if let calendarFile {
      let (calendar, file) = try CalendarFile.read(calendarFile)
      holidays = calendar
      inputs.append(file)
    }
    let measure = try measure(of: record)
    let days = try days(of: record, holidays: holidays)
    let sites = try sites(record, measure, days)
    guard let first = CivilDate(iso8601: date) else {
      throw PipelineError(.usage, "--date must be a date such as 2025-03-31.")
    }
    guard let firstAfter = days.firstIndex(where: { $0.date >= first }), firstAfter > 0 else {
      throw PipelineError(
        .data,
        "\(file): \(first) is not inside its working days, \(days.first?.date.description ?? "none") "
          + "to \(days.last?.date.description ?? "none"): give counts from before and after.")
    }
    var settings = BeforeAfter.Options()
    settings.periods = [5]
    settings.washout = washout
    settings.level = level
    settings.threads = threads
    let findings: BeforeAfterFindings
    do {
      findings = try BeforeAfter(sites: sites, firstAfter: firstAfter, options: settings).findings()
    } catch {
      throw PipelineError(.data, "\(file): \(error).")
    }
    let facts = facts(findings, measure, days, firstAfter, sites, record)
    let assembly = FactsAssembly(
      .traffic, verb: EvaluateFacts.verb, version: version, inputs: inputs, seed: 0,
      timeZoneData: loaded.timeZoneData,
      results: [
        "effect": .number(findings.average.value), "effect_lower": .number(findings.average.lower),
        "effect_upper": .number(findings.average.upper),
        "wording": .string(findings.wording.rawValue),
      ])
    var files = RunFiles()
    files["daily.csv"] = dailyCSV(findings, days)
    return try assembly.finish(
      facts, files: files, into: folder, notes: record.reading.notes, summary: [facts.sentence])
  }

  private func measure(of record: DetectorRecord) throws -> DetectorRecord.Measure {
    guard let measure else { return record.measures[0] }
    guard let found = DetectorRecord.Measure(rawValue: measure), record[found] != nil else {
      throw PipelineError(
        .data,
        "\(file): no \(measure) in it, but "
          + "\(PlainWords.list(record.measures.map(\.rawValue))).")
    }
    return found
  }

  /// A working day and the steps of its hours.
  private struct Day {
    var date: CivilDate
    var steps: [Int]
  }

  private func days(of record: DetectorRecord, holidays: HolidayCalendar?) throws -> [Day] {
    var days: [Day] = []
    for step in 0..<record.stepCount {
      guard let wall = record.index.wallTime(ofStep: step), wall.date.weekday <= 5,
        holidays?.holiday(on: wall.date) == nil
      else { continue }
      let second = Double(wall.secondOfDay)
      guard second >= hours.lowerBound, second < hours.upperBound else { continue }
      if days.last?.date == wall.date {
        days[days.count - 1].steps.append(step)
      } else {
        days.append(Day(date: wall.date, steps: [step]))
      }
    }
    guard !days.isEmpty else {
      throw PipelineError(.data, "\(file): no working day with the hours asked for.")
    }
    return days
  }

  /// A site's mean of each day; NaN where half of what it usually reports is missing.
  private func sites(
    _ record: DetectorRecord, _ measure: DetectorRecord.Measure, _ days: [Day]
  ) throws -> [BeforeAfter.Site] {
    let ids = record.detectors.map(\.id)
    for id in changed + comparison where !ids.contains(id) {
      let hint = nearestName(to: id, among: ids).map { " Did you mean \($0)?" } ?? ""
      throw PipelineError(.data, "\(file): no detector \(id) in it.\(hint)")
    }
    let values = record[measure] ?? []
    return ids.indices.compactMap { place in
      let isTreated = changed.contains(ids[place])
      guard isTreated || comparison.isEmpty || comparison.contains(ids[place]) else { return nil }
      let known = days.map { day in
        day.steps.map { values[$0 * ids.count + place] }.filter(\.isFinite)
      }
      // A file may hold the hours of interest alone.
      let usual = known.map(\.count).max() ?? 0
      let means = known.map { values in
        2 * values.count > usual ? values.reduce(0, +) / Double(values.count) : .nan
      }
      // A detector that is silent on one side tells nothing of a difference.
      guard isTreated || means.contains(where: \.isFinite) else { return nil }
      return BeforeAfter.Site(ids[place], values: means, isTreated: isTreated)
    }
  }

  private func facts(
    _ findings: BeforeAfterFindings, _ measure: DetectorRecord.Measure, _ days: [Day],
    _ firstAfter: Int, _ sites: [BeforeAfter.Site], _ record: DetectorRecord
  ) -> EvaluateFacts {
    let unit: String
    let quantity: String
    switch measure {
    case .flow:
      unit = "vehicles a \(PlainWords.duration(seconds: record.stepSeconds))"
      quantity = "traffic"
    case .occupancy: (unit, quantity) = ("of the time", "the time detectors were covered")
    case .speed:
      (unit, quantity) = (record.speedUnit == .milesPerHour ? "miles an hour" : "km/h", "speed")
    }
    return EvaluateFacts(
      title: title ?? "Did the \(change) work?", change: change, quantity: quantity, unit: unit,
      date: date, firstAfter: firstAfter, days: days.map(\.date.description),
      treated: findings.treatedMean, comparison: findings.comparisonMean,
      treatedSites: sites.filter(\.isTreated).map(\.name),
      comparisonSites: sites.filter { !$0.isTreated }.map(\.name),
      sentence: findings.sentence(quantity: quantity, unit: unit, change: change),
      method: findings.method.title,
      average: .init(findings.average), relative: .init(findings.relative),
      wording: findings.wording.rawValue, reasons: findings.reasons,
      alternatives: findings.alternatives.map { .init($0.method.title, $0.average) },
      placeboDates: findings.placeboDates.map {
        .init(
          effects: $0.placebos.map(\.average.value), alarmShare: $0.alarmShare, rank: $0.pValue,
          passes: $0.passes)
      },
      placeboSites: findings.placeboSites.map { .init($0.name, $0.average) },
      preTrend: findings.preTrend?.pValue)
  }

  private func dailyCSV(_ findings: BeforeAfterFindings, _ days: [Day]) -> [UInt8] {
    var writer = CSVWriter(header: ["date", "changed", "comparison"])
    for (place, day) in days.enumerated() {
      writer.text(day.date.description)
      for series in [findings.treatedMean, findings.comparisonMean] {
        if let value = series?[place], value.isFinite {
          writer.number(FileNumbers.rounded(value))
        } else {
          writer.missing()
        }
      }
      writer.endRow()
    }
    return writer.bytes
  }
}

extension EvaluateFacts.Effect {
  init(_ estimate: EffectEstimate) {
    self.init(
      value: estimate.value, low: estimate.lower, high: estimate.upper, level: estimate.level)
  }
}

extension EvaluateFacts.NamedEffect {
  init(_ name: String, _ estimate: EffectEstimate) {
    self.init(name: name, effect: .init(estimate))
  }
}
