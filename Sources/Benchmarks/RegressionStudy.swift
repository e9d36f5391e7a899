import Foundation
import LinearAlgebra
import Regression
import Statistics

/// Regression beside statsmodels, scikit-learn and others, one thread each, in one
/// run: CPU seconds of the fit alone, the least of a few repeats taken in turn, and
/// how far the answers lie apart. A peer that is not installed is said to be missing.
///
/// `regression` runs every case, `regression-ols` and so on one of them; the
/// directory, where a case wants one, holds what that case's file says.
enum RegressionStudy {
  typealias Case = (
    name: String, run: @Sendable (_ directory: String?, _ emit: (String) -> Void) -> Void
  )

  /// A case by name; each family's file has its own.
  static let cases: [Case] =
    [
      ("ols", ordinaryLeastSquares), ("factor", leastSquaresOfFactor),
      ("nist", leastSquaresOfNIST),
    ] + pathCases + generalizedLinearCases
    + [("trees", boostedTrees)]

  static func run(directory: String?, emit: (String) -> Void) {
    for one in cases { one.run(directory, emit) }
  }

  /// Normal regressors in columns, with a response of known coefficients.
  struct Sample {
    let columns: [[Double]]
    /// Σ bⱼ xⱼ, bⱼ running from −1 to 1, over √columns.
    let signal: [Double]
    let noise: [Double]

    init(rows: Int, columns count: Int, seed: UInt64) {
      columns = parallelMap(count, threads: 2) { j in
        var stream = RandomStream(seed: seed, keys: ["column", String(j)])
        return (0..<rows).map { _ in stream.normal() }
      }
      var signal = [Double](repeating: 0, count: rows)
      for (j, column) in columns.enumerated() {
        let slope = (2 * Double(j) / Double(max(1, count - 1)) - 1) / Double(count).squareRoot()
        for i in signal.indices { signal[i] += slope * column[i] }
      }
      self.signal = signal
      var stream = RandomStream(seed: seed, keys: ["noise"])
      noise = signal.map { _ in stream.normal() }
    }

    /// An intercept and the columns.
    var design: DesignMatrix {
      DesignMatrix(
        rows: signal.count, names: ["(Intercept)"] + columns.indices.map { "x\($0 + 1)" },
        blocks: [.intercept] + columns.map { .column($0) })
    }

    /// Each column as a file of its own: x0, x1, …
    var arrays: [(name: String, values: PythonPeer.Values)] {
      columns.enumerated().map { ("x\($0)", .doubles($1)) }
    }
  }

  /// The start of every peer's script: `column(name)` and `design()`, an array of
  /// rows as Python's programs like it.
  static let peerPreamble = """
    import json, os, sys, time
    import numpy as np
    folder = sys.argv[1]
    def column(name):
        return np.fromfile(os.path.join(folder, name + ".f64"))
    def design():
        count = sum(f[0] == "x" and f[1:-4].isdigit() for f in os.listdir(folder))
        first = column("x0")
        x = np.empty((len(first), count))
        for j in range(count):
            x[:, j] = column("x%d" % j)
        return x
    def least(repeats, fit):
        best = float("inf")
        for _ in range(repeats):
            begin = time.process_time()
            result = fit()
            best = min(best, time.process_time() - begin)
        return best, result

    """

  static func line(
    _ name: String, _ measure: String, _ value: Double, more: [String: Double] = [:]
  ) -> String {
    Measurement.line(study: "regression", case: name, measure: measure, value: value, more: more)
  }
}

/// Least squares on 1,000,000 × 50 and an intercept.
extension RegressionStudy {
  @Sendable
  static func ordinaryLeastSquares(directory: String?, emit: (String) -> Void) {
    let (rows, columns) = (1_000_000, 50)
    let name = "ols-\(rows)x\(columns)"
    let sample = Sample(rows: rows, columns: columns, seed: 1)
    let response = zip(sample.signal, sample.noise).map { 3 + $0 + $1 }
    let design = sample.design
    let dataBytes = Double(8 * rows * (columns + 1))
    PeakMemory.reset()
    let before = PeakMemory.current
    guard let fit = try? LinearFit(design: design, response: response) else {
      return emit(line(name, "failed", .nan))
    }
    let peak = PeakMemory.bytes
    emit(
      line(
        name, "peak_memory_over_data", (dataBytes + peak - before) / dataBytes,
        more: [
          "bound": 2, "data_megabytes": dataBytes / 1e6, "fit_megabytes": (peak - before) / 1e6,
        ]
      ))
    func seconds(_ method: LinearFit.Method?) -> Double {
      Stopwatch.least(of: 3) {
        _ = try? LinearFit(design: design, response: response, options: .init(method: method))
      }
    }
    let early = seconds(nil)
    let peers = PythonPeer.run(olsPeer, arrays: sample.arrays + [("y", .doubles(response))])
    let ours = min(early, seconds(nil))
    emit(line(name, "cpu_seconds", ours, more: ["householder": seconds(.householder)]))
    if let plain = try? LinearFit(
      design: design, response: response, options: .init(method: .householder))
    {
      emit(line(name, "distance_from_householder", distance(fit.estimates, plain.estimates)))
    }
    guard let peers else { return emit(line(name, "peer_missing", .nan)) }
    for peer in ["statsmodels", "sklearn"] {
      guard let theirs = peers["\(peer)_seconds"] else { continue }
      emit(
        line(name, "times_faster_than_\(peer)", theirs / ours, more: ["bound": 2, "peer": theirs]))
      let b = (0...columns).map { peers["\(peer)_b\($0)"] ?? .nan }
      emit(line(name, "distance_from_\(peer)", distance(fit.estimates, b)))
    }
  }

  /// The largest difference, relative to the largest value.
  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .nan }
    let scale = b.reduce(0.0) { max($0, abs($1)) }
    return zip(a, b).reduce(0.0) { max($0, abs($1.0 - $1.1)) } / scale
  }

  private static let olsPeer =
    peerPreamble + """
      import statsmodels.api as sm
      from sklearn.linear_model import LinearRegression
      y = column("y")
      x = design()
      seconds, fit = least(3, lambda: LinearRegression().fit(x, y))
      answer = {"sklearn_seconds": seconds, "sklearn_b0": float(fit.intercept_)}
      for j, b in enumerate(fit.coef_):
          answer["sklearn_b%d" % (j + 1)] = float(b)
      x = sm.add_constant(x)
      seconds, fit = least(2, lambda: sm.OLS(y, x).fit())
      answer["statsmodels_seconds"] = seconds
      for j, b in enumerate(fit.params):
          answer["statsmodels_b%d" % j] = float(b)
      print(json.dumps(answer))
      """
}
