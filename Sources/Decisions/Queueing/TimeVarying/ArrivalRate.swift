/// The rate at which customers arrive through a day or a week: straight between knots,
/// with jumps allowed at them.
public struct ArrivalRate: Sendable, Equatable {
  /// One straight piece, times in seconds and rates a second.
  struct Piece: Sendable, Equatable {
    let start: Double
    let end: Double
    let first: Double
    let last: Double

    func value(at t: Double) -> Double {
      first + (last - first) * ((t - start) / (end - start))
    }
  }

  let pieces: [Piece]
  /// Whether the rate repeats for ever, and did so before; else nobody came before second 0.
  public let isCyclic: Bool

  /// A constant rate in each interval, contacts an hour.
  public init(
    perHour rates: [Double], intervalSeconds seconds: Double, cyclic: Bool = false
  ) throws(QueueingError) {
    try self.init(rates, rates, seconds, cyclic)
  }

  /// Straight between the rates at the bounds of the intervals, one more than there are
  /// intervals, contacts an hour.
  public init(
    perHourAtBounds rates: [Double], intervalSeconds seconds: Double, cyclic: Bool = false
  ) throws(QueueingError) {
    try self.init(Array(rates.dropLast()), Array(rates.dropFirst()), seconds, cyclic)
  }

  /// A function of the time in seconds, contacts an hour, taken as straight over pieces of
  /// `step` seconds. The error is at most an eighth of the second derivative times step².
  public init(
    duration: Double, step: Double, cyclic: Bool = false, _ perHour: (Double) -> Double
  ) throws(QueueingError) {
    try require(step > 0 && step.isFinite, "step", step, "above 0 seconds")
    try require(
      duration >= step && duration.isFinite, "duration", duration, "at least one step")
    let count = Int((duration / step).rounded())
    let width = duration / Double(count)
    try self.init(
      perHourAtBounds: (0...count).map { perHour(Double($0) * width) }, intervalSeconds: width,
      cyclic: cyclic)
  }

  private init(
    _ first: [Double], _ last: [Double], _ seconds: Double, _ cyclic: Bool
  ) throws(QueueingError) {
    try require(seconds > 0 && seconds.isFinite, "interval", seconds, "above 0 seconds")
    try require(!first.isEmpty, "number of intervals", Double(first.count), "at least 1")
    for rate in first + last {
      try require(rate >= 0 && rate.isFinite, "arrival rate", rate, "at least 0 an hour")
    }
    pieces = first.indices.map { k in
      Piece(
        start: Double(k) * seconds, end: Double(k + 1) * seconds, first: first[k] / 3600,
        last: last[k] / 3600)
    }
    isCyclic = cyclic
  }

  /// Seconds from the first knot to the last.
  public var duration: Double { pieces[pieces.count - 1].end }

  /// The same course at `factor` times the rate.
  public func scaled(by factor: Double) throws(QueueingError) -> ArrivalRate {
    try require(factor >= 0 && factor.isFinite, "factor", factor, "at least 0")
    return ArrivalRate(
      pieces: pieces.map {
        Piece(
          start: $0.start, end: $0.end, first: $0.first * factor, last: $0.last * factor)
      }, isCyclic: isCyclic)
  }

  /// The same course so many times in a row, once and for all.
  func repeated(_ times: Int) -> ArrivalRate {
    let all = (0..<times).flatMap { round in
      pieces.map { piece in
        let shift = Double(round) * duration
        return Piece(
          start: piece.start + shift, end: piece.end + shift, first: piece.first,
          last: piece.last)
      }
    }
    return ArrivalRate(pieces: all, isCyclic: false)
  }

  private init(pieces: [Piece], isCyclic: Bool) {
    self.pieces = pieces
    self.isCyclic = isCyclic
  }

  /// Contacts an hour at a time in seconds; at a knot, the rate after it. A cyclic rate
  /// repeats; another is 0 before and after.
  public func perHour(at t: Double) -> Double {
    var t = t
    if isCyclic { t -= duration * (t / duration).rounded(.down) }
    guard t >= 0, t < duration else { return 0 }
    return 3600 * pieces[index(at: t)].value(at: t)
  }

  /// Contacts expected from `start` to `end`, seconds within the duration.
  public func arrivals(from start: Double, to end: Double) -> Double {
    var sum = 0.0
    for piece in pieces[index(at: start)...] {
      let (from, to) = (max(start, piece.start), min(end, piece.end))
      if from >= to { break }
      sum += (to - from) * piece.value(at: (from + to) / 2)
    }
    return sum
  }

  /// The largest rate from `start` to `end`, contacts an hour.
  public func maximumPerHour(from start: Double, to end: Double) -> Double {
    var largest = 0.0
    for piece in pieces[index(at: start)...] {
      let (from, to) = (max(start, piece.start), min(end, piece.end))
      if from >= to { break }
      largest = max(largest, piece.value(at: from), piece.value(at: to))
    }
    return largest * 3600
  }

  /// The piece that holds the time; the last for times beyond.
  func index(at t: Double) -> Int {
    var low = 0
    var high = pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].start <= t { low = middle } else { high = middle }
    }
    return low
  }
}
