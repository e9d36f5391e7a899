import Foundation
import LinearAlgebra

/// What the data say of a structural model's scales: a grid of them with weights that sum
/// to 1. The rest (regressors, starting states, the common scale) is integrated out exactly
/// at each, so that no draws are needed.
///
/// Three quarters of the prior go to a level that is a random walk, the rest to one that
/// returns to a constant at one of three rates. The level's share of the deviations of level
/// and noise is even in (0, 1); slopes and seasons are a tenth as lively and likelier still.
/// No scale of the data is used.
struct StructuralPosterior: Sendable {
  struct Node: Sendable {
    var scales: StructuralScales
    var weight: Double
  }

  /// Those that matter, the likeliest first.
  let nodes: [Node]

  init(_ design: StructuralDesign) throws(EvaluationError) {
    // With an effect free at every step the steps after the change say nothing.
    let steps = design.isFree ? design.firstAfter : design.response.count
    let grid = Self.grid(design)
    let evidence = grid.map { node in
      design.solve(node.scales, steps: steps, withoutEffect: design.isFree)?.logEvidence
    }
    guard let top = evidence.compactMap({ $0 }).filter(\.isFinite).max() else {
      throw .singular("the columns of the model cannot be told apart, or fit the series exactly")
    }
    var weighted: [Node] = []
    for (node, value) in zip(grid, evidence) {
      guard let value, value > top - 14 else { continue }
      weighted.append(Node(scales: node.scales, weight: node.weight * exp(value - top)))
    }
    let all = weighted.reduce(0) { $0 + $1.weight }
    weighted = weighted.filter { $0.weight > 1e-3 * all / Double(weighted.count) }
    let kept = weighted.reduce(0) { $0 + $1.weight }
    nodes = weighted.map { Node(scales: $0.scales, weight: $0.weight / kept) }
      .enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
      .map(\.element)
  }

  private static func grid(_ design: StructuralDesign) -> [Node] {
    // Even steps of the root: close together where little wandering has to be told from none.
    let count = 16
    let roots = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    let slopes = design.trend == .slope ? livelyScales : [0]
    let seasons = design.season == nil ? [0] : livelyScales
    var nodes: [Node] = []
    for root in roots {
      let share = root * root
      for season in seasons {
        for slope in slopes {
          nodes.append(
            Node(
              scales: StructuralScales(
                noise: 1 - share, level: share, slope: slope, season: season),
              weight: 0.75 * root / Double(slopes.count)))
        }
        for persistence in [0.2, 0.5, 0.8] {
          nodes.append(
            Node(
              scales: StructuralScales(
                noise: 1 - share, level: share, season: season, persistence: persistence),
              weight: 0.25 / 3 * root))
        }
      }
    }
    return nodes
  }

  /// A tenth of the odds of shares that are squares of even numbers.
  private static let livelyScales: [Double] = (0..<3).map { i in
    let u = (Double(i) + 0.5) / 3
    return 0.1 * u * u / (1 - u * u)
  }
}
