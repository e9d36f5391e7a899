import Foundation
import LinearAlgebra

/// How a `LinearTextModel` is learned: one class against the rest, each by the same rule.
public enum LinearTextLearner: Codable, Equatable, Sendable {
  /// Linear support vector machine with squared hinge loss,
  /// ½|w|² + C Σ_i κ_i max(0, 1 − y_i w·x_i)², by dual coordinate descent with shrinking
  /// (Hsieh, Chang, Lin, Keerthi & Sundararajan 2008, algorithm 3). The intercept is the
  /// weight of a term that every document holds once.
  ///
  /// κ is (n/(2 n_±))^balance with n_± the documents in or out of the class: 0 weighs all
  /// alike, 1 gives both sides the same weight.
  case supportVector(cost: Double, balance: Double)
  /// Logistic regression, ½|w|² + C Σ_i κ_i log(1 + exp(−y_i w·x_i)), by dual coordinate
  /// descent (Yu, Huang & Lin 2011, algorithm 5).
  case logistic(cost: Double, balance: Double)
  /// The support vector machine on terms scaled by their log-count ratio
  /// r = log((p/|p|)/(q/|q|)), p and q the smoothed sums of the term's weights in and out
  /// of the class (Wang & Manning 2012, equations 2–3).
  case naiveBayesSupportVector(cost: Double, balance: Double, smoothing: Double)
  /// Complement naive Bayes: the weight of a term is minus the log of its smoothed share
  /// outside the class (Rennie, Shih, Teevan & Karger 2003, §3.1), less its mean over
  /// the classes.
  case complementNaiveBayes(smoothing: Double)

  /// Learns from labelled documents.
  ///
  /// - Parameters:
  ///   - tolerance: coordinate descent stops when the projected gradients of the dual
  ///     differ by less; liblinear's own default is 0.1.
  ///   - seed: of the order in which documents are visited.
  ///   - threads: the answer is the same for any number.
  /// - Throws: `.noDocuments`, `.setting`, `.mismatch`.
  public func fit(
    _ rows: DocumentTermMatrix, _ labels: ClassLabels, tolerance: Double = 0.1,
    maximumEpochs: Int = 300, seed: UInt64 = 0, threads: Int = 1
  ) throws(TextError) -> LinearTextModel {
    guard rows.documents > 0 else { throw .noDocuments }
    guard rows.documents == labels.documents else {
      throw .mismatch("\(rows.documents) documents but \(labels.documents) labels")
    }
    guard labels.classes >= 1, tolerance > 0, maximumEpochs >= 1 else {
      throw .setting("classes and epochs must be 1 or more, the tolerance above 0")
    }
    switch self {
    case .supportVector(let cost, let balance):
      try Self.check(cost, balance)
      return descend(
        rows, labels, nil, cost, balance, isLogistic: false, tolerance, maximumEpochs, seed, threads
      )
    case .logistic(let cost, let balance):
      try Self.check(cost, balance)
      return descend(
        rows, labels, nil, cost, balance, isLogistic: true, tolerance, maximumEpochs, seed, threads)
    case .naiveBayesSupportVector(let cost, let balance, let smoothing):
      try Self.check(cost, balance)
      try Self.check(smoothing: smoothing)
      try Self.requireCounts(rows)
      return descend(
        rows, labels, smoothing, cost, balance, isLogistic: false, tolerance, maximumEpochs, seed,
        threads)
    case .complementNaiveBayes(let smoothing):
      try Self.check(smoothing: smoothing)
      try Self.requireCounts(rows)
      return Self.complement(rows, labels, smoothing)
    }
  }

  private static func check(_ cost: Double, _ balance: Double) throws(TextError) {
    guard cost > 0, cost.isFinite, balance >= 0, balance <= 1 else {
      throw .setting("cost must be above 0 and balance in 0 ... 1")
    }
  }

  private static func requireCounts(_ rows: DocumentTermMatrix) throws(TextError) {
    guard rows.weights.allSatisfy({ $0 >= 0 }) else {
      throw .setting("naive Bayes needs weights of terms that are 0 or more")
    }
  }

