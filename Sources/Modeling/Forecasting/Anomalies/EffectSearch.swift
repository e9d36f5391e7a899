internal import Foundation
internal import LinearAlgebra
internal import Statistics

/// The search for changes in a series without season (see `AnomalyDetector`).
struct EffectSearch: Sendable {
  var falseAlarms: Double

  /// A level shift needs so many values on either side.
  static let shortestRun = 6
  /// At most this share of the values is found to be special.
  static let mostShare = 0.1
  static let mostEffects = 60
  static let mostProofs = 4
  static let mostShifts = 8
  static let almostFixed = 0.05

  struct Effect: Sendable, Equatable {
    var kind: Anomaly.Kind
    var offset: Int
    /// On the even scale.
    var size: Double
    var score: Double
  }

  struct Result: Sendable {
    var effects: [Effect]
    /// What all effects add to each step.
    var sum: [Double]
    /// Of the innovations.
    var deviation: Double
    /// How much heavier than normal their tails are, at least 1.
    var tailWeight: Double
  }

  /// - Parameter lostCycles: turns of the season that was taken off; what it took
  ///   from the noise is given back.
  func run(_ values: [Double], smoothing: Double, lostCycles: Double) -> Result {
    let n = values.count
    let isKnown = values.map(\.isFinite)
    let count = isKnown.count { $0 }
    let correction = lostCycles.isFinite ? (lostCycles / (lostCycles - 1)).squareRoot() : 1
    let limit = limit(count)
    let most = min(EffectSearch.mostEffects, max(2, Int(EffectSearch.mostShare * Double(count))))
    let first = values.first(where: \.isFinite) ?? 0
    let target = WanderingLevel.innovations(values.map { $0 - first }, smoothing: smoothing)
    let traces = Traces(isKnown: isKnown, smoothing: smoothing)
    var effects: [Effect] = []
    var fit = JointFit(target: target, traces: traces, effects: effects)
    while effects.count < most {
      let deviation = correction * fit.deviation
      guard deviation > 0 else { break }
      let candidates = traces.candidates(
        residuals: fit.residuals, deviation: deviation, limit: limit * fit.tailWeight,
        taken: effects.map(\.offset))
      guard !candidates.isEmpty else { break }
      effects += candidates.prefix(most - effects.count)
      fit = JointFit(target: target, traces: traces, effects: effects)
      effects = fit.measured(effects, deviation: correction * fit.deviation)
    }
    while let weakest = effects.indices.min(by: { effects[$0].score < effects[$1].score }),
      effects[weakest].score < limit * fit.tailWeight
    {
      effects.remove(at: weakest)
      fit = JointFit(target: target, traces: traces, effects: effects)
      effects = fit.measured(effects, deviation: correction * fit.deviation)
    }
    return Result(
      effects: effects, sum: EffectSearch.sum(of: effects, count: n), deviation: fit.deviation,
      tailWeight: fit.tailWeight)
  }

  /// The search with every level shift put to a second proof.
  ///
  /// A jump drives up the smoothing that fits the series, and a high smoothing
  /// hides the jump; a level that truly wanders, in turn, looks full of jumps when
  /// it is taken for fixed. So jumps are looked for with an almost fixed level, and
  /// each that is to stay must lower the deviance by the square of the threshold
  /// with the smoothing fitted anew with and without it.
  func confirmed(_ values: [Double], known: Result, lostCycles: Double) -> Result {
    let limit = limit(values.count(where: \.isFinite)) * known.tailWeight
    var fixed = run(values, smoothing: EffectSearch.almostFixed, lostCycles: lostCycles)
    if known.effects.isEmpty, fixed.effects.isEmpty { return fixed }
    let shifts = fixed.effects.filter { $0.kind == .levelShift }
      .sorted { $0.score > $1.score }.prefix(EffectSearch.mostShifts)
    fixed.effects = Array(shifts) + known.effects.filter { $0.kind != .levelShift }
    var smoothing = proved(fixed.effects, values, limit: limit).smoothing
    var found = run(values, smoothing: smoothing, lostCycles: lostCycles)
    for _ in 0..<EffectSearch.mostProofs {
      let kept = proved(found.effects, values, limit: limit)
      guard kept.effects.count < found.effects.count, kept.smoothing > smoothing else { break }
      smoothing = kept.smoothing
      found = run(values, smoothing: smoothing, lostCycles: lostCycles)
    }
    return found
  }

  /// The effects without the level shifts that fail the proof, weakest first, and
  /// the smoothing that goes with them. All other changes are taken out at the
  /// sizes they were found to have.
  private func proved(
    _ effects: [Effect], _ values: [Double], limit: Double
  ) -> (effects: [Effect], smoothing: Double) {
    let passing = effects.filter { $0.kind != .levelShift }
    let cleared = zip(values, EffectSearch.sum(of: passing, count: values.count)).map { $0 - $1 }
    var shifts = effects.filter { $0.kind == .levelShift }
    var full = WanderingLevel.profile(cleared, effects: shifts)
    while !shifts.isEmpty {
      var worst: (place: Int, fit: (smoothing: Double, deviance: Double))?
      for place in shifts.indices {
        var others = shifts
        others.remove(at: place)
        let without = WanderingLevel.profile(cleared, effects: others)
        if without.deviance - full.deviance < limit * limit,
          without.deviance < worst?.fit.deviance ?? .infinity
        {
          worst = (place, without)
        }
      }
      guard let worst else { break }
      shifts.remove(at: worst.place)
      full = worst.fit
    }
    return (passing + shifts, full.smoothing)
  }

  /// What effects add to each step.
  static func sum(of effects: [Effect], count: Int) -> [Double] {
    var sum = [Double](repeating: 0, count: count)
    for effect in effects {
      let shape = WanderingLevel.shape(effect.kind, count: count - effect.offset)
      for (step, size) in shape.enumerated() { sum[effect.offset + step] += effect.size * size }
    }
    return sum
  }

  /// The score that noise alone exceeds with the chance of a false alarm.
  private func limit(_ count: Int) -> Double {
    let places = Double(3 * count)
    let normal = SpecialFunctions.normalQuantile(1 - falseAlarms / (2 * places))
    // The deviation is itself an estimate, and the smoothing was fitted.
    return normal * (1 + EffectSearch.shortSeriesMargin / Double(count))
  }

  static let shortSeriesMargin = 8.0
}
