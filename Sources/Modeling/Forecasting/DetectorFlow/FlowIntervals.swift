import Foundation
import Statistics

/// How far forecasts have been off of late, and the bounds that follow.
///
/// Errors are divided by what is usual for the detector, the time of day and the
/// horizon; the quotients of all detectors are pooled by time of day and horizon, and
/// their quantiles give the bounds (split conformal prediction with a normalized score:
/// Papadopoulos, Gammerman and Vovk 2008; Lei, G'Sell, Rinaldo, Tibshirani and Wasserman
/// 2018, section 5.2). Older days count less, so that the bounds follow the traffic.
struct FlowIntervals: Sendable {
  /// Parts of the day with their own bounds.
  static let blocks = 12
  /// Weight of a day relative to the one after.
  static let memory = 0.93
  /// Quotients are counted in cells of this width, up to ± `reach`.
  private static let cell = 0.05
  private static let reach = 12.0
  private static let cells = 2 * Int(reach / cell)
  /// Errors of the usual size that stand in for a detector's own.
  private static let prior = 10.0

  let horizons: Int
  let detectors: Int
  /// Sizes of errors and their number: horizon, block, detector.
  private var sums: [Double]
  private var weights: [Double]
  /// Counts of quotients: horizon, block, cell.
  private var counts: [Double]

  init(horizons: Int, detectors: Int) {
    self.horizons = horizons
    self.detectors = detectors
    sums = [Double](repeating: 0, count: horizons * FlowIntervals.blocks * detectors)
    weights = sums
    counts = [Double](repeating: 0, count: horizons * FlowIntervals.blocks * FlowIntervals.cells)
  }

  /// A day has passed.
  mutating func age() {
    for k in sums.indices {
      sums[k] *= FlowIntervals.memory
      weights[k] *= FlowIntervals.memory
    }
    for k in counts.indices { counts[k] *= FlowIntervals.memory }
  }

  /// Takes in the size of an error, in scaled units.
  mutating func learnSize(horizon: Int, block: Int, detector: Int, error: Double) {
    let place = (horizon * FlowIntervals.blocks + block) * detectors + detector
    sums[place] += abs(error)
    weights[place] += 1
  }

  /// Takes in an error as a share of its usual size.
  mutating func learnQuotient(horizon: Int, block: Int, detector: Int, error: Double) {
    let quotient = error / usualSize(horizon: horizon, block: block, detector: detector)
    let place = Int(((quotient + FlowIntervals.reach) / FlowIntervals.cell).rounded(.down))
    let cell = min(max(place, 0), FlowIntervals.cells - 1)
    counts[(horizon * FlowIntervals.blocks + block) * FlowIntervals.cells + cell] += 1
  }

  /// Mean size of errors at such a time.
  func usualSize(horizon: Int, block: Int, detector: Int) -> Double {
    let start = (horizon * FlowIntervals.blocks + block) * detectors
    // Scaled residuals have a mean size of 1.
    return max(
      (sums[start + detector] + FlowIntervals.prior)
        / (weights[start + detector] + FlowIntervals.prior),
      1e-3)
  }

  /// The error that a share `level` of errors at such a time stay below, in scaled
  /// units.
  ///
  /// Where no error of that time of day is known, those of the whole day speak for it, and
  /// where none of the horizon is, a normal law of the usual size: bounds never close for
  /// want of knowledge.
  func quantile(_ level: Double, horizon: Int, block: Int, detector: Int) -> Double {
    let size = usualSize(horizon: horizon, block: block, detector: detector)
    let blocks = horizon * FlowIntervals.blocks..<(horizon + 1) * FlowIntervals.blocks
    let own = blocks.lowerBound + block
    let places = total(of: own..<own + 1) > 0 ? own..<own + 1 : blocks
    let total = total(of: places)
    guard total > 0 else {
      // The mean absolute value of a normal law is √(2/π) of its standard deviation.
      let normal = try? Normal(mean: 0, standardDeviation: size * (Double.pi / 2).squareRoot())
      return normal?.quantile(level) ?? 0
    }
    let wanted = level * total
    var sum = 0.0
    for k in 0..<FlowIntervals.cells {
      var next = 0.0
      for place in places { next += counts[place * FlowIntervals.cells + k] }
      if sum + next >= wanted, next > 0 {
        let part = (wanted - sum) / next
        return size * ((Double(k) + part) * FlowIntervals.cell - FlowIntervals.reach)
      }
      sum += next
    }
    return size * FlowIntervals.reach
  }

  /// Quotients counted at some times.
  private func total(of places: Range<Int>) -> Double {
    counts[places.lowerBound * FlowIntervals.cells..<places.upperBound * FlowIntervals.cells]
      .reduce(0, +)
  }
}
