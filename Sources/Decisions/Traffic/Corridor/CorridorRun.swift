/// One simulation of a plan.
///
/// Vehicles of a lane (or of a way across a junction) are a list linked from the front back.
/// All speeds of a step are set from the state before it, so the order of lanes matters only
/// where vehicles enter a lane or change it.
final class CorridorRun {
  struct Car {
    var position = 0.0
    var speed = 0.0
    var nextSpeed = 0.0
    var factor = 1.0
    var lost = 0.0
    /// What it had lost when it passed its last turn.
    var lostBefore = 0.0
    var gain = 0.0
    var freeSeconds = 0.0
    var segment: Int32 = -1
    var ahead: Int32 = -1
    var behind: Int32 = -1
    /// Position on its route, counted over all routes.
    var at: Int32 = 0
    var end: Int32 = 0
    var kind: Int32 = 0
    var movedAt: Int32 = -1
    var waited: Int32 = 0
    /// Who asked it to open a gap, in the step before.
    var courtesy: Int32 = -1
  }

  struct Segment {
    var head: Int32 = -1
    var tail: Int32 = -1
    var count: Int32 = 0
    /// The last to have left a lane, whose rear may still be on it.
    var lastOut: Int32 = -1
  }

  /// When vehicles on their way to a turn will enter and leave the junction.
  struct Arrivals {
    static let capacity = 6
    var count = 0
    var enter = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var leave = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
  }

  let model: CorridorModel
  let laneCount: Int
  let kinds: [VehicleKind]
  let cars: UnsafeMutablePointer<Car>
  let segments: UnsafeMutablePointer<Segment>
  let lengths: UnsafeMutablePointer<Double>
  let speeds: UnsafeMutablePointer<Double>
  /// The letter each turn sees now.
  let letters: UnsafeMutablePointer<UInt8>
  var arrivals: UnsafeMutablePointer<Arrivals>
  var nextArrivals: UnsafeMutablePointer<Arrivals>
  let laneLoss: UnsafeMutablePointer<Double>
  let passed: UnsafeMutablePointer<Int>
  let turnLoss: UnsafeMutablePointer<Double>
  /// The model's ways, and those chosen on the way; held apart because every step reads them.
  let routes: UnsafeMutablePointer<RouteTable>
  var tripRoutes: [Int32]
  var pace: StreetPace?
  let toLane: [Int32]
  let waiting: [Double]
  let laneStart: [Int32]
  let laneIndex: [Int32]
  let seed: UInt64
  var clock: SignalClock
  var step: Int32 = 0
  var time = 0.0
  /// Segments that hold vehicles, each once.
  var occupied: [Int32] = []

  var waitingByStreet: [[Int32]]
  var streetsWaiting: [Int] = []
  private var arrived = 0
  var held = 0.0
  private var lossOfArrived = 0.0

  init(_ model: CorridorModel, plan: SignalPlan, seed: UInt64) {
    self.model = model
    self.seed = seed
    let network = model.network
    let trips = model.demand.trips
    kinds = model.demand.kinds
    laneCount = network.lanes.count
    let count = model.lengths.count
    cars = .allocate(capacity: max(1, trips.count))
    cars.initialize(repeating: Car(), count: max(1, trips.count))
    segments = .allocate(capacity: count)
    segments.initialize(repeating: Segment(), count: count)
    lengths = .allocate(capacity: count)
    speeds = .allocate(capacity: count)
    for i in 0..<count {
      (lengths + i).initialize(to: model.lengths[i])
      (speeds + i).initialize(to: model.speeds[i])
    }
    let turnCount = max(1, network.turns.count)
    letters = .allocate(capacity: turnCount)
    letters.initialize(repeating: 0x47, count: turnCount)
    arrivals = .allocate(capacity: turnCount)
    arrivals.initialize(repeating: Arrivals(), count: turnCount)
    nextArrivals = .allocate(capacity: turnCount)
    nextArrivals.initialize(repeating: Arrivals(), count: turnCount)
    laneLoss = .allocate(capacity: count)
    laneLoss.initialize(repeating: 0, count: count)
    passed = .allocate(capacity: turnCount)
    passed.initialize(repeating: 0, count: turnCount)
    turnLoss = .allocate(capacity: turnCount)
    turnLoss.initialize(repeating: 0, count: turnCount)
    routes = .allocate(capacity: 1)
    routes.initialize(to: model.routes)
    tripRoutes = model.tripRoutes
    pace = model.choice.map { _ in StreetPace(network) }
    toLane = network.turns.map { Int32($0.toLane) }
    waiting = network.turns.map { $0.waitingPoint ?? -1 }
    laneStart = network.lanes.map { Int32(network.streets[$0.street].lanes.lowerBound) }
    laneIndex = network.lanes.indices.map {
      Int32($0 - network.streets[network.lanes[$0].street].lanes.lowerBound)
    }
    clock = SignalClock(network: network, plan: plan)
    waitingByStreet = .init(repeating: [], count: network.streets.count)
    for (i, turn) in network.turns.enumerated() {
      letters[i] = turn.signal == nil && turn.isMinor ? 0x67 : 0x47
    }
  }

