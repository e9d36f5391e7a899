import Foundation
import LinearAlgebra
public import Statistics

/// What is left of a day, seen again after its first intervals have come.
///
/// Each course of the rates, with counts drawn for it, is moved by as much as its own morning
/// was off what came: on the root scale, where counts have a variance of about ¼ whatever their
/// mean (Brown, Cai, Zhang, Zhao and Zhou 2010, "The root–unroot algorithm for density
/// estimation", and Shen and Huang 2008, "Interday forecasting and intraday updating of call
/// center arrivals", M&SOM 10(3)), by the gain Cov(rest, morning) Cov(morning)⁻¹ of the courses
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
    // What was seen of each course: counts by chance, about its rates.
    var draw = stream
    var morning = Matrix(rows: known.count, columns: courses.count)
    var whole = Matrix(rows: width, columns: courses.count)
    for (p, course) in courses.enumerated() {
      for (row, k) in known.enumerated() {
        let count = (try? Poisson(mean: course[k]))?.sample(using: &draw) ?? course[k]
        morning[row, p] = IntradayUpdate.root(count)
      }
      for k in 0..<width { whole[k, p] = course[k].squareRoot() }
    }
    let centered = IntradayUpdate.deviations(morning)
    let scale = 1 / Double(courses.count - 1)
    var noise = scale * centered.outerGram()
    for row in known.indices { noise[row, row] += 1e-6 }
    guard let factor = try? SymmetricEigen(noise), (factor.values.first ?? 0) > 0 else {
      contacts = courses
      after = before
      return
    }
    let across = scale * IntradayUpdate.deviations(whole).timesTranspose(centered)
    let gain = across * factor.apply { 1 / $0 }
    var surprise = Matrix(rows: known.count, columns: courses.count)
    for (row, k) in known.enumerated() {
      let came = IntradayUpdate.root(seen[k] ?? 0)
      for p in courses.indices { surprise[row, p] = came - morning[row, p] }
    }
    let step = gain * surprise
    let moved = courses.indices.map { p in
      (0..<width).map { k in
        let value = max(0, whole[k, p] + step[k, p])
        return value * value
      }
    }
    contacts = moved
    after = expected(moved)
  }

  private static func root(_ count: Double) -> Double { (count + 0.25).squareRoot() }

  private static func deviations(_ matrix: Matrix) -> Matrix {
    var result = matrix
    for row in 0..<matrix.rows {
      var mean = 0.0
      for column in 0..<matrix.columns { mean += matrix[row, column] }
      mean /= Double(matrix.columns)
      for column in 0..<matrix.columns { result[row, column] -= mean }
    }
    return result
  }
}
