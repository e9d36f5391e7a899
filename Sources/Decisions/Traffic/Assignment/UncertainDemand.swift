import Foundation
import LinearAlgebra
import Statistics

/// A demand that is known up to an error: trips of each pair times a lognormal factor of mean
/// 1.
///
/// The logarithm of a factor is the sum of three independent normal parts of equal variance:
/// one for the whole table (a busy or a quiet day), one for the origin, one for the pair.
/// Errors of pairs alone would cancel on any link that many pairs use; a common error alone
/// would keep every road's share of the flow. All of a draw depends on the seed and its
/// number, not on other draws.
public struct UncertainDemand: Sendable {
  /// Standard deviation of a factor over its mean, at least 0.
  public let coefficientOfVariation: Double
  public let seed: UInt64

  public init(coefficientOfVariation: Double, seed: UInt64) {
    precondition(coefficientOfVariation >= 0 && coefficientOfVariation.isFinite)
    self.coefficientOfVariation = coefficientOfVariation
    self.seed = seed
  }

  /// The classes with trips of one draw. Tables of the same pairs in the same order get the
  /// same factors, so that a change of the network is judged on equal demand.
  public func draw(_ number: Int, of classes: [TravelClass]) -> [TravelClass] {
    // A lognormal factor of mean 1 has ln(1 + cv²) for the variance of its logarithm.
    let variance = log(1 + coefficientOfVariation * coefficientOfVariation)
    let spread = (variance / 3).squareRoot()
    let stream = RandomStream(seed: seed, "traffic", "demand").substream(number)
    var day = stream.substream("day")
    let common = spread * day.normal() - variance / 2
    return classes.map { travelClass in
      var result = travelClass
      let table = travelClass.trips
      var ofOrigin = stream.substream("origin")
      var ofPair = stream.substream("pair")
      var trips = table.trips
      for origin in 0..<table.zoneCount {
        let own = spread * ofOrigin.normal()
        for pair in table.originStart[origin]..<table.originStart[origin + 1] {
          trips[pair] *= exp(common + own + spread * ofPair.normal())
        }
      }
      result.trips = table.withTrips(trips)
      return result
    }
  }
}

/// Equilibria of draws of an uncertain demand.
public struct AssignmentSamples: Sendable {
  /// What is kept of one draw.
  public struct Sample: Sendable {
    /// By link of the network: car equivalents, and car equivalents times time.
    public let flows: [Double]
    public let delays: [Double]
    /// Over all links.
    public let totalTime: Double
    public let totalDelay: Double
    public let relativeGap: Double
  }

  public let samples: [Sample]

  /// Assigns draws 0, 1, … of the demand, each from the flows of `base`, several side by side:
  /// the result does not depend on how many.
  ///
  /// - Parameters:
  ///   - base: an assignment of the demand itself.
  ///   - count: how many draws.
  ///   - relativeGap: of each of them.
  ///   - shouldStop: asked before every draw and round; true ends the work with the draws that
  ///     reached the gap.
  public init(
    of demand: UncertainDemand, around base: AssignedTraffic, count: Int, relativeGap: Double,
    threads: Int, shouldStop: (@Sendable () -> Bool)? = nil
  ) {
    var options = TrafficAssignment.Options()
    options.relativeGap = relativeGap
    options.principle = base.principle
    options.shouldStop = shouldStop
    let settings = options
    let drawn = parallelMap(count, threads: threads) { number -> Sample? in
      if shouldStop?() == true { return nil }
      let assigned = TrafficAssignment(
        network: base.network, classes: demand.draw(number, of: base.classes), options: settings
      ).solve(from: base)
      guard assigned.status == .converged else { return nil }
      return Sample(
        flows: assigned.flows, delays: assigned.delays, totalTime: assigned.totalTime,
        totalDelay: assigned.totalDelay, relativeGap: assigned.rounds.last?.relativeGap ?? 0)
    }
    // Draws up to the first that is missing: what is kept does not depend on which of them
    // happen to be easy.
    samples = Array(drawn.prefix { $0 != nil }).compactMap { $0 }
  }

  public var count: Int { samples.count }

  /// Quantiles of a number by link, `values(sample)[link]`.
  ///
  /// - Parameter probabilities: each in 0…1.
  /// - Returns: by link, one a probability; empty where there are no samples.
  public func quantiles(
    _ probabilities: [Double], of values: (Sample) -> [Double]
  ) -> [[Double]] {
    guard let first = samples.first else { return [] }
    let columns = samples.map(values)
    return first.flows.indices.map { link in
      SampleQuantile.of(columns.map { $0[link] }, at: probabilities)
    }
  }
}
