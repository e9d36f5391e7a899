import Feedback
import Foundation

/// scikit-learn on the same rows: words (1–2) and characters (2–5) by tf-idf, the columns
/// beside the text as 0/1, a linear support vector machine with balanced classes.
enum TextPeer {
  private struct Rows: Encodable {
    let texts, context: [String]
    let labels: [Int]
  }

  private struct Input: Encodable {
    let training, test: Rows
    let copies: Int
  }

  /// `accuracy` and `macro_f1` on the test rows; nil where scikit-learn is missing.
  static func accuracy(_ task: TextTask) -> [String: Double]? { run(task, copies: 1) }

  /// Also `vectorize_seconds` and `fit_seconds` of training on `copies` of the rows.
  static func run(_ task: TextTask, copies: Int) -> [String: Double]? {
    func rows(_ part: TextTask.Part) -> Rows {
      let examples = part.examples
      return Rows(
        texts: (0..<examples.count).map { examples.documents.text(of: $0) },
        context: (0..<examples.count).map { d in
          examples.context.map { column in
            guard case .categories(let values) = column.values else { return "" }
            return values[d]
          }.joined(separator: "\u{1F}")
        },
        labels: part.labels.single ?? [])
    }
    let file = FileManager.default.temporaryDirectory
      .appending(path: "text-peer-\(ProcessInfo.processInfo.processIdentifier).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let input = Input(training: rows(task.training), test: rows(task.test), copies: copies)
    guard let data = try? JSONEncoder().encode(input), (try? data.write(to: file)) != nil
    else { return nil }
    return PythonPeer.run(script, arguments: [file.path])
  }

  private static let script = """
    import json, sys, time
    import scipy.sparse as sp
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import accuracy_score, f1_score
    from sklearn.preprocessing import OneHotEncoder
    from sklearn.svm import LinearSVC
    data = json.load(open(sys.argv[1]))
    train, test = data["training"], data["test"]
    texts, y = train["texts"] * data["copies"], train["labels"] * data["copies"]
    split = lambda rows: [row.split("\\x1f") for row in rows]
    t0 = time.process_time()
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    parts = [words.fit_transform(texts), chars.fit_transform(texts)]
    hot = OneHotEncoder(handle_unknown="ignore").fit(split(train["context"]))
    parts.append(0.6 * hot.transform(split(train["context"] * data["copies"])))
    x = sp.hstack(parts).tocsr()
    t1 = time.process_time()
    model = LinearSVC(C=1 if data["copies"] == 1 else 0.1,
                      class_weight="balanced" if data["copies"] == 1 else None).fit(x, y)
    t2 = time.process_time()
    z = sp.hstack([words.transform(test["texts"]), chars.transform(test["texts"]),
                   0.6 * hot.transform(split(test["context"]))]).tocsr()
    p = model.predict(z)
    print(json.dumps({"accuracy": accuracy_score(test["labels"], p),
                      "macro_f1": f1_score(test["labels"], p, average="macro"),
                      "vectorize_seconds": t1 - t0, "fit_seconds": t2 - t1}))
    """
}

/// Time to learn and to classify, beside scikit-learn in the same run.
enum TextSpeed {
  private static let copies = 5

  static func measure(_ task: TextTask, _ emit: (String) -> Void) {
    do {
      try measureLearning(task, emit)
      try measureClassifying(task, emit)
    } catch {
      emit(TextStudy.line("speed", "\(error)", .nan))
    }
  }

  /// Terms and one linear support vector machine, one thread, CPU time.
  private static func measureLearning(_ task: TextTask, _ emit: (String) -> Void) throws {
    let rows = Array(0..<task.training.examples.count)
    let many = (0..<copies).flatMap { _ in rows }
    let documents = task.training.examples.documents.selecting(many)
    let labels = task.training.labels.selecting(documents: many)
    let start = Stopwatch.cpuSeconds
    let terms = try TextVectorizer().fit(documents)
    let matrix = terms.transform(documents)
    let middle = Stopwatch.cpuSeconds
    let model = try LinearTextLearner.supportVector(cost: 0.1, balance: 0)
      .fit(matrix, labels, tolerance: 0.01)
    let end = Stopwatch.cpuSeconds
    let scores = model.scores(terms.transform(task.test.examples.documents))
    let classes = task.classNames.count
    let decided = (0..<task.test.examples.count).map { d in
      (0..<classes).max { scores[d * classes + $0] < scores[d * classes + $1] } ?? 0
    }
    let accuracy = ClassificationScores(
      decided: ClassLabels(decided, classes: classes), actual: task.test.labels
    ).accuracy
    emit(TextStudy.line("speed", "vectorize_seconds", middle - start))
    emit(TextStudy.line("speed", "fit_seconds", end - middle))
    emit(TextStudy.line("speed", "accuracy_without_columns", accuracy))
    guard let peer = TextPeer.run(task, copies: copies),
      let theirTerms = peer["vectorize_seconds"], let theirFit = peer["fit_seconds"]
    else { return }
    emit(TextStudy.line("speed", "scikit_learn_vectorize_seconds", theirTerms))
    emit(TextStudy.line("speed", "scikit_learn_fit_seconds", theirFit))
    emit(
      TextStudy.line(
        "speed", "times_faster_than_scikit_learn", (theirTerms + theirFit) / (end - start),
        bound: 10))
  }

  /// From bytes to class with the default model, by wall-clock time.
  private static func measureClassifying(_ task: TextTask, _ emit: (String) -> Void) throws {
    let fitted = try TextClassifier().fit(
      task.training.examples, task.training.labels, classNames: task.classNames, threads: 2)
    let test = task.test.examples
    let rows = (0..<max(1, 200_000 / test.count)).flatMap { _ in 0..<test.count }
    let many = test.selecting(rows)
    var answers: [[Int32]] = []
    for threads in [1, 2] {
      var best = Double.infinity
      for _ in 0..<3 {
        let clock = ContinuousClock()
        var found: [Int32] = []
        let elapsed = try clock.measure {
          found = try fitted.classify(many, threads: threads)
        }
        best = min(best, elapsed / .seconds(1))
        answers.append(found)
      }
      emit(
        TextStudy.line(
          "speed", "documents_a_second_on_\(threads)_threads", Double(rows.count) / best,
          bound: threads == 2 ? 300_000 : nil))
    }
    let isSame = answers.allSatisfy { $0 == answers[0] }
    emit(TextStudy.line("speed", "same_answers_on_1_and_2_threads", isSame ? 1 : 0, bound: 1))
  }
}
