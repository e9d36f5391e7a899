import Foundation
import LinearAlgebra

/// Which terms go together: a symmetric sparse graph of terms, each joined to its
/// strongest neighbours.
///
/// The strength of a pair is its normalized pointwise mutual information over documents,
/// from the lower end of what the count of shared documents supports (one standard error
/// of a Poisson count below it): pairs seen together a few times by chance drop out
/// instead of ranking first.
struct TermGraph: Sendable {
  /// Strengths times the scales of both terms; no diagonal.
  let edges: DocumentTermMatrix
  /// One a term, mean 1: a small power of its frequency, so that the common terms of a
  /// matter lead and the rare ones follow.
  let scales: [Double]

  struct Options {
    /// Documents two terms share, at least.
    var minimumShared = 3
    var neighbours: Int
    var scalePower = 0.25
    var threads: Int
  }

  init(_ documents: DocumentTermMatrix, byTerm: DocumentTermMatrix, options: Options) {
    let (terms, n) = (documents.terms, Double(documents.documents))
    let counts = (0..<terms).map { Double(byTerm.entries(of: $0).count) }
    var scales = counts.map { pow($0, options.scalePower) }
    let mean = scales.reduce(0, +) / Double(max(terms, 1))
    for t in scales.indices { scales[t] /= mean }
    let scale = scales
    let nearest = parallelMap(terms, threads: options.threads) { term -> [Edge] in
      var shared = [Int32](repeating: 0, count: terms)
      shared.withUnsafeMutableBufferPointer { shared in
        documents.termIndices.withUnsafeBufferPointer { indices in
          for e in byTerm.entries(of: term) {
            for k in documents.entries(of: Int(byTerm.termIndices[e])) {
              shared[Int(indices[k])] += 1
            }
          }
        }
      }
      var found: [Edge] = []
      for other in 0..<terms where other != term && shared[other] >= options.minimumShared {
        let strength = Self.strength(
          shared: Double(shared[other]), counts[term], counts[other], documents: n)
        guard strength > 0 else { continue }
        found.append(Edge(other, Float(strength * (scale[term] * scale[other]))))
      }
      if found.count > options.neighbours {
        // Bare weights sort several times as fast as edges: first the bar, then those above.
        let bar = found.map(\.weight).sorted()[found.count - options.neighbours]
        found.removeAll { $0.weight < bar }
        found.sort { ($1.weight, $0.term) < ($0.weight, $1.term) }
      }
      return Array(found.prefix(options.neighbours))
    }
    var joined = nearest
    for (term, edges) in nearest.enumerated() {
      for edge in edges { joined[edge.term].append(Edge(term, edge.weight)) }
    }
    var starts = [0]
    var indices: [Int32] = []
    var weights: [Float] = []
    for var edges in joined {
      edges.sort { $0.term < $1.term }
      for (k, edge) in edges.enumerated() where k == 0 || edges[k - 1].term != edge.term {
        indices.append(Int32(edge.term))
        weights.append(edge.weight)
      }
      starts.append(indices.count)
    }
    edges = DocumentTermMatrix(
      terms: terms, documentStarts: starts, termIndices: indices, weights: weights)
    self.scales = scales
  }

  /// The strength of a pair, −1 … 1.
  static func strength(
    shared: Double, _ first: Double, _ second: Double, documents: Double
  ) -> Double {
    let supported = max(shared - shared.squareRoot(), 0.25)
    return log(supported * documents / (first * second)) / -log(supported / documents)
  }

  private struct Edge: Sendable {
    let term: Int
    let weight: Float

    init(_ term: Int, _ weight: Float) {
      self.term = term
      self.weight = weight
    }
  }
}
