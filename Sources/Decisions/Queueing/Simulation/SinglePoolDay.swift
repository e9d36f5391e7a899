import Foundation
import Statistics

/// One day of one class and one pool, first come first served.
///
/// No calendar: the next event is the next arrival, the least of the services' ends (a heap),
/// or the next bound of an interval. Who gives up is found when an agent would take the
/// customer, which changes nothing that others see.
struct SinglePoolDay {
  private struct Waiting {
    var arrival: Double
    /// When patience ends.
    var deadline: Double
    /// Service left to one who was handed over; negative for a new customer.
    var remaining: Double
    var interval: Int
  }

  private let system: ServiceSystem
  private let threshold: Double
  private let service: DurationSampler
  private let patience: DurationSampler?
  private var serviceStream: RandomStream
  private var patienceStream: RandomStream
  private var leavingStream: RandomStream

  private var clock = 0.0
  private var interval = 0
  private var servers: Int
  /// When the services in progress end.
  private var ends: TimeHeap
  private var queue = Ring<Waiting>()
  private var busyTime = 0.0
  private var tally: DayTally
  private var waits: [Int]

  /// `waits` are the counts so far, to be added to.
  init(_ system: ServiceSystem, threshold: Double, stream: RandomStream, waits: [Int]) {
    self.system = system
    self.threshold = threshold
    service = DurationSampler(system.classes[0].service)
    patience = system.classes[0].patience.map(DurationSampler.init)
    serviceStream = stream.substream("services")
    patienceStream = stream.substream("patience")
    leavingStream = stream.substream("leaving")
    let agents = system.pools[0].agents
    servers = agents[0]
    ends = TimeHeap(capacity: (agents.max() ?? 0) + 1)
    tally = DayTally(
      cells: .init(repeating: .init(), count: agents.count),
      busy: .init(repeating: 0, count: agents.count))
    self.waits = waits
  }

  /// Plays the day.
  consuming func run(
    rate: ArrivalRate, stream: RandomStream
  ) -> (tally: DayTally, waits: [Int]) {
    var arrivals = ArrivalSampler(rate)
    var arrivalStream = stream.substream("arrivals")
    var bound = system.intervalSeconds
    var nextArrival = arrivals.next(&arrivalStream)
    while true {
      let nextEnd = ends.least
      if bound <= nextArrival, bound <= nextEnd {
        if bound == .infinity { break }
        bound = passBound(bound)
      } else if nextArrival <= nextEnd {
        busyTime += Double(ends.count) * (nextArrival - clock)
        clock = nextArrival
        arrive()
        nextArrival = arrivals.next(&arrivalStream)
      } else {
        busyTime += Double(ends.count) * (nextEnd - clock)
        clock = nextEnd
        ends.removeLeast()
        tally.events += 1
        fill()
      }
    }
    // Nobody is left to serve those who still wait.
    emptyQueue { $0.deadline < .infinity }
    tally.end = clock
    return (tally, waits)
  }

  @inline(__always)
  private mutating func arrive() {
    tally.events += 1
    tally.cells[interval].offered += 1
    if ends.count < servers {
      tally.cells[interval].answeredInTime += 1
      waits[interval * WaitHistogram.size] += 1
      ends.insert(clock + service.draw(&serviceStream))
      tally.events += 1
      return
    }
    tally.cells[interval].waited += 1
    queue.append(
      Waiting(arrival: clock, deadline: deadline(), remaining: -1, interval: interval))
  }

  @inline(__always)
  private mutating func deadline() -> Double {
    guard let patience else { return .infinity }
    return clock + patience.draw(&patienceStream)
  }

  /// Free agents take who waits.
  @inline(__always)
  private mutating func fill() {
    while ends.count < servers, let next = queue.popFirst() {
      if next.deadline < clock {
        giveUp(next)
        continue
      }
      if next.remaining >= 0 {
        ends.insert(clock + next.remaining)
        continue
      }
      tally.events += 1
      let wait = clock - next.arrival
      tally.cells[next.interval].wait += wait
      if wait <= threshold { tally.cells[next.interval].answeredInTime += 1 }
      waits[next.interval * WaitHistogram.size + WaitHistogram.place(wait)] += 1
      ends.insert(clock + service.draw(&serviceStream))
    }
  }

  private mutating func giveUp(_ customer: Waiting) {
    tally.events += 1
    if customer.remaining >= 0 {
      tally.cells[customer.interval].brokenOff += 1
      return
    }
    let wait = customer.deadline - customer.arrival
    tally.cells[customer.interval].wait += wait
    tally.cells[customer.interval].abandoned += 1
    if wait <= threshold { tally.cells[customer.interval].abandonedInTime += 1 }
    waits[customer.interval * WaitHistogram.size + WaitHistogram.place(wait)] += 1
  }

  /// Changes the agents, or closes; returns the next bound.
  private mutating func passBound(_ bound: Double) -> Double {
    let agents = system.pools[0].agents
    busyTime += Double(ends.count) * (bound - clock)
    tally.busy[interval] += busyTime
    busyTime = 0
    clock = bound
    if interval + 1 == agents.count {
      if system.closing == .sendAway { emptyQueue { [clock] in $0.deadline < clock } }
      return .infinity
    }
    interval += 1
    servers = agents[interval]
    if system.leaving == .handsOver {
      while ends.count > servers {
        // Anyone: to choose by the service that is left would speed up those who stay.
        let end = ends.remove(at: leavingStream.integer(below: ends.count))
        queue.prepend(
          Waiting(
            arrival: clock, deadline: deadline(), remaining: end - clock, interval: interval))
      }
    }
    fill()
    return Double(interval + 1) * system.intervalSeconds
  }

  /// Those who wait have given up, or are sent away now, as are those handed over.
  private mutating func emptyQueue(gaveUp: (Waiting) -> Bool) {
    while let next = queue.popFirst() {
      if gaveUp(next) {
        giveUp(next)
        continue
      }
      tally.events += 1
      if next.remaining >= 0 {
        tally.cells[next.interval].brokenOff += 1
        continue
      }
      let wait = clock - next.arrival
      tally.cells[next.interval].sentAway += 1
      tally.cells[next.interval].wait += wait
      waits[next.interval * WaitHistogram.size + WaitHistogram.place(wait)] += 1
    }
  }
}
