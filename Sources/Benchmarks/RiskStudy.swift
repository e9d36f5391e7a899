import Foundation
import LinearAlgebra
import Regression
import Tables

/// Risk scores beside scikit-learn's: area under the precision–recall curve on rows
/// that no model saw, for every table of the directory.
///
/// A CSV with a column `label` (0 or 1; all others are features) is tested on the rows
/// whose zero-based index ends in 7, 8 or 9. Food inspections (`criticalFound`, rows in
/// order of time) are tested on the last 30 %, with the inspector among the features
/// and without: that column says who looks, and hides which kitchen is at fault.
/// Peers run on the same rows where python3 has scikit-learn, with its default settings.
enum RiskStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    let files = directory.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }
    guard let directory, let files else {
      return emit(line("all", "needs --data with CSV files", .nan))
    }
    var (trees, logistic): ([Double], [Double]) = ([], [])
    for file in files.sorted() where file.hasSuffix(".csv") || file.hasSuffix(".csv.gz") {
      guard let read = try? TableReader.read(path: "\(directory)/\(file)") else {
        emit(line(file, "unreadable", .nan))
        continue
      }
      for task in Task.all(named: file.split(separator: ".").map(String.init)[0], read.table) {
        let (tree, linear) = measure(task, emit)
        guard task.counts else { continue }
        trees.append(tree)
        logistic.append(linear)
      }
    }
    for (name, gains) in [("trees", trees), ("logistic", logistic)] {
      let known = gains.filter { !$0.isNaN }
      guard !known.isEmpty else { continue }
      let share = Double(known.filter { $0 >= 0 }.count)
      emit(
        line("all", "\(name)_sets_no_worse_than_peer", share, more: ["sets": Double(known.count)]))
      emit(line("all", "\(name)_least_difference", known.min()!, more: ["bound": -0.01]))
    }
  }

  /// Our areas less the peers'; NaN where there is no peer.
  private static func measure(_ task: Task, _ emit: (String) -> Void) -> (Double, Double) {
    let training = task.isTest.indices.filter { !task.isTest[$0] }
    let test = task.isTest.indices.filter { task.isTest[$0] }
    let (known, unknown) = (
      task.frame.selecting(rows: training), task.frame.selecting(rows: test)
    )
    let y = training.map { task.labels[$0] }
    let truth = test.map { task.labels[$0] }
    let peer = PythonPeer.run(peerScript, arrays: task.arrays)
    var gains: [Double] = []
    let models: [(name: String, peer: String, scores: () throws -> [Double])] = [
      (
        "trees", "hist_gradient_boosting",
        {
          try BoostedTrees.automatic(known, response: y, objective: .logistic, threads: 2)
            .predict(unknown)
        }
      ),
      (
        "logistic", "logistic_regression",
        {
          let coding = Coding(known)
          return try RegularizedLogistic(design: coding.design(known), response: y, threads: 2)
            .predict(coding.design(unknown))
        }
      ),
    ]
    for model in models {
      let begin = Stopwatch.cpuSeconds
      guard let scores = try? model.scores() else {
        emit(line(task.name, "\(model.name)_failed", .nan))
        gains.append(-1)
        continue
      }
      let seconds = Stopwatch.cpuSeconds - begin
      let area = Ranking(scores, truth)
      let theirs = peer?["\(model.peer)_aucpr"] ?? .nan
      emit(
        line(
          task.name, "\(model.name)_aucpr", area.averagePrecision,
          more: [
            "peer": theirs, "difference": area.averagePrecision - theirs, "aucroc": area.roc,
            "peer_aucroc": peer?["\(model.peer)_aucroc"] ?? .nan,
            "top10pct_recall": area.recall(ofFirst: 0.1), "cpu_seconds": seconds,
            "peer_cpu_seconds": peer?["\(model.peer)_seconds"] ?? .nan,
          ]))
      gains.append(area.averagePrecision - theirs)
    }
    if peer == nil { emit(line(task.name, "peer_missing", .nan)) }
    return (gains[0], gains[1])
  }

  private static func line(
    _ name: String, _ measure: String, _ value: Double, more: [String: Double] = [:]
  ) -> String {
    Measurement.line(study: "risk", case: name, measure: measure, value: value, more: more)
  }

  // MARK: Tables

  /// Features, labels and the rows held back.
  private struct Task {
    var name: String
    var frame: ModelFrame
    var labels: [Double]
    var isTest: [Bool]
    /// Whether the verdict over all sets counts it.
    var counts = true

    static func all(named name: String, _ table: Table) -> [Task] {
      let frame = ModelFrame(table)
      func numbers(_ column: String) -> [Double]? {
        guard case .numeric(let values)? = frame[column]?.values else { return nil }
        return values
      }
      func features(without left: Set<String>) -> ModelFrame {
        ModelFrame(
          columns: frame.columns.filter { column in
            if case .time = column.values { return false }
            return !left.contains(column.name)
          })
      }
      if let labels = numbers("label") {
        return [
          Task(
            name: name, frame: features(without: ["label"]), labels: labels,
            isTest: labels.indices.map { $0 % 10 >= 7 })
        ]
      }
      guard let labels = numbers("criticalFound") else { return [] }
      // What the inspection itself found, and another model's answer.
      let after: Set = [
        "criticalFound", "criticalCount", "seriousCount", "minorCount", "pass_flag", "fail_flag",
        "published_model_score", "Test",
      ]
      let isTest = labels.indices.map { $0 >= labels.count * 7 / 10 }
      let without = after.union(["Inspector_Assigned"])
      return [
        Task(name: name, frame: features(without: after), labels: labels, isTest: isTest),
        Task(
          name: "\(name)-without-inspector", frame: features(without: without), labels: labels,
          isTest: isTest, counts: false),
      ]
    }

    /// For the peer: x0, x1, … (categories as codes, −1 where missing) and what they are.
    var arrays: [(name: String, values: PythonPeer.Values)] {
      var arrays: [(name: String, values: PythonPeer.Values)] = [
        ("label", .doubles(labels)), ("test", .doubles(isTest.map { $0 ? 1 : 0 })),
      ]
      var categorical: [Double] = []
      for (k, column) in frame.columns.enumerated() {
        switch column.values {
        case .numeric(let values):
          arrays.append(("x\(k)", .doubles(values)))
          categorical.append(0)
        case .factor(let factor):
          arrays.append(("x\(k)", .doubles(factor.codes.map(Double.init))))
          categorical.append(1)
        case .time: preconditionFailure("columns of time were left out")
        }
      }
      arrays.append(("categorical", .doubles(categorical)))
      return arrays
    }
  }

  /// Columns for a linear model: numbers, the mean where missing, and a column a level.
  private struct Coding {
    private var means: [String: Double] = [:]

    init(_ frame: ModelFrame) {
      for column in frame.columns {
        guard case .numeric(let values) = column.values else { continue }
        let present = values.filter { !$0.isNaN }
        means[column.name] = present.reduce(0, +) / Double(max(1, present.count))
      }
    }

    func design(_ frame: ModelFrame) -> DesignMatrix {
      var (names, blocks): ([String], [DesignMatrix.Block]) = ([], [])
      for column in frame.columns {
        switch column.values {
        case .numeric(let values):
          let mean = means[column.name] ?? 0
          names.append(column.name)
          blocks.append(.column(values.map { $0.isNaN ? mean : $0 }))
        case .factor(let factor):
          names += factor.levels.map { "\(column.name)=\($0)" }
          blocks.append(
            .indicators(codes: factor.codes, width: factor.levels.count, values: nil))
        case .time: preconditionFailure("columns of time were left out")
        }
      }
      return DesignMatrix(rows: frame.rowCount, names: names, blocks: blocks)
    }
  }

  // MARK: Areas

  /// Rows in order of score, ties together.
  private struct Ranking {
    /// Σ (Rₖ − Rₖ₋₁) Pₖ over the distinct scores, as scikit-learn has it.
    private(set) var averagePrecision = 0.0
    /// The chance that a positive row outranks a negative one, ties by half.
    private(set) var roc = 0.0
    private let order: [Int]
    private let labels: [Double]
    private let positives: Double

    init(_ scores: [Double], _ labels: [Double]) {
      order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
      self.labels = labels
      positives = labels.reduce(0, +)
      let negatives = Double(labels.count) - positives
      var (hits, first) = (0.0, 0)
      while first < order.count {
        var (last, found) = (first, 0.0)
        while last < order.count, scores[order[last]] == scores[order[first]] {
          found += labels[order[last]]
          last += 1
        }
        let misses = Double(last - first) - found
        roc += misses * (hits + found / 2) / (positives * negatives)
        hits += found
        averagePrecision += found / positives * hits / Double(last)
        first = last
      }
    }

    /// The share of all positives among the first part of the ranking.
    func recall(ofFirst share: Double) -> Double {
      let count = Int((share * Double(order.count)).rounded())
      return order.prefix(count).reduce(0) { $0 + labels[$1] } / positives
    }
  }

  private static let peerScript =
    RegressionStudy.peerPreamble + """
      from sklearn.compose import make_column_transformer
      from sklearn.ensemble import HistGradientBoostingClassifier
      from sklearn.impute import SimpleImputer
      from sklearn.linear_model import LogisticRegression
      from sklearn.metrics import average_precision_score, roc_auc_score
      from sklearn.pipeline import make_pipeline
      from sklearn.preprocessing import OneHotEncoder, StandardScaler
      x, y, test = design(), column("label"), column("test") == 1
      kinds = column("categorical") == 1
      codes, numbers = np.flatnonzero(kinds), np.flatnonzero(~kinds)
      coded = make_column_transformer(
          (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
          (OneHotEncoder(handle_unknown="ignore"), codes))
      models = {
          "hist_gradient_boosting": HistGradientBoostingClassifier(
              categorical_features=codes, random_state=0),
          "logistic_regression": make_pipeline(coded, LogisticRegression(max_iter=1000)),
      }
      answer = {}
      for name, model in models.items():
          begin = time.process_time()
          scores = model.fit(x[~test], y[~test]).predict_proba(x[test])[:, 1]
          answer[name + "_seconds"] = time.process_time() - begin
          answer[name + "_aucpr"] = float(average_precision_score(y[test], scores))
          answer[name + "_aucroc"] = float(roc_auc_score(y[test], scores))
      print(json.dumps(answer))
      """
}
