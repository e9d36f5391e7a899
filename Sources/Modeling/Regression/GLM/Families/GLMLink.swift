import Foundation
import Statistics

/// How the mean μ of a response hangs on the linear predictor η = X β + offset:
/// g(μ) = η (McCullagh & Nelder 1989, sec. 2.2.3 and 4.3.1).
public enum GLMLink: Codable, Equatable, Sendable {
  case identity, log, logit, probit, cauchit, inverse
  case complementaryLogLog
  /// η = 1 / μ².
  case inverseSquare
  case squareRoot
  /// η = μ^λ; λ is finite and not 0 (that limit is `log`).
  case power(Double)

  /// Every link but `power`, which has a parameter, with the name people type.
  public static let named: [(name: String, link: GLMLink)] = [
    ("identity", .identity), ("log", .log), ("logit", .logit), ("probit", .probit),
    ("cloglog", .complementaryLogLog), ("cauchit", .cauchit), ("inverse", .inverse),
    ("inverse-square", .inverseSquare), ("sqrt", .squareRoot),
  ]

  /// The link of a name in `named`, or `power(λ)`; nil for any other text.
  public init?(name: String) {
    if let known = Self.named.first(where: { $0.name == name }) {
      self = known.link
    } else if name.hasPrefix("power("), name.hasSuffix(")"),
      let exponent = Double(name.dropFirst(6).dropLast()), exponent != 0, exponent.isFinite
    {
      self = .power(exponent)
    } else {
      return nil
    }
  }

  public var name: String {
    if case .power(let exponent) = self { return "power(\(exponent))" }
    return Self.named.first { $0.link == self }!.name
  }

  /// g(μ).
  public func predictor(_ mean: Double) -> Double {
    switch self {
    case .identity: mean
    case .log: Foundation.log(mean)
    case .logit: Foundation.log(mean / (1 - mean))
    case .probit: SpecialFunctions.normalQuantile(mean)
    case .complementaryLogLog: Foundation.log(-log1p(-mean))
    case .cauchit: tan(Double.pi * (mean - 0.5))
    case .inverse: 1 / mean
    case .inverseSquare: 1 / (mean * mean)
    case .squareRoot: mean.squareRoot()
    case .power(let exponent): pow(mean, exponent)
    }
  }

  /// g⁻¹(η); NaN where no mean has that predictor. Kept away from 0 and 1 by as
  /// much as arithmetic needs, so that weights and deviances stay finite.
  public func mean(_ predictor: Double) -> Double {
    switch self {
    case .identity: predictor
    case .log: exp(min(max(predictor, -690), 690))
    case .logit: Self.logistic(predictor)
    case .probit: SpecialFunctions.normalCDF(min(max(predictor, -26), 26))
    case .complementaryLogLog: -expm1(-exp(min(max(predictor, -690), 6)))
    case .cauchit: Self.cauchy(predictor)
    case .inverse: 1 / predictor
    case .inverseSquare: predictor > 0 ? 1 / predictor.squareRoot() : .nan
    case .squareRoot: predictor >= 0 ? predictor * predictor : .nan
    case .power(let exponent): predictor > 0 ? pow(predictor, 1 / exponent) : .nan
    }
  }

  /// 1 − g⁻¹(η), with all its digits where the mean is next to 1.
  public func complement(_ predictor: Double) -> Double {
    switch self {
    case .logit: Self.logistic(-predictor)
    case .probit: SpecialFunctions.normalCDF(min(max(-predictor, -26), 26))
    case .complementaryLogLog: exp(-exp(min(max(predictor, -690), 6)))
    case .cauchit: Self.cauchy(-predictor)
    default: 1 - mean(predictor)
    }
  }

  /// dμ/dη.
  public func slope(_ predictor: Double) -> Double {
    switch self {
    case .identity: return 1
    case .log: return mean(predictor)
    case .logit: return Self.logistic(predictor) * Self.logistic(-predictor)
    case .probit: return SpecialFunctions.normalDensity(min(max(predictor, -26), 26))
    case .complementaryLogLog:
      let clamped = min(max(predictor, -690), 6)
      return exp(clamped - exp(clamped))
    case .cauchit: return 1 / (Double.pi * (1 + predictor * predictor))
    case .inverse: return -1 / (predictor * predictor)
    case .inverseSquare: return -0.5 / (predictor * predictor.squareRoot())
    case .squareRoot: return 2 * predictor
    case .power(let exponent): return pow(predictor, 1 / exponent - 1) / exponent
    }
  }

  private static func logistic(_ x: Double) -> Double {
    let x = min(max(x, -690), 690)
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  }

  private static func cauchy(_ x: Double) -> Double {
    // The tail −1/(π x) keeps its digits where 1/2 + atan(x)/π loses them.
    x < -1 ? atan(-1 / x) / Double.pi : 0.5 + atan(x) / Double.pi
  }
}
