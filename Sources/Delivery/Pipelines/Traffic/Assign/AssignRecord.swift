import Briefings
import LinearAlgebra
import Provenance
import Statistics
import Traffic

/// What the assignments of a run say, in the units people read.
struct AssignRecord {
  let run: AssignRun
  let selection: SelectedTraffic?
  let selectedLinks: [Int]
  /// Quantiles by link, 10 % and 90 %; empty without draws.
  let flowRanges: [[Double]]
  let delayRanges: [[Double]]
  let zones: ZoneEffects?

  private var network: RoadNetwork { run.final.network }
  var hours: Double { run.request.timeUnit.hours }

  init(_ run: AssignRun, selected: [Int]) {
    self.run = run
    selectedLinks = selected
    selection =
      selected.isEmpty ? nil : run.final.selecting(selected, threads: run.request.threads)
    flowRanges = run.samples?.quantiles([0.1, 0.9], of: \.flows) ?? []
    delayRanges = run.samples?.quantiles([0.1, 0.9], of: \.delays) ?? []
    zones =
      run.change == nil
      ? nil : ZoneEffects(before: run.base, after: run.final, threads: run.request.threads)
  }

  var facts: AssignFacts {
    let final = run.final
    let delays = final.delays
    let order = delays.indices.filter { delays[$0] > 0 }.sorted {
      (delays[$0], $1) > (delays[$1], $0)
    }
    let pairs = final.unreachable.sorted {
      ($0.trips, $1.origin, $1.destination) > ($1.trips, $0.origin, $0.destination)
    }
    return AssignFacts(
      title: run.request.title ?? "Where the traffic goes",
      period: run.request.period,
      network: .init(
        file: run.inputs.records[0].fileName, format: run.inputs.format, nodes: network.nodeCount,
        links: network.links.count, zones: network.zoneCount),
      classNames: final.classes.count > 1 ? final.classes.map(\.name) : [],
      isSystemOptimum: run.request.isSystemOptimum,
      convergence: convergence, served: final.servedTrips,
      unserved: final.unreachable.reduce(0) { $0 + $1.trips },
      unservedPairs: final.unreachable.count,
      unservedExamples: pairs.prefix(10).map {
        .init(
          from: network.zoneName($0.origin), to: network.zoneName($0.destination), trips: $0.trips)
      },
      totals: totals(final, run.samples),
      bottlenecks: order.prefix(15).map { line($0, delays[$0]) },
      overloaded: network.links.indices.count { ratio($0).map { $0 > 1 } ?? false },
      change: changeFacts, selection: selectionFacts, estimate: estimateFacts,
      valueOfTime: run.request.valueOfTime, demandSpread: run.request.demandSpread,
      samples: run.samples?.count ?? 0, samplesWanted: run.request.samples,
      sampleGap: AssignRun.sampleGap(run.request), notes: run.inputs.notes,
      map: map)
  }

  /// Roads whose two ends have a place; connectors of zones are no roads.
  private var map: AssignMap? {
    let changed = Set(run.change?.links ?? [])
    let drawn = network.links.indices.filter { link in
      let values = network.links[link]
      return values.tail != values.head && network.coordinates[values.tail] != nil
        && network.coordinates[values.head] != nil && network.isThrough[values.tail]
        && network.isThrough[values.head]
    }
    guard !drawn.isEmpty else { return nil }
    func change(_ link: Int) -> Double { run.final.flows[link] - run.base.flows[link] }
    // Half for what carries most, half for what changes most.
    let byFlow = drawn.sorted { (run.final.flows[$0], $1) > (run.final.flows[$1], $0) }
    var kept = Set(byFlow.prefix(AssignMap.maximumRoads / (run.change == nil ? 1 : 2)))
    kept.formUnion(changed.intersection(drawn))
    if run.change != nil {
      let byChange = drawn.sorted { (abs(change($0)), $1) > (abs(change($1)), $0) }
      for link in byChange where kept.count < AssignMap.maximumRoads { kept.insert(link) }
    }
    return AssignMap(
      roads: kept.sorted().map { link in
        let ends = [network.links[link].tail, network.links[link].head].compactMap {
          network.coordinates[$0]
        }
        return .init(
          name: network.linkName(link), ends: ends.flatMap { [$0.x, $0.y] },
          flow: run.final.flows[link], ratio: ratio(link),
          change: run.change == nil ? nil : change(link), isChanged: changed.contains(link))
      }, roadCount: drawn.count, isDegrees: isDegrees)
  }

