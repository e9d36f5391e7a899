public import CivilTime
import Foundation
import Statistics
import Tables

/// Weekly claims of a made-up benefits office.
///
/// The expected count of a week is base × season × growth: more claims in winter and after the
/// summer, 3 % more each year. Counts are Poisson around a rate that a lognormal factor moves from
/// week to week, half of which carries over to the next.
public struct BenefitsSimulation: Sendable {
  public var seed: UInt64
  /// The Monday of the first week.
  public var firstDay: CivilDate
  public var weeks: Int

  public init(seed: UInt64, firstDay: CivilDate, weeks: Int) {
    self.seed = seed
    self.firstDay = firstDay
    self.weeks = weeks
  }

  private static let base = 640.0

  /// The data file: `ds` (the Monday of a week), `claims`.
  public func csv() -> [UInt8] {
    var writer = CSVWriter(header: ["ds", "claims"])
    var stream = RandomStream(seed: seed, "benefits claims")
    var drift = 0.0
    for week in 0..<weeks {
      let day = firstDay.adding(days: 7 * week)
      let year = Double(week) * 7 / 365.25
      let turn = 2 * Double.pi * (Double(day.dayOfYear) - 15) / 365.25
      let season = 1 + 0.13 * cos(turn) + 0.05 * cos(2 * turn - 2.4)
      let normal =
        (-2 * log(max(1e-12, stream.uniform()))).squareRoot()
        * cos(2 * Double.pi * stream.uniform())
      drift = 0.5 * drift + 0.05 * normal
      let mean = Self.base * season * (1 + 0.03 * year) * exp(drift)
      let count = (try? Poisson(mean: mean))?.sample(using: &stream) ?? mean
      writer.text("\(day)")
      writer.integer(Int(count))
      writer.endRow()
    }
    return writer.bytes
  }
}
