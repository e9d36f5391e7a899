import Foundation

/// Counts of the runs of words of one document, by column.
struct ScorerState {
  private var counts: [Int32]
  private var touched: [Int32] = []
  /// Entry n: node of the run of n words that ends at the word before.
  private var nodes = [Int32](repeating: -1, count: 9)

  init(wordColumns: Int) { counts = [Int32](repeating: 0, count: wordColumns) }

  @inline(__always)
  mutating func begin() { for n in nodes.indices { nodes[n] = -1 } }

  /// Counts the runs that end with this word; −1 for one not in the vocabulary.
  @inline(__always)
  mutating func add(_ word: Int32, _ lookup: TermLookup, longest: Int) {
    var n = longest
    while n >= 2 {
      var node: Int32 = -1
      if word >= 0, nodes[n - 1] >= 0, let run = lookup.run(nodes[n - 1], word, length: n) {
        node = run.node
        if run.column >= 0 { count(run.column) }
      }
      nodes[n] = node
      n -= 1
    }
    nodes[1] = word
    if word >= 0 {
      let column = lookup.columnOfWord[Int(word)]
      if column >= 0 { count(column) }
    }
  }

  @inline(__always)
  private mutating func count(_ column: Int32) {
    if counts[Int(column)] == 0 { touched.append(column) }
    counts[Int(column)] += 1
  }

  /// Hands out columns with their weights by frequency and forgets them; returns the sum of
  /// what `body` returns.
  @inline(__always)
  mutating func drain(
    _ frequency: TextVectorizer.Frequency?, _ sublinear: [Float], _ body: (Int, Float) -> Float
  ) -> Float {
    var sum: Float = 0
    for column in touched {
      let count = Int(counts[Int(column)])
      counts[Int(column)] = 0
      let weight: Float
      switch frequency {
      case .sublinear: weight = count < sublinear.count ? sublinear[count] : 1 + log(Float(count))
      case .presence: weight = 1
      default: weight = Float(count)
      }
      sum += body(Int(column), weight)
    }
    touched.removeAll(keepingCapacity: true)
    return sum
  }
}
