import Briefings
import Feedback
import Foundation
import Provenance
import Tables

/// A classifier on the comments kept for testing.
struct TestedClassifier {
  private let task: LabelledComments
  private let decided: [String]
  private let confidence: [Double]
  private let actual: [String]

  init(_ classifier: FittedTextClassifier, _ task: LabelledComments, threads: Int) throws {
    self.task = task
    let decisions = try classifier.predict(task.comments.examples(task.testing), threads: threads)
    decided = decisions.map { classifier.classNames[$0.classes[0]] }
    confidence = decisions.map(\.confidence)
    actual = task.testing.map { task.labels[$0] }
  }

  func score(_ name: String) -> TrainFacts.Score {
    Self.score(name, actual) { decided[$0] }
  }

  static func score(
    _ name: String, _ actual: [String], _ decided: (Int) -> String
  ) -> TrainFacts.Score {
    let answers = actual.indices.map(decided)
    let names = Set(actual + answers).sorted()
    let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let scores = ClassificationScores(
      decided: ClassLabels(answers.map { number[$0]! }, classes: names.count),
      actual: ClassLabels(actual.map { number[$0]! }, classes: names.count))
    let right = zip(actual, answers).count { $0 == $1 }
    let interval = PublishedComments.interval(right, of: actual.count)
    return TrainFacts.Score(
      name: name, value: FileNumbers.rounded(scores.accuracy),
      lower: FileNumbers.rounded(interval.lower), upper: FileNumbers.rounded(interval.upper),
      macroF1: FileNumbers.rounded(scores.macroF1))
  }

  var calibrationError: Double {
    expectedCalibrationError(
      probabilities: confidence, outcomes: zip(actual, decided).map { $0 == $1 })
  }

  /// Tenths of the scale with at least `least` comments, to whole hundredths.
  func calibration(least: Int) -> [TrainFacts.Bin] {
    (0..<10).compactMap { bin in
      let own = confidence.indices.filter { min(9, Int(confidence[$0] * 10)) == bin }
      guard own.count >= least else { return nil }
      func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
      return TrainFacts.Bin(
        stated: hundredths(own.reduce(0) { $0 + confidence[$1] } / Double(own.count)),
        right: hundredths(
          Double(own.count { actual[$0] == decided[$0] }) / Double(own.count)))
    }
  }

  private var names: [String] { Set(actual + decided).sorted() }

  /// Comments by what readers and the model said.
  func confusion() throws -> CountTable {
    let names = names
    let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var inner = [Int](repeating: 0, count: names.count * names.count)
    for (a, b) in zip(actual, decided) { inner[number[a]! * names.count + number[b]!] += 1 }
    return try CountTable([.init("label", names), .init("model", names)], counts: inner)
  }

  func labels(_ table: SuppressedTable, words: [String: [String]]) -> [TrainFacts.Label] {
    names.map { name in
      let cell = CountTable.Place([("label", name), ("model", name)])
      let row = CountTable.Place([("label", name)])
      let column = CountTable.Place([("model", name)])
      let count = table.count(at: row)
      let interval = count.flatMap { total in
        table.count(at: cell).map { PublishedComments.interval($0, of: total) }
      }
      return TrainFacts.Label(
        name: name, comments: count,
        recall: table.share(of: cell, in: row).map(FileNumbers.rounded),
        lower: interval.map { FileNumbers.rounded($0.lower) },
        upper: interval.map { FileNumbers.rounded($0.upper) },
        precision: table.share(of: cell, in: column).map(FileNumbers.rounded),
        words: words[name] ?? [])
    }
  }

  /// `confusion.csv`: one row a pair of labels; blank where hidden.
  func confusionFile(_ table: SuppressedTable) -> [UInt8] {
    var writer = CSVWriter(header: ["label", "model", "comments"])
    for a in names {
      for b in names {
        writer.text(a)
        writer.text(b)
        if let count = table.count(at: .init([("label", a), ("model", b)])) {
          writer.integer(count)
        } else {
          writer.missing()
        }
        writer.endRow()
      }
    }
    return writer.bytes
  }
}

/// Words that speak for each label, as the comments teach them; names of persons and words of
/// few comments left out.
struct ClassLexicon {
  private(set) var words: [String: [String]] = [:]
  private(set) var bytes: [UInt8]

  private static let mostLabels = 12
  private static let mostWords = 15

  init(
    _ task: LabelledComments, least: Int, seed: UInt64, threads: Int, names: NameLexicon
  ) throws {
    var writer = CSVWriter(header: ["label", "word", "weight", "lo-90", "hi-90", "stability"])
    var sizes: [String: Int] = [:]
    for d in task.training { sizes[task.labels[d], default: 0] += 1 }
    let shown = task.classNames.filter { sizes[$0]! >= 2 * least }
      .sorted { (-sizes[$0]!, $0) < (-sizes[$1]!, $1) }.prefix(Self.mostLabels)
    let corpus = TextCorpus(task.training.map { task.comments.texts[$0] })
    for label in shown {
      guard
        let lexicon = try? SentimentLexicon(
          corpus, isFavourable: task.training.map { task.labels[$0] == label },
          minimumDocuments: least, resamples: 6, seed: seed, threads: threads)
      else { continue }
      let best = lexicon.entries.filter { entry in
        entry.weight > 0 && entry.lower > 0
          && entry.term.split(separator: " ").allSatisfy { !names.isLikelyName(String($0)) }
      }.sorted { ($1.weight, $0.term) < ($0.weight, $1.term) }.prefix(Self.mostWords)
      words[label] = best.map(\.term)
      for entry in best {
        writer.text(label)
        writer.text(entry.term)
        for value in [entry.weight, entry.lower, entry.upper, entry.stability] {
          writer.number(FileNumbers.rounded(value))
        }
        writer.endRow()
      }
    }
    bytes = writer.bytes
  }
}
