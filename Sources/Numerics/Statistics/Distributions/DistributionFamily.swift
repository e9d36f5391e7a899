/// A family of distributions by name, for files and for the tests that every member
/// must pass. Adding a family is a type and a line here.
public struct DistributionFamily: Sendable {
  public let name: String
  public let parameters: [String]
  private let build: @Sendable ([Double]) throws(DistributionError) -> any Distribution

  /// The member with these parameters, in the order of `parameters`.
  public func member(_ values: [Double]) throws(DistributionError) -> any Distribution {
    precondition(values.count == parameters.count, "\(name) takes \(parameters.count) parameters")
    return try build(values)
  }

  /// The family called `name`, if there is one.
  public static func named(_ name: String) -> DistributionFamily? {
    all.first { $0.name == name }
  }

  /// Every family, in alphabetical order.
  public static let all: [DistributionFamily] = [
    DistributionFamily(name: "beta", parameters: ["alpha", "beta"]) { p throws(DistributionError) in
      try Beta(alpha: p[0], beta: p[1])
    },
    DistributionFamily(name: "binomial", parameters: ["trials", "probability"]) {
      p throws(DistributionError) in
      guard let trials = Int(exactly: p[0]) else {
        throw .invalidParameter(
          distribution: "Binomial", parameter: "trials", value: p[0], requirement: "an integer")
      }
      return try Binomial(trials: trials, probability: p[1])
    },
    DistributionFamily(name: "chi-squared", parameters: ["degrees-of-freedom"]) {
      p throws(DistributionError) in
      try ChiSquared(degreesOfFreedom: p[0])
    },
    DistributionFamily(name: "exponential", parameters: ["rate"]) { p throws(DistributionError) in
      try Exponential(rate: p[0])
    },
    DistributionFamily(name: "f", parameters: ["numerator", "denominator"]) {
      p throws(DistributionError) in
      try FisherF(numerator: p[0], denominator: p[1])
    },
    DistributionFamily(name: "gamma", parameters: ["shape", "scale"]) {
      p throws(DistributionError) in
      try Gamma(shape: p[0], scale: p[1])
    },
    DistributionFamily(name: "log-normal", parameters: ["location", "scale"]) {
      p throws(DistributionError) in
      try LogNormal(location: p[0], scale: p[1])
    },
    DistributionFamily(name: "negative-binomial", parameters: ["mean", "size"]) {
      p throws(DistributionError) in
      try NegativeBinomial(mean: p[0], size: p[1])
    },
    DistributionFamily(name: "normal", parameters: ["mean", "standard-deviation"]) {
      p throws(DistributionError) in
      try Normal(mean: p[0], standardDeviation: p[1])
    },
    DistributionFamily(name: "poisson", parameters: ["mean"]) { p throws(DistributionError) in
      try Poisson(mean: p[0])
    },
    DistributionFamily(name: "student-t", parameters: ["degrees-of-freedom", "location", "scale"]) {
      p throws(DistributionError) in
      try StudentT(degreesOfFreedom: p[0], location: p[1], scale: p[2])
    },
    DistributionFamily(name: "uniform", parameters: ["lower", "upper"]) {
      p throws(DistributionError) in
      try Uniform(lower: p[0], upper: p[1])
    },
    DistributionFamily(name: "weibull", parameters: ["shape", "scale"]) {
      p throws(DistributionError) in
      try Weibull(shape: p[0], scale: p[1])
    },
  ]
}
