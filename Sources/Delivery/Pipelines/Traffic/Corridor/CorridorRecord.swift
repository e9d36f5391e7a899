import Briefings
import Foundation
import Provenance
import Reports
import Statistics
import Tables
import Traffic

/// What was found for a corridor, as the facts of its report.
struct CorridorRecord {
  let recipe: CorridorRecipe
  let inputs: CorridorInputs
  let demands: [CorridorDemand]
  let plans: [CorridorPlan]

  typealias Estimate = CorridorFacts.Estimate

  func facts(notes: [String]) -> CorridorFacts {
    let periods = zip(demands, plans).map { period($0, $1) }
    let worth = worth(periods)
    let checked = demands.filter { $0.outlook.error.isFinite }
    let share = { (value: (CorridorDemand) -> Double) in
      checked.isEmpty ? .nan : checked.reduce(0) { $0 + value($1) } / Double(checked.count)
    }
    return CorridorFacts(
      title: recipe.title, span: inputs.span, firstDay: inputs.firstDay, lastDay: inputs.lastDay,
      detectors: inputs.detectorFacts, zeroShare: inputs.zeroShare,
      zerosAreMissing: recipe.detectors.zeroIsMissing,
      check: .init(
        error: rounded(share { $0.outlook.error }),
        baselineError: rounded(share { $0.outlook.baselineError }),
        days: checked.reduce(0) { $0 + $1.outlook.daysChecked },
        weeks: recipe.forecast.backtestWeeks),
      periods: periods, bottlenecks: bottlenecks,
      districts: effects(of: inputs.map.districts), streets: effects(of: inputs.map.linkNames),
      worth: worth,
      unserved: rounded(
        demands.first?.estimate.assignment.unreachable.reduce(0) { $0 + $1.trips } ?? 0),
      assumptions: assumptions, notes: notes)
  }

  func rounded(_ value: Double) -> Double { FileNumbers.rounded(value) }

  /// The mean of some days, and the range that holds 8 in 10 of them.
  private func estimate(_ values: [Double]) -> Estimate {
    let quantiles = Quantiles(values)
    return Estimate(
      rounded(quantiles.mean), low: rounded(quantiles.at(0.1)), high: rounded(quantiles.at(0.9)))
  }

  private func period(_ demand: CorridorDemand, _ plan: CorridorPlan) -> CorridorFacts.Period {
    let runs = plan.comparison.runs
    let saved = runs.map { $0.saved * Double($0.before.vehicles) / 3600 }
    let mean = saved.reduce(0, +) / Double(max(1, saved.count))
    // Student's t at 97.5 % with few days is wider than the normal's 1.96.
    let error = plan.comparison.standardError { $0.saved * Double($0.before.vehicles) / 3600 } ?? 0
    let student = try? StudentT(degreesOfFreedom: Double(max(1, saved.count - 1)))
    let reach = error * (student?.quantile(0.975) ?? 1.96)
    let fit = { (fit: CountFit) in self.rounded(fit.shareBelowGEH5) }
    return CorridorFacts.Period(
      name: demand.period.name, from: demand.period.from, to: demand.period.to,
      trips: Estimate(
        rounded(demand.trips), low: rounded(demand.trips * demand.outlook.factor(at: 0.1)),
        high: rounded(demand.trips * demand.outlook.factor(at: 0.9))),
      busyTrips: rounded(demand.trips * demand.outlook.factor(at: recipe.signals.busyDay)),
      fitBefore: fit(demand.estimate.priorFit), fitAfter: fit(demand.estimate.fit),
      fitLeftOut: fit(demand.estimate.leftOutFit),
      relativeGap: demand.estimate.assignment.relativeGap,
      delayBefore: estimate(runs.map(\.before.delay)),
      delayAfter: estimate(runs.map(\.after.delay)), saved: estimate(saved),
      meanSaved: Estimate(rounded(mean), low: rounded(mean - reach), high: rounded(mean + reach)),
      keepsPlan: plan.optimum.keepsGiven, daysBetter: runs.count { $0.saved > 0 },
      daysPlayed: runs.count,
      leftBefore: estimate(runs.map { Double($0.before.unfinished) }).value,
      leftAfter: estimate(runs.map { Double($0.after.unfinished) }).value,
      signals: signals(plan), map: map(demand), mapBefore: map(demand, plan, \.before),
      mapAfter: map(demand, plan, \.after), diagram: diagram(plan))
  }

