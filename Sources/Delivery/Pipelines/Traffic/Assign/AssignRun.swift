import Foundation
import LinearAlgebra
import Traffic

/// The assignments of a run, one from the flows of the other.
struct AssignRun {
  let request: AssignRequest
  let inputs: AssignInputs
  let estimate: EstimatedDemand?
  let change: AssignChange?
  /// Today's network, and the changed one where there is a change.
  let base: AssignedTraffic
  let final: AssignedTraffic
  /// Draws of the same numbers on both; nil where there are too few.
  let baseSamples: AssignmentSamples?
  let samples: AssignmentSamples?
  /// How many draws reached their gap.
  let drawn: Int

  /// - Parameter progress: told how far the work has come, in hundredths.
  init(
    _ request: AssignRequest, _ inputs: AssignInputs, from earlier: OriginFlows?,
    shouldStop: (@Sendable () -> Bool)?, progress: (@Sendable (Int) -> Void)?
  ) throws {
    self.request = request
    self.inputs = inputs
    var options = TrafficAssignment.Options()
    options.relativeGap = request.relativeGap
    options.threads = request.threads
    options.principle = request.isSystemOptimum ? .systemOptimum : .userEquilibrium
    options.shouldStop = shouldStop
    var classes = inputs.classes
    let estimate = try Self.estimate(request, inputs, options)
    if let estimate { classes[0].trips = estimate.trips }
    self.estimate = estimate
    func told(from: Int, to: Int) -> (TrafficAssignment.Round) -> Bool {
      { round in
        // Each power of ten of the gap takes about as long as the one before.
        let share = log10(max(round.relativeGap, 1e-300)) / log10(request.relativeGap)
        progress?(from + Int(Double(to - from) * min(1, max(0, share.isFinite ? share : 0))))
        return true
      }
    }
    let today = TrafficAssignment(network: inputs.network, classes: classes, options: options)
    let base =
      earlier.map { today.solve(from: $0, onRound: told(from: 0, to: 50)) }
      ?? today.solve(from: estimate?.assignment, onRound: told(from: 0, to: 50))
    self.base = base
    if request.hasChange {
      let change = try AssignChange(request, network: inputs.network, classes: classes)
      final = TrafficAssignment(
        network: change.network, classes: change.classes, options: options
      ).solve(from: base, onRound: told(from: 50, to: 70))
      self.change = change
    } else {
      change = nil
      final = base
    }
    progress?(70)
    var (after, before): (AssignmentSamples?, AssignmentSamples?) = (nil, nil)
    if Self.draws(request), final.servedTrips > 0, shouldStop?() != true {
      let demand = UncertainDemand(
        coefficientOfVariation: request.demandSpread, seed: request.seed)
      func samples(_ assigned: AssignedTraffic, _ count: Int) -> AssignmentSamples {
        AssignmentSamples(
          of: demand, around: assigned, count: count, relativeGap: Self.sampleGap(request),
          threads: request.threads, shouldStop: shouldStop)
      }
      let made = samples(final, request.samples)
      after = made
      if change != nil, made.count >= Self.fewestDraws { before = samples(base, made.count) }
    }
    drawn = min(after?.count ?? 0, before?.count ?? .max)
    let isEnough = drawn >= Self.fewestDraws
    (samples, baseSamples) = isEnough ? (after, before) : (nil, nil)
    progress?(100)
  }

  private static func draws(_ request: AssignRequest) -> Bool {
    request.samples >= fewestDraws && request.demandSpread > 0
  }

  /// Draws without which an 80 % range would say nothing.
  static let fewestDraws = 10

  /// Draws need no more than the ranges they make can show.
  static func sampleGap(_ request: AssignRequest) -> Double { max(request.relativeGap, 1e-5) }

  private static func estimate(
    _ request: AssignRequest, _ inputs: AssignInputs, _ options: TrafficAssignment.Options
  ) throws -> EstimatedDemand? {
    guard !inputs.counts.isEmpty else { return nil }
    guard inputs.classes.count == 1 else {
      throw PipelineError(
        .usage, "--counts fits one trip table: give --trips instead of --classes.")
    }
    let prior = inputs.classes[0].trips
    var settings = DemandEstimation.Options()
    settings.assignment = options
    settings.assignment.relativeGap = min(1e-7, request.relativeGap)
    settings.assignment.principle = .userEquilibrium
    guard prior.total > 0 else {
      throw PipelineError(
        .data,
        "--counts: the trip table has no trips to move. Give a table with the pairs that "
          + "may have trips.")
    }
    do {
      return try DemandEstimation(
        network: inputs.network, prior: prior, counts: inputs.counts, options: settings
      ).solve { _, _ in options.shouldStop?() != true }
    } catch {
      throw PipelineError(
        .data,
        "--counts: the equations of the fit cannot be solved: counts are so alike and so exact "
          + "that they decide nothing. Give standard_error, or leave repeated counts out.")
    }
  }

  /// Whether fewer draws were made than asked for.
  var keepsPartialSamples: Bool {
    Self.draws(request) && final.servedTrips > 0
      && drawn < request.samples
  }

  var sampleNote: String {
    "\(drawn) of \(request.samples) draws of the demand reached a relative gap of "
      + "\(Self.sampleGap(request)) in time: "
      + (samples == nil ? "too few for ranges." : "ranges rest on these alone.")
  }
}
