import LinearAlgebra

/// Overlapping groups of the terms of a graph A, by symmetric nonnegative factorization
/// A ≈ Hᵀ H off the diagonal (Kuang, Yun & Park 2015, eq. 10: two factors pulled
/// together by α‖W − H‖², solved in turn by coordinate descent).
///
/// The diagonal is not data (a term always meets itself): its entries follow the fit.
struct TermCommunities: Sendable {
  /// H: a column of weights a term, none negative; `groups × terms`.
  private(set) var weights: Matrix
  private let graph: TermGraph
  private let pull: Double
  private let threads: Int

  init(
    _ graph: TermGraph, groups: Int, rounds: Int, seed: UInt64, threads: Int
  ) throws(TopicError) {
    self.graph = graph
    self.threads = threads
    let squares = graph.scales.map { $0 * $0 }
    pull = squares.reduce(0, +) / Double(max(squares.count, 1))
    var options = TruncatedSVD.Options(rank: groups)
    // Near-equal directions decide which groups come out: found well, seeds agree.
    options.oversampling = 15
    options.iterations = 6
    options.seed = seed
    options.threads = threads
    let svd = try TruncatedSVD(Self.withDiagonal(graph, squares), options: options)
    weights = Matrix(rows: groups, columns: squares.count)
    for j in 0..<groups {
      let vector = svd.left.column(j)
      let positive = vector.reduce(0) { $0 + max(0, $1) * max(0, $1) }
      let negative = vector.reduce(0) { $0 + min(0, $1) * min(0, $1) }
      let scale = svd.values[j].squareRoot() * (positive >= negative ? 1 : -1)
      for (t, value) in vector.enumerated() { weights[j, t] = max(0, scale * value) }
    }
    refine(rounds: rounds)
  }

  mutating func refine(rounds: Int) {
    var other = weights
    for _ in 0..<rounds {
      other = step(other, towards: weights)
      weights = step(weights, towards: other)
    }
    for k in weights.storage.indices {
      weights.storage[k] = 0.5 * (weights.storage[k] + other.storage[k])
    }
  }

  mutating func remove(_ group: Int) {
    let kept = (0..<weights.rows).filter { $0 != group }
    var left = Matrix(rows: kept.count, columns: weights.columns)
    for t in 0..<weights.columns {
      for (j, k) in kept.enumerated() { left[j, t] = weights[k, t] }
    }
    weights = left
  }

  /// Joins the two groups most alike in direction; the lower number keeps the sum.
  mutating func mergeTwins() {
    let gram = weights.outerGram()
    var best = (likeness: -1.0, a: 0, b: 1)
    for a in 0..<weights.rows {
      for b in a + 1..<max(weights.rows, a + 1) {
        let scale = (gram[a, a] * gram[b, b]).squareRoot()
        let likeness = scale > 0 ? gram[a, b] / scale : 1
        if likeness > best.likeness { best = (likeness, a, b) }
      }
    }
    for t in 0..<weights.columns { weights[best.a, t] += weights[best.b, t] }
    remove(best.b)
  }

  /// One factor given the other.
  private func step(_ factor: Matrix, towards fixed: Matrix) -> Matrix {
    let k = factor.rows
    var target = graph.edges.products(with: fixed, threads: threads)
    for t in 0..<factor.columns {
      var own = pull
      for j in 0..<k { own += factor.storage[t * k + j] * fixed.storage[t * k + j] }
      for j in 0..<k { target.storage[t * k + j] += own * fixed.storage[t * k + j] }
    }
    var gram = fixed.outerGram()
    for j in 0..<k { gram[j, j] += pull }
    var next = factor
    next.descend(towards: target, gram: gram, sweeps: 1, threads: threads)
    return next
  }

  private static func withDiagonal(
    _ graph: TermGraph, _ diagonal: [Double]
  ) -> DocumentTermMatrix {
    let edges = graph.edges
    var starts = [0]
    var indices: [Int32] = []
    var weights: [Float] = []
    for t in 0..<edges.documents {
      var pending = true
      for k in edges.entries(of: t) {
        if pending, Int(edges.termIndices[k]) > t {
          indices.append(Int32(t))
          weights.append(Float(diagonal[t]))
          pending = false
        }
        indices.append(edges.termIndices[k])
        weights.append(edges.weights[k])
      }
      if pending {
        indices.append(Int32(t))
        weights.append(Float(diagonal[t]))
      }
      starts.append(indices.count)
    }
    return DocumentTermMatrix(
      terms: edges.terms, documentStarts: starts, termIndices: indices, weights: weights)
  }
}
