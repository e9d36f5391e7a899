extension RegressionCore {
  /// Fits rows by one method.
  ///
  /// - Parameter clusters: code of each row's cluster, where errors are by cluster.
  /// - Throws: what the method throws.
  init(
    _ rows: RegressionRows, _ resolved: ResolvedMethod, _ specification: RegressionSpecification,
    clusters: [Int32]?, threads: Int
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
    case .ridge:
      self = try .ridge(
        RidgeCore(
          fit: Ridge(
            design: rows.design, response: rows.response, weights: rows.weights,
            offset: rows.offset)))
    case .trees:
      self = try .trees(Self.trees(rows, resolved, specification, threads: threads))
    default: throw .setting("method", reason: "\(resolved.method.rawValue) cannot be fitted")
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
    return GLMCore(fit: fit)
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
    var options = BoostedTrees.Options()
    options.seed = specification.seed
    options.threads = threads
    return TreesCore(
      fit: try BoostedTrees(
        rows.features, response: rows.response, weights: rows.caseWeights, offset: rows.offset,
        objective: objective, options: options, validation: .share(0.2)))
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
