import Forecasting
import LinearAlgebra
import Tables
import Traffic

/// The traffic of one period of the coming working days, on every link.
struct CorridorDemand: Sendable {
  /// Counts between one day and the next, at most, that are assigned one by one.
  static let mostLevels = 10

  let period: CorridorRecipe.Period
  let outlook: PeriodOutlook
  let estimate: EstimatedDemand
  /// Traffic of a day over the expected, ascending, and the routes it takes.
  let factors: [Double]
  let levels: [AssignedTraffic]

  /// - Parameters:
  ///   - prior: trips of an hour, of any size: they are first brought to the size of the counts.
  ///   - links: of each detector; nil where it tells nothing.
  init(
    period: CorridorRecipe.Period, outlook: PeriodOutlook, prior: TripTable, roads: RoadNetwork,
    links: [Int?], recipe: CorridorRecipe, threads: Int
  ) throws {
    self.period = period
    self.outlook = outlook
    var counts: [LinkCount] = []
    for (detector, link) in links.enumerated() {
      guard let link, outlook.expected[detector].isFinite else { continue }
      let hourly = outlook.expected[detector] / period.hours
      let own = outlook.relativeError[detector] * hourly
      // No count is surer than its forecast was.
      let usual = max(1, hourly.squareRoot(), 0.05 * hourly)
      counts.append(
        LinkCount(
          link: link, vehicles: hourly, standardError: own.isFinite ? max(own, usual) : usual))
    }
    guard !counts.isEmpty else {
      throw PipelineError(
        .data,
        "\(recipe.files.stations): no trusted detector stands on a link of the network. Give the "
          + "column link of the stations.")
    }
    var options = DemandEstimation.Options()
    options.assignment.relativeGap = recipe.assignment.relativeGap
    options.assignment.maximumRounds = recipe.assignment.maximumRounds
    options.assignment.threads = threads
    let sized = try prior.scaled(
      by: Self.size(of: prior, on: roads, counts: counts, options: options.assignment))
    estimate = try DemandEstimation(
      network: roads, prior: sized, counts: counts, options: options
    ).solve()
    let count = min(Self.mostLevels, recipe.signals.playedDays)
    factors = outlook.playedFactors(count)
    var last = estimate.assignment
    var levels: [AssignedTraffic] = []
    for factor in factors {
      last = TrafficAssignment(
        network: roads, trips: try estimate.trips.scaled(by: factor), options: options.assignment
      ).solve(from: last)
      levels.append(last)
    }
    self.levels = levels
  }

  /// What the table given must be multiplied with to bring as many vehicles past the detectors
  /// as they count.
  private static func size(
    of prior: TripTable, on roads: RoadNetwork, counts: [LinkCount],
    options: TrafficAssignment.Options
  ) -> Double {
    let assigned = TrafficAssignment(network: roads, trips: prior, options: options).solve()
    let modelled = counts.reduce(0) { $0 + assigned.flows[$1.link] }
    let counted = counts.reduce(0) { $0 + $1.vehicles }
    return modelled > 0 && counted > 0 ? counted / modelled : 1
  }

  /// Trips of the period on an expected day.
  var trips: Double { estimate.trips.trips.reduce(0, +) * period.hours }

  /// Vehicles of one day of the period, or of a part of it.
  /// - Parameters:
  ///   - level: of `levels`.
  ///   - window: slots of the outlook's profile.
  func vehicles(
    level: Int, window: Range<Int>? = nil, seed: UInt64, streets: StreetNetwork
  ) -> TripDemand {
    vehicles(levels[level], factor: 1, window: window, seed: seed, streets: streets)
  }

  /// The vehicles of a day with `factor` times the expected traffic on the expected day's routes.
  func vehicles(
    factor: Double, window: Range<Int>?, seed: UInt64, streets: StreetNetwork
  ) -> TripDemand {
    vehicles(
      estimate.assignment, factor: factor, window: window, seed: seed, streets: streets)
  }

  private func vehicles(
    _ assigned: AssignedTraffic, factor: Double, window: Range<Int>?, seed: UInt64,
    streets: StreetNetwork
  ) -> TripDemand {
    let window = window ?? outlook.profile.indices
    let weights = Array(outlook.profile[window])
    let seconds = (period.to - period.from) / Double(outlook.profile.count)
    let start = period.from + Double(window.lowerBound) * seconds
    var spreading = TripDemand.Spreading(
      period: start..<start + Double(window.count) * seconds)
    spreading.profile = DepartureProfile(weights) ?? .even
    spreading.factor = factor * period.hours * weights.reduce(0, +)
    spreading.seed = seed
    return TripDemand(assigned: assigned, on: streets, spreading: spreading)
  }

  /// The busiest stretch of the period of at most `seconds`, in slots of the profile.
  func busiest(seconds: Double) -> Range<Int> {
    let width = (period.to - period.from) / Double(outlook.profile.count)
    let count = min(outlook.profile.count, max(1, Int((seconds / width).rounded())))
    var best = 0..<count
    var most = -1.0
    for start in 0...(outlook.profile.count - count) {
      let sum = outlook.profile[start..<start + count].reduce(0, +)
      if sum > most + 1e-12 { (most, best) = (sum, start..<start + count) }
    }
    return best
  }
}
