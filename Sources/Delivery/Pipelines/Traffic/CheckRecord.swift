import Briefings
import CivilTime
import Foundation
import Tables
import Traffic

/// A check as facts for the report and rows for the files.
struct CheckRecord {
  let check: DetectorCheck
  let source: DetectorSource
  let zeroIsMissing: Bool
  let network: RoadNetwork?
  let title: String?

  /// `check.csv`: one row a finding.
  var findingsFile: [UInt8] {
    var writer = CSVWriter(header: [
      "detector", "finding", "from", "to", "severity", "evidence", "meaning", "measure", "steps",
      "message",
    ])
    for finding in check.findings {
      writer.text(finding.subject)
      writer.text(finding.kind.rawValue)
      if let steps = finding.steps {
        writer.text(check.record.index.label(ofStep: steps.lowerBound))
        writer.text(check.record.index.label(ofStep: steps.upperBound))
      } else {
        writer.missing()
        writer.missing()
      }
      writer.text(finding.severity.word)
      writer.number(FileNumbers.rounded(finding.evidence))
      writer.text(finding.meaning)
      writer.text(finding.measure?.rawValue ?? "")
      writer.integer(finding.stepsAffected)
      writer.text(finding.message)
      writer.endRow()
    }
    return writer.bytes
  }

  /// `detectors.csv`: one row a detector.
  var detectorsFile: [UInt8] {
    var writer = CSVWriter(header: [
      "detector", "trust", "findings", "worst", "missing_share", "zero_share",
      "doubtful_zero_share", "stuck_share", "implausible_share", "mean", "mean_without_zeros", "x",
      "y", "link", "lanes",
    ])
    for summary in check.summaries {
      let detector = check.record.detectors[summary.detector]
      writer.text(summary.id)
      writer.number(FileNumbers.rounded(summary.trust))
      writer.integer(summary.findings)
      writer.text(summary.worst?.word ?? "")
      for value in [
        summary.missingShare, summary.zeroShare, summary.doubtfulZeroShare, summary.stuckShare,
        summary.implausibleShare, summary.mean, summary.meanWithoutZeros,
        detector.place?.x ?? .nan, detector.place?.y ?? .nan,
      ] { writer.number(value.magnitude < 1e6 ? (value * 1e6).rounded() / 1e6 : value) }
      writer.text(detector.link ?? "")
      writer.number(detector.lanes ?? .nan)
      writer.endRow()
    }
    return writer.bytes
  }

  func facts() -> CheckFacts {
    let record = check.record
    let kinds = DetectorFinding.Kind.allCases.compactMap { kind -> CheckFacts.KindLine? in
      let own = check.findings.filter { $0.kind == kind }
      guard !own.isEmpty else { return nil }
      return CheckFacts.KindLine(
        kind: kind.rawValue, findings: own.count,
        detectors: Set(own.map(\.subject)).count,
        serious: own.count { $0.severity == .serious })
    }
    let values = check.summaries.reduce(0.0) { $0 + 1 - $1.missingShare }
    func mean(_ path: (DetectorCheck.Summary) -> Double) -> Double? {
      let own = check.summaries.map(path).filter(\.isFinite)
      return own.isEmpty ? nil : own.reduce(0, +) / Double(own.count)
    }
    return CheckFacts(
      title: title ?? "Which detectors can be trusted?",
      file: source.path == "-"
        ? "standard input" : source.path.split(separator: "/").last.map(String.init) ?? "",
      first: record.index.label(ofStep: 0),
      last: record.index.label(ofStep: max(0, record.stepCount - 1)),
      stepSeconds: record.stepSeconds, steps: record.stepCount,
      measures: record.measures.map(\.rawValue), trust: check.trust,
      zeroShare: check.zeroShare, zeroIsMissing: zeroIsMissing,
      missingShare: 1 - values / Double(max(1, check.summaries.count)),
      mean: mean(\.mean), meanWithoutZeros: mean(\.meanWithoutZeros),
      detectors: check.summaries.map { summary in
        let place = record.detectors[summary.detector].place
        let isUsable = !check.findings.contains {
          $0.detector == summary.detector && $0.kind == .place
        }
        return CheckFacts.DetectorLine(
          id: summary.id, trust: FileNumbers.rounded(summary.trust), findings: summary.findings,
          missingShare: FileNumbers.rounded(summary.missingShare),
          zeroShare: FileNumbers.rounded(summary.zeroShare),
          mean: summary.mean.isFinite ? FileNumbers.rounded(summary.mean) : nil,
          x: isUsable ? place?.x : nil, y: isUsable ? place?.y : nil)
      },
      isGeographic: record.placesAreGeographic, links: mapLinks, kinds: kinds,
      findingCount: check.findings.count,
      seriousCount: check.findings.count { $0.severity == .serious },
      findings: check.findings.prefix(CheckFacts.findingsTold).map { finding in
        CheckFacts.FindingLine(
          subject: finding.subject, kind: finding.kind.rawValue, message: finding.message,
          severity: finding.severity.word,
          from: finding.steps.map { record.index.label(ofStep: $0.lowerBound) },
          to: finding.steps.map { record.index.label(ofStep: $0.upperBound) })
      },
      days: days, notes: record.reading.notes, checkNotes: check.notes,
      rows: record.reading.rows, rejectedRows: record.reading.rejectedRows,
      repeatedRows: record.reading.repeatedRows, supersededRows: record.reading.supersededRows)
  }

  /// Trust day by day of the detectors least trusted that are not wholly out.
  private var days: CheckFacts.Days? {
    let count = check.summaries.count
    guard check.dates.count >= 2, count > 0 else { return nil }
    let shown = check.summaries.filter { $0.trust < 0.999 }
      .sorted { ($0.trust, $0.detector) < ($1.trust, $1.detector) }.prefix(20)
    guard !shown.isEmpty else { return nil }
    let kept = check.dates.indices.suffix(62)
    return CheckFacts.Days(
      dates: kept.map { check.dates[$0].description }, ids: shown.map(\.id),
      trust: shown.map { summary in
        kept.map {
          (check.dailyTrust[$0 * count + summary.detector] * 1_000).rounded() / 1_000
        }
      })
  }

  /// Links as lines, where the network tells places and is small enough for a page.
  private var mapLinks: [[Double]] {
    guard let network, network.links.count <= 2_000 else { return [] }
    return network.links.compactMap { link in
      guard let a = network.coordinates[link.tail], let b = network.coordinates[link.head] else {
        return nil
      }
      return [a.x, a.y, b.x, b.y]
    }
  }

  /// A moment of a controller's clock: `2024-04-15T12:00:00.1`.
  static func clock(milliseconds: Int64) -> String {
    let seconds = milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
    return "\(WallTime(wallSeconds: seconds)).\((milliseconds - seconds * 1_000) / 100)"
  }
}
