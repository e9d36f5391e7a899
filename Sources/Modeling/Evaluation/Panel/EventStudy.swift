public import Regression

/// Effects by the distance from the first step of treatment.
public struct EventStudy: Sendable {
  public struct Point: Codable, Equatable, Sendable {
    /// Steps since the first under treatment: −1 is the last without.
    public var distance: Int
    public var effect: EffectEstimate
  }

  /// Ascending; the step before treatment, to which all are compared, is left out.
  public var points: [Point]
  /// Test that all points before treatment are zero together; nil with none of them or
  /// more of them than the clusters can tell apart.
  public var preTrend: TestResult?
}

extension OutcomePanel {
  /// Coefficients of steps before and after treatment among the treated, the last step
  /// before it being zero, beside levels of units and steps.
  ///
  /// For one first step of treatment; with several its coefficients mix effects of
  /// other distances (Sun & Abraham 2021): use `groupTimeEffects`.
  ///
  /// - Throws: `.setting` for staggered treatment, `.tooFewUnits` without treated or
  ///   never treated units, `.tooFewBefore`, `.regression`.
  public func eventStudy(
    covariates: [PanelCovariate] = [], errors: CovarianceEstimator.ClusterCorrection = .cr1,
    level: Double = 0.95
  ) throws(EvaluationError) -> EventStudy {
    guard let first = cohorts.first else { throw .tooFewUnits("treated", have: 0, need: 1) }
    guard cohorts.count == 1 else {
      throw .setting(
        "treatment", reason: "starts at \(cohorts.count) different steps: use group-time effects")
    }
    guard units.contains(where: { $0.firstTreated == nil }) else {
      throw .tooFewUnits("never treated", have: 0, need: 1)
    }
    guard first >= 1 else { throw .tooFewBefore(have: first, need: 1) }
    let design = try PanelDesign(self, covariates)
    let distances = (0..<steps).map { $0 - first }.filter { $0 != -1 }
    let columns = distances.map { distance in
      (
        name: "\(distance)",
        values: design.rows.map { row in
          units[row.unit].firstTreated != nil && row.step - first == distance ? 1.0 : 0
        }
      )
    }
    let inference = try design.inference(adding: columns, self, errors)
    let start = inference.names.count - columns.count
    let all = inference.coefficients(level: level)
    let points = distances.indices.map { k -> EventStudy.Point in
      let c = all[start + k]
      return EventStudy.Point(
        distance: distances[k],
        effect: EffectEstimate(
          value: c.estimate, standardError: c.standardError ?? .nan, lower: c.lower ?? .nan,
          upper: c.upper ?? .nan, level: level, pValue: c.pValue ?? .nan))
    }
    let before = distances.indices.filter { distances[$0] < 0 }.map { start + $0 }
    let canTell = !before.isEmpty && before.count < Set(clusters).count
    return EventStudy(
      points: points, preTrend: canTell ? inference.waldTest(columns: before) : nil)
  }
}
