public import CivilTime
import Foundation

/// What can be trusted of a detector record, and why not of the rest.
///
/// - Missing, stuck, filled and zero stretches are judged against chance: a stretch counts
///   where fewer than one in a thousand clean files of this size would show one like it.
/// - Daily statistics of occupancy are those of Chen, Kwon, Rice, Skabardonis & Varaiya
///   (2003, "Detecting errors and imputing missing data for single-loop surveillance
///   systems", Transportation Research Record 1855), with their thresholds as shares of the
///   samples between 5:00 and 22:00.
/// - The tests of single values and of flow, occupancy and speed together follow Jacobson,
///   Nihan & Bender (1990, TRR 1287) and Turochy & Smith (2000, TRR 1727).
/// - Drift is a lasting change of the daily level against the neighbours' median, found where
///   two medians part most (a robust two-sample CUSUM), or a Theil–Sen slope.
///
/// A zero is never taken for a missing value unless the caller says so; means are given both
/// ways, with the share of values that are zeros.
///
/// **Trust** of a detector is the share of its steps that have a value nothing speaks against;
/// a step under a finding of level, clock or daily statistics counts half. Trust of the record
/// is the mean over detectors.
public struct DetectorCheck: Sendable {
  public struct Options: Sendable {
    /// Takes zeros of the main measure for missing values before anything else.
    public var zeroIsMissing = false
    /// Vehicles an hour and lane that no lane carries: Jacobson et al. allow 3,000 over
    /// minutes, 2,600 over quarters of an hour and longer.
    public var capacityPerLane: Double?
    /// How often a clean file may show a stretch that chance explains.
    public var falseAlarm = 1e-3
    /// Change of level that counts as drift, as a share.
    public var leastDrift = 0.2
    /// Imbalance of a node that counts, as a share of its traffic.
    public var leastImbalance = 0.1

    public init() {}
  }

  /// One detector in figures.
  public struct Summary: Sendable, Equatable {
    public var detector: Int
    public var id: String
    /// Shares of the record's steps.
    public var missingShare: Double
    public var zeroShare: Double
    /// Zeros under a finding.
    public var doubtfulZeroShare: Double
    public var stuckShare: Double
    public var implausibleShare: Double
    /// Mean of the main measure with zeros as zeros, and with every zero taken for missing.
    public var mean: Double
    public var meanWithoutZeros: Double
    public var findings: Int
    /// 0 … 1.
    public var trust: Double
    public var worst: DetectorFinding.Severity?
  }

  public let record: DetectorRecord
  /// Serious ones first, then by detector and time.
  public let findings: [DetectorFinding]
  /// In the order of the record's detectors.
  public let summaries: [Summary]
  /// 0 … 1.
  public let trust: Double
  /// Share of the main measure's values that are zeros, before any was taken for missing.
  public let zeroShare: Double
  /// Share of trusted values on each day: `[day · detectors + detector]`.
  public let dailyTrust: [Double]
  public let dates: [CivilDate]
  /// What could not be looked at, and why, in sentences.
  public let notes: [String]

  /// - Parameter network: with stations on its links, flow conservation is checked at nodes.
  public init(
    _ record: DetectorRecord, options: Options = Options(), network: RoadNetwork? = nil
  ) {
    let zeros = record.mainMeasure.flatMap { record[$0] } ?? []
    let present = zeros.count { !$0.isNaN }
    zeroShare = present > 0 ? Double(zeros.count { $0 == 0 }) / Double(present) : 0
    var examined = record
    if options.zeroIsMissing, let main = record.mainMeasure {
      examined = record.takingZerosForMissing(main)
    }
    var examination = DetectorExamination(examined, options: options)
    examination.findMissing()
    examination.findZeros()
    examination.findRuns()
    examination.findImplausible()
    examination.findDailyStatistics()
    examination.findCopies()
    examination.findDrift()
    examination.findClockShifts()
    examination.findPlaces()
    if let network { examination.findImbalance(network) }
    self.record = examined
    findings = examination.sortedFindings()
    dates = examination.days.dates
    notes = examination.notes
    (summaries, dailyTrust) = examination.summaries(of: record)
    trust = summaries.isEmpty ? 0 : summaries.reduce(0) { $0 + $1.trust } / Double(summaries.count)
  }
}

/// The record under examination, with doubts gathered step by step.
struct DetectorExamination {
  let record: DetectorRecord
  let options: DetectorCheck.Options
  let days: DetectorDays
  let main: DetectorRecord.Measure
  let values: [Double]
  let profile: DetectorProfile
  var findings: [DetectorFinding] = []
  var notes: [String] = []
  /// Of each step and detector: 0 nothing speaks against it, 1 it counts half, 2 not at all.
  var doubt: [UInt8]
  var stuckSteps: [Int]
  var implausibleSteps: [Int]
  var doubtfulZeros: [Int]

