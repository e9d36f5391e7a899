import Briefings
import Queueing

/// The recipe's service as a queue: what the intervals need, and what people give them.
struct ServiceModel: Sendable {
  let queue: ContactQueue
  let target: ServiceTarget
  let shrinkage: Shrinkage
  private let minimumAgents: Int
  private let method: StaffingRecipe.RequirementPart.Method
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
      method = part.method
    } catch { throw PipelineError(.data, "requirement: \(error).") }
  }

  /// The people to schedule for each interval, shrinkage included.
  func required(_ slots: [ForecastSlot], confidence: Double) throws -> [Int] {
    var people = [Int](repeating: 0, count: slots.count)
    for stretch in stretches(slots, joined: method == .timeVarying) {
      do {
        let rates = try stretch.map { try rate(of: slots[$0]).quantile(confidence) }
        let agents = try agentsRequired(rates, seconds: slots[stretch.lowerBound].seconds)
        for (k, agents) in zip(stretch, agents) where !slots[k].isClosed {
          people[k] = shrinkage.rostered(agents: max(agents, minimumAgents))
        }
      } catch {
        throw PipelineError(.noPlan, "\(slots[stretch.lowerBound].row.start.text): \(error).")
      }
    }
    return people
  }

  /// The people to schedule were the forecast's means the rates, each interval by itself.
  func requiredForMeans(_ slots: [ForecastSlot]) throws -> [Int] {
    try slots.map { slot in
      guard !slot.isClosed else { return 0 }
      let agents = try queue.agentsRequired(
        arrivalRatePerHour: rate(of: slot).mean, target: target)
      return shrinkage.rostered(agents: max(agents, minimumAgents))
    }
  }

  /// People who must be there whatever a missed contact is worth: the recipe's fewest, and
  /// those without whom the others would be busier than they may be at the mean rate.
  func floors(_ slots: [ForecastSlot]) throws -> [Int] {
    try slots.map { slot in
      guard !slot.isClosed else { return 0 }
      var agents = minimumAgents
      if let most = target.maximumOccupancy {
        let rate = try rate(of: slot).mean
        agents = max(
          agents,
          try queue.agentsRequired(
            arrivalRatePerHour: rate, target: ServiceTarget(maximumOccupancy: most)))
      }
      return shrinkage.rostered(agents: agents)
    }
  }

  /// The whole persons at work of those on the schedule.
  func agents(_ people: Int) -> Int {
    Int((shrinkage.present(rostered: people) + 1e-9).rounded(.down))
  }

  /// What `people` on the schedule give each interval. Those at work are the whole
  /// number below what shrinkage leaves.
  func performance(_ slots: [ForecastSlot], people: [Int]) throws -> [Measures] {
    var measures = [Measures](repeating: Measures(), count: slots.count)
    for stretch in stretches(slots, joined: method == .timeVarying) {
      let agents = stretch.map { self.agents(people[$0]) }
      do {
        let found = try performance(Array(slots[stretch]), agents: agents)
        for (k, found) in zip(stretch, found) where !slots[k].isClosed { measures[k] = found }
      } catch {
        throw PipelineError(.software, "\(slots[stretch.lowerBound].row.start.text): \(error).")
      }
    }
    return measures
  }

  /// Intervals of one unit that follow each other without a gap and are of one length:
  /// what one leaves behind, the next one meets.
  func stretches(_ slots: [ForecastSlot], joined: Bool) -> [Range<Int>] {
    var list: [Range<Int>] = []
    var start = 0
    for k in slots.indices {
      let goesOn =
        k + 1 < slots.count && joined
        && slots[k + 1].row.id == slots[k].row.id
        && slots[k + 1].row.start.position == slots[k].end.position
        && slots[k + 1].seconds == slots[k].seconds
        && !slots[k + 1].isClosed && !slots[k].isClosed
      if !goesOn {
        list.append(start..<k + 1)
        start = k + 1
      }
    }
    return list
  }

  /// Above this load, in erlangs, chance matters little beside the course of the load, and
  /// the forward equations take long: the offered load stands in for them.
  private static let largestExactLoad = 400.0

  private func agentsRequired(_ rates: [Double], seconds: Int) throws -> [Int] {
    guard rates.count > 1 else {
      return try rates.map { try queue.agentsRequired(arrivalRatePerHour: $0, target: target) }
    }
    let day = try day(rates, seconds: seconds)
    let peak = queue.offeredLoad(arrivalRatePerHour: rates.max() ?? 0)
    return try day.agentsRequired(
      target: target,
      method: peak > Self.largestExactLoad ? .modifiedOfferedLoad(.mean) : .forwardEquations)
  }

  private func day(_ rates: [Double], seconds: Int) throws -> TimeVaryingQueue {
    try TimeVaryingQueue(
      rate: ArrivalRate(perHour: rates, intervalSeconds: Double(seconds)),
      service: .exponential(mean: queue.meanHandleTime), meanPatience: queue.meanPatience,
      intervalSeconds: Double(seconds))
  }

  private func performance(_ slots: [ForecastSlot], agents: [Int]) throws -> [Measures] {
    let rates = try slots.map { try rate(of: $0) }
    let peak = queue.offeredLoad(arrivalRatePerHour: rates.map(\.mean).max() ?? 0)
    if slots.count == 1 || peak > Self.largestExactLoad {
      return try zip(rates, agents).map { try steady($0, agents: $1) }
    }
    // Five equally likely days, from quiet to busy, each quiet or busy throughout.
    let chances = [0.1, 0.3, 0.5, 0.7, 0.9]
    let days = try chances.map { chance in
      try day(rates.map { $0.quantile(chance) }, seconds: slots[0].seconds)
        .performance(agents: agents, answer: target.answer).intervals
    }
    return slots.indices.map { k in
      let found = days.map { $0[k] }
      func range(_ share: (ServiceMeasures) -> Double, risesWithDemand: Bool) -> ShareRange {
        var sum = 0.0
        var weight = 0.0
        for interval in found {
          sum += interval.arrivals * share(interval.service)
          weight += interval.arrivals
        }
        let (quiet, busy) = (share(found[0].service), share(found[4].service))
        return ShareRange(
          expected: weight > 0 ? sum / weight : quiet, low: risesWithDemand ? quiet : busy,
          high: risesWithDemand ? busy : quiet)
      }
      var measures = Measures()
      measures.occupancy = range(\.occupancy, risesWithDemand: true)
      measures.abandonment = range(\.abandonment, risesWithDemand: true)
      if target.answer != nil {
        measures.service = range(\.answeredInTime, risesWithDemand: false)
      }
      return measures
    }
  }

  /// An interval by itself.
  private func steady(_ rate: RateDistribution, agents: Int) throws -> Measures {
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
  }

  /// The arrival rate the forecast leaves possible: the spread of the count less
  /// what chance alone would give a known rate.
  func rate(of slot: ForecastSlot) throws -> RateDistribution {
    let deviation = slot.row.standardDeviation
    let rate = try RateDistribution(
      countMean: max(0, slot.row.mean), countVariance: deviation * deviation,
      intervalSeconds: Double(slot.seconds))
    return volume == 1
      ? rate
      : try RateDistribution(mean: rate.mean * volume, variance: rate.variance * volume * volume)
  }
}
