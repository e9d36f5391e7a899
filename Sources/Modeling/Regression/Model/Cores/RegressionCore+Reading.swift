import Statistics

extension RegressionCore {
  /// The method in words: "Poisson regression, log link".
  func words(_ resolved: ResolvedMethod) -> String {
    switch self {
    case .linear(let core):
      return core.estimator == "classical"
        ? "Least squares" : "Least squares, \(core.estimator) standard errors"
    case .generalized(let core):
      return "\(core.fit.family.words) regression, \(core.fit.link.name) link"
    case .additive(let core):
      return
        "\(core.fit.family.words) additive model, \(core.fit.link.name) link, smoothing by REML"
    case .quantile(let core):
      let levels = core.fit.levels.map(formulaNumber).joined(separator: ", ")
      return "Quantile regression at \(levels)"
    case .multinomial: return "Multinomial logit"
    case .robust(let core):
      if case .huber = core.fit.loss { return "Robust regression, Huber's loss" }
      return "Robust regression, Tukey's bisquare"
    case .penalized(let core):
      let net: ElasticNet
      switch core {
      case .net(let fit): net = fit.fit
      case .logistic(let fit): net = fit.selection.fit
      }
      let kind = net.mixing == 1 ? "Lasso" : net.mixing == 0 ? "Ridge" : "Elastic net"
      let family = net.family == .gaussian ? "" : " (\(net.family.rawValue))"
      return "\(kind)\(family), penalty chosen by cross-validation"
    case .ridge: return "Ridge regression, penalty chosen by leave-one-out"
    case .trees(let core): return "\(core.fit.trees.count) gradient-boosted trees"
    }
  }

  /// The probability of each class, one array a class.
  func classProbabilities(_ rows: RegressionRows) throws(RegressionError) -> [[Double]] {
    guard case .multinomial(let core) = self else { return [] }
    return try core.probabilities(rows)
  }

  /// How well the rows are described that it was fitted to.
  func inSample(
    _ rows: RegressionRows, _ resolved: ResolvedMethod, _ specification: RegressionSpecification
  ) throws(RegressionError) -> [MetricRow] {
    var result: [MetricRow] = []
    switch self {
    case .linear(let core):
      result = [
        MetricRow(.inSample, "r2", core.fit.rSquared),
        MetricRow(.inSample, "adjusted r2", core.fit.adjustedRSquared),
        MetricRow(.inSample, "residual standard error", core.fit.sigma),
        MetricRow(.inSample, "log likelihood", core.fit.logLikelihood),
        MetricRow(.inSample, "aic", core.fit.aic), MetricRow(.inSample, "bic", core.fit.bic),
      ]
    case .generalized(let core):
      result = [
        MetricRow(.inSample, "deviance", core.fit.deviance),
        MetricRow(.inSample, "null deviance", core.fit.nullDeviance),
        MetricRow(.inSample, "dispersion", core.fit.dispersion),
      ]
      if let likelihood = core.fit.logLikelihood, let aic = core.fit.aic, let bic = core.fit.bic {
        result += [
          MetricRow(.inSample, "log likelihood", likelihood), MetricRow(.inSample, "aic", aic),
          MetricRow(.inSample, "bic", bic),
        ]
      }
      if let theta = core.fit.theta { result.append(MetricRow(.inSample, "theta", theta)) }
    case .additive(let core):
      result = [
        MetricRow(.inSample, "deviance explained", core.fit.devianceExplained),
        MetricRow(.inSample, "effective degrees of freedom", core.fit.effectiveDegrees),
        MetricRow(.inSample, "scale", core.fit.scale), MetricRow(.inSample, "reml", core.fit.score),
      ]
    case .multinomial(let core):
      result = [
        MetricRow(.inSample, "deviance", core.fit.deviance),
        MetricRow(.inSample, "null deviance", core.fit.nullDeviance),
        MetricRow(.inSample, "aic", core.fit.aic), MetricRow(.inSample, "bic", core.fit.bic),
      ]
    case .quantile, .robust, .ridge, .penalized, .trees: break
    }
    if resolved.method != .multinomial {
      let mean = try fitted.predict(rows, level: nil).mean
      for metric in HeldOutPredictions.metrics(
        resolved.method, resolved.response, quantiles: specification.quantiles)
      where !result.contains(where: { $0.metric == metric.name }) {
        let value = metric.value(rows.response, mean, rows.caseWeights)
        result.append(MetricRow(.inSample, metric.name, value))
      }
    }
    return result.filter { $0.value.isFinite }
  }
}

extension GLMFamily {
  /// As a reader knows it.
  var words: String {
    switch self {
    case .gaussian: "Gaussian"
    case .poisson: "Poisson"
    case .quasiPoisson: "Quasi-Poisson"
    case .binomial: "Logistic"
    case .quasiBinomial: "Quasi-binomial"
    case .gamma: "Gamma"
    case .inverseGaussian: "Inverse Gaussian"
    case .negativeBinomial: "Negative binomial"
    case .tweedie: "Tweedie"
    }
  }
}