  deinit {
    cars.deallocate()
    segments.deallocate()
    lengths.deallocate()
    speeds.deallocate()
    letters.deallocate()
    arrivals.deallocate()
    nextArrivals.deallocate()
    laneLoss.deallocate()
    passed.deallocate()
    turnLoss.deallocate()
    routes.deinitialize(count: 1)
    routes.deallocate()
  }

  func finished(limit: Double) -> CorridorModel.Outcome {
    let trips = model.demand.trips
    var next = 0
    time = model.period.lowerBound
    let total = limit * Double(trips.count)
    while time < model.period.upperBound, arrived < trips.count {
      clock.show(at: time, letters)
      planSpeeds()
      move()
      changeLanes()
      if pace != nil { notePace() }
      while next < trips.count, trips[next].departure <= time {
        if !trips[next].stops.isEmpty { chooseWay(next) }
        let street = trips[next].route[0]
        if waitingByStreet[street].isEmpty { streetsWaiting.append(street) }
        waitingByStreet[street].append(Int32(next))
        next += 1
      }
      insert()
      time += 1
      step += 1
      if step & 31 == 0, limit.isFinite, lossSoFar(departed: next) > total { break }
    }
    return outcome(next: next)
  }

  /// Seconds all vehicles have lost until now: no more than they will have at the end.
  private func lossSoFar(departed: Int) -> Double {
    var sum = lossOfArrived
    for i in 0..<departed where cars[i].segment >= 0 { sum += cars[i].lost }
    for street in streetsWaiting {
      for trip in waitingByStreet[street] {
        sum += time - model.demand.trips[Int(trip)].departure
      }
    }
    return sum
  }

  private func outcome(next: Int) -> CorridorModel.Outcome {
    let trips = model.demand.trips
    for street in streetsWaiting {
      for trip in waitingByStreet[street] {
        let wait = time - trips[Int(trip)].departure
        held += wait
        cars[Int(trip)].lost += wait
      }
    }
    // Who still waits for a turn has lost what it has on its account.
    for i in trips.indices where (0..<Int32(laneCount)).contains(cars[i].segment) {
      let turn = turn(of: cars + i, from: Int(cars[i].segment))
      if turn >= 0 { turnLoss[turn] += cars[i].lost - cars[i].lostBefore }
    }
    let byTrip = trips.indices.map { cars[$0].lost }
    let network = model.network
    var bySignal = [Double](repeating: 0, count: network.plan.programs.count)
    for (i, lane) in network.lanes.enumerated() {
      if let turn = lane.turns.first, let signal = network.turns[turn].signal {
        bySignal[signal.signal] += laneLoss[i]
      }
    }
    let count = max(1, Double(trips.count))
    return .init(
      delay: byTrip.reduce(0, +) / count, departureDelay: held / count, vehicles: trips.count,
      unfinished: trips.count - arrived, delayBySignal: bySignal,
      delayByLane: (0..<laneCount).map { laneLoss[$0] }, delayByTrip: byTrip,
      arrivedTrips: trips.indices.map { cars[$0].segment == -2 },
      passedByTurn: network.turns.indices.map { passed[$0] },
      delayByTurn: network.turns.indices.map { turnLoss[$0] })
  }

