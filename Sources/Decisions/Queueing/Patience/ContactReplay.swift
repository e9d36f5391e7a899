import Foundation

/// A day as it came, contact by contact, met by another number of agents: first come, first
/// served. An agent whose time is over finishes the contact at hand.
public struct ContactReplay: Sendable {
  /// A contact of the log.
  public struct Contact: Sendable, Equatable {
    /// Seconds from the start of the first interval.
    public var arrival: Double
    /// Seconds with an agent, once answered.
    public var service: Double
    /// Seconds it waits before it gives up.
    public var patience: Double

    public init(arrival: Double, service: Double, patience: Double) {
      self.arrival = arrival
      self.service = service
      self.patience = patience
    }
  }

  /// What a contact met.
  public struct Outcome: Sendable, Equatable {
    /// Seconds in the queue, to the answer or to giving up.
    public var wait: Double
    public var isAnswered: Bool
  }

  /// In order of arrival.
  public let contacts: [Contact]
  public let intervalSeconds: Double

  public init(contacts: [Contact], intervalSeconds: Double) throws(QueueingError) {
    for contact in contacts {
      try require(
        contact.arrival >= 0 && contact.arrival.isFinite, "arrival", contact.arrival,
        "at least 0 seconds")
      try require(
        contact.service >= 0 && contact.service.isFinite, "service", contact.service,
        "at least 0 seconds")
      try require(contact.patience >= 0, "patience", contact.patience, "at least 0 seconds")
    }
    try require(
      intervalSeconds > 0 && intervalSeconds.isFinite, "interval", intervalSeconds,
      "above 0 seconds")
    self.contacts = contacts.enumerated().sorted {
      $0.element.arrival != $1.element.arrival
        ? $0.element.arrival < $1.element.arrival : $0.offset < $1.offset
    }.map(\.element)
    self.intervalSeconds = intervalSeconds
  }

  /// What each contact meets with these agents, one number an interval; those of the last stay
  /// until everyone has been answered or has given up.
  public func outcomes(agents: [Int]) -> [Outcome] {
    var outcomes = [Outcome](
      repeating: Outcome(wait: .infinity, isAnswered: false), count: contacts.count)
    /// Times at which contacts at hand end, the earliest last.
    var ends: [Double] = []
    var waiting: [Int] = []
    var head = 0
    func present(at time: Double) -> Int {
      agents.isEmpty ? 0 : agents[min(agents.count - 1, Int(time / intervalSeconds))]
    }
    func insert(_ end: Double) {
      var place = ends.count
      while place > 0, ends[place - 1] < end { place -= 1 }
      ends.insert(end, at: place)
    }
    /// Answers who waits, as long as an agent is free.
    func answer(at time: Double) {
      while head < waiting.count, ends.count < present(at: time) {
        let contact = waiting[head]
        head += 1
        let left = contacts[contact].arrival + contacts[contact].patience
        if left <= time && contacts[contact].arrival < time {
          outcomes[contact] = Outcome(wait: contacts[contact].patience, isAnswered: false)
          continue
        }
        outcomes[contact] = Outcome(wait: time - contacts[contact].arrival, isAnswered: true)
        insert(time + contacts[contact].service)
      }
    }
    var next = 0
    var boundary = 1
    while next < contacts.count || head < waiting.count {
      let arrival = next < contacts.count ? contacts[next].arrival : .infinity
      let end = ends.last ?? .infinity
      let change = boundary < agents.count ? Double(boundary) * intervalSeconds : .infinity
      let time = min(arrival, end, change)
      // Nobody comes, goes or begins work any more: who waits gives up.
      if time == .infinity { break }
      if end == time {
        ends.removeLast()
      } else if change == time {
        boundary += 1
      } else {
        waiting.append(next)
        next += 1
      }
      answer(at: time)
    }
    for contact in waiting[head...] {
      outcomes[contact] = Outcome(wait: contacts[contact].patience, isAnswered: false)
    }
    return outcomes
  }
}
