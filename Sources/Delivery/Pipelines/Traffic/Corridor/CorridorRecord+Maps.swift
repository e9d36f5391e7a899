import Briefings
import Traffic

extension CorridorRecord {
  /// Links of the main street, both ways.
  private var corridor: Set<Int> {
    let streets = inputs.map.streets
    var links: Set<Int> = []
    for id in recipe.signals.corridor {
      guard let link = streets.street(id) else { continue }
      links.insert(link)
      let (from, to) = (streets.streets[link].from, streets.streets[link].to)
      if let back = streets.streets.firstIndex(where: { $0.from == to && $0.to == from }) {
        links.insert(back)
      }
    }
    return links
  }

  /// Flows of an expected day and their times by the volume-delay functions.
  func map(_ demand: CorridorDemand) -> NetworkMapFacts {
    NetworkMapFacts(
      demand.estimate.assignment, names: inputs.stretchNames, corridor: corridor,
      coordinates: .metres, period: demand.period.name)
  }

  /// The same flows with the mean delay a vehicle had on the days played.
  func map(
    _ demand: CorridorDemand, _ plan: CorridorPlan,
    _ outcome: (PlanComparison.Run) -> CorridorModel.Outcome
  ) -> NetworkMapFacts {
    let (roads, streets) = (inputs.map.roads, inputs.map.streets)
    var lost = [Double](repeating: 0, count: streets.streets.count)
    for run in plan.comparison.runs {
      let delays = outcome(run).delayByLane
      for (lane, delay) in delays.enumerated() { lost[streets.lanes[lane].street] += delay }
    }
    let flows = demand.estimate.assignment.flows
    let days = Double(plan.comparison.runs.count)
    let times = roads.links.indices.map { link -> Double in
      let vehicles = flows[link] * demand.period.hours * days
      return roads.links[link].freeFlowTime + (vehicles >= 1 ? lost[link] / vehicles / 60 : 0)
    }
    return NetworkMapFacts(
      network: roads, flows: flows, times: times.map(rounded), names: inputs.stretchNames,
      corridor: corridor, coordinates: .metres, period: demand.period.name)
  }

  func diagram(_ plan: CorridorPlan) -> CorridorDiagramFacts? {
    guard !recipe.signals.corridor.isEmpty else { return nil }
    let map = inputs.map
    return CorridorDiagramFacts(
      network: map.streets, plans: [("Before", plan.before), ("After", plan.optimum.plan)],
      streets: recipe.signals.corridor,
      signalName: { id in
        map.streets.plan.program(id).map { map.nodeNames[map.signalNodes[$0]] } ?? id
      },
      streetName: { id in map.streets.street(id).map { map.linkNames[$0] } ?? id })
  }
}
