import Briefings
import LinearAlgebra
import Provenance
import Tables
import Traffic

/// From a road network and its demand to the flows on every street, and what a change of
/// either would do.
public struct AssignPipeline: Sendable {
  public var request: AssignRequest
  public var version: String
  /// Told how far the work has come, in hundredths.
  public var progress: (@Sendable (Int) -> Void)?
  /// Asked between parts of the work; true ends it soon after, with the gap reached.
  public var shouldStop: (@Sendable () -> Bool)?

  public init(_ request: AssignRequest, version: String) {
    self.request = request
    self.version = version
  }

  /// A folder of answers, and what of the question they leave open.
  public struct Answer: Sendable {
    public let outcome: RunOutcome
    /// The gap asked for was not reached in time; nil where it was.
    public let shortfall: PipelineError?
  }

  public func run(into folder: String) throws -> Answer {
    guard request.samples == 0 || request.samples >= AssignRun.fewestDraws else {
      throw PipelineError(
        .usage,
        "--samples \(request.samples): fewer than \(AssignRun.fewestDraws) draws say nothing of a "
          + "range. Give more, or 0 for no ranges.")
    }
    let inputs = try AssignInputs(request)
    // What was asked in vain is said before long work, not after it.
    let selected = try request.selectLink.flatMap {
      try AssignChange.links($0, in: inputs.network, option: "select-link")
    }
    if request.hasChange {
      _ = try AssignChange(request, network: inputs.network, classes: inputs.classes)
    }
    let earlier = try request.earlier.map {
      try OriginFlowsFile.read(folder: $0, network: inputs.network, classes: inputs.classes)
    }
    let run = try AssignRun(
      request, inputs, from: earlier, shouldStop: shouldStop, progress: progress)
    let record = AssignRecord(run, selected: selected)
    let facts = record.facts
    var notes = inputs.notes
    if run.keepsPartialSamples { notes.append(run.sampleNote) }
    let assembly = FactsAssembly(
      .traffic, verb: "assign", version: version, inputs: inputs.records, seed: request.seed,
      results: [
        "status": .string(facts.convergence.status.rawValue),
        "relative_gap": .number(facts.convergence.reached),
        "objective": .number(run.final.rounds.last?.objective ?? 0),
        "bound": .number(run.final.rounds.last?.lowerBound ?? 0),
        "total_time_hours": .number(facts.totals.hours.value),
        "delay_hours": .number(facts.totals.delayHours.value),
        "unserved_trips": .number(facts.unserved), "options": options,
      ])
    let outcome = try assembly.finish(
      facts, files: AssignFiles(record).files, into: folder, notes: notes, summary: summary(facts))
    return Answer(outcome: outcome, shortfall: shortfall(facts))
  }

  /// Options that shape the answer, for who wants to repeat it.
  private var options: JSONValue {
    .object([
      "close": .array(request.close.map { .string($0) }),
      "capacity": .array(request.capacity.map { .string($0) }),
      "toll": .array(request.toll.map { .string($0) }),
      "demand_factor": .number(request.demandFactor),
      "demand_cv": .number(request.demandSpread),
      "samples": .integer(Int64(request.samples)),
      "value_of_time": .number(request.valueOfTime),
      "time_unit": .string(request.timeUnit.rawValue),
      "system_optimum": .bool(request.isSystemOptimum),
      "gap": .number(request.relativeGap),
    ])
  }

  private func shortfall(_ facts: AssignFacts) -> PipelineError? {
    let convergence = facts.convergence
    let reached =
      "the flows are \(convergence.reached) from equilibrium where \(convergence.asked) "
      + "was asked for (relative gap)"
    switch convergence.status {
    case .converged: return nil
    case .timeLimit:
      return PipelineError(
        .noPlan,
        "the time limit of \(AssignWords.vehicles(request.timeLimit ?? 0)) seconds ended the work: "
          + "\(reached). The folder holds these flows. Give more time, or a wider --gap.")
    case .roundLimit:
      return PipelineError(
        .noPlan,
        "the work ended after \(convergence.rounds) rounds: \(reached). The folder holds these "
          + "flows. Capacities far below the demand are the usual reason.")
    }
  }

  private func summary(_ facts: AssignFacts) -> [String] {
    func hours(_ span: AssignFacts.Span) -> String {
      AssignBriefing.hours(span)
    }
    var lines = [
      "\(AssignBriefing.vehicles(facts.served)) trips spend \(hours(facts.totals.hours)) on the "
        + "road, \(hours(facts.totals.delayHours)) of them lost to congestion.",
      "Relative gap \(facts.convergence.reached) after \(facts.convergence.rounds) rounds "
        + "(asked for \(facts.convergence.asked)).",
    ]
    if let change = facts.change {
      lines.append("Against today: \(AssignBriefing.signedHours(change.hours)) in all.")
    }
    if let estimate = facts.estimate {
      lines.append(
        "Demand fitted to \(estimate.counts.count) counts: error "
          + "\(AssignBriefing.percent(estimate.prior.relativeError)) before, "
          + "\(AssignBriefing.percent(estimate.fit.relativeError)) after, "
          + "\(AssignBriefing.percent(estimate.leftOut.relativeError)) where a count is left out.")
    }
    if facts.unserved > 0 {
      lines.append(
        "\(AssignBriefing.vehicles(facts.unserved)) trips of \(facts.unservedPairs) pairs of zones "
          + "have no path and are in \(AssignFiles.unserved), not in the totals.")
    }
    return lines
  }
}
