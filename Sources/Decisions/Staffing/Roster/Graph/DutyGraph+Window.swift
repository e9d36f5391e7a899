extension DutyGraph {
  /// What can be worked on some days when the days before and after them are settled: the
  /// part of the graph between the node those before lead to and the nodes from which
  /// those after can be worked.
  ///
  /// - Parameter duties: a roster of the whole horizon; its days in `window` are free.
  /// - Returns: nil where the settled days are forbidden whatever the window holds.
  func window(_ window: Range<Int>, of duties: [UInt8]) -> DutyGraph? {
    guard hasPath else { return nil }
    guard let before = follow(duties[..<window.lowerBound], from: 0, isWhole: false) else {
      return nil
    }
    var nodes: [[Int]] = [[before.node]]
    for day in window {
      let first = layerStart[day + 1]
      var isReached = [Bool](repeating: false, count: layerStart[day + 2] - first)
      for node in nodes.last! {
        for a in Int(arcStart[node])..<Int(arcStart[node + 1]) {
          isReached[Int(arcTarget[a]) - first] = true
        }
      }
      nodes.append(isReached.indices.filter { isReached[$0] }.map { $0 + first })
    }
    // Backwards: nodes without a way to the end are left out.
    var table = increments
    var known: [Counts: UInt8] = [:]
    for (i, counts) in increments.enumerated() { known[counts] = UInt8(i) }
    var layers = [[DutyGraphNode]](repeating: [], count: nodes.count)
    var place: [Int: Int32] = [:]
    var after: [Int: Counts] = [:]
    for node in nodes.last! {
      guard let rest = follow(duties[window.upperBound...], from: node, isWhole: true) else {
        continue
      }
      place[node] = Int32(layers[window.count].count)
      after[node] = rest.counts
      layers[window.count].append(
        DutyGraphNode(finish: (before.cost + rest.cost).bitPattern))
    }
    for step in stride(from: window.count - 1, through: 0, by: -1) {
      var here: [Int: Int32] = [:]
      for node in nodes[step] {
        var copy = DutyGraphNode()
        for a in Int(arcStart[node])..<Int(arcStart[node + 1]) {
          let target = Int(arcTarget[a])
          guard let to = place[target] else { continue }
          var increment = arcIncrement[a]
          if step == window.count - 1 {
            // The sums of the days after belong to the last step into the window's end.
            let sum = increments[Int(increment)] &+ after[target]!
            if let index = known[sum] {
              increment = index
            } else {
              guard table.count < 255 else { return nil }
              increment = UInt8(table.count)
              known[sum] = increment
              table.append(sum)
            }
          }
          copy.arcs.append(
            .init(
              duty: arcClass[a], target: to, cost: arcCost[a].bitPattern, increment: increment))
        }
        guard !copy.arcs.isEmpty else { continue }
        here[node] = Int32(layers[step].count)
        layers[step].append(copy)
      }
      place = here
    }
    guard !layers[0].isEmpty else { return nil }
    let most = mostAhead[before.node]
    let rest = counters.indices.map {
      counters[$0].advanced(by: Int(before.counts[$0]), most: Int(most[$0]))
    }
    return DutyGraph(
      days: window.count, dutyCount: dutyCount, counters: rest, layers: layers,
      increments: table, classes: classes)
  }

  /// Where duties lead from a node, at what cost and with what sums; nil where forbidden.
  private func follow(
    _ duties: ArraySlice<UInt8>, from start: Int, isWhole: Bool
  ) -> (node: Int, cost: Double, counts: Counts)? {
    var node = start
    var cost = 0.0
    var counts = Counts()
    for duty in duties {
      let kind = classes.classOf[Int(duty)]
      var next = -1
      for a in Int(arcStart[node])..<Int(arcStart[node + 1]) where arcClass[a] == kind {
        next = Int(arcTarget[a])
        cost += arcCost[a]
        counts &+= increments[Int(arcIncrement[a])]
      }
      guard next >= 0 else { return nil }
      node = next
    }
    return (node, isWhole ? cost + nodeFinish[node] : cost, counts)
  }
}
