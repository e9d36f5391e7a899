extension RegressionCore {
  /// Fits rows by one method.
  ///
  /// - Parameters:
  ///   - levels: categories of the response, where it is one.
  ///   - clusters: code of each row's cluster, where errors are by cluster.
  /// - Throws: what the method throws.
  init(
    _ rows: RegressionRows, _ resolved: ResolvedMethod, _ specification: RegressionSpecification,
    levels: [String]?, clusters: [Int32]?, threads: Int
  ) throws(RegressionError) {
    if !rows.smooths.isEmpty {
      self = try .additive(Self.additive(rows, resolved, specification, threads: threads))
      return
    }
    switch resolved.method {
    case .linear: self = try .linear(Self.linear(rows, specification, clusters, threads: threads))
    case .logistic, .poisson, .quasipoisson, .negativeBinomial, .gamma, .inverseGaussian, .tweedie:
      self = try .generalized(
        Self.generalized(rows, resolved, specification, clusters, threads: threads))
    case .quantile:
      self = try .quantile(
        QuantileCore(
          fit: QuantileRegression(
            design: rows.design, response: rows.unoffsetResponse, weights: rows.weights,
            levels: specification.quantiles, threads: threads)))
    case .huber, .bisquare:
      self = try .robust(
        RobustCore(
          fit: RobustRegression(
            design: rows.design, response: rows.unoffsetResponse, weights: rows.weights,
            loss: resolved.method == .huber ? .huber : .bisquare,
            scale: resolved.method == .huber
              ? .medianAbsoluteDeviation : .resistant(samples: 500, seed: specification.seed))))
    case .multinomial:
      self = try .multinomial(Self.multinomial(rows, specification, levels: levels))
    case .ridge where resolved.response == .number:
      self = try .ridge(
        RidgeCore(
          fit: Ridge(
            design: rows.design, response: rows.response, weights: rows.weights,
            offset: rows.offset)))
    case .ridge, .lasso, .elasticNet:
      self = try .penalized(Self.penalized(rows, resolved, specification, threads: threads))
    case .trees:
      self = try .trees(Self.trees(rows, resolved, specification, threads: threads))
    case .auto: preconditionFailure("a method is resolved before it is fitted")
    }
  }

  private static func linear(
    _ rows: RegressionRows, _ specification: RegressionSpecification, _ clusters: [Int32]?,
    threads: Int
  ) throws(RegressionError) -> LinearCore {
    var options = LinearFit.Options()
    options.threads = threads
    let fit = try LinearFit(
      design: rows.design, response: rows.response, weights: rows.weights, offset: rows.offset,
      options: options)
    guard fit.residualDegreesOfFreedom > 0 else { return LinearCore(fit, fit.classicalInference) }
    return LinearCore(fit, try fit.inference(specification.estimator(clusters: clusters)))
  }

  private static func generalized(
    _ rows: RegressionRows, _ resolved: ResolvedMethod, _ specification: RegressionSpecification,
    _ clusters: [Int32]?, threads: Int
  ) throws(RegressionError) -> GLMCore {
    var options = GLMFit.Options()
    options.level = specification.level
    options.threads = threads
    let family = resolved.method.family!
    let fit = try GLMFit(
      design: rows.design, response: rows.successes, trials: rows.trials, weights: rows.weights,
      offset: rows.offset, family: family, link: specification.chosenLink(for: family),
      options: options)
    guard specification.errors != .classical, fit.residualDegreesOfFreedom > 0 else {
      return GLMCore(fit: fit)
    }
    let inference = try fit.inference(specification.estimator(clusters: clusters))
    return GLMCore(
      fit: fit,
      robust: GLMCore.Robust(
        estimator: inference.estimator, covariance: inference.covariance,
        degreesOfFreedom: inference.degreesOfFreedom, notes: inference.notes))
  }

  private static func multinomial(
    _ rows: RegressionRows, _ specification: RegressionSpecification, levels: [String]?
  ) throws(RegressionError) -> MultinomialCore {
    guard let levels else {
      throw .setting(
        "method", reason: "multinomial explains categories; write C(…) around a coded response")
    }
    var options = MultinomialFit.Options()
    options.level = specification.level
    return MultinomialCore(
      fit: try MultinomialFit(
        design: rows.design, classes: rows.response.map { Int32($0) }, levels: levels,
        weights: rows.weights, options: options))
  }

  private static func penalized(
    _ rows: RegressionRows, _ resolved: ResolvedMethod, _ specification: RegressionSpecification,
    threads: Int
  ) throws(RegressionError) -> PenalizedCore {
    let mixing =
      switch resolved.method {
      case .ridge: 0.0
      case .lasso: 1.0
      default: specification.mixing
      }
    if resolved.response == .yesNo, rows.offset == nil {
      var options = RegularizedLogistic.Options()
      options.mixings = [mixing]
      return .logistic(
        try RegularizedLogistic(
          design: rows.design, response: rows.response, weights: rows.caseWeights,
          seed: specification.seed, options: options, threads: threads))
    }
    let family: ElasticNetFamily =
      switch resolved.response {
      case .number: .gaussian
      case .count: .poisson
      case .yesNo: .binomial
      }
    let splits = try DataSplit.kFold(
      rows: rows.count, folds: min(10, rows.count), seed: specification.seed)
    return .net(
      try ElasticNetSelection(
        design: rows.design, response: rows.response, family: family,
        weights: rows.caseWeights, offset: rows.offset, splits: splits,
        options: ElasticNetOptions(mixing: mixing), threads: threads))
  }

  private static func trees(
    _ rows: RegressionRows, _ resolved: ResolvedMethod, _ specification: RegressionSpecification,
    threads: Int
  ) throws(RegressionError) -> TreesCore {
    guard !rows.features.columns.isEmpty else { throw .tooFewRows(rows: rows.count, columns: 0) }
    let objective: BoostedTrees.Objective =
      switch resolved.response {
      case .number: .squaredError
      case .count: .poisson
      case .yesNo: .logistic
      }
    return TreesCore(
      fit: try BoostedTrees.automatic(
        rows.features, response: rows.response, weights: rows.caseWeights, offset: rows.offset,
        objective: objective, maximumRounds: specification.maximumRounds,
        seed: specification.seed, threads: threads))
  }

  private static func additive(
    _ rows: RegressionRows, _ resolved: ResolvedMethod, _ specification: RegressionSpecification,
    threads: Int
  ) throws(RegressionError) -> AdditiveCore {
    guard let family = resolved.method.family else {
      throw .setting(
        "method",
        reason: "smooth terms s(…) go with linear and generalized linear models, not "
          + "with \(resolved.method.rawValue)")
    }
    return AdditiveCore(
      fit: try AdditiveFit(
        parametric: rows.design, smooths: rows.smooths.map(SmoothSpecification.init),
        response: rows.successes, trials: rows.trials, weights: rows.weights,
        offset: rows.offset, family: family, link: specification.chosenLink(for: family),
        options: AdditiveOptions(level: specification.level, threads: threads)))
  }
}