  private func signals(_ plan: CorridorPlan) -> [CorridorFacts.Signal] {
    let streets = inputs.map.streets
    return streets.plan.programs.indices.compactMap { place in
      let id = streets.plan.programs[place].id
      guard let old = plan.before.program(id), let new = plan.optimum.plan.program(id) else {
        return nil
      }
      let turns = streets.turns(ofSignal: place).map(\.turn)
      func delays(_ outcome: (PlanComparison.Run) -> CorridorModel.Outcome) -> [Double] {
        plan.comparison.runs.map { run in
          let outcome = outcome(run)
          let passed = turns.reduce(0) { $0 + outcome.passedByTurn[$1] }
          return passed > 0 ? outcome.delayBySignal[place] / Double(passed) : 0
        }
      }
      let before = estimate(delays(\.before))
      let after = estimate(delays(\.after))
      let grade = { LevelOfService(controlDelay: $0, volumeToCapacity: 0).rawValue }
      return CorridorFacts.Signal(
        id: id, name: inputs.map.nodeNames[inputs.map.signalNodes[place]],
        cycleBefore: plan.before.programs[old].cycle,
        cycleAfter: plan.optimum.plan.programs[new].cycle,
        offsetBefore: plan.before.programs[old].offset,
        offsetAfter: plan.optimum.plan.programs[new].offset, delayBefore: before,
        delayAfter: after, gradeBefore: grade(before.value), gradeAfter: grade(after.value))
    }
  }

  /// Delay of groups of streets on a working day, under both plans; days as busy as each other
  /// in every period make one day.
  private func effects(of groups: [String]) -> [CorridorFacts.Effect] {
    let streets = inputs.map.streets
    let names = Set(groups).filter { !$0.isEmpty }.sorted()
    let place = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let laneGroup = streets.lanes.map { place[groups[$0.street]] }
    let days = recipe.signals.playedDays
    var before = [[Double]](repeating: .init(repeating: 0, count: days), count: names.count)
    var after = before
    var vehicles = [Double](repeating: 0, count: names.count)
    for plan in plans {
      for (day, run) in plan.comparison.runs.enumerated() {
        for (lane, group) in laneGroup.enumerated() {
          guard let group else { continue }
          before[group][day] += run.before.delayByLane[lane] / 3600
          after[group][day] += run.after.delayByLane[lane] / 3600
          for turn in streets.lanes[lane].turns {
            vehicles[group] += Double(run.before.passedByTurn[turn]) / Double(days)
          }
        }
      }
    }
    return names.indices.map { group in
      CorridorFacts.Effect(
        name: names[group], before: estimate(before[group]).value,
        change: estimate(zip(before[group], after[group]).map { $1 - $0 }),
        vehicles: rounded(vehicles[group]))
    }.sorted { ($0.change.value, $0.name) < ($1.change.value, $1.name) }
  }