  var count: Int { record.detectorCount }
  var stepCount: Int { record.stepCount }

  init(_ record: DetectorRecord, options: DetectorCheck.Options) {
    self.record = record
    self.options = options
    main = record.mainMeasure ?? .flow
    values =
      record[main] ?? [Double](repeating: .nan, count: record.stepCount * record.detectorCount)
    days = DetectorDays(record)
    profile = DetectorProfile(values, detectors: record.detectorCount, days: days)
    doubt = [UInt8](repeating: 0, count: values.count)
    stuckSteps = [Int](repeating: 0, count: record.detectorCount)
    implausibleSteps = stuckSteps
    doubtfulZeros = stuckSteps
  }

  /// How improbable, as −ln p, a stretch must be among as many values.
  func surprise(of count: Int) -> Double { log(Double(max(1, count)) / options.falseAlarm) }

  mutating func doubtSteps(_ steps: some Sequence<Int>, _ detector: Int, _ weight: UInt8) {
    for step in steps {
      doubt[step * count + detector] = max(doubt[step * count + detector], weight)
    }
  }

  /// By how much of the detector's record a finding concerns.
  func severity(steps: Int) -> DetectorFinding.Severity {
    let share = Double(steps) / Double(max(1, stepCount))
    return share >= 0.1 ? .serious : share >= 0.01 ? .warning : .note
  }

  mutating func add(
    _ detector: Int, _ kind: DetectorFinding.Kind, _ measure: DetectorRecord.Measure?,
    steps: ClosedRange<Int>?, affected: Int, severity: DetectorFinding.Severity? = nil,
    evidence: Double, meaning: String, _ message: String
  ) {
    findings.append(
      DetectorFinding(
        detector: detector, subject: record.detectors[detector].id, kind: kind, measure: measure,
        steps: steps, stepsAffected: affected,
        severity: severity ?? self.severity(steps: affected), evidence: evidence,
        meaning: meaning, message: message))
  }

  func sortedFindings() -> [DetectorFinding] {
    findings.enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      if x.severity != y.severity { return x.severity > y.severity }
      if x.detector != y.detector { return (x.detector ?? -1) < (y.detector ?? -1) }
      if x.steps?.lowerBound != y.steps?.lowerBound {
        return (x.steps?.lowerBound ?? -1) < (y.steps?.lowerBound ?? -1)
      }
      return a.offset < b.offset
    }.map(\.element)
  }

  func summaries(of original: DetectorRecord) -> ([DetectorCheck.Summary], [Double]) {
    let raw = original[main] ?? values
    var daily = [Double](repeating: 0, count: days.dates.count * count)
    var result: [DetectorCheck.Summary] = []
    let found = Dictionary(grouping: findings.filter { $0.detector != nil }) { $0.detector ?? 0 }
    for detector in 0..<count {
      var (trusted, missing, zeros, present) = (0.0, 0, 0, 0)
      var sum = 0.0
      for step in 0..<stepCount {
        let cell = step * count + detector
        let weight = 1 - Double(doubt[cell]) / 2
        trusted += weight
        daily[Int(days.day[step]) * count + detector] += weight
        if values[cell].isNaN { missing += 1 }
        if !raw[cell].isNaN {
          present += 1
          sum += raw[cell]
          if raw[cell] == 0 { zeros += 1 }
        }
      }
      let all = Double(max(1, stepCount))
      let own = found[detector] ?? []
      result.append(
        DetectorCheck.Summary(
          detector: detector, id: record.detectors[detector].id,
          missingShare: Double(missing) / all, zeroShare: Double(zeros) / all,
          doubtfulZeroShare: Double(doubtfulZeros[detector]) / all,
          stuckShare: Double(stuckSteps[detector]) / all,
          implausibleShare: Double(implausibleSteps[detector]) / all,
          mean: present > 0 ? sum / Double(present) : .nan,
          meanWithoutZeros: present > zeros ? sum / Double(present - zeros) : .nan,
          findings: own.count, trust: trusted / all, worst: own.map(\.severity).max()))
    }
    for day in days.dates.indices {
      for detector in 0..<count {
        daily[day * count + detector] /= Double(max(1, days.steps[day].count))
      }
    }
    return (result, daily)
  }

  /// `4 March 2025`-like words are the report's; messages name ISO dates.
  func date(_ step: Int) -> String { days.dates[Int(days.day[step])].description }

  func percent(_ share: Double) -> String {
    let value = share * 100
    return value >= 10 || value == 0
      ? "\(Int(value.rounded())) %" : "\((value * 10).rounded() / 10) %"
  }
}
