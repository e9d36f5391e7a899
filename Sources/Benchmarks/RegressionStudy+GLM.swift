import Foundation
import LinearAlgebra
import Regression
import Statistics

/// Generalized linear models on 1,000,000 × 50 and an intercept.
extension RegressionStudy {
  static let generalizedLinearCases: [Case] = [
    ("poisson", { _, emit in generalizedLinear(.poisson, emit) }),
    ("logit", { _, emit in generalizedLinear(.binomial, emit) }),
  ]

  private static func generalizedLinear(_ family: GLMFamily, _ emit: (String) -> Void) {
    let (rows, columns) = (1_000_000, 50)
    let name = "\(family.name)-\(rows)x\(columns)"
    let sample = Sample(rows: rows, columns: columns, seed: 2)
    let response = draws(family, sample.signal)
    let design = sample.design
    let dataBytes = Double(8 * rows * (columns + 1))
    PeakMemory.reset()
    let before = PeakMemory.current
    guard let fit = try? GLMFit(design: design, response: response, family: family) else {
      return emit(line(name, "failed", .nan))
    }
    let peak = PeakMemory.bytes
    emit(
      line(
        name, "peak_memory_over_data", (dataBytes + peak - before) / dataBytes,
        more: [
          "bound": 2, "data_megabytes": dataBytes / 1e6, "fit_megabytes": (peak - before) / 1e6,
        ]))
    if let scores = try? design.transposeTimes(fit.scores()) {
      // In standard errors of the score, √ of its information.
      let worst = zip(scores, fit.coefficients).reduce(0.0) {
        max($0, abs($1.0) * ($1.1.standardError ?? .nan))
      }
      emit(line(name, "largest_score_in_standard_errors", worst))
    }
    func seconds() -> Double {
      Stopwatch.least(of: 3) {
        _ = try? GLMFit(design: design, response: response, family: family)
      }
    }
    let early = seconds()
    let script = peerPreamble + (family == .poisson ? poissonPeer : logitPeer)
    let peers = PythonPeer.run(script, arrays: sample.arrays + [("y", .doubles(response))])
    let ours = min(early, seconds())
    emit(line(name, "cpu_seconds", ours, more: ["steps": Double(fit.iterations)]))
    guard let peers else { return emit(line(name, "peer_missing", .nan)) }
    for peer in ["statsmodels", "sklearn-newton-cholesky", "sklearn-lbfgs"] {
      guard let theirs = peers["\(peer)_seconds"] else { continue }
      emit(
        line(name, "times_faster_than_\(peer)", theirs / ours, more: ["bound": 2, "peer": theirs]))
      let b = (0...columns).map { peers["\(peer)_b\($0)"] ?? .nan }
      emit(line(name, "distance_from_\(peer)", distance(fit.estimates, b)))
    }
  }

  /// Responses whose predictor is ½ + the signal.
  private static func draws(_ family: GLMFamily, _ signal: [Double]) -> [Double] {
    var stream = RandomStream(seed: 2, keys: ["responses"])
    return signal.map { value in
      let predictor = 0.5 + value
      if family == .binomial { return stream.uniform() < 1 / (1 + exp(-predictor)) ? 1 : 0 }
      return (try? Poisson(mean: exp(predictor)))?.sample(using: &stream) ?? 0
    }
  }

  /// Fits of scikit-learn, whose tolerance is of the gradient of the mean loss, to
  /// about what ours leaves, and of statsmodels.
  private static let peerEnd = """
    answer = {}
    def report(name, seconds, b):
        answer[name + "_seconds"] = seconds
        for j, v in enumerate(b):
            answer["%s_b%d" % (name, j)] = float(v)
    for solver in ["newton-cholesky", "lbfgs"]:
        seconds, fit = least(2, lambda: sklearn_fit(solver))
        report("sklearn-" + solver, seconds, np.r_[np.ravel(fit.intercept_), np.ravel(fit.coef_)])
    x = sm.add_constant(x)
    seconds, fit = least(1, lambda: sm.GLM(y, x, family=family).fit(tol=1e-12))
    report("statsmodels", seconds, fit.params)
    print(json.dumps(answer))
    """

  private static let poissonPeer =
    """
    import statsmodels.api as sm
    from sklearn.linear_model import PoissonRegressor
    y = column("y")
    x = design()
    family = sm.families.Poisson()
    def sklearn_fit(solver):
        return PoissonRegressor(alpha=0, solver=solver, tol=1e-8, max_iter=1000).fit(x, y)

    """ + peerEnd

  private static let logitPeer =
    """
    import statsmodels.api as sm
    from sklearn.linear_model import LogisticRegression
    y = column("y")
    x = design()
    family = sm.families.Binomial()
    def sklearn_fit(solver):
        return LogisticRegression(C=np.inf, solver=solver, tol=1e-8, max_iter=1000).fit(x, y)

    """ + peerEnd
}
