internal import Foundation

/// Raises alarms on what a series does beyond what is usual, at a stated rate, knowing at
/// each moment only what came before.
///
/// Two pieces of evidence are watched: how far the present value is off the usual one, and
/// how far the mean of the last hour is, which sees small changes that stay. Each has a
/// tail of its own (`AlarmTail`), fitted anew every day to the maxima of two-hour blocks of
/// the past eight weeks, and a share of the asked rate; an alarm is raised where either
/// rises over the level that its tail reaches that often. Where more alarms came than were
/// asked for, whatever their cause, the rate is lowered in proportion: feedback as in
/// adaptive conformal inference (Gibbs and Candès 2021), so that a series that breaks the
/// tail's assumptions does not flood its reader.
///
/// Alarms less than two hours apart are one incident. The rate is an upper one: on
/// autocorrelated noise with normal tails, which are lighter than the tail's prior, about a
/// seventh of the asked alarms came.
public struct AlarmMonitor: Sendable {
  /// Alarms a week asked for, positive.
  public var alarmsPerWeek: Double

  /// Share of the rate that the hour's mean has.
  static let hourShare = 0.25
  static let blockSeconds = 7_200.0
  static let mergeSeconds = 7_200.0
  static let weekSeconds = 604_800.0
  /// Blocks that a tail looks back on.
  static let memoryBlocks = 8 * 84
  /// Weeks over which alarms are counted for the feedback.
  static let feedbackWeeks = 4.0

  public init(alarmsPerWeek: Double = 1) {
    precondition(alarmsPerWeek > 0, "a rate is positive")
    self.alarmsPerWeek = alarmsPerWeek
  }

  /// - Parameters:
  ///   - seconds: times of the values, ascending.
  ///   - departures: value less usual value; NaN where either is missing.
  ///   - start: place from which alarms are raised. What lies before is only learnt from.
  /// - Returns: incidents in order of time, places counted in `departures`.
  public func incidents(seconds: [Double], departures: [Double], from start: Int) -> [Incident] {
    precondition(seconds.count == departures.count, "one time a value")
    let hour = AlarmMonitor.hourMeans(seconds: seconds, departures: departures)
    var paths = [
      AlarmPath(evidence: departures, share: 1 - AlarmMonitor.hourShare),
      AlarmPath(evidence: hour, share: AlarmMonitor.hourShare),
    ]
    var incidents: [Incident] = []
    var fittedDay = -Double.infinity
    var learned = 0
    for place in departures.indices {
      let now = seconds[place]
      if place >= start {
        let day = (now / 86_400).rounded(.down)
        if day > fittedDay {
          for k in paths.indices { paths[k].learn(seconds, from: learned, until: place) }
          learned = place
          fittedDay = day
        }
        let rate = rate(at: now, since: seconds[start], after: incidents, seconds: seconds)
        for path in paths {
          guard let alarm = path.alarm(at: place, rate: rate) else { continue }
          if let last = incidents.last, now - seconds[last.end] <= AlarmMonitor.mergeSeconds {
            incidents[incidents.count - 1].take(alarm, departure: departures[place])
          } else {
            incidents.append(Incident(alarm, departure: departures[place]))
          }
        }
      }
    }
    return incidents
  }

  /// The asked rate, less where more alarms came than it allows.
  private func rate(
    at now: Double, since start: Double, after incidents: [Incident], seconds: [Double]
  ) -> Double {
    let weeks = min((now - start) / AlarmMonitor.weekSeconds, AlarmMonitor.feedbackWeeks)
    let reach = AlarmMonitor.feedbackWeeks * AlarmMonitor.weekSeconds
    var past = 0.0
    for incident in incidents.reversed() {
      guard now - seconds[incident.start] < reach else { break }
      // An incident that goes on does not raise its own bar.
      if now - seconds[incident.end] > AlarmMonitor.mergeSeconds { past += 1 }
    }
    return alarmsPerWeek * min(1, (weeks * alarmsPerWeek + 1) / (past + 1))
  }

  /// Mean of the hour that ends at each value, of at least three; NaN where fewer.
  static func hourMeans(seconds: [Double], departures: [Double]) -> [Double] {
    var sum = 0.0
    var count = 0
    var first = 0
    return departures.indices.map { place in
      if departures[place].isFinite {
        sum += departures[place]
        count += 1
      }
      while seconds[first] <= seconds[place] - 3_600 {
        if departures[first].isFinite {
          sum -= departures[first]
          count -= 1
        }
        first += 1
      }
      if count == 0 { sum = 0 }
      return count >= 3 ? sum / Double(count) : .nan
    }
  }
}

/// One kind of evidence with its tail.
private struct AlarmPath {
  let evidence: [Double]
  let share: Double
  private var tail: AlarmTail?
  /// Block numbers and their greatest scores, the oldest first.
  private var blocks: [(number: Double, maximum: Double)] = []

  init(evidence: [Double], share: Double) {
    self.evidence = evidence
    self.share = share
  }

  mutating func learn(_ seconds: [Double], from start: Int, until end: Int) {
    for place in start..<end where evidence[place].isFinite {
      let number = (seconds[place] / AlarmMonitor.blockSeconds).rounded(.down)
      let score = abs(evidence[place])
      if let last = blocks.last, last.number == number {
        blocks[blocks.count - 1].maximum = max(last.maximum, score)
      } else {
        blocks.append((number, score))
      }
    }
    if blocks.count > AlarmMonitor.memoryBlocks {
      blocks.removeFirst(blocks.count - AlarmMonitor.memoryBlocks)
    }
    tail = AlarmTail(
      maxima: blocks.map(\.maximum),
      blocksPerWeek: AlarmMonitor.weekSeconds / AlarmMonitor.blockSeconds)
  }

  func alarm(at place: Int, rate: Double) -> Incident.Alarm? {
    guard let tail, evidence[place].isFinite else { return nil }
    let score = abs(evidence[place])
    let level = tail.level(alarmsPerWeek: rate * share)
    guard score > level else { return nil }
    return Incident.Alarm(
      place: place, excess: score / level, timesPerWeek: tail.rate(over: score) / share)
  }
}

/// Alarms that hang together.
public struct Incident: Sendable, Codable, Equatable {
  /// Places of the first and last alarm.
  public private(set) var start: Int
  public private(set) var end: Int
  /// Where the value was furthest off the usual one among the alarms.
  public private(set) var peak: Int
  /// Value less usual value there: negative where it fell short.
  public private(set) var departure: Double
  /// How many times a week evidence as strong as the strongest was to be expected.
  public private(set) var timesPerWeek: Double
  /// Every place with an alarm, ascending.
  public private(set) var alarmPlaces: [Int]
  /// The greatest ratio of evidence to the level it had to reach, over 1.
  public private(set) var excess: Double

  struct Alarm {
    var place: Int
    var excess: Double
    var timesPerWeek: Double
  }

  init(_ alarm: Alarm, departure: Double) {
    start = alarm.place
    end = alarm.place
    peak = alarm.place
    self.departure = departure.isFinite ? departure : 0
    timesPerWeek = alarm.timesPerWeek
    alarmPlaces = [alarm.place]
    excess = alarm.excess
  }

  mutating func take(_ alarm: Alarm, departure: Double) {
    if alarm.place > end { alarmPlaces.append(alarm.place) }
    end = alarm.place
    timesPerWeek = min(timesPerWeek, alarm.timesPerWeek)
    excess = max(excess, alarm.excess)
    if departure.isFinite, abs(departure) > abs(self.departure) {
      self.departure = departure
      peak = alarm.place
    }
  }
}
