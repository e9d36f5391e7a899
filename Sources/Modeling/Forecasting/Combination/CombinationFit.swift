internal import Optimization

extension CombinationWeights {
  /// Samples beyond this are thinned out evenly: they say the same again.
  private static let mostSamples = 6_000

  /// What the samples of a panel make of weights believed beforehand.
  ///
  /// Few samples change little: each parameter is held by a pull worth some
  /// samples, b and w weakly, g strongly.
  ///
  /// - Parameters:
  ///   - samples: all of the members of `self`, in that order.
  ///   - threads: changes nothing but time.
  func adapted(to samples: [CombinationSample], horizon: Int, threads: Int) -> CombinationWeights {
    let stride = max(1, (samples.count + Self.mostSamples - 1) / Self.mostSamples)
    let thinned = Swift.stride(from: 0, to: samples.count, by: stride).map { samples[$0] }
    guard thinned.count >= 2, members.count > 1 else { return self }
    let prior = parameters
    let pull = [0.3, 10, 1] + [Double](repeating: 3, count: SeriesTraits.names.count)
    var objective = CombinationObjective(
      thinned, memberCount: members.count, horizon: horizon, prior: prior,
      pulls: members.flatMap { _ in pull }, threads: threads)
    let minimum = LBFGSB(maximumIterations: 60, gradientTolerance: 1e-5, valueTolerance: 1e-7)
      .minimize(&objective, from: prior)
    guard minimum.value.isFinite else { return self }
    var learnt = self
    learnt.parameters = minimum.point
    return learnt
  }
}
