import Foundation
import LinearAlgebra
import Statistics

extension BoostedTrees {
  /// Settings that suit data of this size without a look at them: small steps, each
  /// tree on a part of rows and columns, and as many rounds as validation allows.
  public static func defaults(rows: Int, columns: Int) -> Options {
    var options = Options()
    options.rounds = 1_000
    options.patience = 30
    options.learningRate = rows < 50_000 ? 0.05 : 0.1
    options.minimumRowsPerLeaf = rows < 50_000 ? 5 : 20
    options.rowShare = 0.8
    options.columnShare = columns < 4 ? 1 : 0.5
    options.l2 = 1
    return options
  }

  /// A fit that needs no settings: the size of the trees and the number of rounds by
  /// cross-validation, then the mean of several fits to all rows that differ in what
  /// they draw.
  ///
  /// Each fold's trees stop where the loss of its own rows was least; the size with the
  /// least mean loss is taken, and all rows grow its mean number of rounds and a tenth,
  /// as they are more. Averaging fits
  /// over draws lowers their variance (Breiman 1996, "Bagging predictors"); the mean
  /// of raw scores is again one model of this kind. Above 50,000 rows one fold, one
  /// size and one fit do.
  ///
  /// - Parameters:
  ///   - folds: a fold 0 ≤ k < 64 for each row, as groups or blocks of time demand; nil
  ///     for four at random, with the same share of each class.
  ///   - options: nil for `defaults(rows:columns:)` and, beside their trees, larger ones.
  ///   - maximumRounds: a limit on the rounds of the options while sizes are compared.
  /// - Returns: a model whose `validationLoss` is the mean loss over the folds' own rows.
  /// - Throws: as the plain fit; `.setting` for folds out of range, or only one.
  public static func automatic(
    _ frame: ModelFrame, response: [Double], weights: [Double]? = nil, offset: [Double]? = nil,
    objective: Objective = .squaredError, folds: [Int]? = nil, options: Options? = nil,
    maximumRounds: Int? = nil, seed: UInt64 = 0, threads: Int = 1
  ) throws(RegressionError) -> BoostedTrees {
    var usual = options ?? defaults(rows: frame.rowCount, columns: frame.columns.count)
    usual.rounds = min(usual.rounds, maximumRounds ?? usual.rounds)
    usual.seed = seed
    usual.threads = 1
    let booster = try TreeBooster(
      frame, response: response, weights: weights, offset: offset, objective: objective,
      options: usual)
    let rows = try booster.divide(.none, seed: seed).training
    let isLarge = rows.count > 50_000
    let fold = try Self.check(folds, rows: frame.rowCount) ?? booster.folds(4, seed: seed)
    let labels = Set(rows.map { fold[Int($0)] }).sorted()
    guard labels.count > 1 else {
      throw .setting("folds", reason: "at least two must have rows")
    }
    let judged = isLarge && folds == nil ? Array(labels.prefix(1)) : labels

    var sizes = [usual]
    if options == nil, !isLarge {
      sizes.append(usual)
      sizes[1].maximumLeaves = 63
      sizes[1].minimumRowsPerLeaf = 3
    }
    let tried = try booster.fits(
      sizes.flatMap { size in
        judged.map { label in
          var own = size
          own.seed = seed &+ UInt64(label)
          return TreeBooster.Fit(
            training: rows.filter { fold[Int($0)] != label },
            validation: rows.filter { fold[Int($0)] == label }, options: own)
        }
      }, threads: threads)
    var best = (loss: Double.infinity, options: usual)
    for (k, size) in sizes.enumerated() {
      let models = tried[k * judged.count..<(k + 1) * judged.count]
      let share = 1 / Double(judged.count)
      let loss = models.reduce(0) { $0 + share * ($1.validationLoss.min() ?? .infinity) }
      guard k == 0 || loss < best.loss else { continue }
      let rounds = models.reduce(0) { $0 + share * Double($1.rounds) }
      best = (loss, size)
      best.options.rounds = max(1, Int((1.1 * rounds).rounded()))
    }
    let fitted = try booster.fits(
      (0..<(isLarge ? 1 : 5)).map { repeated in
        var own = best.options
        own.seed = seed &+ 1_000 &+ UInt64(repeated)
        return TreeBooster.Fit(training: rows, validation: [], options: own)
      }, threads: threads)
    var model = Self.mean(fitted)
    model.validationLoss = best.loss.isFinite ? [best.loss] : []
    return model
  }

  /// The model whose raw scores are the means of those of `models`.
  ///
  /// - Precondition: models of one objective on the same features, at least one.
  public static func mean(_ models: [BoostedTrees]) -> BoostedTrees {
    var result = models[0]
    let share = 1 / Double(models.count)
    result.base = result.base.indices.map { k in
      models.reduce(0) { $0 + $1.base[k] } * share
    }
    result.trees = models.flatMap { model in
      model.trees.map { tree in
        var tree = tree
        for leaf in tree.leafValue.indices { tree.leafValue[leaf] *= share }
        return tree
      }
    }
    result.notes = models.allSatisfy { $0.trees.isEmpty } ? result.notes : []
    result.validationLoss = []
    return result
  }

  private static func check(_ folds: [Int]?, rows: Int) throws(RegressionError) -> [Int]? {
    guard let folds else { return nil }
    precondition(folds.count == rows, "one fold a row")
    guard folds.allSatisfy({ (0..<64).contains($0) }) else {
      throw .setting("folds", reason: "must lie between 0 and 63")
    }
    return folds
  }
}

extension TreeBooster {
  struct Fit: Sendable {
    var training: [UInt32]
    var validation: [UInt32]
    var options: BoostedTrees.Options
  }

  func fits(_ fits: [Fit], threads: Int) throws(RegressionError) -> [BoostedTrees] {
    try parallelTryMap(fits.count, threads: threads) { k throws(RegressionError) in
      try fit(
        training: fits[k].training, validation: fits[k].validation, options: fits[k].options)
    }
  }

  /// A fold for each row at random, spread evenly over the values of the response in
  /// order: each fold has its share of every class, and of large and small values.
  func folds(_ count: Int, seed: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed, "boosted trees", "folds")
    let keys = response.map { _ in stream.uniform() }
    let order = response.indices.sorted {
      (response[$0], keys[$0], $0) < (response[$1], keys[$1], $1)
    }
    var folds = [Int](repeating: 0, count: response.count)
    var block = Array(0..<count)
    for (place, row) in order.enumerated() {
      if place % count == 0 {
        for k in stride(from: count - 1, to: 0, by: -1) {
          block.swapAt(k, stream.integer(below: k + 1))
        }
      }
      folds[row] = block[place % count]
    }
    return folds
  }
}
