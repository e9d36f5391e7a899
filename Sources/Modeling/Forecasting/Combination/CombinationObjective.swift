internal import Foundation
internal import LinearAlgebra
internal import Optimization

/// Mean loss of the combined forecast over samples, plus a pull toward the
/// parameters believed beforehand.
///
/// The loss of a step is ½|e|/(scale · M) + ½ · 200|e|/((|y| + |f|) · S): half MASE
/// and half sMAPE, each relative to its mean M or S for equal weights, as in the
/// overall weighted average of the M4 competition. |e| is rounded off within a
/// twentieth of the scale, so that a quasi-Newton method can follow it.
struct CombinationObjective: SmoothObjective {
  let dimension: Int
  private let samples: [CombinationSample]
  private let memberCount: Int
  private let horizon: Int
  private let prior: [Double]
  private let pulls: [Double]
  private let meanScaled: Double
  private let meanSymmetric: Double
  private let threads: Int

  /// Samples a chunk: fixed, so that sums do not depend on the thread count.
  private static let chunk = 128

  /// - Parameters:
  ///   - samples: at least one, all of the same members and horizon.
  ///   - prior: parameters as in `CombinationWeights.parameters`.
  ///   - pulls: strength of the pull on each parameter, in samples.
  init(
    _ samples: [CombinationSample], memberCount: Int, horizon: Int, prior: [Double],
    pulls: [Double], threads: Int
  ) {
    self.samples = samples
    self.memberCount = memberCount
    self.horizon = horizon
    self.prior = prior
    self.pulls = pulls
    self.threads = threads
    dimension = prior.count
    var scaled = 0.0
    var symmetric = 0.0
    for sample in samples {
      let (a, b) = CombinationObjective.equalWeightLoss(
        sample, memberCount: memberCount, horizon: horizon)
      scaled += min(a, 20)
      symmetric += b
    }
    meanScaled = max(scaled / Double(samples.count), 1e-9)
    meanSymmetric = max(symmetric / Double(samples.count), 1e-9)
  }

  mutating func value(at x: [Double]) -> Double {
    var unused: [Double] = []
    return evaluate(x, gradient: &unused, withGradient: false)
  }

  mutating func gradient(at x: [Double], into gradient: inout [Double]) -> Double {
    evaluate(x, gradient: &gradient, withGradient: true)
  }

  private func evaluate(_ x: [Double], gradient: inout [Double], withGradient: Bool) -> Double {
    let size = CombinationObjective.chunk
    let chunks = (samples.count + size - 1) / size
    let parts = parallelMap(chunks, threads: threads) { k -> (loss: Double, gradient: [Double]) in
      var loss = 0.0
      var sum = [Double](repeating: 0, count: withGradient ? dimension : 0)
      var room = Workspace(memberCount: memberCount)
      for index in (k * size)..<min((k + 1) * size, samples.count) {
        loss += add(samples[index], x, into: &sum, &room)
      }
      return (loss, sum)
    }
    let count = Double(samples.count)
    var loss = 0.0
    if withGradient { gradient = [Double](repeating: 0, count: dimension) }
    for part in parts {
      loss += part.loss / count
      if withGradient {
        for i in 0..<dimension { gradient[i] += part.gradient[i] / count }
      }
    }
    for i in 0..<dimension {
      let away = x[i] - prior[i]
      loss += pulls[i] * away * away / count
      if withGradient { gradient[i] += 2 * pulls[i] * away / count }
    }
    return loss
  }

  private struct Workspace {
    var base: [Double]
    var weights: [Double]
    /// ∂loss/∂z of each member, summed over steps, and the same times u.
    var scores: [Double]
    var steps: [Double]

    init(memberCount: Int) {
      base = [Double](repeating: 0, count: memberCount)
      weights = base
      scores = base
      steps = base
    }
  }

  /// Adds one sample's gradient where `gradient` is not empty; returns its loss.
  private func add(
    _ sample: CombinationSample, _ x: [Double], into gradient: inout [Double],
    _ room: inout Workspace
  ) -> Double {
    let width = CombinationWeights.parametersPerMember
    for m in 0..<memberCount {
      let p = m * width
      var score = x[p] + x[p + 1] * sample.errors[m]
      for (k, trait) in sample.traits.enumerated() { score += x[p + 3 + k] * trait }
      room.base[m] = score
      room.scores[m] = 0
      room.steps[m] = 0
    }
    let round = 0.05 * sample.scale
    var known = 0
    for step in 0..<horizon where !sample.actual[step].isNaN { known += 1 }
    guard known > 0 else { return 0 }
    var loss = 0.0
    for step in 0..<horizon {
      let y = sample.actual[step]
      if y.isNaN { continue }
      let u = CombinationWeights.position(of: step, horizon: horizon)
      var top = -Double.infinity
      for m in 0..<memberCount where sample.canSpeak[m] {
        room.weights[m] = room.base[m] + x[m * width + 2] * u
        top = max(top, room.weights[m])
      }
      var total = 0.0
      var forecast = 0.0
      for m in 0..<memberCount where sample.canSpeak[m] {
        let weight = exp(room.weights[m] - top)
        room.weights[m] = weight
        total += weight
        forecast += weight * sample.forecasts[m * horizon + step]
      }
      forecast /= total
      let error = forecast - y
      let size = (error * error + round * round).squareRoot()
      let magnitude = abs(y) + abs(forecast) + 1e-9 * sample.scale
      let symmetric = 100 / (magnitude * meanSymmetric * Double(known))
      let unit = 0.5 / (sample.scale * meanScaled * Double(known)) + symmetric
      // A step that no member comes near must not rule all others.
      let limit = 50 / Double(known)
      let cost = unit * (size - round)
      loss += min(cost, limit)
      guard !gradient.isEmpty, cost < limit else { continue }
      let shrinking = symmetric / magnitude * (forecast < 0 ? -1 : 1) * (size - round)
      let slope = (unit * error / size - shrinking) / total
      for m in 0..<memberCount where sample.canSpeak[m] {
        let part =
          slope * room.weights[m] * (sample.forecasts[m * horizon + step] - forecast)
        room.scores[m] += part
        room.steps[m] += part * u
      }
    }
    guard !gradient.isEmpty else { return loss }
    for m in 0..<memberCount where sample.canSpeak[m] {
      let p = m * width
      gradient[p] += room.scores[m]
      gradient[p + 1] += room.scores[m] * sample.errors[m]
      gradient[p + 2] += room.steps[m]
      for (k, trait) in sample.traits.enumerated() {
        gradient[p + 3 + k] += room.scores[m] * trait
      }
    }
    return loss
  }

  /// Scaled and symmetric error of the plain mean.
  private static func equalWeightLoss(
    _ sample: CombinationSample, memberCount: Int, horizon: Int
  ) -> (Double, Double) {
    var scaled = 0.0
    var symmetric = 0.0
    var known = 0.0
    let speakers = Double(sample.canSpeak.count { $0 })
    guard speakers > 0 else { return (0, 0) }
    for step in 0..<horizon where !sample.actual[step].isNaN {
      var forecast = 0.0
      for m in 0..<memberCount where sample.canSpeak[m] {
        forecast += sample.forecasts[m * horizon + step] / speakers
      }
      let error = abs(forecast - sample.actual[step])
      let size = abs(forecast) + abs(sample.actual[step])
      scaled += error / sample.scale
      if size > 0 { symmetric += 200 * error / size }
      known += 1
    }
    return known > 0 ? (scaled / known, symmetric / known) : (0, 0)
  }
}
