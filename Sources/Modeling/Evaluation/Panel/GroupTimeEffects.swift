import Foundation
import LinearAlgebra
public import Regression

/// Effects of staggered treatment by cohort and step (Callaway & Sant'Anna 2021):
/// each cohort against units not under treatment, never against units that are.
public struct GroupTimeEffects: Sendable {
  public enum Comparison: String, Codable, Sendable {
    case neverTreated
    /// Never, or not by either of the two steps compared.
    case notYetTreated
  }

  /// The effect on the cohort that starts at `cohort`, at `step` (equation 2.6). Before
  /// treatment the change from the step before: zero where trends were parallel.
  public struct Cell: Codable, Equatable, Sendable {
    public var cohort: Int
    public var step: Int
    public var effect: EffectEstimate
  }

  public let cells: [Cell]
  /// Mean over all cells under treatment, cohorts by their size (their θ_W^O).
  public let overall: EffectEstimate
  /// By distance from the first step under treatment, cohorts by their size (θ_es).
  public let byDistance: [EventStudy.Point]
  /// By cohort, the mean over its steps (θ_sel).
  public let byCohort: [(cohort: Int, effect: EffectEstimate)]
  /// Mean of `byCohort`, by size: the effect on a unit ever treated.
  public let average: EffectEstimate
  /// Test that all cells before treatment are zero; nil with none, or more than the
  /// clusters can tell apart.
  public let preTrend: TestResult?
}

extension OutcomePanel {
  /// Effects by cohort and step, with errors by cluster from the influence of each
  /// unit, the sizes of the cohorts being estimated too (their theorem 2 and
  /// corollary 1).
  ///
  /// - Throws: `.notFinite` for a gap, `.setting` for weights that differ,
  ///   `.tooFewUnits` where there is nobody to compare with.
  public func groupTimeEffects(
    comparison: GroupTimeEffects.Comparison = .neverTreated, level: Double = 0.95
  ) throws(EvaluationError) -> GroupTimeEffects {
    try requireBalanced()
    guard units.allSatisfy({ $0.weight == units[0].weight }) else {
      throw .setting("weight", reason: "group-time effects are for equal weights")
    }
    guard level > 0, level < 1 else {
      throw .setting("level", reason: "must lie inside (0, 1)")
    }
    let influence = try CohortInfluence(self, comparison)
    return try influence.effects(level: level)
  }
}

/// Estimates of all cells and the influence of each unit on each.
struct CohortInfluence {
  struct Cell {
    var cohort: Int
    var step: Int
    var value: Double
    /// A number a unit; their mean is 0.
    var influence: [Double]
  }

  let cells: [Cell]
  let clusters: [Int32]
  let cohortOf: [Int?]

  init(
    _ panel: OutcomePanel, _ comparison: GroupTimeEffects.Comparison
  ) throws(EvaluationError) {
    let n = Double(panel.units.count)
    var cells: [Cell] = []
    let cohorts = panel.cohorts.filter { $0 > 0 }
    guard !cohorts.isEmpty else {
      throw .tooFewUnits("treated after the first step", have: 0, need: 1)
    }
    for cohort in cohorts {
      for step in 1..<panel.steps {
        let base = step >= cohort ? cohort - 1 : step - 1
        let isTreated = panel.units.map { $0.firstTreated == cohort }
        let isCompared = panel.units.map { unit in
          guard let first = unit.firstTreated else { return true }
          return comparison == .notYetTreated && first != cohort && first > max(step, base)
        }
        let (a, b) = (isTreated.count { $0 }, isCompared.count { $0 })
        guard b > 0 else { continue }
        let change = panel.units.map { $0.values[step] - $0.values[base] }
        var (own, other) = (0.0, 0.0)
        for i in change.indices {
          if isTreated[i] { own += change[i] / Double(a) }
          if isCompared[i] { other += change[i] / Double(b) }
        }
        cells.append(
          Cell(
            cohort: cohort, step: step, value: own - other,
            influence: change.indices.map { i in
              isTreated[i]
                ? n / Double(a) * (change[i] - own)
                : isCompared[i] ? -n / Double(b) * (change[i] - other) : 0
            }))
      }
    }
    guard cells.contains(where: { $0.step >= $0.cohort }) else {
      throw .tooFewUnits("comparison", have: 0, need: 1)
    }
    self.cells = cells
    clusters = panel.clusters
    cohortOf = panel.units.map(\.firstTreated)
  }

