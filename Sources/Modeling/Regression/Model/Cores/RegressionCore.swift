/// The fit inside a saved model. The name of a case is its tag in the JSON.
enum RegressionCore: Codable, Sendable {
  case linear(LinearCore)
  case generalized(GLMCore)
  case multinomial(MultinomialCore)
  case additive(AdditiveCore)
  case quantile(QuantileCore)
  case robust(RobustCore)
  case ridge(RidgeCore)
  case penalized(PenalizedCore)
  case trees(TreesCore)

  var fitted: any FittedCore {
    switch self {
    case .linear(let core): core
    case .generalized(let core): core
    case .multinomial(let core): core
    case .additive(let core): core
    case .quantile(let core): core
    case .robust(let core): core
    case .ridge(let core): core
    case .penalized(let core): core
    case .trees(let core): core
    }
  }
}
