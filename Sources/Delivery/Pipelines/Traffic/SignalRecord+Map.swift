import Briefings
import Traffic

extension SignalRecord {
  /// Vehicles an hour on every street and what they lose there, mean of the runs; nil where the
  /// network is no table of links.
  func map(_ outcome: (PlanComparison.Run) -> CorridorModel.Outcome) -> NetworkMapFacts? {
    guard let map = inputs.map else { return nil }
    let streets = map.streets
    let count = streets.streets.count
    let runs = Double(comparison.runs.count)
    var flows = [Double](repeating: 0, count: count)
    var lost = [Double](repeating: 0, count: count)
    for run in comparison.runs {
      let result = outcome(run)
      // Ways begin and end on streets: the more of those who enter and those who leave.
      var entered = [Int](repeating: 0, count: count)
      var left = entered
      for (turn, passed) in zip(streets.turns, result.passedByTurn) {
        left[streets.lanes[turn.fromLane].street] += passed
        entered[streets.lanes[turn.toLane].street] += passed
      }
      for street in 0..<count {
        flows[street] += Double(max(entered[street], left[street])) / runs
      }
      for (lane, delay) in result.delayByLane.enumerated() {
        lost[streets.lanes[lane].street] += delay / runs
      }
    }
    let times = map.roads.links.indices.map { link in
      map.roads.links[link].time(at: 0) + (flows[link] >= 1 ? lost[link] / flows[link] / 60 : 0)
    }
    let names = zip(map.linkNames, streets.streets).map { name, street in
      name == street.id ? name : "\(name) \(street.from)–\(street.to)"
    }
    return NetworkMapFacts(
      network: map.roads, flows: flows.map { rounded3($0 / inputs.hours) },
      times: times.map(rounded3), names: names,
      coordinates: inputs.isInDegrees ? .degrees : .metres,
      period: SignalWords.clock(
        inputs.period.lowerBound..<(inputs.period.lowerBound + inputs.hours * 3600)))
  }
}
