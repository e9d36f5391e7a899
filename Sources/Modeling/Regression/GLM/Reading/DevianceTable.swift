/// What terms take off the deviance (McCullagh & Nelder 1989, sec. 2.3.2).
public struct DevianceTable: Codable, Equatable, Sendable {
  public struct Row: Codable, Equatable, Sendable {
    public var term: String
    /// Columns that the term adds to those before it, or to all others.
    public var degreesOfFreedom: Int
    /// What the term takes off.
    public var deviance: Double
    /// Of the model with the term (sequential), or without it (marginal).
    public var residualDegreesOfFreedom: Int
    public var residualDeviance: Double
    /// χ² where the dispersion is known, else F over that of the whole model; nil
    /// for a term that adds nothing.
    public var test: TestResult?
  }

  public enum Order: String, Codable, Sendable {
    /// Each term after those before it (type I).
    case sequential
    /// Each term after all others (R's `drop1`).
    case marginal
  }

  public var order: Order
  public var rows: [Row]
}

extension GLMFit {
  /// Analysis of deviance.
  ///
  /// - Parameters:
  ///   - terms: names, each with its columns of the design; columns of no term
  ///     (an intercept) are in every model. A family's θ or power stays as fitted.
  ///   - order: whether terms come one after another or each last.
  /// - Throws: `.setting` for a model read from a file, columns outside the design,
  ///   Firth's estimator; `.noConvergence` where a smaller model fails.
  public func analysisOfDeviance(
    terms: [(name: String, columns: [Int])], order: DevianceTable.Order = .sequential
  ) throws(RegressionError) -> DevianceTable {
    let data = try rows()
    guard options.estimator == .maximumLikelihood else {
      throw .setting("estimator", reason: "the analysis of deviance is for maximum likelihood")
    }
    let columns = Set(terms.flatMap(\.columns))
    guard columns.allSatisfy({ $0 >= 0 && $0 < data.design.columns }) else {
      throw .setting("terms", reason: "a column outside the design")
    }
    let kernel = GLMKernel(
      family: family, link: link, response: data.response, weights: data.weights,
      offset: data.offset)
    var limits = GLMIterations.Limits()
    limits.iterations = options.iterations
    limits.threads = options.threads
    func deviance(of chosen: [Int]) throws(RegressionError) -> Double {
      if chosen == kept { return self.deviance }
      if chosen.isEmpty {
        let start = [Double](repeating: 0, count: data.design.columns)
        return try GLMIterations(data.design, kernel, start: start, kept: [], limits: limits)
          .deviance
      }
      return try GLMIterations(data.design, kernel, kept: chosen, limits: limits).deviance
    }
    let always = kept.filter { !columns.contains($0) }
    var present = order == .sequential ? always : kept
    var last = try deviance(of: present)
    var table = DevianceTable(order: order, rows: [])
    for term in terms {
      let own = Set(term.columns)
      let chosen =
        order == .sequential
        ? kept.filter { present.contains($0) || own.contains($0) }
        : kept.filter { !own.contains($0) }
      let next = try deviance(of: chosen)
      let freedom = abs(chosen.count - present.count)
      let change = order == .sequential ? last - next : next - last
      var test: TestResult?
      if freedom > 0 {
        test =
          isDispersionEstimated
          ? TestResult(
            "F test", statistic: change / Double(freedom) / dispersion, fWith: Double(freedom),
            Double(residualDegreesOfFreedom))
          : TestResult(
            "Likelihood ratio test", statistic: change / dispersion,
            chiSquaredWith: Double(freedom))
      }
      table.rows.append(
        .init(
          term: term.name, degreesOfFreedom: freedom, deviance: change,
          residualDegreesOfFreedom: observations - chosen.count, residualDeviance: next,
          test: test))
      if order == .sequential { (present, last) = (chosen, next) }
    }
    return table
  }
}
