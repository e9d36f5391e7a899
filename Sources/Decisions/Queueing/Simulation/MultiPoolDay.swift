import Foundation
import Statistics

/// One day of several classes and pools, by an event calendar.
struct MultiPoolDay {
  private struct Waiting {
    var arrival = 0.0
    /// Service left to one who was handed over; negative for a new customer.
    var remaining = -1.0
    var ticket = -1
    var classIndex = 0
    var interval = 0
  }

  private struct Service {
    var ticket = -1
    var pool = 0
    var classIndex = 0
    var interval = 0
    var end = 0.0
  }

  private let system: ServiceSystem
  private let thresholds: [Double]
  private let service: [DurationSampler]
  private let patience: [DurationSampler?]
  private let retrial: [DurationSampler?]
  /// Skills of each pool, highest priority first.
  private let skills: [[Int]]
  /// Pools that serve each class, in the order they are listed.
  private let pools: [[Int]]

  // The day's state.
  private var clock = 0.0
  private var interval = 0
  private var servers: [Int]
  private var busy: [Int]
  /// Since when each free agent is free, the longest first.
  private var idle: [Ring<Double>]
  private var queues: [Ring<Int32>]
  private var waiting: [Waiting] = []
  private var freeWaiting: [Int32] = []
  private var services: [Service] = []
  private var freeServices: [Int32] = []
  private var tickets = 0
  private var calendar = EventCalendar()
  private var serviceStreams: [RandomStream]
  private var patienceStreams: [RandomStream]
  private var retrialStreams: [RandomStream]
  private var tally: DayTally
  private var waits: [Int]
  private var isClosed = false

  /// `waits` are the counts so far, to be added to.
  init(_ system: ServiceSystem, thresholds: [Double], stream: RandomStream, waits: [Int]) {
    self.system = system
    self.thresholds = thresholds
    service = system.classes.map { DurationSampler($0.service) }
    patience = system.classes.map { $0.patience.map(DurationSampler.init) }
    retrial = system.classes.map {
      $0.retrialProbability > 0 ? $0.retrialDelay.map(DurationSampler.init) : nil
    }
    skills = system.pools.map { pool in
      pool.skills.sorted {
        (-system.classes[$0].priority, $0) < (-system.classes[$1].priority, $1)
      }
    }
    pools = system.classes.indices.map { item in
      system.pools.indices.filter { system.pools[$0].skills.contains(item) }
    }
    let count = system.intervalCount
    servers = system.pools.map { $0.agents[0] }
    busy = system.pools.map { _ in 0 }
    idle = system.pools.map { pool in
      var ring = Ring<Double>()
      for _ in 0..<pool.agents[0] { ring.append(0) }
      return ring
    }
    queues = system.classes.map { _ in Ring<Int32>() }
    func streams(_ name: String) -> [RandomStream] {
      system.classes.indices.map { stream.substream(name).substream($0) }
    }
    serviceStreams = streams("services")
    patienceStreams = streams("patience")
    retrialStreams = streams("retrials")
    tally = DayTally(
      cells: .init(repeating: .init(), count: count * system.classes.count),
      busy: .init(repeating: 0, count: count * system.pools.count))
    self.waits = waits
  }

  /// Plays the day; `rates` has one entry a class.
  consuming func run(
    rates: [ArrivalRate], stream: RandomStream
  ) -> (tally: DayTally, waits: [Int]) {
    var arrivals = rates.map { ArrivalSampler($0) }
    var streams = rates.indices.map { stream.substream("arrivals").substream($0) }
    for item in rates.indices { schedule(item, arrivals[item].next(&streams[item])) }
    let count = system.intervalCount
    let width = system.intervalSeconds
    var bound = width
    while true {
      let next = calendar.nextTime
      if bound <= next {
        if bound == .infinity { break }
        advance(to: bound)
        if interval + 1 == count {
          bound = .infinity
          close()
        } else {
          interval += 1
          bound = Double(interval + 1) * width
          changeStaff()
        }
        continue
      }
      let event = calendar.removeFirst()
      advance(to: event.time)
      let place = Int(event.place)
      switch event.kind {
      case .arrival:
        arrive(place)
        schedule(place, arrivals[place].next(&streams[place]))
      case .retrial:
        if !isClosed { arrive(place) }
      case .serviceEnd:
        if services[place].ticket == event.ticket { endService(place) }
      case .abandonment:
        if waiting[place].ticket == event.ticket { abandon(place) }
      }
    }
    // Whoever is left has nobody to be served by.
    for queue in queues.indices { sendAway(queue) }
    tally.end = clock
    return (tally, waits)
  }

