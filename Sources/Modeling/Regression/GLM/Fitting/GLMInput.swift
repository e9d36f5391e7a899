import Foundation

/// The rows of a fit, checked and in the form the iterations use.
struct GLMInput: Sendable {
  let design: DesignMatrix
  let family: GLMFamily
  let link: GLMLink
  /// Of a binomial, shares of successes.
  let response: [Double]
  /// Without the trials.
  let priorWeights: [Double]?
  let trials: [Double]?
  /// Times the trials.
  let weights: [Double]?
  let offset: [Double]?
  let observations: Int

  init(
    design: DesignMatrix, response: [Double], trials: [Double]?, weights: [Double]?,
    offset: [Double]?, exposure: [Double]?, family: GLMFamily, link: GLMLink,
    options: GLMFit.Options
  ) throws(RegressionError) {
    try Self.check(family, link, options)
    for (name, values) in [
      ("response", Optional(response)), ("trials", trials), ("weights", weights),
      ("offset", offset), ("exposure", exposure),
    ] {
      guard let values else { continue }
      guard values.count == design.rows else {
        throw .setting(name, reason: "\(values.count) values for \(design.rows) rows")
      }
      if let row = values.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(column: name, row: row)
      }
    }
    if let weights, let row = weights.firstIndex(where: { $0 < 0 }) {
      throw .setting("weights", reason: "row \(row + 1) has a negative weight")
    }
    var response = response
    var total = weights
    if let trials {
      guard family.isBinomial else {
        throw .setting("trials", reason: "only the binomial families have trials")
      }
      for i in trials.indices {
        guard trials[i] >= 0 else {
          throw .responseOutOfRange(reason: "a number of trials cannot be negative", row: i)
        }
        guard response[i] >= 0, response[i] <= trials[i] else {
          throw .responseOutOfRange(reason: "successes must lie from 0 to the trials", row: i)
        }
        response[i] = trials[i] > 0 ? response[i] / trials[i] : 0
      }
      total = weights.map { zip($0, trials).map { $0 * $1 } } ?? trials
    } else {
      for i in response.indices {
        if let complaint = family.complaint(response[i]) {
          throw .responseOutOfRange(reason: complaint, row: i)
        }
      }
    }
    if let exposure {
      guard link == .log else {
        throw .setting("exposure", reason: "an exposure needs the log link")
      }
      if let row = exposure.firstIndex(where: { $0 <= 0 }) {
        throw .setting("exposure", reason: "row \(row + 1) has an exposure that is not positive")
      }
    }
    self.offset =
      switch (offset, exposure) {
      case (nil, nil): nil
      case (let offset?, nil): offset
      case (nil, let exposure?): exposure.map { log($0) }
      case (let offset?, let exposure?): zip(offset, exposure).map { $0 + log($1) }
      }
    observations = total.map { $0.count { $0 > 0 } } ?? response.count
    guard observations > 0, design.columns > 0 else {
      throw .tooFewRows(rows: observations, columns: design.columns)
    }
    self.design = design
    self.family = family
    self.link = link
    self.response = response
    self.trials = trials
    priorWeights = weights
    self.weights = total
  }

  private static func check(
    _ family: GLMFamily, _ link: GLMLink, _ options: GLMFit.Options
  ) throws(RegressionError) {
    guard family.allows(link) else {
      throw .setting("link", reason: "the \(family.name) family has no \(link.name) link")
    }
    if case .power(let exponent) = link, !exponent.isFinite || exponent == 0 {
      throw .setting("link", reason: "a power link needs a finite exponent other than 0")
    }
    if case .negativeBinomial(let theta?) = family, !(theta > 0 && theta.isFinite) {
      throw .setting("theta", reason: "must be positive")
    }
    if case .tweedie(let power?) = family, !(power > 1 && power != 2 && power.isFinite) {
      throw .setting(
        "power", reason: "must lie between 1 and 2, or above 2 (2 is the gamma family)")
    }
    guard options.level > 0, options.level < 1 else {
      throw .setting("level", reason: "must lie inside (0, 1)")
    }
    guard options.iterations > 0 else {
      throw .setting("iterations", reason: "must be positive")
    }
    if case .fixed(let value) = options.dispersion, !(value > 0 && value.isFinite) {
      throw .setting("dispersion", reason: "must be positive")
    }
    if options.estimator == .firth {
      switch (family, link) {
      case (.binomial, .logit), (.poisson, .log): break
      default:
        throw .setting(
          "estimator", reason: "Firth's is for the binomial with logit and Poisson with log link")
      }
    }
  }

  func kernel(_ family: GLMFamily) -> GLMKernel {
    GLMKernel(family: family, link: link, response: response, weights: weights, offset: offset)
  }

  /// Whether some column is constant and not zero.
  private var hasConstant: Bool {
    for (block, start) in zip(design.blocks, design.starts) {
      switch block {
      case .intercept: return true
      case .column(let values):
        if let first = values.first, first != 0, values.allSatisfy({ $0 == first }) { return true }
      case .matrix(let matrix):
        for j in 0..<matrix.columns {
          let low = j * matrix.rows
          let first = matrix.storage[low]
          guard first != 0 else { continue }
          if matrix.storage[low..<low + matrix.rows].allSatisfy({ $0 == first }) { return true }
        }
      case .indicators, .sparse: _ = start
      }
    }
    return false
  }

  /// Deviance and degrees of freedom of the model without predictors.
  func nullModel(
    family: GLMFamily, threads: Int
  ) throws(RegressionError) -> (deviance: Double, freedom: Int) {
    let kernel = kernel(family)
    let hasConstant = hasConstant
    if hasConstant, let offset, offset.contains(where: { $0 != offset[0] }) {
      var limits = GLMIterations.Limits()
      limits.threads = threads
      let constant = DesignMatrix(
        rows: design.rows, names: ["(Intercept)"], blocks: [.intercept])
      let result = try GLMIterations(constant, kernel, limits: limits)
      return (result.deviance, observations - 1)
    }
    // Without offsets the mean of the responses solves the score equation.
    var (sum, total) = (0.0, 0.0)
    for i in response.indices {
      sum += kernel.weight(i) * response[i]
      total += kernel.weight(i)
    }
    var deviance = 0.0
    // Under one mean, small counts, and events, have the same few deviances.
    let mean = sum / total
    let known = (0..<(hasConstant ? 64 : 0)).map { y in
      family.complaint(Double(y)) == nil
        ? family.unitDeviance(Double(y), mean, complement: 1 - mean) : .nan
    }
    for i in response.indices where kernel.weight(i) > 0 {
      let y = response[i]
      if hasConstant {
        let place = y >= 0 && y < 64 ? Int(y) : -1
        let unit =
          Double(place) == y && place < known.count
          ? known[place] : family.unitDeviance(y, mean, complement: 1 - mean)
        deviance += kernel.weight(i) * unit
      } else {
        let predictor = offset?[i] ?? 0
        deviance +=
          kernel.weight(i)
          * family.unitDeviance(
            y, link.mean(predictor), complement: link.complement(predictor))
      }
    }
    return (deviance, observations - (hasConstant ? 1 : 0))
  }
}
