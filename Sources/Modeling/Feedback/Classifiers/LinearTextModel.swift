import LinearAlgebra

/// A score of every class that is linear in a document's terms.
public struct LinearTextModel: Equatable, Sendable {
  public let classes: Int
  public let terms: Int
  /// Weight of term j for class c at `j * classes + c`; `terms * classes` values.
  public var weights: [Float]
  /// Score of each class of a document without terms.
  public var intercepts: [Float]

  public init(classes: Int, terms: Int, weights: [Float], intercepts: [Float]) {
    precondition(weights.count == terms * classes && intercepts.count == classes)
    self.classes = classes
    self.terms = terms
    self.weights = weights
    self.intercepts = intercepts
  }

  /// Scores of documents: `documents * classes` values, document after document.
  ///
  /// - Parameter threads: the answer is the same for any number.
  public func scores(_ rows: DocumentTermMatrix, threads: Int = 1) -> [Float] {
    precondition(rows.terms == terms, "rows and model hold different terms")
    let chunk = 1_024
    return parallelMap((rows.documents + chunk - 1) / chunk, threads: threads) { part in
      var scores: [Float] = []
      var sums = [Float](repeating: 0, count: classes)
      for d in part * chunk..<min((part + 1) * chunk, rows.documents) {
        for c in 0..<classes { sums[c] = intercepts[c] }
        for k in rows.entries(of: d) {
          let (first, weight) = (Int(rows.termIndices[k]) * classes, rows.weights[k])
          for c in 0..<classes { sums[c] += weight * weights[first + c] }
        }
        scores.append(contentsOf: sums)
      }
      return scores
    }.flatMap { $0 }
  }
}
