/// What customers and agents meet in one interval of a day whose rate and staff change.
public struct IntervalPerformance: Sendable, Equatable {
  public let agents: Int
  /// Contacts expected in the interval.
  public let arrivals: Double
  /// The share of the interval's customers who find every agent busy.
  public let probabilityOfDelay: Double
  /// Of the customers who come in the interval, the share answered in time. Abandonment and
  /// mean wait are those of the time: what leaves and waits within the interval over what
  /// comes in it (an abandonment above 1 where a queue of earlier customers gives up). Without
  /// arrivals 1, 0 and 0.
  public let service: ServiceMeasures
  /// The mean number waiting over the interval.
  public let meanQueue: Double
  /// The mean number waiting or in service over the interval.
  public let meanInSystem: Double
}

/// A day's performance, interval by interval, by the forward equations.
public struct DayPerformance: Sendable, Equatable {
  public let intervals: [IntervalPerformance]
  /// The mean number waiting at the end of the last interval.
  public let queueAtEnd: Double
  /// A bound on the error of the probabilities, as far as the method knows it.
  public let errorBound: Double

  /// The whole day: shares weighted by arrivals, occupancy by agents. Without arrivals
  /// as for an interval.
  public var overall: ServiceMeasures {
    var arrivals = 0.0
    var agents = 0.0
    var sum = ServiceMeasures(answeredInTime: 0, abandonment: 0, meanWait: 0, occupancy: 0)
    for interval in intervals {
      arrivals += interval.arrivals
      agents += Double(interval.agents)
      sum.answeredInTime += interval.arrivals * interval.service.answeredInTime
      sum.abandonment += interval.arrivals * interval.service.abandonment
      sum.meanWait += interval.arrivals * interval.service.meanWait
      sum.occupancy += Double(interval.agents) * interval.service.occupancy
    }
    let occupancy = agents > 0 ? sum.occupancy / agents : 0
    guard arrivals > 0 else {
      return ServiceMeasures(
        answeredInTime: 1, abandonment: 0, meanWait: 0, occupancy: occupancy)
    }
    return ServiceMeasures(
      answeredInTime: sum.answeredInTime / arrivals, abandonment: sum.abandonment / arrivals,
      meanWait: sum.meanWait / arrivals, occupancy: occupancy)
  }

  /// The largest share of an interval's customers who find every agent busy.
  public var worstProbabilityOfDelay: Double {
    intervals.reduce(0) { max($0, $1.probabilityOfDelay) }
  }
}
