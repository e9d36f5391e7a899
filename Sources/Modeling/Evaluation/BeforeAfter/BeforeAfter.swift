/// Did a change at some sites do what it was made for? Detector counts, travel times
/// or waits at the sites that were changed, the same at sites that were not, and the
/// date.
///
/// With comparison sites the analysis is of the difference: the mean of the changed
/// sites less that of the others, in which weather, holidays and the economy cancel
/// as far as they touch all alike (a controlled interrupted time series; Lopez
/// Bernal, Cummins & Gasparrini 2018). Its errors follow an autoregression, so that
/// ten quarter-hours of one jam do not count as ten proofs; averaging sites first and
/// then treating the steps as one series needs no large number of sites (Bertrand,
/// Duflo & Mullainathan 2004; Donald & Lang 2007). Without comparison sites it is the
/// changed sites' own series about its trend.
public struct BeforeAfter: Sendable {
  public struct Site: Sendable, Equatable {
    public var name: String
    /// One a step; NaN where missing.
    public var values: [Double]
    public var isTreated: Bool
    /// In the averages, above 0: a site of twice the vehicles may count twice.
    public var weight: Double

    public init(_ name: String, values: [Double], isTreated: Bool, weight: Double = 1) {
      self.name = name
      self.values = values
      self.isTreated = isTreated
      self.weight = weight
    }
  }

  public struct Options: Sendable, Equatable {
    /// Periods of the series in steps: 7 for days, 96 and 672 for quarter-hours.
    /// Periods above 24 are three pairs of waves, others a level a place.
    public var periods: [Int] = []
    /// Steps from the change on that are left out, while drivers get used to it.
    public var washout = 0
    /// Effects in percent of each site's own level, rather than in the series' units;
    /// values must then be above 0.
    public var isRelative = false
    /// Of intervals, inside (0, 1); checks of the past fail below 1 − level.
    public var level = 0.95
    /// Of the errors' autoregression, at most; 1 ... 6.
    public var autoregression = 2
    /// Results do not depend on it.
    public var threads = 1

    public init() {}
  }

  public var sites: [Site]
  /// The first step after the change.
  public var firstAfter: Int
  public var options: Options

  public init(sites: [Site], firstAfter: Int, options: Options = Options()) {
    self.sites = sites
    self.firstAfter = firstAfter
    self.options = options
  }

  /// Checks what the analysis rests on.
  func check() throws(EvaluationError) {
    let steps = sites.first?.values.count ?? 0
    guard sites.contains(where: \.isTreated) else {
      throw .tooFewUnits("changed", have: 0, need: 1)
    }
    guard options.periods.allSatisfy({ $0 >= 2 }) else {
      throw .setting("periods", reason: "a period has 2 steps or more")
    }
    for site in sites {
      guard site.values.count == steps else {
        throw .length(site.name, have: site.values.count, need: steps)
      }
      guard site.weight > 0, site.weight.isFinite else {
        throw .setting(site.name, reason: "the weight must be above 0")
      }
      if let place = site.values.firstIndex(where: \.isInfinite) {
        throw .notFinite(site.name, at: place)
      }
      if options.isRelative, let place = site.values.firstIndex(where: { $0 <= 0 }) {
        throw .setting(
          site.name,
          reason: "place \(place + 1) is not above 0: relative effects need positive values")
      }
      guard firstAfter > 0, firstAfter < steps else {
        throw .setting("firstAfter", reason: "must lie inside the series of \(steps) steps")
      }
      let before = site.values[..<firstAfter].count { !$0.isNaN }
      guard before >= 3 else { throw .tooFewBefore(have: before, need: 3) }
    }
  }
}
