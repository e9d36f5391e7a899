/// How the flow of one origin divides and mixes at every node.
///
/// Equilibrium fixes the flows of links, not those of paths. Among the path flows that give
/// an origin's link flows this takes those in which travellers at a node have forgotten how
/// they came: the shares in which they carry on are the same for all. Between origins no
/// proportionality is imposed.
struct PathShares {
  /// Compact links with flow, so ordered that links into a node stand before those out.
  private(set) var links: [Int] = []
  /// Flows of `links`, cycles of flow taken out.
  private(set) var flows: [Double] = []
  /// Ends of `links` by place in `nodes`.
  private(set) var tails: [Int] = []
  private(set) var heads: [Int] = []
  /// Compact nodes that links with flow touch, ascending.
  let nodes: [Int]
  /// The place in `nodes` of each of the commodity's destinations; −1 where none arrives.
  let destinationPlaces: [Int]
  /// Trips that end at each of `nodes`.
  let ending: [Double]

  init(_ solver: EquilibriumSolver, commodity: Int) {
    let compact = solver.compact
    let values = solver.commodities[commodity]
    let flow = solver.flows.flow(of: commodity)
    let list = solver.flows.used[commodity]
    let used = (0..<list.count).map { Int(list.elements[$0]) }.filter { flow[$0] > 0 }.sorted()
    var place = [Int](repeating: -1, count: compact.nodeCount)
    for link in used {
      place[Int(compact.tail[link])] = 0
      place[Int(compact.head[link])] = 0
    }
    let nodes = place.indices.filter { place[$0] == 0 }
    for (index, node) in nodes.enumerated() { place[node] = index }
    self.nodes = nodes
    destinationPlaces = values.destinations.map { place[Int($0)] }
    var ending = [Double](repeating: 0, count: nodes.count)
    for (index, at) in destinationPlaces.enumerated() where at >= 0 {
      ending[at] += values.trips[index]
    }
    self.ending = ending
    var left = used.map { flow[$0] }
    let tail = used.map { place[Int(compact.tail[$0])] }
    let head = used.map { place[Int(compact.head[$0])] }
    var out = [[Int]](repeating: [], count: nodes.count)
    var waitingFor = [Int](repeating: 0, count: nodes.count)
    for index in used.indices {
      out[tail[index]].append(index)
      waitingFor[head[index]] += 1
    }
    var isDone = [Bool](repeating: false, count: used.count)
    var remaining = used.count
    // Kahn's order; where it stops, a cycle of flow holds it up and loses its least flow.
    var ready = nodes.indices.filter { waitingFor[$0] == 0 }
    while remaining > 0 {
      var finished: [Int] = []
      if let node = ready.popLast() {
        for index in out[node] where !isDone[index] {
          links.append(used[index])
          flows.append(left[index])
          tails.append(tail[index])
          heads.append(head[index])
          finished.append(index)
        }
      } else {
        let loop = PathShares.cycle(tail, head, isDone)
        let least = loop.map { left[$0] }.min() ?? 0
        for index in loop { left[index] -= least }
        finished = loop.filter { left[$0] <= 0 }
      }
      for index in finished {
        isDone[index] = true
        remaining -= 1
        waitingFor[head[index]] -= 1
        if waitingFor[head[index]] == 0 { ready.append(head[index]) }
      }
    }
  }

  /// One cycle among the links not done, each of whose tails another one enters.
  private static func cycle(_ tail: [Int], _ head: [Int], _ isDone: [Bool]) -> [Int] {
    var into: [Int: Int] = [:]
    for index in tail.indices where !isDone[index] { into[head[index]] = index }
    guard let first = tail.indices.first(where: { !isDone[$0] }) else { return [] }
    var path = [first]
    var seen = [head[first]: 0]
    while let before = into[tail[path[path.count - 1]]] {
      let node = tail[path[path.count - 1]]
      if let start = seen[node] { return Array(path[start...]) }
      seen[node] = path.count
      path.append(before)
    }
    return path
  }

  /// Share of the flow arriving at each node that has passed a selected link (by place in
  /// `links`).
  func passed(_ isSelected: [Bool]) -> [Double] {
    var arrived = [Double](repeating: 0, count: nodes.count)
    var through = arrived
    for index in links.indices {
      let tail = tails[index]
      let share = isSelected[index] ? 1 : arrived[tail] > 0 ? through[tail] / arrived[tail] : 0
      arrived[heads[index]] += flows[index]
      through[heads[index]] += flows[index] * share
    }
    for node in nodes.indices where arrived[node] > 0 { through[node] /= arrived[node] }
    return through
  }

  /// Share of the flow leaving or ending at each node that has yet to pass a selected link.
  func willPass(_ isSelected: [Bool]) -> [Double] {
    var leaving = ending
    var through = [Double](repeating: 0, count: nodes.count)
    for index in links.indices.reversed() {
      let head = heads[index]
      let share = isSelected[index] ? 1 : leaving[head] > 0 ? through[head] / leaving[head] : 0
      leaving[tails[index]] += flows[index]
      through[tails[index]] += flows[index] * share
    }
    for node in nodes.indices where leaving[node] > 0 { through[node] /= leaving[node] }
    return through
  }
}
