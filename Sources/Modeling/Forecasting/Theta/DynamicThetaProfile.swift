/// The best ℓ(0) and ω of a DOTM at given α, and the sum of squared errors there.
///
/// The straight line through the past does not depend on α: its intercept and slope
/// before every step are found once.
struct DynamicThetaProfile {
  private let origin: Double
  /// y(t) − y(1).
  private let shifted: [Double]
  /// A(t−1) + y(1) and B(t−1).
  private let intercepts: [Double]
  private let slopes: [Double]

  /// Weight of (ℓ(0) − y(1))² in the loss: a start that the counted errors
  /// hardly feel stays near the first value.
  static let startPenalty = 1e-4

  /// Errors left out at the start: the line through so few points says nothing.
  static func skipped(_ count: Int) -> Int { min(3, count - 2) }

  /// - Parameter values: two or more, none missing.
  init(_ values: [Double]) {
    let origin = values[0]
    self.origin = origin
    shifted = values.map { $0 - origin }
    var intercepts: [Double] = []
    var slopes: [Double] = []
    intercepts.reserveCapacity(values.count)
    slopes.reserveCapacity(values.count)
    var state = DynamicThetaState(level: 0)
    for y in shifted {
      // The line is not shifted with the series: its pull is in original units.
      intercepts.append(state.intercept + origin)
      slopes.append(state.slope)
      state.advance(y, alpha: 0)
    }
    self.intercepts = intercepts
    self.slopes = slopes
  }

  /// One answer a lane; each lane is the same whatever stands in the others.
  func best(
    alpha: SIMD4<Double>
  ) -> (start: SIMD4<Double>, omega: SIMD4<Double>, loss: SIMD4<Double>) {
    let zero = SIMD4<Double>(repeating: 0)
    // Sums of products of: share of ℓ(0), pull of the line, error without both.
    var (ss, sp, pp, se, pe, ee) = (zero, zero, zero, zero, zero, zero)
    let skipped = DynamicThetaProfile.skipped(shifted.count)
    let keep = 1 - alpha
    let inverse = 1 / alpha
    var level = zero
    var decay = SIMD4<Double>(repeating: 1)
    shifted.withUnsafeBufferPointer { shifted in
      intercepts.withUnsafeBufferPointer { intercepts in
        slopes.withUnsafeBufferPointer { slopes in
          for t in shifted.indices {
            let next = decay * keep
            let error = shifted[t] - level
            if t >= skipped {
              let pull = decay * intercepts[t] + (1 - next) * inverse * slopes[t]
              ss += decay * decay
              sp += decay * pull
              pp += pull * pull
              se += decay * error
              pe += pull * error
              ee += error * error
            }
            level += alpha * error
            decay = next
          }
        }
      }
    }
    ss += DynamicThetaProfile.startPenalty
    let ratio = sp / ss
    let curvature = pp - sp * ratio
    var omega = (pe - se * ratio) / curvature
    omega.replace(with: 0, where: .!(curvature .> 1e-12 * pp))
    omega.clamp(lowerBound: zero, upperBound: SIMD4(repeating: 1))
    let shift = (se - omega * sp) / ss
    let fitted = shift * se + omega * pe
    let model = shift * shift * ss + 2 * shift * omega * sp + omega * omega * pp
    var loss = ee - 2 * fitted + model
    loss.replace(with: 0, where: loss .< 0)
    return (origin + shift, omega, loss)
  }
}
