import Foundation
import LinearAlgebra
import Regression
import Statistics

/// Least squares with a factor of 300 levels, and NIST's certified sets.
extension RegressionStudy {
  /// 1,000,000 rows, five numbers and a factor of 300 levels: 305 columns that are
  /// never written out. scikit-learn gets them as a sparse matrix.
  @Sendable
  static func leastSquaresOfFactor(directory: String?, emit: (String) -> Void) {
    let (rows, levels) = (1_000_000, 300)
    let name = "ols-factor-\(rows)x\(levels)"
    let sample = Sample(rows: rows, columns: 5, seed: 2)
    var stream = RandomStream(seed: 2, "codes")
    let codes = (0..<rows).map { _ in Int32(stream.integer(below: levels)) - 1 }
    let response = (0..<rows).map { i in
      sample.signal[i] + sample.noise[i] + Double(codes[i] % 7)
    }
    let design = DesignMatrix(
      rows: rows,
      names: sample.design.names + (1..<levels).map { "level \($0)" },
      blocks: sample.design.blocks + [.indicators(codes: codes, width: levels - 1, values: nil)])
    let dataBytes = Double(rows) * (6 * 8 + 4)
    PeakMemory.reset()
    let before = PeakMemory.current
    var found: LinearFit?
    let ours = Stopwatch.least(of: 3) {
      found = try? LinearFit(design: design, response: response)
    }
    guard let fit = found else { return emit(line(name, "failed", .nan)) }
    emit(
      line(
        name, "peak_memory_over_data",
        (dataBytes + PeakMemory.bytes - before) / dataBytes, more: ["bound": 2]))
    emit(line(name, "cpu_seconds", ours, more: ["columns": Double(design.columns)]))
    let residual = zip(response, design.times(fit.fullEstimates)).map { $0 - $1 }
    let gradient = design.transposeTimes(residual).reduce(0.0) { max($0, abs($1)) }
    emit(line(name, "largest_gradient", gradient))
    guard
      let peer = PythonPeer.run(
        factorPeer,
        arrays: sample.arrays + [("y", .doubles(response)), ("codes", .integers(codes))]),
      let theirs = peer["sklearn_seconds"]
    else { return emit(line(name, "peer_missing", .nan)) }
    emit(line(name, "times_faster_than_sklearn", theirs / ours, more: ["peer": theirs]))
    let slopes = (1...5).map { peer["sklearn_b\($0)"] ?? .nan }
    emit(line(name, "distance_from_sklearn", distance(Array(fit.estimates[1...5]), slopes)))
  }

  private static let factorPeer =
    peerPreamble + """
      import scipy.sparse as sp
      from sklearn.linear_model import LinearRegression
      y = column("y")
      codes = np.fromfile(os.path.join(folder, "codes.i32"), dtype=np.int32)
      keep = codes >= 0
      rows = np.arange(len(y))[keep]
      hot = sp.csr_matrix((np.ones(len(rows)), (rows, codes[keep])), shape=(len(y), 299))
      x = sp.hstack([sp.csr_matrix(design()), hot]).tocsr()
      seconds, fit = least(1, lambda: LinearRegression().fit(x, y))
      answer = {"sklearn_seconds": seconds}
      for j in range(5):
          answer["sklearn_b%d" % (j + 1)] = float(fit.coef_[j])
      print(json.dumps(answer))
      """

  private struct Certified: Decodable {
    struct Set: Decodable {
      var name: String
      var degree: Int
      var intercept: Bool
      var estimates, errors: [String]
    }
    var regression: [Set]
  }

  /// NIST's linear regression sets by formula: the least log relative error of the
  /// coefficients and of their standard errors. The directory holds `certified.json`
  /// and a CSV file a set, `y` first.
  @Sendable
  static func leastSquaresOfNIST(directory: String?, emit: (String) -> Void) {
    guard let directory,
      let data = FileManager.default.contents(atPath: "\(directory)/certified.json"),
      let certified = try? JSONDecoder().decode(Certified.self, from: data)
    else { return emit(line("nist", "needs --data with certified.json", .nan)) }
    for set in certified.regression {
      guard let text = try? String(contentsOfFile: "\(directory)/\(set.name).csv", encoding: .utf8)
      else { continue }
      let rows = text.split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",").compactMap { Double($0) } }
      let names = ["y"] + (rows[0].count > 2 ? (1..<rows[0].count).map { "x\($0)" } : ["x"])
      let frame = ModelFrame(
        columns: names.enumerated().map { j, name in .init(name, .numeric(rows.map { $0[j] })) })
      let right =
        set.degree > 1
        ? "x + " + (2...set.degree).map { "I(x^\($0))" }.joined(separator: " + ")
        : names.dropFirst().joined(separator: " + ")
      do {
        let formula = try Formula("y ~ \(set.intercept ? "" : "0 + ")\(right)")
        let part = try DesignSchema(formula, frame).rows(of: frame)
        let fit = try LinearFit(design: part.design, response: part.response)
        let errors = fit.coefficients.map { $0.standardError ?? .nan }
        emit(
          line(
            "nist-\(set.name)", "least_digits_of_estimates", digits(fit.estimates, set.estimates),
            more: [
              "of_errors": digits(errors, set.errors), "bound": set.name == "filip" ? 9 : 11,
              "condition": fit.condition,
            ]))
      } catch {
        emit(line("nist-\(set.name)", "\(error)", .nan))
      }
    }
  }

  /// The least log relative error, absolute where the certified value is zero; 16 for
  /// equal values.
  private static func digits(_ values: [Double], _ certified: [String]) -> Double {
    guard values.count == certified.count else { return 0 }
    return zip(values, certified).map { value, text in
      guard let expected = Double(text), value.isFinite else { return 0 }
      if value == expected { return 16 }
      return -log10(expected == 0 ? abs(value) : abs(value / expected - 1))
    }.min() ?? 0
  }
}
