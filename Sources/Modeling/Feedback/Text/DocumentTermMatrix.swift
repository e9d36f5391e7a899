/// Documents and the weights of their terms, document after document (CSR): the sparse
/// table every text model reads. Terms ascend within a document, each at most once.
public struct DocumentTermMatrix: Equatable, Sendable {
  /// Number of documents, 0 or more.
  public var documents: Int { documentStarts.count - 1 }
  /// Number of terms a document may hold; term numbers are `0 ..< terms`.
  public let terms: Int
  /// Document d holds entries `documentStarts[d] ..< documentStarts[d + 1]`;
  /// `documents + 1` values, the first 0.
  public let documentStarts: [Int]
  /// The term of each entry, ascending within its document.
  public let termIndices: [Int32]
  /// The weight of each entry: a count, or a count scaled by the term's rarity.
  public var weights: [Float]

  /// A matrix from its parts.
  ///
  /// - Precondition: starts ascend from 0 to the number of entries; within a document
  ///   terms ascend strictly and lie in `0 ..< terms`.
  public init(terms: Int, documentStarts: [Int], termIndices: [Int32], weights: [Float]) {
    precondition(documentStarts.first == 0 && documentStarts.last == termIndices.count)
    precondition(termIndices.count == weights.count && terms >= 0 && terms <= Int32.max)
    for d in 1..<max(documentStarts.count, 1) {
      precondition(documentStarts[d - 1] <= documentStarts[d], "starts must ascend")
      var last: Int32 = -1
      for k in documentStarts[d - 1]..<documentStarts[d] {
        precondition(termIndices[k] > last, "terms must ascend within a document")
        last = termIndices[k]
      }
      precondition(Int(last) < terms, "term out of range")
    }
    self.terms = terms
    self.documentStarts = documentStarts
    self.termIndices = termIndices
    self.weights = weights
  }

  /// The entries of one document: positions in `termIndices` and `weights`.
  public func entries(of document: Int) -> Range<Int> {
    documentStarts[document]..<documentStarts[document + 1]
  }

  /// The documents at these positions, in this order; repeats are allowed.
  public func selecting(documents chosen: [Int]) -> DocumentTermMatrix {
    var starts = [0]
    starts.reserveCapacity(chosen.count + 1)
    var indices: [Int32] = []
    var selected: [Float] = []
    for document in chosen {
      indices.append(contentsOf: termIndices[entries(of: document)])
      selected.append(contentsOf: weights[entries(of: document)])
      starts.append(indices.count)
    }
    return DocumentTermMatrix(
      terms: terms, documentStarts: starts, termIndices: indices, weights: selected)
  }
}
