import Briefings
import Forecasting
import TimeSeries

extension ForecastFacts.Model {
  init(_ outcome: SeriesForecast) {
    let members = outcome.members.map { member -> String in
      switch member.status {
      case .used: "\(member.titled): used"
      case .pruned: "\(member.titled): left out, it tested worse than the others"
      case .rejected: "\(member.titled): left out, its forecast lay far from the others"
      case .failed(let reason): "\(member.titled): not possible, \(reason)"
      }
    }
    self.init(
      id: outcome.id, model: outcome.modelName, members: members,
      fallbacks: outcome.fallbacks.map { "\($0.from) gave way to \($0.to): \($0.reason)" })
  }
}

extension DataFacts {
  /// Steps of days on which the place was closed are not expected to have a value.
  init(_ loaded: LoadedSeries, unit: String, days: DayKinds?) {
    let panel = loaded.panel
    let index = panel.index
    let quality = panel.quality
    // What concerns the reader of a report: not how to call the program.
    var notes = quality.notes.compactMap { note -> String? in
      let sentences = note.split(separator: ". ").filter {
        !$0.contains("--") && !$0.contains("have no value")
      }
      guard let last = sentences.last else { return nil }
      return sentences.joined(separator: ". ") + (last.hasSuffix(".") ? "" : ".")
    }
    let closed = days?.closedMissingSteps(of: panel) ?? 0
    if closed > 0 {
      notes.append("\(closed) more fall on closed days, where nothing is counted.")
    }
    let zone: String? = if case .zoned(let rules) = index.domain { rules.identifier } else { nil }
    self.init(
      file: loaded.record.path.split(separator: "/").last.map(String.init) ?? loaded.record.path,
      fingerprint: loaded.fingerprint, unit: unit, step: index.frequency.noun,
      stepSeconds: index.frequency.isSubDaily ? index.durationSeconds(ofStep: 0) : nil,
      rowsRead: quality.rowsRead + loaded.rejectedCount, rowsRejected: loaded.rejectedCount,
      stepsExpected: quality.stepsExpected - closed, stepsMissing: quality.stepsMissing - closed,
      seriesCount: panel.series.count, firstLabel: index.label(ofStep: 0),
      lastLabel: index.label(ofStep: max(0, index.count - 1)), timeZone: zone,
      notes: notes)
  }
}

extension MemberOutcome {
  /// The fit's name with what the family does: "mstl(142), decomposition by loess".
  fileprivate var titled: String {
    title.map { "\(modelName), \($0)" } ?? modelName
  }
}

extension TimeIndex {
  /// A season in words: "week (142 half hours)", or the bare count of steps.
  func words(season: Int) -> String {
    let noun = frequency.noun
    let count = "\(season) \(noun.hasSuffix("s") ? noun : noun + "s")"
    guard let seconds = frequency.isSubDaily ? durationSeconds(ofStep: 0) : nil else {
      return count
    }
    if season == opening?.openPerWeek ?? (7 * 86_400 / seconds) { return "week (\(count))" }
    if season == opening?.commonOpenPerDay ?? (86_400 / seconds) { return "day (\(count))" }
    return count
  }
}
