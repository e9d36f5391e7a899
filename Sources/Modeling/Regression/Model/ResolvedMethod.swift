/// The method and kind of response that a specification comes to on given data.
struct ResolvedMethod: Equatable, Sendable {
  var method: RegressionSpecification.Method
  var response: RegressionSpecification.Response
  /// Why, where the data decided.
  var note: FitNote?

  /// - Throws: `.unusableColumn` where the response does not suit the method.
  init(
    _ specification: RegressionSpecification, response values: [Double], levels: [String]?,
    hasTrials: Bool, name: String
  ) throws(RegressionError) {
    let found = Self.kind(values, levels: levels, hasTrials: hasTrials)
    response = specification.response ?? found
    method = specification.method
    if let levels, levels.count > 2, method != .multinomial, method != .auto {
      throw .unusableColumn(
        name,
        reason: "has \(levels.count) categories: the method \(method.rawValue) needs "
          + "\(Self.isYesNo(method) ? "two" : "numbers")")
    }
    if let levels, levels.count == 2, !Self.isYesNo(method), method != .auto,
      method != .multinomial,
      !Self.servesSeveral(method)
    {
      throw .unusableColumn(
        name,
        reason: "holds categories; the method \(method.rawValue) needs numbers "
          + "(logistic explains a yes or no)")
    }
    switch method {
    case .auto:
      if let levels, levels.count > 2 {
        method = .multinomial
        note = FitNote(
          .other, "The response has \(levels.count) categories: a multinomial logit was fitted.")
        return
      }
      switch response {
      case .yesNo:
        method = .logistic
        note = FitNote(.other, "The response has two values: a logistic regression was fitted.")
      case .count:
        method = .poisson
        note = FitNote(
          .other, "The response holds whole numbers from 0 up: it was taken as a count.")
      case .number: method = .linear
      }
    case .linear, .gamma, .inverseGaussian, .tweedie, .quantile, .huber, .bisquare:
      response = .number
    case .logistic, .multinomial: response = .yesNo
    case .poisson, .quasipoisson, .negativeBinomial: response = .count
    case .ridge, .lasso, .elasticNet, .trees: break
    }
  }

  /// Methods that answer with a probability.
  private static func isYesNo(_ method: RegressionSpecification.Method) -> Bool {
    method == .logistic
  }

  private static func servesSeveral(_ method: RegressionSpecification.Method) -> Bool {
    [.ridge, .lasso, .elasticNet, .trees].contains(method)
  }

  private static func kind(
    _ values: [Double], levels: [String]?, hasTrials: Bool
  ) -> RegressionSpecification.Response {
    if hasTrials || levels?.count == 2 { return .yesNo }
    if values.allSatisfy({ $0 == 0 || $0 == 1 }), values.contains(0), values.contains(1) {
      return .yesNo
    }
    // Whole numbers of which some repeat; codes and amounts of money seldom do.
    let isWhole = values.allSatisfy { $0 >= 0 && $0 == $0.rounded() }
    return isWhole && (values.max() ?? 0) < 1e5 ? .count : .number
  }
}
