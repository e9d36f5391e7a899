import Foundation
import LinearAlgebra
import Regression

/// Elastic-net paths beside scikit-learn, and quantile regression beside statsmodels.
extension RegressionStudy {
  static let pathCases: [Case] = [("paths", elasticNetPaths), ("quantile", medianRegression)]

  /// 100 λ on 100,000 × 200 correlated columns, down to a thousandth of the largest:
  /// lasso and half and half. Both sides get the data as they are and fit an intercept:
  /// scikit-learn by centring them and `enet_path` on the Gram matrix, the faster of
  /// its ways. Its time on data that are centred and laid out for it already is given
  /// beside. All solve the same problems; the objectives say how well.
  @Sendable
  private static func elasticNetPaths(directory: String?, emit: (String) -> Void) {
    let (rows, columns) = (100_000, 200)
    let sample = Sample(rows: rows, columns: columns, seed: 2)
    var correlated = sample.columns
    for j in 1..<columns {
      for i in 0..<rows {
        correlated[j][i] = 0.5 * correlated[j - 1][i] + 0.75.squareRoot() * correlated[j][i]
      }
    }
    var response = sample.noise.map { 2 + 3 * $0 }
    for j in stride(from: 0, to: columns, by: 7) {
      let slope = Double(j % 5) - 2
      for i in 0..<rows { response[i] += slope * correlated[j][i] }
    }
    let design = DesignMatrix(
      rows: rows, names: correlated.indices.map { "x\($0 + 1)" },
      blocks: correlated.map { .column($0) }
    ).withIntercept()
    for mixing in [1.0, 0.5] {
      let name = "path-\(rows)x\(columns)-mixing-\(mixing)"
      var options = ElasticNetOptions(mixing: mixing)
      options.standardize = false
      options.stopsEarly = false
      options.smallestRatio = 1e-3
      guard let fit = try? ElasticNet(design: design, response: response, options: options) else {
        emit(line(name, "failed", .nan))
        continue
      }
      func seconds() -> Double {
        Stopwatch.least(of: 3) {
          _ = try? ElasticNet(design: design, response: response, options: options)
        }
      }
      let early = seconds()
      let peers = PythonPeer.run(
        pathPeer,
        arrays: correlated.enumerated().map { ("x\($0)", .doubles($1)) } + [
          ("y", .doubles(response)), ("lambdas", .doubles(fit.lambdas)),
          ("ours", .doubles(fit.path.storage)), ("mixing", .doubles([mixing])),
        ])
      let ours = min(early, seconds())
      emit(
        line(
          name, "cpu_seconds", ours,
          more: ["nonzero_last": Double(fit.nonzero.last ?? 0), "lambdas": 100]))
      guard let peers else {
        emit(line(name, "peer_missing", .nan))
        continue
      }
      let (whole, core) = (peers["whole_seconds"] ?? .nan, peers["core_seconds"] ?? .nan)
      emit(
        line(name, "times_faster_than_sklearn", whole / ours, more: ["bound": 2, "peer": whole]))
      emit(line(name, "times_faster_than_sklearn_precentred", core / ours, more: ["peer": core]))
      emit(
        line(
          name, "objective_excess", peers["ours_excess"] ?? .nan,
          more: ["peer": peers["sklearn_excess"] ?? .nan]))
    }
  }

  /// `excess`: the largest share by which an objective is above the lower of the two.
  private static let pathPeer =
    peerPreamble + """
      from sklearn.linear_model import enet_path
      x, y = design(), column("y")
      lambdas, mixing = column("lambdas"), float(column("mixing")[0])
      options = dict(l1_ratio=mixing, alphas=lambdas, precompute=True, tol=1e-8, max_iter=100000)
      def whole():
          center = x.mean(axis=0)
          a, b, _ = enet_path(x - center, y - y.mean(), copy_X=False, **options)
          return b, y.mean() - center @ b
      whole_seconds, (b, intercept) = least(3, whole)
      center = x.mean(axis=0)
      ready = np.asfortranarray(x - center)
      target = y - y.mean()
      core_seconds, _ = least(3, lambda: enet_path(ready, target, copy_X=False, **options))
      ours = column("ours").reshape(len(lambdas), -1)
      def objective(k, intercept, b):
          r = y - intercept - x @ b
          penalty = mixing * np.abs(b).sum() + 0.5 * (1 - mixing) * (b @ b)
          return 0.5 * (r @ r) / len(y) + lambdas[k] * penalty
      excess = {"ours": 0.0, "sklearn": 0.0}
      for k in range(0, len(lambdas), 3):
          values = {"ours": objective(k, ours[k, 0], ours[k, 1:]),
                    "sklearn": objective(k, intercept[k], b[:, k])}
          best = min(values.values())
          for name in values:
              excess[name] = max(excess[name], (values[name] - best) / best)
      print(json.dumps({"whole_seconds": whole_seconds, "core_seconds": core_seconds,
                        "ours_excess": float(excess["ours"]),
                        "sklearn_excess": float(excess["sklearn"])}))
      """

  /// The median of 50,000 × 10 with errors that grow with a column.
  @Sendable
  private static func medianRegression(directory: String?, emit: (String) -> Void) {
    let (rows, columns) = (50_000, 10)
    let name = "quantile-\(rows)x\(columns)"
    let sample = Sample(rows: rows, columns: columns, seed: 3)
    let response = (0..<rows).map { i in
      1 + sample.signal[i] + (1 + abs(sample.columns[0][i])) * sample.noise[i]
    }
    let design = sample.design
    guard
      let fit = try? QuantileRegression(design: design, response: response, errors: .none)
    else { return emit(line(name, "failed", .nan)) }
    func seconds() -> Double {
      Stopwatch.least(of: 3) {
        _ = try? QuantileRegression(design: design, response: response, errors: .none)
      }
    }
    let early = seconds()
    let peers = PythonPeer.run(medianPeer, arrays: sample.arrays + [("y", .doubles(response))])
    let ours = min(early, seconds())
    emit(line(name, "cpu_seconds", ours, more: ["objective": fit.objectives[0]]))
    guard let peers, let theirs = peers["seconds"], let objective = peers["objective"] else {
      return emit(line(name, "peer_missing", .nan))
    }
    emit(line(name, "times_faster_than_statsmodels", theirs / ours, more: ["peer": theirs]))
    emit(line(name, "objective_over_statsmodels", fit.objectives[0] / objective - 1))
  }

  private static let medianPeer =
    peerPreamble + """
      import statsmodels.api as sm
      x, y = sm.add_constant(design()), column("y")
      seconds, fit = least(2, lambda: sm.QuantReg(y, x).fit(q=0.5))
      objective = 0.5 * np.abs(y - x @ fit.params).sum()
      print(json.dumps({"seconds": seconds, "objective": float(objective)}))
      """
}