  /// Files do not say what their coordinates are. Numbers that are degrees of a place west of
  /// Greenwich are hardly anything else; others are so where the file's kind says so.
  private var isDegrees: Bool {
    let places = network.coordinates.compactMap { $0 }
    let fits = places.allSatisfy { abs($0.x) <= 180 && abs($0.y) <= 90 }
    return fits && (run.inputs.hasLongitudes || places.contains { $0.x < 0 })
  }

  /// The gap of the flows shown; of a change, the worse of the two.
  private var convergence: AssignFacts.Convergence {
    let both = run.change == nil ? [run.final] : [run.base, run.final]
    let reached = both.map { $0.rounds.last?.relativeGap ?? 0 }.max() ?? 0
    let status: AssignFacts.Convergence.Status
    if both.contains(where: { $0.status == .stopped }) {
      status = .timeLimit
    } else {
      status = both.allSatisfy { $0.status == .converged } ? .converged : .roundLimit
    }
    return .init(
      status: status, asked: run.request.relativeGap, reached: FileNumbers.significant(reached),
      rounds: both.reduce(0) { $0 + max(0, $1.rounds.count - 1) })
  }

  private func totals(
    _ assigned: AssignedTraffic, _ samples: AssignmentSamples?
  ) -> AssignFacts.Totals {
    let vehicles = assigned.servedTrips
    return .init(
      hours: span(assigned.totalTime * hours, samples?.samples.map { $0.totalTime * hours }),
      delayHours: span(
        assigned.totalDelay * hours, samples?.samples.map { $0.totalDelay * hours }),
      minutesPerTrip: vehicles > 0
        ? FileNumbers.rounded(assigned.totalTime * hours * 60 / vehicles) : 0)
  }

  private func span(_ value: Double, _ draws: [Double]?) -> AssignFacts.Span {
    guard let draws, draws.count > 1 else { return .init(value) }
    let range = SampleQuantile.of(draws, at: [0.1, 0.9])
    return .init(value, low: range[0], high: range[1])
  }

  /// Flow over capacity, where there is a capacity that matters.
  func ratio(_ link: Int) -> Double? {
    let values = network.links[link]
    return values.isConstant || values.capacity <= 0 || !values.isOpen
      ? nil : run.final.flows[link] / values.capacity
  }

  func line(_ link: Int, _ delay: Double) -> AssignFacts.Link {
    let values = network.links[link]
    let unit = hours * 60
    func range(_ ranges: [[Double]], _ factor: Double) -> (low: Double?, high: Double?) {
      ranges.isEmpty ? (nil, nil) : (ranges[link][0] * factor, ranges[link][1] * factor)
    }
    let (flow, lost) = (range(flowRanges, 1), range(delayRanges, hours))
    return .init(
      name: network.linkName(link),
      flow: .init(run.final.flows[link], low: flow.low, high: flow.high),
      capacity: FileNumbers.rounded(values.capacity), ratio: ratio(link).map(FileNumbers.rounded),
      minutes: FileNumbers.rounded(run.final.times[link] * unit),
      freeMinutes: FileNumbers.rounded(values.time(at: 0) * unit),
      delayHours: .init(delay * hours, low: lost.low, high: lost.high),
      flowChange: run.change == nil ? nil : flowChange(link))
  }

  func flowChange(_ link: Int) -> AssignFacts.Span {
    let value = run.final.flows[link] - run.base.flows[link]
    guard let before = run.baseSamples, let after = run.samples else { return .init(value) }
    return span(
      value, zip(before.samples, after.samples).map { $1.flows[link] - $0.flows[link] })
  }

