import Foundation
import LinearAlgebra

/// The documents as topics are sought in them: the terms kept, renumbered, and one of
/// each set of documents of the same words.
struct TopicCorpus: Sendable {
  /// The number in the caller's table of each term kept, ascending.
  let terms: [Int]
  /// Distinct documents and the terms they hold, weight 1.
  let incidence: DocumentTermMatrix
  /// The same, a row a term.
  let byTerm: DocumentTermMatrix
  /// The distinct document each of the caller's stands for; nil where it holds no term.
  let distinct: [Int?]
  /// How many of the caller's documents each distinct one stands for.
  private let copies: [Int]
  private let weighted: DocumentTermMatrix
  private let threads: Int

  init(_ counts: DocumentTermMatrix, _ options: TopicModel.Options) throws(TopicError) {
    let all = Self.merged(counts)
    var frequencies = [Int](repeating: 0, count: counts.terms)
    for term in all.rows.termIndices { frequencies[Int(term)] += 1 }
    let n = all.rows.documents
    let least = max(
      options.minimumDocuments, Int((options.rarestShare * Double(n)).rounded(.up)))
    let most = Int(options.commonestShare * Double(n))
    terms = (0..<counts.terms).filter { frequencies[$0] >= least && frequencies[$0] <= most }
      .sorted { (frequencies[$1], $0) < (frequencies[$0], $1) }
      .prefix(options.mostTerms).sorted()
    let need = max(options.topics, options.listed)
    guard terms.count >= need else {
      throw .tooFew("terms neither rare nor everywhere", have: terms.count, need: need)
    }
    let kept = Self.merged(Self.keeping(terms, of: counts))
    guard kept.rows.documents >= options.topics else {
      throw .tooFew("distinct documents", have: kept.rows.documents, need: options.topics)
    }
    distinct = kept.distinct
    var copies = [Int](repeating: 0, count: kept.rows.documents)
    for case .some(let place) in kept.distinct { copies[place] += 1 }
    self.copies = copies
    threads = options.threads
    incidence = DocumentTermMatrix(
      terms: terms.count, documentStarts: kept.rows.documentStarts,
      termIndices: kept.rows.termIndices,
      weights: [Float](repeating: 1, count: kept.rows.termIndices.count))
    byTerm = incidence.transposed()
    weighted = Self.weighted(kept.rows, byTerm)
  }

  /// Each distinct document's weights of the groups, from groups of terms.
  func weights(of groups: Matrix, sweeps: Int) -> Matrix {
    var unit = groups
    let gram = groups.outerGram()
    for t in 0..<unit.columns {
      for k in 0..<unit.rows where gram[k, k] > 0 { unit[k, t] /= gram[k, k].squareRoot() }
    }
    let target = weighted.products(with: unit, threads: threads)
    var result = target
    result.descend(towards: target, gram: unit.outerGram(), sweeps: sweeps, threads: threads)
    return result
  }

  /// Groups that can be sought, at most.
  var limit: Int { min(terms.count, incidence.documents) }

  /// The group of least share: of the distinct documents or of all, whichever is less, those
  /// it is the first of.
  func smallest(_ weights: Matrix) -> (group: Int, share: Double) {
    let sizes = sizes(weights)
    let shares = sizes.all.indices.map {
      min(
        Double(sizes.distinct[$0]) / Double(max(1, incidence.documents)),
        Double(sizes.all[$0]) / Double(max(1, distinct.count)))
    }
    let group = shares.indices.min { (shares[$0], $0) < (shares[$1], $1) } ?? 0
    return (group, shares[group])
  }

  /// Groups by the number of the caller's documents they are the first of, largest first.
  func order(_ weights: Matrix) -> [Int] {
    let sizes = sizes(weights).all
    return sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
  }

  /// Weights of the caller's documents from those of the distinct ones.
  func spread(_ weights: Matrix) -> Matrix {
    var result = Matrix(rows: weights.rows, columns: distinct.count)
    for (d, place) in distinct.enumerated() {
      guard let place else { continue }
      for k in 0..<weights.rows { result[k, d] = weights[k, place] }
    }
    return result
  }

  /// Documents each group is the first of: distinct ones, all of the caller's, and the
  /// most of these that one distinct document stands for.
  func sizes(_ weights: Matrix) -> (distinct: [Int], all: [Int], most: [Int]) {
    let none = [Int](repeating: 0, count: weights.rows)
    var sizes = (distinct: none, all: none, most: none)
    for (d, first) in TopicModel.firsts(weights).enumerated() {
      guard let first else { continue }
      sizes.distinct[first] += 1
      sizes.all[first] += copies[d]
      sizes.most[first] = max(sizes.most[first], copies[d])
    }
    return sizes
  }

  /// (1 + ln count) × (1 + ln((1 + n) / (1 + documents with the term))), each document of
  /// length 1.
  private static func weighted(
    _ counts: DocumentTermMatrix, _ byTerm: DocumentTermMatrix
  ) -> DocumentTermMatrix {
    let n = Double(counts.documents)
    let rarity = (0..<counts.terms).map {
      1 + log((1 + n) / (1 + Double(byTerm.entries(of: $0).count)))
    }
    var result = counts
    for d in 0..<counts.documents {
      var square = 0.0
      for k in counts.entries(of: d) {
        let count = max(1, Double(counts.weights[k]))
        let value = (1 + log(count)) * rarity[Int(counts.termIndices[k])]
        result.weights[k] = Float(value)
        square += value * value
      }
      let scale = square > 0 ? 1 / square.squareRoot() : 0
      for k in counts.entries(of: d) {
        result.weights[k] = Float(Double(result.weights[k]) * scale)
      }
    }
    return result
  }

  /// One row for all documents of the same terms and weights, in order of appearance.
  private static func merged(
    _ counts: DocumentTermMatrix
  ) -> (rows: DocumentTermMatrix, distinct: [Int?]) {
    struct Words: Hashable {
      let terms: ArraySlice<Int32>
      let weights: ArraySlice<Float>
    }
    var places: [Words: Int] = [:]
    var distinct: [Int?] = []
    var chosen: [Int] = []
    for d in 0..<counts.documents {
      let range = counts.entries(of: d)
      guard !range.isEmpty else {
        distinct.append(nil)
        continue
      }
      let words = Words(terms: counts.termIndices[range], weights: counts.weights[range])
      if let place = places[words] {
        distinct.append(place)
      } else {
        places[words] = chosen.count
        distinct.append(chosen.count)
        chosen.append(d)
      }
    }
    return (counts.selecting(documents: chosen), distinct)
  }

  /// The table with these terms alone, renumbered; weights of 0 go.
  private static func keeping(_ terms: [Int], of counts: DocumentTermMatrix) -> DocumentTermMatrix {
    var numbers = [Int32](repeating: -1, count: counts.terms)
    for (k, term) in terms.enumerated() { numbers[term] = Int32(k) }
    var starts = [0]
    var indices: [Int32] = []
    var weights: [Float] = []
    for d in 0..<counts.documents {
      for k in counts.entries(of: d) {
        let number = numbers[Int(counts.termIndices[k])]
        guard number >= 0, counts.weights[k] > 0 else { continue }
        indices.append(number)
        weights.append(counts.weights[k])
      }
      starts.append(indices.count)
    }
    return DocumentTermMatrix(
      terms: terms.count, documentStarts: starts, termIndices: indices, weights: weights)
  }
}
