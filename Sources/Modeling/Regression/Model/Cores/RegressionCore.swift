/// The fit inside a saved model. The name of a case is its tag in the JSON.
enum RegressionCore: Codable, Sendable {
  case linear(LinearCore)
  case generalized(GLMCore)
  case additive(AdditiveCore)
  case quantile(QuantileCore)
  case ridge(RidgeCore)
  case trees(TreesCore)

  var fitted: any FittedCore {
    switch self {
    case .linear(let core): core
    case .generalized(let core): core
    case .additive(let core): core
    case .quantile(let core): core
    case .ridge(let core): core
    case .trees(let core): core
    }
  }
}
