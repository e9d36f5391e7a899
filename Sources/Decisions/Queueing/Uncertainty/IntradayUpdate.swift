import Foundation
public import Statistics

/// What is left of a day, seen again after its first intervals have come.
///
/// Each course of the rates, with counts drawn for it, is moved by as much as its own morning
/// was off what came: on the root scale, where counts have a variance of about ¼ whatever their
/// mean (Brown, Cai, Zhang, Zhao and Zhou 2010, "The root–unroot algorithm for density
/// estimation", and Shen and Huang 2008, "Interday forecasting and intraday updating of call
/// center arrivals", M&SOM 10(3)), by the gain Cov(rest, morning) / Var(morning) of the courses
/// themselves. For normal courses this is the conditional distribution (Matheron's rule; the
/// ensemble Kalman filter of Evensen 1994), so that mean, spread and ties of the rest are those
/// that the morning leaves.
public struct IntradayUpdate: Sendable {
  /// By path, then interval of the whole day: contacts expected. Intervals that were seen are
  /// moved like the rest.
  public let contacts: [[Double]]
  /// Contacts expected in the intervals not seen, before and after.
  public let before: Double
  public let after: Double

  /// - Parameters:
  ///   - rates: courses of the whole day, before it began.
  ///   - seen: what came in each interval, whole counts; nil where it is not known or the
  ///     interval has not been yet.
  public init(
    rates: RatePaths, seen: [Double?], stream: RandomStream
  ) throws(QueueingError) {
    let courses = rates.contacts
    let width = courses.first?.count ?? 0
    try require(
      seen.count == width, "intervals seen", Double(seen.count), "one an interval of the paths")
    for case let count? in seen {
      try require(count >= 0 && count.isFinite, "count", count, "at least 0")
    }
    func expected(_ paths: [[Double]]) -> Double {
      let sum = paths.reduce(0) { sum, path in
        sum + seen.indices.reduce(0) { $0 + (seen[$1] == nil ? path[$1] : 0) }
      }
      return sum / Double(max(1, paths.count))
    }
    before = expected(courses)
    let known = seen.indices.filter { seen[$0] != nil }
    guard !known.isEmpty, courses.count >= 3 else {
      contacts = courses
      after = before
      return
    }
    // What the morning of each course brought: a count by chance about its rates. Of a morning
    // its total counts: half hours by themselves say more of the shape's error than of the day.
    var draw = stream
    var mornings: [Double] = []
    for course in courses {
      let mean = known.reduce(0) { $0 + course[$1] }
      mornings.append(
        IntradayUpdate.root((try? Poisson(mean: mean))?.sample(using: &draw) ?? mean))
    }
    let came = IntradayUpdate.root(known.reduce(0) { $0 + (seen[$1] ?? 0) })
    let center = mornings.reduce(0, +) / Double(courses.count)
    let variance = mornings.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    let gains = (0..<width).map { k in
      let roots = courses.map { $0[k].squareRoot() }
      let mean = roots.reduce(0, +) / Double(roots.count)
      let shared = zip(roots, mornings).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - center) }
      return variance > 0 ? shared / variance : 0
    }
    let moved = courses.indices.map { p in
      (0..<width).map { k in
        let value = max(0, courses[p][k].squareRoot() + gains[k] * (came - mornings[p]))
        return value * value
      }
    }
    contacts = moved
    after = expected(moved)
  }

  private static func root(_ count: Double) -> Double { (count + 0.25).squareRoot() }
}