  /// Sums of the influence within clusters.
  private func clusterSums(_ influence: [Double]) -> [Double] {
    var order: [Int32: Int] = [:]
    var sums: [Double] = []
    for (i, cluster) in clusters.enumerated() {
      if let k = order[cluster] {
        sums[k] += influence[i]
      } else {
        order[cluster] = sums.count
        sums.append(influence[i])
      }
    }
    return sums
  }

  private func estimate(_ value: Double, _ influence: [Double], _ level: Double) -> EffectEstimate {
    let sums = clusterSums(influence)
    let n = Double(clusters.count)
    return EffectEstimate(
      value, error: dot(sums, sums).squareRoot() / n,
      degreesOfFreedom: nil, level: level)
  }

  /// A mean of cells by the sizes of their cohorts, the influence of the sizes included.
  private func mean(
    of chosen: [Cell], _ level: Double
  ) -> (estimate: EffectEstimate, influence: [Double]) {
    let n = Double(cohortOf.count)
    let sizes = chosen.map { cell in Double(cohortOf.count { $0 == cell.cohort }) / n }
    let total = sizes.reduce(0, +)
    var value = 0.0
    for (cell, size) in zip(chosen, sizes) { value += size / total * cell.value }
    var influence = [Double](repeating: 0, count: cohortOf.count)
    for (cell, size) in zip(chosen, sizes) {
      for i in influence.indices {
        let member = cohortOf[i] == cell.cohort ? 1.0 : 0
        influence[i] +=
          size / total * cell.influence[i] + (member - size) / total * (cell.value - value)
      }
    }
    return (estimate(value, influence, level), influence)
  }

  func effects(level: Double) throws(EvaluationError) -> GroupTimeEffects {
    let treated = cells.filter { $0.step >= $0.cohort }
    let distances = Set(cells.map { $0.step - $0.cohort }).sorted()
    let byDistance = distances.map { distance in
      EventStudy.Point(
        distance: distance,
        effect: mean(of: cells.filter { $0.step - $0.cohort == distance }, level).estimate)
    }
    let n = Double(cohortOf.count)
    var byCohort: [Cell] = []
    for cohort in Set(treated.map(\.cohort)).sorted() {
      let own = treated.filter { $0.cohort == cohort }
      var influence = [Double](repeating: 0, count: cohortOf.count)
      for cell in own {
        for i in influence.indices { influence[i] += cell.influence[i] / Double(own.count) }
      }
      byCohort.append(
        Cell(
          cohort: cohort, step: 0,
          value: own.reduce(0) { $0 + $1.value } / Double(own.count), influence: influence))
    }
    return GroupTimeEffects(
      cells: cells.map {
        .init(
          cohort: $0.cohort, step: $0.step, effect: estimate($0.value, $0.influence, level))
      },
      overall: mean(of: treated, level).estimate, byDistance: byDistance,
      byCohort: byCohort.map { ($0.cohort, estimate($0.value, $0.influence, level)) },
      average: mean(of: byCohort, level).estimate,
      preTrend: preTrend(count: n))
  }

  /// W = θᵀ Σ⁻¹ θ over the cells before treatment.
  private func preTrend(count n: Double) -> TestResult? {
    let before = cells.filter { $0.step < $0.cohort }
    let sums = before.map { clusterSums($0.influence) }
    guard !before.isEmpty, before.count < sums[0].count else { return nil }
    var covariance = Matrix(rows: before.count, columns: before.count)
    for i in before.indices {
      for j in before.indices { covariance[i, j] = dot(sums[i], sums[j]) / (n * n) }
    }
    let values = before.map(\.value)
    guard let solved = try? Cholesky(covariance).solve(values) else { return nil }
    return TestResult(
      "no change before treatment", statistic: dot(values, solved),
      chiSquaredWith: Double(before.count))
  }
}
