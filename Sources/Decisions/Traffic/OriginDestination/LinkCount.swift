/// Vehicles counted on a link in the period of the trip table.
public struct LinkCount: Sendable, Equatable {
  /// Link by index.
  public var link: Int
  /// At least 0.
  public var vehicles: Double
  /// Standard error of the count, above 0; nil takes 5 % of the count, and no less than the
  /// root of it nor than 1.
  public var standardError: Double?

  public init(link: Int, vehicles: Double, standardError: Double? = nil) {
    precondition(vehicles >= 0 && vehicles.isFinite)
    precondition(standardError.map { $0 > 0 && $0.isFinite } ?? true)
    self.link = link
    self.vehicles = vehicles
    self.standardError = standardError
  }

  var spread: Double { standardError ?? max(1, vehicles.squareRoot(), 0.05 * vehicles) }
}

/// How well modelled flows meet counts.
public struct CountFit: Sendable, Equatable {
  /// Root of the mean squared difference, vehicles.
  public let rootMeanSquare: Double
  /// The same over the mean count.
  public let relative: Double
  /// Share of counts with GEH = √(2(m − c)²/(m + c)) below 5, the usual mark for hourly flows
  /// (Design Manual for Roads and Bridges 12.2).
  public let shareBelowGEH5: Double

  init(modelled: [Double], counts: [LinkCount]) {
    var squares = 0.0
    var total = 0.0
    var good = 0.0
    for (model, count) in zip(modelled, counts) {
      let difference = model - count.vehicles
      squares += difference * difference
      total += count.vehicles
      let sum = model + count.vehicles
      let geh = sum > 0 ? (2 * difference * difference / sum).squareRoot() : 0
      good += geh < 5 ? 1 : 0
    }
    let size = Double(max(1, counts.count))
    rootMeanSquare = (squares / size).squareRoot()
    relative = total > 0 ? rootMeanSquare / (total / size) : 0
    shareBelowGEH5 = good / size
  }
}
