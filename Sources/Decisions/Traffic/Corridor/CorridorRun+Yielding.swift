extension CorridorRun {
  /// Seconds kept behind a vehicle with the right of way that passes after.
  private static let safeGap = 1.0
  /// Metres before the stop line at which a driver stands.
  private static let stopLine = 1.0
  /// Metres a second below which a vehicle stands.
  private static let standing = 0.3

  /// Metres within which a driver must stop before a turn; infinite where it may go.
  func entry(
    _ index: Int32, _ kind: VehicleKind, turn: Int, seen: Double, isNext: Bool
  ) -> Double {
    let car = cars + Int(index)
    let letter = letters[turn]
    let b = kind.deceleration
    switch letter {
    case 0x72, 0x75:  // red, red and yellow
      return max(0, seen - Self.stopLine)
    case 0x79, 0x59:  // yellow: stops who can
      let v = car.pointee.speed
      if v < b || seen > KraussFollowing.stopping(v, b, headway: 0) {
        return max(0, seen - Self.stopLine)
      }
    case 0x67 where seen > Self.sight, 0x6F where seen > Self.sight:
      return seen - 0.1
    default: break
    }
    let yields =
      (letter == 0x67 || letter == 0x6F || letter == 0x73) && !model.yields[turn].isEmpty
    if isNext {
      if yields, waiting[turn] < 0, mustYield(index, kind, turn: turn, seen: seen, inside: false) {
        return max(0, seen - Self.stopLine)
      }
      // Room behind who stands across the junction.
      let conflicts = model.conflicts[turn]
      if !conflicts.isEmpty {
        let lane = Int(toLane[turn])
        let tail = segments[lane].tail
        if tail >= 0, cars[Int(tail)].speed < 1.5 {
          var room = cars[Int(tail)].position - kinds[Int(cars[Int(tail)].kind)].length
          for way in model.waysInto[lane] {
            room -= Double(segments[laneCount + Int(way)].count) * (kind.length + kind.minGap)
          }
          if room < kind.length { return max(0, seen - Self.stopLine) }
        }
        if waiting[turn] >= 0, yields {
          // One place to wait inside: who finds it taken stays behind the line by following.
          if seen + waiting[turn] < 0 { return 0 }
        } else {
          let blocked = blockedInside(turn: turn, seen: seen)
          if blocked < .infinity { return max(0, blocked) }
        }
      }
    }
    if model.isYieldedTo[turn], !isHeld(index, turn: turn) {
      announce(index, kind, turn: turn, seen: seen)
    }
    return .infinity
  }

  /// Whether someone stands before a vehicle on its own lane, or with the rear still on it.
  ///
  /// Who cannot move is no reason to yield: two drivers who turn left across each other, each
  /// with a queue behind, would wait for those queues for ever.
  private func isHeld(_ index: Int32, turn: Int) -> Bool {
    let car = cars + Int(index)
    let lane = Int(car.pointee.segment)
    guard lane < laneCount else { return false }
    let ahead = car.pointee.ahead
    if ahead >= 0 { return cars[Int(ahead)].speed < Self.standing }
    let out = segments[lane].lastOut
    guard out >= 0 else { return false }
    let other = cars + Int(out)
    let way = Int(other.pointee.segment) - laneCount
    return way >= 0 && way != turn && model.network.turns[way].fromLane == lane
      && other.pointee.speed < Self.standing
      && other.pointee.position < kinds[Int(other.pointee.kind)].length
  }

  /// Tells those who must yield when this vehicle will enter and leave the junction.
  private func announce(_ index: Int32, _ kind: VehicleKind, turn: Int, seen: Double) {
    let car = cars + Int(index)
    let list = nextArrivals + turn
    guard list.pointee.count < Arrivals.capacity else { return }
    let limit = min(kind.maximumSpeed, speeds[Int(car.pointee.segment)] * car.pointee.factor)
    let way = min(limit, speeds[laneCount + turn] * car.pointee.factor)
    let enter =
      time
      + KraussFollowing.seconds(
        over: seen, from: car.pointee.speed, kind.acceleration, limit: limit)
    let pace = min(way, max(car.pointee.speed, 3) + 2)
    let leave = enter + (lengths[laneCount + turn] + kind.length) / max(pace, 1)
    let k = list.pointee.count
    withUnsafeMutablePointer(to: &list.pointee.enter) {
      $0.withMemoryRebound(to: Double.self, capacity: Arrivals.capacity) { $0[k] = enter }
    }
    withUnsafeMutablePointer(to: &list.pointee.leave) {
      $0.withMemoryRebound(to: Double.self, capacity: Arrivals.capacity) { $0[k] = leave }
    }
    list.pointee.count += 1
  }

  /// Whether a vehicle must let others pass before a turn that yields.
  func mustYield(
    _ index: Int32, _ kind: VehicleKind, turn: Int, seen: Double, inside: Bool
  ) -> Bool {
    let car = cars + Int(index)
    let isProtected = letters[turn] == 0x47
    let v = car.pointee.speed
    // What an imperfect driver reaches on average.
    let acceleration = kind.acceleration * (1 - kind.imperfection / 2)
    let limit = min(kind.maximumSpeed, speeds[laneCount + turn] * car.pointee.factor)
    let enter =
      time
      + KraussFollowing.seconds(
        over: max(0, seen), from: v, acceleration, limit: max(limit, v))
    let past = inside ? lengths[laneCount + turn] - waiting[turn] : lengths[laneCount + turn]
    let reached = min(limit, (v * v + 2 * acceleration * max(0, seen)).squareRoot())
    let leave =
      enter
      + KraussFollowing.seconds(
        over: past + kind.length, from: reached, acceleration, limit: limit)
    if !isProtected {
      for other in model.yields[turn] {
        let foe = Int(other)
        let letter = letters[foe]
        if letter == 0x72 || letter == 0x75 { continue }
        let list = arrivals + foe
        for k in 0..<list.pointee.count {
          let comes = withUnsafePointer(to: &list.pointee.enter) {
            $0.withMemoryRebound(to: Double.self, capacity: Arrivals.capacity) { $0[k] }
          }
          let goes = withUnsafePointer(to: &list.pointee.leave) {
            $0.withMemoryRebound(to: Double.self, capacity: Arrivals.capacity) { $0[k] }
          }
          if goes < enter || comes > leave + Self.safeGap { continue }
          return true
        }
      }
    }
    // Those already in the junction, whatever the signal shows.
    for conflict in model.conflicts[turn] where isBlocking(conflict, turn: turn) { return true }
    return false
  }

  /// Metres to the first conflict held by someone inside the junction; infinite where free.
  private func blockedInside(turn: Int, seen: Double) -> Double {
    var nearest = Double.infinity
    for conflict in model.conflicts[turn] where !conflict.merges {
      if isBlocking(conflict, turn: turn) { nearest = min(nearest, seen + conflict.start - 1) }
    }
    return nearest
  }

  private func isBlocking(_ conflict: CorridorModel.Conflict, turn: Int) -> Bool {
    let way = laneCount + Int(conflict.other)
    var other = segments[way].head
    while other >= 0 {
      let position = cars[Int(other)].position
      let rear = position - kinds[Int(cars[Int(other)].kind)].length
      if rear < conflict.otherEnd {
        // Who stands at its waiting point stands clear.
        let point = waiting[Int(conflict.other)]
        let waits = point >= 0 && position <= point + 0.3
        if !waits, position > conflict.otherStart || !conflict.otherYields { return true }
      }
      other = cars[Int(other)].behind
    }
    return false
  }
}
