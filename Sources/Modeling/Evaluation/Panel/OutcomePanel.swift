/// Units (states, districts, sites) over common steps, some of which something
/// happened to from a step of their own on.
public struct OutcomePanel: Sendable {
  public struct Unit: Sendable, Equatable {
    public var name: String
    /// One a step; NaN where missing.
    public var values: [Double]
    /// The first step under treatment, which then lasts; nil for never.
    public var firstTreated: Int?
    /// Above 0.
    public var weight: Double
    /// Units of one number share shocks; at least 0. Nil for each its own.
    public var cluster: Int32?

    public init(
      _ name: String, values: [Double], firstTreated: Int? = nil, weight: Double = 1,
      cluster: Int32? = nil
    ) {
      self.name = name
      self.values = values
      self.firstTreated = firstTreated
      self.weight = weight
      self.cluster = cluster
    }
  }

  public let units: [Unit]
  public let steps: Int

  /// - Throws: `.tooFewUnits` without any, `.length`, `.notFinite` for an infinite value,
  ///   `.setting` for a step of treatment outside the panel, a weight not above 0, or
  ///   clusters given for some units only.
  public init(_ units: [Unit]) throws(EvaluationError) {
    steps = units.first?.values.count ?? 0
    guard units.count >= 2 else {
      throw .tooFewUnits("panel", have: units.count, need: 2)
    }
    let clustered = units.count { $0.cluster != nil }
    guard clustered == 0 || clustered == units.count else {
      throw .setting("cluster", reason: "given for \(clustered) of \(units.count) units")
    }
    for unit in units {
      guard unit.values.count == steps else {
        throw .length(unit.name, have: unit.values.count, need: steps)
      }
      if let place = unit.values.firstIndex(where: \.isInfinite) {
        throw .notFinite(unit.name, at: place)
      }
      if let first = unit.firstTreated, !(0..<steps).contains(first) {
        throw .setting(unit.name, reason: "treated from step \(first) of a panel of \(steps)")
      }
      guard unit.weight > 0, unit.weight.isFinite else {
        throw .setting(unit.name, reason: "the weight must be above 0")
      }
      if let cluster = unit.cluster, cluster < 0 {
        throw .setting(unit.name, reason: "clusters are numbered from 0")
      }
    }
    self.units = units
  }

  /// The distinct first steps of treatment, ascending.
  public var cohorts: [Int] { Set(units.compactMap(\.firstTreated)).sorted() }

  var isBalanced: Bool { units.allSatisfy { !$0.values.contains(where: \.isNaN) } }

  /// A number a unit: its cluster, or its place.
  var clusters: [Int32] { units.indices.map { units[$0].cluster ?? Int32($0) } }

  func requireBalanced() throws(EvaluationError) {
    for unit in units {
      if let place = unit.values.firstIndex(where: \.isNaN) {
        throw .notFinite(unit.name, at: place)
      }
    }
  }
}
