import Feedback
import Foundation

/// Classes of citizens' comments, complaints and sentences by one default setting: on each
/// file's own test rows, beside the commonest class, the best guess from the question
/// alone, and scikit-learn's linear support vector machine.
///
/// The directory holds the files of the reference data folder; tasks whose files are absent
/// are left out. Nothing is chosen by test rows.
enum TextStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    let tasks = directory.map(TextTask.all) ?? []
    guard !tasks.isEmpty else {
      emit(line("all", "needs --data with nhs_fft_phase1.csv.gz and the like", .nan))
      return
    }
    for task in tasks {
      do {
        try measure(task, emit)
      } catch {
        emit(line(task.name, "\(error)", .nan))
      }
    }
    if let task = tasks.first(where: { $0.name == "themes" }) ?? tasks.first {
      TextSpeed.measure(task, emit)
    }
  }

  /// What must hold at least, by task: accuracy and macro-F1.
  private static let bounds: [String: (accuracy: Double, macroF1: Double?)] = [
    "themes": (0.685, 0.60), "sub-themes": (0.56, 0.40), "sentiment": (0.824, 0.66),
    "uci": (0.86, nil), "mr": (0.785, nil), "product": (0.84, nil), "issue": (0.50, 0.44),
  ]

  private static func measure(_ task: TextTask, _ emit: (String) -> Void) throws {
    let start = Stopwatch.cpuSeconds
    let fitted = try TextClassifier().fit(
      task.training.examples, task.training.labels, classNames: task.classNames, threads: 2)
    let seconds = Stopwatch.cpuSeconds - start
    let decisions = try fitted.predict(task.test.examples)
    let scores = ClassificationScores(
      decided: fitted.labels(decisions), actual: task.test.labels)
    let bound = bounds[task.name]
    emit(line(task.name, "accuracy", scores.accuracy, bound: bound?.accuracy, cpu: seconds))
    emit(line(task.name, "macro_f1", scores.macroF1, bound: bound?.macroF1))
    emit(line(task.name, "validation_accuracy", fitted.validation.scores.accuracy))
    emit(line(task.name, "validation_macro_f1", fitted.validation.scores.macroF1))
    guard let actual = task.test.labels.single else {
      emit(line(task.name, "micro_f1", scores.microF1))
      let error = expectedCalibrationError(
        probabilities: decisions.flatMap(\.probabilities), outcomes: task.test.labels.holds)
      return emit(line(task.name, "calibration_error", error, bound: 0.05))
    }
    let isRight = decisions.indices.map { decisions[$0].classes == [actual[$0]] }
    emit(
      line(
        task.name, "calibration_error",
        expectedCalibrationError(
          probabilities: decisions.map(\.confidence), outcomes: isRight), bound: 0.05))
    baselines(task, actual, emit)
    abstention(task.name, fitted, decisions, isRight, emit)
    if let peer = TextPeer.accuracy(task) {
      emit(line(task.name, "scikit_learn_accuracy", peer["accuracy"] ?? .nan))
      emit(line(task.name, "scikit_learn_macro_f1", peer["macro_f1"] ?? .nan))
    }
  }

  /// The commonest class, and the commonest class given the first column beside the text.
  private static func baselines(
    _ task: TextTask, _ actual: [Int], _ emit: (String) -> Void
  ) {
    func guessed(_ key: (TextTask.Part, Int) -> String) -> ClassificationScores {
      var counts: [String: [Int]] = [:]
      let none = [Int](repeating: 0, count: task.classNames.count)
      let labels = task.training.labels.single ?? []
      for (d, c) in labels.enumerated() {
        counts[key(task.training, d), default: none][c] += 1
        counts["", default: none][c] += 1
      }
      let decided = actual.indices.map { d -> Int in
        let own = counts[key(task.test, d)] ?? counts[""] ?? none
        return own.indices.max { (own[$0], -$0) < (own[$1], -$1) } ?? 0
      }
      return ClassificationScores(
        decided: ClassLabels(decided, classes: task.classNames.count),
        actual: task.test.labels)
    }
    emit(line(task.name, "majority_accuracy", guessed { _, _ in "" }.accuracy))
    guard let column = task.training.examples.context.first else { return }
    let known = guessed { part, d in
      guard case .categories(let values)? = part.examples.context.first?.values else { return "" }
      return "=\(values[d])"
    }
    emit(line(task.name, "\(column.name)_only_accuracy", known.accuracy))
    emit(line(task.name, "\(column.name)_only_macro_f1", known.macroF1))
  }

  /// Errors among the documents decided by machine, by the confidences that validation chose
  /// for shares of the documents and for stated rates of errors.
  private static func abstention(
    _ name: String, _ fitted: FittedTextClassifier, _ decisions: [TextDecision],
    _ isRight: [Bool], _ emit: (String) -> Void
  ) {
    func at(_ confidence: Double) -> (coverage: Double, error: Double) {
      let decided = decisions.indices.filter { decisions[$0].confidence >= confidence }
      let wrong = decided.count { !isRight[$0] }
      return (
        Double(decided.count) / Double(max(decisions.count, 1)),
        decided.isEmpty ? 0 : Double(wrong) / Double(decided.count)
      )
    }
    for point in fitted.validation.abstention.curve where Int(point.coverage * 20) % 4 == 0 {
      let found = at(point.confidence)
      emit(
        line(
          name, "error_at_\(Int((point.coverage * 100).rounded()))_percent_decided",
          found.error, more: ["coverage": found.coverage, "promised_at_most": point.upperBound]))
    }
    for rate in [0.05, 0.1, 0.2] {
      let chosen = fitted.validation.abstention.curve.last { $0.upperBound <= rate }
      let found = at(chosen?.confidence ?? 2)
      emit(
        line(
          name, "error_where_\(Int(rate * 100))_percent_are_stated", found.error, bound: rate,
          more: ["coverage": found.coverage]))
    }
  }

  static func line(
    _ name: String, _ measure: String, _ value: Double, bound: Double? = nil,
    cpu: Double? = nil, more: [String: Double] = [:]
  ) -> String {
    var more = more
    more["bound"] = bound
    more["cpu_seconds"] = cpu
    return Measurement.line(
      study: "text", case: name, measure: measure, value: value, more: more)
  }
}
