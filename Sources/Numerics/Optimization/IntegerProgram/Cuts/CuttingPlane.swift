/// An inequality `Σ values_k · x[variables_k] ≤ limit` that every plan meets and the
/// relaxation need not.
struct CuttingPlane: Sendable {
  /// Ascending.
  var variables: [Int]
  var values: [Double]
  var limit: Double
  /// The Euclidean length of the coefficients.
  private(set) var length: Double

  /// Nil where the coefficients are of too different sizes to be trusted.
  ///
  /// Coefficients that are tiny beside the largest are taken out, at the bound of their
  /// variable that keeps the inequality valid; whole ones keep whole numbers.
  init?(
    _ terms: [(variable: Int, value: Double)], limit: Double, lower: [Double], upper: [Double]
  ) {
    var largest = 0.0
    for term in terms { largest = max(largest, abs(term.value)) }
    guard largest > 1e-9, largest.isFinite, limit.isFinite, abs(limit) < 1e9 * largest else {
      return nil
    }
    var limit = limit
    variables = []
    values = []
    var sum = 0.0
    for (j, value) in terms {
      if abs(value) < 1e-6 * largest {
        let bound = value > 0 ? lower[j] : upper[j]
        if value == 0 { continue }
        guard abs(bound) < 1e6 else { return nil }
        limit -= value * bound
        continue
      }
      variables.append(j)
      values.append(value)
      sum += value * value
    }
    length = sum.squareRoot()
    let isWhole = limit == limit.rounded() && values.allSatisfy { $0 == $0.rounded() }
    self.limit = isWhole ? limit : limit + 1e-9 * max(largest, abs(limit))
  }

  /// How far `point` lies beyond the plane.
  func efficacy(at point: [Double]) -> Double {
    var sum = -limit
    for (j, value) in zip(variables, values) { sum += value * point[j] }
    return sum / length
  }

  /// The cosine of the angle to another plane.
  func parallelism(to other: CuttingPlane) -> Double {
    var sum = 0.0
    var (a, b) = (0, 0)
    while a < variables.count && b < other.variables.count {
      if variables[a] == other.variables[b] {
        sum += values[a] * other.values[b]
        a += 1
        b += 1
      } else if variables[a] < other.variables[b] {
        a += 1
      } else {
        b += 1
      }
    }
    return sum / (length * other.length)
  }
}

/// Cuts found so far and not in the relaxation, each once, and the choice of those that
/// join it: the deepest first, none nearly parallel to one taken before (Andreello, Caprara
/// & Fischetti 2007; Wesselmann & Suhl 2012).
struct CutPool {
  private var waiting: [(cut: CuttingPlane, age: Int)] = []

  /// Rounds a cut may wait without being violated.
  private static let patience = 5
  private static let mostParallel = 0.9

  mutating func add(_ cut: CuttingPlane) { waiting.append((cut, 0)) }

  /// Takes the cuts out that the relaxation should have next.
  mutating func chosen(at point: [Double], atMost count: Int) -> [CuttingPlane] {
    var ranked: [(efficacy: Double, index: Int)] = []
    for k in waiting.indices {
      let efficacy = waiting[k].cut.efficacy(at: point)
      if efficacy > 1e-4 {
        ranked.append((efficacy, k))
        waiting[k].age = 0
      } else {
        waiting[k].age += 1
      }
    }
    ranked.sort { $0.efficacy != $1.efficacy ? $0.efficacy > $1.efficacy : $0.index < $1.index }
    var result: [CuttingPlane] = []
    var isGone = waiting.map { $0.age > Self.patience }
    for (efficacy, k) in ranked {
      if result.count >= count || efficacy < 0.02 * ranked[0].efficacy { break }
      let cut = waiting[k].cut
      let isNew = result.allSatisfy { cut.parallelism(to: $0) < Self.mostParallel }
      if isNew {
        result.append(cut)
        isGone[k] = true
      } else if result.contains(where: { cut.parallelism(to: $0) > 0.999 }) {
        isGone[k] = true
      }
    }
    waiting = waiting.indices.filter { !isGone[$0] }.map { waiting[$0] }
    return result
  }
}
