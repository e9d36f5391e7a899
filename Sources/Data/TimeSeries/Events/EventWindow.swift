import CivilTime
import Foundation

/// The intervals of a log that were watched whole.
///
/// 1. Unless a first date is given, blocks of 28 days at the start with fewer than a twentieth of the events of a usual
///    block are stragglers of another time, and left out; within the first full
///    block recording begins where a Poisson rate changes most (greatest
///    likelihood of one change). "Usual" is the block an average event lies in.
///    The same holds at the end.
/// 2. The first interval is dropped where it is silent at its start for longer
///    than any other, the last where it is silent at its end for longer: the
///    file begins or ends within it.
struct EventWindow {
  var index: TimeIndex
  var notes: [String] = []

  init(_ log: EventLog, _ frequency: Frequency) throws(TimeSeriesError) {
    if case .index = frequency {
      throw .badOption("events are counted per interval of time, not per integer step")
    }
    let times = log.events.map(\.created)
    var from = log.observedFrom
    var until =
      log.isThroughGiven ? log.observedUntil : (times.last ?? 0) + (log.areDates ? 86_400 : 1)
    let block: Int64 = 28 * 86_400
    if !log.isFromGiven, let start = EventWindow.start(of: times, block: block) {
      let left = times.count { $0 < start }
      from = start
      notes.append(
        "Recording seems to begin on \(EventWindow.date(start, log.domain)): "
          + "\(counted(left, "earlier event")) left out of the series.")
    }
    if !log.isThroughGiven,
      let end = EventWindow.start(of: times.reversed().map { -$0 }, block: block)
    {
      let left = times.count { $0 > -end }
      until = -end + 1
      notes.append(
        "Recording seems to end on \(EventWindow.date(-end, log.domain)): "
          + "\(counted(left, "later event")) left out of the series.")
    }

    let origin = try TimeIndex.alignedStart(for: frequency, at: from, in: log.domain)
    index = TimeIndex(domain: log.domain, frequency: frequency, start: origin, count: 0)
    guard let lastStep = index.step(containing: until - 1) else { throw .noData }
    index.count = lastStep + 1
    guard index.count <= PanelBuilder.mostSteps else { throw .tooManySteps(index.count) }
    trimEdges(log, times.filter { $0 >= from && $0 < until })
    guard index.count > 0 else {
      throw .badOption("no whole \(frequency) lies in the log")
    }
  }

  func step(of position: Int64) -> Int? {
    let step = stepOrEdge(position)
    return (0..<index.count).contains(step) ? step : nil
  }

  /// −1 before the axis and `count` behind it.
  func stepOrEdge(_ position: Int64) -> Int {
    guard let step = index.step(containing: position) else { return -1 }
    return min(max(step, -1), index.count)
  }

  private mutating func trimEdges(_ log: EventLog, _ times: [Int64]) {
    guard index.count > 1, !times.isEmpty else { return }
    // The silence at the start and at the end of each interval with events, as
    // a share of it: months differ in length.
    var leads: [Double] = []
    var tails: [Double] = []
    var firstLead: Double?
    var lastTail: Double?
    let grain: Int64 = log.areDates ? 86_400 : 1
    var k = 0
    while k < times.count {
      let step = index.step(containing: times[k]) ?? 0
      let start = index.position(ofStep: step)
      let end = index.endPosition(ofStep: step)
      var last = k
      while last + 1 < times.count, times[last + 1] < end { last += 1 }
      let length = Double(max(end - start, 1))
      let lead = Double(times[k] - start) / length
      let tail = Double(end - (times[last] + grain)) / length
      if step == 0 { firstLead = lead } else { leads.append(lead) }
      if step == index.count - 1 { lastTail = tail } else { tails.append(tail) }
      k = last + 1
    }
    func isPartial(_ silence: Double?, _ others: [Double]) -> Bool {
      guard let silence, silence > 0, !others.isEmpty else { return false }
      return others.allSatisfy { $0 < silence }
    }
    let dropsFirst = !log.isFromGiven && isPartial(firstLead, leads)
    let dropsLast = !log.isThroughGiven && isPartial(lastTail, tails)
    if dropsLast {
      notes.append("The last \(index.frequency) is not whole and left out.")
      index.count -= 1
    }
    if dropsFirst, index.count > 0 {
      notes.append("The first \(index.frequency) is not whole and left out.")
      index.start = index.position(ofStep: 1)
      index.count -= 1
    }
  }

  private static func date(_ position: Int64, _ domain: TimeDomain) -> CivilDate {
    TimeIndex(domain: domain, frequency: .daily, start: position, count: 0)
      .wallTime(ofPosition: position).date
  }

  /// Where recording begins, if it begins after the first of the ascending
  /// `times`; nil where it begins with it.
  static func start(of times: [Int64], block: Int64) -> Int64? {
    guard let first = times.first, let last = times.last, last - first > 4 * block else {
      return nil
    }
    // Events of each block that has any, in order.
    var blocks: [(number: Int64, begin: Int, count: Int)] = []
    for (k, time) in times.enumerated() {
      let number = (time - first) / block
      if let end = blocks.indices.last, blocks[end].number == number {
        blocks[end].count += 1
      } else {
        blocks.append((number, k, 1))
      }
    }
    var seen = 0
    var usual = 0
    for one in blocks.sorted(by: { $0.count < $1.count }) {
      seen += one.count
      usual = one.count
      if 2 * seen >= times.count { break }
    }
    guard let firstFull = blocks.firstIndex(where: { 20 * $0.count >= usual }), firstFull > 0
    else { return nil }
    // One change of rate over the first full block, the one before it, and the
    // one behind.
    let begin = first + (blocks[firstFull].number - 1) * block
    let stop = begin + 3 * block
    let local = times[blocks[firstFull - 1].begin...].filter { $0 >= begin && $0 < stop }
    var best: (time: Int64, gain: Double)?
    for (k, time) in local.enumerated() where k == 0 || local[k - 1] != time {
      let before = Double(k) * safeLog(Double(k), Double(time - begin))
      let after = Double(local.count - k) * safeLog(Double(local.count - k), Double(stop - time))
      if best == nil || before + after > (best?.gain ?? 0) { best = (time, before + after) }
    }
    return best.map(\.time)
  }

  private static func safeLog(_ count: Double, _ time: Double) -> Double {
    count > 0 && time > 0 ? log(count / time) : 0
  }
}
