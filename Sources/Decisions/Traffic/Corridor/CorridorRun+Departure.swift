extension CorridorRun {
  // MARK: - Ways

  func notePace() {
    pace?.note { lane in
      var sum = 0.0
      var car = segments[lane].head
      while car >= 0 {
        sum += cars[Int(car)].speed
        car = cars[Int(car)].behind
      }
      return (sum, Int(segments[lane].count))
    }
  }

  /// The quickest way for who departs now, by what was driven in the minutes before.
  func chooseWay(_ index: Int) {
    let trip = model.demand.trips[index]
    let classes = kinds[trip.kind].classes
    guard let choice = model.choice, let seconds = pace?.seconds(for: classes),
      let route = choice.quickest(through: trip.stops, for: classes, seconds: seconds)
    else { return }
    tripRoutes[index] = routes.pointee.index(of: route, for: classes, on: model.network)
  }

  /// The streets of a trip's way, in order.
  func route(ofTrip index: Int) -> [Int] {
    let route = Int(tripRoutes[index])
    return routes.pointee.streets[
      Int(routes.pointee.starts[route])..<Int(routes.pointee.starts[route + 1])
    ].map(Int.init)
  }

  // MARK: - Departure

  func insert() {
    var k = 0
    while k < streetsWaiting.count {
      let street = streetsWaiting[k]
      var entered = 0
      for trip in waitingByStreet[street] {
        guard enter(trip) else { break }
        entered += 1
      }
      waitingByStreet[street].removeFirst(entered)
      if waitingByStreet[street].isEmpty {
        streetsWaiting.remove(at: k)
      } else {
        k += 1
      }
    }
  }

  private func enter(_ index: Int32) -> Bool {
    let trip = model.demand.trips[Int(index)]
    let kind = kinds[trip.kind]
    let route = Int(tripRoutes[Int(index)])
    let start = routes.pointee.starts[route]
    let base = Int(routes.pointee.bases[Int(start)])
    let lanes = model.network.streets[trip.route[0]].lanes
    var lane = -1
    switch trip.lane {
    case .number(let number) where lanes.indices.contains(lanes.lowerBound + number):
      lane = lanes.lowerBound + number
    case .first, .number:
      lane =
        lanes.first { !model.network.lanes[$0].allows.isDisjoint(with: kind.classes) }
        ?? lanes.lowerBound
    case .best:
      var least = Int32.max
      for candidate in lanes
      where !model.network.lanes[candidate].allows.isDisjoint(with: kind.classes)
        && routes.pointee.shifts[base + candidate - lanes.lowerBound] == 0
        && segments[candidate].count < least
      {
        least = segments[candidate].count
        lane = candidate
      }
      if lane < 0 { lane = lanes.lowerBound }
    }
    let position = min(kind.length, lengths[lane])
    let factor = SeededDraws.speedFactor(kind, seed: seed, trip: Int(index))
    let free = min(kind.maximumSpeed, speeds[lane] * factor)
    var speed =
      switch trip.speed {
      case .maximum: free
      case .value(let value): min(value, free)
      }
    let tail = segments[lane].tail
    if tail >= 0 {
      let leader = cars[Int(tail)]
      let gap =
        leader.position - kinds[Int(leader.kind)].length - position - kind.minGap
      guard gap >= 0 else { return false }
      let safe = KraussFollowing.safe(
        gap: gap, leader: leader.speed, kind.deceleration, headway: kind.headway)
      guard trip.speed == .maximum || speed <= safe else { return false }
      speed = min(speed, safe)
    }
    var car = Car()
    car.position = position
    car.speed = speed
    car.factor = factor
    car.at = start
    car.end = routes.pointee.starts[route + 1]
    car.kind = Int32(trip.kind)
    car.movedAt = step
    cars[Int(index)] = car
    add(index, to: lane)
    let wait = max(0, time - trip.departure)
    held += wait
    cars[Int(index)].lost = wait
    return true
  }
}
