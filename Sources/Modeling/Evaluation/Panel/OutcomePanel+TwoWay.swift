public import Regression

/// A column beside the treatment in a regression over a panel.
public struct PanelCovariate: Sendable, Equatable {
  public var name: String
  /// One array a unit, one value a step.
  public var values: [[Double]]

  public init(_ name: String, _ values: [[Double]]) {
    self.name = name
    self.values = values
  }
}

/// Difference in differences by a regression on levels of units and of steps, with
/// errors clustered by unit (Bertrand, Duflo & Mullainathan 2004).
extension OutcomePanel {
  /// The coefficient of "under treatment" beside levels of units and steps: with one
  /// first step of treatment the mean effect on the treated. With several it mixes the
  /// effects with weights that can be negative (Goodman-Bacon 2021): see
  /// `twoWayWarning` and `groupTimeEffects`.
  ///
  /// - Parameters:
  ///   - errors: CR1 with t of G − 1, or CR2 with Satterthwaite's degrees of freedom
  ///     for few or unequal clusters.
  ///   - level: of the interval, inside (0, 1).
  /// - Throws: `.regression`; `.singular` where levels of units and steps explain the
  ///   treatment; `.length` and `.notFinite` for covariates.
  public func twoWayEffect(
    covariates: [PanelCovariate] = [], errors: CovarianceEstimator.ClusterCorrection = .cr1,
    level: Double = 0.95
  ) throws(EvaluationError) -> EffectEstimate {
    let design = try PanelDesign(self, covariates)
    let treated = design.rows.map { row in
      units[row.unit].firstTreated.map { row.step >= $0 ? 1.0 : 0 } ?? 0
    }
    let inference = try design.inference(
      adding: [("under treatment", treated)], self, errors)
    let coefficient = inference.coefficients(level: level).last!
    guard !coefficient.estimate.isNaN else {
      throw .singular("levels of units and steps explain the treatment: nothing to compare with")
    }
    return EffectEstimate(
      value: coefficient.estimate, standardError: coefficient.standardError ?? .nan,
      lower: coefficient.lower ?? .nan, upper: coefficient.upper ?? .nan, level: level,
      pValue: coefficient.pValue ?? .nan)
  }

  /// What two-way regression does with staggered treatment, in a sentence; nil where
  /// all treated units start together.
  public var twoWayWarning: String? {
    guard cohorts.count > 1 else { return nil }
    let parts = try? baconDecomposition()
    let share = parts.map { parts in
      parts.reduce(0) { $0 + ($1.kind == .laterAgainstEarlier ? $1.weight : 0) }
    }
    let percent = share.map { " (\(Int((100 * $0).rounded())) % of its weight)" } ?? ""
    return
      "Treatment starts at \(cohorts.count) different times: one coefficient also compares late "
      + "starters with units already under treatment\(percent), which is wrong where "
      + "effects grow or fade. Read the group-time effects instead."
  }
}

/// The rows of a panel as a regression with levels of units and steps.
struct PanelDesign {
  struct Row: Sendable {
    var unit: Int
    var step: Int
  }

  /// Rows with a value, unit after unit.
  let rows: [Row]
  private let blocks: [DesignMatrix.Block]
  private let names: [String]

  init(_ panel: OutcomePanel, _ covariates: [PanelCovariate] = []) throws(EvaluationError) {
    var rows: [Row] = []
    for (u, unit) in panel.units.enumerated() {
      for t in 0..<panel.steps where !unit.values[t].isNaN { rows.append(Row(unit: u, step: t)) }
    }
    self.rows = rows
    var names = panel.units.map { "unit \($0.name)" }
    names += (1..<max(1, panel.steps)).map { "step \($0)" }
    var blocks: [DesignMatrix.Block] = [
      .indicators(codes: rows.map { Int32($0.unit) }, width: panel.units.count, values: nil),
      .indicators(
        codes: rows.map { Int32($0.step) - 1 }, width: max(1, panel.steps) - 1, values: nil),
    ]
    for covariate in covariates {
      guard covariate.values.count == panel.units.count else {
        throw .length(covariate.name, have: covariate.values.count, need: panel.units.count)
      }
      for values in covariate.values where values.count != panel.steps {
        throw .length(covariate.name, have: values.count, need: panel.steps)
      }
      let column = rows.map { covariate.values[$0.unit][$0.step] }
      if let place = column.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(covariate.name, at: rows[place].step)
      }
      blocks.append(.column(column))
      names.append(covariate.name)
    }
    self.blocks = blocks
    self.names = names
  }

  /// Coefficients with these columns last.
  func inference(
    adding columns: [(name: String, values: [Double])], _ panel: OutcomePanel,
    _ errors: CovarianceEstimator.ClusterCorrection
  ) throws(EvaluationError) -> CoefficientInference {
    let design = DesignMatrix(
      rows: rows.count, names: names + columns.map(\.name),
      blocks: blocks + columns.map { .column($0.values) })
    let isWeighted = panel.units.contains { $0.weight != panel.units[0].weight }
    let clusters = panel.clusters
    do {
      let fit = try LinearFit(
        design: design, response: rows.map { panel.units[$0.unit].values[$0.step] },
        weights: isWeighted ? rows.map { panel.units[$0.unit].weight } : nil)
      return try fit.inference(.cluster(rows.map { clusters[$0.unit] }, errors))
    } catch {
      throw .regression(error)
    }
  }
}
