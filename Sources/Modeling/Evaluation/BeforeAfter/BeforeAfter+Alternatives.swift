import Foundation

extension BeforeAfter {
  /// The same question by methods for panels, where there are sites enough: what a
  /// reader may hold beside the main figure, not what the words rest on.
  func alternatives(
    _ treated: [Site], _ others: [Site]
  ) -> [BeforeAfterFindings.Alternative] {
    let steps = sites[0].values.count
    // Beyond these sizes the extra figures would cost more than the answer itself.
    guard others.count >= 2, steps <= 400, sites.count <= 60 else { return [] }
    let kept = (0..<steps).filter { $0 < firstAfter || $0 >= firstAfter + options.washout }
    let units = (treated + others).map { site in
      OutcomePanel.Unit(
        site.name,
        values: kept.map { options.isRelative ? log(site.values[$0]) : site.values[$0] },
        firstTreated: site.isTreated ? firstAfter : nil, weight: site.weight)
    }
    guard let panel = try? OutcomePanel(units) else { return [] }
    var result: [BeforeAfterFindings.Alternative] = []
    func add(_ method: BeforeAfterFindings.Method, _ effect: EffectEstimate) {
      guard effect.standardError.isFinite else { return }
      result.append(.init(method: method, average: scaled(effect, treated).average))
    }
    if treated.count >= 2,
      let effect = try? panel.twoWayEffect(errors: .cr2, level: options.level)
    {
      add(.differenceInDifferences, effect)
    }
    guard others.count >= 5 else { return result }
    if let found = try? panel.syntheticDifference(level: options.level) {
      add(.syntheticDifferenceInDifferences, found.average)
    }
    if treated.count == 1, let found = try? panel.syntheticControl(threads: options.threads) {
      // The spread of placebos, as for the synthetic difference.
      let averages = found.placebos.map(\.average)
      let center = averages.reduce(0, +) / Double(averages.count)
      let spread = averages.reduce(0) { $0 + ($1 - center) * ($1 - center) }
      add(
        .syntheticControl,
        EffectEstimate(
          found.average, error: (spread / Double(averages.count)).squareRoot(),
          degreesOfFreedom: nil, level: options.level))
    }
    return result
  }
}
