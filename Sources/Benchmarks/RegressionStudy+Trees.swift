import Foundation
import LinearAlgebra
import Regression
import Statistics

/// Boosted trees on 1,000,000 × 30 beside lightgbm: the same bins, leaves and rounds,
/// one thread, binning counted on both sides, and the loss on 200,000 other rows.
extension RegressionStudy {
  @Sendable
  static func boostedTrees(directory: String?, emit: (String) -> Void) {
    let (rows, held, columns) = (1_000_000, 200_000, 30)
    let sample = Sample(rows: rows + held, columns: columns, seed: 7)
    let signal = Self.curved(sample)
    let response = zip(signal, sample.noise).map { $0 + $1 }
    let mean = signal.reduce(0, +) / Double(signal.count)
    var stream = RandomStream(seed: 7, "labels")
    let labels = signal.map { stream.uniform() < 1 / (1 + exp(0.7 * (mean - $0))) ? 1.0 : 0 }
    func frame(_ range: Range<Int>) -> ModelFrame {
      ModelFrame(
        columns: sample.columns.enumerated().map { .init("x\($0)", .numeric(Array($1[range]))) })
    }
    let (training, other) = (frame(0..<rows), frame(rows..<rows + held))
    for (objective, y, name) in [
      (BoostedTrees.Objective.squaredError, response, "l2"), (.logistic, labels, "logistic"),
    ] {
      let target = Array(y[..<rows])
      var model: BoostedTrees?
      func seconds(_ change: (inout BoostedTrees.Options) -> Void = { _ in }) -> Double {
        var options = BoostedTrees.Options()
        change(&options)
        return Stopwatch.least(of: 2) {
          model = try? BoostedTrees(
            training, response: target, objective: objective, options: options)
        }
      }
      let start = seconds {
        $0.rounds = 1
        $0.maximumLeaves = 2
      }
      let early = seconds()
      let peer = PythonPeer.run(
        treesPeer,
        arrays: sample.arrays + [("y", .doubles(y)), ("kind", .doubles([name == "l2" ? 0 : 1]))])
      let ours = min(early, seconds())
      let label = "trees-\(name)-\(rows)x\(columns)"
      guard let fitted = try? model?.predict(other) else {
        emit(line(label, "failed", .nan))
        continue
      }
      let loss = zip(fitted, y[rows...]).reduce(0) { sum, pair in
        let (p, y) = pair
        return sum + (name == "l2" ? (y - p) * (y - p) : -log(y == 1 ? p : 1 - p))
      }
      emit(line(label, "cpu_seconds", ours, more: ["binning_and_one_split": start]))
      emit(line(label, "held_out_loss", loss / Double(held)))
      let predicting = Stopwatch.least(of: 2) { _ = try? model?.predict(other) }
      emit(line(label, "microseconds_per_prediction", 1e6 * predicting / Double(held)))
      guard let peer, let theirs = peer["seconds"], let peerLoss = peer["loss"] else {
        emit(line(label, "peer_missing", .nan))
        continue
      }
      emit(
        line(
          label, "times_faster_than_lightgbm", theirs / ours,
          more: [
            "bound": 1, "peer": theirs, "peer_construct": peer["construct"] ?? .nan,
            "peer_by_column": peer["column"] ?? .nan, "peer_by_row": peer["row"] ?? .nan,
          ]))
      emit(
        line(
          label, "held_out_loss_over_lightgbm", loss / Double(held) / peerLoss,
          more: ["bound": 1, "peer": peerLoss]))
    }
  }

  /// Waves, products, steps and slopes of the first twenty columns.
  private static func curved(_ sample: Sample) -> [Double] {
    let x = sample.columns
    return sample.signal.indices.map { i in
      let slopes = (9..<20).reduce(0) { $0 + x[$1][i] }
      let waves = 2 * sin(2 * x[0][i]) + x[1][i] * x[2][i] + 0.3 * x[8][i] * x[8][i]
      let steps = (x[3][i] > 0.3 ? 1.5 * x[4][i] : 0) - (x[6][i] > 0.5 ? 1 : 0)
      return waves + steps + 1.5 * x[5][i] + log1p(exp(x[7][i])) + 0.2 * slopes
    }
  }

  private static let treesPeer =
    peerPreamble + """
      import lightgbm as lgb
      x, y = design(), column("y")
      binary = column("kind")[0] == 1
      n = 1000000
      answer = {}
      for way in ("column", "row"):
          options = dict(objective="binary" if binary else "regression", num_leaves=31,
                         max_bin=255, learning_rate=0.1, min_data_in_leaf=20, num_threads=1,
                         deterministic=False, verbose=-1)
          options["force_col_wise" if way == "column" else "force_row_wise"] = True
          for repeat in range(2):
              begin = time.process_time()
              data = lgb.Dataset(x[:n], y[:n], params=options).construct()
              middle = time.process_time()
              model = lgb.train(options, data, 100)
              end = time.process_time()
              answer[way] = min(answer.get(way, 1e9), end - begin)
              if end - begin <= answer.get("seconds", 1e9):
                  answer["seconds"], answer["construct"] = end - begin, middle - begin
          p = model.predict(x[n:], num_threads=1)
          v = y[n:]
          answer["loss"] = float(
              -np.mean(np.log(np.where(v == 1, p, 1 - p))) if binary else np.mean((p - v) ** 2))
      print(json.dumps(answer))
      """
}