  // MARK: - Lists

  func remove(_ car: Int32, from segment: Int) {
    let ahead = cars[Int(car)].ahead
    let behind = cars[Int(car)].behind
    if ahead >= 0 { cars[Int(ahead)].behind = behind } else { segments[segment].head = behind }
    if behind >= 0 { cars[Int(behind)].ahead = ahead } else { segments[segment].tail = ahead }
    segments[segment].count -= 1
  }

  /// Puts a vehicle in its place by position; equals go behind.
  func add(_ car: Int32, to segment: Int) {
    let position = cars[Int(car)].position
    var behind: Int32 = -1
    var ahead = segments[segment].tail
    while ahead >= 0, cars[Int(ahead)].position < position {
      behind = ahead
      ahead = cars[Int(ahead)].ahead
    }
    cars[Int(car)].ahead = ahead
    cars[Int(car)].behind = behind
    if ahead >= 0 { cars[Int(ahead)].behind = car } else { segments[segment].head = car }
    if behind >= 0 { cars[Int(behind)].ahead = car } else { segments[segment].tail = car }
    if segments[segment].count == 0 { occupied.append(Int32(segment)) }
    segments[segment].count += 1
    cars[Int(car)].segment = Int32(segment)
  }

  // MARK: - Movement

  private func move() {
    // A segment entered now is appended to `occupied`; its vehicles have been moved already.
    let before = occupied.count
    for k in 0..<before {
      let segment = Int(occupied[k])
      var car = segments[segment].head
      while car >= 0 {
        let behind = cars[Int(car)].behind
        if cars[Int(car)].movedAt != step { advance(car) }
        car = behind
      }
    }
    occupied.removeAll { segments[Int($0)].count == 0 }
    // A segment that emptied and filled again within the step stands twice.
    if occupied.count > 1 {
      occupied.sort()
      var kept = 1
      for k in 1..<occupied.count where occupied[k] != occupied[kept - 1] {
        occupied[kept] = occupied[k]
        kept += 1
      }
      occupied.removeLast(occupied.count - kept)
    }
  }

  private func advance(_ index: Int32) {
    let car = cars + Int(index)
    car.pointee.movedAt = step
    let speed = car.pointee.nextSpeed
    car.pointee.speed = speed
    car.pointee.position += speed
    var segment = Int(car.pointee.segment)
    car.pointee.waited = speed < 0.1 ? car.pointee.waited + 1 : 0
    while car.pointee.position > lengths[segment] {
      if segment < laneCount {
        if car.pointee.at + 1 >= car.pointee.end {
          remove(index, from: segment)
          arrived += 1
          car.pointee.segment = -2
          lossOfArrived += car.pointee.lost
          return
        }
        let turn = turn(of: car, from: segment)
        guard turn >= 0 else {
          car.pointee.position = lengths[segment]
          car.pointee.speed = 0
          break
        }
        car.pointee.position -= lengths[segment]
        remove(index, from: segment)
        segments[segment].lastOut = index
        passed[turn] += 1
        turnLoss[turn] += car.pointee.lost - car.pointee.lostBefore
        car.pointee.lostBefore = car.pointee.lost
        segment = laneCount + turn
      } else {
        car.pointee.position -= lengths[segment]
        remove(index, from: segment)
        segment = Int(toLane[segment - laneCount])
        car.pointee.at += 1
      }
      add(index, to: segment)
    }
    let kind = kinds[Int(car.pointee.kind)]
    let free = min(kind.maximumSpeed, speeds[segment] * car.pointee.factor)
    let loss = max(0, 1 - speed / free)
    car.pointee.lost += loss
    laneLoss[segment] += loss
  }

  /// The turn a vehicle takes from a lane; −1 where the lane does not lead on.
  @inline(__always)
  func turn(of car: UnsafeMutablePointer<Car>, from lane: Int) -> Int {
    Int(
      routes.pointee.turns[
        Int(routes.pointee.bases[Int(car.pointee.at)]) + Int(laneIndex[lane])])
  }
}
