import LinearAlgebra

extension BoostedTrees {
  /// Raw scores, the offset included: one array an output.
  ///
  /// - Parameter frame: has the model's columns by name; levels of a factor are
  ///   matched by text, so their codes may differ from those in training.
  /// - Throws: `.unknownColumn`, or `.unusableColumn` where numbers are categories or
  ///   the reverse.
  public func rawScores(
    _ frame: ModelFrame, offset: [Double]? = nil, threads: Int = 1
  ) throws(RegressionError) -> [[Double]] {
    let rows = try TreeRows(frame, features: features)
    precondition((offset?.count ?? rows.count) == rows.count, "one offset a row")
    let forest = TreeForest(self)
    let stretch = 512
    let parts = parallelMap((rows.count + stretch - 1) / stretch, threads: threads) { part in
      forest.scores(rows, part * stretch..<min(rows.count, (part + 1) * stretch))
    }
    return base.indices.map { output in
      var scores: [Double] = []
      scores.reserveCapacity(rows.count)
      for part in parts { scores += part[output] }
      if let offset { for row in scores.indices { scores[row] += offset[row] } }
      return scores
    }
  }

  /// The mean of the response (a probability, a rate, a quantile): one value a row.
  ///
  /// - Precondition: the objective is not softmax, whose rows have several.
  public func predict(
    _ frame: ModelFrame, offset: [Double]? = nil, threads: Int = 1
  ) throws(RegressionError) -> [Double] {
    precondition(outputs == 1, "use classProbabilities for several classes")
    var scores = try rawScores(frame, offset: offset, threads: threads)[0]
    TreeObjective(kind: objective).mean(&scores, rows: scores.count)
    return scores
  }

  /// The probability of each class: one array a class.
  public func classProbabilities(
    _ frame: ModelFrame, threads: Int = 1
  ) throws(RegressionError) -> [[Double]] {
    let scores = try rawScores(frame, threads: threads)
    let rows = frame.rowCount
    var flat = scores.flatMap { $0 }
    TreeObjective(kind: objective).mean(&flat, rows: rows)
    return base.indices.map { Array(flat[$0 * rows..<($0 + 1) * rows]) }
  }

  /// The same trees with base scores of least loss on new rows: a shift of level
  /// without new growth. Fitted by Newton's method; not for several classes.
  public func refittingBase(
    _ frame: ModelFrame, response: [Double], weights: [Double]? = nil, offset: [Double]? = nil
  ) throws(RegressionError) -> BoostedTrees {
    guard outputs == 1 else {
      throw .setting("objective", reason: "a base can be refitted for one output only")
    }
    let objective = TreeObjective(kind: objective)
    try objective.check(response)
    guard !response.isEmpty else { throw .tooFewRows(rows: 0, columns: 1) }
    let shift = base[0]
    let scores = try rawScores(frame, offset: offset)[0].map { $0 - shift }
    var copy = self
    copy.base = objective.start(
      response, weights: weights, offset: scores, rows: (0..<response.count).map { UInt32($0) })
    return copy
  }
}
