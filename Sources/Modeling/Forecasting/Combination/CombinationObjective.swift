internal import Foundation
internal import LinearAlgebra
internal import Optimization

/// Mean loss of the combined forecast over samples, plus a pull toward the
/// parameters believed beforehand.
///
/// The loss of a step is
///
///     0.2 |e|/(scale · M) + 0.2 · 200|e|/((|y| + |f|) · S) + 0.6 |e|/(reference · R)
///
/// MASE and sMAPE, as in the overall weighted average of the M4 competition, and
/// the error relative to the one Naive 2 made on the same sample (Fildes, 1992;
/// Armstrong & Collopy, International Journal of Forecasting 8, 1992), each relative
/// to its mean M, S or R for equal weights. The reference is Naive 2's error plus
/// `CombinationObjective.softening` mean scaled errors, since Naive 2 is right by chance
/// at times. Mean errors alone are ruled by the series that are hard for everyone;
/// the relative part has weights learnt that do not lose badly where nothing moves.
/// |e| is rounded off within a twentieth of the scale, so that a quasi-Newton method
/// can follow it.
struct CombinationObjective: SmoothObjective {
  let dimension: Int
  private let samples: [CombinationSample]
  private let memberCount: Int
  private let horizon: Int
  private let prior: [Double]
  private let pulls: [Double]
  private let meanScaled: Double
  private let meanSymmetric: Double
  private let meanRelative: Double
  private let threads: Int

  /// Share of the relative error in the loss.
  private static let relativeShare = 0.6
  /// What is added to the benchmark's error, in mean scaled errors.
  static let softening = 0.25

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
    let equal = samples.map {
      CombinationObjective.equalWeightLoss($0, memberCount: memberCount, horizon: horizon)
    }
    for (a, b) in equal {
      scaled += min(a, 20)
      symmetric += b
    }
    let typical = max(scaled / Double(samples.count), 1e-9)
    meanScaled = typical
    let relative = zip(samples, equal).reduce(0) { sum, pair in
      sum + pair.1.scaled * pair.0.scale
        / CombinationObjective.reference(pair.0, meanScaled: typical)
    }
    meanRelative = max(relative / Double(samples.count), 1e-9)
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
      // In place: a copy of a sample counts references to four arrays.
      samples.withUnsafeBufferPointer { samples in
        for index in (k * size)..<min((k + 1) * size, samples.count) {
          loss += add(samples[index], x, into: &sum, &room)
        }
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
      for k in sample.traits.indices { score += x[p + 3 + k] * sample.traits[k] }
      room.base[m] = score
      room.scores[m] = 0
      room.steps[m] = 0
    }
    let round = 0.05 * sample.scale
    var known = 0
    for step in 0..<horizon where !sample.actual[step].isNaN { known += 1 }
    guard known > 0 else { return 0 }
    let share = CombinationObjective.relativeShare
    let mean = (1 - share) / Double(known)
    let relative =
      share / Double(known)
      / (CombinationObjective.reference(sample, meanScaled: meanScaled) * meanRelative)
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
      let symmetric = mean * 100 / (magnitude * meanSymmetric)
      let unit = 0.5 * mean / (sample.scale * meanScaled) + symmetric + relative
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
      for k in sample.traits.indices {
        gradient[p + 3 + k] += room.scores[m] * sample.traits[k]
      }
    }
    return loss
  }

  /// What an absolute error is measured by in the relative part of the loss.
  private static func reference(_ sample: CombinationSample, meanScaled: Double) -> Double {
    sample.benchmarkError + softening * meanScaled * sample.scale
  }

  /// Scaled and symmetric error of the plain mean.
  private static func equalWeightLoss(
    _ sample: CombinationSample, memberCount: Int, horizon: Int
  ) -> (scaled: Double, symmetric: Double) {
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
