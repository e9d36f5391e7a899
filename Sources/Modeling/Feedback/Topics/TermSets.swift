/// For each term the set of documents that hold it, as bits: what terms share is counted
/// by one machine word at a time.
struct TermSets: Sendable {
  let documents: Int
  /// Documents holding each term.
  let counts: [Int]
  private let words: Int
  private let bits: [UInt64]

  init(_ matrix: DocumentTermMatrix) {
    documents = matrix.documents
    words = (matrix.documents + 63) / 64
    var bits = [UInt64](repeating: 0, count: words * matrix.terms)
    var counts = [Int](repeating: 0, count: matrix.terms)
    for d in 0..<matrix.documents {
      for k in matrix.entries(of: d) where matrix.weights[k] > 0 {
        let term = Int(matrix.termIndices[k])
        bits[term * words + d / 64] |= 1 << UInt64(d % 64)
        counts[term] += 1
      }
    }
    self.bits = bits
    self.counts = counts
  }

  /// Documents that hold both terms.
  func shared(_ a: Int, _ b: Int) -> Int {
    bits.withUnsafeBufferPointer { bits in
      var sum = 0
      for k in 0..<words { sum += (bits[a * words + k] & bits[b * words + k]).nonzeroBitCount }
      return sum
    }
  }
}