extension RegressionSpecification.Method {
  /// Of the methods that are generalized linear models.
  var family: GLMFamily? {
    switch self {
    case .linear: .gaussian
    case .logistic: .binomial
    case .poisson: .poisson
    case .quasipoisson: .quasiPoisson
    case .negativeBinomial: .negativeBinomial()
    case .gamma: .gamma
    case .inverseGaussian: .inverseGaussian
    case .tweedie: .tweedie()
    default: nil
    }
  }
}

extension RegressionSpecification {
  /// Of many clusters the simpler correction does, and is quicker.
  private static let fewClusters = 100

  /// Rows must be in order of time for `hac`.
  func estimator(clusters: [Int32]?) -> CovarianceEstimator {
    switch errors {
    case .classical: return .classical
    case .hc0: return .hc0
    case .hc1: return .hc1
    case .hc2: return .hc2
    case .hc3: return .hc3
    case .hac: return .neweyWest(.neweyWest1994)
    case .cluster:
      guard let clusters else { return .classical }
      let isFew = Set(clusters).count < Self.fewClusters && clusters.count <= 20_000
      return .cluster(clusters, isFew ? .cr2 : .cr1)
    }
  }

  /// - Throws: `.setting` for a link that is none, or none of this family.
  func chosenLink(for family: GLMFamily) throws(RegressionError) -> GLMLink? {
    guard let link else { return nil }
    guard let found = GLMLink.named.first(where: { $0.name == link })?.link else {
      let near = nearestName(link, among: GLMLink.named.map(\.name))
      throw .setting(
        "link", reason: "no link is called \(link)" + (near.map { "; did you mean \($0)?" } ?? ""))
    }
    guard family.allows(found) else {
      throw .setting("link", reason: "\(link) does not suit the \(family.name) family")
    }
    return found
  }
}

extension RegressionRows {
  /// The response less the offset, for methods without one of their own.
  var unoffsetResponse: [Double] {
    offset.map { offset in zip(response, offset).map { $0 - $1 } } ?? response
  }

  /// Successes of the trials where there are trials, else the response.
  var successes: [Double] {
    trials.map { trials in zip(response, trials).map { ($0 * $1).rounded() } } ?? response
  }
}
