import Briefings
import Queueing

/// The recipe's service as a queue: what an interval needs, and what people give it.
struct ServiceModel: Sendable {
  private let queue: ContactQueue
  private let target: ServiceTarget
  private let shrinkage: Shrinkage
  private let minimumAgents: Int
  /// The arrivals are those of the forecast times this.
  let volume: Double

  /// What the callers of an interval meet: expected over what the forecast leaves
  /// open, and at both ends of the rate's 80 % interval.
  struct Measures {
    var service = ShareRange.unknown
    var occupancy = ShareRange.unknown
    var abandonment = ShareRange.unknown
  }

  init(_ part: StaffingRecipe.RequirementPart, volume: Double = 1) throws {
    self.volume = volume
    do {
      queue = try ContactQueue(
        meanHandleTime: part.meanHandleSeconds, meanPatience: part.patienceSeconds)
      let answer: ServiceTarget.AnswerTime? =
        if let share = part.answeredShare, let within = part.withinSeconds {
          ServiceTarget.AnswerTime(share: share, seconds: within)
        } else { nil }
      target = ServiceTarget(
        answer: answer, maximumAbandonment: part.maximumAbandonment,
        maximumMeanWait: part.maximumWaitSeconds, maximumOccupancy: part.maximumOccupancy)
      try target.validate(customersAbandon: part.patienceSeconds != nil)
      shrinkage = try Shrinkage(part.shrinkage)
      minimumAgents = part.minimumAgents
    } catch { throw PipelineError(.data, "requirement: \(error).") }
  }

  /// The people to schedule for each interval, shrinkage included.
  func required(_ slots: [ForecastSlot], confidence: Double) throws -> [Int] {
    try slots.map { slot in
      if slot.isClosed { return 0 }
      do {
        let agents = try queue.agentsRequired(
          rate: rate(of: slot), target: target, confidence: confidence)
        return shrinkage.rostered(agents: max(agents, minimumAgents))
      } catch {
        throw PipelineError(.noPlan, "\(slot.row.start.text): \(error).")
      }
    }
  }

  /// What `people` on the schedule give each interval. Those at work are the whole
  /// number below what shrinkage leaves.
  func performance(_ slots: [ForecastSlot], people: [Int]) throws -> [Measures] {
    try zip(slots, people).map { try performance($0, people: $1) }
  }

  private func performance(_ slot: ForecastSlot, people: Int) throws -> Measures {
    if slot.isClosed { return Measures() }
    let agents = Int((shrinkage.present(rostered: people) + 1e-9).rounded(.down))
    do {
      let rate = try rate(of: slot)
      let expected = try queue.expectedService(agents: agents, rate: rate, answer: target.answer)
      let quiet = try queue.service(
        agents: agents, arrivalRatePerHour: rate.quantile(0.1), answer: target.answer)
      let busy = try queue.service(
        agents: agents, arrivalRatePerHour: rate.quantile(0.9), answer: target.answer)
      var measures = Measures()
      measures.occupancy = ShareRange(
        expected: expected.occupancy, low: quiet.occupancy, high: busy.occupancy)
      measures.abandonment = ShareRange(
        expected: expected.abandonment, low: quiet.abandonment, high: busy.abandonment)
      if target.answer != nil {
        measures.service = ShareRange(
          expected: expected.answeredInTime, low: busy.answeredInTime,
          high: quiet.answeredInTime)
      }
      return measures
    } catch {
      throw PipelineError(.software, "\(slot.row.start.text): \(error).")
    }
  }

  /// The arrival rate the forecast leaves possible: the spread of the count less
  /// what chance alone would give a known rate.
  private func rate(of slot: ForecastSlot) throws -> RateDistribution {
    let deviation = slot.row.standardDeviation
    let rate = try RateDistribution(
      countMean: max(0, slot.row.mean), countVariance: deviation * deviation,
      intervalSeconds: Double(slot.seconds))
    return volume == 1
      ? rate
      : try RateDistribution(mean: rate.mean * volume, variance: rate.variance * volume * volume)
  }
}