  private var changeFacts: AssignFacts.Change? {
    guard let change = run.change, let zones else { return nil }
    let (before, after) = (run.baseSamples?.samples ?? [], run.samples?.samples ?? [])
    let pairs = Array(zip(before, after))
    let hoursDraws = pairs.map { ($1.totalTime - $0.totalTime) * hours }
    let delayDraws = pairs.map { ($1.totalDelay - $0.totalDelay) * hours }
    let moved = network.links.indices.filter { run.final.flows[$0] != run.base.flows[$0] }.sorted {
      let (first, second) = (
        abs(run.final.flows[$0] - run.base.flows[$0]), abs(run.final.flows[$1] - run.base.flows[$1])
      )
      return (first, $1) > (second, $0)
    }
    let delays = run.final.delays
    let lost = max(
      0,
      run.final.unreachable.reduce(0) { $0 + $1.trips }
        - run.base.unreachable.reduce(0) { $0 + $1.trips } * run.request.demandFactor)
    return .init(
      sentences: change.sentences, before: totals(run.base, run.baseSamples),
      hours: span((run.final.totalTime - run.base.totalTime) * hours, hoursDraws),
      delayHours: span((run.final.totalDelay - run.base.totalDelay) * hours, delayDraws),
      shareLonger: hoursDraws.count > 1
        ? FileNumbers.rounded(Double(hoursDraws.count { $0 > 0 }) / Double(hoursDraws.count)) : nil,
      zones: zones.lines(hoursPerUnit: hours), links: moved.prefix(12).map { line($0, delays[$0]) },
      lostTrips: lost < 1e-6 ? 0 : lost, scalesDemand: run.request.demandFactor != 1)
  }

  private var selectionFacts: AssignFacts.Selection? {
    guard let selection else { return nil }
    let pairs = selection.pairs.sorted {
      ($0.trips, $1.origin, $1.destination) > ($1.trips, $0.origin, $0.destination)
    }
    return .init(
      links: selectedLinks.map { network.linkName($0) },
      trips: selection.pairs.reduce(0) { $0 + $1.trips }, pairCount: selection.pairs.count,
      pairs: pairs.prefix(12).map {
        .init(
          from: network.zoneName($0.origin), to: network.zoneName($0.destination), trips: $0.trips)
      })
  }

  private var estimateFacts: AssignFacts.Estimate? {
    guard let estimate = run.estimate else { return nil }
    let prior = run.inputs.classes[0].trips
    func fit(_ fit: CountFit) -> AssignFacts.Fit {
      .init(relativeError: fit.relative, shareGood: fit.shareBelowGEH5)
    }
    let moved = zip(prior.trips, estimate.trips.trips).reduce(0.0) { $0 + abs($1.0 - $1.1) }
    return .init(
      counts: estimate.counts.indices.map { row in
        .init(
          name: run.inputs.network.linkName(estimate.counts[row].link),
          counted: estimate.counts[row].vehicles, prior: estimate.priorFlows[row],
          estimated: estimate.flows[row], leftOut: estimate.leftOutFlows[row])
      },
      spread: estimate.relativeSpread, tripsBefore: prior.total, tripsAfter: estimate.trips.total,
      shareMoved: prior.total > 0 ? moved / prior.total : 0, prior: fit(estimate.priorFit),
      fit: fit(estimate.fit), leftOut: fit(estimate.leftOutFit))
  }
}

/// What a change does to the trips of each zone, by the times of least-cost paths.
struct ZoneEffects {
  struct Zone {
    var name: String
    /// Of the table after the change, between zones that paths join before and after.
    var trips = 0.0
    /// Trips times time, before and after, in the network's unit.
    var before = 0.0
    var after = 0.0
  }
  let zones: [Zone]

  init(before: AssignedTraffic, after: AssignedTraffic, threads: Int) {
    let network = after.network
    var zones = (0..<network.zoneCount).map { Zone(name: network.zoneName($0)) }
    for index in after.classes.indices {
      let old = before.skims(travelClass: index, threads: threads).time
      let new = after.skims(travelClass: index, threads: threads).time
      let table = after.classes[index].trips
      for origin in zones.indices {
        for pair in table.originStart[origin]..<table.originStart[origin + 1] {
          let destination = table.destinations[pair]
          let (past, present) = (old[origin, destination], new[origin, destination])
          guard past.isFinite, present.isFinite else { continue }
          zones[origin].trips += table.trips[pair]
          zones[origin].before += table.trips[pair] * past
          zones[origin].after += table.trips[pair] * present
        }
      }
    }
    self.zones = zones
  }

  /// Zones with trips, the most time lost first.
  func lines(hoursPerUnit: Double) -> [AssignFacts.Zone] {
    zones.filter { $0.trips > 0 }.map {
      AssignFacts.Zone(
        name: $0.name, trips: $0.trips, minutesBefore: $0.before / $0.trips * hoursPerUnit * 60,
        minutesAfter: $0.after / $0.trips * hoursPerUnit * 60,
        hours: ($0.after - $0.before) * hoursPerUnit)
    }.enumerated().sorted { ($0.element.hours, $1.offset) > ($1.element.hours, $0.offset) }
      .map(\.element)
  }
}
