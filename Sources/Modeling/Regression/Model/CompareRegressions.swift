import Foundation
import Statistics

/// Several regressions of one response on the same folds of the same rows.
public struct RegressionComparison: Sendable {
  public struct Candidate: Sendable {
    /// A, B, C …
    public var name: String
    public var specification: RegressionSpecification
    /// As it came out on the data.
    public var method: RegressionSpecification.Method
    /// A figure a fold, for every metric.
    public var scores: [FoldScores]
    public var notes: [FitNote]
  }

  /// One candidate against another.
  public struct Pair: Sendable {
    public var first: Int
    public var second: Int
    /// Of first minus second.
    public var test: PairedComparison
    /// By which share of the first's loss the second's is smaller, with its interval.
    public var gain: Double
    public var lower: Double?
    public var upper: Double?
    public var verdict: String
  }

  public var candidates: [Candidate]
  public var pairs: [Pair]
  /// The metric the pairs are judged by: lower is better.
  public var metric: String
  public var foldsInWords: String
  /// Rows that every candidate can use.
  public var rows: Int
  /// The mean of the training rows, by the metric.
  public var baseline: FoldScores
}

/// Judges several specifications on the same folds.
///
/// Only rows that every one of them can use take part. Pairs are compared by the
/// t test over folds that allows for shared training rows (Nadeau & Bengio 2003).
///
/// - Parameters:
///   - specifications: at least one; the folds, seed and level are those of the first.
/// - Throws: as `fitRegression`; `.setting` where the responses differ.
public func compareRegressions(
  _ specifications: [RegressionSpecification], frame: ModelFrame, threads: Int = 1
) throws(RegressionError) -> RegressionComparison {
  guard let lead = specifications.first else {
    throw .setting("models", reason: "nothing to compare")
  }
  var prepared: [PreparedRegression] = []
  for specification in specifications {
    prepared.append(try PreparedRegression(specification, frame))
  }
  for other in prepared.dropFirst() {
    guard other.schema.formula.response == prepared[0].schema.formula.response else {
      throw .setting("models", reason: "explain different responses, so they cannot be compared")
    }
  }
  var common = Set(prepared[0].rows.kept)
  for other in prepared.dropFirst() { common.formIntersection(other.rows.kept) }
  for index in prepared.indices where prepared[index].rows.count != common.count {
    let rows = prepared[index].rows
    prepared[index].rows = rows.selecting(
      rows.kept.indices.filter { common.contains(rows.kept[$0]) })
  }
  let first = prepared[0]
  let folds = try RegressionFolds(
    lead, first.rows, frame, first.resolved.response, levels: first.levels)
  guard folds.splits.count > 1 else {
    throw .setting("folds", reason: "a comparison needs at least two folds")
  }

  var heldOut: [HeldOutPredictions] = []
  for (one, specification) in zip(prepared, specifications) {
    var specification = specification
    specification.level = lead.level
    heldOut.append(
      try HeldOutPredictions(
        one.rows, one.resolved, specification, splits: folds.splits, levels: one.levels,
        threads: threads))
  }
  // A straight line may say a count is negative, for which a deviance has no value.
  let metrics = HeldOutPredictions.metrics(
    first.resolved.method, first.resolved.response, quantiles: lead.quantiles)
  let judge =
    metrics.first { metric in
      !metric.higherIsBetter
        && heldOut.allSatisfy { $0.scores(metric).values.allSatisfy(\.isFinite) }
    } ?? .rmse
  let candidates = zip(zip(prepared, specifications), heldOut).enumerated().map { index, each in
    RegressionComparison.Candidate(
      name: String(UnicodeScalar(UInt8(65 + index % 26))), specification: each.0.1,
      method: each.0.0.resolved.method, scores: metrics.map { each.1.scores($0) },
      notes: each.0.0.rows.notes)
  }
  var pairs: [RegressionComparison.Pair] = []
  for a in candidates.indices {
    for b in candidates.indices.dropFirst(a + 1) {
      let test = try PairedComparison.correctedT(
        heldOut[a].scores(judge), heldOut[b].scores(judge), level: lead.level)
      pairs.append(
        pair(a, b, candidates[a].name, candidates[b].name, test, heldOut[a].scores(judge).mean))
    }
  }
  return RegressionComparison(
    candidates: candidates, pairs: pairs, metric: judge.name, foldsInWords: folds.words,
    rows: common.count, baseline: heldOut[0].scores(judge, ofBaseline: true))
}

private func pair(
  _ a: Int, _ b: Int, _ first: String, _ second: String, _ test: PairedComparison, _ loss: Double
) -> RegressionComparison.Pair {
  let gain = loss > 0 ? test.difference / loss : 0
  let lower = loss > 0 ? test.lower.map { $0 / loss } : nil
  let upper = loss > 0 ? test.upper.map { $0 / loss } : nil
  func percent(_ share: Double) -> String {
    let value = abs(share) * 100
    return String(format: value < 10 ? "%.1f" : "%.0f", value)
  }
  let verdict: String
  if let lower, let upper, lower > 0 || upper < 0 {
    let (better, worse) = lower > 0 ? (second, first) : (first, second)
    let ends = [lower, upper].map(abs).sorted()
    verdict =
      "\(better) is better than \(worse) by \(percent(gain)) % "
      + "(\(percent(test.level)) % range \(percent(ends[0])) to \(percent(ends[1])) %)."
  } else if test.difference == 0 {
    verdict = "\(first) and \(second) say the same."
  } else {
    verdict =
      "The data cannot tell \(first) and \(second) apart: the difference of \(percent(gain)) % "
      + "is within what chance gives."
  }
  return RegressionComparison.Pair(
    first: a, second: b, test: test, gain: gain, lower: lower, upper: upper, verdict: verdict)
}
