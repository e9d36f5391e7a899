import Briefings
import CommandLineInterface
import Foundation
import Provenance
import Reports
import Statistics
import Tables
import Traffic

/// From a street network, its demand and today's plans to better ones.
public struct SignalPipeline: Sendable {
  /// Paths; several demands are days that count alike.
  public var network: String
  /// The table of nodes where the network is a table of links.
  public var nodes: String?
  public var demand: [String]
  /// The plan in use; the network's own where nil.
  public var plans: String?
  public var pedestrians: String?
  public var walkSeconds = 7.0
  public var walkingSpeed = 1.07
  /// Seconds since midnight; from the first departure to the last where nil.
  public var period: Range<Double>?
  public var minimumGreen = 5.0
  public var cycles: ClosedRange<Double> = 24...120
  public var simulations = 3000
  /// CPU seconds; the best plan so far is then the answer.
  public var timeLimit: Double?
  /// Per cent of days the plan is made for beyond: 90 for the worst tenth; nil for the mean day.
  public var designDay: Double?
  /// Standard deviation of a day's demand, per cent of the mean; 0 for the demand as it is.
  public var dayToDay = 0.0
  /// The most plans the period may be cut into; 1 for one plan.
  public var dayPlans = 1
  /// Seeds each demand is judged with.
  public var seeds = 10
  public var valueOfTime: Double?
  public var currency = "$"
  public var daysPerYear = 250.0
  public var title: String?
  public var showsValues = false
  public var seed: UInt64 = 1
  public var threads = 1
  public var version: String

  public init(network: String, demand: [String], version: String) {
    self.network = network
    self.demand = demand
    self.version = version
  }

  /// Days around the mean one: the middles of ten equally likely parts of a normal distribution.
  var dayFactors: [Double] {
    let normal = Normal.standard
    return (0..<10).map { max(0.2, 1 + dayToDay / 100 * normal.quantile((Double($0) + 0.5) / 10)) }
  }

  public func run(into folder: String) throws -> RunOutcome {
    let inputs = try SignalInputs(self)
    if inputs.crossing.count == inputs.plan.programs.count,
      let first = inputs.faults.first(where: { inputs.crossing.contains($0.signal) })
    {
      throw PipelineError(
        .data,
        "\(plans ?? network): no signal is left to time: each shows crossing turns the right of "
          + "way at once, the first in \(SignalWords.sentence(first)) Write g for the turn that "
          + "yields, or give them stages of their own.")
    }
    let started = clock()
    let budget = timeLimit.map { Double(CLOCKS_PER_SEC) * $0 }
    func isOver() -> Bool { budget.map { Double(clock() - started) > $0 } ?? false }
    let optimizer = SignalOptimizer(settings: settings(inputs))
    let optimum =
      inputs.samples.count == 1
      ? optimizer.optimum(
        network: inputs.network, demand: inputs.samples[0].demand, plan: inputs.plan,
        period: inputs.period, shouldStop: isOver)
      : optimizer.optimum(
        network: inputs.network, samples: inputs.samples, plan: inputs.plan,
        period: inputs.period, shouldStop: isOver)
    let stopped = isOver()
    let comparison = PlanComparison(
      network: inputs.network, samples: inputs.samples, before: inputs.plan, after: optimum.plan,
      period: inputs.period,
      seeds: (1...UInt64(seeds)).map { seed &+ 10_000 &+ $0 }, threads: threads)
    let day = dayPlans > 1 ? several(inputs, optimum.plan, isOver) : nil
    let record = SignalRecord(
      request: self, inputs: inputs, optimum: optimum, comparison: comparison, day: day,
      stoppedEarly: stopped)
    let facts = record.facts()
    let assembly = FactsAssembly(
      .traffic, verb: SignalFacts.verb, version: version, inputs: inputs.records, seed: seed,
      results: [
        "status": .string(
          stopped ? "time limit" : optimum.keepsGiven ? "plan in use kept" : "improved"),
        "objective": .number(rounded3(facts.delayAfter.value)),
        "delay_before": .number(rounded3(facts.delayBefore.value)),
        "simulations": .integer(Int64(optimum.simulations)),
      ])
    return try assembly.finish(
      facts, files: record.files(facts), into: folder, notes: inputs.notes, summary: summary(facts))
  }

  /// Several plans over the period, each kept as the one plan where none is better.
  private func several(
    _ inputs: SignalInputs, _ plan: SignalPlan, _ isOver: () -> Bool
  ) -> DayPlans {
    var day = DayPlans.Settings()
    day.maximumPlans = dayPlans
    day.search = settings(inputs)
    return DayPlans(
      network: inputs.network, samples: inputs.samples, plan: plan, settings: day,
      shouldStop: isOver)
  }

  private func settings(_ inputs: SignalInputs) -> SignalOptimizer.Settings {
    var settings = SignalOptimizer.Settings()
    settings.minimumGreen = minimumGreen
    settings.stageMinimums = inputs.stageMinimums
    settings.kept = inputs.crossing
    settings.cycles = cycles
    settings.simulations = simulations
    settings.seed = seed
    settings.threads = threads
    if let designDay { settings.objective = .tailMean(designDay / 100) }
    return settings
  }

  private func summary(_ facts: SignalFacts) -> [String] {
    let before = PlainWords.number(facts.delayBefore.value, digits: 1)
    let later = facts.stretches.isEmpty ? [] : [SignalBriefing.severalPlans(facts)]
    guard !facts.keepsGiven else {
      return ["The plan in use is kept: no plan beats its \(before) s a vehicle by 2 %."] + later
    }
    let interval = facts.saved.low.flatMap { low in
      facts.saved.high.map { " (\(PlainWords.range(low, $0, digits: 1)) s less, 95 %)" }
    }
    return [
      "\(PlainWords.number(facts.delayAfter.value, digits: 1)) s lost a vehicle instead of "
        + "\(before) s\(interval ?? ""), over \(comparisonWords(facts)).",
      facts.losers.isEmpty
        ? "No movement loses a second or more."
        : "\(PlainWords.count(facts.losers.count, "movement")) of \(facts.movements.count) wait "
          + "longer by a second or more.",
    ] + later
  }

  private func comparisonWords(_ facts: SignalFacts) -> String {
    "\(PlainWords.count(facts.demands * facts.seeds, "pair")) of simulated runs"
  }
}

/// Three digits after the point, so that files show no noise.
func rounded3(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