  private mutating func schedule(_ item: Int, _ time: Double) {
    if time == .infinity { return }
    calendar.insert(.init(time: time, kind: .arrival, place: Int32(item), ticket: 0))
  }

  private mutating func advance(to time: Double) {
    if !isClosed {
      let pools = busy.count
      for pool in 0..<pools {
        tally.busy[pool * system.intervalCount + interval] += Double(busy[pool]) * (time - clock)
      }
    }
    clock = time
  }

  private mutating func arrive(_ item: Int) {
    let cell = item * system.intervalCount + interval
    tally.events += 1
    tally.cells[cell].offered += 1
    if let pool = freePool(for: item) {
      tally.cells[cell].answeredInTime += 1
      waits[cell * WaitHistogram.size] += 1
      start(pool, item, interval, service[item].draw(&serviceStreams[item]))
      return
    }
    tally.cells[cell].waited += 1
    let place = enter(
      Waiting(
        arrival: clock, remaining: -1, ticket: 0, classIndex: item, interval: interval))
    queues[item].append(Int32(place))
    limitWait(place)
  }

  private mutating func limitWait(_ place: Int) {
    let item = waiting[place].classIndex
    guard let limit = patience[item]?.draw(&patienceStreams[item]) else { return }
    calendar.insert(
      .init(
        time: clock + limit, kind: .abandonment, place: Int32(place),
        ticket: waiting[place].ticket))
  }

  /// The pool whose agent takes a customer of the class, if one is free.
  private func freePool(for item: Int) -> Int? {
    var best: Int?
    var since = Double.infinity
    for pool in pools[item] {
      guard let head = idle[pool].head else { continue }
      if system.routing == .poolOrder { return pool }
      if head < since { (best, since) = (pool, head) }
    }
    return best
  }

  private mutating func enter(_ customer: Waiting) -> Int {
    tickets += 1
    var customer = customer
    customer.ticket = tickets
    if let place = freeWaiting.popLast() {
      waiting[Int(place)] = customer
      return Int(place)
    }
    waiting.append(customer)
    return waiting.count - 1
  }

  /// A free agent of the pool starts on a customer.
  private mutating func start(_ pool: Int, _ item: Int, _ interval: Int, _ seconds: Double) {
    _ = idle[pool].popFirst()
    busy[pool] += 1
    tickets += 1
    let made = Service(
      ticket: tickets, pool: pool, classIndex: item, interval: interval, end: clock + seconds)
    let place: Int
    if let free = freeServices.popLast() {
      place = Int(free)
      services[place] = made
    } else {
      place = services.count
      services.append(made)
    }
    tally.events += 1
    calendar.insert(
      .init(time: made.end, kind: .serviceEnd, place: Int32(place), ticket: made.ticket))
  }

  private mutating func endService(_ place: Int) {
    let pool = services[place].pool
    services[place].ticket = -1
    freeServices.append(Int32(place))
    tally.events += 1
    busy[pool] -= 1
    if busy[pool] < servers[pool] {
      idle[pool].append(clock)
      fill(pool)
    }
  }

  /// Free agents of the pool take who waits: the highest priority, of those who came first.
  private mutating func fill(_ pool: Int) {
    while !idle[pool].isEmpty {
      var chosen: Int?
      var earliest = Double.infinity
      for item in skills[pool] {
        if let chosen, system.classes[item].priority < system.classes[chosen].priority { break }
        guard let head = firstWaiting(item) else { continue }
        // Who was handed over goes before all.
        let since = waiting[head].remaining >= 0 ? -1 : waiting[head].arrival
        if since < earliest { (chosen, earliest) = (item, since) }
      }
      guard let chosen, let place = queues[chosen].popFirst() else { return }
      let customer = waiting[Int(place)]
      leave(Int(place))
      if customer.remaining >= 0 {
        tally.events -= 1
        start(pool, chosen, customer.interval, customer.remaining)
        continue
      }
      note(customer, wait: clock - customer.arrival, answered: true)
      start(
        pool, chosen, customer.interval, service[chosen].draw(&serviceStreams[chosen]))
    }
  }

