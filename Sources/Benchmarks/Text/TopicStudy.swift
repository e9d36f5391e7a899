import Feedback
import Foundation
import LinearAlgebra
import Tables

/// Topics of comments beside scikit-learn's NMF and LDA: coherence (NPMI of ten listed
/// words, document co-occurrence), diversity, agreement with the hand labels, the share of
/// the least topic, and time.
///
/// All three read one table of words (at least 5 documents, at most half of them), and one
/// piece of code scores all lists, on the corpus and, fitted to the training part, on the
/// test part. The directory holds the feedback files; those absent are left out.
enum TopicStudy {
  private struct Case {
    let file: String
    let topics: Int
    let label: String
  }

  private static let cases = [
    Case(file: "nhs_fft_phase1", topics: 20, label: "label"),
    Case(file: "cfpb_personal_loans", topics: 15, label: "issue"),
    Case(file: "nhs_fft_neas_dated", topics: 15, label: "labels"),
  ]

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      return emit(line("all", "needs --data with the feedback files", .nan))
    }
    for one in cases {
      let path = ["csv.gz", "csv"].map { "\(directory)/\(one.file).\($0)" }
        .first { FileManager.default.fileExists(atPath: $0) }
      guard let path else { continue }
      do { try measure(one, path, emit) } catch { emit(line(one.file, "\(error)", .nan)) }
    }
  }

  private static func measure(_ one: Case, _ path: String, _ emit: (String) -> Void) throws {
    var options = ReadOptions()
    options.typesWherePresent = ["text": .text, "split": .text, one.label: .text]
    let table = try TableReader.read(path: path, options: options).table
    guard let texts = strings(table, "text") else { return }
    let corpus = TextCorpus(texts)
    let counts = try TextVectorizer.counts(lengths: 1...1, minimumDocuments: 5)
      .fit(corpus).transform(corpus)
    let labels = strings(table, one.label).map(numbered)
    try compare(one.file, counts, scored: counts, one.topics, labels, emit)
    if let split = strings(table, "split") {
      let train = split.indices.filter { split[$0] == "train" }
      let test = split.indices.filter { split[$0] == "test" }
      if train.count > 500, test.count > 200 {
        try compare(
          "\(one.file) test part", counts.selecting(documents: train),
          scored: counts.selecting(documents: test), one.topics, nil, emit)
      }
    }
  }

  /// One fit of each method, their lists scored on `scored`.
  private static func compare(
    _ name: String, _ counts: DocumentTermMatrix, scored: DocumentTermMatrix, _ topics: Int,
    _ labels: [Int32]?, _ emit: (String) -> Void
  ) throws {
    let coherence = TopicCoherence(scored)
    func report(_ method: String, _ lists: [[Int]], _ more: [String: Double]) {
      let values = lists.map(coherence.coherence(of:))
      var all = more
      all["diversity"] = TopicCoherence.diversity(of: lists)
      all["topics"] = Double(lists.count)
      emit(line(name, "npmi \(method)", values.reduce(0, +) / Double(values.count), all))
    }
    var model = try TopicModel(counts, options: .init(topics: topics))
    let seconds = Stopwatch.least(of: 3) {
      if let again = try? TopicModel(counts, options: .init(topics: topics)) { model = again }
    }
    var own = ["cpu_seconds": seconds, "least_share": model.topics.map(\.share).min() ?? .nan]
    if let labels { own["nmi"] = mutualInformation(labels, model.firstTopics) }
    report("ours", model.topics.map(\.terms), own)
    var factors = NonnegativeFactorization.Options(parts: topics)
    factors.maximumRounds = 150
    let weighted = tfidf(counts)
    var fitted: NonnegativeFactorization?
    let plain = Stopwatch.least(of: 3) {
      fitted = try? NonnegativeFactorization(weighted, options: factors)
    }
    var figures = ["cpu_seconds": plain, "rounds": Double(fitted?.errors.count ?? 0)]
    let peer = PythonPeer.run(
      script,
      arrays: [
        ("starts", .integers(counts.documentStarts.map(Int32.init))),
        ("terms", .integers(counts.termIndices)),
        ("counts", .doubles(counts.weights.map(Double.init))),
        ("tfidf", .doubles(weighted.weights.map(Double.init))),
        ("labels", .integers(labels ?? [])),
        ("sizes", .integers([Int32(counts.terms), Int32(topics)])),
      ])
    if let peer, let error = peer["nmf_error"] { figures["peer_error"] = error }
    emit(line(name, "nmf squared error ours", fitted?.errors.last ?? .nan, figures))
    guard let peer else { return emit(line(name, "no scikit-learn: peers left out", .nan)) }
    for method in ["nmf", "lda"] {
      let lists = (0..<topics).map { k in (0..<10).map { Int(peer["\(method)_\(k)_\($0)"] ?? 0) } }
      var more: [String: Double] = [:]
      for (key, measure) in [
        ("seconds", "cpu_seconds"), ("nmi", "nmi"), ("least", "least_share"),
      ] { more[measure] = peer["\(method)_\(key)"] }
      report("scikit-learn \(method.uppercased())", lists, more)
      if let theirs = peer["\(method)_seconds"] {
        emit(line(name, "times faster than \(method.uppercased())", theirs / seconds))
        if method == "nmf" {
          emit(line(name, "times faster, the same factorization", theirs / plain))
        }
      }
    }
  }

  private static let script = """
    import sys, json, time
    import numpy as np, scipy.sparse as sp
    from sklearn.decomposition import NMF, LatentDirichletAllocation
    from sklearn.metrics import normalized_mutual_info_score
    d = sys.argv[1]
    i = lambda n: np.fromfile(f"{d}/{n}.i32", np.int32)
    f = lambda n: np.fromfile(f"{d}/{n}.f64")
    starts, terms, labels, (width, topics) = i("starts"), i("terms"), i("labels"), i("sizes")
    n = len(starts) - 1
    C, X = (sp.csr_matrix((f(a), terms, starts), shape=(n, width)) for a in ("counts", "tfidf"))
    kept = np.where(np.bincount(terms, minlength=width) <= n / 2)[0]
    whole, C, X = X, C[:, kept], X[:, kept]
    out = {}
    for name, model, data in (
        ("nmf", NMF(topics, init="nndsvd", max_iter=150, random_state=0), X),
        ("lda", LatentDirichletAllocation(topics, learning_method="batch", max_iter=20,
                                          random_state=0), C)):
        least = 1e9
        for _ in range(3 if name == "nmf" else 1):
            begin = time.process_time(); W = model.fit_transform(data)
            least = min(least, time.process_time() - begin)
        out[name + "_seconds"] = least
        first, any = W.argmax(1), np.diff(C.indptr) > 0
        out[name + "_least"] = float(np.bincount(first[any], minlength=topics).min() / n)
        if len(labels) == n: out[name + "_nmi"] = normalized_mutual_info_score(labels[any], first[any])
        for k, row in enumerate(model.components_):
            for j, t in enumerate(np.argsort(-row, kind="stable")[:10]):
                out[f"{name}_{k}_{j}"] = float(kept[t])
    if len(kept) == width:
        model = NMF(topics, init="nndsvd", max_iter=150, random_state=0).fit(whole)
        out["nmf_error"] = model.reconstruction_err_ ** 2
    print(json.dumps(out))
    """

  /// (1 + ln count) × rarity, rows of length 1: what the factorizations read.
  private static func tfidf(_ counts: DocumentTermMatrix) -> DocumentTermMatrix {
    var frequencies = [Double](repeating: 0, count: counts.terms)
    for term in counts.termIndices { frequencies[Int(term)] += 1 }
    let n = Double(counts.documents)
    var result = counts
    for d in 0..<counts.documents {
      let range = counts.entries(of: d)
      let values = range.map {
        (1 + log(Double(counts.weights[$0])))
          * (1 + log((1 + n) / (1 + frequencies[Int(counts.termIndices[$0])])))
      }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for (k, value) in zip(range, values) { result.weights[k] = Float(value / length) }
    }
    return result
  }

  /// Normalized mutual information of labels and topics over documents that have one
  /// (arithmetic mean of the entropies).
  private static func mutualInformation(_ labels: [Int32], _ topics: [Int?]) -> Double {
    var joint: [[Int]: Double] = [:]
    var (byLabel, byTopic) = ([Int: Double](), [Int: Double]())
    var n = 0.0
    for (label, topic) in zip(labels, topics) {
      guard let topic else { continue }
      n += 1
      joint[[Int(label), topic], default: 0] += 1
      byLabel[Int(label), default: 0] += 1
      byTopic[topic, default: 0] += 1
    }
    func entropy(_ counts: [Double]) -> Double {
      counts.sorted().reduce(0) { $0 - $1 / n * log($1 / n) }
    }
    let (a, b) = (entropy(Array(byLabel.values)), entropy(Array(byTopic.values)))
    return a + b == 0 ? 0 : 2 * (a + b - entropy(Array(joint.values))) / (a + b)
  }

  private static func strings(_ table: Table, _ name: String) -> [String]? {
    guard case .text(let text)? = table[name]?.values else { return nil }
    return text.codes.map { $0 < 0 ? "" : text.dictionary[Int($0)] }
  }

  private static func numbered(_ names: [String]) -> [Int32] {
    var numbers: [String: Int32] = [:]
    return names.map { name in
      let number = numbers[name] ?? Int32(numbers.count)
      numbers[name] = number
      return number
    }
  }

  private static func line(
    _ name: String, _ measure: String, _ value: Double, _ more: [String: Double] = [:]
  ) -> String {
    Measurement.line(study: "topics", case: name, measure: measure, value: value, more: more)
  }
}