  private func worth(_ periods: [CorridorFacts.Period]) -> CorridorFacts.Worth {
    let value = recipe.value
    let yearly = { (hours: Double) in
      hours * value.occupants * value.hourValue * value.daysPerYear
    }
    let sum = { (part: (Estimate) -> Double) in
      periods.reduce(0) { $0 + ($1.keepsPlan ? 0 : part($1.meanSaved)) }
    }
    let changed = Set(periods.filter { !$0.keepsPlan }.flatMap { $0.signals.map(\.id) })
    let cost = Double(changed.count) * value.costPerSignal
    // Worth today of one a year, the last year counted in part.
    let whole = Int(value.years)
    var annuity = (0..<whole).reduce(0.0) { $0 + pow(1 + value.discount, -Double($1 + 1)) }
    annuity += (value.years - Double(whole)) * pow(1 + value.discount, -value.years)
    func ratio(_ hours: Double) -> Double { cost > 0 ? rounded(yearly(hours) * annuity / cost) : 0 }
    let (mid, low, high) = (sum(\.value), sum(\.low), sum(\.high))
    return CorridorFacts.Worth(
      currency: value.currency,
      yearly: Estimate(
        rounded(yearly(mid)), low: rounded(yearly(low)), high: rounded(yearly(high))),
      cost: rounded(cost), years: value.years,
      ratio: Estimate(ratio(mid), low: ratio(low), high: ratio(high)))
  }

  /// The links that lose most time on the days played under today's plans.
  private var bottlenecks: [CorridorFacts.Bottleneck] {
    let shown = 10
    let (roads, streets) = (inputs.map.roads, inputs.map.streets)
    var all: [CorridorFacts.Bottleneck] = []
    for (demand, plan) in zip(demands, plans) {
      // Vehicle-hours lost by day and link.
      let byDay = plan.comparison.runs.map { run in
        var lost = [Double](repeating: 0, count: streets.streets.count)
        for (lane, delay) in run.before.delayByLane.enumerated() {
          lost[streets.lanes[lane].street] += delay / 3600
        }
        return lost
      }
      let worst = byDay.map { lost in
        Set(lost.indices.sorted { (lost[$1], $0) < (lost[$0], $1) }.prefix(shown))
      }
      for link in streets.streets.indices {
        let delay = estimate(byDay.map { $0[link] })
        guard delay.value > 0 else { continue }
        let flows = Quantiles(demand.levels.map { $0.flows[link] })
        let capacity = roads.links[link].capacity
        let flow = demand.estimate.assignment.flows[link]
        all.append(
          .init(
            street: inputs.stretchNames[link], period: demand.period.name,
            flow: Estimate(
              rounded(flow), low: rounded(flows.at(0.1)), high: rounded(flows.at(0.9))),
            ratio: Estimate(
              rounded(flow / capacity), low: rounded(flows.at(0.1) / capacity),
              high: rounded(flows.at(0.9) / capacity)),
            delay: delay,
            yearlyCost: rounded(
              delay.value * recipe.value.occupants * recipe.value.hourValue
                * recipe.value.daysPerYear),
            rankShare: rounded(Double(worst.count { $0.contains(link) }) / Double(worst.count))))
      }
    }
    return Array(
      all.sorted { ($1.delay.value, $0.street) < ($0.delay.value, $1.street) }.prefix(shown))
  }

  private var assumptions: [PlanFacts.Assumption] {
    var list: [PlanFacts.Assumption] = []
    func add(_ statement: String, _ value: String, _ name: String) {
      list.append(
        .init(statement: statement, value: value, source: recipe.sources[name] ?? "the recipe"))
    }
    let value = recipe.value
    add(
      "An hour of one person is worth", PlainWords.money(value.hourValue, sign: value.currency),
      "hourValue")
    add("People in a vehicle", PlainWords.number(value.occupants), "occupants")
    add("Working days of a year", PlainWords.number(value.daysPerYear), "daysPerYear")
    add(
      "Retiming a signal costs", PlainWords.money(value.costPerSignal, sign: value.currency),
      "costPerSignal")
    add("Years until the next retiming", PlainWords.number(value.years), "years")
    add("Yearly discount", PlainWords.percent(value.discount, digits: 1), "discount")
    add(
      "Shortest green of a stage", "\(PlainWords.number(recipe.signals.minimumGreen)) seconds",
      "minimumGreen")
    return list
  }
}
