/// Sums by term, given back in ascending order of the terms without sorting: a bit for
/// every term touched, and a bit for every 64 of those.
struct SparseAccumulator {
  private var values: [Float]
  private var touched: [UInt64]
  private var groups: [UInt64]

  init(terms: Int) {
    values = [Float](repeating: 0, count: terms)
    touched = [UInt64](repeating: 0, count: (terms + 63) / 64)
    groups = [UInt64](repeating: 0, count: (touched.count + 63) / 64)
  }

  @inline(__always)
  mutating func add(_ amount: Float, at term: Int) {
    values[term] += amount
    touched[term >> 6] |= 1 << UInt64(term & 63)
    groups[term >> 12] |= 1 << UInt64(term >> 6 & 63)
  }

  /// Hands out every term touched with its sum, in ascending order, and forgets them.
  @inline(__always)
  mutating func drain(_ body: (Int32, Float) -> Void) {
    for group in groups.indices where groups[group] != 0 {
      var words = groups[group]
      groups[group] = 0
      while words != 0 {
        let word = group << 6 + words.trailingZeroBitCount
        words &= words - 1
        var bits = touched[word]
        touched[word] = 0
        while bits != 0 {
          let term = word << 6 + bits.trailingZeroBitCount
          bits &= bits - 1
          body(Int32(term), values[term])
          values[term] = 0
        }
      }
    }
  }
}
