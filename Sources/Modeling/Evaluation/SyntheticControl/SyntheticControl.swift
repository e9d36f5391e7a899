import LinearAlgebra

/// A treated unit against the mix of others that ran as it did before (Abadie, Diamond
/// & Hainmueller 2010): shares ≥ 0 that sum to 1 and fit the outcomes before treatment.
public struct SyntheticControl: Codable, Equatable, Sendable {
  public struct Share: Codable, Equatable, Sendable {
    public var name: String
    public var weight: Double
  }

  /// A donor taken for the treated unit.
  public struct Placebo: Codable, Equatable, Sendable {
    public var name: String
    public var average: Double
    /// Root mean square gap after treatment over that before.
    public var ratio: Double
  }

  /// What a unit is matched on besides the run of its outcomes: a mean of the past, an
  /// outcome of one step, anything known before treatment.
  public struct Predictor: Equatable, Sendable {
    public var name: String
    /// One a unit of the panel, in its order.
    public var values: [Double]

    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// How well the mix matches a predictor.
  public struct Balance: Codable, Equatable, Sendable {
    public var name: String
    /// Share of all predictors' weight, on the scale of standard deviations over units.
    public var weight: Double
    public var treated: Double
    public var synthetic: Double
    /// Plain mean over the donors.
    public var donorMean: Double
  }

  /// Donors with a weight above 0, the largest first.
  public var shares: [Share]
  /// Of each predictor, in their order; empty without.
  public var balance: [Balance] = []
  /// Of each step: what the mix has.
  public var synthetic: [Double]
  /// Of each step: treated less mix.
  public var gaps: [Double]
  /// Mean gap from the first step of treatment on.
  public var average: Double
  /// Root mean square gap before treatment.
  public var fitError: Double
  /// As a placebo's.
  public var ratio: Double
  public var placebos: [Placebo]
  /// Rank of the treated unit's ratio among all units: (1 + placebos that reach it) /
  /// (1 + placebos). The least there can be is 1 / (1 + placebos).
  public var pValue: Double
}

extension OutcomePanel {
  /// Synthetic control of the one treated unit, by the outcomes before treatment, and
  /// of each donor in its place. The treated unit is no donor of a placebo.
  ///
  /// - Parameter threads: the result does not depend on it.
  /// - Throws: `.notFinite` for a gap, `.tooFewUnits` unless one unit is treated and two
  ///   are not, `.tooFewBefore` with fewer than two steps before.
  public func syntheticControl(threads: Int = 1) throws(EvaluationError) -> SyntheticControl {
    try requireBalanced()
    let (treated, donors, first) = try oneTreated()
    let own = Self.mix(units[treated], donors.map { units[$0] }, first)
    let placebos = parallelMap(donors.count, threads: threads) { k -> SyntheticControl.Placebo in
      let rest = donors.filter { $0 != donors[k] }.map { units[$0] }
      let run = Self.mix(units[donors[k]], rest, first)
      return .init(name: units[donors[k]].name, average: run.average, ratio: run.ratio)
    }
    let reached = placebos.count { $0.ratio >= own.ratio }
    return SyntheticControl(
      shares: own.shares, synthetic: own.synthetic, gaps: own.gaps, average: own.average,
      fitError: own.fitError, ratio: own.ratio, placebos: placebos,
      pValue: Double(1 + reached) / Double(1 + placebos.count))
  }

  /// The treated unit, the others, and the first step of treatment.
  func oneTreated() throws(EvaluationError) -> (Int, [Int], Int) {
    let treated = units.indices.filter { units[$0].firstTreated != nil }
    guard treated.count == 1, let first = units[treated[0]].firstTreated else {
      throw .tooFewUnits("treated", have: treated.count, need: 1)
    }
    let donors = units.indices.filter { units[$0].firstTreated == nil }
    guard donors.count >= 2 else { throw .tooFewUnits("control", have: donors.count, need: 2) }
    guard first >= 2 else { throw .tooFewBefore(have: first, need: 2) }
    return (treated[0], donors, first)
  }

  private static func mix(_ unit: Unit, _ donors: [Unit], _ first: Int) -> DonorGap {
    let a = Matrix(
      rows: first, columns: donors.count, storage: donors.flatMap { $0.values[..<first] })
    let weights = SimplexLeastSquares(a, Array(unit.values[..<first]), ridge: 0).weights
    return DonorGap(unit, donors, weights, first)
  }
}

/// A unit beside a mix of donors.
struct DonorGap {
  let shares: [SyntheticControl.Share]
  let synthetic: [Double]
  let gaps: [Double]
  let average: Double
  let fitError: Double
  let ratio: Double

  /// - Parameter weights: one a donor, at least 0, summing to 1.
  init(
    _ unit: OutcomePanel.Unit, _ donors: [OutcomePanel.Unit], _ weights: [Double], _ first: Int
  ) {
    synthetic = unit.values.indices.map { t in
      zip(donors, weights).reduce(0.0) { $0 + $1.0.values[t] * $1.1 }
    }
    gaps = zip(unit.values, synthetic).map { $0 - $1 }
    func size(_ part: ArraySlice<Double>) -> Double {
      (part.reduce(0) { $0 + $1 * $1 } / Double(part.count)).squareRoot()
    }
    let (before, after) = (size(gaps[..<first]), size(gaps[first...]))
    shares = zip(donors, weights).enumerated()
      .filter { $0.element.1 > 1e-6 }
      .sorted { ($0.element.1, -$0.offset) > ($1.element.1, -$1.offset) }
      .map { .init(name: $0.element.0.name, weight: $0.element.1) }
    average = gaps[first...].reduce(0, +) / Double(gaps.count - first)
    fitError = before
    ratio = after / max(before, 1e-300)
  }
}
