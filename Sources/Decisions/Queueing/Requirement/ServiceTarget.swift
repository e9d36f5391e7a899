/// What customers are promised. Any subset of the limits; all that are set must hold.
public struct ServiceTarget: Sendable, Equatable, Codable {
  /// Which customers count as answered in time, t being the threshold. The conventions
  /// differ only in what they do with customers who abandon.
  public enum Convention: String, Sendable, Equatable, Codable, CaseIterable {
    /// Served within t, among all offered. An abandoned contact is a miss, however early.
    case answered
    /// Served or gone within t, among all offered: who waits longer than t is a miss.
    case answeredOrAbandoned
    /// Served within t, among those offered less those who abandon within t.
    case excludingShortAbandons
    /// Would be served within t if patient: the offered wait is at most t. This is the
    /// service level of most of the queueing literature.
    case offeredWait
  }

  /// A share of customers to answer within a time.
  public struct AnswerTime: Sendable, Equatable, Codable {
    /// In (0, 1).
    public var share: Double
    /// Seconds, at least 0.
    public var seconds: Double
    public var convention: Convention

    public init(share: Double, seconds: Double, convention: Convention = .answered) {
      self.share = share
      self.seconds = seconds
      self.convention = convention
    }
  }

  /// The share answered in time is at least this.
  public var answer: AnswerTime?
  /// The share of customers who abandon is at most this, in (0, 1].
  public var maximumAbandonment: Double?
  /// The mean time in queue of all customers ("average speed of answer") is at most this
  /// many seconds, above 0.
  public var maximumMeanWait: Double?
  /// Agents are busy at most this share of their time, in (0, 1].
  public var maximumOccupancy: Double?

  public init(
    answer: AnswerTime? = nil, maximumAbandonment: Double? = nil,
    maximumMeanWait: Double? = nil, maximumOccupancy: Double? = nil
  ) {
    self.answer = answer
    self.maximumAbandonment = maximumAbandonment
    self.maximumMeanWait = maximumMeanWait
    self.maximumOccupancy = maximumOccupancy
  }

  /// `share` answered within `seconds`: 0.8 and 20 for "80 % in 20 seconds".
  public static func answer(
    share: Double, within seconds: Double, counting convention: Convention = .answered
  ) -> ServiceTarget {
    ServiceTarget(
      answer: AnswerTime(share: share, seconds: seconds, convention: convention))
  }

  /// Throws where a limit is out of range, none is set, or abandonment is limited although
  /// nobody abandons.
  public func validate(customersAbandon: Bool) throws(QueueingError) {
    if answer == nil, maximumAbandonment == nil, maximumMeanWait == nil, maximumOccupancy == nil {
      throw .emptyTarget
    }
    if let answer {
      try require(
        answer.share > 0 && answer.share < 1, "share answered in time", answer.share,
        "above 0 and below 1")
      try require(
        answer.seconds >= 0 && answer.seconds.isFinite, "answer time", answer.seconds,
        "at least 0 seconds")
    }
    if let limit = maximumAbandonment {
      if !customersAbandon { throw .abandonmentWithoutPatience }
      try require(limit > 0 && limit <= 1, "maximum abandonment", limit, "above 0, at most 1")
    }
    if let limit = maximumMeanWait {
      try require(limit > 0 && limit.isFinite, "maximum mean wait", limit, "above 0 seconds")
    }
    if let limit = maximumOccupancy {
      try require(limit > 0 && limit <= 1, "maximum occupancy", limit, "above 0, at most 1")
    }
  }

  /// Whether these measures keep every limit.
  public func isMet(by service: ServiceMeasures) -> Bool {
    if let answer, !(service.answeredInTime >= answer.share) { return false }
    if let limit = maximumAbandonment, !(service.abandonment <= limit) { return false }
    if let limit = maximumMeanWait, !(service.meanWait <= limit) { return false }
    if let limit = maximumOccupancy, !(service.occupancy <= limit) { return false }
    return true
  }
}

/// What customers and agents meet at one arrival rate and one number of agents, or on
/// average over uncertain rates.
public struct ServiceMeasures: Sendable, Equatable {
  /// The share answered in time, by the target's convention; without an answer time, the
  /// share who need not wait.
  public var answeredInTime: Double
  /// The share of customers who abandon.
  public var abandonment: Double
  /// Mean time in queue of all customers, seconds; +∞ where the queue never settles.
  public var meanWait: Double
  /// The share of time agents are busy.
  public var occupancy: Double

  public init(
    answeredInTime: Double, abandonment: Double, meanWait: Double, occupancy: Double
  ) {
    self.answeredInTime = answeredInTime
    self.abandonment = abandonment
    self.meanWait = meanWait
    self.occupancy = occupancy
  }
}
