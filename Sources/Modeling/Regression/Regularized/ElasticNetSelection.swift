import LinearAlgebra

/// An elastic net whose λ is chosen by cross-validation.
///
/// Each fold is fitted over the λ of all rows and judged by the deviance of its test
/// rows. Besides the λ of least mean deviance there is the greatest one whose mean is
/// within a standard error of it (Breiman et al. 1984, sec. 3.4.3).
public struct ElasticNetSelection: Codable, Equatable, Sendable {
  public enum Rule: String, Codable, Sendable {
    case minimum, oneStandardError
  }

  /// Of all rows.
  public let fit: ElasticNet
  /// Mean deviance of a test row, by λ of `fit`.
  public let scores: [Double]
  /// Standard errors of `scores` over the folds.
  public let scoreErrors: [Double]
  public let lambdaMin: Double
  public let lambdaOneSE: Double
  public let rule: Rule
  public let notes: [FitNote]

  /// The λ that the rule takes.
  public var lambda: Double { rule == .minimum ? lambdaMin : lambdaOneSE }

  /// - Parameters:
  ///   - splits: rows to fit on and to judge by; at least two, each with test rows.
  ///     See `DataSplit` for folds that keep groups together or go forward in time.
  ///   - threads: folds fitted at once; changes the time only.
  /// - Throws: what `ElasticNet` throws, and `.setting` for splits that cannot be used.
  public init(
    design: DesignMatrix, response: [Double], family: ElasticNetFamily = .gaussian,
    weights: [Double]? = nil, offset: [Double]? = nil, splits: [DataSplit],
    options: ElasticNetOptions = ElasticNetOptions(), rule: Rule = .minimum, threads: Int = 1
  ) throws(RegressionError) {
    guard splits.count >= 2 else { throw .setting("splits", reason: "at least two folds") }
    for split in splits {
      guard !split.train.isEmpty, !split.test.isEmpty,
        (split.train + split.test).allSatisfy({ $0 >= 0 && $0 < design.rows })
      else {
        throw .setting("splits", reason: "each has rows to fit on and to test, all of them rows")
      }
    }
    let fit = try ElasticNet(
      design: design, response: response, family: family, weights: weights, offset: offset,
      options: options, threads: threads)
    var inner = options
    inner.lambdas = fit.lambdas
    let judged = try parallelTryMap(splits.count, threads: threads) {
      [inner] k throws(RegressionError) in
      let (train, test) = (splits[k].train, splits[k].test)
      let part = try ElasticNet(
        design: design.selecting(rows: train), response: train.map { response[$0] },
        family: family, weights: weights.map { all in train.map { all[$0] } },
        offset: offset.map { all in train.map { all[$0] } }, options: inner)
      return part.deviances(
        design.selecting(rows: test), response: test.map { response[$0] },
        weights: weights.map { all in test.map { all[$0] } },
        offset: offset.map { all in test.map { all[$0] } })
    }
    let sizes = splits.map { split in
      weights.map { all in split.test.reduce(0) { $0 + all[$1] } } ?? Double(split.test.count)
    }
    let used = sizes.indices.filter { sizes[$0] > 0 }
    guard used.count >= 2 else {
      throw .setting("splits", reason: "at least two folds with test rows of positive weight")
    }
    let total = used.reduce(0) { $0 + sizes[$1] }
    var (scores, errors): ([Double], [Double]) = ([], [])
    for k in fit.lambdas.indices {
      let mean = used.reduce(0) { $0 + sizes[$1] * judged[$1][k] } / total
      let square = used.reduce(0) {
        $0 + sizes[$1] * (judged[$1][k] - mean) * (judged[$1][k] - mean)
      }
      scores.append(mean)
      errors.append((square / total / Double(used.count - 1)).squareRoot())
    }
    var best = 0
    for k in scores.indices where scores[k] < scores[best] { best = k }
    let simplest = scores.firstIndex { $0 <= scores[best] + errors[best] }!
    self.fit = fit
    self.scores = scores
    scoreErrors = errors
    lambdaMin = fit.lambdas[best]
    lambdaOneSE = fit.lambdas[simplest]
    self.rule = rule
    var notes = fit.notes
    if best == fit.lambdas.count - 1, fit.lambdas.count > 1 {
      notes.append(FitNote(.boundary, "The λ of least deviance is the smallest that was tried."))
    }
    self.notes = notes
  }

  /// Of the fit to all rows at the λ chosen.
  public var coefficients: [Coefficient] { fit.coefficients(at: lambda) }

  /// Means of new rows at the λ chosen.
  public func predict(_ design: DesignMatrix, offset: [Double]? = nil) -> [Double] {
    fit.predict(design, at: lambda, offset: offset)
  }
}

extension ElasticNet {
  /// Weighted mean deviance of rows, by λ.
  fileprivate func deviances(
    _ design: DesignMatrix, response: [Double], weights: [Double]?, offset: [Double]?
  ) -> [Double] {
    let total = weights.map(laneSum) ?? Double(response.count)
    return lambdas.indices.map { k in
      let linear = design.times(path.column(k))
      var sum = 0.0
      for i in response.indices {
        let mean = family.mean(linear[i] + (offset?[i] ?? 0))
        sum += (weights?[i] ?? 1) * family.deviance(response[i], mean: mean)
      }
      return total > 0 ? sum / total : 0
    }
  }
}
