extension CorridorRun {
  /// Metres before the end, for each lane to cross, from which a driver heads for its own lane.
  private static let earlyMetres = 200.0
  /// Seconds of standing after which a driver at the end of a wrong lane squeezes in.
  private static let patience: Int32 = 5

  func changeLanes() {
    let before = occupied.count
    for k in 0..<before where Int(occupied[k]) < laneCount {
      let lane = Int(occupied[k])
      let street = model.network.lanes[lane].street
      guard model.network.streets[street].lanes.count > 1 else { continue }
      var car = segments[lane].head
      while car >= 0 {
        let behind = cars[Int(car)].behind
        if cars[Int(car)].movedAt == step { consider(car, in: lane) }
        car = behind
      }
    }
  }

  private func consider(_ index: Int32, in lane: Int) {
    let car = cars + Int(index)
    let shift = shift(of: car, in: lane)
    let kind = kinds[Int(car.pointee.kind)]
    if shift != 0 {
      let left = lengths[lane] - car.pointee.position
      let steps = Double(abs(Int(shift)))
      if left < Self.earlyMetres * steps {
        let target = lane + (shift > 0 ? 1 : -1)
        let isStuck = car.pointee.waited > Self.patience && left < 30 * steps
        if tryChange(index, kind, from: lane, to: target, force: isStuck) { return }
      }
      return
    }
    guard (index &+ step) & 1 == 0 else { return }
    let street = model.network.streets[model.network.lanes[lane].street].lanes
    let limit = min(kind.maximumSpeed, speeds[lane] * car.pointee.factor)
    let here = reach(car, kind, behind: car.pointee.ahead, limit: limit)
    var best = 0.0
    var target = -1
    for candidate in [lane + 1, lane - 1]
    where street.contains(candidate) && isGood(car, in: candidate) {
      let (front, _) = neighbours(of: car.pointee.position, in: candidate)
      let there = reach(car, kind, behind: front, limit: limit)
      let gain = (there - here) / max(there, 1)
      if gain > best {
        best = gain
        target = candidate
      }
      if candidate < lane, there >= limit - 0.1 {
        car.pointee.freeSeconds += 2
      }
    }
    if target >= 0, best > 0.02 {
      car.pointee.gain += 2 * best
      if car.pointee.gain > 0.2,
        tryChange(index, kind, from: lane, to: target, force: false)
      {
        car.pointee.gain = 0
        car.pointee.freeSeconds = 0
      }
    } else {
      car.pointee.gain *= 0.5
      // Keeps to the kerb where that costs nothing.
      if car.pointee.freeSeconds > 8, here >= limit - 0.1, street.contains(lane - 1),
        tryChange(index, kind, from: lane, to: lane - 1, force: false)
      {
        car.pointee.freeSeconds = 0
      }
    }
  }

  private func shift(of car: UnsafeMutablePointer<Car>, in lane: Int) -> Int8 {
    routes.pointee.shifts[Int(routes.pointee.bases[Int(car.pointee.at)]) + Int(laneIndex[lane])]
  }

  private func isGood(_ car: UnsafeMutablePointer<Car>, in lane: Int) -> Bool {
    guard shift(of: car, in: lane) == 0 else { return false }
    return car.pointee.at + 1 >= car.pointee.end
      ? !model.network.lanes[lane].allows.isDisjoint(
        with: kinds[Int(car.pointee.kind)].classes)
      : turn(of: car, from: lane) >= 0
  }

  /// The speed a lane offers behind its next vehicle.
  private func reach(
    _ car: UnsafeMutablePointer<Car>, _ kind: VehicleKind, behind front: Int32, limit: Double
  ) -> Double {
    guard front >= 0 else { return limit }
    return min(
      limit,
      speed(behind: front, distance: cars[Int(front)].position - car.pointee.position, kind))
  }

  private func neighbours(of position: Double, in lane: Int) -> (front: Int32, back: Int32) {
    var front: Int32 = -1
    var back = segments[lane].head
    while back >= 0, cars[Int(back)].position >= position {
      front = back
      back = cars[Int(back)].behind
    }
    return (front, back)
  }

  private func tryChange(
    _ index: Int32, _ kind: VehicleKind, from lane: Int, to target: Int, force: Bool
  ) -> Bool {
    let car = cars + Int(index)
    guard !model.network.lanes[target].allows.isDisjoint(with: kind.classes) else { return false }
    let (front, back) = neighbours(of: car.pointee.position, in: target)
    let v = car.pointee.speed
    if front >= 0 {
      let leader = cars + Int(front)
      let gap =
        leader.pointee.position - kinds[Int(leader.pointee.kind)].length - car.pointee.position
      let needed = secureGap(v, kind, behind: leader.pointee.speed)
      guard gap - kind.minGap >= needed || (force && gap >= 0) else { return false }
    }
    if back >= 0 {
      let follower = cars + Int(back)
      let other = kinds[Int(follower.pointee.kind)]
      let gap = car.pointee.position - kind.length - follower.pointee.position
      let needed = secureGap(follower.pointee.speed, other, behind: v)
      guard gap - other.minGap >= needed || (force && gap >= 0) || (force && v < 0.1) else {
        // Asks for room.
        if shift(of: car, in: lane) != 0 { follower.pointee.courtesy = index }
        return false
      }
    }
    remove(index, from: lane)
    add(index, to: target)
    return true
  }

  private func secureGap(_ speed: Double, _ kind: VehicleKind, behind leader: Double) -> Double {
    max(
      0,
      KraussFollowing.stopping(speed, kind.deceleration, headway: kind.headway)
        - KraussFollowing.stopping(leader, kind.deceleration, headway: 0))
  }
}