  private static func check(smoothing: Double) throws(TextError) {
    guard smoothing > 0, smoothing.isFinite else { throw .setting("smoothing must be above 0") }
  }

  /// Blocks of at most 16 classes are learned side by side in one pass over the terms.
  private func descend(
    _ rows: DocumentTermMatrix, _ labels: ClassLabels, _ smoothing: Double?, _ cost: Double,
    _ balance: Double, isLogistic: Bool, _ tolerance: Double, _ epochs: Int, _ seed: UInt64,
    _ threads: Int
  ) -> LinearTextModel {
    // Of two classes that exclude each other one says it all.
    let isBinary = labels.classes == 2 && labels.single != nil
    let wanted = isBinary ? [1] : Array(0..<labels.classes)
    let sizes = Self.blocks(wanted.count)
    let problem = DualProblem(
      rows: rows, labels: labels, cost: cost, balance: balance, isLogistic: isLogistic,
      smoothing: smoothing, tolerance: tolerance, maximumEpochs: epochs, seed: seed)
    let parts = parallelMap(sizes.count, threads: threads) { block in
      let first = sizes[..<block].reduce(0, +)
      let classes = Array(wanted[first..<first + sizes[block]])
      return problem.solve(classes)
    }
    let classes = labels.classes
    var weights = [Float](repeating: 0, count: rows.terms * classes)
    var intercepts = [Float](repeating: 0, count: classes)
    for (block, part) in parts.enumerated() {
      let first = sizes[..<block].reduce(0, +)
      for (lane, column) in part.enumerated() {
        let c = wanted[first + lane]
        intercepts[c] = column[rows.terms]
        for j in 0..<rows.terms { weights[j * classes + c] = column[j] }
      }
    }
    if isBinary {
      intercepts[0] = -intercepts[1]
      for j in 0..<rows.terms { weights[2 * j] = -weights[2 * j + 1] }
    }
    return LinearTextModel(
      classes: classes, terms: rows.terms, weights: weights, intercepts: intercepts)
  }

  /// Nearly equal blocks of at most 16.
  private static func blocks(_ count: Int) -> [Int] {
    let blocks = (count + 15) / 16
    return (0..<blocks).map { count * ($0 + 1) / blocks - count * $0 / blocks }
  }

  private static func complement(
    _ rows: DocumentTermMatrix, _ labels: ClassLabels, _ smoothing: Double
  ) -> LinearTextModel {
    let (terms, classes) = (rows.terms, labels.classes)
    let sums = classSums(rows, labels)
    // Terms no document holds (an interaction met in other folds alone) say nothing.
    let total = (0..<terms).map { j in sums.all[j] }
    var masses = [Double](repeating: 0, count: classes)
    for j in 0..<terms where total[j] > 0 {
      for c in 0..<classes { masses[c] += total[j] + smoothing - sums.inside[j * classes + c] }
    }
    var weights = [Float](repeating: 0, count: terms * classes)
    var row = [Double](repeating: 0, count: classes)
    for j in 0..<terms where total[j] > 0 {
      for c in 0..<classes {
        row[c] = -log((total[j] + smoothing - sums.inside[j * classes + c]) / masses[c])
      }
      let mean = row.reduce(0, +) / Double(classes)
      for c in 0..<classes { weights[j * classes + c] = Float(row[c] - mean) }
    }
    return LinearTextModel(
      classes: classes, terms: terms, weights: weights,
      intercepts: [Float](repeating: 0, count: classes))
  }

  /// Sums of each term's weights over all documents, and over those of each class.
  static func classSums(
    _ rows: DocumentTermMatrix, _ labels: ClassLabels
  ) -> (all: [Double], inside: [Double]) {
    var all = [Double](repeating: 0, count: rows.terms)
    var inside = [Double](repeating: 0, count: rows.terms * labels.classes)
    for d in 0..<rows.documents {
      let own = (0..<labels.classes).filter { labels.holds[d * labels.classes + $0] }
      for k in rows.entries(of: d) {
        let (j, weight) = (Int(rows.termIndices[k]), Double(rows.weights[k]))
        all[j] += weight
        for c in own { inside[j * labels.classes + c] += weight }
      }
    }
    return (all, inside)
  }
}
