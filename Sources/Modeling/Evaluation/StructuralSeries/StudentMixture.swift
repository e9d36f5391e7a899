import Foundation
import Statistics

/// A mixture of Student's t distributions: what is known of a number when the scales of a
/// model are averaged over.
struct StudentMixture: Sendable {
  struct Part: Sendable {
    var weight: Double
    var mean: Double
    /// Of the t distribution, not its deviation.
    var scale: Double
  }

  let parts: [Part]
  let degreesOfFreedom: Double
  private let law: ErrorLaw
  /// Of the density of t.
  private let logConstant: Double

  init(_ parts: [Part], degreesOfFreedom: Double) {
    self.parts = parts
    self.degreesOfFreedom = degreesOfFreedom
    law = ErrorLaw(degreesOfFreedom)
    logConstant =
      lgamma(0.5 * (degreesOfFreedom + 1)) - lgamma(0.5 * degreesOfFreedom)
      - 0.5 * log(Double.pi * degreesOfFreedom)
  }

  var mean: Double { parts.reduce(0) { $0 + $1.weight * $1.mean } }

  /// NaN with two degrees of freedom or fewer.
  var deviation: Double {
    guard degreesOfFreedom > 2 else { return .nan }
    let center = mean
    let own = degreesOfFreedom / (degreesOfFreedom - 2)
    return parts.reduce(0) {
      $0 + $1.weight * ($1.scale * $1.scale * own + ($1.mean - center) * ($1.mean - center))
    }.squareRoot()
  }

  func survival(_ x: Double) -> Double {
    parts.reduce(0) { sum, part in
      guard part.scale > 0 else { return sum + (part.mean > x ? part.weight : 0) }
      return sum + part.weight * law.survival((x - part.mean) / part.scale)
    }
  }

  /// By Newton's steps, halved where they leave the bracket of the parts' own quantiles.
  func upperQuantile(_ q: Double) -> Double {
    let reach = law.upperQuantile(q)
    let ends = parts.map { $0.mean + $0.scale * reach }
    var (low, high) = (ends.min()!, ends.max()!)
    var x = parts.indices.reduce(0) { $0 + parts[$1].weight * ends[$1] }
    for _ in 0..<60 where high - low > 1e-10 * max(abs(low), abs(high)) {
      let miss = survival(x) - q
      if miss > 0 { low = x } else { high = x }
      let slope = density(x)
      let step = slope > 0 ? miss / slope : 0
      if abs(step) < 1e-10 * max(abs(low), abs(high)), slope > 0 { return x + step }
      x = x + step > low && x + step < high && step != 0 ? x + step : (low + high) / 2
    }
    return (low + high) / 2
  }

  private func density(_ x: Double) -> Double {
    parts.reduce(0) { sum, part in
      guard part.scale > 0 else { return sum }
      let z = (x - part.mean) / part.scale
      return sum + part.weight / part.scale
        * exp(logConstant - 0.5 * (degreesOfFreedom + 1) * log1p(z * z / degreesOfFreedom))
    }
  }

  func estimate(level: Double) -> EffectEstimate {
    let above = survival(0)
    return EffectEstimate(
      value: mean, standardError: deviation, lower: upperQuantile((1 + level) / 2),
      upper: upperQuantile((1 - level) / 2), level: level, pValue: 2 * min(above, 1 - above))
  }
}
