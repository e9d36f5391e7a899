import Briefings
import CommandLineInterface
import LinearAlgebra

/// From `forecast.csv` to `requirement.csv`, `schedule.csv` and `coverage.csv`.
struct StaffStep {
  var record: PlanRecord
  var threads: Int

  /// - Throws: `PipelineError` with exit code 75 where no shifts can cover the
  ///   need, naming the intervals or limits.
  func run(_ forecast: [ForecastRow], file: String) throws -> PlanFiles.Result {
    let requirement = record.requirement
    let slots = try ForecastSlot.slots(of: forecast, file: file)
    let service = try ServiceModel(requirement)
    let levels = Set([0.5, requirement.confidence, 0.9, 0.95]).sorted()
    let range = try NeedStep.Range(for: slots, service: service)
    // Every level of certainty is a plan of its own; they share no work.
    let outcomes = parallelMap(levels.count, threads: threads) { k in
      Result {
        let needs = try NeedStep.rows(
          for: slots, service: service, confidence: levels[k], range: range)
        var schedule = record.schedule
        // The program of the plan itself is what other solvers are to check.
        if levels[k] != requirement.confidence { schedule.planning.export = nil }
        return try schedule.cover(needs, slots: slots, service: service)
      }
    }
    var alternatives: [PlanFacts.Alternative] = []
    var chosen: CoveredNeed?
    var notes: [String] = []
    for (level, outcome) in zip(levels, outcomes) {
      switch outcome {
      case .success(let plan):
        alternatives.append(plan.alternative(at: level))
        if level == requirement.confidence { chosen = plan }
      case .failure(let error):
        if level == requirement.confidence { throw error }
        notes.append("No plan was found that is \(Int((level * 100).rounded())) % sure.")
      }
    }
    guard let chosen else { throw PipelineError(.noPlan, "no plan was found.") }
    var result = record.result(chosen, alternatives: alternatives, notes: notes)
    if let share = requirement.answeredShare {
      result.facts.gains = try OneMorePerson(service: service, share: share)
        .gains(slots, people: chosen.coverage.map(\.covered))
    }
    return result
  }
}

extension CoveredNeed {
  /// The plan as one of several that differ in how sure they are.
  func alternative(at confidence: Double) -> PlanFacts.Alternative {
    // Means over all contacts; nil without a target of this kind.
    func mean(_ share: (ShareRange) -> Double) -> Double? {
      var sum = 0.0
      var weight = 0.0
      for (row, need) in zip(coverage, requirement) where row.service.expected.isFinite {
        sum += need.mean * share(row.service)
        weight += need.mean
      }
      return weight > 0 ? (sum / weight * 1e4).rounded() / 1e4 : nil
    }
    return PlanFacts.Alternative(
      confidence: confidence, cost: rounded2(solved.cost.total),
      paidHours: rounded2(solved.paidHours), shifts: solved.shiftCount,
      serviceLevel: mean(\.expected), serviceLow: mean(\.low),
      serviceHigh: mean(\.high))
  }
}
