extension CorridorRun {
  /// Metres before a point of yielding from which a driver sees all that matters there; further
  /// off it drives so that it could still stop.
  static let sight = 4.5

  /// Sets every vehicle's speed of this step from the state before it.
  func planSpeeds() {
    swap(&arrivals, &nextArrivals)
    for turn in 0..<model.isYieldedTo.count where model.isYieldedTo[turn] {
      nextArrivals[turn].count = 0
    }
    for k in 0..<occupied.count {
      let segment = Int(occupied[k])
      var car = segments[segment].head
      while car >= 0 {
        plan(car)
        car = cars[Int(car)].behind
      }
    }
  }

  private func plan(_ index: Int32) {
    let car = cars + Int(index)
    let kind = kinds[Int(car.pointee.kind)]
    let segment = Int(car.pointee.segment)
    let v = car.pointee.speed
    let b = kind.deceleration
    let free = min(kind.maximumSpeed, speeds[segment] * car.pointee.factor)
    var safe = Double.infinity
    let ahead = car.pointee.ahead
    if ahead >= 0 {
      safe = speed(
        behind: ahead, distance: cars[Int(ahead)].position - car.pointee.position, kind)
    }
    if car.pointee.courtesy >= 0 {
      let other = car.pointee.courtesy
      car.pointee.courtesy = -1
      // Opens the gap without braking hard.
      let gap = cars[Int(other)].position - car.pointee.position
      safe = min(safe, max(speed(behind: other, distance: gap, kind), v - 0.5 * b))
    }
    let seen = lengths[segment] - car.pointee.position
    var look = v * (kind.headway + 1.5) + v * v / (2 * b) + 12
    if segment >= laneCount { look = max(look, seen + 1) }
    if seen < look {
      safe = min(safe, lookAhead(index, kind, seen: seen, look: look, hasLeader: ahead >= 0))
    }
    var next = min(v + kind.acceleration, free, safe)
    next = max(0, next)
    let key = SeededDraws.mixed(seed ^ (UInt64(UInt32(bitPattern: index)) << 20))
    let draw = SeededDraws.uniform(key, step)
    let scale = kind.imperfection * draw
    next -= scale * min(next, kind.acceleration)
    car.pointee.nextSpeed = max(0, next)
  }

  /// The safe speed behind another, `distance` metres from front to front.
  @inline(__always)
  func speed(behind other: Int32, distance: Double, _ kind: VehicleKind) -> Double {
    let leader = cars + Int(other)
    let gap = distance - kinds[Int(leader.pointee.kind)].length - kind.minGap
    return KraussFollowing.safe(
      gap: gap, leader: leader.pointee.speed, kind.deceleration, headway: kind.headway)
  }

  /// The safe speed before what lies past the end of the segment: signals, turns that yield,
  /// lower limits, vehicles, and lanes without room.
  private func lookAhead(
    _ index: Int32, _ kind: VehicleKind, seen first: Double, look: Double, hasLeader: Bool
  ) -> Double {
    let car = cars + Int(index)
    let b = kind.deceleration
    var safe = Double.infinity
    var seen = first
    var segment = Int(car.pointee.segment)
    var at = car.pointee.at
    var needsLeader = !hasLeader
    while seen < look {
      if segment < laneCount {
        if at + 1 >= car.pointee.end { break }
        let turn = Int(
          routes.pointee.turns[Int(routes.pointee.bases[Int(at)]) + Int(laneIndex[segment])])
        guard turn >= 0 else { return min(safe, KraussFollowing.stop(within: seen - 0.5, b)) }
        let hold = entry(index, kind, turn: turn, seen: seen, isNext: needsLeader)
        if hold < .infinity { return min(safe, KraussFollowing.stop(within: hold, b)) }
        let way = laneCount + turn
        // The rear of one who turned another way may still stand in the lane.
        if needsLeader {
          let out = segments[segment].lastOut
          if out >= 0, cars[Int(out)].segment >= laneCount, cars[Int(out)].segment != Int32(way),
            model.network.turns[Int(cars[Int(out)].segment) - laneCount].fromLane == segment,
            cars[Int(out)].position < kinds[Int(cars[Int(out)].kind)].length
          {
            safe = min(safe, speed(behind: out, distance: seen + cars[Int(out)].position, kind))
          }
        }
        segment = way
      } else {
        let turn = segment - laneCount
        if needsLeader { safe = min(safe, mergeSpeed(index, kind, turn: turn, seen: seen)) }
        // Waits inside the junction.
        let left = seen - lengths[segment] + waiting[turn]
        if waiting[turn] >= 0, left > -0.3,
          (left > Self.sight && letters[turn] != 0x47)
            || mustYield(index, kind, turn: turn, seen: max(0, left), inside: true)
        {
          return min(safe, KraussFollowing.stop(within: left, b))
        }
        segment = Int(toLane[turn])
        at += 1
      }
      let limit = min(kind.maximumSpeed, speeds[segment] * car.pointee.factor)
      safe = min(safe, KraussFollowing.slow(to: limit, within: seen, b))
      if needsLeader, segments[segment].tail >= 0 {
        let tail = segments[segment].tail
        needsLeader = false
        safe = min(safe, speed(behind: tail, distance: seen + cars[Int(tail)].position, kind))
      }
      seen += lengths[segment]
    }
    return safe
  }

  /// The safe speed behind those on other ways into the same lane who will be there first.
  private func mergeSpeed(
    _ index: Int32, _ kind: VehicleKind, turn: Int, seen: Double
  ) -> Double {
    var safe = Double.infinity
    let ways = model.waysInto[Int(toLane[turn])]
    guard ways.count > 1 else { return safe }
    for other in ways where Int(other) != turn {
      let way = laneCount + Int(other)
      var car = segments[way].head
      while car >= 0 {
        let left = lengths[way] - cars[Int(car)].position
        // One who waits before its own waiting point is not on its way.
        let waits =
          waiting[Int(other)] >= 0 && cars[Int(car)].position <= waiting[Int(other)] + 0.3
          && cars[Int(car)].speed < 0.1
        if !waits, left < seen || (left == seen && car < index) {
          safe = min(safe, speed(behind: car, distance: seen - left, kind))
        }
        car = cars[Int(car)].behind
      }
    }
    return safe
  }
}
