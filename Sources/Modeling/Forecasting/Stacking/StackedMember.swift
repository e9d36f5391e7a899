internal import LinearAlgebra

/// A `StackedRidge` as a member of the ensembles of a panel.
struct StackedMember: Sendable {
  let model: StackedRidge
  private let heldOut: StackedRidge.HeldOut
  /// Part of each series.
  private let folds: [Int]

  /// Fewer series or windows than these say too little.
  static let leastSeries = 25
  static let leastWindows = 100
  /// Series beyond this are thinned out evenly: they say the same again.
  private static let mostSeries = 600

  /// Whether series of these seasons gain by it: those without a season, with a week or
  /// with more than 24 steps a season did in public competition series. Those of
  /// quarters and months did not, those of several seasons lost.
  static func suits(_ periods: [Int]) -> Bool {
    let seasons = PreparedSeries.usable(periods, length: .max)
    guard let season = seasons.last else { return true }
    return seasons.count == 1 && ((6..<9).contains(season) || season > 24)
  }

  /// - Parameter trials: of the other members.
  /// - Returns: nil for a panel that is too small.
  init?(_ trials: [SeriesTrial], series: [PreparedSeries], horizon: Int, threads: Int) {
    let able = trials.indices.filter { trials[$0].names.count > 2 }
    guard able.count >= StackedMember.leastSeries else { return nil }
    let stride = max(1, (able.count + StackedMember.mostSeries - 1) / StackedMember.mostSeries)
    var folds = [Int](repeating: 0, count: trials.count)
    for (place, k) in able.enumerated() { folds[k] = (place / stride) % StackedRidge.folds }
    let chosen = Swift.stride(from: 0, to: able.count, by: stride).map { able[$0] }
    var names: [String] = []
    for k in chosen {
      for name in trials[k].names
      where !names.contains(name) && !PooledMembers.isPretrained(name) { names.append(name) }
    }
    let samples = parallelMap(chosen.count, threads: threads) { [names, folds] place in
      let k = chosen[place]
      let actuals = SeriesActuals(series[k], trial: trials[k], horizon: horizon)
      let origins = series[k].origins.count
      return (0..<origins).compactMap { origin -> StackedRidge.Sample? in
        guard let window = trials[k].stackWindow(of: names, origin: origin, horizon: horizon),
          actuals.ordinary[origin].contains(where: { !$0.isNaN })
        else { return nil }
        return StackedRidge.Sample(
          window: window, actual: actuals.ordinary[origin], place: origins - 1 - origin,
          fold: folds[k])
      }
    }
    .flatMap { $0 }
    guard samples.count >= StackedMember.leastWindows,
      let fit = StackedRidge.fitted(samples, members: names, horizon: horizon)
    else { return nil }
    model = fit.model
    heldOut = fit.heldOut
    self.folds = folds
  }

  /// The trial of series `k` with this member too.
  func joined(_ trial: SeriesTrial, series k: Int) -> SeriesTrial {
    guard trial.names.count > 2 else { return trial }
    let last = trial.origins.count - 1
    let means = trial.origins.indices.map { origin -> [Double]? in
      let coefficients =
        origin == last
        ? model.coefficients : heldOut.coefficients(place: last - 1 - origin, fold: folds[k])
      guard let coefficients,
        let window = trial.stackWindow(of: model.members, origin: origin, horizon: model.horizon)
      else { return nil }
      let mean = StackedRidge.forecast(window, coefficients)
      return mean.allSatisfy(\.isFinite) ? mean : nil
    }
    guard means[last] != nil else { return trial }
    var trial = trial
    trial.names.append(StackedRidge.name)
    for origin in means.indices {
      trial.means[origin].append(means[origin])
      trial.deviations[origin].append(nil)
    }
    trial.fits.append(nil)
    trial.finals.append(nil)
    trial.failures.append(nil)
    return trial
  }
}

extension SeriesTrial {
  fileprivate func stackWindow(
    of members: [String], origin: Int, horizon: Int
  ) -> StackWindow? {
    let known = members.map { name in names.firstIndex(of: name).flatMap { means[origin][$0] } }
    return StackWindow(
      means: known, turn: turns[origin], unit: baselineScale[origin], horizon: horizon)
  }
}