  /// The head of a class's queue, past those who have given up.
  private mutating func firstWaiting(_ item: Int) -> Int? {
    while let head = queues[item].head {
      if waiting[Int(head)].ticket >= 0 { return Int(head) }
      _ = queues[item].popFirst()
      freeWaiting.append(head)
    }
    return nil
  }

  /// Takes a customer who is out of the queue off the books.
  private mutating func leave(_ place: Int) {
    waiting[place].ticket = -1
    freeWaiting.append(Int32(place))
  }

  private mutating func note(_ customer: Waiting, wait: Double, answered: Bool) {
    let cell = customer.classIndex * system.intervalCount + customer.interval
    let threshold = thresholds[customer.classIndex]
    tally.cells[cell].wait += wait
    waits[cell * WaitHistogram.size + WaitHistogram.place(wait)] += 1
    if answered {
      if wait <= threshold { tally.cells[cell].answeredInTime += 1 }
    } else {
      tally.cells[cell].abandoned += 1
      if wait <= threshold { tally.cells[cell].abandonedInTime += 1 }
      tally.events += 1
    }
  }

  /// The place in the queue is freed when it comes to the head.
  private mutating func abandon(_ place: Int) {
    let customer = waiting[place]
    waiting[place].ticket = -1
    if customer.remaining >= 0 {
      breakOff(customer)
      return
    }
    note(customer, wait: clock - customer.arrival, answered: false)
    let item = customer.classIndex
    if let delay = retrial[item],
      retrialStreams[item].uniform() < system.classes[item].retrialProbability
    {
      calendar.insert(
        .init(
          time: clock + delay.draw(&retrialStreams[item]), kind: .retrial, place: Int32(item),
          ticket: 0))
    }
  }

  private mutating func breakOff(_ customer: Waiting) {
    tally.events += 1
    tally.cells[customer.classIndex * system.intervalCount + customer.interval].brokenOff += 1
  }

  private mutating func changeStaff() {
    for pool in servers.indices {
      servers[pool] = system.pools[pool].agents[interval]
      if system.leaving == .handsOver { handOver(pool) }
      let free = max(0, servers[pool] - busy[pool])
      while idle[pool].count > free { _ = idle[pool].popLast() }
      while idle[pool].count < free { idle[pool].append(clock) }
    }
    for pool in servers.indices { fill(pool) }
  }

  /// The services begun last go back to the heads of their queues.
  private mutating func handOver(_ pool: Int) {
    while busy[pool] > servers[pool] {
      var last = -1
      for place in services.indices
      where services[place].ticket >= 0 && services[place].pool == pool
        && (last < 0 || services[place].ticket > services[last].ticket)
      {
        last = place
      }
      let found = services[last]
      services[last].ticket = -1
      freeServices.append(Int32(last))
      busy[pool] -= 1
      let place = enter(
        Waiting(
          arrival: clock, remaining: found.end - clock, ticket: 0, classIndex: found.classIndex,
          interval: found.interval))
      queues[found.classIndex].prepend(Int32(place))
      limitWait(place)
    }
  }

  private mutating func close() {
    isClosed = true
    guard system.closing == .sendAway else { return }
    for item in queues.indices { sendAway(item) }
  }

  /// Empties a queue, those who were handed over too.
  private mutating func sendAway(_ item: Int) {
    while firstWaiting(item) != nil, let place = queues[item].popFirst() {
      let customer = waiting[Int(place)]
      leave(Int(place))
      if customer.remaining >= 0 {
        breakOff(customer)
        continue
      }
      let cell = item * system.intervalCount + customer.interval
      tally.cells[cell].sentAway += 1
      tally.cells[cell].wait += clock - customer.arrival
      waits[cell * WaitHistogram.size + WaitHistogram.place(clock - customer.arrival)] += 1
      tally.events += 1
    }
  }
}
