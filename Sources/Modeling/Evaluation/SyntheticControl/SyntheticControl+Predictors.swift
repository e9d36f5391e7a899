import LinearAlgebra

extension OutcomePanel {
  /// Synthetic control of the one treated unit by predictors, whose weights are those under
  /// which the mix misses least of the outcomes (Abadie, Diamond & Hainmueller 2010), and of
  /// each donor in its place. The treated unit is no donor of a placebo.
  ///
  /// - Parameters:
  ///   - fitSteps: the steps whose outcomes decide on the weights, before treatment; nil
  ///     for all of those.
  ///   - floor: the least share of weight a predictor has, in [1e-9, 1/(2 × predictors)]. Near
  ///     zero the outcomes decide alone, and may throw out all predictors but a few; at .01
  ///     every predictor counts, and the mix stays closer to the treated unit in all of them.
  ///   - threads: the result does not depend on it.
  /// - Throws: as `syntheticControl(threads:)`; `.length` and `.notFinite` for a predictor,
  ///   `.setting` without predictors or with a setting out of range.
  public func syntheticControl(
    predictors: [SyntheticControl.Predictor], fitSteps: Range<Int>? = nil, floor: Double = 1e-6,
    threads: Int = 1
  ) throws(EvaluationError) -> SyntheticControl {
    try requireBalanced()
    let (treated, donors, first) = try oneTreated()
    guard !predictors.isEmpty else { throw .setting("predictors", reason: "needs one or more") }
    for predictor in predictors {
      guard predictor.values.count == units.count else {
        throw .length(predictor.name, have: predictor.values.count, need: units.count)
      }
      if let place = predictor.values.firstIndex(where: { !$0.isFinite }) {
        throw .setting(predictor.name, reason: "no finite value for \(units[place].name)")
      }
    }
    let range = fitSteps ?? 0..<first
    guard range.lowerBound >= 0, range.upperBound <= first, !range.isEmpty else {
      throw .setting("fitSteps", reason: "must lie before treatment, in 0 ..< \(first)")
    }
    guard floor >= 1e-9, floor <= 0.5 / Double(predictors.count) else {
      throw .setting("floor", reason: "must lie in [1e-9, 1 / (2 × predictors)]")
    }
    @Sendable func search(_ unit: Int, _ donors: [Int]) -> (DonorGap, PredictorSearch, [Double]) {
      let found = PredictorSearch(
        treated: predictors.map { $0.values[unit] },
        donors: donors.map { donor in predictors.map { $0.values[donor] } },
        treatedOutcomes: Array(units[unit].values[range]),
        donorOutcomes: donors.map { Array(units[$0].values[range]) }, floor: floor)
      var weights = [Double](repeating: 0, count: donors.count)
      for (donor, share) in zip(found.free, found.shares) { weights[donor] = share }
      return (DonorGap(units[unit], donors.map { units[$0] }, weights, first), found, weights)
    }
    let (own, found, weights) = search(treated, donors)
    let placebos = parallelMap(donors.count, threads: threads) { k -> SyntheticControl.Placebo in
      let (gap, _, _) = search(donors[k], donors.filter { $0 != donors[k] })
      return .init(name: units[donors[k]].name, average: gap.average, ratio: gap.ratio)
    }
    let balance = predictors.enumerated().map { m, predictor in
      let values = donors.map { predictor.values[$0] }
      return SyntheticControl.Balance(
        name: predictor.name, weight: found.weights[m], treated: predictor.values[treated],
        synthetic: dot(values, weights), donorMean: values.reduce(0, +) / Double(values.count))
    }
    let reached = placebos.count { $0.ratio >= own.ratio }
    return SyntheticControl(
      shares: own.shares, balance: balance, synthetic: own.synthetic, gaps: own.gaps,
      average: own.average, fitError: own.fitError, ratio: own.ratio, placebos: placebos,
      pValue: Double(1 + reached) / Double(1 + placebos.count))
  }
}
