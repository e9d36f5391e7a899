/// The stepwise search for an order (Hyndman & Khandakar 2008, §3.2), on a series
/// whose gaps are filled from level and season: the fast recursion needs them all.
struct ARIMASearch {
  private let fitter: ARIMAFitter
  private let period: Int
  private let d: Int
  private let seasonalD: Int
  private let mayDrift: Bool
  private let limits: Candidate

  /// What a search moves through; differences are settled beforehand.
  private struct Candidate: Hashable {
    var p: Int
    var q: Int
    var seasonalP: Int
    var seasonalQ: Int
    var hasConstant: Bool
  }

  /// As many fits as a search may take.
  private static let limit = 94

  /// nil where fewer than five values, or no two different ones, are observed.
  init?(
    _ values: [Double], regressors: [[Double]], period: Int, maximumOrder: Int,
    maximumSeasonalOrder: Int
  ) {
    let known = values.filter { !$0.isNaN }
    let observed = known.count
    guard observed >= 5, known.contains(where: { $0 != known[0] }) else { return nil }
    self.period = period
    let effects = ARIMASearch.effects(of: regressors, on: values)
    let complete = SeasonalFill.completed(
      zip(values, effects).map { $0 - $1 }, seasonalPeriods: period > 1 ? [period] : [])
    fitter = ARIMAFitter(zip(complete, effects).map { $0 + $1 }, regressors: regressors)
    seasonalD = DifferencingTests.seasonalDifferences(complete, period: period)
    d = DifferencingTests.differences(
      Differencing(ARIMAOrder(0, 0, 0, seasonal: (0, seasonalD, 0), period: period))
        .applied(to: complete))
    mayDrift = d + seasonalD == 1
    let most = min(maximumOrder, observed / 3)
    let mostSeasonal = period > 1 ? min(maximumSeasonalOrder, observed / 3 / period) : 0
    limits = Candidate(
      p: most, q: most, seasonalP: mostSeasonal, seasonalQ: mostSeasonal, hasConstant: true)
  }

  /// The order with the lowest AICc; nil where none can be fitted.
  func run() -> ARIMAFit? {
    var tried: Set<Candidate> = []
    var best: (candidate: Candidate, fit: ARIMAFit)?
    var last: ARIMAFit?
    func attempt(_ candidate: Candidate) -> Bool {
      guard isAllowed(candidate), tried.count < ARIMASearch.limit,
        tried.insert(candidate).inserted
      else { return false }
      let bar = best?.fit.aicc ?? .infinity
      guard
        let fit = fitter.fit(
          order(candidate), hasConstant: candidate.hasConstant, relative: best?.fit, best: bar,
          thorough: false)
      else { return false }
      if last == nil || fit.aicc < last!.aicc { last = fit }
      guard fit.aicc < bar, isCalm(fit) else { return false }
      best = (candidate, fit)
      return true
    }
    for start in starts { _ = attempt(start) }
    while let current = best?.candidate {
      if !neighbours(of: current).contains(where: attempt) { break }
    }
    guard let best else { return last }
    // The winner is carried to the end from several starts.
    let thorough = fitter.fit(
      best.fit.order, hasConstant: best.fit.hasConstant, relative: best.fit)
    guard let thorough, thorough.logLikelihood >= best.fit.logLikelihood, isCalm(thorough) else {
      return best.fit
    }
    return thorough
  }

  private var starts: [Candidate] {
    let constant = d + seasonalD <= 1
    func candidate(_ p: Int, _ q: Int, _ seasonalP: Int, _ seasonalQ: Int, _ has: Bool) -> Candidate
    {
      Candidate(
        p: min(p, limits.p), q: min(q, limits.q), seasonalP: min(seasonalP, limits.seasonalP),
        seasonalQ: min(seasonalQ, limits.seasonalQ), hasConstant: has)
    }
    var list = [
      candidate(2, 2, 1, 1, constant), candidate(0, 0, 0, 0, constant),
      candidate(1, 0, 1, 0, constant), candidate(0, 1, 0, 1, constant),
    ]
    if mayDrift { list.append(candidate(0, 0, 0, 0, false)) }
    return list
  }

  /// One step away in each term, in both seasonal or both ordinary terms, or in
  /// the drift.
  private func neighbours(of c: Candidate) -> [Candidate] {
    var list: [Candidate] = []
    for (dp, dq) in [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)] {
      var next = c
      next.seasonalP += dp
      next.seasonalQ += dq
      list.append(next)
    }
    for (dp, dq) in [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)] {
      var next = c
      next.p += dp
      next.q += dq
      list.append(next)
    }
    if mayDrift {
      var next = c
      next.hasConstant.toggle()
      list.append(next)
    }
    return list
  }

  private func isAllowed(_ c: Candidate) -> Bool {
    (0...limits.p).contains(c.p) && (0...limits.q).contains(c.q)
      && (0...limits.seasonalP).contains(c.seasonalP)
      && (0...limits.seasonalQ).contains(c.seasonalQ)
  }

  private func order(_ c: Candidate) -> ARIMAOrder {
    ARIMAOrder(
      c.p, d, c.q, seasonal: (c.seasonalP, seasonalD, c.seasonalQ), period: period)
  }

  /// Whether every root of the four polynomials, each in its own variable, is
  /// larger than 1.01: the polynomials stay stationary when stretched by that.
  private func isCalm(_ fit: ARIMAFit) -> Bool {
    let c = fit.coefficients
    return [c.ar, c.ma.map { -$0 }, c.seasonalAR, c.seasonalMA.map { -$0 }].allSatisfy { part in
      var stretch = 1.0
      let stretched = part.map { value in
        stretch *= 1.01
        return value * stretch
      }
      return ARIMACoefficients.partials(coefficients: stretched) != nil
    }
  }

  /// What regressors alone make of the values, by least squares.
  private static func effects(of regressors: [[Double]], on values: [Double]) -> [Double] {
    var effects = [Double](repeating: 0, count: values.count)
    guard !regressors.isEmpty else { return effects }
    let known = values.indices.filter { !values[$0].isNaN }
    var columns = known.map { values[$0] } + known.map { _ in 1.0 }
    for regressor in regressors { columns += known.map { regressor[$0] } }
    let fit = RegressionOnInnovations(
      &columns, columns: regressors.count + 2, steps: known.count)
    for (c, regressor) in regressors.enumerated() {
      for t in effects.indices { effects[t] += fit.coefficients[c + 1] * regressor[t] }
    }
    return effects
  }
}
