import Foundation

/// The path-dependent Shapley values of one row after another.
struct PathWalker: ShapleyWalker {
  private typealias Lanes = SIMD8<Double>

  private let forest: TreeForest
  private let width: Int
  /// Of each column on the path: the share of training rows that passes its splits
  /// so far, whether the row does, and the factor the two make at each t.
  private var shares: [Double]
  private var passes: [Double]
  private var factors: [Lanes]
  private var t = Lanes()
  private var weights = Lanes()
  /// Rule k has 8 (k + 1) points.
  private let rules: [GaussLegendre]

  init(_ forest: TreeForest, width: Int) {
    self.forest = forest
    self.width = width
    shares = [Double](repeating: 1, count: width)
    passes = shares
    factors = [Lanes](repeating: Lanes(repeating: 1), count: width)
    let columns = min(width, forest.depths.max() ?? 0)
    rules = (0..<(columns + 15) / 16).map { GaussLegendre(8 * ($0 + 1)) }
  }

  /// Adds the values of the row at `row` to `values`, outputs × columns.
  mutating func explain(_ row: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>) {
    let outputs = forest.base.count
    // A path with d columns makes a polynomial of degree d − 1, which m points
    // integrate exactly when d ≤ 2m.
    for (index, root) in forest.roots.enumerated() {
      let columns = min(forest.depths[index], width)
      guard columns > 0 else { continue }
      let blocks = (columns + 15) / 16
      let rule = rules[blocks - 1]
      for block in 0..<blocks {
        for lane in 0..<8 {
          t[lane] = rule.points[8 * block + lane]
          weights[lane] = rule.weights[8 * block + lane]
        }
        _ = descend(
          root, Lanes(repeating: 1), row, values + (index % outputs) * width)
      }
    }
  }

  /// The leaf values below `node`, each times the product of its path's factors.
  private mutating func descend(
    _ node: Int, _ product: Lanes, _ row: UnsafePointer<Double>,
    _ values: UnsafeMutablePointer<Double>
  ) -> Lanes {
    let left = Int(forest.nodes[node].left)
    if left == node { return product * forest.values[node] }
    let column = Int(forest.nodes[node].column)
    let taken = forest.next(node, row)
    let (oldShare, oldPasses, oldFactor) = (shares[column], passes[column], factors[column])
    let rows = forest.covers[node]
    var sum = Lanes()
    for child in left...left + 1 {
      let share = oldShare * (rows > 0 ? forest.covers[child] / rows : 0)
      let passed = child == taken ? oldPasses : 0
      // Neither the row nor a training row comes here.
      if !(share > 0) && passed == 0 { continue }
      let factor = share * (1 - t) + passed * t
      shares[column] = share
      passes[column] = passed
      factors[column] = factor
      let below = descend(child, product * factor / oldFactor, row, values)
      // The column's earlier factor does not hold for these leaves.
      let change =
        (passed - share) * (below / factor) - (oldPasses - oldShare) * (below / oldFactor)
      values[column] += (weights * change).sum()
      sum += below
    }
    (shares[column], passes[column], factors[column]) = (oldShare, oldPasses, oldFactor)
    return sum
  }
}

/// Points and weights on [0, 1] that integrate polynomials of degree ≤ 2 · count − 1 exactly.
struct GaussLegendre {
  private(set) var points: [Double] = []
  private(set) var weights: [Double] = []

  /// Newton's method on the Legendre polynomial from Tricomi's starting values.
  init(_ count: Int) {
    for k in 0..<count {
      var x = cos(Double.pi * (Double(k) + 0.75) / (Double(count) + 0.5))
      var slope = 0.0
      for _ in 0..<50 {
        var (before, now) = (1.0, x)
        for n in 1..<count {
          (before, now) = (
            now, (Double(2 * n + 1) * x * now - Double(n) * before) / Double(n + 1)
          )
        }
        slope = Double(count) * (before - x * now) / (1 - x * x)
        let step = now / slope
        x -= step
        if step.magnitude < 1e-16 { break }
      }
      points.append((1 - x) / 2)
      weights.append(1 / ((1 - x * x) * slope * slope))
    }
  }
}
